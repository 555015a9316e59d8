/**
 * The machine a scalar expression runs on.
 *
 * Every elementwise operation is written once, as an expression over a lane: `(m, x) => m.div(m.constant(1), x)`. Run on
 * a JavaScript lane it computes a number, which is what the interpreter does; run on a WebAssembly lane it emits SIMD
 * instructions. Only steps that IEEE 754 rounds in exactly one way are offered, and
 * no fused multiply-add, so both give the same bits.
 *
 * `V` is a value of the lane's dtype, `M` a truth value (a mask in SIMD).
 */
export interface Lane<V, M> {
  /** The dtype whose rounding applies after every step. */
  readonly dtype: "float64" | "float32" | "int32";

  /** A constant, rounded to the lane's dtype. */
  constant(value: number): V;

  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  /** Floating-point lanes only. */
  div(a: V, b: V): V;
  neg(a: V): V;
  abs(a: V): V;
  /** NaN if either is NaN; -0 < +0: as `Math.min`, `f64.min`. */
  min(a: V, b: V): V;
  max(a: V, b: V): V;

  /** Floating-point lanes only, from here to {@link mantissa}. */
  sqrt(a: V): V;
  floor(a: V): V;
  ceil(a: V): V;
  trunc(a: V): V;
  /** To the nearest integer, ties to even; keeps the sign of zero: as `f64.nearest`. */
  nearest(a: V): V;
  /** The magnitude of `a` with the sign bit of `b`. */
  copysign(a: V, b: V): V;
  /** 2^k for an integer-valued k whose result is a normal number (-1022..1023; float32 -126..127). */
  pow2(k: V): V;
  /** The unbiased exponent of a positive normal number, as a value: exponent(12) = 3. */
  exponent(a: V): V;
  /** A positive normal number scaled into [1, 2): mantissa(12) = 1.5. */
  mantissa(a: V): V;
  /** Clears the low half of the significand (27 bits of float64, 12 of float32), so that products of such halves are exact. */
  upper(a: V): V;

  /** int32 only, from here to {@link shiftRightUnsigned}. */
  bitAnd(a: V, b: V): V;
  bitOr(a: V, b: V): V;
  bitXor(a: V, b: V): V;
  /** Shifts by `count` modulo 32. */
  shiftLeft(a: V, count: V): V;
  /** Fills with the sign. */
  shiftRight(a: V, count: V): V;
  /** Fills with zeros. */
  shiftRightUnsigned(a: V, count: V): V;

  eq(a: V, b: V): M;
  ne(a: V, b: V): M;
  lt(a: V, b: V): M;
  le(a: V, b: V): M;
  gt(a: V, b: V): M;
  ge(a: V, b: V): M;
  and(a: M, b: M): M;
  or(a: M, b: M): M;
  not(a: M): M;
  /** Both sides are computed; neither traps. */
  select(condition: M, whenTrue: V, whenFalse: V): V;

  /**
   * A path too rare and too branchy for SIMD (argument reduction of a huge angle): where `condition` holds, the value
   * of the plain JavaScript function `name` of {@link rareFunctions}, elsewhere `otherwise`. WebAssembly imports
   * the very same function.
   */
  rare(condition: M, name: string, argument: V, otherwise: V): V;
}

/** A scalar function of one argument, written once for every lane. */
export type LaneFunction = <V, M>(m: Lane<V, M>, x: V) => V;

/** A scalar function of two arguments. */
export type LaneFunction2 = <V, M>(m: Lane<V, M>, x: V, y: V) => V;
