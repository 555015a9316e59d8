import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { awaitIt, isArray, isInstance, isPlainObject } from "../error/foreign.ts";
import { originOf } from "../error/origin.ts";
import type { Node } from "../graph/node.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { Dims } from "../shape/shape-type.ts";
import { argumentNode, toNode } from "../tensor/convert.ts";
import { deepest } from "../tensor/data.ts";
import { isTensor, nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";

/** Tensors in nested objects and arrays; numbers and nested arrays of numbers count as tensors. */
export type Tree = TensorLike | readonly Tree[] | { readonly [key: string]: Tree };

/**
 * What stands in arguments as it is: a function receives it as the JavaScript value that was given, and does not
 * differentiate by it. An array of booleans is a mask, and so is `tensor(true)`.
 */
export type Static = boolean | string | null | undefined;

/** A tree of arguments: tensors and what is static. */
export type ArgumentTree =
  | TensorLike
  | Static
  | readonly ArgumentTree[]
  | { readonly [key: string]: ArgumentTree };

/** The same tree with every leaf a tensor. */
export type Tensors<T> = [Extract<T, Tensor>] extends [never] ? TensorsOfParts<T> : SameShape<T>;

type TensorsOfParts<T> = T extends number | boolean
  ? Tensor<[]>
  : T extends readonly (number | boolean)[]
    ? Tensor
    : T extends object
      ? { [K in keyof T]: Tensors<T[K]> }
      : Tensor;

/**
 * What a derivative by a tree of arguments is: a tensor for each of its tensors, and what is static as it is. Where a tensor
 * or numbers may be given, the shape is that of the tensor.
 * @typeParam S - The shape of what is differentiated.
 */
export type Derivatives<T, S extends Dims = []> = [Extract<T, Tensor>] extends [never]
  ? DerivativesOfParts<T, S>
  : SameShape<T, S> | Extract<T, Static>;

type DerivativesOfParts<T, S extends Dims> = T extends Static
  ? T
  : T extends number
    ? Tensor<S>
    : T extends readonly (number | boolean)[]
      ? Tensor
      : T extends object
        ? { [K in keyof T]: Derivatives<T[K], S> }
        : Tensor;

/** All derivatives of a tree of values by a tree of arguments: those of each of its tensors, in its place. */
export type Jacobian<Y, X> = [Extract<Y, Tensor>] extends [never]
  ? JacobianOfParts<Y, X>
  : Derivatives<X, ShapeOf<Extract<Y, Tensor>>>;

type JacobianOfParts<Y, X> = Y extends Static
  ? Y
  : Y extends number
    ? Derivatives<X>
    : Y extends readonly (number | boolean)[]
      ? Derivatives<X, Dims>
      : Y extends object
        ? { [K in keyof Y]: Jacobian<Y[K], X> }
        : Derivatives<X, Dims>;

/** The same with nothing in place of what is static. */
export type Cotangents<T> = [Extract<T, Tensor>] extends [never]
  ? CotangentsOfParts<T>
  : SameShape<T> | ([Extract<T, Static>] extends [never] ? never : undefined);

type CotangentsOfParts<T> = T extends Static
  ? undefined
  : T extends number
    ? Tensor<[]>
    : T extends readonly (number | boolean)[]
      ? Tensor
      : T extends object
        ? { [K in keyof T]: Cotangents<T[K]> }
        : Tensor;

/** A tensor of the shape of each tensor in a union, behind the axes of `S`. */
type SameShape<T, S extends Dims = []> = T extends Tensor ? Tensor<[...S, ...ShapeOf<T>]> : never;

/** The shape of a tree without its tensors: how to put others in their places. */
export interface TreeLayout {
  readonly text: string;
  /** Whether it is a single part without tensors, which comes back as it is. */
  readonly isStatic: boolean;
  /** @param withStatic - Whether static parts are what they were, or undefined. */
  build(leaves: readonly unknown[], withStatic?: boolean): unknown;
  /**
   * Adds the leaves of another tree of the same structure, in the order of this one.
   * @param place - Where that tree is in a larger one, for errors.
   */
  collect(like: Likeness, tree: unknown, place: string, nodes: Node[]): void;
}

/** Who wants a tree of a known structure, and what the tree is to them. */
interface Likeness {
  readonly op: string;
  readonly what: string;
}

/** A tree taken apart: its leaves in order, and how to put others in their places. */
export interface FlatTree {
  readonly nodes: Node[];
  readonly layout: TreeLayout;
}

/**
 * Takes a tree apart.
 * @throws {ArgumentError} for anything that is neither a tensor, numbers, an array nor a plain object.
 */
export function flatten(op: string, tree: unknown): FlatTree {
  const taken: Taken = { op, nodes: [], isArgument: false, takes: "takes" };
  return { nodes: taken.nodes, layout: layoutOf(taken, tree, []) };
}

/** Takes apart what a function returned. */
export function flattenResult(op: string, tree: unknown): FlatTree {
  const taken: Taken = { op, nodes: [], isArgument: false, takes: "the function must return" };
  return { nodes: taken.nodes, layout: layoutOf(taken, tree, []) };
}

/** Takes an argument of a function apart, which may have static parts. */
export function flattenArgument(op: string, tree: unknown): FlatTree {
  const taken: Taken = { op, nodes: [], isArgument: true, takes: "takes" };
  return { nodes: taken.nodes, layout: layoutOf(taken, tree, []) };
}

/** Takes all arguments of a function apart as one tree: an array of them. */
export function flattenArguments(op: string, trees: readonly unknown[]): FlatTree {
  const taken: Taken = { op, nodes: [], isArgument: true, takes: "takes" };
  return { nodes: taken.nodes, layout: arrayLayout(taken, trees, []) };
}

/** Whether an argument is given to a function as it is. */
export function isStatic(value: unknown): value is Static {
  return value === undefined || value === null || typeof value === "boolean" || typeof value === "string";
}

/**
 * Takes apart a tree that has to be of the structure of another: parts are matched by their keys, not by their order.
 * @param what - What the tree is, for errors.
 * @throws {ArgumentError} if it is of another structure.
 */
export function flattenLike(op: string, what: string, tree: unknown, layout: TreeLayout): Node[] {
  const nodes: Node[] = [];
  layout.collect({ op, what }, tree, "", nodes);
  return nodes;
}

/** The tree of a layout with the given leaves. */
export function unflatten(layout: TreeLayout, nodes: readonly Node[], withStatic = true): unknown {
  return layout.build(
    nodes.map((node) => wrap(node)),
    withStatic,
  );
}

/** What is taken apart: for whom, what was found, and whether booleans, strings and the like are static. */
interface Taken {
  readonly op: string;
  readonly nodes: Node[];
  readonly isArgument: boolean;
  /** Who wants tensors, for errors. */
  readonly takes: "takes" | "the function must return";
}

/** More levels are not meant; walking them would exhaust the stack. */
const mostLevels = 256;

/** @param within - The trees that this one is a part of. */
function layoutOf(taken: Taken, tree: unknown, within: unknown[]): TreeLayout {
  const { op, nodes, isArgument, takes } = taken;
  if (isTensor(tree)) return leaf(nodes, nodeOf(tree));
  if (isArgument && isStatic(tree)) return staticLayout(tree);
  if (within.includes(tree)) {
    throw new ArgumentError(op, `a tree must not contain itself, got ${describe(tree)} that does.`);
  }
  if (within.length > mostLevels)
    throw new ArgumentError(op, `a tree must not have more than ${mostLevels} levels.`);
  if (typeof tree === "number" || typeof tree === "boolean" || isNumbers(tree, within))
    return leaf(nodes, isArgument ? argumentNode(op, tree) : toNode(op, tree));
  if (isArray(tree)) return arrayLayout(taken, tree, within);
  if (isPlainObject(tree)) return objectLayout(taken, tree, within);
  throw new ArgumentError(
    op,
    `${takes} tensors, numbers, and arrays or plain objects of these, got ${describe(tree)}.${instead(tree, isArgument)}`,
  );
}

/** What to give in place of something that is not a tree of tensors. */
function instead(value: unknown, isArgument: boolean): string {
  if (typeof value === "function") return " Refer to it in the function, or call it before.";
  if (isInstance(value, Map)) return " Use Object.fromEntries().";
  if (isInstance(value, Set)) return " Use Array.from().";
  const further = awaitIt(value);
  if (further !== "" || !isArgument || !hasProperties(value)) return further;
  return " Refer to it in the function, where gradients() differentiates by parameters; or pass the tensors that it holds as a plain object.";
}

/** Whether a value is an instance of a class of the user's, which may hold tensors. */
function hasProperties(value: unknown): boolean {
  try {
    return (
      typeof value === "object" && value !== null && originOf(value) === null && Object.keys(value).length > 0
    );
  } catch {
    // A Proxy that throws.
    return false;
  }
}

function staticLayout(value: Static): TreeLayout {
  return {
    text: typeof value === "string" ? JSON.stringify(value) : String(value),
    isStatic: true,
    build: (_, withStatic) => (withStatic === false ? undefined : value),
    collect: (like, other, place) => {
      if (other !== undefined && other !== null && other !== value)
        throw unlike(like, "undefined", place, describe(other));
    },
  };
}

function objectLayout(taken: Taken, tree: Readonly<Record<string, unknown>>, within: unknown[]): TreeLayout {
  const names = Object.keys(tree);
  within.push(tree);
  const parts = names.map((name) => sized(taken, tree[name], within));
  within.pop();
  return {
    text: `{${parts.map((part, k) => `${JSON.stringify(names[k])}:${part.layout.text}`).join(",")}}`,
    isStatic: false,
    build: (leaves, withStatic) =>
      Object.fromEntries(distribute(parts, leaves, withStatic).map((part, k) => [names[k] as string, part])),
    collect: (like, other, place, found) => {
      if (!isPlainObject(other)) throw unlike(like, keysText(names), place, describe(other));
      const given = Object.keys(other);
      const isThere = (name: string, k: number): boolean =>
        Object.hasOwn(other, name) || isOptional(parts[k]);
      if (!names.every(isThere) || !given.every((name) => Object.hasOwn(tree, name)))
        throw unlike(like, keysText(names), place, keysText(given));
      for (const [k, name] of names.entries())
        (parts[k] as SizedLayout).layout.collect(like, other[name], `${place}.${name}`, found);
    },
  };
}

function arrayLayout(taken: Taken, trees: readonly unknown[], within: unknown[]): TreeLayout {
  within.push(trees);
  // By index, since `map` skips holes.
  const parts = Array.from({ length: trees.length }, (_, k) => sized(taken, trees[k], within));
  within.pop();
  return {
    text: `[${parts.map((part) => part.layout.text).join(",")}]`,
    isStatic: false,
    build: (leaves, withStatic) => distribute(parts, leaves, withStatic),
    collect: (like, other, place, found) => {
      const isComplete = (given: readonly unknown[]): boolean =>
        given.length <= parts.length && parts.slice(given.length).every(isOptional);
      if (!isArray(other) || !isComplete(other)) {
        const got = isArray(other) ? `an array of ${other.length}` : describe(other);
        throw unlike(like, `an array of ${parts.length}`, place, got);
      }
      for (const [k, part] of parts.entries()) part.layout.collect(like, other[k], `${place}[${k}]`, found);
    },
  };
}

function leaf(nodes: Node[], node: Node): TreeLayout {
  nodes.push(node);
  return {
    text: "*",
    isStatic: false,
    build: (leaves) => leaves[0],
    collect: (like, other, place, found) => {
      const single =
        isTensor(other) || typeof other === "number" || typeof other === "boolean" || isNumbers(other, []);
      // An array without elements is a tensor without elements where a tensor is wanted.
      if (!single && !(isArray(other) && other.length === 0))
        throw unlike(like, "a tensor", place, describe(other));
      found.push(toNode(like.op, other));
    },
  };
}

function unlike({ op, what }: Likeness, wanted: string, place: string, got: string): ArgumentError {
  const where = place === "" ? "" : ` at ${place}`;
  return new ArgumentError(op, `${what} must be ${wanted}${where}, got ${got}.`);
}

function keysText(names: readonly string[]): string {
  if (names.length === 0) return "an object without keys";
  const rest = names.length > 8 ? ` and ${names.length - 8} more keys` : "";
  return `an object with ${names.slice(0, 8).map(describe).join(", ")}${rest}`;
}

interface SizedLayout {
  readonly layout: TreeLayout;
  readonly size: number;
}

function sized(taken: Taken, tree: unknown, within: unknown[]): SizedLayout {
  const before = taken.nodes.length;
  const layout = layoutOf(taken, tree, within);
  return { layout, size: taken.nodes.length - before };
}

/** Whether a tangent may leave a part out. */
function isOptional(part: SizedLayout | undefined): boolean {
  return part?.layout.isStatic ?? false;
}

function distribute(parts: readonly SizedLayout[], leaves: readonly unknown[], withStatic = true): unknown[] {
  let from = 0;
  return parts.map(({ layout, size }) => {
    from += size;
    return layout.build(leaves.slice(from - size, from), withStatic);
  });
}

/** A nested array of numbers is one tensor, not a tree of scalars. */
function isNumbers(value: unknown, within: readonly unknown[]): boolean {
  if (ArrayBuffer.isView(value)) return true;
  return isArray(value) && value.length > 0 && areNumbers(value, [...within], new Set(), 0);
}

/** @param known - Arrays that are known to be of numbers: parts may be shared. */
function areNumbers(
  value: readonly unknown[],
  within: unknown[],
  known: Set<unknown>,
  level: number,
): boolean {
  if (known.has(value)) return true;
  if (value.length === 0 || within.includes(value)) return false;
  // Too deep for a tensor, which says so.
  if (level > deepest) return true;
  within.push(value);
  for (const part of value) {
    if (typeof part === "number" || typeof part === "boolean") continue;
    if (typeof part !== "object" || part === null) return false;
    if (!ArrayBuffer.isView(part) && !(isArray(part) && areNumbers(part, within, known, level + 1)))
      return false;
  }
  within.pop();
  known.add(value);
  return true;
}
