import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { asPlainAs, placeholderNode } from "../graph/build.ts";
import { graphBuilder } from "../graph/graph-builder.ts";
import { type Node, nodesMade } from "../graph/node.ts";
import { scopeOfUnknowns } from "../graph/unknown-value-refusals.ts";
import { allResults, type Scan } from "../op/scan.ts";
import { resultsInBlocks } from "../op/scan-blocks.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape, sameShape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { booleanArgument, optionsArgument } from "../tensor/argument.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { bodyOf, type Closed, closed } from "../transform/body.ts";
import { standingForAll } from "./argument-handle.ts";
import { enableBodies } from "./bodies.ts";
import { requireWholeInside, type Standing } from "./body-derivatives.ts";
import { type AnyFunction, requireFunction, unlessAsync } from "./functions.ts";
import { tracing } from "./tracing.ts";
import {
  type FlatTree,
  flattenArgument,
  flattenLike,
  type Static,
  type Tensors,
  type TreeLayout,
  unflatten,
} from "./tree.ts";

/** How a loop runs. */
export interface ScanOptions {
  /** The number of steps; needed only where there are no `xs` to tell it. */
  readonly length?: number | undefined;
  /** Whether the steps go from the last of `xs` to the first. Results stay where their `xs` are. Default: false. */
  readonly reverse?: boolean | undefined;
  /**
   * Whether reverse mode stores what was carried about √n times for n steps, and calculates the steps between once more, instead of n
   * times. Default: false.
   */
  readonly checkpoint?: boolean | undefined;
}

/** What one step is given of a tree: each tensor without its first axis. */
export type StepOf<T> = [Extract<T, Tensor>] extends [never] ? StepOfParts<T> : Behind<T>;

type StepOfParts<T> = T extends Static
  ? T
  : T extends readonly number[] | readonly boolean[]
    ? Tensor<[]>
    : T extends readonly (readonly number[])[]
      ? Tensor<[number]>
      : T extends object
        ? { [K in keyof T]: StepOf<T[K]> }
        : Tensor;

type Behind<T> = T extends Tensor ? Tensor<BehindFirst<ShapeOf<T>>> : never;

type BehindFirst<S extends Dims> = S extends [number, ...infer Rest extends Dims] ? Rest : Dims;

/** What a step may carry on: a tree like that of what is carried. */
export type CarriedOn<C> = C extends Static
  ? C
  : C extends Tensor | number | readonly (number | boolean)[]
    ? TensorLike
    : C extends object
      ? { readonly [K in keyof C]: CarriedOn<C[K]> }
      : TensorLike;

/** What all steps give, from the type of one: each tensor behind an axis of `N` steps. */
export type Stacked<T, N extends number = number> = [Extract<T, Tensor>] extends [never]
  ? StackedParts<T, N>
  : StackedTensor<T, N>;

type StackedParts<T, N extends number> = T extends Static
  ? T
  : T extends number
    ? Tensor<[N]>
    : T extends readonly (number | boolean)[]
      ? Tensor
      : T extends object
        ? { [K in keyof T]: Stacked<T[K], N> }
        : Tensor;

type StackedTensor<T, N extends number> = T extends Tensor
  ? number[] extends ShapeOf<T>
    ? Tensor
    : Tensor<[N, ...ShapeOf<T>]>
  : never;

/** The number of steps, as far as the type of `xs` tells it. */
export type StepsOf<Xs> = Xs extends Tensor
  ? ShapeOf<Xs> extends [infer N extends number, ...Dims]
    ? N
    : number
  : number;

/**
 * A loop that stays a loop: a step is recorded once, and the graph does not grow with the number of steps. Each step is given
 * what the one before it carries on, and its own part of `xs`.
 * @param f - `f(carry, x)` returns `[carry, y]`. It is called once, with tensors that stand for those of any step, and may refer to
 *   other tensors and parameters, by which the loop has derivatives as well.
 * @param carry - What the first step is given: a tree of tensors. What a step carries on has to be like it.
 * @param xs - A tree of tensors, of which each step is given the part at its place along the first axis; null if there are none.
 * @param options - `length`: the number of steps, if there are no `xs`. `reverse`: whether to start at the end.
 *   `checkpoint`: whether reverse mode takes memory for √n states instead of n, and goes through the steps once more for it.
 * @returns `[carry, ys]`: what the last step carried on, and what the steps gave, stacked along a first axis.
 * @throws {ArgumentError} if `f` is not a function, does not return a pair, reads a value, changes a parameter, or calls
 *   `customGradient`, whose rule cannot be carried over to a graph; for a carry that changes its structure, or options that do not
 *   exist; {@link ShapeError} if first axes differ, or a carry changes its shape or dtype;
 *   {@link DerivativeError} if a derivative that `f` takes goes through a carry or `xs` built from what it is taken by.
 * @remarks The derivative is a loop from the last step to the first, which is given what each step was given and calculates it
 *   once more. Source: JAX, `jax.lax.scan`.
 * @example scan((sum, x) => [sum.add(x), sum], 0, [1, 2, 3])[0].item() // => 6
 * @example scan((sum, x) => [sum.add(x), sum], 0, [1, 2, 3])[1].toArray() // => [0, 1, 3]
 */
