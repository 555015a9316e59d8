import { enableBodies } from "../../packages/autograd/src/api/bodies.ts";
import { apply, inputNode, placeholderNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { Scope } from "../../packages/autograd/src/graph/scope.ts";
import type { Attributes, Operation } from "../../packages/autograd/src/op/definition.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { allocate, type DType, type FloatDType, isFloat } from "../../packages/autograd/src/shape/dtype.ts";
import { type Shape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { enableRoutines } from "../../packages/autograd/src/tensor/routines.ts";
import { bodyOf } from "../../packages/autograd/src/transform/body.ts";
import { direction } from "../numeric/vector.ts";

/** One operation of a program. Its inputs are numbers of values: first the leaves, then the results of the steps. */
export interface Step {
  readonly op: string;
  readonly inputs: readonly number[];
  readonly attributes: Attributes;
  /** The graphs among the attributes, by name. */
  readonly bodies: Bodies;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What a loop does in each step, or a branch, as a program; its leaves are the inputs of the body. */
export interface BodyProgram {
  readonly program: Program;
  /** Numbers of the values that it gives. */
  readonly outputs: readonly number[];
}

export type Bodies = Readonly<Record<string, BodyProgram>>;

/** A random graph, written out: data may be anything between -2 and 2. */
export interface Program {
  readonly dtype: FloatDType;
  readonly leaves: readonly Shape[];
  readonly steps: readonly Step[];
}

/** Where a program finds its operations: in the table, unless a test plants another. */
export type Lookup = (name: string) => Operation;

/** Nodes of all values of a program, leaves first. */
export function build(program: Program, leaves: readonly Node[], lookup: Lookup = operationNamed): Node[] {
  const values = [...leaves];
  for (const { op, inputs, attributes, bodies } of program.steps) {
    values.push(
      apply(
        lookup(op),
        inputs.map((k) => values[k] as Node),
        withBodies(attributes, bodies, lookup),
      ),
    );
  }
  return values;
}

enableBodies();
enableRoutines();

/** The call that placeholders of bodies belong to. */
const steps = new Scope("scan", true);

/** Attributes with graphs in place of programs. */
export function withBodies(attributes: Attributes, bodies: Bodies, lookup?: Lookup): Attributes {
  const graphs = Object.entries(bodies).map(([name, { program, outputs }]) => {
    const inputs = program.leaves.map((shape) => placeholderNode(shape, program.dtype, steps));
    const values = build(program, inputs, lookup);
    return [name, bodyOf({ inputs, outputs: outputs.map((k) => values[k] as Node), reached: null })];
  });
  return { ...attributes, ...Object.fromEntries(graphs) };
}

/** Leaves that hold data without pattern, another for each salt. */
export function leafNodes({ leaves, dtype }: Program, salt: number): Node[] {
  return leaves.map((shape, k) => {
    const data = allocate(dtype, sizeOf(shape));
    data.set(direction(data.length, salt + 7 * k).map((x) => 1.8 * x));
    return inputNode(data, shape, dtype);
  });
}

/** The floating-point values that no step uses: a program's results. */
export function results(program: Program): number[] {
  const used = new Set(program.steps.flatMap(({ inputs }) => inputs));
  const dtypes = [...program.leaves.map(() => program.dtype), ...program.steps.map(({ dtype }) => dtype)];
  return dtypes.flatMap((dtype, k) => (isFloat(dtype) && !used.has(k) ? [k] : []));
}

/** One line for each value; what fast-check shows of a program that breaks a property. */
export function text(program: Program): string {
  return `\n${linesOf(program).join("\n")}\n`;
}

function linesOf({ dtype, leaves, steps }: Program): string[] {
  const lines = leaves.map((shape, k) => `%${k} = input ${dtype} [${shape}]`);
  for (const [k, { op, inputs, attributes, bodies, shape }] of steps.entries()) {
    const settings = Object.keys(attributes).length === 0 ? "" : ` ${JSON.stringify(attributes)}`;
    lines.push(
      `%${leaves.length + k} = ${op} ${inputs.map((i) => `%${i}`).join(" ")}${settings} -> [${shape}]`,
    );
    for (const [name, { program, outputs }] of Object.entries(bodies)) {
      const given = outputs.map((output) => `%${output}`).join(" ");
      lines.push(`  ${name}, which gives ${given}:`, ...linesOf(program).map((line) => `    ${line}`));
    }
  }
  return lines;
}
