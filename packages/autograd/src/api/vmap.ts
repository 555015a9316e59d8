import { counted, describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { asPlainAs, placeholderNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import type { Scope } from "../graph/scope.ts";
import { scopeOfUnknowns } from "../graph/unknown-value-refusals.ts";
import { permute } from "../op/permute.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { optionsArgument } from "../tensor/argument.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { batch } from "../transform/batch.ts";
import { standingForAll } from "./argument-handle.ts";
import type { AllGiven, Given, TensorsForNumbers } from "./argument-type.ts";
import { requireWholeInside } from "./body-derivatives.ts";
import { type AnyFunction, outputOf, requireFunction, type TensorFunction } from "./functions.ts";
import { type Axes, axesOf, inArgument, requireAxes } from "./mapped-axes.ts";
import { flattenArgument, type Tree, unflatten } from "./tree.ts";

/** Where the examples lie. */
export interface VmapOptions {
  /**
   * The axis of each argument along which its examples lie; negative ones count from the end. `null`: all
   * examples share the argument. One axis for all arguments, or an array with an entry for each; an entry may be a tree, like the argument
   * down to where an axis stands for all that is below. Default: 0.
   */
  readonly in?: Axes | undefined;
  /** The axis of the result along which the results of the examples lie. Default: 0. */
  readonly out?: number | undefined;
}

/** A tree like that of one example, with tensors of any shape: those of all examples. What is static stays as it is. */
export type Examples<T> = Given<T, "any">;

/** The results of all examples, from the type of one: with a further axis in front (`Out` 0) or behind (-1). */
export type Mapped<T, Out extends number = 0> = T extends Tensor
  ? MappedTensor<ShapeOf<T>, Out>
  : T extends number | boolean
    ? Tensor<[number]>
    : T extends readonly (number | boolean)[]
      ? Tensor
      : T extends object
        ? { [K in keyof T]: Mapped<T[K], Out> }
        : Tensor;

type MappedTensor<S extends Dims, Out extends number> = Out extends 0
  ? Tensor<[number, ...S]>
  : Out extends -1
    ? Tensor<[...S, number]>
    : Tensor;

/**
 * A function of one example, as a function of many at once: it works on whole tensors, without a loop over
 * the examples.
 * @param f - Takes and returns tensors, or trees of them. It is called once, with tensors that stand for one
 *   example.
 * @param options - `in`: the axis of each argument along which the examples lie, by default 0; `null` for an
 *   argument that all examples share; a tree of these for one whose parts differ. `out`: the axis of the result along which their results lie, by default
 *   0.
 * @returns Of arguments of shape `[n, ...X]`: what `f` returns for each `X`, of shape `[n, ...Y]`. Its values
 *   are those that `f` would give example by example, bit for bit.
 * @throws {ArgumentError} if `f` is not a function, or for an option that does not exist; when called, if `f` returns
 *   something that is not a tensor, or reads a value: choose by value with {@link where}. {@link ShapeError}
 *   when called, if arguments have different numbers of examples or lack the axis. {@link DerivativeError} when called, if a
 *   derivative that `f` takes goes through an argument built from what it is taken by.
 * @remarks Nests with itself, with `grad` and the other transformations, and with `compile`, in any order.
 * @example vmap((x) => x.sum())([[1, 2], [3, 4]]).toArray() // => [3, 7]
 * @example vmap((x, w) => x.dot(w), { in: [0, null] })([[1, 2], [3, 4]], [1, 10]).toArray() // => [21, 43]
 * @example
 * import type { Tensor } from "@chainrule/autograd";
 * const scaled = (p: { x: Tensor; by: Tensor }) => p.x.mul(p.by);
 * vmap(scaled, { in: [{ x: 0, by: null }] })({ x: [1, 2], by: 10 }).toArray() // => [10, 20]
 */
export function vmap(f: TensorFunction, options?: VmapOptions): (...xs: TensorLike[]) => Tensor;
export function vmap<Xs extends readonly unknown[], Y extends Tree, const Out extends number = 0>(
  f: ((...xs: Xs) => Y) & TensorsForNumbers<Xs>,
  options?: VmapOptions & { readonly out?: Out | undefined },
): (...xs: AllGiven<Xs, "any">) => Mapped<Y, Out>;
export function vmap(f: unknown, options?: VmapOptions): (...args: unknown[]) => never {
  requireFunction("vmap", f);
  const given = optionsArgument("vmap", options, ["in", "out"]);
  const axes = inArgument(given["in"]);
  const out = outArgument(given["out"]);
  return (...args) => mapped("vmap", f as AnyFunction, args, axes, out) as never;
}

/**
 * The results of a function for all examples.
 * @param op - What the user called, for errors.
 */
export function mapped(
  op: string,
  f: AnyFunction,
  args: readonly unknown[],
  axes: Axes = 0,
  out = 0,
): unknown {
  const scope = scopeOfUnknowns(op, true);
  const mapping = new Mapping(scope);
  requireAxes(axes, args);
  const trees = args.map((argument, k) => {
    const { layout, nodes } = flattenArgument(op, argument);
    if (nodes.length === 0) return standingForAll(op, layout, nodes, nodes);
    const each = axesOf(axes, argument, k, nodes.length);
    const own = nodes.map((node, place) => {
      const axis = each[place] as number | null;
      return axis === null ? node : mapping.example(node, axis, k);
    });
    return standingForAll(op, layout, own, nodes);
  });
  const size = mapping.size;
  if (size === null) {
    throw new ArgumentError(
      op,
      `at least one tensor must be mapped, got ${counted(args.length, "argument")} with in ${describe(axes)}.`,
    );
  }
  const { layout, nodes } = scope.during(() => outputOf(op, f, trees));
  const standing = mapping.inputs.map((input, k) => ({
    input,
    argument: mapping.examples[k] as Node,
    isPart: true,
  }));
  requireWholeInside(scope, nodes, standing);
  const results = batch(nodes, mapping.inputs, mapping.examples, size, scope);
  return unflatten(
    layout,
    results.map((node) => toAxis(node, out)),
  );
}

/** The tensors along which a call maps. */
class Mapping {
  /** What stands for one example, and the tensor of all examples along its first axis. */
  readonly inputs: Node[] = [];
  readonly examples: Node[] = [];
  /** The number of examples, known from the first tensor on. */
  size: number | null = null;
  readonly #scope: Scope;
  #first = "";
  #firstShape: readonly number[] = [];

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  example(node: Node, given: number, argument: number): Node {
    const { shape, dtype } = node;
    const rank = shape.length;
    const axis = given < 0 ? given + rank : given;
    const size = shape[axis];
    if (size === undefined) throw noAxis(given, shape, argument);
    const text = `${size} at axis ${axis} of ${formatShape(shape)} (argument ${argument})`;
    if (this.size === null) {
      this.size = size;
      this.#first = text;
      this.#firstShape = shape;
    } else if (size !== this.size) {
      throw new ShapeError("vmap", `numbers of examples must match, got ${this.#first} and ${text}.`, [
        this.#firstShape,
        shape,
      ]);
    }
    const others = [...shape.keys()].filter((k) => k !== axis);
    const input = asPlainAs(
      node,
      placeholderNode(
        others.map((k) => shape[k] as number),
        dtype,
        this.#scope,
      ),
    );
    this.inputs.push(input);
    this.examples.push(b(permute, node, { axes: [axis, ...others] }));
    return input;
  }
}

function noAxis(axis: number, shape: readonly number[], argument: number): ShapeError {
  const got = `got ${axis} for shape ${formatShape(shape)} of argument ${argument}`;
  const text =
    shape.length === 0
      ? `a scalar has no axis to map, ${got}. Share it with null in the option in.`
      : `in must be an integer from ${-shape.length} to ${shape.length - 1}, ${got}.`;
  return new ShapeError("vmap", text, [shape]);
}

/** Moves the batch axis from the front to where it is wanted. */
function toAxis(node: Node, out: number): Node {
  const rank = node.shape.length;
  const axis = out < 0 ? out + rank : out;
  if (axis < 0 || axis >= rank) {
    throw new ShapeError(
      "vmap",
      `out must be an integer from ${-rank} to ${rank - 1}, got ${out} for results of shape ` +
        `${formatShape(node.shape.slice(1))}.`,
      [node.shape],
    );
  }
  const axes = Array.from({ length: rank - 1 }, (_, k) => k + 1);
  return b(permute, node, { axes: axes.toSpliced(axis, 0, 0) });
}

function outArgument(out: unknown): number {
  if (out === undefined) return 0;
  if (typeof out === "number" && Number.isInteger(out)) return out;
  throw new ArgumentError("vmap", `out must be an integer, got ${describe(out)}.`);
}
