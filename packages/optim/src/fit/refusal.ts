import { ArgumentError } from "@chainrule/autograd";

/**
 * What a function gives at a place that a search tries; null if it refuses the data there, as a factorisation does of a matrix that is
 * not positive definite. At the first place, where a search begins, that is an error like any other.
 * @param op - Whose own refusals are not meant, nor those of what is recorded.
 * @param evaluation - The number of the place, from 1.
 */
export function unlessRefused<T>(op: string, evaluation: number, f: () => T): T | null {
  try {
    return f();
  } catch (error) {
    if (evaluation === 1 || !(error instanceof ArgumentError) || error.op === op || error.op === "compile")
      throw error;
    return null;
  }
}
