import { describe, expect, test } from "vitest";
import { allFacts } from "../../packages/autograd/src/op/table.ts";
import { operationDifferences } from "./run.ts";

for (const { op, samples: samplesOf } of allFacts.values()) {
  const samples = samplesOf();
  if (samples.length === 0) continue;
  describe(`${op.name}, compiled`, () => {
    test.each(samples.map((sample) => [sample.name, sample] as const))("%s", (_, sample) => {
      expect(operationDifferences(op, sample)).toEqual([]);
    });
  });
}
