/** Rules that keep a parameter, or what they kept before, as it is: a cell, which the same step replaces. */
import { compile, type Parameter, parameter, scalar, type Tensor } from "@chainrule/autograd";
import { describe, expect, test } from "vitest";
import { eachParameter } from "./each-parameter.ts";
import { accumulate, chain, masked, movingAverage, optimizer, type Rule } from "./index.ts";

type Momentum = Rule<"rate" | "momentum", { previous: Tensor }>;
type Bashforth<S extends Readonly<Record<string, Tensor>> | readonly Tensor[]> = Rule<"rate" | "momentum", S>;

const [rate, momentum] = [0.125, 0.5];
const hyperparameters = {
  rate: { range: "positive", default: rate },
  momentum: { range: "fraction", default: momentum },
} as const;

/** Heavy-ball momentum from the parameter before. */
const heavyBall: Momentum = {
  hyperparameters,
  init: (parameter) => ({ previous: parameter }),
  update: (gradients, state, { parameters, rate, momentum }) =>
    eachParameter(gradients, state, parameters, (g, { previous }, w) => [
      w.sub(previous).mul(momentum).sub(g.mul(rate)),
      { previous: w },
    ]),
};

/** Three slopes of the way that a parameter takes, as Adams and Bashforth weight them. */
function change(g: Tensor, last: Tensor, before: Tensor, rate: Tensor): Tensor {
  return g.mul(23).sub(last.mul(16)).add(before.mul(5)).div(12).mul(rate).neg();
}

const newestFirst: Bashforth<{ last: Tensor; before: Tensor }> = {
  hyperparameters,
  init: (parameter) => ({ last: parameter.mul(0), before: parameter.mul(0) }),
  update: (gradients, state, { parameters, rate }) =>
    eachParameter(gradients, state, parameters, (g, { last, before }) => [
      change(g, last, before, rate),
      { last: g, before: last },
    ]),
};

const oldestFirst: Bashforth<{ before: Tensor; last: Tensor }> = {
  hyperparameters,
  init: (parameter) => ({ before: parameter.mul(0), last: parameter.mul(0) }),
  update: (gradients, state, context) => newestFirst.update(gradients, state, context),
};

const list: Bashforth<readonly [Tensor, Tensor]> = {
  hyperparameters,
  init: (parameter) => [parameter.mul(0), parameter.mul(0)],
  update: (gradients, state, { parameters, rate }) =>
    eachParameter(gradients, state, parameters, (g, [last, before]) => [
      change(g, last, before, rate),
      [g, last] as const,
    ]),
};

/** Five steps down w², in numbers. */
function heavyBallNumbers(): number[] {
  let [w, previous] = [1, 1];
  return Array.from({ length: 5 }, () => {
    [w, previous] = [w + ((w - previous) * momentum - 2 * w * rate), w];
    return w;
  });
}

function bashforthNumbers(): number[] {
  let [w, last, before] = [1, 0, 0];
  return Array.from({ length: 5 }, () => {
    const g = 2 * w;
    w += -((g * 23 - last * 16 + before * 5) / 12) * rate;
    [last, before] = [g, last];
    return w;
  });
}

type AnyRule = Rule<"rate" | "momentum", never>;

const ways: Readonly<Record<string, (rule: AnyRule) => AnyRule>> = {
  alone: (rule) => rule,
  "in chain": (rule) => chain(rule) as AnyRule,
  "in accumulate": (rule) => accumulate(rule, 1) as AnyRule,
  "in masked": (rule) => masked(rule, () => true) as AnyRule,
};

describe.each([
  ["the parameter before", heavyBall, heavyBallNumbers()],
  ["slopes by name, the newest first", newestFirst, bashforthNumbers()],
  ["slopes by name, the oldest first", oldestFirst, bashforthNumbers()],
  ["a list of slopes", list, bashforthNumbers()],
] as const)("a rule that keeps %s", (_, rule, numbers) => {
  describe.each(Object.keys(ways))("%s", (way) => {
    test.each([
      ["float64", "plain"],
      ["float64", "compiled"],
      ["float32", "plain"],
      ["float32", "compiled"],
      ["float64", "now plain, now compiled"],
    ] as const)("steps as the numbers do (%s, %s)", (dtype, run) => {
      const w: Parameter<[]> = parameter(1, { dtype });
      const wrapped = (ways[way] as (rule: AnyRule) => AnyRule)(rule as unknown as AnyRule);
      const descent = optimizer([w], wrapped);
      const step = (): void => descent.minimize(w.square());
      const compiled = compile(step);
      const steps = numbers.map((_, k) => {
        (run === "plain" || (run !== "compiled" && k % 2 === 0) ? step : compiled)();
        return w.item();
      });
      const digits = dtype === "float64" ? 14 : 6;
      expect(steps).toEqual(numbers.map((value) => expect.closeTo(value, digits)));
    });
  });
});

test.each(["plain", "compiled"])("parameters that each keep what the other holds (%s)", (way) => {
  const [a, b] = [parameter(1), parameter(2)];
  const descent = optimizer([a, b], {
    init: (): { seen: Tensor } => ({ seen: scalar(0) }),
    update: (gradients, _, { parameters }) => [
      gradients.map((gradient) => gradient.mul(-0.5)),
      [{ seen: parameters[1] as Tensor }, { seen: parameters[0] as Tensor }],
    ],
  });
  const step = (): void => descent.step([scalar(1), scalar(1)]);
  (way === "plain" ? step : compile(step))();
  expect([descent.state()["0.seen"]?.item(), descent.state()["1.seen"]?.item()]).toEqual([2, 1]);
  expect([a.item(), b.item()]).toEqual([0.5, 1.5]);
});

test("averages and state are exchanged when they are loaded from one another", () => {
  const [a, b] = [parameter([1]), parameter([2])];
  const average = movingAverage([a, b], 0.5);
  const [first, second] = average.values;
  average.load({ 0: second, 1: first });
  expect(average.values.map((value) => value.toArray())).toEqual([[2], [1]]);
  average.swap();
  expect([a, b, ...average.values].map((value) => value.toArray())).toEqual([[2], [1], [1], [2]]);
});
