import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Node } from "../graph/node.ts";
import type { Operation } from "../op/definition.ts";
import type { Sample } from "../op/facts/facts.ts";
import { allFacts, operationNamed } from "../op/table.ts";
import { type FloatDType, isFloat, type TypedArray } from "../shape/dtype.ts";
import { gradientNodes } from "../transform/gradient.ts";
import { interpret } from "./run.ts";
import { ScalarProgram } from "./scalar-program.ts";

const leaf = (value: number, dtype: FloatDType = "float64"): Node =>
  inputNode(dtype === "float64" ? Float64Array.of(value) : Float32Array.of(value), [], dtype);

/** A value and its gradient as a program of scalars. */
function programmed(of: Node, wrt: readonly Node[]): TypedArray[] {
  const start = ScalarProgram.of([of, ...gradientNodes(of, wrt)]);
  if (start === null) throw new Error("not taken for a graph of scalars");
  return start.program.run(start.leaves.map(({ value }) => value as TypedArray));
}

/** What becomes of data that go down a gradient. */
function descended(of: Node, wrt: readonly Node[]): Node[] {
  return gradientNodes(of, wrt).map((slope, k) => named("sub", wrt[k] as Node, named("mul", slope, of)));
}

/** The same, written out as a graph. */
function writtenOut(of: Node, wrt: readonly Node[]): TypedArray[] {
  return interpret(evaluationOrder([of, ...gradientNodes(of, wrt)]));
}

const named = (name: string, ...inputs: Node[]): Node => apply(operationNamed(name), inputs);

function isSuitable(op: Operation, { inputs }: Sample): boolean {
  const dtypes = new Set(inputs.map(({ dtype = "float64" }) => dtype).filter((dtype) => dtype !== "bool"));
  const [dtype] = dtypes;
  return (
    dtype !== undefined &&
    dtypes.size === 1 &&
    isFloat(dtype) &&
    inputs.every(({ shape }) => shape.length === 0) &&
    ["map", "select"].includes(op.meaning.kind)
  );
}

const samples = [...allFacts.values()].flatMap(({ op, samples }) =>
  samples()
    .filter((sample) => isSuitable(op, sample))
    .map((sample) => ({ op, sample, title: `${op.name} ${sample.name}` })),
);

describe("a program of scalars has the bits of the graph", () => {
  it("of many operations", () => {
    expect(new Set(samples.map(({ op }) => op.name)).size).toBeGreaterThan(30);
  });

  it.each(samples)("$title", ({ op, sample }) => {
    const inputs = sample.inputs.map(({ data, dtype = "float64" }) =>
      dtype === "bool"
        ? inputNode(Uint8Array.from(data), [], "bool")
        : leaf(data[0] as number, dtype as FloatDType),
    );
    const floats = inputs.filter((input) => isFloat(input.dtype));
    // Twice, so that contributions are added, and not the last node, so that its cotangent is a product.
    const y = apply(op, inputs);
    const of = named("sub", named("mul", y, y), floats[0] as Node);
    expect(programmed(of, floats)).toEqual(writtenOut(of, floats));
  });

  const unary = [
    "neg",
    "sigmoid",
    "tanh",
    "sin",
    "exp",
    "relu",
    "square",
    "sqrt",
    "log",
    "abs",
    "stopGradient",
  ];
  const binary = ["add", "sub", "mul", "div", "pow", "maximum", "minimum"];
  const step = fc.record({
    name: fc.constantFrom(...unary, ...binary, "where", "constant"),
    at: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
    value: fc.constantFrom(0, -0, 1, -1, 2, 0.5),
  });

  it.each(["float64", "float32"] as const)("of 1,000 random graphs of %s", (dtype) => {
    const special = fc.constantFrom(0, -0, 1, -1, Number.POSITIVE_INFINITY, Number.NaN, 1e-310);
    const value = fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), special);
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 2, maxLength: 4 }),
        fc.array(step, { maxLength: 25 }),
        (xs, steps) => {
          const leaves = xs.map((x) => leaf(x, dtype));
          const nodes = leaves.slice();
          for (const { name, at, value } of steps) {
            const [a, b, c] = at.map((k) => nodes[k % nodes.length]) as [Node, Node, Node];
            if (name === "constant") nodes.push(constantNode(value, dtype));
            else if (name === "where") nodes.push(named("where", named("less", a, b), b, c));
            else nodes.push(unary.includes(name) ? named(name, a) : named(name, a, b));
          }
          const of = nodes[nodes.length - 1] as Node;
          // By an intermediate value too.
          const wrt = [...leaves, nodes[nodes.length >> 1] as Node];
          expect(programmed(of, wrt)).toEqual(writtenOut(of, wrt));
          const start = ScalarProgram.of(descended(of, wrt));
          expect(start?.program.run(start.leaves.map(({ value }) => value as TypedArray))).toEqual(
            interpret(evaluationOrder(descended(of, wrt))),
          );
        },
      ),
      { numRuns: 1000, seed: Number(process.env["FC_SEED"]) },
    );
  });
});

describe("a program of scalars", () => {
  it("gives 1 by itself, 0 by what it does not depend on", () => {
    const x = leaf(3);
    const y = named("square", x);
    expect(programmed(y, [y, x, leaf(5)])).toEqual([9, 1, 6, 0].map((value) => Float64Array.of(value)));
  });

  it("runs again on other data", () => {
    const x = leaf(3);
    const y = named("square", x);
    const start = ScalarProgram.of([y, ...gradientNodes(y, [x])]);
    expect(start?.leaves).toEqual([x]);
    expect(start?.program.run([Float64Array.of(5)])).toEqual([Float64Array.of(25), Float64Array.of(10)]);
    expect(start?.program.run([Float64Array.of(3)])).toEqual([Float64Array.of(9), Float64Array.of(6)]);
  });

  it("computes known values again where their derivative is asked for, and only there", () => {
    const x = leaf(3);
    const y = named("square", x);
    y.value = Float64Array.of(9);
    const z = named("neg", y);
    expect(ScalarProgram.of([z])?.leaves).toEqual([y]);
    expect(ScalarProgram.of(gradientNodes(z, [x]))?.leaves).toEqual([x]);
  });

  it("is not made of arrays, composites, mixed dtypes or derivatives of derivatives", () => {
    const x = leaf(3);
    const row = inputNode(Float64Array.of(1, 2), [2], "float64");
    const total = apply(operationNamed("sum"), [row], { axes: [0], keepDims: false });
    const single = apply(operationNamed("cast"), [x], { dtype: "float32" });
    const norm = apply(operationNamed("norm"), [row], { axes: [0], keepDims: false });
    for (const [of, by] of [
      [row, row],
      [total, row],
      [norm, row],
      [named("mul", total, x), x],
      [named("square", single), x],
    ] as const) {
      expect(ScalarProgram.of([of])).toBeNull();
      expect(ScalarProgram.of(gradientNodes(of, [by]))).toBeNull();
    }
    const [dx] = gradientNodes(named("square", x), [x]) as [Node];
    const product = named("mul", dx, x);
    expect(ScalarProgram.of(gradientNodes(product, [x]))).toBeNull();
    const [other] = gradientNodes(named("mul", x, x), [x]) as [Node];
    expect(ScalarProgram.of([product])).not.toBeNull();
    expect(ScalarProgram.of([product, other])).toBeNull();
    expect(ScalarProgram.of([named("add", product, other)])).toBeNull();
  });
});
