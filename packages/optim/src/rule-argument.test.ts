import { parameter } from "@chainrule/autograd";
import { expect, test } from "vitest";
import { adamRule, chain, gradientDescent, groups, optimizer, reduceOnPlateau } from "./index.ts";

/** Arguments as JavaScript may give them. */
const unchecked = (f: unknown): ((...args: unknown[]) => unknown) => f as (...args: unknown[]) => unknown;

test("what is not a rule is refused wherever one is taken, by its place", () => {
  const w = parameter(1);
  expect(() => unchecked(optimizer)([w], null)).toThrow("optimizer: rule must be an object, got null.");
  expect(() => unchecked(chain)(adamRule, undefined)).toThrow(
    "chain: rules[1] must be an object, got undefined.",
  );
  expect(() => unchecked(chain)({ init: () => [] })).toThrow(
    "chain: rules[0].update must be a function, got undefined.",
  );
  expect(() => unchecked(groups)({ a: { parameters: [w], rule: 3 } })).toThrow(
    'groups: groups["a"].rule must be an object, got 3.',
  );
  expect(() => unchecked(groups)({ a: null })).toThrow(
    'groups: groups["a"].rule must be an object, got undefined.',
  );
  expect(() => unchecked(groups)([w])).toThrow("groups: takes an object of groups by name, got an array");
});

test("a property to reduce is one of an object, by name", () => {
  const descent = gradientDescent([parameter(1)], { learningRate: 1 });
  expect(() => unchecked(reduceOnPlateau)(3, "learningRate")).toThrow(
    'reduceOnPlateau: optimizer["learningRate"] must be a number, got undefined.',
  );
  expect(() => unchecked(reduceOnPlateau)(descent, ["learningRate"])).toThrow(
    'reduceOnPlateau: the name of the property must be a string, got ["learningRate"].',
  );
});

test("no message is as long as a name in it", () => {
  const name = "x".repeat(10_000);
  const [w, shown] = [parameter(1), `"${"x".repeat(37)}..."`];
  const descent = gradientDescent([w], { learningRate: 1 });
  expect(() => unchecked(reduceOnPlateau)(descent, name)).toThrow(
    new RegExp(`^reduceOnPlateau: optimizer\\[${shown}\\] must be a number, got undefined\\.$`),
  );
  expect(() => unchecked(groups)({ [name]: {} })).toThrow(
    new RegExp(`^groups: groups\\[${shown}\\]\\.rule must be an object, got undefined\\.$`),
  );
  expect(() => unchecked(groups)({ [name]: { parameters: [], rule: adamRule } })).toThrow(
    new RegExp(`^groups\\[${shown}\\]: parameters must not be empty\\.`),
  );
});
