import { counted, describe } from "../error/describe.ts";
import { ArgumentError, DerivativeError, ShapeError } from "../error/error.ts";
import { isArray, isPromise } from "../error/foreign.ts";
import { aliasOf } from "../graph/build.ts";
import { madeSoFar } from "../graph/lineage.ts";
import type { Node } from "../graph/node.ts";
import { formatShape, sameShape } from "../shape/shape.ts";
import { requireScalar } from "../tensor/backward.ts";
import { isTensor } from "../tensor/handle.ts";
import { waysOfRecordings } from "../tensor/recording.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { forward } from "../transform/forward.ts";
import { derived } from "../transform/gradient.ts";
import { reverse } from "../transform/reverse.ts";
import { standingForAll } from "./argument-handle.ts";
import type { AllGiven, TensorsForNumbers } from "./argument-type.ts";
import { ArgumentReads } from "./read-arguments.ts";
import { tracing } from "./tracing.ts";
import {
  type ArgumentTree,
  type Cotangents,
  type FlatTree,
  flattenArgument,
  flattenLike,
  flattenResult,
  isStatic,
  type Tensors,
  type Tree,
  unflatten,
} from "./tree.ts";

/** A function of tensors, as the transformations take it. */
export type TensorFunction = (...inputs: Tensor[]) => TensorLike;

/** A function as users may give one, before anything is known of it. */
export type AnyFunction = (...args: unknown[]) => unknown;

/** A function applied to fresh names of its arguments, ready to be differentiated. */
export interface Application {
  /** One for each leaf of each argument: distinct from whatever else the function refers to. */
  readonly inputs: readonly (readonly Node[])[];
  readonly arguments: readonly FlatTree[];
  readonly output: FlatTree;
}

/**
 * Calls a function on aliases of its arguments. Differentiating with respect to the alias, not the argument, keeps nested
 * derivatives apart even if the inner function refers to the outer variable.
 * @param isByAll - Whether derivatives are taken by all arguments, or by the first.
 */
export function applied(op: string, f: unknown, args: readonly unknown[], isByAll: boolean): Application {
  if (typeof f !== "function") throw new ArgumentError(op, `takes a function, got ${describe(f)}.`);
  const flat = args.map((argument) => flattenArgument(op, argument));
  const inputs = flat.map(({ nodes }) => nodes.map(aliasOf));
  const trees = flat.map(({ layout, nodes }, k) => standingForAll(op, layout, inputs[k] as Node[], nodes));
  const wrt = isByAll ? inputs.flat() : (inputs[0] ?? []);
  const reads = new ArgumentReads(inputs.flat(), wrt);
  const made = madeSoFar();
  const result = reads.during(() => resultOf(op, f as AnyFunction, trees));
  const output = flattenResult(op, result);
  const plain = plainNumbers(result);
  if (plain !== undefined && reads.found) {
    throw new DerivativeError(
      op,
      `the function must return tensors, got ${describe(plain)} after it read its argument: no derivative passes through ` +
        "item() and the like. Calculate with tensor operations; if the result is a constant, return scalar() of it.",
    );
  }
  for (const node of output.nodes) {
    const cut = reads.cutBehind(node);
    if (cut !== null) throw keptInside(op, cut);
  }
  if (madeSoFar() !== made) requireNotLost(op, output.nodes, wrt);
  return { inputs, arguments: flat, output };
}

/** Refuses a derivative that would lack what goes through data that the function made from its argument. */
function requireNotLost(op: string, outputs: readonly Node[], wrt: readonly Node[]): void {
  const lost = waysOfRecordings()?.lost(outputs, wrt) ?? null;
  if (lost === null) return;
  const { by, making } = lost;
  const rule = `the result depends on an argument of shape ${formatShape(by.shape)} ${making.through}.`;
  throw new DerivativeError(op, `${rule} ${making.remedy}`, [by.shape]);
}

function keptInside(op: string, { shape }: Node): DerivativeError {
  return new DerivativeError(
    op,
    `the result depends on the value or the grad of a parameter of shape ${formatShape(shape)} that the function computed from ` +
      "its argument: a parameter keeps numbers only, and the derivative would lack a part. Calculate with what it was given, and " +
      "with gradients() instead of backward(); or give it a stopGradient() of what is meant as data.",
    [shape],
  );
}

