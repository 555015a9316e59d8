import { expect, test } from "vitest";
import { add } from "../op/add.ts";
import { mul } from "../op/mul.ts";
import { apply, constantNode, inputNode } from "./build.ts";
import { asBuilt, listing } from "./listing.ts";
import type { Node } from "./node.ts";

test("a listing is right where finding what a node stands for walks another graph with the same constant", () => {
  const one = constantNode(1, "float64");
  const x = inputNode(Float64Array.of(3), [], "float64");
  const composite = apply(mul, [x, x]);
  const sum = apply(add, [one, composite]);
  let found: Node | null = null;
  const sourceOf = (node: Node): Node | null => {
    if (node !== composite) return asBuilt(node);
    if (found === null) {
      const other = inputNode(Float64Array.of(4), [], "float64");
      listing([apply(add, [other, one])]);
      found = apply(mul, [one, x]);
    }
    return found;
  };
  const { nodes, start, inputs, roots } = listing([sum], sourceOf);
  const inputsOf = (node: Node): Node[] => {
    const k = nodes.indexOf(node);
    return Array.from(inputs.subarray(start[k], start[k + 1]), (position) => nodes[position] as Node);
  };
  expect(nodes).toEqual([one, x, composite, sum]);
  expect(inputsOf(sum)).toEqual([one, composite]);
  expect(inputsOf(composite)).toEqual([one, x]);
  expect(roots.map((root) => nodes[root])).toEqual([sum]);
});
