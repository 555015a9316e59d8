/** Summing along axes and repeating along them: each the transpose of the other. */
import { ShapeError } from "../error/error.ts";
import {
  broadcastStrides,
  broadcastsTo,
  formatShape,
  reducedShape,
  type Shape,
  sameShape,
  stretchedAxes,
} from "../shape/shape.ts";
import type { Builder, Operation, Spec } from "./definition.ts";
import { linear } from "./derivative/linear.ts";
import type { Facts } from "./facts/facts.ts";
import { movementFacts } from "./facts/movement-facts.ts";
import { reductionFacts } from "./facts/reduction-facts.ts";
import { movement, type ToShape } from "./movement.ts";
import { isOverNothing, keeping, type ReduceAttributes, reduction } from "./reduction.ts";
import { reshape } from "./reshape.ts";

export const sum: Operation<ReduceAttributes> = /* @__PURE__ */ reduction({
  name: "sum",
  takes: "numbers",
  empty: true,
  derivative: /* @__PURE__ */ linear(
    (b, cotangent, inputs, { axes }) =>
      () =>
        spreadBack(b, cotangent, inputs[0]?.shape ?? [], axes),
  ),
  meaning: { kind: "reduce", neutral: -0, empty: 0, combine: (m, a, b) => m.add(a, b) },
  isIdentity: isOverNothing,
});

export const sumFacts: Facts<ReduceAttributes> = /* @__PURE__ */ reductionFacts(sum, {
  summary: "Sum over axes.",
  formula: "Σᵢ xᵢ",
  domain: "All numbers; 0 over no elements. Summed in blocks, so that the error grows slowly with the size.",
  convention: "none",
  source: "docs/conventions.md, order of summation",
  example: "sum([[1, 2], [3, 4]], 0).toArray() // => [4, 6]",
  smooth: [-3, 3],
  points: [
    [[], 0, []],
    [[-0, -0], -0, [1, 1]],
    // In the order of summation the first and the third meet first.
    [[1e308, 1e308, -1e308], 1e308, [1, 1, 1]],
    [[1e308, 0, 1e308], Infinity, [1, 1, 1]],
    [[Infinity, -Infinity], NaN, [1, 1]],
    [[5e-324, 5e-324], 1e-323, [1, 1]],
    [[NaN, 1], NaN, [1, 1]],
  ],
});

export const broadcastTo: Operation<ToShape> = /* @__PURE__ */ movement<ToShape>({
  name: "broadcastTo",
  arity: 1,
  shape: (inputs, { shape }) => {
    const from = inputs[0] as Shape;
    if (!broadcastsTo(from, shape)) {
      throw new ShapeError(
        "broadcastTo",
        `sizes must be equal or 1, aligned at the last axis, got ${formatShape(from)} to ${formatShape(shape)}.`,
        [from, shape],
      );
    }
    return shape;
  },
  transpose: (b, cotangent, inputs) => () => sumTo(b, cotangent, inputs[0]?.shape ?? []),
  batch: { inputs: "broadcast", attributes: ({ shape }, size) => ({ shape: [size, ...shape] }) },
  meaning: {
    kind: "view",
    view: (input, { shape }) => ({ offset: 0, strides: broadcastStrides(input, shape) }),
  },
  isIdentity: (inputs, { shape }) => sameShape((inputs[0] as Spec).shape, shape),
  merged: (_, outer) => outer,
});

export const broadcastToFacts: Facts<ToShape> = /* @__PURE__ */ movementFacts(broadcastTo, {
  summary: "Repeats elements along axes of size 1 and along new leading axes.",
  formula: "y[i] = x[i, with 0 at stretched axes]",
  example: "broadcastTo([1, 2], [2, 2]).toArray() // => [[1, 2], [1, 2]]",
  cases: [
    [[[]], { shape: [] }],
    [[[]], { shape: [3] }],
    [[[]], { shape: [2, 3] }],
    [[[1]], { shape: [5] }],
    [[[1]], { shape: [0] }],
    [[[3]], { shape: [3] }],
    [[[3]], { shape: [2, 3] }],
    [[[2, 1]], { shape: [2, 3] }],
    [[[1, 3]], { shape: [2, 3] }],
    [[[2, 1, 4]], { shape: [2, 3, 4] }],
    [[[3, 1]], { shape: [2, 3, 4] }],
    [[[1, 1]], { shape: [5, 7] }],
    [[[4]], { shape: [2, 1, 4] }],
  ],
});

/** The sum over axes, which stay with size 1. */
export function total<V>(b: Builder<V>, x: V, axes: readonly number[]): V {
  return keeping(b, sum, x, axes);
}

/** A number in each place of a shape, of the dtype of a value. */
export function filledWith<V>(b: Builder<V>, value: number, like: V, shape: Shape = b.shapeOf(like)): V {
  return b(broadcastTo, b.constant(value, like), { shape });
}

/** The sum over the axes along which `shape` was stretched to the shape of `x`, in that shape. */
export function sumTo<V>(b: Builder<V>, x: V, shape: Shape): V {
  const own = b.shapeOf(x);
  if (sameShape(own, shape)) return x;
  return b(reshape, total(b, x, stretchedAxes(shape, own)), { shape });
}

/** Repeats a reduced value along the axes it was reduced over. */
function spreadBack<V>(b: Builder<V>, reduced: V, shape: Shape, axes: readonly number[]): V {
  return b(broadcastTo, b(reshape, reduced, { shape: reducedShape(shape, axes, true) }), { shape });
}
