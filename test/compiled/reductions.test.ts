import { expect, test } from "vitest";
import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { blockLength, blocksPerGroup } from "../../packages/autograd/src/plan/reduction-order.ts";
import { differences } from "./run.ts";

const group = blockLength * blocksPerGroup;

// Blocks and groups of the order of summation, whole and with what is left over.
test.each([
  blockLength - 1,
  blockLength,
  blockLength + 9,
  group - 1,
  group,
  group + 1,
  group + blockLength,
  2 * group + 3 * blockLength + 5,
  200_000,
])("sum and maximum of %d elements have the interpreter's bits", (size) => {
  const elements = Array.from({ length: size }, (_, k) => Math.sin(1 + k) + k / size);
  for (const dtype of ["float64", "float32"] as const) {
    const x = inputNode(
      dtype === "float64" ? Float64Array.from(elements) : Float32Array.from(elements),
      [size],
      dtype,
    );
    const all = { axes: [0], keepDims: false };
    const sum = apply(operationNamed("sum"), [x], all);
    const most = apply(operationNamed("max"), [apply(operationNamed("neg"), [x])], all);
    expect(differences([sum, most])).toEqual([]);
  }
});
