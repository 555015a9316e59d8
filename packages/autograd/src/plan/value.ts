import type { Attributes, Operation, Rewriter } from "../op/definition.ts";
import type { DType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";

/** One value of a program: an operation on earlier values, by number. */
export interface Value {
  readonly op: Operation;
  readonly inputs: readonly number[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Values under construction. */
export interface Values {
  /** The number of this value, or of one that is equal bit for bit and cheaper. */
  add(value: Value): number;
  at(number: number): Value;
  /** What operations rewrite them with. */
  readonly rewriter: Rewriter<number>;
}

/** Whether a value is a number of the structure. */
export function isConstant({ op }: Value): boolean {
  return op.meaning.kind === "constant";
}
