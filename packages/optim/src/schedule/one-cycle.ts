import { ArgumentError, minimum, where } from "@chainrule/autograd";
import { checkOptions } from "@chainrule/autograd/gears";
import { argumentIn, type Schedule } from "../hyperparameter.ts";
import { stepsArgument } from "./argument.ts";
import { halfWave } from "./cosine.ts";

/**
 * One cycle: half a wave of a cosine up to the peak, another down to nearly 0.
 * @param peak - The largest value.
 * @param options - `steps`, of both together; `warmUp`, the part of them that goes up, by default 0.3; `start`, by default
 *   peak / 25; `final`, by default start / 10000.
 * @returns A schedule: see {@link Schedule}. After the last step it stays at `final`.
 * @throws {ArgumentError} for other numbers.
 * @remarks Source: L. Smith, N. Topin, Super-convergence: very fast training of neural networks using large learning rates,
 *   2018; phases as in PyTorch.
 * @example oneCycle(8, { steps: 11, warmUp: 0.5 })(scalar(1)).item() // => 0.32
 */
export function oneCycle(
  peak: number,
  options: {
    readonly steps: number;
    readonly warmUp?: number | undefined;
    readonly start?: number | undefined;
    readonly final?: number | undefined;
  },
): Schedule {
  const op = "oneCycle";
  const given = checkOptions(op, options, ["steps", "warmUp", "start", "final"]);
  const top = argumentIn("finite", op, "peak", peak);
  const steps = stepsArgument(op, "steps", given["steps"]);
  const warmUp = argumentIn("finite", op, "warmUp", given["warmUp"] ?? 0.3);
  const start = argumentIn("finite", op, "start", given["start"] ?? top / 25);
  const final = argumentIn("finite", op, "final", given["final"] ?? start / 1e4);
  const turn = warmUp * steps - 1;
  if (turn <= 0 || turn >= steps - 1) {
    const rule = "leave at least one step to go up and one to go down";
    throw new ArgumentError(op, `warmUp must ${rule}, got ${warmUp} for steps: ${steps}.`);
  }
  return (step) => {
    const done = minimum(step.sub(1), steps - 1);
    const up = halfWave(done.div(turn), start, top);
    const down = halfWave(done.sub(turn).div(steps - 1 - turn), top, final);
    return where(done.lessEqual(turn), up, down);
  };
}
