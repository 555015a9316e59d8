import { describe, expect, test } from "vitest";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import { allFacts } from "../../packages/autograd/src/op/table.ts";
import { laws } from "./laws.ts";
import { type Mutant, mutantsOf, sameDerivative } from "./mutant.ts";

/** The law and the sample that notice a mutant, or null. */
function noticed(mutant: Operation, samples: readonly Sample[]): string | null {
  for (const law of laws) {
    for (const sample of samples) {
      try {
        const findings = law.check(mutant, sample) ?? [];
        if (findings.length > 0) return `${law.name}, ${sample.name}: ${findings[0]}`;
      } catch (error) {
        // A rule that builds no graph at all cannot go unnoticed.
        return `${law.name}, ${sample.name}: ${String(error)}`;
      }
    }
  }
  return null;
}

let mutants = 0;
const equivalent: string[] = [];

const subjects = [...allFacts]
  .map(([name, facts]) => [name, facts.op, facts.samples()] as const)
  .filter(([, , samples]) => samples.length > 0);

describe.each(subjects)("%s", (name, op, samples) => {
  const own: readonly Mutant[] = mutantsOf(op, samples);

  test("has mutants", () => {
    expect(own.length).toBeGreaterThan(0);
  });

  test.each(own.map((mutant) => [mutant.name, mutant.op] as const))("%s", (defect, mutant) => {
    mutants += 1;
    if (noticed(mutant, samples) !== null) return;
    const verdict = sameDerivative(op, mutant, samples) ? "equivalent" : "not noticed by any law";
    expect(verdict).toBe("equivalent");
    equivalent.push(`${name}: ${defect}`);
  });
});

test("few mutants are equivalent, so that the laws and not the exception notice most", () => {
  // Above all the rules of comparisons, which nothing ever asks for, and exchanged arguments of symmetric rules.
  expect(equivalent).toHaveLength(Math.min(equivalent.length, Math.floor(0.08 * mutants)));
});
