import { describe, expect, expectTypeOf, it } from "vitest";
import { gradients } from "../api/gradients.ts";
import { bestPair } from "./cheapest-pair.ts";
import { ones, tensor, zeros } from "./create.ts";
import * as functions from "./functions/contraction.ts";
import type { Tensor } from "./tensor.ts";

const { dot, einsum, kron, matmul, outer, tensordot } = functions;
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

describe("einsum, tensordot and kron", () => {
  const [a, b] = [zeros([2, 3]), zeros([3, 4])];

  it("have shapes that are known as far as the subscripts say", () => {
    expectTypeOf(einsum("ij,jk->ik", a, b)).toEqualTypeOf<Tensor<[2, 4]>>();
    expectTypeOf(einsum("ij, jk -> kij", a, b)).toEqualTypeOf<Tensor<[4, 2, 3]>>();
    expectTypeOf(einsum("ij->", a)).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(einsum("ij,jk", a, b)).toEqualTypeOf<Tensor<number[]>>();
    expectTypeOf(einsum("...j->j...", a)).toEqualTypeOf<Tensor<number[]>>();
  });

  it("multiplies in the order of the fewest multiplications", () => {
    const sizes = new Map("abcd".split("").map((label, k) => [label, [100, 2, 100, 2][k] as number]));
    const terms = ["ab", "bc", "cd"].map((term) => term.split(""));
    // (ab)(bc) would be 100 by 100.
    expect(bestPair(terms, new Set("ad"), sizes)).toEqual([1, 2]);
    const many = [...terms, ...["de", "ef", "fg", "gh"].map((term) => term.split(""))];
    for (const label of "efgh") sizes.set(label, 2);
    expect(bestPair(many, new Set("ah"), sizes)).toEqual([3, 4]);
    // As many factors as make it take the cheapest pair by itself.
    expect(einsum("i,i,i,i,i,i,i->", ...Array.from({ length: 7 }, () => [2, 3])).item()).toBe(
      2 ** 7 + 3 ** 7,
    );
  });

  it("gives a tensor of its own also where nothing is moved", () => {
    const x = tensor([[1, 2]]);
    const y = einsum("ij->ij", x);
    expect(gradients(y.square().sum(), [y])[0].toArray()).toEqual([[2, 4]]);
  });

  it.each([
    [
      () => einsum(5 as never, a),
      'einsum: subscripts must be letters for axes, with commas, "..." and "->", such as "ij,jk->ik", got 5.',
    ],
    [
      () => einsum("i1->i", a),
      'einsum: subscripts must be letters for axes, with commas, "..." and "->", such as "ij,jk->ik", got "i1->i".',
    ],
    [
      () => einsum("ij,jk->ik", a),
      'einsum: there must be subscripts for each operand, got "ij,jk->ik" for 1 operand.',
    ],
    [
      () => einsum("ijk->i", a),
      'einsum: there must be a subscript for each axis, got "ijk" for shape [2, 3].',
    ],
    [
      () => einsum("...ijk->i", a),
      'einsum: there must be a subscript for each axis, got "...ijk" for shape [2, 3].',
    ],
    [() => einsum("..ij->i", a), 'einsum: an ellipsis is three dots, once in each term, got "..ij".'],
    [() => einsum("ij->...i...", a), 'einsum: an ellipsis is three dots, once in each term, got "...i...".'],
    [() => einsum("ij->ik", a), 'einsum: each subscript of the result must be one of an operand, got "k".'],
    [() => einsum("ij->ii", a), 'einsum: the result has each subscript once, got "i" twice.'],
    [() => einsum("ij,ij->i", a, b), 'einsum: "i" must stand for one size, got 2 and 3.'],
    [() => einsum("...,...", zeros([2]), zeros([3])), 'einsum: "..." must stand for one size, got 2 and 3.'],
    [
      () => einsum("i->", [true]),
      'einsum: arguments must be numbers, got bool. Cast first, e.g. with cast("float64").',
    ],
    [
      () => tensordot(a, b),
      "tensordot: sizes must match, got 2 at axis 0 of [2, 3] and 3 at axis 0 of [3, 4].",
    ],
    [
      () => tensordot(a, b, 3),
      "tensordot: axes must be a number from 0 to 2, or two lists of as many axes, got 3.",
    ],
    [
      () => tensordot(a, b, [[0], [0, 1]]),
      "tensordot: axes must be a number from 0 to 2, or two lists of as many axes, got an array.",
    ],
    [
      () =>
        tensordot(a, a, [
          [0, -2],
          [0, 0],
        ]),
      "tensordot: axes must be distinct, got [0, -2].",
    ],
    [() => tensordot(a, b, [[2], [0]]), "tensordot: axis must be an integer from -2 to 1, got 2 for rank 2."],
    [
      () => kron([true], [1]),
      'kron: arguments must be numbers, got bool. Cast first, e.g. with cast("float64").',
    ],
  ])("refuse other arguments: %#", (call, text) => {
    expect(call).toThrow(text);
  });
});
