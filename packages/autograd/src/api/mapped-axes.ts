/** Along which axis each tensor of the arguments of `vmap` is mapped. */
import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray, isPlainObject } from "../error/foreign.ts";
import { flattenArgument, isStatic } from "./tree.ts";

/** The axis along which the examples of an argument lie, or null if they share it: of all of it, or of each of its parts. */
export type AxisTree = number | null | readonly AxisTree[] | { readonly [key: string]: AxisTree };

/** One axis for all arguments, or one for each. */
export type Axes = number | null | readonly AxisTree[];

export function inArgument(axes: unknown): Axes {
  if (axes === undefined) return 0;
  if (isAxis(axes)) return axes;
  if (isArray(axes) && axes.length > 0) {
    for (const [k, entry] of axes.entries()) requireAxisTree(entry, `in[${k}]`, [], new Set());
    return axes.slice() as Axes;
  }
  throw new ArgumentError(
    "vmap",
    `in must be an integer, null, or an array with an entry for each argument, got ${describe(axes)}.`,
  );
}

function isAxis(axis: unknown): axis is number | null {
  return axis === null || Number.isInteger(axis);
}

/** Deeper than any tree of arguments. */
const deepest = 256;

/** @param known - What is known to be one: parts may be shared. */
function requireAxisTree(axes: unknown, place: string, within: unknown[], known: Set<unknown>): void {
  if (isAxis(axes) || known.has(axes)) return;
  const isTree = (isArray(axes) || isPlainObject(axes)) && within.length < deepest && !within.includes(axes);
  if (!isTree) {
    throw new ArgumentError(
      "vmap",
      `${place} must be an integer, null, or a tree of these like the argument, got ${describe(axes)}.`,
    );
  }
  within.push(axes);
  for (const [key, part] of Object.entries(axes)) {
    const below = isArray(axes) ? `${place}[${key}]` : `${place}.${key}`;
    if (part !== undefined) requireAxisTree(part, below, within, known);
  }
  within.pop();
  known.add(axes);
}

/** Requires an entry for each argument; what is static needs none, and may be left out at the end. */
export function requireAxes(axes: Axes, args: readonly unknown[]): void {
  if (axes === null || typeof axes === "number") return;
  const needed = args.findLastIndex((argument) => !isStatic(argument)) + 1;
  if (axes.length >= needed && axes.length <= args.length) return;
  throw new ArgumentError(
    "vmap",
    `in must have one entry for each argument, got ${axes.length} for ${args.length}.`,
  );
}

/** The axis of each tensor of an argument, in their order. */
export function axesOf(axes: Axes, argument: unknown, k: number, count: number): readonly (number | null)[] {
  const own = axes === null || typeof axes === "number" ? axes : (axes[k] as AxisTree);
  return isAxis(own) ? new Array<number | null>(count).fill(own) : spread(own, argument, `in[${k}]`);
}

/** An axis stands for all that the argument has at its place. */
function spread(axes: unknown, argument: unknown, place: string): (number | null)[] {
  if (isStatic(argument)) return [];
  const { nodes, layout } = flattenArgument("vmap", argument);
  if (isAxis(axes)) return new Array<number | null>(nodes.length).fill(axes);
  // Nested arrays of numbers are a tensor, and have no parts.
  const isTree = layout.text !== "*";
  if (isTree && isArray(argument) && isArray(axes) && axes.length === argument.length)
    return argument.flatMap((part: unknown, k) => spread(axes[k], part, `${place}[${k}]`));
  if (isTree && isPlainObject(argument) && isPlainObject(axes)) {
    const stray = Object.keys(axes).find((key) => !Object.hasOwn(argument, key));
    if (stray === undefined)
      return Object.entries(argument).flatMap(([key, part]) => spread(axes[key], part, `${place}.${key}`));
  }
  throw new ArgumentError(
    "vmap",
    isTree
      ? `${place} must be an integer, null, or a tree like the argument, which is ${shown(argument)}, got ${shown(axes)}.`
      : `${place} must be an integer or null, since the argument there is one tensor, got ${shown(axes)}.`,
  );
}

function shown(value: unknown): string {
  if (isArray(value)) return `an array of ${value.length}`;
  if (!isPlainObject(value)) return describe(value);
  const keys = Object.keys(value);
  return keys.length === 0 || keys.length > 8
    ? describe(value)
    : `an object with ${keys.map(describe).join(", ")}`;
}
