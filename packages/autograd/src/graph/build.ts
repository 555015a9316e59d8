import type { Attributes, Operation } from "../op/definition.ts";
import { constant, identity, input } from "../op/leaf.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import { type CustomRule, type Deferred, Node } from "./node.ts";

const none: Attributes = {};
const noInputs: readonly Node[] = [];

const mostShared = 256;
const sharedConstants: Readonly<Record<DType, Map<number, Node>>> = {
  float64: new Map(),
  float32: new Map(),
  int32: new Map(),
  bool: new Map(),
};
const scalar: Shape = [];

// Operations look at dtypes and shapes in arrays; one pair is reused, since building a node is the hot path of
// ordinary code.
const oneDtype: DType[] = ["float64"];
const oneShape: Shape[] = [scalar];
const twoDtypes: DType[] = ["float64", "float64"];
const twoShapes: Shape[] = [scalar, scalar];

/**
 * A node that applies an operation.
 * @throws what the operation's dtype and shape rules throw.
 */
export function apply(op: Operation, inputs: readonly Node[], attributes: Attributes = none): Node {
  if (inputs.length === 1) return applyOne(op, inputs, attributes);
  if (inputs.length === 2) return applyTwo(op, inputs, attributes);
  const dtype = op.dtype(
    inputs.map((node) => node.dtype),
    attributes,
  );
  const shape = op.shape(
    inputs.map((node) => node.shape),
    attributes,
  );
  return new Node(op, inputs, attributes, shape, dtype, null);
}

function applyOne(op: Operation, inputs: readonly Node[], attributes: Attributes): Node {
  const x = inputs[0] as Node;
  oneDtype[0] = x.dtype;
  oneShape[0] = x.shape;
  const dtype = op.dtype(oneDtype, attributes);
  return new Node(op, inputs, attributes, op.shape(oneShape, attributes), dtype, null);
}

function applyTwo(op: Operation, inputs: readonly Node[], attributes: Attributes): Node {
  const a = inputs[0] as Node;
  const b = inputs[1] as Node;
  twoDtypes[0] = a.dtype;
  twoDtypes[1] = b.dtype;
  twoShapes[0] = a.shape;
  twoShapes[1] = b.shape;
  const dtype = op.dtype(twoDtypes, attributes);
  return new Node(op, inputs, attributes, op.shape(twoShapes, attributes), dtype, null);
}

/** A leaf that holds data. The array becomes the graph's own: the caller must not write to it again. */
export function inputNode(value: TypedArray, shape: Shape, dtype: DType): Node {
  return new Node(input, noInputs, none, shape, dtype, value);
}

/** A leaf whose data is not known while `recordedBy` looks at a function; reading it then is an error. */
export function placeholderNode(
  shape: Shape,
  dtype: DType,
  recordedBy: "compile" | "vmap" = "compile",
): Node {
  return new Node(input, noInputs, { recordedBy }, shape, dtype, null);
}

/** Whether a node is such a leaf. */
export function isPlaceholder(node: Node): boolean {
  return node.value === null && node.op === asOperation(input);
}

function asOperation(op: { readonly name: string }): Operation {
  return op as Operation;
}

/** A scalar constant of the structure. Rules ask for the same few over and over, which share a node. */
export function constantNode(value: number, dtype: DType): Node {
  const shared = sharedConstants[dtype];
  // Every other value compares equal to itself only; 0 and -0 do not differ for a map either.
  if (Object.is(value, -0)) return newConstant(value, dtype);
  let node = shared.get(value);
  if (node === undefined) {
    node = newConstant(value, dtype);
    if (shared.size < mostShared) shared.set(value, node);
  }
  return node;
}

function newConstant(value: number, dtype: DType): Node {
  return new Node(
    constant,
    [],
    { value: dtype === "float32" ? Math.fround(value) : value, dtype },
    scalar,
    dtype,
    null,
  );
}

/** A second name for a node, distinct from it for differentiation. */
export function aliasOf(node: Node): Node {
  return new Node(identity, [node], none, node.shape, node.dtype, null);
}

/** A derivative to be written out when it is needed. */
export function deferredNode(deferred: Deferred, shape: Shape, dtype: DType): Node {
  return new Node(identity, noInputs, none, shape, dtype, null, { deferred });
}

/** The value of the first input, with cotangents for the others as the rule says. */
export function customNode(op: Operation, inputs: readonly Node[], rule: CustomRule): Node {
  const value = inputs[0] as Node;
  return new Node(op, inputs, none, value.shape, value.dtype, null, { rule });
}
