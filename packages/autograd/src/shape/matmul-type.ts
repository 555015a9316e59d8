import type { Broadcast } from "./broadcast-type.ts";
import type { Dims, DimText, Exactly, Mismatch, ShapeText } from "./shape-type.ts";

/**
 * The shape of a matrix product, or a {@link Mismatch}. As in NumPy: a vector on the left is a row, on the right a
 * column, and its axis is gone from the result; axes before the last two are batches, which broadcast.
 */
export type Matmul<A extends Dims, B extends Dims> = number extends [...A, ...B]["length"]
  ? number[]
  : A extends [infer K extends number]
    ? VectorTimes<K, B>
    : A extends [...infer Batch extends Dims, infer M extends number, infer K extends number]
      ? MatrixTimes<Batch, M, K, B>
      : ScalarOperand;

/** The type of the right operand `O` of shape `B`: `O` itself, or the sentence that says why not. */
export type MatmulOperand<A extends Dims, O, B extends Dims> =
  Matmul<A, B> extends Mismatch
    ? `cannot matmul ${ShapeText<A>} by ${ShapeText<B>}: ${Matmul<A, B>["mismatch"]}`
    : O;

/** The inner product of two vectors: `[]`, or a {@link Mismatch}. */
export type Dot<A extends Dims, B extends Dims> = number extends [...A, ...B]["length"]
  ? []
  : A extends [infer K extends number]
    ? B extends [infer L extends number]
      ? Inner<K, L, []>
      : Mismatch<"both must have one axis">
    : Mismatch<"both must have one axis">;

export type DotOperand<A extends Dims, O, B extends Dims> =
  Dot<A, B> extends Mismatch ? `cannot dot ${ShapeText<A>} by ${ShapeText<B>}: ${Dot<A, B>["mismatch"]}` : O;

/** All products of two vectors: `[n, m]`, or a {@link Mismatch}. */
export type Outer<A extends Dims, B extends Dims> = number extends [...A, ...B]["length"]
  ? [number, number]
  : A extends [infer N extends number]
    ? B extends [infer M extends number]
      ? [N, M]
      : Mismatch<"both must have one axis">
    : Mismatch<"both must have one axis">;

export type OuterOperand<A extends Dims, O, B extends Dims> =
  Outer<A, B> extends Mismatch
    ? `cannot outer ${ShapeText<A>} by ${ShapeText<B>}: ${Outer<A, B>["mismatch"]}`
    : O;

type VectorTimes<K extends number, B extends Dims> = B extends [infer L extends number]
  ? Inner<K, L, []>
  : B extends [...infer Batch extends Dims, infer L extends number, infer N extends number]
    ? Inner<K, L, [...Batch, N]>
    : ScalarOperand;

type MatrixTimes<BatchA extends Dims, M extends number, K extends number, B extends Dims> = B extends [
  infer L extends number,
]
  ? Inner<K, L, [...BatchA, M]>
  : B extends [...infer BatchB extends Dims, infer L extends number, infer N extends number]
    ? Inner<K, L, Batched<Broadcast<BatchA, BatchB>, M, N>>
    : ScalarOperand;

/** `Result` if the inner sizes match. */
type Inner<K extends number, L extends number, Result extends Dims> =
  Exactly<L> extends Exactly<K>
    ? Result
    : number extends K | L
      ? Result
      : Mismatch<`inner dims [${DimText<K>}] and [${DimText<L>}] differ`>;

type Batched<Batch extends Dims, M extends number, N extends number> =
  Batch extends Mismatch<infer Reason> ? Mismatch<`batch ${Reason}`> : [...Batch, M, N];

type ScalarOperand = Mismatch<"a scalar has no inner dim">;
