import type { Dims, DimText, Exactly, Mismatch, ShapeText } from "./shape-type.ts";

/**
 * The shape two operands broadcast to, or a {@link Mismatch}.
 *
 * The first test also answers `Broadcast<S, S>` and `Broadcast<S, []>` for a generic `S`.
 */
export type Broadcast<A extends Dims, B extends Dims> =
  Exactly<B> extends Exactly<A> | Exactly<[]> ? A : BroadcastKnown<A, B>;

/**
 * The type of an operand `O` of shape `B` beside an operand of shape `A`: `O` itself, or the sentence that says why not.
 *
 * The inner condition contains no `infer`: only then does the compiler assign to it while `A` or `B` is generic.
 */
export type BroadcastOperand<Op extends string, A extends Dims, O, B extends Dims> =
  Exactly<B> extends Exactly<A> | Exactly<[]>
    ? O
    : BroadcastKnown<A, B> extends Mismatch
      ? `cannot ${Op} ${ShapeText<A>} and ${ShapeText<B>}: ${BroadcastKnown<A, B>["mismatch"]}`
      : O;

/** The shape of operand `A` broadcast to exactly `To`: `To`, or a {@link Mismatch}. */
export type BroadcastTo<A extends Dims, To extends Dims> = number extends [...A, ...To]["length"]
  ? To
  : Stretch<A, To, To>;

/**
 * As {@link Broadcast} without its shortcut. Ranks are looked at through `[...A, ...B]`, which for a generic shape the
 * compiler takes for one of unknown rank: so it accepts what it cannot know, and leaves it to run time.
 */
type BroadcastKnown<A extends Dims, B extends Dims> = number extends [...A, ...B]["length"]
  ? number[]
  : Align<A, B>;

/**
 * Walks both shapes from the last axis. Equal sizes and 1 agree; an unknown size beside a known one must be that
 * size or 1, and the known one results.
 */
type Align<A extends Dims, B extends Dims, Tail extends Dims = []> = A extends [
  ...infer RestA extends Dims,
  infer D extends number,
]
  ? B extends [...infer RestB extends Dims, infer E extends number]
    ? Exactly<E> extends Exactly<D> | Exactly<1>
      ? Align<RestA, RestB, [D, ...Tail]>
      : Exactly<D> extends Exactly<1>
        ? Align<RestA, RestB, [E, ...Tail]>
        : number extends D
          ? Align<RestA, RestB, [E, ...Tail]>
          : number extends E
            ? Align<RestA, RestB, [D, ...Tail]>
            : Mismatch<`dims [${DimText<D>}] and [${DimText<E>}] differ`>
    : [...A, ...Tail]
  : [...B, ...Tail];

type Stretch<A extends Dims, Rest extends Dims, To extends Dims> = A extends [
  ...infer RestA extends Dims,
  infer D extends number,
]
  ? Rest extends [...infer RestTo extends Dims, infer E extends number]
    ? Exactly<D> extends Exactly<E> | Exactly<1>
      ? Stretch<RestA, RestTo, To>
      : number extends D | E
        ? Stretch<RestA, RestTo, To>
        : Mismatch<`dims [${DimText<D>}] and [${DimText<E>}] differ`>
    : Mismatch<"the target has fewer axes">
  : To;
