import { describe, expect, test } from "vitest";
import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { operationNamed, table } from "../../packages/autograd/src/op/table.ts";
import { arenaOf } from "../../packages/autograd/src/plan/arena.ts";
import { callsOf } from "../../packages/autograd/src/plan/closing.ts";
import { lower } from "../../packages/autograd/src/plan/lower.ts";
import { programOf } from "../../packages/autograd/src/plan/program.ts";
import { sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { moduleOf } from "../../packages/autograd/src/wasm/compile-plan.ts";
import { differences } from "./run.ts";

const op = (name: string, ...inputs: Node[]): Node => apply(operationNamed(name), inputs);

function data(shape: readonly number[], dtype: "float64" | "float32"): Node {
  const elements = Array.from({ length: sizeOf(shape) }, (_, k) => 0.5 + 0.4 * Math.sin(1 + k));
  return inputNode(
    dtype === "float64" ? Float64Array.from(elements) : Float32Array.from(elements),
    shape,
    dtype,
  );
}

describe("graphs of very many long functions", () => {
  const functions = [...table.values()].filter(({ isLong }) => isLong);

  /** The sum of so many of them at different multiples of numbers between 0 and 1. */
  function total(x: Node, count: number): Node {
    let scaled = x;
    let sum = x;
    for (let k = 0; k < count; k++) {
      const { name, arity } = functions[k % functions.length] as Operation;
      scaled = op("mul", scaled, op("sigmoid", op("add", x, x)));
      sum = op("add", sum, arity === 2 ? op(name, x, scaled) : op(name, scaled));
    }
    return sum;
  }

  test.each([
    ["scalars", []],
    ["vectors", [7]],
    ["rows", [3, 5]],
    ["long vectors", [300]],
  ] as const)("have the interpreter's bits: %s", (_, shape) => {
    for (const dtype of ["float64", "float32"] as const) {
      const x = data(shape, dtype);
      const y = total(x, 150);
      expect(y.shape).toEqual(shape);
      const axes = [...shape.keys()];
      expect(
        differences([y, apply(operationNamed("sum"), [op("tanh", y)], { axes, keepDims: false })]),
      ).toEqual([]);
    }
  });

  test("share their code", () => {
    const x = data([], "float64");
    let y = x;
    for (let k = 0; k < 500; k++) y = op("add", op("sin", op("mul", y, x)), x);
    const plan = lower(programOf(evaluationOrder([y])));
    expect(moduleOf(plan, callsOf(plan), arenaOf(plan), 256).encode().length).toBeLessThan(20_000);
  });
});
