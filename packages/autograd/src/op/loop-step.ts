import { sizeOf } from "../shape/shape.ts";
import type { Body, BodyMachine, ReadyBody } from "./body.ts";
import { startOf } from "./part.ts";
import type { Spec } from "./spec.ts";

/** A step of a loop, on a machine. */
export interface LoopStep<P> {
  /** What is carried lies in its inputs, behind constants. */
  readonly body: ReadyBody<P>;
  /** How many elements each of its outputs has. */
  readonly sizes: readonly number[];
  /** Hands on what the step carries on to the next one. */
  readonly carryOn: () => void;
  /** Makes what is carried results, of the given ones the first, without the first `hidden` of it. */
  readonly leave: (results: readonly Spec[], hidden?: number) => void;
}

/** Gets the first step of a loop ready, with what the inputs of the operation are: constants, then what is carried at first. */
export function loopStep<P, I>(
  m: BodyMachine<P, I>,
  { body, constants, carried }: { readonly body: Body; readonly constants: number; readonly carried: number },
): LoopStep<P> {
  const sizes = body.outputs.map(({ shape }) => sizeOf(shape));
  const pairs = Array.from({ length: carried }, (_, k) => [k, constants + k] as const);
  const step = m.body(body, pairs);
  for (let k = 0; k < constants; k++) step.bind(k, m.input(k));
  for (const [k, input] of pairs) m.copy(m.input(input), step.input(input), sizes[k] as number);
  return {
    body: step,
    sizes,
    carryOn: () => {
      for (const [k, input] of pairs) m.copy(step.output(k), step.input(input), sizes[k] as number);
    },
    leave: (results, hidden = 0) => {
      for (const [k, input] of pairs.slice(hidden)) {
        const place = m.at(m.output(), startOf(results, k - hidden));
        m.copy(step.input(input), place, sizes[k] as number);
      }
    },
  };
}
