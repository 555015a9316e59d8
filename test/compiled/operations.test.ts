import { describe, expect, test } from "vitest";
import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import { fasterRoutines as interpreted } from "../../packages/autograd/src/interpret/faster-routine.ts";
import { interpret } from "../../packages/autograd/src/interpret/run.ts";
import { spreadInput } from "../../packages/autograd/src/op/facts/elementwise-samples.ts";
import { variant } from "../../packages/autograd/src/op/operation.ts";
import { allFacts } from "../../packages/autograd/src/op/table.ts";
import { fasterRoutines as emitted } from "../../packages/autograd/src/wasm/faster-routine.ts";
import { differences, operationDifferences } from "./run.ts";

for (const { op, samples: samplesOf } of allFacts.values()) {
  const samples = samplesOf();
  if (samples.length === 0) continue;
  describe(`${op.name}, compiled`, () => {
    test.each(samples.map((sample) => [sample.name, sample] as const))("%s", (_, sample) => {
      expect(operationDifferences(op, sample)).toEqual([]);
    });
  });
}

describe.each([...new Set([...interpreted.keys(), ...emitted.keys()])].map((op) => [op.name, op] as const))(
  "%s, as its own program and as engines run it faster",
  (name, op) => {
    const samples = [
      ...(allFacts.get(name)?.samples() ?? []),
      // Longer than a block of the order of summation.
      ...(["float64", "float32"] as const).map((dtype) => ({
        name: `long rows, ${dtype}`,
        inputs: [spreadInput([2, 600], [-2, 2], 1, dtype), spreadInput([600, 3], [-2, 2], 2, dtype)],
        attributes: {},
      })),
    ];
    test.each(samples.map((sample) => [sample.name, sample] as const))("%s", (_, sample) => {
      // Not the operation that faster code is known for, but one that does the same.
      const own = variant(op, {});
      const inputs = sample.inputs.map(({ shape, data, dtype = "float64" }) =>
        inputNode(dtype === "float32" ? Float32Array.from(data) : Float64Array.from(data), shape, dtype),
      );
      const both = [op, own].map((each) => apply(each, inputs, sample.attributes));
      expect(differences(both)).toEqual([]);
      const [faster, plain] = interpret(evaluationOrder(both));
      expect(plain).toEqual(faster);
    });
  },
);
