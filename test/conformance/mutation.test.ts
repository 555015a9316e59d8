import { describe, expect, test } from "vitest";
import { allFacts } from "../../packages/autograd/src/op/table.ts";
import { Examination } from "./examination.ts";
import { type Mutant, mutantsOf } from "./mutant.ts";

let mutants = 0;
const equivalent: string[] = [];

const subjects = [...allFacts]
  .map(([name, facts]) => [name, facts.op, facts.samples()] as const)
  .filter(([, , samples]) => samples.length > 0);

describe.each(subjects)("%s", (name, op, samples) => {
  const own: readonly Mutant[] = mutantsOf(op, samples);
  const examination = new Examination(op, samples);

  test("has mutants", () => {
    expect(own.length).toBeGreaterThan(0);
  });

  test.each(own.map((mutant) => [mutant.name, mutant.op] as const))("%s", (defect, mutant) => {
    mutants += 1;
    // Where nothing differs, no law needs to be asked.
    if (examination.isEquivalent(mutant)) equivalent.push(`${name}: ${defect}`);
    else expect(examination.noticed(mutant)).not.toBeNull();
  });
});

test("few mutants are equivalent, so that the laws and not the exception notice most", () => {
  // Above all the rules of comparisons, which nothing ever asks for, and exchanged arguments of symmetric rules.
  expect(equivalent).toHaveLength(Math.min(equivalent.length, Math.floor(0.08 * mutants)));
});
