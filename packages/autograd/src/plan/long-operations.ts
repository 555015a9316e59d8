import { sizeOf } from "../shape/shape.ts";
import type { Kernel, Plan } from "./plan.ts";
import type { Program } from "./program.ts";
import type { Value } from "./value.ts";

/** Loops of at most so many elements call functions where the plan has so many of them. */
const smallLoop = 64;
const manySmall = 100;

/** Loops of more elements do so only where they have so many of their own, or the plan has very many. */
const manyInLoop = 50;
const veryMany = 1000;

/** Whether an operation on an element is a long chain of steps, as an exponential is. */
export function isLong({ op, dtype }: Pick<Value, "op" | "dtype">): boolean {
  return op.isLong && dtype !== "int32";
}

/**
 * Which loops call functions for their long operations. A graph with thousands of sines would otherwise be megabytes of code, which
 * take seconds to emit and compile. In a loop over many elements the steps themselves are better, since they alternate with
 * those of the next elements, unless they are more than there are registers for.
 */
export class LongOperations {
  readonly #program: Program;
  /** How many there are. */
  readonly #count: number;

  constructor({ kernels, program }: Plan) {
    this.#program = program;
    this.#count = kernels.reduce((sum, kernel) => sum + countIn(program, kernel), 0);
  }

  areCalledIn(kernel: Kernel): boolean {
    if (kernel.kind !== "loop" || this.#count <= manyInLoop) return false;
    if (sizeOf(kernel.shape) <= smallLoop) return this.#count > manySmall;
    return this.#count > veryMany || countIn(this.#program, kernel) > manyInLoop;
  }
}

function countIn({ values }: Program, kernel: Kernel): number {
  if (kernel.kind !== "loop") return 0;
  let count = 0;
  for (const v of kernel.values) if (isLong(values[v] as Value)) count++;
  return count;
}
