import { describe, expect, test } from "vitest";
import { allFacts } from "../../packages/autograd/src/op/table.ts";
import { laws } from "./laws.ts";
import { findingsIn, situationOf } from "./operand-law.ts";
import { oracles } from "./oracle.ts";

/** Operations with fewer than 25 samples, and why fewer are enough. */
const fewSamples: Readonly<Record<string, string>> = {
  input: "a leaf computes nothing",
  constant: "a leaf computes nothing",
  barrier: "returns its first input; its derivative is exercised by test/programs",
  stopGradient: "returns its input; has no derivative",
  part: "of a row that has several results: exercised with what gives them",
  cond: "has graphs among its attributes: packages/autograd/src/api/cond.test.ts",
  whileLoop: "has a graph among its attributes: packages/autograd/src/api/while-loop.test.ts",
  fixedPoint: "has a graph among its attributes: packages/autograd/src/api/search.test.ts",
  integral: "has graphs among its attributes: packages/autograd/src/api/quadrature.test.ts",
  twofold: "has graphs among its attributes: packages/autograd/src/api/odeint.test.ts",
  flow: "has graphs among its attributes: packages/autograd/src/api/odeint.test.ts",
  crossing: "has graphs among its attributes: packages/autograd/src/api/odeint.test.ts",
  root: "has a graph among its attributes: packages/autograd/src/api/search.test.ts",
  scan: "has a graph among its attributes: packages/autograd/src/api/scan.test.ts",
};

const sampled = [...allFacts].map(([name, facts]) => [name, facts.op, facts.samples()] as const);

describe.each(sampled.filter(([, , samples]) => samples.length > 0))("%s", (_, op, samples) => {
  test.each(samples.map((sample) => [sample.name, sample] as const))("%s", (_name, sample) => {
    const findings = laws.flatMap((law) => {
      return (law.check(op, sample) ?? []).map((finding) => `${law.name}: ${finding}`);
    });
    expect(findings).toEqual([]);
  });
});

/** `FC_SEED` repeats the states that were drawn. */
const seed = Number(process.env["FC_SEED"]);

describe.each(sampled.filter(([, , samples]) => samples.some(({ inputs }) => inputs.length > 0)))(
  `%s, of operands in a state drawn from seed ${seed}`,
  (_, op, samples) => {
    test.each(samples.map((sample, k) => [sample.name, sample, k] as const))("%s", (_name, sample, k) => {
      expect(findingsIn(situationOf(sample, seed + 7919 * k), op, sample)).toEqual([]);
    });
  },
);

describe("the samples", () => {
  test.each(sampled)("of %s are enough", (name, _, samples) => {
    if (name in fewSamples) expect(samples.length).toBeLessThan(25);
    else expect(samples.length).toBeGreaterThanOrEqual(25);
  });

  test.each(sampled)("of %s have distinct names", (_, _op, samples) => {
    const names = samples.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test("exceptions are operations that exist", () => {
    expect(Object.keys(fewSamples).filter((name) => !allFacts.has(name))).toEqual([]);
  });

  test("every operation with samples has an oracle", () => {
    const without = sampled.filter(([name, , samples]) => samples.length > 0 && !(name in oracles));
    expect(without.map(([name]) => name)).toEqual([]);
  });
});
