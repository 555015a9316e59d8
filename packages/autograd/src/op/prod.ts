import { reducedShape } from "../shape/shape.ts";
import { concat } from "./concat.ts";
import type { Builder, Operation } from "./definition.ts";
import { expansion } from "./derivative/expansion.ts";
import type { Facts } from "./facts/facts.ts";
import { reductionFacts } from "./facts/reduction-facts.ts";
import { mul } from "./mul.ts";
import { permute } from "./permute.ts";
import { type ReduceAttributes, reduction } from "./reduction.ts";
import { reshape } from "./reshape.ts";
import { slice } from "./slice.ts";
import { filledWith } from "./sum.ts";

export const prod: Operation<ReduceAttributes> = /* @__PURE__ */ reduction({
  name: "prod",
  takes: "numbers",
  empty: true,
  // As a tree of products, whose derivatives of any order are exact where elements are zero.
  derivative: /* @__PURE__ */ expansion(),
  meaning: { kind: "composite", expand: (b, inputs, attributes) => productTree(b, inputs, attributes) },
});

export const prodFacts: Facts<ReduceAttributes> = /* @__PURE__ */ reductionFacts(prod, {
  summary: "Product over axes.",
  formula: "Πᵢ xᵢ",
  domain: "All numbers; 1 over no elements.",
  convention: "Exact where elements are zero: each receives the product of the others.",
  source: "docs/conventions.md, products",
  example: "prod([[1, 2], [3, 4]], 0).toArray() // => [3, 8]",
  smooth: [0.5, 1.5],
  points: [
    [[], 1, []],
    [[0, 2, 3], 0, [6, 0, 0]],
    [[0, 0, 3], 0, [0, 0, 0]],
    [[2, 3, 4], 24, [12, 8, 6]],
    [[-0, 5], -0, [5, -0]],
    [[NaN, 1], NaN, [1, NaN]],
  ],
});

function productTree<V>(b: Builder<V>, inputs: readonly V[], { axes, keepDims }: ReduceAttributes): V {
  const x = inputs[0] as V;
  const shape = b.shapeOf(x);
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const outer = kept.map((axis) => shape[axis] as number);
  const count = axes.reduce((product, axis) => product * (shape[axis] as number), 1);
  const result = reducedShape(shape, axes, keepDims);
  if (count === 0) return filledWith(b, 1, x, result);
  let factors = b(reshape, b(permute, x, { axes: [...kept, ...axes] }), { shape: [...outer, count] });
  const part = (from: number, size: number): V => {
    const starts = [...outer.map(() => 0), from];
    return b(slice, factors, { starts, sizes: [...outer, size], steps: starts.map(() => 1) });
  };
  for (let n = count; n > 1; ) {
    const half = n >> 1;
    const paired = b(mul, part(0, half), part(half, half));
    factors = n % 2 === 0 ? paired : b(concat, paired, part(n - 1, 1), { axis: outer.length });
    n -= half;
  }
  return b(reshape, factors, { shape: result });
}
