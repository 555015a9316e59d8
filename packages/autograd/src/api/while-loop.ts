import { apply, placeholderNode } from "../graph/build.ts";
import { graphBuilder } from "../graph/graph-builder.ts";
import { type Node, nodesMade } from "../graph/node.ts";
import { scopeOfUnknowns } from "../graph/unknown-value-refusals.ts";
import { carriedOf, type WhileLoop, whileLoop as whileLoopOp } from "../op/while-loop.ts";
import { toNode } from "../tensor/convert.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { bodyOf, closed } from "../transform/body.ts";
import { standingForAll } from "./argument-handle.ts";
import { enableBodies } from "./bodies.ts";
import { requireWholeInside } from "./body-derivatives.ts";
import { requireTruth } from "./cond.ts";
import { type AnyFunction, requireFunction } from "./functions.ts";
import { type CarriedOn, carryStanding, requireCarried } from "./scan.ts";
import { tracing } from "./tracing.ts";
import { flattenArgument, flattenLike, type Tensors, unflatten } from "./tree.ts";

/**
 * A loop that ends when its data say so, and stays a loop: a step is recorded once. A loop of a known number of steps is better a
 * {@link scan}, which has derivatives in reverse mode as well.
 * @param predicate - Takes what is carried and returns whether to do another step: a scalar that is true or false, such as
 *   `x.less(1)`.
 * @param f - Takes what is carried and returns what to carry on, which has to be like it. It is called once, and `predicate` twice, with
 *   tensors that stand for those of any step; both may refer to other tensors and parameters.
 * @param carry - What is carried first: a tree of tensors.
 * @returns What is carried when `predicate` is false.
 * @throws {ArgumentError} if `predicate` or `f` is not a function, reads a value, changes a parameter or calls `customGradient`, or if `f`
 *   returns another structure; {@link DtypeError} if `predicate` does not return bool; {@link ShapeError} if it does not return a
 *   scalar, or if a carry changes its shape or dtype; {@link DerivativeError} when differentiated in reverse mode, or if a
 *   derivative that `f` or `predicate` takes goes through a carry built from what it is taken by.
 * @remarks Derivative: in forward mode only, since nobody knows how many steps there are to go back through. Examples of {@link vmap}
 *   take as many steps as each needs. Source: JAX, `jax.lax.while_loop`.
 * @example whileLoop((x) => x.less(100), (x) => x.mul(2), 3).item() // => 192
 * @example jvp((x) => whileLoop((y) => y.less(100), (y) => y.mul(2), x), [3], [1])[1].item() // => 64
 */
export function whileLoop<const C>(
  predicate: (carry: NoInfer<Tensors<C>>) => Tensor,
  f: (carry: NoInfer<Tensors<C>>) => NoInfer<CarriedOn<C>>,
  carry: C,
): Tensors<C>;
export function whileLoop(predicate: unknown, f: unknown, carry: unknown): never {
  requireFunction("whileLoop", predicate);
  requireFunction("whileLoop", f);
  return loop(predicate as AnyFunction, f as AnyFunction, carry, requireWholeInside) as never;
}

/** {@link whileLoop} of functions that take no derivatives themselves: it does not bring along what looks for those. */
export function underivedLoop<C>(
  predicate: (carry: Tensors<C>) => Tensor,
  f: (carry: Tensors<C>) => CarriedOn<C>,
  carry: C,
): Tensors<C> {
  return loop(predicate as AnyFunction, f as AnyFunction, carry, null) as Tensors<C>;
}

function loop(
  predicate: AnyFunction,
  f: AnyFunction,
  carry: unknown,
  requireWhole: typeof requireWholeInside | null,
): unknown {
  const first = flattenArgument("whileLoop", carry);
  const scope = scopeOfUnknowns("whileLoop", true, " or cond()", "step");
  const given = first.nodes.map(({ shape, dtype }) => placeholderNode(shape, dtype, scope));
  const goesOn = placeholderNode([], "bool", scope);
  const asked = (nodes: readonly Node[]): Node => {
    const tree = standingForAll("whileLoop", first.layout, nodes, first.nodes, true);
    const truth = toNode(
      "whileLoop",
      tracing(() => predicate(tree)),
    );
    requireTruth("whileLoop", truth);
    return truth;
  };
  const since = nodesMade();
  const { next, roots, all } = scope.during(() => {
    const tree = standingForAll("whileLoop", first.layout, given, first.nodes, true);
    const result = tracing(() => f(tree));
    const next = flattenLike("whileLoop", "the carry that the function returns", result, first.layout);
    for (const [k, node] of next.entries()) requireCarried("whileLoop", node, given[k] as Node);
    const inputs = [goesOn, ...given];
    const roots = [asked(next), ...next];
    return { next, roots, all: closed(roots, { op: "whileLoop", inputs, since, hoists: true }) };
  });
  requireWhole?.(scope, roots, carryStanding(given, first.nodes, next));
  const attributes: WhileLoop = {
    body: bodyOf(all),
    constants: all.captured.length,
    carried: first.nodes.length + 1,
    hidden: 1,
  };
  // Whether there is a first step to do is asked of what is known already.
  const inputs = [...all.captured, scope.during(() => asked(first.nodes)), ...first.nodes];
  enableBodies();
  const row = apply(whileLoopOp, inputs, attributes);
  const results = first.nodes.map((_, k) => carriedOf(graphBuilder, row, attributes, k));
  return unflatten(first.layout, results);
}
