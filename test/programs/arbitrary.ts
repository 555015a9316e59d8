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
  fmod: "jumps, wherever its arguments may be",
  part: "comes with the loops and branches that have several results",
  whileLoop: "has no derivative in reverse mode",
  fixedPoint: "converges only where its body is made for it",
  root: "converges only where its body is made for it",
  flow: "takes a body made for it",
  integral: "takes a body made for it",
  twofold: "takes a body made for it",
  crossing: "takes a body made for it",
  fourier: "takes a table, which is no value of a program",
  realFourier: "takes a table, which is no value of a program",
  settled: "refuses errors that are not small, as those of random values",
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

/** Operations that hold graphs, and those that these graphs are made of. */
function kindsOf(operations: readonly Operation[]): readonly [plain: Operation[], holding: Operation[]] {
  const holds = ({ meaning }: Operation): boolean => meaning.kind === "body";
  return [operations.filter((op) => !holds(op)), operations.filter(holds)];
}

function instructions({ maxInstructions = 16, operations = programOperations }: ProgramOptions) {
  const [plain, holding] = kindsOf(operations);
  const number = fc.nat({ max: 23 });
  const instruction: fc.Arbitrary<Instruction> = fc.record({
    op: fc.nat({ max: plain.length - 1 }),
    // Mostly one of the latest values, so that programs are deep rather than wide.
    picks: fc.tuple(fc.nat({ max: 3 }), number, number),
    choices: fc.array(number, { minLength: 8, maxLength: 8 }),
  });
  const withBody: fc.Arbitrary<Instruction> = fc
    .record({
      instruction,
      op: fc.nat({ max: holding.length - 1 }),
      body: fc.array(instruction, { minLength: 1, maxLength: 4 }),
    })
    .map(({ instruction, op, body }) => ({ ...instruction, op: plain.length + op, body }));
  const any = fc.oneof(
    { weight: plain.length, arbitrary: instruction },
    { weight: holding.length, arbitrary: withBody },
  );
  return fc.array(any, { minLength: 1, maxLength: maxInstructions, size: "max" });
}

function written(
  leaves: readonly Shape[],
  body: readonly Instruction[],
  { dtype = "float64", operations = programOperations }: ProgramOptions,
): Program {
  const known = kindsOf(operations).flat();
  const performed = (writer: ProgramWriter, list: readonly Instruction[]): void => {
    for (const each of list) {
      perform(writer, known[each.op] as Operation, each, (within, isReversed) => {
        const { body = [] } = each;
        performed(within, isReversed ? body.toReversed() : body);
      });
    }
  };
  const writer = new ProgramWriter(dtype, leaves);
  performed(writer, body);
  const program = writer.program();
  return { ...program, [fc.toStringMethod]: () => text(program) } as Program;
}
