import { ArgumentError, mt19937, type RandomGenerator } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";

/** Where a model's first weights come from; at most one of the two. */
export interface Randomness {
  /** Draws the weights, layer by layer. */
  readonly generator?: RandomGenerator | undefined;
  /** Short for `generator: mt19937(seed)`. */
  readonly seed?: number | undefined;
}

let shared: RandomGenerator | null = null;

/**
 * The generator that options name. Without one all models draw from a single sequence that is the same in every run of a
 * program: two layers differ, and two runs do not.
 */
export function generatorArgument(op: string, generator: unknown, seed: unknown): RandomGenerator {
  if (generator !== undefined && seed !== undefined) {
    throw new ArgumentError(op, "generator and seed cannot be given together. Leave one out.");
  }
  if (seed !== undefined) return mt19937(seed as number);
  if (generator === undefined) {
    shared ??= mt19937(0);
    return shared;
  }
  if (
    typeof generator !== "object" ||
    generator === null ||
    !("uniform" in generator) ||
    !("normal" in generator)
  ) {
    throw new ArgumentError(
      op,
      `generator must be a generator such as mt19937(10), got ${describeValue(generator)}.`,
    );
  }
  return generator as RandomGenerator;
}
