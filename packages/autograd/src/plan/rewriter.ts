import type { Attributes, Operation, Rewriter } from "../op/definition.ts";
import { constant } from "../op/leaf.ts";
import { separated } from "../op/operation.ts";
import { isConstant, type Values } from "./value.ts";

const noAttributes: Attributes = {};

/** What operations rewrite the values of a program with. */
export function rewriterOf(program: Values): Rewriter<number> {
  const applied = (op: Operation, ...given: (number | Attributes)[]): number => {
    const { inputs, attributes } = separated(op, given);
    const values = inputs.map((x) => program.at(x as number));
    const own = attributes ?? noAttributes;
    const shape = op.shape(
      values.map((value) => value.shape),
      own,
    );
    const dtype = op.dtype(
      values.map((value) => value.dtype),
      own,
    );
    return program.add({ op, inputs: inputs as readonly number[], attributes: own, shape, dtype });
  };
  return Object.assign(applied as Rewriter<number>, {
    shapeOf: (x: number) => program.at(x).shape,
    dtypeOf: (x: number) => program.at(x).dtype,
    constant: (value: number, like: number) => {
      const { dtype } = program.at(like);
      return program.add({ op: constant, inputs: [], attributes: { value, dtype }, shape: [], dtype });
    },
    constantOf: (x: number) => constantOf(program, x),
    made: (x: number) => program.at(x),
  });
}

/** The number a value is known to be, or undefined. */
export function constantOf(program: Values, number: number): number | undefined {
  const value = program.at(number);
  return isConstant(value) ? (value.attributes["value"] as number) : undefined;
}
