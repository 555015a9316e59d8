import { type Tensor, tensor, zeros } from "@chainrule/autograd";
import { describe, expectTypeOf, it } from "vitest";
import { categoricalCrossEntropy } from "./categorical-cross-entropy.ts";
import { halfSquaredError } from "./half-squared-error.ts";
import { huber } from "./huber.ts";

const prediction = zeros([4, 1]);

declare const count: number;

describe("a loss", () => {
  it("is a scalar", () => {
    expectTypeOf(halfSquaredError(prediction, zeros([4, 1]))).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(halfSquaredError(prediction, [[0], [1], [1], [0]])).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(huber([1, 2], [3, 4], { delta: 2 })).toEqualTypeOf<Tensor<[]>>();
  });

  it("takes shapes known only at run time", () => {
    halfSquaredError(prediction, zeros([4, 1]) as Tensor);
    halfSquaredError(prediction as Tensor, zeros([4]));
    halfSquaredError(prediction, zeros([count, 1]));
    const generic = <B extends number>(p: Tensor<[B, 3]>, t: Tensor<[B, 3]>): Tensor<[]> =>
      categoricalCrossEntropy(p, t);
    generic(zeros([2, 3]), zeros([2, 3]));
  });

  it("of classes takes labels, of the shape without the classes", () => {
    const logits = zeros([4, 3]);
    const labels = zeros([4], { dtype: "int32" });
    expectTypeOf(categoricalCrossEntropy(logits, labels)).toEqualTypeOf<Tensor<[]>>();
    categoricalCrossEntropy(logits, [0, 2, 1, 1]);
    categoricalCrossEntropy([0.5, 0.5], 1);
    categoricalCrossEntropy(logits, labels as Tensor);
    categoricalCrossEntropy(logits as Tensor, labels);
    categoricalCrossEntropy(zeros([count, 3]), labels);
    categoricalCrossEntropy(
      logits,
      [0, 1, 2, 0].map((label) => label),
    );
    const generic = <B extends number>(p: Tensor<[B, 3]>, t: Tensor<[B]>): Tensor<[]> =>
      categoricalCrossEntropy(p, t);
    generic(logits, labels);
    const five = zeros([5]);
    type Refused = "cannot compare predictions [4, 3] to targets [5]: labels are [4], weights [4, 3]";
    type Found = Parameters<typeof categoricalCrossEntropy<typeof logits, typeof five>>[1];
    expectTypeOf<Found>().toEqualTypeOf<Refused>();
    // @ts-expect-error: neither labels nor weights
    categoricalCrossEntropy(logits, five);
  });

  it("does not broadcast", () => {
    const targets = tensor([0, 1, 1, 0]);
    type Refused = "cannot compare predictions [4, 1] to targets [4]: ranks differ";
    type Found = Parameters<typeof halfSquaredError<typeof prediction, typeof targets>>[1];
    expectTypeOf<Found>().toEqualTypeOf<Refused>();
    // @ts-expect-error: ranks differ
    halfSquaredError(prediction, targets);
    // @ts-expect-error: sizes differ
    halfSquaredError(prediction, zeros([3, 1]));
    // @ts-expect-error: no classes
    categoricalCrossEntropy(1, 1);
    // @ts-expect-error: no number
    huber([1], [1], { delta: "1" });
  });
});
