import { parameter, scalar } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import {
  constant,
  cosineDecay,
  cosineRestarts,
  exponentialDecay,
  gradientDescent,
  oneCycle,
  piecewise,
  polynomialDecay,
  reduceOnPlateau,
  type Schedule,
  stepDecay,
  warmUp,
} from "../index.ts";

const at = (schedule: Schedule, ...steps: number[]): number[] =>
  steps.map((step) => schedule(scalar(step)).item());

describe("schedules", () => {
  it.each<[string, Schedule, number[], number[]]>([
    ["constant", constant(3), [1, 100], [3, 3]],
    ["stepDecay", stepDecay(8, { every: 2, factor: 0.5 }), [1, 2, 3, 4, 5], [8, 8, 4, 4, 2]],
    ["exponentialDecay", exponentialDecay(8, { factor: 0.25, every: 2 }), [1, 2, 3], [8, 4, 2]],
    ["polynomialDecay", polynomialDecay(5, { steps: 4, final: 1 }), [1, 2, 5, 6, 99], [5, 4, 1, 1, 1]],
    ["cosineDecay", cosineDecay(4, { steps: 2, final: 2 }), [1, 2, 3, 99], [4, 3, 2, 2]],
    ["warmUp", warmUp(4, 8), [1, 2, 3, 4, 5, 99], [2, 4, 6, 8, 8, 8]],
    ["warmUp of one step", warmUp(1, stepDecay(8, { every: 1, factor: 0.5 })), [1, 2, 3], [8, 4, 2]],
    [
      "warmUp, then a schedule that begins where it ends",
      warmUp(2, stepDecay(8, { every: 1, factor: 0.5 })),
      [1, 2, 3, 4],
      [4, 8, 4, 2],
    ],
    [
      "piecewise of schedules, which begin anew",
      piecewise(1, [3, stepDecay(8, { every: 1, factor: 0.5 })], [6, 0]),
      [1, 2, 3, 4, 5, 6, 7],
      [1, 1, 8, 4, 2, 0, 0],
    ],
  ])("%s", (_, schedule, steps, expected) => {
    expect(at(schedule, ...steps)).toEqual(expected);
  });

  it("cosineRestarts begins each wave exactly at the top, for a thousand waves and for long ones", () => {
    const equal = cosineRestarts(8, { steps: 7 });
    const growing = cosineRestarts(8, { steps: 3, growth: 2 });
    for (let k = 0; k < 1000; k++) expect(at(equal, 1 + 7 * k)).toEqual([8]);
    for (let k = 0, begin = 1; k < 20; k++) {
      expect(at(growing, begin)).toEqual([8]);
      begin += 3 * 2 ** k;
      expect(at(growing, begin - 1)[0]).toBeLessThan(8);
    }
  });
});

describe("schedules refuse", () => {
  it.each<[string, () => unknown, string]>([
    ["constant", () => constant(Number.NaN), "constant: value must be a finite number, got NaN."],
    [
      "stepDecay",
      () => stepDecay(1, {} as never),
      "stepDecay: every must be a positive integer, got undefined.",
    ],
    [
      "stepDecay's factor",
      () => stepDecay(1, { every: 2, factor: -1 }),
      "stepDecay: factor must be a positive finite number, got -1.",
    ],
    [
      "exponentialDecay",
      () => exponentialDecay("1" as never, { factor: 0.5 }),
      'exponentialDecay: initial must be a finite number, got "1".',
    ],
    [
      "polynomialDecay",
      () => polynomialDecay(1, { steps: 1.5 }),
      "polynomialDecay: steps must be a positive integer, got 1.5.",
    ],
    [
      "a misspelt option",
      () => cosineDecay(1, { step: 3 } as never),
      'cosineDecay: there is no option "step", only steps, final.',
    ],
    [
      "cosineRestarts",
      () => cosineRestarts(1, { steps: 3, growth: 0.5 }),
      "cosineRestarts: growth must be a positive integer, got 0.5.",
    ],
    [
      "oneCycle without way down",
      () => oneCycle(1, { steps: 10, warmUp: 1 }),
      "oneCycle: warmUp must leave at least one step to go up and one to go down, got 1 for steps: 10.",
    ],
    [
      "piecewise",
      () => piecewise("1" as never),
      'piecewise: first must be a finite number or a schedule, got "1".',
    ],
    [
      "piecewise's pair",
      () => piecewise(1, 2 as never),
      "piecewise: others[0] must be a pair of a step and a number or schedule, got 2.",
    ],
    [
      "piecewise out of order",
      () => piecewise(1, [5, 1], [5, 2]),
      "piecewise: others[1][0] must be more than 5, the step before it, got 5.",
    ],
    ["warmUp", () => warmUp(0, 1), "warmUp: steps must be a positive integer, got 0."],
    [
      "reduceOnPlateau",
      () => reduceOnPlateau(gradientDescent([parameter(1)], { learningRate: 1 }), "momentum" as never),
      'reduceOnPlateau: optimizer["momentum"] must be a number, got undefined.',
    ],
    [
      "reduceOnPlateau's factor",
      () => reduceOnPlateau({ learningRate: 1 }, "learningRate", { factor: 1 }),
      "reduceOnPlateau: factor must be less than 1, got 1.",
    ],
    [
      "what it observes",
      () => reduceOnPlateau({ learningRate: 1 }, "learningRate").observe(scalar(1) as never),
      "observe: value must be a number, got a Tensor.",
    ],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ message, name: "ArgumentError" }));
  });
});

describe("reduceOnPlateau", () => {
  it.each([0, 1, 4])("goes on through JSON from where it was after %i observations", (before) => {
    const losses = [3, 2, 2, 2, 2, 2, 1, 1, 1, 1];
    const make = () => reduceOnPlateau({ rate: 1 }, "rate", { patience: 1, cooldown: 1 });
    const [whole, first, second] = [make(), make(), make()];
    const expected = losses.map((loss) => whole.observe(loss));
    for (const loss of losses.slice(0, before)) first.observe(loss);
    second.observe(0);
    second.load(JSON.parse(JSON.stringify(first.state())));
    expect(losses.slice(before).map((loss) => second.observe(loss))).toEqual(expected.slice(before));
    expect(expected.filter(Boolean)).toHaveLength(2);
    expect(() => second.load({ ...first.state(), best: "0" as never })).toThrow(
      'reduceOnPlateau.load: state["best"] must be a tensor or numbers, got "0".',
    );
  });
});
