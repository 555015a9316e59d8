import { describe, expect, expectTypeOf, test } from "vitest";
import { compile, grad, hessian } from "../index.ts";
import { tensor, zeros } from "./create.ts";
import { cumprod, logcumsumexp } from "./functions/cumulative.ts";
import { cdist, cosineSimilarity } from "./functions/distance.ts";
import * as statistics from "./functions/statistics.ts";
import type { Tensor } from "./tensor.ts";

const { average, median, moments, nanMax, nanMean, nanMin, nanSum, quantile } = statistics;

test("weights in a vector are along the axis that is averaged over", () => {
  const x = tensor([
    [1, 2],
    [4, 5],
  ]);
  expect(average(x, [3, 0], 0).toArray()).toEqual([1, 2]);
  expect(average(x, [3, 0], 1).toArray()).toEqual([1, 4]);
  expect(
    average(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      [1, 2],
      0,
    ).toArray(),
  ).toEqual([3, 4, 5]);
});

test("a vector that is broadcast along the axis of the vectors has the length of what it becomes", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
    [5, 7],
  ]);
  const whole = cosineSimilarity(
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    x,
    0,
  ).toArray();
  expect(cosineSimilarity([1, 2], x, 0).toArray()).toEqual(whole);
  expect(cosineSimilarity([2], [1, 2, 3]).item()).toBe(cosineSimilarity([2, 2, 2], [1, 2, 3]).item());
});

describe("statistics", () => {
  test("have shapes that are known", () => {
    expectTypeOf(median(zeros([2, 3]), 1)).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(moments(zeros([2, 3]), 0, { keepDims: true }).variance).toEqualTypeOf<Tensor<[1, 3]>>();
    expectTypeOf(average(zeros([2, 3]), 1)).toEqualTypeOf<Tensor<[]>>();
  });

  test("give nothing to what is NaN, and nothing of it", () => {
    const x = tensor([1, Number.NaN, 3]);
    expect(grad((y: Tensor) => nanSum(y.square()))(x).toArray()).toEqual([2, 0, 6]);
    expect(grad((y: Tensor) => nanMean(y))(x).toArray()).toEqual([0.5, 0, 0.5]);
    expect(grad((y: Tensor) => nanMax(y))(x).toArray()).toEqual([0, 0, 1]);
    expect(compile(grad((y: Tensor) => nanMax(y)))(x).toArray()).toEqual([0, 0, 1]);
  });

  test("share the derivative among those that are there, also where all of these are as small as what is left out", () => {
    const [missing, infinite] = [Number.NaN, Infinity];
    expect(grad((x: Tensor) => nanMax(x))([missing, -infinite]).toArray()).toEqual([0, 1]);
    expect(grad((x: Tensor) => nanMin(x))([missing, missing, infinite, infinite]).toArray()).toEqual([
      0, 0, 0.5, 0.5,
    ]);
    expect(
      grad((x: Tensor) => nanMax(x, 1).sum())([
        [missing, -infinite],
        [missing, missing],
        [-infinite, 3],
      ]).toArray(),
    ).toEqual([
      [0, 1],
      [0, 0],
      [0, 1],
    ]);
    expect(nanMax([missing, -infinite]).item()).toBe(-infinite);
    expect(nanMin([missing, missing]).item()).toBeNaN();
  });

  test("give back elements that are all equal, at any fraction, in any dtype", () => {
    for (const dtype of ["float64", "float32"] as const) {
      const values = Array.from({ length: 100 }, (_, k) => (5 * k + 1) / 7);
      const x = tensor([values, values, values], { dtype });
      for (const q of [0.1, 0.3, 0.5, 0.7, 0.9])
        expect(quantile(x, q, 0).data()).toEqual(x.data().slice(0, 100));
      const least = tensor([5e-324, 5e-324]);
      expect(median(least).item()).toBe(5e-324);
    }
    // And of two signs they do not cancel.
    expect(median([-1, 1 + 2 ** -52]).item()).toBe(2 ** -53);
    expect(quantile([-Infinity, 5], 0.75).item()).toBe(-Infinity);
    expect(quantile([Infinity, Infinity], 0.75).item()).toBe(Infinity);
  });

  test("divide the median of an even number of elements between two", () => {
    expect(grad((y: Tensor) => median(y))(tensor([4, 1, 2, 9])).toArray()).toEqual([0.5, 0, 0.5, 0]);
  });

  test.each([
    [() => median(zeros([0])), "median: needs at least one element, got shape [0], empty at axis 0."],
    [
      () => median([1, 2], 0, { keepDim: true } as object),
      'median: there is no option "keepDim", only keepDims.',
    ],
    [() => quantile([1], 1.5), "quantile: q must be from 0 to 1, got 1.5."],
    [() => quantile([1], [0.5, Number.NaN]), "quantile: q must be from 0 to 1, got NaN."],
    [() => quantile([1], []), "quantile: q must be a number, or a list of at least one."],
    [
      () => quantile(tensor([1], { dtype: "int32" }), 0.5),
      'quantile: arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    ],
    [
      () =>
        average(
          [
            [1, 2],
            [4, 5],
          ],
          [1, 2, 3],
          0,
        ),
      "average: weights must broadcast to x, got x [2, 2] and weights [3].",
    ],
    [() => average([1, 2], [1, 2, 3]), "average: weights must broadcast to x, got x [2] and weights [3]."],
    [() => moments([1], 0, { correction: -1 }), "moments: correction must not be negative, got -1."],
    [() => cdist([[1, 2]], [[1]]), "cdist: both must have rows of one length, got x1 [1, 2] and x2 [1, 1]."],
    [
      () => cdist([[1]], [[1]], { p: -2 }),
      "cdist: p must be a number from 0 on, Infinity or -Infinity, got -2.",
    ],
    [
      () => cosineSimilarity([1], [1], 1),
      "cosineSimilarity: axis must be an integer from -1 to 0, got 1 for rank 1.",
    ],
  ])("refuse other arguments: %#", (call, text) => {
    expect(call).toThrow(text);
  });
});

describe("cumulative products", () => {
  test("have derivatives at zeros, of any order, without a division", () => {
    const f = (x: Tensor): Tensor => cumprod(x).sum();
    const x = tensor([2, 0, 3]);
    // x₁ + x₁x₂ + x₁x₂x₃
    expect(grad(f)(x).toArray()).toEqual([1, 8, 0]);
    expect(hessian(f)(x).toArray()).toEqual([
      [0, 4, 0],
      [4, 0, 2],
      [0, 2, 0],
    ]);
    const third = grad((y: Tensor) =>
      grad((z: Tensor) => grad(f)(z).slice([0]).sum())(y)
        .slice([1])
        .sum(),
    );
    expect(third(x).toArray()).toEqual([0, 0, 1]);
    expect(compile(third)(x).toArray()).toEqual([0, 0, 1]);
  });

  test("and sums of exponentials do not hear of what is masked", () => {
    const x = tensor([1, 2, Infinity]);
    const f = (y: Tensor): Tensor => cumprod(y.mul(y)).slice([1]);
    expect(grad(f)(x).toArray()).toEqual([8, 4, 0]);
    expect(grad((y: Tensor) => logcumsumexp(y).slice([0]))(tensor([1, Number.NaN])).toArray()).toEqual([
      1, 0,
    ]);
  });
});
