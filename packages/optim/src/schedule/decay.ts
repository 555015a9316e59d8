import { minimum, scalar } from "@chainrule/autograd";
import { checkOptions } from "@chainrule/autograd/gears";
import { argumentIn, type Schedule } from "../hyperparameter.ts";
import { stepsArgument } from "./argument.ts";

/**
 * Decay by a factor every so many steps: initial · factor^⌊n / every⌋ with n = step − 1.
 * @param initial - The value of the first steps.
 * @param options - `every`, a number of steps; `factor`, by default 0.1.
 * @returns A schedule: see {@link Schedule}.
 * @throws {ArgumentError} for other numbers.
 * @example [1, 10, 11, 21].map((step) => stepDecay(8, { every: 10, factor: 0.5 })(scalar(step)).item()) // => [8, 8, 4, 2]
 */
export function stepDecay(
  initial: number,
  options: { readonly every: number; readonly factor?: number | undefined },
): Schedule {
  const op = "stepDecay";
  const given = checkOptions(op, options, ["every", "factor"]);
  const first = argumentIn("finite", op, "initial", initial);
  const every = stepsArgument(op, "every", given["every"]);
  const factor = argumentIn("positive", op, "factor", given["factor"] ?? 0.1);
  return (step) => scalar(factor).pow(step.sub(1).div(every).floor()).mul(first);
}

/**
 * Decay by a factor in so many steps, a little in each: initial · factor^(n / every) with n = step − 1.
 * @param initial - The value of the first step.
 * @param options - `factor`; `every`, by default 1.
 * @returns A schedule: see {@link Schedule}.
 * @throws {ArgumentError} for other numbers.
 * @example exponentialDecay(8, { factor: 0.5, every: 10 })(scalar(11)).item() // => 4
 */
export function exponentialDecay(
  initial: number,
  options: { readonly factor: number; readonly every?: number | undefined },
): Schedule {
  const op = "exponentialDecay";
  const given = checkOptions(op, options, ["factor", "every"]);
  const first = argumentIn("finite", op, "initial", initial);
  const factor = argumentIn("positive", op, "factor", given["factor"]);
  const every = stepsArgument(op, "every", given["every"] ?? 1);
  return (step) => scalar(factor).pow(step.sub(1).div(every)).mul(first);
}

/**
 * From an initial to a final value, straight or along a power: final + (initial − final) (1 − n / steps)^power with n = step − 1,
 * and the final value from then on.
 * @param initial - The value of the first step.
 * @param options - `steps`; `final`, by default 0; `power`, by default 1, a straight line.
 * @returns A schedule: see {@link Schedule}.
 * @throws {ArgumentError} for other numbers.
 * @example [1, 6, 11, 12].map((step) => polynomialDecay(8, { steps: 10 })(scalar(step)).item()) // => [8, 4, 0, 0]
 */
export function polynomialDecay(
  initial: number,
  options: {
    readonly steps: number;
    readonly final?: number | undefined;
    readonly power?: number | undefined;
  },
): Schedule {
  const op = "polynomialDecay";
  const given = checkOptions(op, options, ["steps", "final", "power"]);
  const first = argumentIn("finite", op, "initial", initial);
  const steps = stepsArgument(op, "steps", given["steps"]);
  const final = argumentIn("finite", op, "final", given["final"] ?? 0);
  const power = argumentIn("positive", op, "power", given["power"] ?? 1);
  return (step) => {
    const rest = minimum(step.sub(1), steps).div(-steps).add(1);
    return rest
      .pow(power)
      .mul(first - final)
      .add(final);
  };
}
