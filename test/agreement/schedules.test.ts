/** Schedules beside those of PyTorch: data/schedules.json, which schedules.py writes. */
import { readFileSync } from "node:fs";
import { compile, parameter, scalar } from "@chainrule/autograd";
import {
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
} from "@chainrule/optim";
import { describe, expect, it } from "vitest";

interface Table {
  readonly schedules: Readonly<Record<string, readonly number[]>>;
  readonly losses: readonly (number | null)[];
  readonly plateaus: Readonly<Record<string, readonly number[]>>;
}

const table = JSON.parse(readFileSync(new URL("data/schedules.json", import.meta.url), "utf8")) as Table;

const ours: Readonly<Record<string, Schedule>> = {
  stepDecay: stepDecay(0.1, { every: 13, factor: 0.3 }),
  exponentialDecay: exponentialDecay(0.1, { factor: 0.9 }),
  polynomialDecay: polynomialDecay(0.1, { steps: 37, power: 2.5 }),
  cosineRestarts: cosineRestarts(0.1, { steps: 7, growth: 2, final: 0.01 }),
  "cosineRestarts of equal length": cosineRestarts(0.1, { steps: 11 }),
  oneCycle: oneCycle(0.1, { steps: 61 }),
  "warmUp, cosineDecay": warmUp(8, cosineDecay(0.1, { steps: 40, final: 0.001 })),
  piecewise: piecewise(0.1, [21, 0.05], [46, 0.025]),
};

describe.each(Object.entries(table.schedules))("%s", (name, expected) => {
  const schedule = ours[name] as Schedule;

  it("agrees at every step", () => {
    const got = expected.map((_, k) => schedule(scalar(k + 1)).item());
    for (const [k, value] of got.entries()) {
      expect([k, Math.abs(value - (expected[k] as number))]).toEqual([k, expect.closeTo(0, 14)]);
    }
  });

  it("is what a compiled optimiser follows", () => {
    const w = parameter(0);
    const descent = gradientDescent([w], { learningRate: schedule });
    const step = compile(() => descent.step([scalar(-1)]));
    let sum = 0;
    for (const rate of expected) {
      step();
      sum += rate;
      expect(w.item()).toBeCloseTo(sum, 12);
    }
    expect(step.plans).toBe(1);
  });
});

it("has a table of each", () => {
  expect(Object.keys(ours)).toEqual(Object.keys(table.schedules));
});

it.each([
  ["patient", { factor: 0.5, patience: 2 }],
  ["impatient", { factor: 0.25, patience: 0, cooldown: 2, threshold: 0.05, least: 0.01 }],
])("reduceOnPlateau, %s", (name, options) => {
  const descent = gradientDescent([parameter(0)], { learningRate: 1 });
  const plateau = reduceOnPlateau(descent, "learningRate", options);
  const rates = table.losses.map((loss) => {
    plateau.observe(loss ?? Number.NaN);
    return descent.learningRate;
  });
  expect(rates).toEqual(table.plateaus[name]);
});
