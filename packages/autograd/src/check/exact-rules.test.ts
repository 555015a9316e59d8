import { describe, expect, it } from "vitest";
import { apply, inputNode } from "../graph/build.ts";
import { grad, mt19937, type Tensor, type TensorLike, tensor } from "../index.ts";
import type { Operation } from "../op/definition.ts";
import type { Sample, SampleInput } from "../op/facts/facts.ts";
import { allFacts } from "../op/table.ts";
import { allocate, isFloat } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import { enableRoutines } from "../tensor/routines.ts";
import { checkGradients } from "./check-gradients.ts";

enableRoutines();

const random = mt19937(7);
const x23 = random.uniform([2, 3], { low: 0.3, high: 1.7 });

function sampled({ shape, data, dtype = "float64" }: SampleInput): Tensor {
  const elements = allocate(dtype, sizeOf(shape));
  elements.set(data);
  return wrap(inputNode(elements, shape, dtype));
}

describe("checkGradients never refuses an exact rule", () => {
  const isDifferentiable = (op: Operation): boolean =>
    !["comparison", "logical", "bitwise", "random"].includes(op.family) && op.arity !== 0;
  const isFloatValued = (op: Operation, { inputs, attributes }: Sample): boolean =>
    isFloat(
      op.dtype(
        inputs.map(({ dtype = "float64" }) => dtype),
        attributes,
      ),
    );
  for (const { op, samples } of [...allFacts.values()].filter((facts) => isDifferentiable(facts.op))) {
    it(`of ${op.name}, at its own samples`, () => {
      for (const [k, sample] of samples().entries()) {
        const elements = sample.inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
        const float64 = sample.inputs.every(
          ({ dtype = "float64" }) => dtype === "float64" || dtype === "bool",
        );
        const casts = "dtype" in sample.attributes && sample.attributes["dtype"] !== "float64";
        if (sample.kink || elements > 16 || !float64 || casts || k % 2 === 1) continue;
        if (sample.inputs.every(({ dtype }) => dtype === "bool") || !isFloatValued(op, sample)) continue;
        // Tables are constants of the operation.
        const given = sample.inputs.map(sampled);
        const free = [...given.keys()].filter((k) => sample.inputs[k]?.isTable !== true);
        const f = (...xs: Tensor[]): Tensor => {
          const all = given.map((x, k) => (free.includes(k) ? (xs[free.indexOf(k)] as Tensor) : x));
          return wrap(apply(op, all.map(nodeOf), sample.attributes));
        };
        const report = checkGradients(
          f,
          free.map((k) => given[k] as Tensor),
        );
        expect(`${sample.name}: ${report.ok ? "ok" : report}`).toBe(`${sample.name}: ok`);
        expect(report.maxError).toBeLessThan(1e-8);
      }
    });
  }

  const compositions: Readonly<Record<string, (x: Tensor) => TensorLike>> = {
    "softmax, whose rows sum to 1": (x) => x.softmax(-1).sum(),
    "a logarithm of a softmax": (x) => x.logSoftmax(-1).mul(3),
    "a chain of 40 sines": (x) => Array.from({ length: 40 }).reduce<Tensor>((y) => y.add(1).sin(), x),
    "a variance": (x) => x.var(0),
    "a standard deviation": (x) => x.std(),
    "a matrix times its transpose": (x) => x.matmul(x.transpose()).sum(0),
    "large sums with small parts": (x) => x.mul(1e-6).add(1e3).sum(),
    "results of very different size": (x) => x.mul([1e-9, 1, 1e9]),
    cancellation: (x) => x.add(1e4).square().sub(1e8),
    "a constant": () => 1,
    "squares that sum to 1": (x) => x.sin().square().add(x.cos().square()).sub(1),
    "where, with an undefined side": (x) => x.greater(0.5).where(x.sub(0.4).log(), x),
    "a gradient": (x) => grad((y) => y.sin().mul(y).sum())(x),
  };
  for (const [name, f] of Object.entries(compositions)) {
    it(`of a composition: ${name}`, () => {
      for (const order of [1, 2] as const) {
        const report = checkGradients(f, [x23], { order });
        expect(report.ok ? "ok" : String(report)).toBe("ok");
      }
    });
  }
});

const steps: readonly ((x: Tensor) => Tensor)[] = [
  (x) => x.sin(),
  (x) => x.tanh(),
  (x) => x.sigmoid(),
  (x) => x.exp().log1p(),
  (x) => x.square(),
  (x) => x.softplus(),
  (x) => x.softmax(),
  (x) => x.abs().add(0.1).sqrt(),
  (x) => x.square().add(1).reciprocal(),
  (x) => x.erf(),
  (x) => x.relu(),
  (x) => x.mul(0.01),
  (x) => x.add(3),
  (x) => x.sub(x.mean()),
  (x) => x.div(x.norm().add(1)),
  (x) => x.logSoftmax(),
  (x) => x.flip(),
  (x) => x.max().add(x),
  (x) => x.mul(x.sum()),
  (x) => x.clip(-1, 1),
];

it("checkGradients never refuses an exact rule of a random composition, at arguments of any size", () => {
  const draw = mt19937(2024);
  const upTo = (high: number): number => draw.integers([1], { high }).item();
  for (let program = 0; program < 150; program++) {
    const chosen = Array.from(
      { length: 1 + upTo(6) },
      () => steps[upTo(steps.length)] as (typeof steps)[number],
    );
    const scale = 10 ** (upTo(7) - 4);
    const point = draw
      .normal([1 + upTo(4)])
      .mul(scale)
      .data();
    const report = checkGradients((x) => chosen.reduce<Tensor>((y, step) => step(y), x), [tensor(point)]);
    const text = `${chosen.map(String).join(" ")} at ${point.join()}\n${report}`;
    expect(report.ok || report.entries.some(({ verdict }) => verdict === "infinite") ? "ok" : text).toBe(
      "ok",
    );
  }
});
