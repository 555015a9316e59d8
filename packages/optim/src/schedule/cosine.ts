import { minimum, scalar, type Tensor } from "@chainrule/autograd";
import { checkOptions } from "@chainrule/autograd/gears";
import { argumentIn, type Schedule } from "../hyperparameter.ts";
import { stepsArgument } from "./argument.ts";

/** Half a wave of a cosine: exactly `first` where `part` is 0, exactly `last` where it is 1. */
export function halfWave(part: Tensor<[]>, first: number, last: number): Tensor<[]> {
  const weight = part.mul(Math.PI).cos().add(1).div(2);
  return weight.mul(first).add(weight.neg().add(1).mul(last));
}

/**
 * Half a wave of a cosine from an initial to a final value, and the final value from then on.
 * @param initial - The value of the first step.
 * @param options - `steps`, after which the final value is reached; `final`, by default 0.
 * @returns A schedule: see {@link Schedule}.
 * @throws {ArgumentError} for other numbers.
 * @remarks Source: I. Loshchilov, F. Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017.
 * @example [1, 11, 12].map((step) => cosineDecay(8, { steps: 10 })(scalar(step)).item()) // => [8, 0, 0]
 */
export function cosineDecay(
  initial: number,
  options: { readonly steps: number; readonly final?: number | undefined },
): Schedule {
  const op = "cosineDecay";
  const given = checkOptions(op, options, ["steps", "final"]);
  const first = argumentIn("finite", op, "initial", initial);
  const steps = stepsArgument(op, "steps", given["steps"]);
  const final = argumentIn("finite", op, "final", given["final"] ?? 0);
  return (step) => halfWave(minimum(step.sub(1), steps).div(steps), first, final);
}

/**
 * Half waves of a cosine from an initial towards a final value, one after the other, each `growth` times as long as the one
 * before.
 * @param initial - The value of the first step of each.
 * @param options - `steps` of the first; `growth`, an integer, by default 1; `final`, by default 0.
 * @returns A schedule: see {@link Schedule}.
 * @throws {ArgumentError} for other numbers.
 * @remarks Source: I. Loshchilov, F. Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017.
 * @example [1, 11, 31].map((step) => cosineRestarts(8, { steps: 10, growth: 2 })(scalar(step)).item()) // => [8, 8, 8]
 */
export function cosineRestarts(
  initial: number,
  options: {
    readonly steps: number;
    readonly growth?: number | undefined;
    readonly final?: number | undefined;
  },
): Schedule {
  const op = "cosineRestarts";
  const given = checkOptions(op, options, ["steps", "growth", "final"]);
  const first = argumentIn("finite", op, "initial", initial);
  const steps = stepsArgument(op, "steps", given["steps"]);
  const growth = stepsArgument(op, "growth", given["growth"] ?? 1);
  const final = argumentIn("finite", op, "final", given["final"] ?? 0);
  return (step) => {
    const waves = step.sub(1).div(steps);
    if (growth === 1) return halfWave(waves.sub(waves.floor()), first, final);
    // Of n = steps (growth^k − 1) / (growth − 1) steps, k waves are over. Half a step more keeps the logarithm off integers.
    const over = step
      .sub(0.5)
      .mul((growth - 1) / steps)
      .log1p()
      .div(Math.log(growth))
      .floor();
    const length = scalar(growth).pow(over).round();
    const begin = length.sub(1).div(growth - 1);
    return halfWave(waves.sub(begin).div(length), first, final);
  };
}
