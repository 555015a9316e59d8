import { describe, expect, test } from "vitest";
import { apply, constantNode, inputNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { differences } from "./run.ts";

const number = (value: number): Node => inputNode(Float64Array.of(value), [], "float64");
const op = (name: string, ...inputs: Node[]): Node => apply(operationNamed(name), inputs);

/** A network of scalar nodes: graphs of this size are cut into several functions. */
function network(points: number): { weights: Node[]; loss: Node } {
  const sizes = [2, 16, 16, 1];
  const weights: Node[] = [];
  const layers = sizes.slice(1).map((outputs, k) =>
    Array.from({ length: outputs }, (_, j) =>
      Array.from({ length: (sizes[k] as number) + 1 }, (__, i) => {
        const weight = number(Math.sin(1 + 7 * k + 3 * j + i));
        weights.push(weight);
        return weight;
      }),
    ),
  );
  let loss = number(0);
  for (let p = 0; p < points; p++) {
    let values = [number(Math.cos(p)), number(Math.sin(2 * p))];
    for (const [k, layer] of layers.entries()) {
      values = layer.map((neuron) => {
        let sum = neuron[neuron.length - 1] as Node;
        for (const [i, value] of values.entries()) sum = op("add", sum, op("mul", neuron[i] as Node, value));
        return k === 2 ? sum : op("relu", sum);
      });
    }
    const margin = op("sub", number(1), op("mul", number(p % 2 === 0 ? 1 : -1), values[0] as Node));
    loss = op("add", loss, op("relu", margin));
  }
  return { weights, loss };
}

test.each([1, 3, 10, 40])("a scalar network at %d points has the interpreter's bits", (points) => {
  const { weights, loss } = network(points);
  const gradient = reverse([loss], [constantNode(1, "float64")], weights).filter((node) => node !== null);
  const updated = gradient.map((node, k) => op("sub", weights[k] as Node, op("mul", number(0.1), node)));
  expect(differences([loss, ...updated])).toEqual([]);
});

describe.each(["float64", "float32"] as const)(
  "matrices of 19 rows, in panels and by reflections, %s",
  (dtype) => {
    const given = (ofDiagonal: number): Node => {
      const elements = Float64Array.from(
        { length: 2 * 19 * 19 },
        (_, k) => Math.sin(7 * k) + ((k % 361) % 20 === 0 ? ofDiagonal : 0),
      );
      return inputNode(dtype === "float64" ? elements : Float32Array.from(elements), [2, 19, 19], dtype);
    };

    test.each([
      ["cholesky", { name: "cholesky" }],
      ["eigh", { name: "eigh" }],
      ["eigh", { name: "eigh", isAlone: true }],
      ["lu", { name: "lu", isRegular: true }],
      ["qr", {}],
      ["singularBasis", { name: "svd" }],
      ["singularBasis", { name: "svd", isAlone: true }],
    ])("have the interpreter's bits: %s %o", (name, attributes) => {
      expect(
        differences([apply(operationNamed(name), [given(name === "cholesky" ? 19 : 0)], attributes)]),
      ).toEqual([]);
    });
  },
);

test("the last vector of a loop over elements that lie far apart does not go on to where there is no memory", () => {
  const [rows, columns] = [5, 500_000];
  const x = inputNode(new Float32Array(rows * columns).fill(0.5), [rows, columns], "float32");
  const last = apply(operationNamed("slice"), [x], {
    starts: [0, columns - 1],
    sizes: [rows, 1],
    steps: [1, 1],
  });
  expect(differences([op("neg", last)])).toEqual([]);
});
