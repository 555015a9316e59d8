import { describe, expect, test } from "vitest";
import { interpretOnly } from "../evaluate/compilation.ts";
import { materialize } from "../evaluate/materialize.ts";
import { aliasOf, apply, inputNode, placeholderNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { Scope } from "../graph/scope.ts";
import type { Attributes, Operation } from "../op/definition.ts";
import type { Sample, SampleInput } from "../op/facts/facts.ts";
import { allFacts, factsOf, operationNamed } from "../op/table.ts";
import { allocate, type DType, isFloat, type TypedArray } from "../shape/dtype.ts";
import { type Shape, sizeOf } from "../shape/shape.ts";
import { enableRoutines } from "../tensor/routines.ts";
import { batch } from "./batch.ts";
import { filled } from "./chain.ts";
import { reverse } from "./reverse.ts";

enableRoutines();

const size = 3;
const scope = new Scope("vmap", true);

function leaf(data: ArrayLike<number>, shape: Shape, dtype: DType): Node {
  const value = allocate(dtype, sizeOf(shape));
  value.set(data);
  return inputNode(value, shape, dtype);
}

/**
 * An input's data for one of the examples: the sample's own for the first, others for the others.
 * @param isTurned - Whether they may change places, which an operation that refuses some data may not bear.
 */
function dataOf({ data, dtype = "float64" }: SampleInput, example: number, isTurned: boolean): number[] {
  const by = isTurned || !isFloat(dtype) ? example : 0;
  const turned = data.map((_, i) => data[(i + by) % data.length] as number);
  return isFloat(dtype) ? turned.map((v) => v * (1 + example / 8)) : turned;
}

function valueOf(node: Node): TypedArray {
  return valuesOf([node])[0] as TypedArray;
}

/** Evaluated together, which costs one plan where it is compiled. */
function valuesOf(nodes: readonly Node[]): TypedArray[] {
  materialize(nodes);
  return nodes.map(({ value }) => value as TypedArray);
}

/** What a function gives where nothing is compiled: for what compiled code is asked elsewhere, operations at their own samples. */
function interpreted<T>(run: () => T): T {
  interpretOnly(true);
  try {
    return run();
  } finally {
    interpretOnly(false);
  }
}

/** Every choice of inputs that differ between the examples; at least one does. */
function choices(count: number): boolean[][] {
  return Array.from({ length: 2 ** count - 1 }, (_, k) =>
    Array.from({ length: count }, (_, i) => (((k + 1) >> i) & 1) === 1),
  );
}

/** Nodes that a function makes of a sample's inputs: for each example by itself, and for all of them at once. */
function made(
  { inputs }: Sample,
  mapped: readonly boolean[],
  f: (inputs: Node[]) => Node[],
  isTurned: boolean,
): { readonly separate: Node[][]; readonly batched: Node[] } {
  const own = (example: number): Node[] =>
    inputs.map((input, i) =>
      leaf(dataOf(input, mapped[i] ? example : 0, isTurned), input.shape, input.dtype ?? "float64"),
    );
  const nodes = own(0).map((node, i) => (mapped[i] ? placeholderNode(node.shape, node.dtype, scope) : node));
  const examples = inputs.map((input) => {
    const data = Array.from({ length: size }, (_, example) => dataOf(input, example, isTurned)).flat();
    return leaf(data, [size, ...input.shape], input.dtype ?? "float64");
  });
  const chosen = <T>(list: readonly T[]): T[] => list.filter((_, i) => mapped[i]);
  return {
    separate: Array.from({ length: size }, (_, example) => f(own(example))),
    batched: batch(f(nodes), chosen(nodes), chosen(examples), size, scope),
  };
}

/** Where the bits of outputs differ that a function makes of a sample's inputs batched, whichever they are, and one by one. */
function differences(sample: Sample, f: (inputs: Node[]) => Node[], isTurned = true): string[] {
  const ways = choices(sample.inputs.length).map((mapped) => ({
    mapped,
    ...made(sample, mapped, f, isTurned),
  }));
  // In one evaluation, for which everything is compiled once.
  valuesOf(ways.flatMap(({ batched }) => batched));
  return ways.flatMap(({ mapped, separate, batched }) => {
    const wanted = interpreted(() => separate.map(valuesOf));
    return batched.flatMap((node, k) => {
      const where = `${sample.name}, output ${k}, mapped [${mapped}]`;
      const first = separate[0]?.[k] as Node;
      if (node.dtype !== first.dtype || `${node.shape}` !== `${[size, ...first.shape]}`) {
        return [`${where}: ${node.dtype} [${node.shape}] of ${first.dtype} [${first.shape}]`];
      }
      const found = node.value as TypedArray;
      const all = wanted.flatMap((values) => [...(values[k] as TypedArray)]);
      const wrong = all.findIndex((v, i) => !Object.is(v, found[i]));
      return wrong < 0 ? [] : [`${where}: ${found[wrong]} instead of ${all[wrong]} at ${wrong}`];
    });
  });
}

function takesAny({ meaning }: Operation): boolean {
  return meaning.kind !== "routine" || meaning.refusal === undefined;
}

const sampled = [...allFacts].map(([name, facts]) => [name, facts.op, facts.samples()] as const);
const withSamples = sampled.filter(([, , samples]) => samples.length > 0);

/** An operation's value and, where it has some, its derivatives. */
function valueAndDerivatives(op: Operation, attributes: Attributes, inputs: readonly Node[]): Node[] {
  const aliases = inputs.map(aliasOf);
  const y = apply(op, aliases, attributes);
  const wrt = aliases.filter(({ dtype }) => isFloat(dtype));
  if (!isFloat(y.dtype) || wrt.length === 0 || op.derivative.noSlope !== null) return [y];
  const cotangent = leaf(
    Array.from({ length: sizeOf(y.shape) }, (_, i) => 0.5 - (i % 7)),
    y.shape,
    y.dtype,
  );
  return [y, ...reverse([y], [cotangent], wrt).map((node, i) => node ?? filled(0, wrt[i] as Node))];
}

describe("batched, an operation and its derivatives give the bits that they give example by example:", () => {
  test.each(withSamples)("%s", (_, op, samples) => {
    const found = samples.flatMap((sample) =>
      differences(sample, (inputs) => valueAndDerivatives(op, sample.attributes, inputs), takesAny(op)),
    );
    expect(found).toEqual([]);
  });

  /** Every order of some numbers. */
  const orders = (axes: readonly number[]): number[][] =>
    axes.length === 0
      ? [[]]
      : axes.flatMap((axis) => orders(axes.filter((other) => other !== axis)).map((rest) => [axis, ...rest]));
  const subsets = Array.from({ length: 16 }, (_, k) => [0, 1, 2, 3].filter((axis) => (k >> axis) & 1));
  const shape = [2, 3, 1, 4];
  const input = { shape, data: Array.from({ length: 24 }, (_, i) => Math.sin(i + 1)) };

  test.each<[string, readonly Attributes[], number]>([
    ["permute", orders([0, 1, 2, 3]).map((axes) => ({ axes })), 1],
    ["flip", subsets.map((axes) => ({ axes })), 1],
    ["sum", subsets.flatMap((axes) => [true, false].map((keepDims) => ({ axes, keepDims }))), 1],
    ["max", subsets.flatMap((axes) => [true, false].map((keepDims) => ({ axes, keepDims }))), 1],
    ["reshape", [{ shape: [4, 1, 3, 2] }, { shape: [24] }, { shape: [1, 1, 2, 2, 6] }], 1],
    ["broadcastTo", [{ shape: [5, 2, 3, 1, 4] }, { shape: [2, 3, 7, 4] }], 1],
    [
      "slice",
      [
        { starts: [1, 0, 0, 1], sizes: [1, 2, 1, 2], steps: [1, 2, 1, 2] },
        { starts: [0, 2, 0, 0], sizes: [2, 1, 0, 4], steps: [1, 1, 1, 1] },
      ],
      1,
    ],
    ["pad", [{ low: [0, 1, 2, 0], high: [1, 0, 0, 3], interior: [0, 2, 0, 1] }], 1],
    ["concat", [0, 1, 2, 3].map((axis) => ({ axis })), 2],
  ])("%s at rank 4, in every way", (name, all, count) => {
    const op = operationNamed(name);
    const inputs = Array.from({ length: count }, () => input);
    const found = all.flatMap((attributes) =>
      differences({ name: JSON.stringify(attributes), inputs, attributes }, (nodes) => [
        apply(op, nodes, attributes),
      ]),
    );
    expect(found).toEqual([]);
  });

  test("a wrong rule is found", () => {
    const { op, samples } = factsOf("sum");
    const wrong: Operation = { ...op, batch: { inputs: "leading", attributes: (attributes) => attributes } };
    const sample = samples().find(({ name }) => name.startsWith("shape [2,3] over [1]")) as Sample;
    const found = differences(sample, (inputs) => [apply(wrong, inputs, sample.attributes)]);
    expect(found).toEqual(["shape [2,3] over [1], output 0, mapped [true]: float64 [3,3] of float64 [2]"]);
  });

  test("the others have tests of their own below", () => {
    const others = sampled.filter(([, , samples]) => samples.length === 0).map(([name]) => name);
    // Those with bodies, and part, have them in packages/autograd/src/api.
    const bodies = [
      "cond",
      "crossing",
      "fixedPoint",
      "flow",
      "integral",
      "part",
      "root",
      "scan",
      "twofold",
      "whileLoop",
    ];
    expect(others.sort()).toEqual(["barrier", "constant", "input", "stopGradient", ...bodies].sort());
  });

  test.each(["barrier", "stopGradient"])("%s", (name) => {
    const op = operationNamed(name);
    const inputs = [
      { shape: [2], data: [1, -0] },
      { shape: [3], data: [2, 3, 4] },
    ].slice(0, op.arity as number);
    expect(differences({ name, inputs, attributes: {} }, (nodes) => [apply(op, nodes)])).toEqual([]);
  });
});

describe("a graph", () => {
  const double = operationNamed("square");
  const add = operationNamed("add");

  test("keeps what no input leads to as it is", () => {
    const shared = apply(double, [leaf([1, 2], [2], "float64")]);
    const x = placeholderNode([2], "float64", scope);
    const all = leaf([1, 2, 3, 4, 5, 6], [3, 2], "float64");
    const [sum] = batch([apply(add, [x, shared])], [x], [all], size, scope) as [Node];
    expect(sum.inputs).toEqual([all, shared]);
    expect(sum.inputs[1]).toBe(shared);
  });

  test("that does not depend on the inputs is repeated", () => {
    const x = placeholderNode([], "float64", scope);
    const [y] = batch(
      [leaf([7, 8], [2], "float64")],
      [x],
      [leaf([1, 2, 3], [3], "float64")],
      size,
      scope,
    ) as [Node];
    expect([...valueOf(y)]).toEqual([7, 8, 7, 8, 7, 8]);
  });

  test("of many nodes needs no stack", () => {
    const x = placeholderNode([], "float64", scope);
    const one = leaf([1], [], "float64");
    let y = x;
    for (let k = 0; k < 100_000; k++) y = apply(add, [y, one]);
    const [sums] = batch([y], [x], [leaf([1, 2, 3], [3], "float64")], size, scope) as [Node];
    expect([...valueOf(sums)]).toEqual([100_001, 100_002, 100_003]);
  });

  test("of no examples has no elements", () => {
    const x = placeholderNode([2], "float64", scope);
    const y = apply(operationNamed("max"), [x], { axes: [0], keepDims: false });
    const [none] = batch([y], [x], [leaf([], [0, 2], "float64")], 0, scope) as [Node];
    expect([none.shape, valueOf(none).length]).toEqual([[0], 0]);
  });
});
