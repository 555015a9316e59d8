/** What every fit is told of how long to go on. */
import { ArgumentError } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import { argumentIn } from "../hyperparameter.ts";
import { stepsArgument } from "../schedule/argument.ts";

/** Why a fit ended. */
export type Reason = "converged" | "maxIterations" | "stuck" | "stopped";

/** An iterate of a fit. */
export interface FitStep<X = readonly number[]> {
  /** The number of the step, from 1. */
  readonly iteration: number;
  /** Where the step led, in the structure of the start. */
  readonly x: X;
  /** What is minimised, there. */
  readonly value: number;
}

/** How long a fit goes on. */
export interface Iteration {
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Tells of an iterate; whether to stop there. */
  readonly isStopped: (step: () => FitStep<unknown>) => boolean;
  /** Whether somebody is told, who may change what the function refers to. */
  readonly isWatched: boolean;
}

/** Reads the options that fits share. */
export function iterationOf(
  op: string,
  given: Readonly<Record<string, unknown>>,
  tolerance: number,
): Iteration {
  const onStep = given["onStep"];
  if (onStep !== undefined && typeof onStep !== "function") {
    throw new ArgumentError(op, `onStep must be a function, got ${describeValue(onStep)}.`);
  }
  return {
    tolerance: argumentIn("positive", op, "tolerance", given["tolerance"] ?? tolerance),
    maxIterations: stepsArgument(op, "maxIterations", given["maxIterations"] ?? 1000),
    isWatched: onStep !== undefined,
    isStopped: (step) => {
      const answer: unknown = onStep?.(step());
      if (answer instanceof Promise) {
        throw new ArgumentError(
          op,
          'onStep must not be asynchronous, since a fit does not wait for it. Return "stop" to stop.',
        );
      }
      // A word that nobody returns by accident, as `k % 10 === 0 && console.log(k)` returns false.
      return answer === "stop";
    },
  };
}
