import { describe, expect, test } from "vitest";
import { declarations } from "../../packages/autograd/src/op/declarations.ts";
import { operationDifferences } from "./run.ts";

for (const op of declarations.values()) {
  const samples = op.samples();
  if (samples.length === 0) continue;
  describe(`${op.name}, compiled`, () => {
    test.each(samples.map((sample) => [sample.name, sample] as const))("%s", (_, sample) => {
      expect(operationDifferences(op, sample)).toEqual([]);
    });
  });
}
