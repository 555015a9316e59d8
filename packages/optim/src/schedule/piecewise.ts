import { ArgumentError, where } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import type { Schedule, Setting } from "../hyperparameter.ts";
import { scheduleArgument, stepsArgument } from "./argument.ts";

/**
 * Numbers or schedules one after the other.
 * @param first - What it is from the first step on.
 * @param others - Pairs of a step and what it is from that step on. A schedule begins there with its own step 1. Steps ascend.
 * @returns A schedule: see {@link Schedule}.
 * @throws {ArgumentError} for other arguments.
 * @example [1, 10, 11, 21].map((step) => piecewise(4, [11, 2], [21, 1])(scalar(step)).item()) // => [4, 4, 2, 1]
 */
export function piecewise(
  first: Setting,
  ...others: readonly (readonly [from: number, value: Setting])[]
): Schedule {
  const op = "piecewise";
  const start = scheduleArgument(op, "first", first);
  let last = 1;
  const pieces = others.map((pair: unknown, k) => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      const wanted = "a pair of a step and a number or schedule";
      throw new ArgumentError(op, `others[${k}] must be ${wanted}, got ${describeValue(pair)}.`);
    }
    const from = stepsArgument(op, `others[${k}][0]`, pair[0]);
    if (from <= last) {
      throw new ArgumentError(
        op,
        `others[${k}][0] must be more than ${last}, the step before it, got ${from}.`,
      );
    }
    last = from;
    return { from, schedule: scheduleArgument(op, `others[${k}][1]`, pair[1]) };
  });
  return (step) => {
    let value = start(step);
    for (const { from, schedule } of pieces) {
      value = where(step.less(from), value, schedule(step.sub(from - 1)));
    }
    return value;
  };
}
