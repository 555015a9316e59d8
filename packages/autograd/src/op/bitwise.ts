import type { PlainOperation } from "./definition.ts";
import { bitwise } from "./elementwise.ts";
import { bitwiseFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

const bits = "int32, in two's complement.";
const none = "The result has dtype int32 and no derivative.";

export const bitwiseAnd: PlainOperation = /* @__PURE__ */ bitwise({
  name: "bitwiseAnd",
  family: "bitwise",
  arity: 2,
  scalar: (m, a, b) => m.bitAnd(a, b),
  isCommutative: true,
});

export const bitwiseAndFacts: Facts = /* @__PURE__ */ bitwiseFacts(bitwiseAnd, {
  summary: "The bits that are set in both arguments.",
  formula: "a ∧ b, bit by bit",
  domain: bits,
  convention: none,
  source: "NumPy, numpy.bitwise_and",
  example: 'bitwiseAnd(tensor([12, 10], { dtype: "int32" }), 6).toArray() // => [4, 2]',
});

export const bitwiseOr: PlainOperation = /* @__PURE__ */ bitwise({
  name: "bitwiseOr",
  family: "bitwise",
  arity: 2,
  scalar: (m, a, b) => m.bitOr(a, b),
  isCommutative: true,
});

export const bitwiseOrFacts: Facts = /* @__PURE__ */ bitwiseFacts(bitwiseOr, {
  summary: "The bits that are set in at least one argument.",
  formula: "a ∨ b, bit by bit",
  domain: bits,
  convention: none,
  source: "NumPy, numpy.bitwise_or",
  example: 'bitwiseOr(tensor([12, 10], { dtype: "int32" }), 6).toArray() // => [14, 14]',
});

export const bitwiseXor: PlainOperation = /* @__PURE__ */ bitwise({
  name: "bitwiseXor",
  family: "bitwise",
  arity: 2,
  scalar: (m, a, b) => m.bitXor(a, b),
  isCommutative: true,
});

export const bitwiseXorFacts: Facts = /* @__PURE__ */ bitwiseFacts(bitwiseXor, {
  summary: "The bits that are set in exactly one argument.",
  formula: "a ⊕ b, bit by bit",
  domain: bits,
  convention: none,
  source: "NumPy, numpy.bitwise_xor",
  example: 'bitwiseXor(tensor([12, 10], { dtype: "int32" }), 6).toArray() // => [10, 12]',
});

export const bitwiseNot: PlainOperation = /* @__PURE__ */ bitwise({
  name: "bitwiseNot",
  family: "bitwise",
  arity: 1,
  scalar: (m, a) => m.bitXor(a, m.constant(-1)),
  isInvolution: true,
});

export const bitwiseNotFacts: Facts = /* @__PURE__ */ bitwiseFacts(bitwiseNot, {
  summary: "Each bit, turned over.",
  formula: "-a - 1",
  domain: bits,
  convention: none,
  source: "NumPy, numpy.bitwise_not",
  example: 'bitwiseNot(tensor([0, 5, -1], { dtype: "int32" })).toArray() // => [-1, -6, 0]',
});
