/** Files of other implementations, and metrics: data/model-files.json, which model_files.py writes; and resumed training. */
import { readFileSync } from "node:fs";
import { compile, mt19937, type RandomGenerator, type Tensor, tensor } from "@chainrule/autograd";
import {
  accuracy,
  areaUnderCurve,
  confusionMatrix,
  decodeNpy,
  decodeSafetensors,
  encodeSafetensors,
  Linear,
  load,
  loadState,
  type Mlp,
  meanAbsoluteError,
  meanSquaredError,
  mlp,
  rSquared,
  sequential,
  stateOf,
  topKAccuracy,
} from "@chainrule/nn";
import {
  adamRule,
  chain,
  clipByGlobalNorm,
  cosineDecay,
  type Optimizer,
  optimizer,
  type Plateau,
  reduceOnPlateau,
} from "@chainrule/optim";
import { describe, expect, it } from "vitest";

interface Measured {
  readonly scores: number[][];
  readonly labels: number[];
  readonly distinct: number[][];
  readonly topK: number[];
  readonly binary: number[];
  readonly score: number[];
  readonly truth: number[];
  readonly guess: number[];
  readonly accuracy: number;
  readonly confusionMatrix: number[][];
  readonly areaUnderCurve: number;
  readonly rSquared: number;
  readonly meanAbsoluteError: number;
}

interface Files {
  readonly dtypes: {
    readonly file: string;
    readonly values: Readonly<Record<string, string[]>>;
    readonly shapes: Readonly<Record<string, number[]>>;
  };
  readonly unsigned: { readonly file: string; readonly values: Readonly<Record<string, string[]>> };
  readonly network: { readonly file: string; readonly x: number[][]; readonly y: number[][] };
  readonly npy: Readonly<
    Record<string, { readonly file: string; readonly shape: number[]; readonly values: string[] }>
  >;
  readonly metrics: Measured;
  readonly narrow: {
    readonly samples: readonly string[];
    readonly float16: number[];
    readonly bfloat16: number[];
  };
}

const files = JSON.parse(readFileSync(new URL("data/model-files.json", import.meta.url), "utf8")) as Files;
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));
const number = (text: string): number => Number(text.replace("inf", "Infinity"));

describe("files of the reference implementation", () => {
  it("hold what PyTorch put in, in every dtype, and come back byte for byte", () => {
    for (const { file, values } of [files.dtypes, files.unsigned]) {
      const { tensors, dtypes, metadata } = decodeSafetensors(bytesOf(file));
      expect([...tensors.keys()].sort()).toEqual(Object.keys(values).sort());
      for (const [name, expected] of Object.entries(values)) {
        expect([name, ...(tensors.get(name) as Tensor).data()]).toEqual([name, ...expected.map(number)]);
      }
      expect(encodeSafetensors(tensors, { dtypes, metadata })).toEqual(bytesOf(file));
    }
    const { tensors } = decodeSafetensors(bytesOf(files.dtypes.file));
    for (const [name, shape] of Object.entries(files.dtypes.shapes))
      expect(tensors.get(name)?.shape).toEqual(shape);
  });

  it("hold a network, which computes what it does in PyTorch", async () => {
    const model = sequential(new Linear(3, 4), "tanh", new Linear(4, 2));
    await load(bytesOf(files.network.file), model, {
      names: {
        "layers.0.weight": { from: "fc1.weight", transpose: true },
        "layers.0.bias": "fc1.bias",
        "layers.2.weight": { from: "fc2.weight", transpose: true },
        "layers.2.bias": "fc2.bias",
      },
    });
    const worst = model.forward(files.network.x).sub(tensor(files.network.y)).abs().max().item();
    expect(worst).toBeLessThan(1e-6);
  });

  it("round to 16 bits as PyTorch does", () => {
    const fitting = (bits: number[], infinite: number): [number[], number[]] => {
      const kept = bits.flatMap((bit, k) => ((bit & 0x7fff) < infinite ? [k] : []));
      return [kept.map((k) => number(files.narrow.samples[k] as string)), kept.map((k) => bits[k] as number)];
    };
    for (const [dtype, infinite] of [
      ["float16", 0x7c00],
      ["bfloat16", 0x7f80],
    ] as const) {
      const [samples, expected] = fitting(files.narrow[dtype], infinite);
      expect(samples.length).toBeGreaterThan(20);
      const bytes = encodeSafetensors({ v: tensor(samples) }, { dtypes: dtype });
      expect([...new Uint16Array(bytes.slice(-2 * samples.length).buffer)]).toEqual(expected);
    }
  });
});

