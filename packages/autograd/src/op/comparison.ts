import type { DeclaredOperation } from "./definition.ts";
import { comparison, logical } from "./elementwise.ts";

const ordered = "All numbers of one dtype. NaN is neither less than, equal to nor greater than anything.";
const any = "Any dtype, both the same. NaN is equal to nothing, itself included.";
const ieee = "IEEE 754-2019, 5.11";
const none = "The result has dtype bool and no derivative.";

export const equal: DeclaredOperation = comparison({
  name: "equal",
  family: "comparison",
  takes: "any",
  summary: "True where the arguments are equal.",
  formula: "a = b",
  domain: any,
  convention: none,
  source: ieee,
  example: "equal([1, 2], 2).toArray() // => [false, true]",
  scalar: (m, a, b) => m.eq(a, b),
});

export const notEqual: DeclaredOperation = comparison({
  name: "notEqual",
  family: "comparison",
  takes: "any",
  summary: "True where the arguments differ, or one is NaN.",
  formula: "a ≠ b",
  domain: any,
  convention: none,
  source: ieee,
  example: "notEqual([1, 2], 2).toArray() // => [true, false]",
  scalar: (m, a, b) => m.ne(a, b),
});

export const less: DeclaredOperation = comparison({
  name: "less",
  family: "comparison",
  takes: "numbers",
  summary: "True where the first argument is less than the second.",
  formula: "a < b",
  domain: ordered,
  convention: none,
  source: ieee,
  example: "less([1, 2], 2).toArray() // => [true, false]",
  scalar: (m, a, b) => m.lt(a, b),
});

export const lessEqual: DeclaredOperation = comparison({
  name: "lessEqual",
  family: "comparison",
  takes: "numbers",
  summary: "True where the first argument is at most the second.",
  formula: "a ≤ b",
  domain: ordered,
  convention: none,
  source: ieee,
  example: "lessEqual([1, 2], 1).toArray() // => [true, false]",
  scalar: (m, a, b) => m.le(a, b),
});

export const greater: DeclaredOperation = comparison({
  name: "greater",
  family: "comparison",
  takes: "numbers",
  summary: "True where the first argument is greater than the second.",
  formula: "a > b",
  domain: ordered,
  convention: none,
  source: ieee,
  example: "greater([1, 2], 1).toArray() // => [false, true]",
  scalar: (m, a, b) => m.gt(a, b),
});

export const greaterEqual: DeclaredOperation = comparison({
  name: "greaterEqual",
  family: "comparison",
  takes: "numbers",
  summary: "True where the first argument is at least the second.",
  formula: "a ≥ b",
  domain: ordered,
  convention: none,
  source: ieee,
  example: "greaterEqual([1, 2], 2).toArray() // => [false, true]",
  scalar: (m, a, b) => m.ge(a, b),
});

export const logicalAnd: DeclaredOperation = logical({
  name: "logicalAnd",
  family: "logical",
  arity: 2,
  summary: "True where both arguments are.",
  formula: "a ∧ b",
  domain: "bool.",
  convention: none,
  source: "propositional logic",
  example: "logicalAnd([true, false], true).toArray() // => [true, false]",
  scalar: (m, a, b) => m.and(a, b),
});

export const logicalOr: DeclaredOperation = logical({
  name: "logicalOr",
  family: "logical",
  arity: 2,
  summary: "True where at least one argument is.",
  formula: "a ∨ b",
  domain: "bool.",
  convention: none,
  source: "propositional logic",
  example: "logicalOr([true, false], false).toArray() // => [true, false]",
  scalar: (m, a, b) => m.or(a, b),
});

export const logicalXor: DeclaredOperation = logical({
  name: "logicalXor",
  family: "logical",
  arity: 2,
  summary: "True where exactly one argument is.",
  formula: "a ⊕ b",
  domain: "bool.",
  convention: none,
  source: "propositional logic",
  example: "logicalXor([true, false], true).toArray() // => [false, true]",
  scalar: (m, a, b) => m.and(m.or(a, b), m.not(m.and(a, b))),
});

export const logicalNot: DeclaredOperation = logical({
  name: "logicalNot",
  family: "logical",
  arity: 1,
  summary: "True where the argument is false.",
  formula: "¬a",
  domain: "bool.",
  convention: none,
  source: "propositional logic",
  example: "logicalNot([true, false]).toArray() // => [false, true]",
  scalar: (m, a) => m.not(a),
});
