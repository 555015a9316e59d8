import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { interpret } from "../../packages/autograd/src/interpret/run.ts";
import type { Attributes, Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample, SampleInput } from "../../packages/autograd/src/op/facts/facts.ts";
import { allocate, isFloat, type TypedArray } from "../../packages/autograd/src/shape/dtype.ts";
import { sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { enableRoutines } from "../../packages/autograd/src/tensor/routines.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { direction } from "../numeric/vector.ts";

enableRoutines();

/** An operation applied to the inputs of a sample. */
export interface Subject {
  readonly op: Operation;
  readonly sample: Sample;
  readonly leaves: readonly Node[];
  readonly result: Node;
  /** The leaves that derivatives are taken with respect to: all of floating-point dtype. */
  readonly variables: readonly Node[];
}

export function subjectOf(op: Operation, sample: Sample): Subject {
  const leaves = sample.inputs.map(({ shape, data, dtype = "float64" }) => {
    const value = allocate(dtype, sizeOf(shape));
    if (value.length !== data.length) throw new Error(`${data.length} numbers for shape [${shape}]`);
    value.set(data);
    return inputNode(value, shape, dtype);
  });
  const result = apply(op, leaves, sample.attributes);
  const variables = leaves.filter((_, k) => isVariable(sample.inputs[k] as SampleInput));
  return { op, sample, leaves, result, variables };
}

/** Whether derivatives are taken with respect to an input. */
export function isVariable({ dtype = "float64", isTable = false }: SampleInput): boolean {
  return isFloat(dtype) && !isTable;
}

/** A leaf like `node`, to be a cotangent or a tangent of it. */
export function likeNode(node: Node, data: ArrayLike<number>): Node {
  const value = allocate(node.dtype, sizeOf(node.shape));
  value.set(data);
  return inputNode(value, node.shape, node.dtype);
}

/** A cotangent or tangent for `node` in which no two elements are related. */
export function seedOf(node: Node, salt: number): Node {
  return likeNode(node, direction(sizeOf(node.shape), salt));
}

export function filledLike(node: Node, value: number): Node {
  return likeNode(node, new Float64Array(sizeOf(node.shape)).fill(value));
}

/** Values of nodes, computed without being remembered at them; a missing node has no value. */
export function valuesOf(nodes: readonly (Node | null)[]): (TypedArray | null)[] {
  const present = nodes.filter((node) => node !== null);
  const values = interpret(evaluationOrder(present));
  return nodes.map((node) => (node === null ? null : (values[present.indexOf(node)] as TypedArray)));
}

/** Like `valuesOf`, with zeros where nothing flows to or from a node of `like`. */
export function flowsOf(nodes: readonly (Node | null)[], like: readonly Node[]): Float64Array[] {
  return valuesOf(nodes).map((value, i) =>
    value === null ? new Float64Array(sizeOf((like[i] as Node).shape)) : Float64Array.from(value),
  );
}

/** {@link flowsOf} for several lists of nodes, in one run: what they share is computed once. */
export function flowsTogether(
  lists: readonly (readonly [nodes: readonly (Node | null)[], like: readonly Node[]])[],
): Float64Array[][] {
  const flows = flowsOf(
    lists.flatMap(([nodes]) => nodes),
    lists.flatMap(([nodes, like]) => nodes.map((_, i) => like[i] as Node)),
  );
  let from = 0;
  return lists.map(([{ length }]) => flows.slice(from, (from += length)));
}

/** What the variables receive from a cotangent of the result. */
export function cotangents({ result, variables }: Subject, cotangent: Node): (Node | null)[] {
  return reverse([result], [cotangent], variables);
}

/** The tangent of the result, from tangents of the variables. */
export function tangent({ result, variables }: Subject, tangents: readonly (Node | null)[]): Node | null {
  return forward([result], variables, tangents)[0] ?? null;
}

/**
 * The same sample in float64: what a float32 derivative is compared with, since float32 itself is too coarse to be
 * differentiated numerically. The operation's own attribute, the dtype of `cast`, follows.
 */
export function widened(sample: Sample): Sample {
  const attributes: Attributes = Object.fromEntries(
    Object.entries(sample.attributes).map(([key, value]) => [key, value === "float32" ? "float64" : value]),
  );
  const inputs = sample.inputs.map((input) =>
    input.dtype === "float32"
      ? { ...input, data: input.data.map(Math.fround), dtype: "float64" as const }
      : input,
  );
  return { ...sample, inputs, attributes };
}

export function isSingle({ sample, result }: Subject): boolean {
  return result.dtype === "float32" || sample.inputs.some(({ dtype }) => dtype === "float32");
}
