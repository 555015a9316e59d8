import type { FloatDType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";

/**
 * The vocabulary derivative rules are written in.
 *
 * A rule names operations through a builder instead of importing them: the same rule then builds a graph, or prints
 * itself for `docs/operations.md`, and operation files need not know each other. `V` is whatever the builder makes,
 * a graph node or a piece of text.
 */
export interface Builder<V> {
  shapeOf(x: V): Shape;
  /** A constant of the structure (not of the data), a scalar of the dtype of `like`. */
  constant(value: number, like: V): V;

  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  neg(a: V): V;
  pow(a: V, b: V): V;
  /** Multiplication in which an exact zero annihilates: 0 · ∞ = 0 · NaN = 0. */
  strongMul(a: V, b: V): V;
  exp(x: V): V;
  log(x: V): V;
  sin(x: V): V;
  cos(x: V): V;
  sqrt(x: V): V;
  square(x: V): V;
  reciprocal(x: V): V;
  sigmoid(x: V): V;
  sign(x: V): V;
  abs(x: V): V;

  equal(a: V, b: V): V;
  notEqual(a: V, b: V): V;
  less(a: V, b: V): V;
  lessEqual(a: V, b: V): V;
  greater(a: V, b: V): V;
  greaterEqual(a: V, b: V): V;
  logicalAnd(a: V, b: V): V;
  where(condition: V, whenTrue: V, whenFalse: V): V;

  /** Over the given axes, which stay with size 1. */
  sum(x: V, axes: readonly number[]): V;
  max(x: V, axes: readonly number[]): V;
  prod(x: V, axes: readonly number[]): V;
  reshape(x: V, shape: Shape): V;
  broadcastTo(x: V, shape: Shape): V;
  permute(x: V, axes: readonly number[]): V;
  slice(x: V, starts: readonly number[], sizes: readonly number[], steps: readonly number[]): V;
  flip(x: V, axes: readonly number[]): V;
  pad(x: V, low: readonly number[], high: readonly number[], interior: readonly number[]): V;
  concat(parts: readonly V[], axis: number): V;
  matmul(a: V, b: V): V;
  /** Sums over the axes along which `shape` was stretched to the shape of `x`, and returns to `shape`. */
  sumTo(x: V, shape: Shape): V;
  cast(x: V, dtype: FloatDType): V;

  /** Any other operation of the table, elementwise or without attributes, by its name. */
  apply(name: string, ...inputs: V[]): V;
}
