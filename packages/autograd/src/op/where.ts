import { DtypeError } from "../error/error.ts";
import type { DType } from "../shape/dtype.ts";
import type { NoAttributes, PlainOperation } from "./definition.ts";
import { partials } from "./derivative/partials.ts";
import { numericDtype } from "./dtype-rule.ts";
import { broadcastAll, elementwiseBatching } from "./elementwise.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { whereSamples } from "./facts/select-samples.ts";
import { operation } from "./operation.ts";

export const where: PlainOperation = /* @__PURE__ */ operation<NoAttributes>({
  name: "where",
  family: "select",
  arity: 3,
  dtype: (inputs) => {
    const [condition, whenTrue, whenFalse] = inputs as readonly [DType, DType, DType];
    if (condition !== "bool") {
      throw new DtypeError(
        "where",
        `the condition must be bool, got ${condition}. Compare first, e.g. with greater(x, 0).`,
      );
    }
    return numericDtype("where", "any", [whenTrue, whenFalse]);
  },
  shape: (inputs) => broadcastAll("where", inputs),
  derivative: /* @__PURE__ */ partials(
    null,
    (b, y, condition) => b(where, condition, b.constant(1, y), b.constant(0, y)),
    (b, y, condition) => b(where, condition, b.constant(0, y), b.constant(1, y)),
  ),
  batch: elementwiseBatching,
  meaning: { kind: "select" },
  notation: "conditional",
});

export const whereFacts: Facts = /* @__PURE__ */ facts(where, {
  summary: "Elements of the second argument where the first is true, of the third elsewhere.",
  formula: "c ? a : b",
  domain: "A bool condition; two arguments of one dtype.",
  convention:
    "The side not taken receives a cotangent of exactly 0, whatever its value or slope (strong zero).",
  source: "docs/conventions.md, strong zeros",
  example: "where([true, false], [1, 2], 9).toArray() // => [1, 9]",
  samples: () => whereSamples(),
});
