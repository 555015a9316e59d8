import { argumentIn, type Schedule } from "../hyperparameter.ts";
import { scheduleArgument } from "./argument.ts";

/**
 * A schedule that is always the same, for where one is to be joined to others.
 * @param value - Any finite number.
 * @returns A schedule: see {@link Schedule}.
 * @throws {ArgumentError} for anything else.
 * @example constant(0.5)(scalar(7)).item() // => 0.5
 */
export function constant(value: number): Schedule {
  return scheduleArgument("constant", "value", argumentIn("finite", "constant", "value", value));
}
