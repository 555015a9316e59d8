import { describe, expect, test } from "vitest";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { byForward, byReverse, leaf, number, numbers, op, opWith, total } from "./graph.ts";

function product(x: Node): Node {
  return opWith("prod", { axes: [0], keepDims: false }, x);
}

/** Product of all elements but those at the given places. */
function without(values: readonly number[], ...places: readonly number[]): number {
  return values.reduce((result, value, k) => (places.includes(k) ? result : result * value), 1);
}

describe.each<readonly [readonly number[]]>([
  [[2, 3, 4]],
  [[0, 3, 4]],
  [[2, 0, 4, 5]],
  [[0, 0, 4]],
  [[0, 0, 0]],
  [[0, 3, 0, 5, 7]],
  [[0]],
  [[-0, -2]],
  [[5, 0, 1e300, 1e300]],
])("the product of %j", (values) => {
  const size = values.length;

  test("has the exact gradient", () => {
    const x = leaf(values);
    const expected = values.map((_, i) => without(values, i) + 0);
    expect(
      numbers(...byReverse(product(x), x))
        .flat()
        .map((v) => v + 0),
    ).toEqual(expected);
  });

  test.each(["reverse", "forward"])("has the exact Hessian, by %s over reverse", (mode) => {
    const x = leaf(values);
    const [gradient] = byReverse(product(x), x) as [Node];
    for (let i = 0; i < size; i++) {
      const axis = leaf(values.map((_, k) => (k === i ? 1 : 0)));
      const row =
        mode === "reverse"
          ? (byReverse(total(op("where", op("equal", axis, number(1)), gradient, number(0))), x)[0] as Node)
          : byForward(gradient, x, axis);
      const expected = values.map((_, j) => (i === j ? 0 : without(values, i, j) + 0));
      expect(
        numbers(row)
          .flat()
          .map((v) => v + 0),
      ).toEqual(expected);
    }
  });
});

test("the product of a moved tensor over no axes is that tensor", () => {
  const x = leaf([1, 2, 3, 4, 5, 6], [3, 2]);
  const y = opWith("prod", { axes: [], keepDims: false }, opWith("permute", { axes: [1, 0] }, x));
  const weights = leaf([1, 10, 100, 1000, 10000, 100000], [2, 3]);
  const [gradient] = byReverse(total(op("mul", op("add", y, y), weights)), x) as [Node];
  expect(gradient.shape).toEqual([3, 2]);
  expect(numbers(gradient)).toEqual([[2, 2000, 20, 20000, 200, 200000]]);
});