/** The first numbers that stand in a tree as they are, instead of as a tensor. */
function plainNumbers(tree: unknown): unknown {
  if (typeof tree === "number" || typeof tree === "boolean" || ArrayBuffer.isView(tree)) return tree;
  if (typeof tree !== "object" || tree === null || isTensor(tree)) return undefined;
  for (const part of Object.values(tree)) {
    const found = plainNumbers(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a function builds, as a transformation sees it. */
export function outputOf(op: string, f: AnyFunction, trees: readonly unknown[]): FlatTree {
  return flattenResult(op, resultOf(op, f, trees));
}

function resultOf(op: string, f: AnyFunction, trees: readonly unknown[]): unknown {
  const result = tracing(() => f(...trees));
  if (result === null || isPromise(result) || !["object", "number", "boolean"].includes(typeof result)) {
    throw new ArgumentError(
      op,
      `the function must return a tensor, got ${describe(result)}.${unlessAsync(result)}`,
    );
  }
  return result;
}

/** What to do instead of an asynchronous function, whose graph is there only later. */
export function unlessAsync(result: unknown): string {
  return isPromise(result) ? " Call await before, and pass what it gives as an argument." : "";
}

/** The scalar that a function returned. */
export function scalarOutput(op: string, { output }: Application): Node {
  const [y] = output.nodes;
  if (output.nodes.length !== 1 || y === undefined || output.layout.text !== "*") {
    const count =
      output.nodes.length === 1 ? "a tree with one tensor" : counted(output.nodes.length, "tensor");
    throw new DerivativeError(
      op,
      `the function must return one scalar, got ${count}. Use jacobian() for others.`,
    );
  }
  requireScalar(op, y);
  return y;
}

/** Derivatives are taken by the first argument. */
export function requireArgument(op: string, args: readonly unknown[]): void {
  if (args.length === 0)
    throw new ArgumentError(op, "the function must be called with at least one argument.");
  if (isStatic(args[0])) {
    throw new DerivativeError(op, `the first argument must be floating-point, got ${describe(args[0])}.`);
  }
}

/**
 * Vector-Jacobian product, reverse mode: the value of `f` and a function that carries a cotangent of the value back to
 * each argument.
 * @param f - Any function of tensors or trees.
 * @param xs - Its arguments.
 * @returns `[value, pullback]`; `pullback(cotangent)` returns one cotangent for each argument.
 * @throws {ShapeError} from `pullback`, if the cotangent is not of the value's shape.
 * @example vjp((x) => x.square(), [1, 2])[1]([1, 10])[0].toArray() // => [2, 40]
 */
export function vjp<const Xs extends readonly TensorLike[]>(
  f: (...xs: { -readonly [K in keyof Xs]: Tensor }) => TensorLike,
  ...xs: Xs
): [Tensor, (cotangent: TensorLike) => { -readonly [K in keyof Xs]: Tensor }];
export function vjp<Xs extends readonly unknown[], Y extends Tree>(
  f: ((...xs: Xs) => Y) & TensorsForNumbers<Xs>,
  ...xs: AllGiven<Xs>
): [Tensors<Y>, (cotangent: Tree) => { -readonly [K in keyof Xs]: Cotangents<Xs[K]> }];
export function vjp(f: unknown, ...xs: unknown[]): never {
  const { inputs, arguments: args, output } = applied("vjp", f, xs, true);
  const pullback = (cotangent: unknown): unknown[] => {
    const given = flattenLike("vjp", "the cotangent", cotangent, output.layout);
    requireLike("vjp", "the cotangent", given, output.nodes);
    const wrt = inputs.flat();
    const found = reverse(output.nodes, given, wrt);
    const all = derived(
      found.map((node, k) => node ?? filled(0, wrt[k] as Node)),
      output.nodes,
      wrt,
    );
    let from = 0;
    return args.map(({ layout, nodes }) => {
      const part = all.slice(from, from + nodes.length);
      from += nodes.length;
      return unflatten(layout, part, false);
    });
  };
  return [unflatten(output.layout, output.nodes), pullback] as never;
}

/**
 * Jacobian-vector product, forward mode: the value of `f`, and how it changes when the arguments move along tangents.
 * @param f - Any function of tensors or trees.
 * @param xs - Its arguments, as an array.
 * @param tangents - One for each argument, of its shape.
 * @returns `[value, tangent]`.
 * @throws {ShapeError} if a tangent is not of its argument's shape.
 * @example jvp((x) => x.square(), [3], [1]).map((t) => t.item()) // => [9, 6]
 */
export function jvp(
  f: TensorFunction,
  xs: readonly TensorLike[],
  tangents: readonly TensorLike[],
): [Tensor, Tensor];
export function jvp<Xs extends readonly unknown[], Y extends Tree>(
  f: ((...xs: Xs) => Y) & TensorsForNumbers<Xs>,
  xs: AllGiven<Xs>,
  tangents: readonly ArgumentTree[],
): [Tensors<Y>, Tensors<Y>];
export function jvp(f: unknown, xs: readonly unknown[], tangents: readonly unknown[]): never {
  if (!isArray(xs) || !isArray(tangents)) {
    throw new ArgumentError("jvp", "takes the arguments and their tangents as two arrays.");
  }
  // What is static has no tangent.
  const needed = xs.findLastIndex((x) => !isStatic(x)) + 1;
  if (tangents.length > xs.length || tangents.length < needed) {
    throw new ArgumentError(
      "jvp",
      `takes one tangent for each argument, got ${tangents.length} for ${xs.length}.`,
    );
  }
  const { inputs, arguments: args, output } = applied("jvp", f, xs, true);
  const given = args.flatMap(({ layout }, k) => {
    const own = flattenLike("jvp", `tangents[${k}]`, tangents[k], layout);
    requireLike("jvp", `tangents[${k}]`, own, inputs[k] as readonly Node[]);
    return own;
  });
  const moved = forward(output.nodes, inputs.flat(), given);
  const nodes = derived(
    moved.map((node, k) => node ?? filled(0, output.nodes[k] as Node)),
    output.nodes,
    inputs.flat(),
  );
  return [unflatten(output.layout, output.nodes), unflatten(output.layout, nodes)] as never;
}

/** Whether cotangents or tangents have the shapes and dtypes of what they belong to. */
export function requireLike(op: string, what: string, given: readonly Node[], wanted: readonly Node[]): void {
  if (given.length !== wanted.length) {
    throw new ShapeError(op, `${what} must have ${counted(wanted.length, "tensor")}, got ${given.length}.`);
  }
  for (const [k, node] of given.entries()) {
    const { shape, dtype } = wanted[k] as Node;
    if (!sameShape(node.shape, shape)) {
      throw new ShapeError(
        op,
        `${what} must have shape ${formatShape(shape)}, got ${formatShape(node.shape)}.`,
        [shape, node.shape],
      );
    }
    if (node.dtype !== dtype) {
      throw new DerivativeError(op, `${what} must be ${dtype}, got ${node.dtype}. Use cast("${dtype}").`);
    }
  }
}

export function requireFunction(op: string, f: unknown): void {
  if (typeof f !== "function") throw new ArgumentError(op, `takes a function, got ${describe(f)}.`);
}
