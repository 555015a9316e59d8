import { describe, expect, it } from "vitest";
import { ones, tensor, zeros } from "./create.ts";
import * as functions from "./functions/contraction.ts";

const { dot, matmul, outer } = functions;
const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("matmul", () => {
  it("multiplies matrices", () => {
    expect(matmul([[1, 2]], [[3], [4]]).toArray()).toEqual([[11]]);
    expect(x.matmul(x.transpose()).toArray()).toEqual([
      [14, 32],
      [32, 77],
    ]);
  });

  it("takes vectors as NumPy", () => {
    expect(x.matmul([1, 1, 1]).toArray()).toEqual([6, 15]);
    expect(matmul([1, 1], x).toArray()).toEqual([5, 7, 9]);
    expect(matmul([1, 2, 3], [4, 5, 6]).item()).toBe(32);
    expect(matmul(ones([3]), zeros([5, 3, 2])).shape).toEqual([5, 2]);
    expect(zeros([5, 2, 3]).matmul(ones([3])).shape).toEqual([5, 2]);
  });

  it("broadcasts batches", () => {
    expect(zeros([7, 1, 2, 3]).matmul(zeros([5, 3, 4])).shape).toEqual([7, 5, 2, 4]);
    expect(matmul(ones([2, 1, 3]), ones([3, 1])).toArray()).toEqual([[[3]], [[3]]]);
  });
});

describe("products of vectors", () => {
  it("dot", () => {
    expect(dot([1, 2, 3], [4, 5, 6]).item()).toBe(32);
    expect(tensor([1, 2], { dtype: "int32" }).dot([3, 4]).data()).toEqual(new Int32Array([11]));
    expect(dot([], []).item()).toBe(0);
  });

  it("outer", () => {
    expect(outer([1, 2], [3, 4, 5]).toArray()).toEqual([
      [3, 4, 5],
      [6, 8, 10],
    ]);
  });
});

describe("contractions used wrongly", () => {
  const loose = functions as unknown as Record<string, (...args: readonly unknown[]) => unknown>;

  it.each<[string, readonly unknown[], string]>([
    [
      "matmul",
      [x, zeros([5, 3])],
      "inner sizes must match, got a [2, 3] and b [5, 3]. transpose(b) would fit.",
    ],
    ["matmul", [x, zeros([5, 4])], "inner sizes must match, got a [2, 3] and b [5, 4]."],
    ["matmul", [x, [1, 2]], "inner sizes must match, got a [2, 3] and b [2]."],
    ["matmul", [[1, 2, 3], x], "inner sizes must match, got a [3] and b [2, 3]."],
    [
      "matmul",
      [
        [1, 2],
        [1, 2, 3],
      ],
      "inner sizes must match, got a [2] and b [3].",
    ],
    ["matmul", [x, 2], "both must have at least one axis, got a [2, 3] and b []. Scale with mul()."],
    [
      "matmul",
      [zeros([2, 2, 3]), zeros([3, 3, 4])],
      "batch axes must broadcast, got a [2, 2, 3] and b [3, 3, 4]: sizes 2 and 3 differ and neither is 1.",
    ],
    [
      "matmul",
      [x.cast("int32"), x.transpose().cast("int32")],
      'arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    ],
    ["matmul", [x, "x"], 'arguments must be tensors, numbers or nested arrays of numbers, got "x".'],
    ["dot", [[1, 2], [1]], "lengths must match, got a [2] and b [1]."],
    ["dot", [x, [1, 2, 3]], "needs vectors, got a [2, 3] and b [3]. Use matmul() for other ranks."],
    ["outer", [x, [1]], "needs vectors, got a [2, 3] and b [1]. Make them, e.g. with reshape([-1])."],
    ["outer", [1, [1]], "needs vectors, got a [] and b [1]. Make them, e.g. with reshape([-1])."],
  ])("%s, case %#", (name, args, message) => {
    expect(() => loose[name]?.(...args)).toThrow(expect.objectContaining({ message: `${name}: ${message}` }));
  });
});
