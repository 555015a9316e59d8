import { ArgumentError, ShapeError } from "../error/error.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { concat } from "../op/concat.ts";
import { flip } from "../op/flip.ts";
import { reshape } from "../op/reshape.ts";
import { sectionOf, slice } from "../op/slice.ts";
import { booleanArgument, optionsArgument } from "../tensor/argument.ts";
import { type AnyFunction, requireFunction, requireLike } from "./functions.ts";
import type { CarriedOn, StepOf } from "./scan.ts";
import { flattenArgument, flattenLike, type Tensors, unflatten } from "./tree.ts";
import { mapped } from "./vmap.ts";

/** How an associative scan goes. */
export interface AssociativeScanOptions {
  /** Whether each result is that of an element and those behind it. Default: false. */
  readonly reverse?: boolean | undefined;
}

/**
 * All partial results of a function that joins two elements into one, x₀, f(x₀, x₁), f(f(x₀, x₁), x₂) and so on, in about 2 log₂ n
 * calls for many elements at a time, in place of the n steps of {@link scan}. It has to be associative, f(f(x, y), z) = f(x, f(y, z)):
 * sums, products of matrices, or the steps of a linear recurrence.
 * @param f - Takes two elements and returns one: trees of tensors. It is called as {@link vmap} calls it, for all elements at once.
 * @param xs - A tree of tensors, whose elements are along their first axes.
 * @param options - `reverse`: whether to start at the end; `f` is then given what comes later first.
 * @returns A tree like `xs`.
 * @throws {ArgumentError} if `f` is not a function or returns another structure, for a tree without tensors, or options that do not
 *   exist; {@link ShapeError} if first axes differ, or if `f` returns another shape; {@link DerivativeError} if a derivative that `f`
 *   takes goes through something built from what it is taken by.
 * @remarks Derivative: that of what `f` does. The order of operations is another one than in a loop, so that results are rounded
 *   differently. Source: G. Blelloch, Prefix sums and their applications, 1990, 1.4; JAX, `jax.lax.associative_scan`.
 * @example associativeScan((a, b) => a.mul(b), [1, 2, 3, 4]).toArray() // => [1, 2, 6, 24]
 */
export function associativeScan<const Xs>(
  f: (a: NoInfer<StepOf<Xs>>, b: NoInfer<StepOf<Xs>>) => NoInfer<CarriedOn<StepOf<Xs>>>,
  xs: Xs,
  options?: AssociativeScanOptions,
): Tensors<Xs>;
export function associativeScan(f: unknown, xs: unknown, options?: AssociativeScanOptions): never {
  requireFunction("associativeScan", f);
  const given = optionsArgument("associativeScan", options, ["reverse"]);
  const reverse = booleanArgument("associativeScan", "reverse", given["reverse"] ?? false);
  const { nodes, layout } = flattenArgument("associativeScan", xs);
  requireElements(nodes);
  const flipped = (all: readonly Node[]): readonly Node[] =>
    reverse ? all.map((x) => b(flip, x, { axes: [0] })) : all;
  const join = (first: readonly Node[], second: readonly Node[]): Node[] => {
    const pair = [unflatten(layout, first), unflatten(layout, second)];
    const result = mapped("associativeScan", f as AnyFunction, pair);
    const found = flattenLike("associativeScan", "what the function returns", result, layout);
    requireLike("associativeScan", "what the function returns for all elements", found, first);
    return found;
  };
  return unflatten(layout, flipped(partialResults(flipped(nodes), join))) as never;
}

function requireElements(nodes: readonly Node[]): void {
  const [first] = nodes;
  if (first === undefined) throw new ArgumentError("associativeScan", "xs must have a tensor, got none.");
  for (const { shape } of nodes) {
    if (shape.length > 0 && shape[0] === first.shape[0]) continue;
    const rule =
      shape.length === 0
        ? "xs must have an axis for the elements, got a scalar."
        : `numbers of elements must match, got ${first.shape[0]} and ${shape[0]}.`;
    throw new ShapeError("associativeScan", rule, [first.shape, shape]);
  }
}

type Join = (first: readonly Node[], second: readonly Node[]) => Node[];

function partialResults(xs: readonly Node[], join: Join): readonly Node[] {
  const size = (xs[0] as Node).shape[0] as number;
  if (size < 2) return xs;
  const half = Math.floor(size / 2);
  const every = (of: readonly Node[], from: number, count: number, step: number): Node[] =>
    of.map((x) => {
      const section = sectionOf(x.shape, 0, from, count);
      return b(slice, x, { ...section, steps: section.steps.with(0, step) });
    });
  // Of pairs; then each of the others, with what is known of all before it.
  const odd = partialResults(join(every(xs, 0, half, 2), every(xs, 1, half, 2)), join);
  const left = size - half - 1;
  const even = left === 0 ? [] : join(every(odd, 0, left, 1), every(xs, 2, left, 2));
  return odd.map((y, k) => {
    const x = xs[k] as Node;
    const start = b(slice, x, sectionOf(x.shape, 0, 0, 1));
    const others = left === 0 ? start : b(concat, start, even[k] as Node, { axis: 0 });
    return interleaved(others, y);
  });
}

/** Elements in turn; of the first there may be one more. */
function interleaved(x: Node, y: Node): Node {
  const [more, size] = [x.shape[0] as number, y.shape[0] as number];
  const rest = y.shape.slice(1);
  const [front, back] = [b(slice, x, sectionOf(x.shape, 0, 0, size)), y].map((part) =>
    b(reshape, part, { shape: [size, 1, ...rest] }),
  ) as [Node, Node];
  const pairs = b(reshape, b(concat, front, back, { axis: 1 }), { shape: [2 * size, ...rest] });
  if (more === size) return pairs;
  return b(concat, pairs, b(slice, x, sectionOf(x.shape, 0, size, 1)), { axis: 0 });
}
