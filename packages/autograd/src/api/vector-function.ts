/** Functions of trees of tensors, recorded as functions of one vector that holds all of their numbers. */

import { describe } from "../error/describe.ts";
import { ArgumentError, DtypeError } from "../error/error.ts";
import { isPromise } from "../error/foreign.ts";
import { placeholderNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import { type Node, nodesMade } from "../graph/node.ts";
import { scopeOfUnknowns } from "../graph/unknown-value-refusals.ts";
import type { Body } from "../op/body.ts";
import { concat } from "../op/concat.ts";
import { reshape } from "../op/reshape.ts";
import { sectionOf, slice } from "../op/slice.ts";
import type { Spec } from "../op/spec.ts";
import { filledWith } from "../op/sum.ts";
import { isFloat } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { bodyOf, closed } from "../transform/body.ts";
import { standingForAll } from "./argument-handle.ts";
import { requireWholeInside, type Standing } from "./body-derivatives.ts";
import { type AnyFunction, requireLike, unlessAsync } from "./functions.ts";
import { tracing } from "./tracing.ts";
import { type FlatTree, flattenArgument, flattenLike } from "./tree.ts";

/** A tree whose numbers are of one floating-point dtype. */
export function floatsArgument(op: string, name: string, tree: unknown): FlatTree {
  const flat = flattenArgument(op, tree);
  const [first] = flat.nodes;
  for (const { dtype } of flat.nodes) {
    if (!isFloat(dtype))
      throw new DtypeError(
        op,
        `${name} must be floating-point, got ${dtype}. Cast it, e.g. with cast("float64").`,
      );
    if (dtype !== first?.dtype)
      throw new DtypeError(
        op,
        `the tensors of ${name} must have one dtype, got ${first?.dtype} and ${dtype}.`,
      );
  }
  return flat;
}

/** All numbers of a tree, one after the other. */
export function vectorOf(nodes: readonly Node[]): Node {
  const flat = nodes.map((node) => b(reshape, node, { shape: [sizeOf(node.shape)] }));
  if (flat.length === 0) return filledWith(b, 0, toNode("vector", 0), [0]);
  return flat.length === 1 ? (flat[0] as Node) : b(concat, ...flat, { axis: 0 });
}

/** The tensors whose numbers lie in the last axis of a vector, or of several. */
export function partsOf(vector: Node, like: readonly Spec[]): Node[] {
  const axes = vector.shape.slice(0, -1);
  let from = 0;
  return like.map(({ shape }) => {
    const size = sizeOf(shape);
    const part = b(slice, vector, sectionOf(vector.shape, axes.length, from, size));
    from += size;
    return b(reshape, part, { shape: [...axes, ...shape] });
  });
}

/** A function of a vector, and of what is given besides. */
export interface VectorFunction {
  /** Its inputs are {@link captured}, the vector, then the others; its output is a vector of the same size. */
  readonly body: Body;
  readonly captured: readonly Node[];
}

/** A function of a tree that returns a tree like it, and what it is given besides. */
interface TreeFunction {
  readonly op: string;
  readonly f: AnyFunction;
  readonly state: FlatTree;
  readonly others?: readonly Given[];
}

/** One number that a function is given: what stands for it is of this dtype, and was built from that. */
interface Given extends Spec {
  readonly from: Node;
}

/** Records a function of a tree, and of other values, that returns a tree like it: what that is the next time. */
export function vectorFunction(call: TreeFunction): VectorFunction {
  const { op, state } = call;
  return recorded({ ...call, isCarried: true }, (result) => {
    const nodes = flattenLike(op, "what the function returns", result, state.layout);
    requireLike(op, "what the function returns", nodes, state.nodes);
    return nodes;
  });
}

/** Records a function of a tree, and of other values. */
export function recorded(
  { op, f, state, others = [], isCarried }: TreeFunction & { readonly isCarried: boolean },
  outputsOf: (result: unknown) => readonly Node[],
): VectorFunction {
  const scope = scopeOfUnknowns(op, true, " or cond()", "step");
  const { shape, dtype } = vectorOf(state.nodes);
  const inputs = [{ shape, dtype }, ...others].map((spec) => placeholderNode(spec.shape, spec.dtype, scope));
  const [vector, ...given] = inputs as [Node, ...Node[]];
  const since = nodesMade();
  const { all, outputs, standing } = scope.during(() => {
    const parts = partsOf(vector, state.nodes);
    const tree = standingForAll(op, state.layout, parts, state.nodes, isCarried);
    const result = tracing(() => f(tree, ...given.map((node) => wrap(node))));
    if (isPromise(result))
      throw new ArgumentError(
        op,
        `the function must return tensors, got ${describe(result)}.${unlessAsync(result)}`,
      );
    const outputs = outputsOf(result);
    const all = closed([vectorOf(outputs)], { op, inputs, since, hoists: true });
    const standing = parts.map((input, k): Standing => {
      const stands = { input, argument: state.nodes[k] as Node, isPart: true };
      return isCarried ? { ...stands, next: outputs[k] as Node } : stands;
    });
    const besides = given.map((input, k) => ({ input, argument: (others[k] as Given).from, isPart: true }));
    return { all, outputs, standing: [...standing, ...besides] };
  });
  requireWholeInside(scope, outputs, standing);
  return { body: bodyOf(all), captured: all.captured };
}
