import { describe, expect, it } from "vitest";
import { apply, inputNode } from "../graph/build.ts";
import {
  compile,
  customGradient,
  DerivativeError,
  grad,
  isTensor,
  mt19937,
  parameter,
  type Tensor,
  type TensorLike,
  tensor,
  vjp,
  zeros,
} from "../index.ts";
import type { Operation, SampleInput } from "../op/definition.ts";
import { table } from "../op/table.ts";
import { allocate } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import { assertGradients, checkGradients } from "./check-gradients.ts";

const random = mt19937(7);
const x23 = random.uniform([2, 3], { low: 0.3, high: 1.7 });

function sampled({ shape, data, dtype = "float64" }: SampleInput): Tensor {
  const elements = allocate(dtype, sizeOf(shape));
  elements.set(data);
  return wrap(inputNode(elements, shape, dtype));
}

/** The same value with a derivative that is off by a factor. */
function off(f: (x: Tensor) => Tensor, factor: number): (x: TensorLike) => Tensor {
  return customGradient((x) => [
    f(x),
    (u) => vjp((at: TensorLike) => f(at as Tensor), x)[1](u).map((dx) => dx.mul(factor)),
  ]);
}

describe("checkGradients never refuses an exact rule", () => {
  const isDifferentiable = (op: Operation): boolean =>
    op.family !== "comparison" && op.family !== "logical" && op.arity !== 0;
  for (const op of [...table.values()].filter(isDifferentiable)) {
    it(`of ${op.name}, at its own samples`, () => {
      for (const [k, sample] of op.samples().entries()) {
        const elements = sample.inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
        const float64 = sample.inputs.every(
          ({ dtype = "float64" }) => dtype === "float64" || dtype === "bool",
        );
        const casts = "dtype" in sample.attributes && sample.attributes["dtype"] !== "float64";
        if (sample.kink || elements > 24 || !float64 || casts || k % 3 === 2) continue;
        if (sample.inputs.every(({ dtype }) => dtype === "bool")) continue;
        const f = (...xs: Tensor[]): Tensor => wrap(apply(op, xs.map(nodeOf), sample.attributes));
        const report = checkGradients(f, sample.inputs.map(sampled));
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

describe("checkGradients finds a relative error of 1e-4", () => {
  const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    exp: (x) => x.exp(),
    log: (x) => x.log(),
    sqrt: (x) => x.sqrt(),
    square: (x) => x.square(),
    reciprocal: (x) => x.reciprocal(),
    sin: (x) => x.sin(),
    tanh: (x) => x.tanh(),
    sigmoid: (x) => x.sigmoid(),
    pow: (x) => x.pow(1.7),
    softmax: (x) => x.softmax(),
    norm: (x) => x.norm(),
    prod: (x) => x.prod(),
    logsumexp: (x) => x.logsumexp(),
    sum: (x) => x.sum(),
    "a scaled sum beside a large number": (x) => x.sum().mul(1e-3).add(1e3),
    "a product with a matrix": (x) => x.dot([3, 1, 2]),
  };
  const point = tensor([0.7, 1.3, 0.4]);
  for (const [name, f] of Object.entries(functions)) {
    it(`in ${name}`, () => {
      const exact = checkGradients(off(f, 1), [point]);
      expect(exact.ok ? "ok" : String(exact)).toBe("ok");
      for (const factor of [1 + 1e-4, 1 - 1e-4]) {
        const report = checkGradients(off(f, factor), [point]);
        expect(report.ok).toBe(false);
        expect(report.maxError).toBeGreaterThan(0.99e-4);
        expect(report.maxError).toBeLessThan(1.01e-4);
      }
    });
  }

  const scaled: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    square: (x) => x.square(),
    sqrt: (x) => x.sqrt(),
    log: (x) => x.log(),
    reciprocal: (x) => x.reciprocal(),
    sin: (x) => x.sin(),
    linear: (x) => x.mul(3).sum(),
    norm: (x) => x.norm(),
    "with a summand": (x) => x.add(1).log1p(),
  };
  for (const scale of [1e-8, 1e-3, 1e3, 1e8]) {
    for (const [name, f] of Object.entries(scaled)) {
      it(`in ${name} at arguments of ${scale}`, () => {
        const at = point.mul(scale);
        const exact = checkGradients(off(f, 1), [at]);
        expect(exact.ok ? "ok" : String(exact)).toBe("ok");
        // Below 1e-6 of the value's own size a derivative is as good as 0.
        const visible = checkGradients(f, [at]).entries.some(
          ({ numeric, uncertainty }) => uncertainty < 1e-5 * Math.abs(numeric),
        );
        expect(visible).toBe(true);
        const wrong = checkGradients(off(f, 1 + 1e-4), [at]);
        expect(wrong.ok).toBe(false);
        expect(wrong.maxError).toBeCloseTo(1e-4, 5);
      });
    }
  }

  it("in one element of many", () => {
    const weights = tensor(new Float64Array(50).fill(1).map((one, k) => (k === 33 ? one + 1e-4 : one)));
    const f = customGradient((x) => [x.sin().sum(), (u) => x.cos().mul(weights).mul(u)]);
    const report = checkGradients(f, [random.uniform([50])]);
    expect(report.entries.filter(({ ok }) => !ok).map(({ index }) => index)).toEqual([[33]]);
  });

  it("in one of two arguments, and names it", () => {
    const f = customGradient((x, y) => [x.mul(y), (u) => [u.mul(y), u.mul(x).mul(1.0001)]]);
    const report = checkGradients(f, [
      [1, 2],
      [3, 4],
    ]);
    expect(report.entries.filter(({ ok }) => !ok)).toMatchObject([
      { input: 1, index: [0], name: "xs[1]", output: "f", outputIndex: [0], verdict: "differs" },
      { input: 1, index: [1], name: "xs[1]", output: "f", outputIndex: [1], verdict: "differs" },
    ]);
  });

  it("at second order, where the first is right", () => {
    // The value and its first derivative are those of sin; the second is not.
    const slope = off((x) => x.cos(), 1.0001);
    const f = customGradient((x) => [x.sin(), (u) => u.mul(slope(x))]);
    expect(checkGradients(f, [[0.3, 1]]).ok).toBe(true);
    const report = checkGradients(f, [[0.3, 1]], { order: 2 });
    expect(report.ok).toBe(false);
    const wrong = report.entries.filter(({ ok }) => !ok);
    expect(wrong).toHaveLength(2);
    expect(wrong[0]).toMatchObject({ order: 2, output: "∂f/∂xs[0]", outputIndex: [0], index: [0] });
    expect(report.maxError).toBeCloseTo(1e-4, 7);
  });

  it("that only one mode makes", () => {
    // Not linear in the cotangent: reverse mode happens to be right, forward mode is not.
    const f = customGradient((x) => [x.sin(), (u) => u.mul(x.cos()).add(u.square().sub(u).mul(1e-4))]);
    const report = checkGradients(f, [[0.3]]);
    expect(report.ok).toBe(false);
    expect(String(report)).toMatch(/reverse, .* forward/);
    expect(String(report)).toContain("Reverse and forward mode differ");
    expect(checkGradients(f, [[0.3]], { mode: "reverse" }).ok).toBe(true);
    expect(checkGradients(f, [[0.3]], { mode: "forward" }).ok).toBe(false);
  });
});

describe("checkGradients at kinks", () => {
  const kinks: readonly (readonly [
    name: string,
    f: (x: Tensor) => Tensor,
    at: number[],
    slopes: [number, number],
  ])[] = [
    ["relu at 0", (x) => x.relu(), [0], [0, 1]],
    ["abs at 0", (x) => x.abs(), [0], [-1, 1]],
    ["max at a tie", (x) => x.max(), [2, 2, 1], [0, 1]],
    ["min at a tie", (x) => x.min(), [2, 2, 3], [1, 0]],
    ["norm at 0", (x) => x.norm(), [0, 0], [-1, 1]],
    ["clip at its edge", (x) => x.clip(0, 1), [1], [1, 0]],
    ["a jump", (x) => x.floor(), [1], [Infinity, 0]],
  ];
  it.each(kinks)("says where it stands: %s", (_, f, at, slopes) => {
    const report = checkGradients(f, [at]);
    expect(report.ok).toBe(false);
    const kink = report.entries.find(({ verdict }) => verdict === "kink");
    for (const [k, slope] of slopes.entries()) {
      if (Number.isFinite(slope)) expect(kink?.slopes[k]).toBeCloseTo(slope, 9);
      else expect(kink?.slopes[k]).toBe(slope);
    }
    expect(String(report)).toContain("convention");
    expect(checkGradients(f, [at], { allowKinks: true }).ok).toBe(true);
  });

  it("still refuses what lies outside of both slopes", () => {
    const f = customGradient((x) => [x.relu(), (u) => u.mul(2)]);
    const report = checkGradients(f, [0], { allowKinks: true });
    expect(report.entries[0]).toMatchObject({ verdict: "differs", analytic: 2, error: 0.5 });
  });

  it("finds none a hair's breadth away", () => {
    for (const x of [1e-3, 1e-6, 1e-9])
      expect(checkGradients((y) => y.relu().add(1), [[x, -x, 1]]).ok).toBe(true);
  });

  it("finds none in a function of infinite curvature, whose derivative is 0", () => {
    expect(checkGradients((x) => x.abs().pow(1.5), [0]).entries[0]).toMatchObject({
      verdict: "agrees",
      analytic: 0,
    });
  });
});

describe("checkGradients says why it cannot tell", () => {
  it("where the function is not finite", () => {
    const report = checkGradients((x) => x.log(), [0]);
    expect(report.ok).toBe(false);
    expect(report.entries[0]).toMatchObject({ verdict: "infinite", analytic: Infinity });
    expect(String(report)).toContain("Move the point into the domain");
  });

  it("where the slope is infinite, and where only one side is defined", () => {
    expect(checkGradients((x) => x.sqrt(), [0]).entries[0]).toMatchObject({
      verdict: "infinite",
      numeric: Infinity,
    });
    expect(checkGradients((x) => x.sqrt().mul(x), [1e-30]).ok).toBe(true);
  });

  it("for arguments that are not finite", () => {
    expect(checkGradients((x) => x.mul(2), [[1, Infinity]]).entries.map(({ verdict }) => verdict)).toEqual([
      "agrees",
      "infinite",
      "infinite",
      "infinite",
    ]);
  });

  it("where cancellation leaves too few digits", () => {
    const report = checkGradients((x) => x.add(1e11).sub(1e11).sin(), [1]);
    expect(report.entries[0]?.verdict).toBe("uncertain");
    expect(checkGradients((x) => x.add(1e11).sub(1e11).sin(), [1], { tolerance: 1e-3 }).ok).toBe(true);
  });

  it("when the analytic value is not a number", () => {
    const f = customGradient((x) => [x.sin(), (u) => u.mul(NaN)]);
    expect(checkGradients(f, [1]).entries[0]).toMatchObject({ verdict: "differs", error: Infinity });
  });
});

describe("checkGradients finds functions that are not deterministic", () => {
  it("by a counter", () => {
    let calls = 0;
    const report = checkGradients((x) => x.mul(calls++), [1]);
    expect(report).toMatchObject({ ok: false, deterministic: false, entries: [] });
    expect(String(report)).toBe(
      "checkGradients: f is not deterministic.\nCalled again at the same point it gave another value, so that differences " +
        "say nothing. Draw random numbers outside of f, or from a generator that is seeded inside of it, and keep no state.",
    );
  });

  it("by chance", () => {
    const generator = mt19937(1);
    expect(checkGradients((x) => x.mul(generator.uniform([3])), [[1, 2, 3]]).deterministic).toBe(false);
    expect(checkGradients((x) => x.mul(mt19937(1).uniform([3])), [[1, 2, 3]]).ok).toBe(true);
  });

  it("that change later", () => {
    let calls = 0;
    expect(checkGradients((x) => x.mul(calls++ < 5 ? 1 : 2), [1]).deterministic).toBe(false);
  });
});

describe("checkGradients finds functions that leave the graph", () => {
  it("by item()", () => {
    const report = checkGradients((x) => x.mul((x as Tensor<[]>).item()), [3]);
    expect(report.entries[0]).toMatchObject({ analytic: 3, verdict: "differs" });
    expect(report.entries[0]?.numeric).toBeCloseTo(6, 9);
    const all = checkGradients((x) => (x as Tensor<[]>).item() ** 2, [3]);
    expect(String(all)).toContain("No derivative reaches xs[0], although f depends on it: look for item()");
  });

  it("by stopGradient", () => {
    expect(String(checkGradients((x) => x.stopGradient().square(), [3]))).toContain("stopGradient");
  });

  it("but not those that choose by value", () => {
    const f = (x: Tensor): Tensor => ((x as Tensor<[]>).item() > 0 ? x.square() : x.neg());
    expect(checkGradients(f, [3]).ok).toBe(true);
    expect(checkGradients(f, [0]).entries[0]?.verdict).toBe("kink");
  });
});

describe("checkGradients takes", () => {
  const w = parameter([
    [0.1, -0.2],
    [0.3, 0.4],
  ]);
  const b = parameter([0.5, 0.6]);
  const model = (x: TensorLike): Tensor =>
    tensor(x as number[])
      .matmul(w as Tensor)
      .add(b)
      .tanh();

  it("trees, and names their leaves", () => {
    const f = ({ w, list }: { w: Tensor; list: Tensor[] }): Tensor =>
      w
        .sum()
        .mul(list[0] as Tensor)
        .add(list[1] as Tensor);
    const report = checkGradients(f, [{ w: x23, list: [tensor(2), tensor(3)] }]);
    expect(report.ok).toBe(true);
    expect([...new Set(report.entries.map(({ name }) => name))]).toEqual([
      "xs[0].w",
      "xs[0].list[0]",
      "xs[0].list[1]",
    ]);
  });

  it("functions that return trees", () => {
    const report = checkGradients(
      (x: Tensor) => ({ sum: x.sum(), mask: x.greater(0), "a b": [x.exp()] }),
      [tensor([1, 2])],
    );
    expect(report.ok).toBe(true);
    expect([...new Set(report.entries.map(({ output }) => output))]).toEqual(["f.sum", 'f["a b"][0]']);
    expect(report.notes).toEqual(["f.mask is bool and has no derivative."]);
  });

  it("parameters that the function knows without being given them, and leaves them as they were", () => {
    const before = [nodeOf(w), nodeOf(b)];
    const report = checkGradients(() => model([[1, 2]]), [w, b]);
    expect(report.ok).toBe(true);
    expect(report.entries).toHaveLength(12);
    expect(report.entries.some(({ numeric }) => Math.abs(numeric) > 0.1)).toBe(true);
    expect([nodeOf(w), nodeOf(b)]).toEqual(before);
    expect(nodeOf(w)).toBe(before[0]);
  });

  it("parameters even if the function throws, assigns or collects gradients", () => {
    const before = nodeOf(b);
    expect(() =>
      checkGradients(() => {
        b.assign([7, 7]);
        throw new Error("stop");
      }, [b]),
    ).toThrow("stop");
    expect(nodeOf(b)).toBe(before);
    const f = (): Tensor => {
      b.square().sum().backward();
      return b.grad as Tensor;
    };
    expect(checkGradients(f, [b]).ok).toBe(true);
    expect(b.grad).toBe(null);
  });

  it("compiled functions", () => {
    const step = compile((x: Tensor) =>
      x
        .matmul(w as Tensor)
        .square()
        .sum(),
    );
    expect(checkGradients(step, [tensor([[1, 2]])]).ok).toBe(true);
    expect(checkGradients(() => step(tensor([[1, 2]])), [w]).ok).toBe(true);
  });

  it("arguments of other dtypes, which it leaves alone", () => {
    const report = checkGradients(
      (x, mask, n) => mask.where(x, x.mul(n.cast("float64"))),
      [[1, 2], tensor([true, false]), tensor(3, { dtype: "int32" })],
    );
    expect(report.ok).toBe(true);
    expect(report.entries).toHaveLength(4);
    expect(report.notes).toEqual([
      "xs[1] is bool and has no derivative.",
      "xs[2] is int32 and has no derivative.",
    ]);
  });

  it("arguments that do not matter, and empty ones", () => {
    expect(checkGradients((x) => x.square(), [1, 2]).notes).toEqual(["f does not depend on xs[1]."]);
    expect(checkGradients((x) => x.square(), [zeros([0])])).toMatchObject({
      ok: true,
      total: 0,
      entries: [],
    });
  });

  it("a sample of many elements, the same for the same seed", () => {
    const f = (x: Tensor): Tensor => x.sin().sum();
    const x = random.uniform([40, 50]);
    const report = checkGradients(f, [x], { maxElements: 20, seed: 3 });
    expect(report).toMatchObject({ ok: true, total: 2000 });
    expect(report.entries).toHaveLength(20);
    expect(report.notes).toEqual([
      "Of 2000 derivatives, a sample was checked (seed 3). Raise { maxElements } for more.",
    ]);
    const indices = (seed: number): unknown =>
      checkGradients(f, [x], { maxElements: 20, seed }).entries.map(({ index }) => index);
    expect(indices(3)).toEqual(report.entries.map(({ index }) => index));
    expect(indices(4)).not.toEqual(indices(3));
    const square = checkGradients((y) => y.exp(), [x], { maxElements: 100 });
    expect(square.entries).toHaveLength(100);
    expect(new Set(square.entries.map(({ outputIndex }) => outputIndex.join())).size).toBe(10);
  });
});

describe("checkGradients refuses", () => {
  const refusals: readonly (readonly [text: string, call: () => unknown])[] = [
    [
      "checkGradients: arguments must be float64, got float32 for xs[0]: 7 digits are too few for finite differences. " +
        'Pass cast("float64") of it; the rules are the same.',
      () => checkGradients((x) => x, [tensor([1], { dtype: "float32" })]),
    ],
    [
      "checkGradients: f must calculate in float64, got float32 from cast: 7 digits are too few for finite differences.",
      () => checkGradients((x) => x.cast("float32").cast("float64"), [1]),
    ],
    [
      "checkGradients: needs a floating-point argument, got int32 for xs[0].",
      () => checkGradients((x) => x, [tensor(1, { dtype: "int32" })]),
    ],
    ["checkGradients: needs a floating-point argument, got none.", () => checkGradients(() => 1, [])],
    [
      "checkGradients: the function must return a floating-point tensor, got bool.",
      () => checkGradients((x) => x.greater(0), [1]),
    ],
    [
      "checkGradients: the function must return a tensor, got undefined.",
      () => checkGradients((() => undefined) as never, [1]),
    ],
    ["checkGradients: takes a function, got 3.", () => checkGradients(3 as never, [1])],
    [
      "checkGradients: takes the arguments of the function as an array, got 1.",
      () => checkGradients((x) => x, 1 as never),
    ],
    [
      "checkGradients: order must be 1 or 2, got 3.",
      () => checkGradients((x) => x, [1], { order: 3 as never }),
    ],
    [
      'checkGradients: mode must be "both", "reverse" or "forward", got "backward".',
      () => checkGradients((x) => x, [1], { mode: "backward" as never }),
    ],
    [
      "checkGradients: tolerance must be a number between 0 and 1, got -1.",
      () => checkGradients((x) => x, [1], { tolerance: -1 }),
    ],
    [
      "checkGradients: maxElements must be a positive integer, got 0.",
      () => checkGradients((x) => x, [1], { maxElements: 0 }),
    ],
    [
      'checkGradients: there is no option "eps", only order, mode, tolerance, allowKinks, maxElements, seed.',
      () => checkGradients((x) => x, [1], { eps: 1 } as never),
    ],
    [
      "checkGradients: cannot be used inside of compile().",
      () => compile((x: Tensor) => (checkGradients((y) => y, [x]), x))(tensor(1)),
    ],
  ];
  it.each(refusals)("%s", (text, call) => {
    expect(call).toThrow(expect.objectContaining({ message: text }));
  });

  it("a function that ignores its argument and uses the tensor itself", () => {
    const x = tensor([1, 2]);
    expect(() => checkGradients(() => x.square(), [x])).toThrow(
      "checkGradients: f must calculate with its argument, but uses xs[0] as it was before the call. " +
        "Write it as a function of its arguments.",
    );
    const w = parameter(2);
    const early = w.square();
    expect(() => checkGradients(() => early.sin(), [w])).toThrow("uses xs[0] as it was before the call");
  });

  it("the same parameter twice", () => {
    const w = parameter(2);
    expect(() => checkGradients((a, b) => a.mul(b), [w, w])).toThrow(
      "checkGradients: each parameter may be given once, got the same at xs[0] and xs[1].",
    );
    const x = tensor(2);
    expect(checkGradients((a, b) => a.mul(b), [x, x]).ok).toBe(true);
  });

  it("a function whose result changes its shape", () => {
    const f = (x: Tensor): Tensor => ((x as Tensor<[]>).item() > 1 ? x : x.reshape([1]));
    expect(() => checkGradients(f, [1])).toThrow("must return the same shapes and dtypes at every point");
  });
});

describe("the report", () => {
  const wrong = customGradient((x) => [x.square(), (u) => u.mul(x).mul(tensor([2, 3, 2.002, 2, 2]))]);

  it("shows the worst first", () => {
    const report = checkGradients(wrong, [[1, 2, 3, 4, 0]]);
    expect(
      String(report)
        .replaceAll(/± [\d.]+e-1\d +/g, "± tiny  ")
        .replace(/numeric +/, "numeric  "),
    ).toBe(
      [
        "checkGradients: 2 of 25 derivatives are not confirmed by finite differences, tolerance 1e-6.",
        "            by            analytic  numeric  error",
        "  f at [1]  xs[0] at [1]  6         4 ± tiny  3.3e-1  differs",
        "  f at [2]  xs[0] at [2]  6.006     6 ± tiny  1e-3    differs",
        "A rule between this argument and this result is wrong, or f does something that its graph does not show.",
        "f contains a customGradient: look at its pullback first.",
      ].join("\n"),
    );
  });

  it("says that all is well", () => {
    const report = checkGradients((x) => x.square(), [[1, 2]]);
    expect(String(report)).toMatch(
      /^checkGradients: 4 derivatives agree with finite differences, largest error \d.*, tolerance 1e-6\.$/,
    );
    expect(`${checkGradients((x) => x.relu(), [[0, 1]], { allowKinks: true })}`).toContain(
      "1 at kinks, where the analytic value is a convention.",
    );
  });

  it("shows no more than ten", () => {
    const report = checkGradients(
      off((x) => x.sin(), 2),
      [random.uniform([15])],
    );
    const lines = String(report).split("\n");
    expect(lines[12]).toBe("  and 5 more");
    expect(String(report)).toContain("All of these are 2 times what they should be.");
  });

  it("is the message of what assertGradients throws", () => {
    expect(assertGradients((x) => x.square(), [1])).toBe(undefined);
    const report = checkGradients(wrong, [[1, 2, 3, 4, 0]]);
    expect(() => assertGradients(wrong, [[1, 2, 3, 4, 0]])).toThrow(
      new DerivativeError("checkGradients", report.message),
    );
    try {
      assertGradients(wrong, [[1, 2, 3, 4, 0]]);
    } catch (error) {
      expect((error as Error).message).toBe(String(report));
    }
  });
});

it("checks a network of 16 parameters in less than 200 ms", () => {
  const w1 = parameter(random.uniform([3, 4]));
  const w2 = parameter(random.uniform([4, 1]));
  const x = tensor([
    [0, 0, 1],
    [1, 1, 1],
    [1, 0, 1],
    [0, 1, 1],
  ]);
  const y = tensor([[0], [1], [1], [0]]);
  const loss = (a: Tensor, b: Tensor): Tensor =>
    y.sub(x.matmul(a).sigmoid().matmul(b).sigmoid()).square().sum().mul(0.5);
  let best = Infinity;
  for (let k = 0; k < 5; k++) {
    const start = performance.now();
    expect(checkGradients(loss, [w1, w2]).ok).toBe(true);
    best = Math.min(best, performance.now() - start);
  }
  expect(isTensor(w1)).toBe(true);
  expect(best).toBeLessThan(200);
});
