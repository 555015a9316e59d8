import { describe, expect, test } from "vitest";
import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { declarations } from "../../packages/autograd/src/op/declarations.ts";
import { allocate, isFloat } from "../../packages/autograd/src/shape/dtype.ts";
import { sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { differences } from "./run.ts";

/** Data without pattern, like a node. */
function like(node: Node, start: number): Node {
  const value = allocate(node.dtype, sizeOf(node.shape));
  for (let i = 0; i < value.length; i++) value[i] = Math.sin(start + 1.7 * i);
  return inputNode(value, node.shape, node.dtype);
}

for (const op of declarations.values()) {
  const samples = op.samples();
  if (samples.length === 0) continue;
  describe(`${op.name}, compiled`, () => {
    test.each(samples.map((sample) => [sample.name, sample] as const))("%s", (_, sample) => {
      const leaves = sample.inputs.map(({ shape, data, dtype = "float64" }) => {
        const value = allocate(dtype, sizeOf(shape));
        value.set(data);
        return inputNode(value, shape, dtype);
      });
      const y = apply(op, leaves, sample.attributes);
      const roots: Node[] = [y];
      const floats = leaves.filter((leaf) => isFloat(leaf.dtype));
      if (isFloat(y.dtype) && floats.length > 0) {
        const gradients = reverse([y], [like(y, 1)], floats).filter((node) => node !== null);
        roots.push(...gradients);
        roots.push(
          ...forward(
            [y, ...gradients],
            floats,
            floats.map((leaf) => like(leaf, 2)),
          ).filter((node) => node !== null),
        );
      }
      expect(differences(roots)).toEqual([]);
    });
  });
}
