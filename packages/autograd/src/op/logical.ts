import type { PlainOperation } from "./definition.ts";
import { logical } from "./elementwise.ts";
import { logicalFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

const none = "The result has dtype bool and no derivative.";

export const logicalAnd: PlainOperation = /* @__PURE__ */ logical({
  name: "logicalAnd",
  family: "logical",
  arity: 2,
  scalar: (m, a, b) => m.and(a, b),
  notation: { infix: "and", binds: "and" },
  isCommutative: true,
});

export const logicalAndFacts: Facts = /* @__PURE__ */ logicalFacts(logicalAnd, {
  summary: "True where both arguments are.",
  formula: "a ∧ b",
  domain: "bool.",
  convention: none,
  source: "propositional logic",
  example: "logicalAnd([true, false], true).toArray() // => [true, false]",
});

export const logicalOr: PlainOperation = /* @__PURE__ */ logical({
  name: "logicalOr",
  family: "logical",
  arity: 2,
  scalar: (m, a, b) => m.or(a, b),
  isCommutative: true,
});

export const logicalOrFacts: Facts = /* @__PURE__ */ logicalFacts(logicalOr, {
  summary: "True where at least one argument is.",
  formula: "a ∨ b",
  domain: "bool.",
  convention: none,
  source: "propositional logic",
  example: "logicalOr([true, false], false).toArray() // => [true, false]",
});

export const logicalXor: PlainOperation = /* @__PURE__ */ logical({
  name: "logicalXor",
  family: "logical",
  arity: 2,
  scalar: (m, a, b) => m.and(m.or(a, b), m.not(m.and(a, b))),
  isCommutative: true,
});

export const logicalXorFacts: Facts = /* @__PURE__ */ logicalFacts(logicalXor, {
  summary: "True where exactly one argument is.",
  formula: "a ⊕ b",
  domain: "bool.",
  convention: none,
  source: "propositional logic",
  example: "logicalXor([true, false], true).toArray() // => [false, true]",
});

export const logicalNot: PlainOperation = /* @__PURE__ */ logical({
  name: "logicalNot",
  family: "logical",
  arity: 1,
  scalar: (m, a) => m.not(a),
});

export const logicalNotFacts: Facts = /* @__PURE__ */ logicalFacts(logicalNot, {
  summary: "True where the argument is false.",
  formula: "¬a",
  domain: "bool.",
  convention: none,
  source: "propositional logic",
  example: "logicalNot([true, false]).toArray() // => [false, true]",
});
