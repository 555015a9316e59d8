import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import { evaluator } from "../numeric/evaluator.ts";
import { derivative, type Estimate } from "../numeric/finite-difference.ts";
import { concatenated, direction, moved, split, unit } from "../numeric/vector.ts";
import { subjectOf, widened } from "./subject.ts";

/** How the result of an operation changes along one direction of all its variables together. */
export interface Probe {
  readonly direction: readonly Float64Array[];
  readonly change: Estimate;
}

const few = 16;
const known = new WeakMap<Sample, readonly Probe[]>();

/**
 * Finite differences of an operation at a sample: along every axis where there are few, else along three directions
 * without pattern, in which an error of any element shows. They depend on what the operation computes and not on its
 * derivative, so that a clone with another derivative finds them ready.
 */
export function probes(op: Operation, sample: Sample): readonly Probe[] {
  let result = known.get(sample);
  if (result === undefined) {
    result = measured(op, widened(sample));
    known.set(sample, result);
  }
  return result;
}

function measured(op: Operation, sample: Sample): Probe[] {
  const { leaves, variables, result } = subjectOf(op, sample);
  const run = evaluator([result], leaves);
  const places = variables.map((variable) => leaves.indexOf(variable));
  const start = leaves.map((leaf) => Float64Array.from(leaf.value ?? []));
  const parts = places.map((place) => start[place] as Float64Array);
  const origin = concatenated(parts);
  return directions(origin.length).map((whole) => {
    const change = derivative((t) => {
      const data: Float64Array[] = [...start];
      for (const [k, part] of split(moved(origin, t, whole), parts).entries())
        data[places[k] as number] = part;
      return run(data)[0] as ArrayLike<number>;
    });
    return { direction: split(whole, parts), change };
  });
}

/** The axes, or three directions without pattern where there are many. */
export function directions(length: number): Float64Array[] {
  if (length === 0) return [];
  return Array.from({ length: length <= few ? length : 3 }, (_, k) =>
    length <= few ? unit(length, k) : direction(length, 11 * k + 1),
  );
}
