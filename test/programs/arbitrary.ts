import fc from "fast-check";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { table } from "../../packages/autograd/src/op/table.ts";
import type { FloatDType } from "../../packages/autograd/src/shape/dtype.ts";
import { type Shape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { perform } from "./instruction.ts";
import { type Program, text } from "./program.ts";
import { ProgramWriter } from "./writer.ts";

export interface ProgramOptions {
  readonly dtype?: FloatDType;
  readonly maxInstructions?: number;
  /** Operations to draw from. */
  readonly operations?: readonly Operation[];
}

/** Operations that a random program has no use for, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  input: "the leaves of a program",
  constant: "comes with every step that has to be fitted into its domain",
  stopGradient: "its derivative is not that of what it computes",
  cast: "rounds to another dtype, which finite differences cannot see past",
};

export const programOperations: readonly Operation[] = [...table.values()].filter(
  ({ name }) => !(name in leftOut),
);

const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const shapes: fc.Arbitrary<Shape> = fc.array(sizes, { maxLength: 3 }).filter((shape) => sizeOf(shape) <= 24);

/**
 * Random programs: a few leaves and operations on them and on each other, with shapes from empty to rank 4. Every
 * step has its arguments inside the domain in which it is smooth. A program shrinks by losing instructions.
 */
export function programs({
  dtype = "float64",
  maxInstructions = 16,
  operations = programOperations,
}: ProgramOptions = {}) {
  const number = fc.nat({ max: 23 });
  const numbers = (count: number): fc.Arbitrary<number[]> =>
    fc.array(number, { minLength: count, maxLength: count });
  const instruction = fc.record({
    op: fc.nat({ max: operations.length - 1 }),
    // Mostly one of the latest values, so that programs are deep rather than wide.
    picks: fc.tuple(fc.nat({ max: 3 }), number, number),
    choices: numbers(8),
  });
  return fc
    .record({
      leaves: fc.array(shapes, { minLength: 1, maxLength: 3 }),
      instructions: fc.array(instruction, { minLength: 1, maxLength: maxInstructions, size: "max" }),
    })
    .map(({ leaves, instructions }): Program => {
      const writer = new ProgramWriter(dtype, leaves);
      for (const each of instructions) perform(writer, operations[each.op] as Operation, each);
      const program = writer.program();
      return { ...program, [fc.toStringMethod]: () => text(program) } as Program;
    });
}
