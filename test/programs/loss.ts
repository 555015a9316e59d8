import { apply, constantNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { filledLike, seedOf } from "../conformance/subject.ts";
import { build, type Lookup, leafNodes, type Program, results } from "./program.ts";

/** A program with data, and a scalar that depends on everything it computes. */
export interface Instance {
  readonly leaves: readonly Node[];
  readonly values: readonly Node[];
  /** One scalar for each result. */
  readonly parts: readonly Node[];
  readonly loss: Node;
}

/** The same program and salt give the same instance, made of other nodes. */
export function instantiate(program: Program, salt: number, lookup?: Lookup): Instance {
  return on(leafNodes(program, salt), program, lookup);
}

/** A program on given leaves. */
export function on(leaves: readonly Node[], program: Program, lookup?: Lookup): Instance {
  const values = build(program, leaves, lookup);
  const parts = results(program).map((k) => weighted(values[k] as Node, k));
  const loss = parts.reduce((a, b) => apply(operationNamed("add"), [a, b]), constantNode(0, program.dtype));
  return { leaves, values, parts, loss };
}

/** Σ wᵢ tanh yᵢ with weights without pattern: no element is lost, and a large one does not drown the others. */
function weighted(value: Node, salt: number): Node {
  const tamed = apply(operationNamed("tanh"), [
    apply(operationNamed("mul"), [value, constantNode(0.25, value.dtype)]),
  ]);
  const product = apply(operationNamed("mul"), [tamed, seedOf(value, salt)]);
  return apply(operationNamed("sum"), [product], {
    axes: value.shape.map((_, axis) => axis),
    keepDims: false,
  });
}

/** Directions for the leaves. */
export function directionsFor(leaves: readonly Node[], salt: number): Node[] {
  return leaves.map((leaf, k) => seedOf(leaf, salt + 3 * k));
}

/** Flows with zeros in place of none, as nodes. */
export function completed(flows: readonly (Node | null)[], like: readonly Node[]): Node[] {
  return flows.map((flow, k) => flow ?? filledLike(like[k] as Node, 0));
}