export function scan<const C, const Xs, const Next extends CarriedOn<C>, const Y>(
  f: (carry: Tensors<C>, x: StepOf<Xs>) => readonly [Next, Y],
  carry: C,
  xs: Xs,
  options?: ScanOptions,
): [Tensors<C>, Stacked<Y, StepsOf<Xs>>];
export function scan(f: unknown, carry: unknown, xs: unknown, options?: ScanOptions): never {
  requireFunction("scan", f);
  const given = optionsArgument("scan", options, ["length", "reverse", "checkpoint"]);
  const reverse = booleanArgument("scan", "reverse", given["reverse"] ?? false);
  const checkpoint = booleanArgument("scan", "checkpoint", given["checkpoint"] ?? false);
  const first = flattenArgument("scan", carry);
  const rows = flattenArgument("scan", xs);
  const length = lengthOf(rows.nodes, given["length"]);
  const { captured, layout, ...step } = recordedStep(f as AnyFunction, first, rows);
  const body = bodyOf(step);
  const attributes: Scan = {
    body,
    constants: captured.length,
    carried: first.nodes.length,
    length,
    reverse,
  };
  enableBodies();
  const inputs = [...captured, ...first.nodes, ...rows.nodes];
  const results = checkpoint
    ? resultsInBlocks(graphBuilder, inputs, attributes)
    : allResults(graphBuilder, inputs, attributes);
  const count = first.nodes.length;
  return [
    unflatten(first.layout, results.slice(0, count)),
    unflatten(layout, results.slice(count)),
  ] as unknown as never;
}

interface RecordedStep extends Closed {
  /** Of what a step gives. */
  readonly layout: TreeLayout;
}

function recordedStep(f: AnyFunction, carry: FlatTree, xs: FlatTree): RecordedStep {
  const scope = scopeOfUnknowns("scan", true, " or cond()", "step");
  const carried = carry.nodes.map(({ shape, dtype }) => placeholderNode(shape, dtype, scope));
  const given = xs.nodes.map((node) =>
    asPlainAs(node, placeholderNode(node.shape.slice(1), node.dtype, scope)),
  );
  const since = nodesMade();
  const trees = [
    standingForAll("scan", carry.layout, carried, carry.nodes, true),
    standingForAll("scan", xs.layout, given, xs.nodes),
  ];
  const { next, roots, step } = scope.during(() => {
    const result = tracing(() => f(...trees));
    if (!isArray(result) || result.length !== 2) {
      throw new ArgumentError(
        "scan",
        `the function must return a pair, [carry, y], got ${describe(result)}.${unlessAsync(result)}`,
      );
    }
    const next = flattenLike("scan", "the carry that the function returns", result[0], carry.layout);
    for (const [k, node] of next.entries()) requireCarried("scan", node, carried[k] as Node);
    const { nodes, layout } = flattenArgument("scan", result[1]);
    const inputs = [...carried, ...given];
    const roots = [...next, ...nodes];
    return { next, roots, step: { ...closed(roots, { op: "scan", inputs, since, hoists: true }), layout } };
  });
  requireWholeInside(scope, roots, [
    ...carryStanding(carried, carry.nodes, next),
    ...given.map((input, k) => ({ input, argument: xs.nodes[k] as Node, isPart: true })),
  ]);
  return step;
}

/** What is carried, and what stands for it in a step. */
export function carryStanding(
  carried: readonly Node[],
  first: readonly Node[],
  next: readonly Node[],
): Standing[] {
  return carried.map((input, k) => ({ input, argument: first[k] as Node, next: next[k] as Node }));
}

/** What a step carries on is like what it was given. */
export function requireCarried(op: string, node: Node, before: Node): void {
  if (node.dtype === before.dtype && sameShape(node.shape, before.shape)) return;
  throw new ShapeError(
    op,
    `each step must carry on what it was given, got ${node.dtype} ${formatShape(node.shape)} for ` +
      `${before.dtype} ${formatShape(before.shape)}.`,
    [node.shape, before.shape],
  );
}

function lengthOf(xs: readonly Node[], given: unknown): number {
  if (given !== undefined && (typeof given !== "number" || !Number.isInteger(given) || given < 0)) {
    throw new ArgumentError("scan", `length must be a non-negative integer, got ${describe(given)}.`);
  }
  const scalar = xs.find(({ shape }) => shape.length === 0);
  if (scalar !== undefined) {
    throw new ShapeError(
      "scan",
      "xs must have an axis for the steps, got a scalar. Carry it, or refer to it.",
      [[]],
    );
  }
  const sizes = [...xs.map(({ shape }) => shape[0] as number), ...(given === undefined ? [] : [given])];
  const [length] = sizes;
  if (length === undefined) {
    throw new ArgumentError("scan", "without xs, the option length must say how many steps there are.");
  }
  const other = sizes.find((size) => size !== length);
  if (other !== undefined) {
    throw new ShapeError(
      "scan",
      `numbers of steps must match, got ${length} and ${other}.`,
      xs.map(({ shape }) => shape),
    );
  }
  return length;
}
