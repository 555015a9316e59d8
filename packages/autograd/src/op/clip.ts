import { greater, greaterEqual, less, lessEqual } from "./comparison.ts";
import type { Builder, NoAttributes, PlainOperation } from "./definition.ts";
import { partials } from "./derivative/partials.ts";
import { numericDtype } from "./dtype-rule.ts";
import { broadcastAll, elementwiseBatching } from "./elementwise.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { clipSamples } from "./facts/select-samples.ts";
import { logicalAnd } from "./logical.ts";
import { maximum } from "./maximum.ts";
import { operation } from "./operation.ts";
import { where } from "./where.ts";

export const clip: PlainOperation = /* @__PURE__ */ operation<NoAttributes>({
  name: "clip",
  family: "select",
  arity: 3,
  dtype: (inputs) => numericDtype("clip", "numbers", inputs),
  shape: (inputs) => broadcastAll("clip", inputs),
  derivative: /* @__PURE__ */ partials(
    (b, y, x, low, high) => indicator(b, b(logicalAnd, b(greaterEqual, x, low), b(lessEqual, x, high)), y),
    // Where the bounds are crossed the upper one is the value.
    (b, y, x, low, high) => indicator(b, b(logicalAnd, b(less, x, low), b(lessEqual, low, high)), y),
    (b, y, x, low, high) => indicator(b, b(greater, b(maximum, x, low), high), y),
  ),
  batch: elementwiseBatching,
  meaning: { kind: "map", scalar: (m, x, low, high) => m.min(m.max(x, low), high) },
});

export const clipFacts: Facts = /* @__PURE__ */ facts(clip, {
  summary: "Each element, kept between two bounds.",
  formula: "min(max(x, low), high)",
  domain:
    "All numbers of one dtype; low <= high is up to the caller; where it fails, high wins; NaN stays NaN.",
  convention: "x receives the whole cotangent inside and at both bounds; beyond them the bound receives it.",
  source: "NumPy, numpy.clip",
  example: "clip([-2, 0.5, 2], 0, 1).toArray() // => [0, 0.5, 1]",
  samples: () => clipSamples(),
});

function indicator<V>(b: Builder<V>, condition: V, like: V): V {
  return b(where, condition, b.constant(1, like), b.constant(0, like));
}
