import type { PlainOperation } from "./definition.ts";
import { comparison } from "./elementwise.ts";
import { comparisonFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

const ordered = "All numbers of one dtype. NaN is neither less than, equal to nor greater than anything.";
const any = "Any dtype, both the same. NaN is equal to nothing, itself included.";
const ieee = "IEEE 754-2019, 5.11";
const none = "The result has dtype bool and no derivative.";

export const equal: PlainOperation = /* @__PURE__ */ comparison({
  name: "equal",
  family: "comparison",
  takes: "any",
  scalar: (m, a, b) => m.eq(a, b),
  notation: { infix: "=", binds: "comparison" },
  isCommutative: true,
});

export const equalFacts: Facts = /* @__PURE__ */ comparisonFacts(equal, {
  summary: "True where the arguments are equal.",
  formula: "a = b",
  domain: any,
  convention: none,
  source: ieee,
  example: "equal([1, 2], 2).toArray() // => [false, true]",
});

export const notEqual: PlainOperation = /* @__PURE__ */ comparison({
  name: "notEqual",
  family: "comparison",
  takes: "any",
  scalar: (m, a, b) => m.ne(a, b),
  notation: { infix: "≠", binds: "comparison" },
  isCommutative: true,
});

export const notEqualFacts: Facts = /* @__PURE__ */ comparisonFacts(notEqual, {
  summary: "True where the arguments differ, or one is NaN.",
  formula: "a ≠ b",
  domain: any,
  convention: none,
  source: ieee,
  example: "notEqual([1, 2], 2).toArray() // => [true, false]",
});

export const less: PlainOperation = /* @__PURE__ */ comparison({
  name: "less",
  family: "comparison",
  takes: "numbers",
  scalar: (m, a, b) => m.lt(a, b),
  notation: { infix: "<", binds: "comparison" },
});

export const lessFacts: Facts = /* @__PURE__ */ comparisonFacts(less, {
  summary: "True where the first argument is less than the second.",
  formula: "a < b",
  domain: ordered,
  convention: none,
  source: ieee,
  example: "less([1, 2], 2).toArray() // => [true, false]",
});

export const lessEqual: PlainOperation = /* @__PURE__ */ comparison({
  name: "lessEqual",
  family: "comparison",
  takes: "numbers",
  scalar: (m, a, b) => m.le(a, b),
  notation: { infix: "≤", binds: "comparison" },
});

export const lessEqualFacts: Facts = /* @__PURE__ */ comparisonFacts(lessEqual, {
  summary: "True where the first argument is at most the second.",
  formula: "a ≤ b",
  domain: ordered,
  convention: none,
  source: ieee,
  example: "lessEqual([1, 2], 1).toArray() // => [true, false]",
});

export const greater: PlainOperation = /* @__PURE__ */ comparison({
  name: "greater",
  family: "comparison",
  takes: "numbers",
  scalar: (m, a, b) => m.gt(a, b),
  notation: { infix: ">", binds: "comparison" },
});

export const greaterFacts: Facts = /* @__PURE__ */ comparisonFacts(greater, {
  summary: "True where the first argument is greater than the second.",
  formula: "a > b",
  domain: ordered,
  convention: none,
  source: ieee,
  example: "greater([1, 2], 1).toArray() // => [false, true]",
});

export const greaterEqual: PlainOperation = /* @__PURE__ */ comparison({
  name: "greaterEqual",
  family: "comparison",
  takes: "numbers",
  scalar: (m, a, b) => m.ge(a, b),
  notation: { infix: "≥", binds: "comparison" },
});

export const greaterEqualFacts: Facts = /* @__PURE__ */ comparisonFacts(greaterEqual, {
  summary: "True where the first argument is at least the second.",
  formula: "a ≥ b",
  domain: ordered,
  convention: none,
  source: ieee,
  example: "greaterEqual([1, 2], 2).toArray() // => [false, true]",
});
