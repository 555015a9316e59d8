import { compile, parameter, type Tensor, zeros } from "@chainrule/autograd";
import { describe, expect, test } from "vitest";
import { message } from "../../../test/message.ts";
import {
  adamRule,
  chain,
  gradientDescent,
  groups,
  optimizer,
  type Rule,
  type RuleState,
  reduceOnPlateau,
} from "./index.ts";

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

describe("what a rule keeps", () => {
  const run = (init: () => RuleState, keep: (state: never, gradient: Tensor) => RuleState) => {
    const w = parameter(1);
    const rule: Rule = {
      init,
      update: (gradients, states) => [
        gradients.map((gradient) => gradient.mul(-0.1)),
        gradients.map((gradient, k) => keep(states[k] as never, gradient)),
      ],
    };
    const descent = optimizer([w], rule);
    return { w, minimize: () => descent.minimize(w.square()) };
  };
  const remedy = "What a rule keeps has a first value there, such as zeros of the parameter's shape.";

  test.each<[string, () => RuleState, (state: never, gradient: Tensor) => RuleState, string]>([
    ["a property that begins later", () => ({}), (_, velocity) => ({ velocity }), "state.0.velocity"],
    [
      "a property that begins as null",
      () => ({ velocity: null }),
      (_, velocity) => ({ velocity }),
      "state.0.velocity",
    ],
    ["nothing to begin with", () => null, (_, g) => g, "state.0"],
    ["a list that grows", () => [], (state: readonly Tensor[], g) => [g, ...state], "state.0.0"],
    [
      "something deeper",
      () => ({ a: { b: zeros([]) } }),
      (state: { a: { b: Tensor } }, g) => ({ a: { ...state.a, c: g } }),
      "state.0.a.c",
    ],
  ])("has a place from the first on: %s", (_, init, keep, path) => {
    const { w, minimize } = run(init, keep);
    for (const call of [minimize, compile(minimize)]) {
      expect(message(call)).toBe(
        `optimizer.step: the rule's ${path} must be null or undefined as init(parameter) gave it, got a Tensor. ${remedy}`,
      );
      expect(w.item()).toBe(1);
    }
  });

  test.each<[string, (state: { velocity: Tensor; list: Tensor[] }) => void, string]>([
    ["a property", (state) => (state.velocity = zeros([])), '"velocity"'],
    ["a new property", (state) => Object.assign(state, { more: zeros([]) }), '"more"'],
    ["a list", (state) => state.list.push(zeros([])), '"1"'],
    ["a property that is deleted", (state) => Reflect.deleteProperty(state, "velocity"), '"velocity"'],
  ])("is what it returns, not what it does to what it is given: %s", (_, change, at) => {
    const { w, minimize } = run(
      () => ({ velocity: zeros([]), list: [zeros([])] }),
      (state) => {
        change(state);
        return state;
      },
    );
    for (const call of [minimize, compile(minimize)]) {
      expect(message(call)).toBe(
        `optimizer: the rule must not change the state that it is given, but does so at ${at}. Return the new value, or change a copy of your own.`,
      );
      expect(w.item()).toBe(1);
    }
  });
});
