import { scalar, where } from "@chainrule/autograd";
import type { Schedule, Setting } from "../hyperparameter.ts";
import { scheduleArgument, stepsArgument } from "./argument.ts";

/**
 * A straight line up to the first value of another schedule, which begins when it is reached: value · step / steps, and the
 * schedule's own first step is the last of these.
 * @param steps - How many steps go up.
 * @param then - What comes then: a number or a schedule.
 * @returns A schedule: see {@link Schedule}.
 * @throws {ArgumentError} for other arguments.
 * @example [1, 2, 4, 5].map((step) => warmUp(4, 8)(scalar(step)).item()) // => [2, 4, 8, 8]
 */
export function warmUp(steps: number, then: Setting): Schedule {
  const count = stepsArgument("warmUp", "steps", steps);
  const schedule = scheduleArgument("warmUp", "then", then);
  return (step) => {
    const line = schedule(scalar(1)).mul(step.div(count));
    return where(step.less(count), line, schedule(step.sub(count - 1)));
  };
}
