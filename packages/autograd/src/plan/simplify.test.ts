import { describe, expect, it } from "vitest";
import { differences } from "../../../../test/compiled/run.ts";
import { apply, inputNode } from "../graph/build.ts";
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
