/** Checks of what schedules are told. */
import { ArgumentError } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import type { Schedule } from "../hyperparameter.ts";

/** A number of steps. */
export function stepsArgument(op: string, name: string, value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw new ArgumentError(op, `${name} must be a positive integer, got ${describeValue(value)}.`);
}

/** A schedule; a number is one that is always the same. */
export function scheduleArgument(op: string, name: string, value: unknown): Schedule {
  if (typeof value === "function") return value as Schedule;
  if (typeof value === "number" && Number.isFinite(value)) return (step) => step.mul(0).add(value);
  throw new ArgumentError(op, `${name} must be a finite number or a schedule, got ${describeValue(value)}.`);
}
