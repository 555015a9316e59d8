import { reducedShape, sizeOf } from "../shape/shape.ts";
import { abs } from "./abs.ts";
import { equal, greater, less } from "./comparison.ts";
import type { Builder, Operation } from "./definition.ts";
import { weighted } from "./derivative/weighted.ts";
import { div } from "./div.ts";
import type { Facts } from "./facts/facts.ts";
import { reductionFacts } from "./facts/reduction-facts.ts";
import { logicalAnd } from "./logical.ts";
import { max } from "./max.ts";
import { mul } from "./mul.ts";
import { keeping, type ReduceAttributes, reduction } from "./reduction.ts";
import { reshape } from "./reshape.ts";
import { sqrt } from "./sqrt.ts";
import { square } from "./square.ts";
import { total } from "./sum.ts";
import { where } from "./where.ts";

export const norm: Operation<ReduceAttributes> = /* @__PURE__ */ reduction({
  name: "norm",
  takes: "floats",
  empty: true,
  derivative: /* @__PURE__ */ weighted((b, x, y) => {
    const zero = b.constant(0, y);
    return b(where, b(equal, y, zero), zero, b(div, x, y));
  }),
  isRoot: true,
  meaning: {
    kind: "composite",
    expand: (b, inputs, attributes) => scaledNorm(b, inputs, attributes),
  },
});

export const normFacts: Facts<ReduceAttributes> = /* @__PURE__ */ reductionFacts(norm, {
  summary: "Euclidean norm over axes (over all axes of a matrix: the Frobenius norm), without overflow.",
  formula: "√Σᵢ xᵢ²",
  domain: "Floating-point numbers; values in [0, ∞]; 0 over no elements.",
  convention: "Where the norm is 0 the gradient is 0.",
  source: "DLMF 3.2.14; J. Blue, A portable Fortran program to find the Euclidean norm, 1978",
  example: "norm([3, 4]).item() // => 5",
  smooth: [0.5, 3],
  points: [
    [[], 0, []],
    [[0, 0], 0, [0, 0]],
    [[3, 4], 5, [0.6, 0.8]],
    [[-0], 0, [0]],
    [[5, 12], 13, [0.38461538461538464, 0.9230769230769231]],
    // 3 · 2⁶⁰⁰ and 4 · 2⁶⁰⁰; 3 · 2⁻¹⁰⁶⁰ and 4 · 2⁻¹⁰⁶⁰.
    [[1.2448546706642979e181, 1.6598062275523972e181], 2.0747577844404965e181, [0.6, 0.8]],
    [[2.42843e-319, 3.2379e-319], 4.0474e-319, [0.6, 0.8]],
    [[1, -Infinity], Infinity, [0, NaN]],
    [[NaN, 1], NaN, [NaN, NaN]],
  ],
});

function scaledNorm<V>(b: Builder<V>, inputs: readonly V[], { axes, keepDims }: ReduceAttributes): V {
  const x = inputs[0] as V;
  const shape = b.shapeOf(x);
  const result = reducedShape(shape, axes, keepDims);
  if (sizeOf(shape) === 0) return b(reshape, total(b, b(abs, x), axes), { shape: result });
  // Scaled by the largest magnitude where squares might overflow or vanish, also in float32; elsewhere the plain
  // formula is the more accurate one: norm([5, 12]) is 13.
  const largest = keeping(b, max, b(abs, x), axes);
  const one = b.constant(1, x);
  const small = b(logicalAnd, b(greater, largest, b.constant(0, x)), b(less, largest, b.constant(1e-15, x)));
  const large = b(
    logicalAnd,
    b(greater, largest, b.constant(1e15, x)),
    b(less, largest, b.constant(Infinity, x)),
  );
  const scale = b(where, small, largest, b(where, large, largest, one));
  const length = b(mul, scale, b(sqrt, total(b, b(square, b(div, x, scale)), axes)));
  return b(reshape, length, { shape: result });
}
