import fc from "fast-check";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { table } from "../../packages/autograd/src/op/table.ts";
import type { FloatDType } from "../../packages/autograd/src/shape/dtype.ts";
import { type Shape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { type Instruction, perform } from "./instruction.ts";
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
  take: "refuses indices that are out of range, and values of a program are no indices",
  scatterAdd: "likewise",
  cholesky: "refuses what is not positive definite, which hardly any value of a program is",
  scan: "has a function as argument, with programs of its own: packages/autograd/src/api/scan.test.ts",
  cond: "likewise: packages/autograd/src/api/cond.test.ts",
  part: "comes with these two",
  solveTriangular: "refuses a zero on the diagonal, and is ill-conditioned for most others",
};

export const programOperations: readonly Operation[] = [...table.values()].filter(
  ({ name }) => !(name in leftOut),
);

const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const shapes: fc.Arbitrary<Shape> = fc.array(sizes, { maxLength: 3 }).filter((shape) => sizeOf(shape) <= 24);
const leafShapes: fc.Arbitrary<Shape[]> = fc.array(shapes, { minLength: 1, maxLength: 3 });

/**
 * Random programs: a few leaves and operations on them and on each other, with shapes from empty to rank 4. Every
 * step has its arguments inside the domain in which it is smooth. A program shrinks by losing instructions.
 */
export function programs(options: ProgramOptions = {}): fc.Arbitrary<Program> {
  return fc
    .record({ leaves: leafShapes, body: instructions(options) })
    .map(({ leaves, body }) => written(leaves, body, options));
}

/** Two programs on the same leaves. */
export function programPairs(options: ProgramOptions = {}): fc.Arbitrary<readonly [Program, Program]> {
  return fc
    .record({ leaves: leafShapes, first: instructions(options), second: instructions(options) })
    .map(({ leaves, first, second }) => [written(leaves, first, options), written(leaves, second, options)]);
}

function instructions({ maxInstructions = 16, operations = programOperations }: ProgramOptions) {
  const number = fc.nat({ max: 23 });
  const instruction: fc.Arbitrary<Instruction> = fc.record({
    op: fc.nat({ max: operations.length - 1 }),
    // Mostly one of the latest values, so that programs are deep rather than wide.
    picks: fc.tuple(fc.nat({ max: 3 }), number, number),
    choices: fc.array(number, { minLength: 8, maxLength: 8 }),
  });
  return fc.array(instruction, { minLength: 1, maxLength: maxInstructions, size: "max" });
}

function written(
  leaves: readonly Shape[],
  body: readonly Instruction[],
  { dtype = "float64", operations = programOperations }: ProgramOptions,
): Program {
  const writer = new ProgramWriter(dtype, leaves);
  for (const each of body) perform(writer, operations[each.op] as Operation, each);
  const program = writer.program();
  return { ...program, [fc.toStringMethod]: () => text(program) } as Program;
}
