import { describe, expect, it } from "vitest";
import { grad } from "../api/grad.ts";
import { tensor, zeros } from "./create.ts";
import * as functions from "./functions/reduce.ts";
import { where } from "./functions/select.ts";
import type { Tensor } from "./tensor.ts";

const loose = functions as unknown as Record<string, (...args: readonly unknown[]) => unknown>;

const x = tensor([
  [1, 2, 3],
  [4, 6, 8],
]);

describe("reductions", () => {
  it.each<[keyof typeof functions, number, readonly number[], readonly number[]]>([
    ["sum", 24, [5, 8, 11], [6, 18]],
    ["mean", 4, [2.5, 4, 5.5], [2, 6]],
    ["max", 8, [4, 6, 8], [3, 8]],
    ["min", 1, [1, 2, 3], [1, 4]],
    ["prod", 1152, [4, 12, 24], [6, 192]],
    ["variance", 34 / 6, [2.25, 4, 6.25], [2 / 3, 8 / 3]],
    ["std", Math.sqrt(34 / 6), [1.5, 2, 2.5], [Math.sqrt(2 / 3), Math.sqrt(8 / 3)]],
    ["norm", Math.sqrt(130), [Math.sqrt(17), Math.sqrt(40), Math.sqrt(73)], [Math.sqrt(14), Math.sqrt(116)]],
    [
      "logsumexp",
      8.151672901181795,
      [4.048587351573742, 6.0181499279178094, 8.00671534848912],
      [3.4076059644443806, 8.1429316284999],
    ],
  ])("%s over all, the first and the last axis", (name, all, first, last) => {
    const reduce = loose[name] as unknown as (
      x: unknown,
      axes?: unknown,
      options?: object,
    ) => ReturnType<typeof functions.sum>;
    const method = (axes?: unknown, options?: object): typeof x =>
      (x as unknown as Record<string, (axes?: unknown, options?: object) => typeof x>)[
        name === "variance" ? "var" : name
      ]?.(axes, options) as typeof x;
    expect(reduce(x).item()).toBeCloseTo(all, 12);
    for (const [axes, expected] of [
      [0, first],
      [-1, last],
    ] as const) {
      const values = reduce(x, axes).data();
      expect(values.length).toBe(expected.length);
      for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 12);
      expect(method(axes).data()).toEqual(values);
      expect(method([axes], { keepDims: true }).shape).toEqual(axes === 0 ? [1, 3] : [2, 1]);
    }
    expect(method([1, -2]).shape).toEqual([]);
    expect(method(undefined, { keepDims: true }).shape).toEqual([1, 1]);
    expect(method([]).shape).toEqual([2, 3]);
  });

  it("follow NumPy over no elements", () => {
    expect(zeros([0]).sum().item()).toBe(0);
    expect(zeros([0]).prod().item()).toBe(1);
    expect(zeros([0]).mean().item()).toBe(Number.NaN);
    expect(zeros([0]).var().item()).toBe(Number.NaN);
    expect(zeros([0, 2]).sum(0).toArray()).toEqual([0, 0]);
  });

  it("variance with a correction", () => {
    expect(functions.variance([1, 2, 3, 4, 5], 0, { correction: 1 }).item()).toBe(2.5);
    expect(x.std(1, { correction: 1 }).toArray()).toEqual([1, 2]);
    expect(functions.variance([1], 0, { correction: 1 }).item()).toBe(Number.NaN);
    for (const of of [functions.variance, functions.std]) {
      const spread = (x: Tensor): Tensor => of(x, 0, { correction: 1 }).sum();
      expect(grad(spread)([1]).toArray()).toEqual([Number.NaN]);
      expect(grad(spread)([[1, 2]]).toArray()).toEqual([[Number.NaN, Number.NaN]]);
      expect(grad(spread)([1, 3]).toArray()).not.toContain(Number.NaN);
    }
  });

  it("softmax and its logarithm", () => {
    expect(functions.softmax([0, 0]).toArray()).toEqual([0.5, 0.5]);
    expect(functions.softmax([1000, 1000, -1000]).toArray()).toEqual([0.5, 0.5, 0]);
    expect(functions.logSoftmax([0, 1000]).toArray()).toEqual([-1000, 0]);
    expect(x.softmax().sum(-1).sub(1).abs().max().item()).toBeLessThan(1e-15);
    expect(x.softmax(0).sum(0).sub(1).abs().max().item()).toBeLessThan(1e-15);
    expect(x.softmax([0, 1]).sum().sub(1).abs().item()).toBeLessThan(1e-15);
    expect(x.logSoftmax(0).exp().sub(x.softmax(0)).abs().max().item()).toBeLessThan(1e-15);
    expect(zeros([2, 0]).softmax().shape).toEqual([2, 0]);
    expect(zeros([2, 0]).logSoftmax().shape).toEqual([2, 0]);
  });

  it("softmax and its logarithm have limits at -∞ beside others, with derivatives, and none at ∞", () => {
    const [z, none] = [tensor([-Infinity, 0]), tensor([-Infinity, -Infinity])];
    expect(z.softmax().toArray()).toEqual([0, 1]);
    expect(z.logSoftmax().toArray()).toEqual([-Infinity, 0]);
    expect(grad((t) => t.softmax().mul([1, 0]).sum())(z).toArray()).toEqual([0, 0]);
    expect(grad((t) => where([true, false], t.logSoftmax(), 0).sum())(z).toArray()).toEqual([1, -1]);
    for (const x of [none, tensor([Infinity, 0])]) {
      expect(x.softmax().toArray()).toEqual([Number.NaN, Number.NaN]);
      expect(x.logSoftmax().toArray()).toEqual([Number.NaN, Number.NaN]);
    }
  });

  it("softmax of a scalar is 1", () => {
    expect(functions.softmax(3).item()).toBe(1);
    expect(functions.logSoftmax(-1e300).item()).toBe(0);
    expect(functions.softmax(Number.NaN).item()).toBe(Number.NaN);
  });

  it("count the true elements of masks", () => {
    const mask = tensor([
      [true, false, true],
      [true, false, false],
    ]);
    expect(mask.sum().item()).toBe(3);
    expect(mask.sum().dtype).toBe("int32");
    expect(mask.sum(0).data()).toEqual(new Int32Array([2, 0, 1]));
    expect(mask.sum(1, { keepDims: true }).toArray()).toEqual([[2], [1]]);
    expect(mask.mean().item()).toBe(0.5);
    expect(mask.mean(0).data()).toEqual(new Float64Array([1, 0, 0.5]));
    expect(functions.mean([true, false]).dtype).toBe("float64");
    expect(functions.sum(zeros([0], { dtype: "bool" })).item()).toBe(0);
    expect(
      mask
        .equal(tensor([true, false, false]))
        .mean(1)
        .toArray(),
    ).toEqual([2 / 3, 1]);
  });
});

