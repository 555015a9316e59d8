import type { Attributes, Operation } from "../op/definition.ts";
import { constant, identity, input } from "../op/leaf.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import { type Lineage, noteResult } from "./lineage.ts";
import { type CustomRule, type Deferred, Node, type Origin } from "./node.ts";
import {
  binaryKind,
  kindOf,
  type NodeKind,
  noAttributes,
  resultKind,
  scalarType,
  typeOf,
  unaryKind,
  type ValueType,
} from "./node-kind.ts";
import type { Scope } from "./scope.ts";

/**
 * A node that applies an operation.
 * @throws what the operation's dtype and shape rules throw.
 */
export function apply(op: Operation, inputs: readonly Node[], attributes: Attributes = noAttributes): Node {
  if (attributes === noAttributes) {
    if (inputs.length === 1) return applyUnary(op, inputs[0] as Node);
    if (inputs.length === 2) return applyBinary(op, inputs[0] as Node, inputs[1] as Node);
  }
  const types = inputs.map((node) => node.kind.type);
  return nodeOf(resultKind(op, types, attributes), inputs);
}

/** {@link apply} to one node, without attributes. */
export function applyUnary(op: Operation, x: Node): Node {
  return new Node(unaryKind(op, x.kind.type), x, null, null);
}

/** {@link apply} to two nodes, without attributes. */
export function applyBinary(op: Operation, a: Node, b: Node): Node {
  return new Node(binaryKind(op, a.kind.type, b.kind.type), a, b, null);
}

function nodeOf(kind: NodeKind, inputs: readonly Node[], rule: CustomRule | null = null): Node {
  const [first = null, second = null] = inputs;
  const rare = inputs.length > 2 ? { inputs, rule } : rule === null ? null : { rule };
  return new Node(kind, first, second, null, rare);
}

/** The same operation on other inputs of the same types. */
export function rebuiltNode({ kind }: Node, inputs: readonly Node[]): Node {
  return nodeOf(kind, inputs);
}

/** A leaf that holds data. The array becomes the graph's own: the caller must not write to it again. */
export function inputNode(value: TypedArray, shape: Shape, dtype: DType): Node {
  return inputOfType(value, typeOf(shape, dtype));
}

/** {@link inputNode} where the type is at hand. */
export function inputOfType(value: TypedArray, type: ValueType): Node {
  return new Node(unattributed(input, type), null, null, value);
}

/** {@link inputOfType} for the result of a compiled function. */
export function resultOfType(value: TypedArray, type: ValueType, lineage: Lineage): Node {
  const node = inputOfType(value, type);
  node.lineage = lineage;
  noteResult();
  return node;
}

/** A leaf whose data is not known in a call of a user's function; reading it then is an error. */
export function placeholderNode(shape: Shape, dtype: DType, scope: Scope): Node {
  return new Node(unattributed(input, typeOf(shape, dtype)), null, null, null, { scope });
}

/** Whether a node is such a leaf. */
export function isPlaceholder(node: Node): boolean {
  return node.value === null && node.op === input;
}

/**
 * Whether a node is data: a run is given its value instead of computing it. That is so of every node whose value is known,
 * whatever computed it, and of what stands for data that is not known yet. A constant belongs to the structure, also once
 * somebody has read it.
 */
export function isGiven(node: Node): boolean {
  return node.value === null ? isPlaceholder(node) : !isConstant(node);
}

/** Whether a node, or a kind of nodes, is a constant of the structure. */
export function isConstant({ op }: { readonly op: Operation }): boolean {
  return op === constant;
}

const mostShared = 256;
const sharedConstants: Readonly<Record<DType, Map<number, Node>>> = {
  float64: new Map(),
  float32: new Map(),
  int32: new Map(),
  bool: new Map(),
};

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
  const attributes = { value: dtype === "float32" ? Math.fround(value) : value, dtype };
  return new Node(kindOf(constant, attributes, scalarType(dtype)), null, null, null);
}

/** A second name for a node, distinct from it for differentiation. */
export function aliasOf(node: Node): Node {
  return asPlainAs(node, new Node(unattributed(identity, node.kind.type), node, null, null));
}

/** Notes that a node stands for numbers if that is so of one that it is given in place of. */
export function asPlainAs({ isPlain }: Node, stand: Node): Node {
  if (isPlain) stand.notePlain();
  return stand;
}

/** A derivative to be written out when it is needed. */
export function deferredNode(deferred: Deferred, type: ValueType): Node {
  return new Node(unattributed(identity, type), null, null, null, { deferred, origin: deferred.request });
}

/** A derivative that is written out. */
export function derivedNode(node: Node, origin: Origin): Node {
  return new Node(unattributed(identity, node.kind.type), node, null, null, { origin });
}

/** The value of the first input, with cotangents for the others as the rule says. */
export function customNode(op: Operation, inputs: readonly Node[], rule: CustomRule): Node {
  return nodeOf(unattributed(op, (inputs[0] as Node).kind.type), inputs, rule);
}

function unattributed(op: Operation, type: ValueType): NodeKind {
  return kindOf(op, noAttributes, type);
}
