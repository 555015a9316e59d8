import { describe, expect, test } from "vitest";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { apart } from "../numeric/closeness.ts";
import { unit } from "../numeric/vector.ts";
import { byForward, byReverse, leaf, number, numbers, op, opWith, total } from "./graph.ts";
import { loss as exactLoss, gradient, hessian, inputs, targets, weights } from "./main-job.ts";

/** All 16 weights in one vector, so that the Hessian is one matrix. */
function network(w: Node): Node {
  const part = (start: number, size: number): Node => {
    return opWith("slice", { starts: [start], sizes: [size], steps: [1] }, w);
  };
  const hidden = opWith("reshape", { shape: [3, 4] }, part(0, 12));
  const output = opWith("reshape", { shape: [4, 1] }, part(12, 4));
  const layer = op("sigmoid", op("matmul", leaf(inputs, [4, 3]), hidden));
  const predicted = op("sigmoid", op("matmul", layer, output));
  const error = op("sub", leaf(targets, [4, 1]), predicted);
  return op("mul", number(0.5), total(op("square", error)));
}

const size = weights.length;
const symmetric = Array.from({ length: size }, (_, i) =>
  Array.from({ length: size }, (_unused, j) => hessian[Math.max(i, j)]?.[Math.min(i, j)] as number),
);

/** Row `i` of the Hessian, by each order of nesting. */
const rows: Readonly<Record<string, (w: Node, y: Node, i: number) => Node>> = {
  "reverse over reverse": (w, y, i) => {
    const slope = total(op("mul", byReverse(y, w)[0] as Node, leaf([...unit(size, i)])));
    return byReverse(slope, w)[0] as Node;
  },
  "forward over reverse": (w, y, i) => byForward(byReverse(y, w)[0] as Node, w, leaf([...unit(size, i)])),
  "reverse over forward": (w, y, i) => byReverse(byForward(y, w, leaf([...unit(size, i)])), w)[0] as Node,
};

describe("the loss of the main job at its starting weights", () => {
  test("is exact", () => {
    expect(apart(numbers(network(leaf(weights)))[0] ?? [], [exactLoss], 1e-15, 0)).toBeNull();
  });

  test("has the exact gradient, in both modes", () => {
    const w = leaf(weights);
    const y = network(w);
    expect(apart(numbers(byReverse(y, w)[0] as Node)[0] ?? [], gradient, 1e-13, 1e-3)).toBeNull();
    const carried = numbers(...weights.map((_, i) => byForward(y, w, leaf([...unit(size, i)]))));
    expect(apart(carried.flat(), gradient, 1e-13, 1e-3)).toBeNull();
  });

  test.each(Object.entries(rows))("has the exact Hessian, by %s", (_, row) => {
    const w = leaf(weights);
    const y = network(w);
    const found = numbers(...weights.map((_unused, i) => row(w, y, i)));
    expect(apart(found.flat(), symmetric.flat(), 1e-13, 1e-3)).toBeNull();
  });

  test("has the exact Hessian, by forward over forward", () => {
    const w = leaf(weights);
    const y = network(w);
    const entries: Node[] = [];
    for (let i = 0; i < size; i++) {
      const slope = byForward(y, w, leaf([...unit(size, i)]));
      for (let j = 0; j < size; j++) entries.push(byForward(slope, w, leaf([...unit(size, j)])));
    }
    expect(apart(numbers(...entries).flat(), symmetric.flat(), 1e-13, 1e-3)).toBeNull();
  });
});
