import { describe } from "../error/describe.ts";
import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import { noteMadeInBranch } from "../graph/branch.ts";
import { apply, asPlainAs, placeholderNode } from "../graph/build.ts";
import { graphBuilder } from "../graph/graph-builder.ts";
import { type Node, nodesMade } from "../graph/node.ts";
import { scopeOfUnknowns } from "../graph/unknown-value-refusals.ts";
import { type Cond, chosenOf, cond as condOp } from "../op/cond.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape, sameShape } from "../shape/shape.ts";
import { toNode } from "../tensor/convert.ts";
import { noteWays } from "../tensor/recording.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { bodyOf, type Closed, closed } from "../transform/body.ts";
import { standingForAll } from "./argument-handle.ts";
import { enableBodies } from "./bodies.ts";
import { requireWholeInside } from "./body-derivatives.ts";
import { type AnyFunction, outputOf, requireFunction } from "./functions.ts";
import { type FlatTree, flattenArguments, type Static, type Tensors, unflatten } from "./tree.ts";

/** What `cond` gives: the tree of its functions, with shapes as far as both have the same. */
export type CondResult<A, B> = [Extract<A, Tensor>] extends [never]
  ? A extends Static
    ? A
    : A extends number
      ? Tensor<[]>
      : A extends readonly (number | boolean)[]
        ? Tensor
        : A extends object
          ? { [K in keyof A]: K extends keyof B ? CondResult<A[K], B[K]> : never }
          : Tensor
  : A extends Tensor
    ? B extends Tensor
      ? [ShapeOf<A>, ShapeOf<B>] extends [ShapeOf<B>, ShapeOf<A>]
        ? Tensor<ShapeOf<A>>
        : Tensor
      : Tensor
    : Tensor;

/**
 * One of two functions, as a truth value says; the other is not run. Unlike {@link where}, which computes both sides, it chooses
 * as a whole, and by one value.
 * @param predicate - A scalar that is true or false, such as `x.sum().greater(0)`.
 * @param whenTrue - Takes the operands and returns a tensor, or a tree of them. It is called once, with tensors that stand for the
 *   operands, and may refer to other tensors and parameters, by which there are derivatives as well.
 * @param whenFalse - The same; what it returns has the structure, shapes and dtypes of what `whenTrue` returns.
 * @param operands - What the functions take: trees of tensors.
 * @returns What the function returns that is chosen.
 * @throws {DtypeError} for a predicate that is not bool, {@link ShapeError} for one that is not a scalar, or if the functions return
 *   different shapes or dtypes; {@link ArgumentError} if they return different structures, read a value, change a
 *   parameter, or call `customGradient`, whose rule cannot be carried over to a graph; {@link DerivativeError} if a derivative that
 *   one of them takes goes through an operand built from what it is taken by.
 * @remarks Derivative: that of the function that is chosen. Examples of {@link vmap} that choose for themselves compute both: neither
 *   function may refuse an example that takes the other, and what is not finite in one of them is NaN in a derivative through matmul.
 *   Source: JAX, `jax.lax.cond`.
 * @example cond(true, (x) => x.mul(2), (x) => x.neg(), 3).item() // => 6
 * @example grad((x) => cond(x.less(0), (t) => t.neg(), (t) => t.square(), x))(-5).item() // => -1
 */
export function cond<const Xs extends readonly unknown[], const A, const B>(
  predicate: Tensor | boolean,
  whenTrue: (...operands: { [K in keyof Xs]: Tensors<Xs[K]> }) => A,
  whenFalse: (...operands: { [K in keyof Xs]: Tensors<Xs[K]> }) => B,
  ...operands: Xs
): CondResult<A, B>;
export function cond(
  predicate: unknown,
  whenTrue: unknown,
  whenFalse: unknown,
  ...operands: unknown[]
): never {
  const condition = toNode("cond", predicate);
  requireTruth("cond", condition);
  requireFunction("cond", whenTrue);
  requireFunction("cond", whenFalse);
  const given = flattenArguments("cond", operands);
  const scope = scopeOfUnknowns("cond", true, " or cond()", "branch");
  const inputs = given.nodes.map((node) => asPlainAs(node, placeholderNode(node.shape, node.dtype, scope)));
  const since = nodesMade();
  const { first, count, outputs, all } = scope.during(() => {
    const [one, other] = [whenTrue, whenFalse].map((f) => {
      const trees = standingForAll("cond", given.layout, inputs, given.nodes) as unknown[];
      return outputOf("cond", f as AnyFunction, trees);
    }) as [FlatTree, FlatTree];
    requireSame(one, other);
    const outputs = [...one.nodes, ...other.nodes];
    // What a function computes, it computes only where it is chosen.
    return {
      first: one,
      count: one.nodes.length,
      outputs,
      all: closed(outputs, { op: "cond", inputs, since, hoists: false }),
    };
  });
  if (all.built.length > 0) {
    noteMadeInBranch(all.built);
    noteWays();
  }
  const standing = inputs.map((input, k) => ({ input, argument: given.nodes[k] as Node }));
  requireWholeInside(scope, outputs, standing);
  const attributes: Cond = {
    whenTrue: bodyOf(partOf(all, 0, count)),
    whenFalse: bodyOf(partOf(all, count)),
  };
  enableBodies();
  const row = apply(condOp, [condition, ...all.captured, ...given.nodes], attributes);
  const results = first.nodes.map((_, k) => chosenOf(graphBuilder, row, attributes, k));
  return unflatten(first.layout, results) as never;
}

function partOf(
  { inputs, outputs, reached }: Closed,
  from: number,
  to?: number,
): Pick<Closed, "inputs" | "outputs" | "reached"> {
  return { inputs, outputs: outputs.slice(from, to), reached: reached?.slice(from, to) ?? null };
}

/** Whether to do something is one truth value. */
export function requireTruth(op: string, { dtype, shape }: Node): void {
  if (dtype !== "bool") {
    throw new DtypeError(
      op,
      `the predicate must be bool, got ${dtype}. Compare first, e.g. with greater(x, 0).`,
    );
  }
  if (shape.length > 0) {
    throw new ShapeError(
      op,
      `the predicate must be a scalar, got shape ${formatShape(shape)}. Choose element by element with where().`,
      [shape],
    );
  }
}

function requireSame(one: FlatTree, other: FlatTree): void {
  if (one.layout.text !== other.layout.text) {
    throw new ArgumentError(
      "cond",
      `both functions must return the same structure, got ${textOf(one)} and ${textOf(other)}.`,
    );
  }
  for (const [k, a] of one.nodes.entries()) {
    const b = other.nodes[k] as Node;
    if (a.dtype === b.dtype && sameShape(a.shape, b.shape)) continue;
    throw new ShapeError(
      "cond",
      `both functions must return the same shapes and dtypes, got ${a.dtype} ${formatShape(a.shape)} and ` +
        `${b.dtype} ${formatShape(b.shape)}.`,
      [a.shape, b.shape],
    );
  }
}

/** A tree with a star for each tensor. */
function textOf({ layout }: FlatTree): string {
  return layout.text === "*" ? "a tensor" : describe(layout.text);
}
