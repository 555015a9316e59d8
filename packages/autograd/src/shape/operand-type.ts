import type { NestedShape } from "./nested-type.ts";
import type { Shaped } from "./shape-type.ts";

/** The shape of an operand: a tensor's, that of nested arrays, `[]` for a number. */
export type ShapeOf<Operand> = Operand extends Shaped<infer S> ? S : NestedShape<Operand>;

/** The shapes of a list of operands: a tuple for a tuple, an array for an array. */
export type ShapesOf<Operands extends readonly unknown[]> = {
  -readonly [Index in keyof Operands]: ShapeOf<Operands[Index]>;
};
