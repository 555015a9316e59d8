import type { NestedShape } from "./nested-type.ts";
import type { Dims, Shaped } from "./shape-type.ts";

/**
 * The shape of an operand: a tensor's, that of nested arrays, `[]` for a number.
 *
 * A tensor whose shape is a union has to be looked at twice, since from a union the compiler infers only its first member.
 */
export type ShapeOf<Operand> =
  Operand extends Shaped<infer S>
    ? S
    : Operand extends { readonly shape: infer Shapes }
      ? Mutable<Shapes>
      : NestedShape<Operand>;

type Mutable<Shape> = Shape extends readonly [...infer S extends Dims] ? S : never;

/** The shapes of a list of operands: a tuple for a tuple, an array for an array. */
export type ShapesOf<Operands extends readonly unknown[]> = {
  -readonly [Index in keyof Operands]: ShapeOf<Operands[Index]>;
};
