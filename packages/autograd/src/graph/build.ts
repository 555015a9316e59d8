import type { Attributes, Operation } from "../op/definition.ts";
import { constant, identity, input } from "../op/leaf.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import { type CustomRule, type Deferred, Node } from "./node.ts";

const none: Attributes = {};
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
  return new Node(op, inputs, attributes, shape, dtype, null, null, null);
}

function applyOne(op: Operation, inputs: readonly Node[], attributes: Attributes): Node {
  const x = inputs[0] as Node;
  oneDtype[0] = x.dtype;
  oneShape[0] = x.shape;
  const dtype = op.dtype(oneDtype, attributes);
  return new Node(op, inputs, attributes, op.shape(oneShape, attributes), dtype, null, null, null);
}

function applyTwo(op: Operation, inputs: readonly Node[], attributes: Attributes): Node {
  const a = inputs[0] as Node;
  const b = inputs[1] as Node;
  twoDtypes[0] = a.dtype;
  twoDtypes[1] = b.dtype;
  twoShapes[0] = a.shape;
  twoShapes[1] = b.shape;
  const dtype = op.dtype(twoDtypes, attributes);
  return new Node(op, inputs, attributes, op.shape(twoShapes, attributes), dtype, null, null, null);
}

/** A leaf that holds data. The array becomes the graph's own: the caller must not write to it again. */
export function inputNode(value: TypedArray, shape: Shape, dtype: DType): Node {
  return new Node(input, [], none, shape, dtype, value, null, null);
}

/** A leaf whose data is not known while a function is recorded; reading it then is an error. */
export function placeholderNode(shape: Shape, dtype: DType): Node {
  return new Node(input, [], none, shape, dtype, null, null, null);
}

/** Whether a node is such a leaf. */
export function isPlaceholder(node: Node): boolean {
  return node.value === null && node.op === asOperation(input);
}

function asOperation(op: { readonly name: string }): Operation {
  return op as Operation;
}

/** A scalar constant of the structure. */
export function constantNode(value: number, dtype: DType): Node {
  return new Node(constant, [], { value, dtype }, scalar, dtype, null, null, null);
}

/** A second name for a node, distinct from it for differentiation. */
export function aliasOf(node: Node): Node {
  return new Node(identity, [node], none, node.shape, node.dtype, null, null, null);
}

/** A derivative to be written out when it is needed. */
export function deferredNode(deferred: Deferred, shape: Shape, dtype: DType): Node {
  const node = new Node(identity, [], none, shape, dtype, null, deferred, null);
  return node;
}

/** The value of the first input, with cotangents for the others as the rule says. */
export function customNode(op: Operation, inputs: readonly Node[], rule: CustomRule): Node {
  const value = inputs[0] as Node;
  return new Node(op, inputs, none, value.shape, value.dtype, null, null, rule);
}
