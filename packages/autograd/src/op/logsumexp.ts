import { reducedShape } from "../shape/shape.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { equal, less } from "./comparison.ts";
import type { Builder, Operation } from "./definition.ts";
import { weighted } from "./derivative/weighted.ts";
import { div } from "./div.ts";
import { exp } from "./exp.ts";
import type { Facts } from "./facts/facts.ts";
import { reductionFacts } from "./facts/reduction-facts.ts";
import { log } from "./log.ts";
import { max } from "./max.ts";
import { keeping, type ReduceAttributes, reduction } from "./reduction.ts";
import { reshape } from "./reshape.ts";
import { sub } from "./sub.ts";
import { total } from "./sum.ts";
import { where } from "./where.ts";

export const logsumexp: Operation<ReduceAttributes> = /* @__PURE__ */ reduction({
  name: "logsumexp",
  takes: "floats",
  empty: false,
  derivative: /* @__PURE__ */ weighted((b, x, y, { axes }) => {
    const infinity = b.constant(Infinity, y);
    // Of infinite elements each is as large as all of them, as of those that are the largest.
    const isAll = b(where, b(equal, x, infinity), b.constant(1, x), b.constant(0, x));
    const share = b(where, b(equal, y, infinity), isAll, b(exp, b(sub, x, y)));
    // The shares sum to 1 but for the rounding of y, which is considerable for a large y; dividing removes it.
    return b(
      where,
      b(equal, y, b.constant(-Infinity, y)),
      b.constant(0, y),
      b(div, share, total(b, share, axes)),
    );
  }),
  meaning: {
    kind: "composite",
    expand: (b, inputs, attributes) => stableLogsumexp(b, inputs, attributes),
  },
});

export const logsumexpFacts: Facts<ReduceAttributes> = /* @__PURE__ */ reductionFacts(logsumexp, {
  summary: "Logarithm of the sum of exponentials over axes, without overflow.",
  formula: "ln Σᵢ exp xᵢ",
  domain: "Floating-point numbers, at least one element.",
  convention: "Where all elements are -∞ the gradient is 0; 1/n each for n that are ∞.",
  source: "P. Blanchard, D. Higham, N. Higham, Accurately computing the log-sum-exp, 2021",
  example: "logsumexp([1000, 1000]).item() // => 1000.6931471805599",
  smooth: [-3, 3],
  points: [
    [[-Infinity, -Infinity], -Infinity, [0, 0]],
    [[0, -Infinity], 0, [1, 0]],
    [[Infinity, 0], Infinity, [1, 0]],
    [[Infinity, -Infinity, Infinity], Infinity, [0.5, 0, 0.5]],
    [[1000], 1000, [1]],
    [[-1000, -5000], -1000, [1, 0]],
    [[NaN], NaN, [NaN]],
    [[3, 3], 3.6931471805599454, [0.5, 0.5]],
    [[1000, 1000], 1000.6931471805599, [0.5, 0.5]],
  ],
});

function stableLogsumexp<V>(b: Builder<V>, inputs: readonly V[], { axes, keepDims }: ReduceAttributes): V {
  const x = inputs[0] as V;
  const largest = keeping(b, max, x, axes);
  // An infinite shift would turn -∞ - (-∞) into NaN.
  const finite = b(less, b(abs, largest), b.constant(Infinity, x));
  const shift = b(where, finite, largest, b.constant(0, x));
  const result = b(add, b(log, total(b, b(exp, b(sub, x, shift)), axes)), shift);
  return keepDims ? result : b(reshape, result, { shape: reducedShape(b.shapeOf(x), axes, false) });
}
