import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import type { Node } from "../graph/node.ts";
import type { Body } from "../op/body.ts";
import type { Iteration } from "../op/iteration.ts";
import type { DType } from "../shape/dtype.ts";
import { optionsArgument } from "../tensor/argument.ts";
import { enableBodies } from "./bodies.ts";
import { type AnyFunction, requireFunction } from "./functions.ts";
import { unflatten } from "./tree.ts";
import { floatsArgument, partsOf, vectorFunction, vectorOf } from "./vector-function.ts";

/** When a search ends. */
export interface IterationOptions {
  /** How large the last step may be, relative to |x|. Default: 1e-12, or 1e-5 for float32. */
  readonly tolerance?: number | undefined;
  /** How many steps there may be; more are refused. */
  readonly maxIterations?: number | undefined;
}

interface Call {
  readonly op: string;
  readonly f: unknown;
  /** Where the search begins. */
  readonly first: unknown;
  readonly options: unknown;
  /** How many iterations there may be, unless the options say so. */
  readonly most: number;
}

/** What a search finds, like that with which it begins. */
export function searched(
  { op, f, first, options, most }: Call,
  search: (inputs: readonly Node[], search: Iteration & { readonly body: Body }) => Node,
): never {
  requireFunction(op, f);
  const given = floatsArgument(op, "the first guess", first);
  const start = vectorOf(given.nodes);
  const iteration = iterationOf(op, options, start.dtype, most);
  const { body, captured } = vectorFunction({ op, f: f as AnyFunction, state: given });
  enableBodies();
  const found = search([...captured, start], { ...iteration, body });
  return unflatten(given.layout, partsOf(found, given.nodes)) as never;
}

/** The options of a search, checked. */
function iterationOf(op: string, options: unknown, dtype: DType, most: number): Iteration {
  const given = optionsArgument(op, options, ["tolerance", "maxIterations"]);
  const tolerance = given["tolerance"] ?? (dtype === "float32" ? 1e-5 : 1e-12);
  return {
    tolerance: positiveArgument(op, "tolerance", tolerance),
    maxIterations: limitArgument(op, "maxIterations", given["maxIterations"] ?? most),
  };
}

export function positiveArgument(op: string, name: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new ArgumentError(op, `${name} must be a positive number, got ${describe(value)}.`);
}

/** A number of steps, as the int32 that counts them. */
export function limitArgument(op: string, name: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value > 0 && value < 2 ** 31) return value;
  throw new ArgumentError(op, `${name} must be a positive integer below 2147483648, got ${describe(value)}.`);
}
