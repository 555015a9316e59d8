import { describe, expect, test } from "vitest";
import { materialize } from "../evaluate/materialize.ts";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { NoAttributes } from "../op/definition.ts";
import { expansion } from "../op/derivative/expansion.ts";
import { mul } from "../op/mul.ts";
import { operation } from "../op/operation.ts";
import { operationNamed } from "../op/table.ts";
import { forward } from "./forward.ts";
import { reverse, reverseWithin } from "./reverse.ts";

const leaf = (value: number): Node => inputNode(new Float64Array([value]), [], "float64");
const one = constantNode(1, "float64");
const op = (name: string, ...inputs: Node[]): Node => apply(operationNamed(name), inputs);

const valueOf = (node: Node | null | undefined): number | null => {
  if (node === null || node === undefined) return null;
  materialize([node]);
  return node.value?.[0] ?? null;
};

/** x, x + x, twice that, …: the derivative of the last by the k-th is a power of two. */
function doublings(count: number): [Node, ...Node[]] {
  const nodes: [Node, ...Node[]] = [leaf(1.5)];
  for (let k = 1; k <= count; k++) {
    const last = nodes[k - 1] as Node;
    nodes.push(op("add", last, last));
  }
  return nodes;
}

describe("reverse mode", () => {
  test.each([1, 2, 3, 4, 5, 8, 30])("goes on behind each of %i targets that lie on one way", (count) => {
    const nodes = doublings(count);
    const expected = nodes.map((_, k) => 2 ** (count - k));
    const y = nodes[count] as Node;
    expect(reverse([y], [one], nodes).map(valueOf)).toEqual(expected);
    const backwards = nodes.toReversed();
    expect(reverse([y], [one], backwards).map(valueOf)).toEqual(expected.toReversed());
  });

  test("gives an argument that is there twice what a composite of it brings, once", () => {
    const product = operation<NoAttributes>({
      name: "product",
      family: "arithmetic",
      arity: 2,
      dtype: () => "float64",
      shape: () => [],
      derivative: expansion(),
      batch: { inputs: "none" },
      meaning: { kind: "composite", expand: (b, [x, y]) => b(mul, x as never, y as never) },
    });
    const [x, y] = [leaf(3), leaf(5)];
    expect(reverse([apply(product, [x, x])], [one], [x]).map(valueOf)).toEqual([6]);
    expect(reverse([apply(product, [x, y])], [one], [x, y]).map(valueOf)).toEqual([5, 3]);
  });

  test("gives each target what all ways bring, also of one that is named twice", () => {
    const x = leaf(3);
    const [a, b] = [op("square", x), op("sin", x)];
    const y = op("add", op("mul", a, b), op("mul", a, x));
    const at = Math.sin(3);
    const [dx, da, db, again] = reverse([y], [one], [x, a, b, x]).map(valueOf);
    expect([da, db, again]).toEqual([at + 3, 9, dx]);
    expect(dx).toBeCloseTo(6 * at + 9 * Math.cos(3) + 27, 12);
  });

  test("stops at targets where it is told to", () => {
    const nodes = doublings(5);
    const y = nodes[5] as Node;
    expect(reverseWithin([y], [one], nodes.slice(0, 5)).map(valueOf)).toEqual([null, null, null, null, 2]);
    // The boundary may be more than the targets.
    const [x] = nodes;
    const middle = nodes[2] as Node;
    expect(reverseWithin([y], [one], [x], [x, middle]).map(valueOf)).toEqual([null]);
    expect(reverseWithin([y], [one], [x], [x]).map(valueOf)).toEqual([32]);
  });

  test("adds the cotangents of several outputs, and of one that is named twice", () => {
    const x = leaf(2);
    const [a, b] = [op("square", x), op("neg", x)];
    const given = [leaf(10), leaf(3), leaf(100)];
    expect(reverse([a, b, a], given, [x]).map(valueOf)).toEqual([4 * 110 - 3]);
    expect(reverse([a, b], [null, given[1] as Node], [x]).map(valueOf)).toEqual([-3]);
    expect(reverse([a, a], [given[0] as Node, null], [x]).map(valueOf)).toEqual([40]);
    expect(reverse([a, b], [null, null], [x]).map(valueOf)).toEqual([null]);
  });

  test("tells no derivative from one that is 0", () => {
    const x = leaf(2);
    const other = leaf(5);
    expect(reverse([op("round", x)], [one], [x])).toEqual([null]);
    expect(reverse([op("square", x)], [one], [other, x]).map(valueOf)).toEqual([null, 4]);
    expect(reverse([op("mul", x, leaf(0))], [one], [x]).map(valueOf)).toEqual([0]);
  });
});

describe("forward mode", () => {
  test("is told the tangent of a node in the middle, instead of what would reach it", () => {
    const [x, ...behind] = doublings(2);
    const [middle, y] = behind as [Node, Node];
    expect(forward([y], [x, middle], [one, leaf(7)]).map(valueOf)).toEqual([14]);
    expect(forward([y, x, middle], [x], [one]).map(valueOf)).toEqual([4, 1, 2]);
  });

  test("adds what several inputs bring, and leaves out those that do not move", () => {
    const [x, y, z] = [leaf(2), leaf(3), leaf(5)];
    const product = op("mul", op("mul", x, y), z);
    expect(forward([product], [x, y, z], [one, leaf(10), leaf(100)]).map(valueOf)).toEqual([15 + 100 + 600]);
    expect(forward([product], [x, y, z], [null, null, one]).map(valueOf)).toEqual([6]);
    expect(forward([product, y], [x, y, z], [null, null, null])).toEqual([null, null]);
  });
});
