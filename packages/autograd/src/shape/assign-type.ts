import type { Unify } from "./join-type.ts";
import type { Dims, Exactly, Mismatch, ShapeText } from "./shape-type.ts";

/** The type of a new value `O` of shape `B` for a parameter of shape `A`: `O` itself, or the sentence that says why not. */
export type AssignOperand<A extends Dims, O, B extends Dims> =
  Exactly<B> extends Exactly<A>
    ? O
    : AssignKnown<A, B> extends Mismatch
      ? `cannot assign ${ShapeText<B>} to a parameter of shape ${ShapeText<A>}: ${AssignKnown<A, B>["mismatch"]}`
      : O;

type AssignKnown<A extends Dims, B extends Dims> = number extends [...A, ...B]["length"]
  ? number[]
  : Unify<A, B>;