describe("reductions used wrongly", () => {
  it.each<[string, readonly unknown[], string]>([
    ["sum", [x, 2], "axis must be an integer from -2 to 1, got 2 for rank 2."],
    ["sum", [x, -3], "axis must be an integer from -2 to 1, got -3 for rank 2."],
    ["sum", [x, 0.5], "axis must be an integer from -2 to 1, got 0.5 for rank 2."],
    ["sum", [x, [0, 0]], "axes must be distinct, got [0, 0] for rank 2."],
    ["sum", [x, [1, -1]], "axes must be distinct, got [1, -1] for rank 2."],
    ["sum", [1, 0], "a scalar has no axes, got axis 0."],
    ["sum", [x, "0"], 'axes must be an integer or an array of integers, got "0".'],
    ["sum", [x, null], "axes must be an integer or an array of integers, got null."],
    ["sum", [x, 0, true], "options must be an object with keepDims, got true."],
    ["sum", [x, 0, { keepdims: true }], 'there is no option "keepdims", only keepDims.'],
    ["sum", [x, 0, { keepDims: 1 }], "keepDims must be true or false, got 1."],
    ["max", [[true]], 'arguments must be numbers, got bool. Cast first, e.g. with cast("float64").'],
    ["max", [zeros([0])], "needs at least one element, got shape [0], empty at axis 0."],
    [
      "mean",
      [x.cast("int32")],
      'arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    ],
    ["variance", [x, 0, { correction: -1 }], "correction must not be negative, got -1."],
    ["variance", [x, 0, { correction: Number.NaN }], "correction must be a finite number, got NaN."],
    ["std", [x, 0, { ddof: 1 }], 'there is no option "ddof", only keepDims, correction.'],
    [
      "softmax",
      [x.cast("int32")],
      'arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    ],
    ["softmax", [x, 2], "axis must be an integer from -2 to 1, got 2 for rank 2."],
    [
      "softmax",
      [x, 0, [x]],
      "takes no further argument, got an array. In list.map(softmax), write list.map((x) => softmax(x)).",
    ],
    [
      "logSoftmax",
      [x, 0, [x]],
      "takes no further argument, got an array. In list.map(logSoftmax), write list.map((x) => logSoftmax(x)).",
    ],
    ["logSoftmax", [x, null], "axes must be an integer or an array of integers, got null."],
  ])("%s, case %#", (name, args, message) => {
    expect(() => loose[name]?.(...args)).toThrow(expect.objectContaining({ message: `${name}: ${message}` }));
  });
});
