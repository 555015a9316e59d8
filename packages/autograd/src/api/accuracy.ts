/** Results of loops that come closer to something: how near they have to come, and what happens if they do not. */
import { type SettledAttributes, settled } from "../op/settled.ts";
import type { DType } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { optionsArgument } from "../tensor/argument.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { limitArgument, positiveArgument } from "./search.ts";

export interface Accuracy {
  /** The error, relative to the result and beside that; the latter is 0 where something else stands in for it. */
  readonly rtol: number;
  readonly atol: number;
  /** How much may be done for it. */
  readonly most: number;
}

/** What an accuracy is unless options say so. */
interface Usual {
  readonly float64: Omit<Accuracy, "most">;
  readonly float32: Omit<Accuracy, "most">;
  /** The name of the option that limits the work. */
  readonly limit: string;
  readonly most: number;
  /** Options that say something else. */
  readonly others?: readonly string[];
}

export function accuracyArgument(op: string, options: unknown, dtype: DType, usual: Usual): Accuracy {
  const { limit, most, others = [] } = usual;
  const given = optionsArgument(op, options, ["rtol", "atol", limit, ...others]);
  const { rtol, atol } = usual[dtype === "float32" ? "float32" : "float64"];
  return {
    rtol: positiveArgument(op, "rtol", given["rtol"] ?? rtol),
    atol: given["atol"] === undefined ? atol : positiveArgument(op, "atol", given["atol"]),
    most: limitArgument(op, limit, given[limit] ?? most),
  };
}

/** A result as it is, refused when it is computed if the error, a number, is too large. */
export function whereSettled(x: Tensor, error: Tensor, attributes: SettledAttributes): Tensor {
  const flat = x.reshape([sizeOf(x.shape)]);
  return wrap(applyRoutine(settled, [nodeOf(flat), nodeOf(error.stopGradient())], attributes)).reshape(
    x.shape,
  );
}

/**
 * A scalar as it is, refused when it is computed if it is not finite: what a compiled function would have made of it, it leaves as it was.
 * @param op - Who refuses it.
 * @param x - A floating-point scalar.
 * @param rule - What it must be, a sentence without its end.
 * @returns `x`, with the derivatives of it.
 * @example whereFinite("f", scalar(2), "x must be finite").item() // => 2
 * @example whereFinite("f", scalar(1).div(0), "x must be finite").item() // => throws "f: x must be finite, got Infinity."
 */
export function whereFinite(op: string, x: Tensor, rule: string): Tensor {
  const most = x.dtype === "float32" ? 3.4028234663852886e38 : Number.MAX_VALUE;
  return whereSettled(x, x.abs(), { caller: op, most, rule, remedy: "" });
}
