import { describe, expect, it } from "vitest";
import { differences } from "../../../../test/compiled/run.ts";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Node } from "../graph/node.ts";
import { operationNamed } from "../op/table.ts";
import type { Shape } from "../shape/shape.ts";
import { programOf } from "./program.ts";

const op = (name: string, inputs: Node[], attributes = {}): Node =>
  apply(operationNamed(name), inputs, attributes);
const data = (shape: Shape, ...elements: number[]): Node =>
  inputNode(Float64Array.from(elements), shape, "float64");

/** The operations of a graph's program that are neither data nor constants. */
function operations(root: Node): string[] {
  const { values } = programOf(evaluationOrder([root]));
  return values.map((value) => value.op.name).filter((name) => name !== "input" && name !== "constant");
}

describe("a matrix product of inner size 1", () => {
  it.each([
    ["column by row", data([3, 1], -0, Infinity, 2), data([1, 4], 1, -0, NaN, -3)],
    ["one element", data([1, 1], -0), data([1, 1], 5)],
    ["with batch axes that broadcast", data([2, 1, 2, 1], 1, 2, -0, 4), data([3, 1, 2], 1, 2, 3, 4, -5, 6)],
  ])("is a product of broadcast factors: %s", (_, a, b) => {
    const product = op("matmul", [a, b]);
    expect(operations(product)).toEqual(["mul"]);
    expect(differences([product])).toEqual([]);
  });

  it("stays a matrix product otherwise", () => {
    expect(operations(op("matmul", [data([1, 2], 1, 2), data([2, 1], 3, 4)]))).toEqual(["matmul"]);
    expect(operations(op("matmul", [data([1, 0]), data([0, 1])]))).toEqual(["matmul"]);
  });
});

describe("a number that changes nothing", () => {
  const x = data([3], -0, 0, 5);
  it.each([
    ["x + 0, which is 0 for x = -0", op("add", [x, constantNode(0, "float64")]), ["add"]],
    ["x - 0", op("sub", [x, constantNode(0, "float64")]), ["reshape"]],
    ["x - -0, which is 0 for x = -0", op("sub", [x, constantNode(-0, "float64")]), ["sub"]],
  ])("is left out where no bit is lost: %s", (_, result, expected) => {
    expect(operations(result)).toEqual(expected);
    expect(differences([result])).toEqual([]);
  });
});

describe("a sum of zero-padded values", () => {
  const along = (axis: number, rank: number, size: number): number[] =>
    Array.from({ length: rank }, (_, k) => (k === axis ? size : 0));
  /** `x` between zeros along an axis. */
  const padded = (x: Node, low: number, high: number, axis = 0, interior = 0): Node => {
    const rank = x.shape.length;
    return op("pad", [x], {
      low: along(axis, rank, low),
      high: along(axis, rank, high),
      interior: along(axis, rank, interior),
    });
  };
  const a = data([2], -0, 1);
  const b = data([3], NaN, -0, Infinity);
  const c = data([1], -0);
  const matrix = data([2, 2], -0, 2, 3, 4);
  const wide = data([2, 3], 5, -0, 7, 8, 9, 0);
  const flat = data([2, 4], 1, 2, 3, 4, 5, 6, 7, 8);
  const column = data([2, 1], 1, -0);
  const whole = (first: number): Node => inputNode(Int32Array.of(first, 0), [2], "int32");

  it.each([
    ["that touch", op("add", [padded(a, 0, 3), padded(b, 2, 0)]), ["concat", "add"]],
    ["the other way round", op("add", [padded(b, 2, 0), padded(a, 0, 3)]), ["concat", "add"]],
    ["inside zeros", op("add", [padded(a, 1, 5), padded(b, 3, 2)]), ["concat", "add", "pad"]],
    [
      "three of them",
      op("add", [op("add", [padded(c, 5, 0), padded(b, 2, 1)]), padded(a, 0, 4)]),
      ["concat", "add"],
    ],
    ["one empty", op("add", [padded(data([0]), 0, 2), padded(a, 0, 0)]), ["pad", "add"]],
    ["along an inner axis", op("add", [padded(wide, 2, 0, 1), padded(matrix, 0, 3, 1)]), ["concat", "add"]],
    ["of integers", op("add", [padded(whole(1), 0, 2), padded(whole(-3), 2, 0)]), ["concat", "add"]],
    ["that overlap", op("add", [padded(a, 1, 3), padded(b, 2, 1)]), ["pad", "pad", "add"]],
    ["with a gap between", op("add", [padded(a, 0, 4), padded(b, 3, 0)]), ["pad", "pad", "add"]],
    ["spread apart", op("add", [padded(a, 0, 3, 0, 1), padded(b, 3, 0)]), ["pad", "pad", "add"]],
    [
      "along different axes",
      op("add", [padded(flat, 0, 2), padded(op("permute", [flat], { axes: [1, 0] }), 2, 0, 1)]),
      ["pad", "permute", "pad", "add"],
    ],
    [
      "along two axes",
      op("add", [op("pad", [matrix], { low: [0, 1], high: [2, 0], interior: [0, 0] }), padded(wide, 2, 0)]),
      ["pad", "pad", "add"],
    ],
    [
      "that touch at a corner",
      op("add", [
        op("pad", [matrix], { low: [0, 0], high: [2, 2], interior: [0, 0] }),
        op("pad", [matrix], { low: [2, 2], high: [0, 0], interior: [0, 0] }),
      ]),
      ["pad", "pad", "add"],
    ],
    [
      "of which one is a join that something was added to",
      op("add", [
        padded(op("add", [op("concat", [a, b], { axis: 0 }), constantNode(7, "float64")]), 0, 1),
        padded(c, 5, 0),
      ]),
      ["concat", "add", "concat", "add"],
    ],
    [
      "of which one is joined along another axis",
      op("add", [
        padded(op("add", [padded(column, 0, 1, 1), padded(column, 1, 0, 1)]), 0, 2),
        padded(matrix, 2, 0),
      ]),
      ["concat", "add", "concat", "add"],
    ],
  ])("is what stands between the zeros, side by side: %s", (_, sum, expected) => {
    expect(operations(sum)).toEqual(expected);
    expect(differences([sum])).toEqual([]);
  });

  it("of one element clears no more than that", () => {
    const sum = (...elements: number[]): Node =>
      op("sum", [data([2], ...elements)], { axes: [0], keepDims: false });
    // Later than the sums, in place of the first of them, beside that of the second.
    const empty = padded(padded(padded(data([0]), 0, 0), 0, 0), 0, 1);
    expect(differences([op("exp", [sum(1, 2)]), sum(3, 4), empty])).toEqual([]);
  });
});
