import { DerivativeError } from "../error/error.ts";
import { materialize } from "../evaluate/materialize.ts";
import { constantNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import { type Listing, listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { formatShape } from "../shape/shape.ts";
import { requireScalar } from "../tensor/backward.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { relatedTo, reverse, reverseStep } from "../transform/reverse.ts";
import { limitArgument, nodesOf } from "./argument.ts";
import { nodeTitle } from "./node-text.ts";

export interface ExplainOptions {
  /** Most paths that are followed. Default: 20. */
  readonly limit?: number;
}

/** One step of a path: from a node to one of the inputs that it was computed from. */
interface Link {
  readonly to: Node;
  readonly from: Node;
}

/**
 * The chain rule, path by path: how a scalar depends on a tensor, with the local derivative of each step as a number. The
 * product along a path is what it contributes; the sum over all paths is the gradient.
 *
 * Where a step is between tensors of more than one element, its factor is the largest cotangent that arrives, and the
 * product is left out: the lines then show how the gradient's size changes on the way.
 * @param y - A floating-point scalar.
 * @param x - A tensor that `y` was built from.
 * @param options - `limit`: how many paths there may be.
 * @throws {@link DerivativeError} if `y` is no scalar, does not depend on `x`, or does on more paths than the limit.
 * @example const x = scalar(3); explain(x.square().neg(), x).split("\n")[1] // => "path 1: ∂neg/∂square · ∂square/∂x = -1 · 6 = -6"
 */
export function explain(y: Tensor, x: Tensor, options: ExplainOptions = {}): string {
  const [of] = nodesOf("explain", [y]) as [Node];
  const [wrt] = nodesOf("explain", [x]) as [Node];
  requireScalar("explain", of);
  const limit = limitArgument("explain", options.limit ?? 20);
  const paths = pathsBetween(of, wrt, limit);
  if (paths.length === 0)
    throw new DerivativeError("explain", "y does not depend on x. Build y from that very tensor.");
  const gradient = reverse([of], [constantNode(1, of.dtype)], [wrt])[0] ?? filled(0, wrt);
  const factors = new Map<Link, Node>();
  for (const link of new Set(paths.flat())) factors.set(link, factorOf(link));
  materialize([gradient, ...factors.values()]);
  const lines = paths.map((path, k) => `path ${k + 1}: ${pathText(path, factors, wrt)}`);
  const total = wrt.shape.length === 0 ? `${gradient.value?.[0]}` : `of shape ${formatShape(wrt.shape)}`;
  return [`∂y/∂x = ${total}, over ${paths.length} ${paths.length === 1 ? "path" : "paths"}`, ...lines].join(
    "\n",
  );
}

/** Every path from `of` down to `wrt`, depth first. */
function pathsBetween(of: Node, wrt: Node, limit: number): Link[][] {
  const list = listing([of]);
  const related = relatedTo(list, new Set([wrt]));
  const links = linksOf(list, related);
  const found: Link[][] = [];
  const stack: Link[][] = [[]];
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    const at = path.length === 0 ? of : (path[path.length - 1] as Link).from;
    if (at === wrt) {
      if (found.length === limit) {
        throw new DerivativeError(
          "explain",
          `y depends on x along more than ${limit} paths. Raise limit, or explain an intermediate.`,
        );
      }
      found.push(path);
      continue;
    }
    for (const link of [...(links.get(at) ?? [])].reverse()) stack.push([...path, link]);
  }
  return found;
}

/** The steps that a derivative can take, by the node they start from. */
function linksOf(list: Listing, related: Uint8Array): Map<Node, Link[]> {
  const links = new Map<Node, Link[]>();
  for (const [k, node] of list.nodes.entries()) {
    if (related[k] === 0) continue;
    const inputs = new Set(list.inputs.subarray(list.start[k], list.start[k + 1]));
    const own = [...inputs].filter((input) => related[input] === 1);
    links.set(
      node,
      own.map((input) => ({ to: node, from: list.nodes[input] as Node })),
    );
  }
  return links;
}

/** What a cotangent of ones at the upper end becomes at the lower: for scalars, the local derivative. */
function factorOf({ to, from }: Link): Node {
  const received = reverseStep(to, filled(1, to))[to.inputs.indexOf(from)] ?? filled(0, from);
  const axes = from.shape.map((_, axis) => axis);
  return from.shape.length === 0 ? received : b.reshape(b.max(b.abs(received), axes), []);
}

function pathText(path: readonly Link[], factors: ReadonlyMap<Link, Node>, wrt: Node): string {
  if (path.length === 0) return "y is x itself: 1";
  const name = (node: Node): string => (node === wrt ? "x" : (nodeTitle(node).split(" ")[0] ?? ""));
  const values = path.map((link) => factors.get(link)?.value?.[0] ?? Number.NaN);
  const symbols = path.map(({ to, from }) => `∂${name(to)}/∂${name(from)}`).join(" · ");
  const numbers = values.map((value) => `${value}`).join(" · ");
  const scalars = path.every(({ to, from }) => to.shape.length === 0 && from.shape.length === 0);
  const product = values.reduce((total, value) => total * value, 1);
  if (scalars) return path.length === 1 ? `${symbols} = ${product}` : `${symbols} = ${numbers} = ${product}`;
  return `${symbols}, at most ${numbers}`;
}
