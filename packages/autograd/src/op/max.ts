import { equal } from "./comparison.ts";
import type { Builder, Operation } from "./definition.ts";
import { weighted } from "./derivative/weighted.ts";
import { div } from "./div.ts";
import type { Facts } from "./facts/facts.ts";
import { reductionFacts } from "./facts/reduction-facts.ts";
import { isOverNothing, type ReduceAttributes, reduction } from "./reduction.ts";
import { total } from "./sum.ts";
import { where } from "./where.ts";

export const max: Operation<ReduceAttributes> = /* @__PURE__ */ reduction({
  name: "max",
  takes: "numbers",
  empty: false,
  derivative: /* @__PURE__ */ weighted((b, x, y, { axes }) => sharedTies(b, x, y, axes)),
  meaning: { kind: "reduce", neutral: -Infinity, empty: -Infinity, combine: (m, a, b) => m.max(a, b) },
  isIdentity: isOverNothing,
});

export const maxFacts: Facts<ReduceAttributes> = /* @__PURE__ */ reductionFacts(max, {
  summary: "Largest element over axes.",
  formula: "maxᵢ xᵢ",
  domain: "All numbers, at least one element; NaN if any is NaN.",
  convention: "Tied elements share the cotangent equally.",
  source: "docs/conventions.md, ties",
  example: "max([[1, 5], [4, 2]], 1).toArray() // => [5, 4]",
  smooth: [-3, 3],
  points: [
    [[2, 1, 2], 2, [0.5, 0, 0.5]],
    [[7, 7, 7, 7], 7, [0.25, 0.25, 0.25, 0.25]],
    [[-0, 0], 0, [0.5, 0.5]],
    [[-Infinity, -Infinity], -Infinity, [0.5, 0.5]],
    [[1, Infinity], Infinity, [0, 1]],
    [[1, NaN], NaN, [NaN, NaN]],
  ],
});

export const min: Operation<ReduceAttributes> = /* @__PURE__ */ reduction({
  name: "min",
  takes: "numbers",
  empty: false,
  derivative: /* @__PURE__ */ weighted((b, x, y, { axes }) => sharedTies(b, x, y, axes)),
  meaning: { kind: "reduce", neutral: Infinity, empty: Infinity, combine: (m, a, b) => m.min(a, b) },
  isIdentity: isOverNothing,
});

export const minFacts: Facts<ReduceAttributes> = /* @__PURE__ */ reductionFacts(min, {
  summary: "Smallest element over axes.",
  formula: "minᵢ xᵢ",
  domain: "All numbers, at least one element; NaN if any is NaN.",
  convention: "Tied elements share the cotangent equally.",
  source: "docs/conventions.md, ties",
  example: "min([[1, 5], [4, 2]], 1).toArray() // => [1, 2]",
  smooth: [-3, 3],
  points: [
    [[2, 1, 1], 1, [0, 0.5, 0.5]],
    [[7, 7, 7, 7], 7, [0.25, 0.25, 0.25, 0.25]],
    [[0, -0], -0, [0.5, 0.5]],
    [[Infinity, Infinity], Infinity, [0.5, 0.5]],
    [[1, -Infinity], -Infinity, [0, 1]],
    [[1, NaN], NaN, [NaN, NaN]],
  ],
});

/** The chosen elements share weight 1. `y` has the reduced axes kept. */
function sharedTies<V>(b: Builder<V>, x: V, y: V, axes: readonly number[]): V {
  const tied = b(where, b(equal, x, y), b.constant(1, y), b.constant(0, y));
  return b(div, tied, total(b, tied, axes));
}
