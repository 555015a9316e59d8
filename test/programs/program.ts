import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Attributes, Operation } from "../../packages/autograd/src/op/definition.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { allocate, type DType, type FloatDType, isFloat } from "../../packages/autograd/src/shape/dtype.ts";
import { type Shape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { direction } from "../numeric/vector.ts";

/** One operation of a program. Its inputs are numbers of values: first the leaves, then the results of the steps. */
export interface Step {
  readonly op: string;
  readonly inputs: readonly number[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
}

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
  for (const { op, inputs, attributes } of program.steps) {
    values.push(
      apply(
        lookup(op),
        inputs.map((k) => values[k] as Node),
        attributes,
      ),
    );
  }
  return values;
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
export function text({ dtype, leaves, steps }: Program): string {
  const lines = leaves.map((shape, k) => `%${k} = input ${dtype} [${shape}]`);
  for (const [k, { op, inputs, attributes, shape }] of steps.entries()) {
    const settings = Object.keys(attributes).length === 0 ? "" : ` ${JSON.stringify(attributes)}`;
    lines.push(
      `%${leaves.length + k} = ${op} ${inputs.map((i) => `%${i}`).join(" ")}${settings} -> [${shape}]`,
    );
  }
  return `\n${lines.join("\n")}\n`;
}
