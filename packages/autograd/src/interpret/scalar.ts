import type { Attributes, Meaning, Operation } from "../op/definition.ts";
import { isElementwise } from "../op/operation.ts";
import { double } from "../scalar/double.ts";
import { integer } from "../scalar/integer.ts";
import type { Lane } from "../scalar/lane.ts";
import { single } from "../scalar/single.ts";
import type { DType } from "../shape/dtype.ts";

export type NumberLane = Lane<number, boolean>;

/** The lane that values of a dtype are computed on. */
export function laneOf(dtype: DType): NumberLane {
  return dtype === "float64" ? double : dtype === "float32" ? single : integer;
}

/**
 * What an elementwise operation makes of scalars, on the lane of its result or, if it compares, of its arguments. Truth
 * values are 0 and 1.
 */
export function scalarOf(
  meaning: Meaning<Attributes>,
  lane: NumberLane,
  a: number,
  b: number,
  c: number,
): number {
  switch (meaning.kind) {
    case "map":
      return meaning.scalar(lane, a, b, c);
    case "compare":
      return meaning.scalar(lane, a, b) ? 1 : 0;
    case "logic":
      return meaning.scalar(double, a !== 0, b !== 0) ? 1 : 0;
    case "select":
      return a !== 0 ? b : c;
    case "alias":
      return a;
    default:
      throw new TypeError(`${meaning.kind} is not elementwise`);
  }
}

/** Whether {@link scalarOf} knows what to do. Casts have two dtypes. */
export function isScalarStep(op: Operation): boolean {
  const { kind } = op.meaning;
  return kind === "alias" || (kind !== "cast" && isElementwise(op));
}
