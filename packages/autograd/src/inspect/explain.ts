import { describe } from "../error/describe.ts";
import { DerivativeError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { formatShape, stridesOf } from "../shape/shape.ts";
import { optionsArgument } from "../tensor/argument.ts";
import { requireScalar } from "../tensor/backward.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { relatedTo } from "../transform/pull-order.ts";
import { limitArgument, namesArgument, nodeArgument } from "./argument.ts";
import { explainElement } from "./explain-element.ts";
import { explainTensors } from "./explain-tensors.ts";

/**
 * Options of {@link explain}.
 * @example const x = tensor([1, 2]); explain(x.square().sum(), x, { element: [1], names: { x } }).includes("4") // => true
 */
export interface ExplainOptions {
  /** Which element of `x`, for numbers where there are tensors on the way. */
  readonly element?: readonly number[] | undefined;
  /** Tensors by the names that the formulas should use: `{ L: loss, z }`. Default: y, x, and numbered ones. */
  readonly names?: Readonly<Record<string, Tensor>> | undefined;
  /** The most paths to show; the others are counted and added up. Default: 20. */
  readonly limit?: number | undefined;
}

/**
 * The chain rule written out, path by path: on every way from `x` to `y` the local derivatives, each as the rule of its
 * operation prints it, with its value. Their product is what the path contributes; the contributions add up to the gradient.
 *
 * Between scalars, or from one `element` of a tensor, every factor is a number. Between tensors without an element, each line
 * is the derivative with respect to one more tensor on the way, with its shape and norm.
 * @param y - A floating-point scalar.
 * @param x - A floating-point tensor that `y` was built from.
 * @param options - See {@link ExplainOptions}.
 * @returns Text. Paths that contribute most come first.
 * @throws {DerivativeError} if `y` is not a scalar or does not depend on `x`, or if too much lies between them;
 *   {@link ShapeError} if `x` has no such element.
 * @example const x = scalar(3); explain(x.square().neg(), x).split("\n")[0] // => "∂y/∂x = -6, over 1 path"
 */
export function explain(y: Tensor, x: Tensor, options?: ExplainOptions): string {
  const {
    element,
    names = {},
    limit = 20,
  } = optionsArgument("explain", options, ["element", "names", "limit"]) as ExplainOptions;
  const of = nodeArgument("explain", "y", y);
  const by = nodeArgument("explain", "x", x);
  requireScalar("explain", of);
  const naming = namesArgument("explain", names);
  if (of !== by) naming.suggest(of, "y");
  naming.suggest(by, "x");
  const most = limitArgument("explain", limit);
  const position = element === undefined ? undefined : positionOf(element, by);
  const between = nodesBetween(of, by);
  if (position === undefined && between.some((node) => node.shape.length > 0)) {
    return explainTensors(of, by, between, naming, most);
  }
  return explainElement(of, by, position ?? 0, naming, most);
}

/** The nodes through which `by` acts on `of`. */
function nodesBetween(of: Node, by: Node): Node[] {
  const { nodes, start, inputs, roots } = listing([of]);
  const related = relatedTo({ nodes, start, inputs, roots }, new Set([by]));
  if (related[roots[0] as number] === 0) {
    throw new DerivativeError("explain", "y does not depend on x. Build y from that very tensor.");
  }
  // Up to y only: what depends on x without acting on y is none of its paths.
  const acts = new Uint8Array(nodes.length);
  acts[roots[0] as number] = 1;
  for (let k = nodes.length - 1; k >= 0; k--) {
    if (acts[k] === 0 || related[k] === 0 || nodes[k] === by) continue;
    for (let edge = start[k] as number; edge < (start[k + 1] as number); edge++)
      acts[inputs[edge] as number] = 1;
  }
  return nodes.filter((_, k) => acts[k] === 1 && related[k] === 1);
}

function positionOf(element: unknown, { shape }: Node): number {
  const fits =
    isArray(element) &&
    element.length === shape.length &&
    shape.every((size, axis) => {
      const index = element[axis];
      return typeof index === "number" && Number.isInteger(index) && index >= 0 && index < size;
    });
  if (!fits) {
    throw new ShapeError(
      "explain",
      `element must be an index into x, of shape ${formatShape(shape)}, got ${describe(element)}.`,
      [shape],
    );
  }
  const strides = stridesOf(shape);
  return (element as number[]).reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0);
}