describe("what NumPy and scikit-learn say", () => {
  it("of arrays in .npy files", () => {
    for (const [name, { file, shape, values }] of Object.entries(files.npy)) {
      const array = decodeNpy(bytesOf(file));
      expect([name, array.shape, ...array.data()]).toEqual([name, shape, ...values.map(number)]);
    }
  });

  it("of metrics", () => {
    const { metrics } = files;
    const { scores, labels, truth, guess } = metrics;
    expect(accuracy(scores, labels)).toBe(metrics.accuracy);
    expect(confusionMatrix(scores, labels).toArray()).toEqual(metrics.confusionMatrix);
    expect([1, 2, 3].map((k) => topKAccuracy(metrics.distinct, labels, k))).toEqual(metrics.topK);
    expect(areaUnderCurve(metrics.score, metrics.binary)).toBeCloseTo(metrics.areaUnderCurve, 14);
    expect(rSquared(guess, truth)).toBeCloseTo(metrics.rSquared, 14);
    expect(meanAbsoluteError(guess, truth).item()).toBeCloseTo(metrics.meanAbsoluteError, 14);
  });
});

interface Training {
  readonly model: Mlp<[2, 8, 1]>;
  readonly descent: Optimizer;
  readonly plateau: Plateau;
  readonly generator: RandomGenerator;
}

/** As a program begins, with weights that do not matter when it resumes. */
function begin(seed: number): Training & { readonly steps: (count: number) => number[] } {
  const model = mlp([2, 8, 1], { activation: "tanh", seed });
  const rule = chain(clipByGlobalNorm(1), adamRule);
  const descent = optimizer(model.parameters(), rule, {
    learningRate: cosineDecay(0.05, { steps: 40 }),
    maxGlobalNorm: 1,
  });
  const plateau = reduceOnPlateau(descent, "maxGlobalNorm", { patience: 3, factor: 0.5 });
  const generator = mt19937(seed);
  const step = compile((x: Tensor, y: Tensor) => {
    const loss = meanSquaredError(model.forward(x as Tensor<[number, 2]>), y);
    descent.minimize(loss);
    return loss;
  });
  const steps = (count: number): number[] =>
    Array.from({ length: count }, () => {
      // An odd number of draws, so that the generator keeps one of a pair.
      const x = generator.normal([3, 2]);
      const noise = generator.normal([3, 1]).mul(0.1);
      const loss = step(x, x.prod([1], { keepDims: true }).add(noise)).item();
      plateau.observe(loss);
      return loss;
    });
  return { model, descent, plateau, generator, steps };
}

describe("training that is resumed from a file", () => {
  it("is training that was not interrupted, bit for bit", async () => {
    const whole = begin(1);
    const losses = whole.steps(40);
    const first = begin(1);
    const before = first.steps(17);
    const { steps: _first, ...parts } = first;
    const bytes = encodeSafetensors(stateOf(parts));
    const second = begin(2);
    const { steps: _second, ...targets } = second;
    second.steps(3);
    loadState(targets, decodeSafetensors(bytes).tensors);
    expect([...before, ...second.steps(23)]).toEqual(losses);
    const { steps: _whole, ...all } = whole;
    expect(encodeSafetensors(stateOf(targets))).toEqual(encodeSafetensors(stateOf(all)));
  });
});
