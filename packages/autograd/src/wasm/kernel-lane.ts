import type { Lane } from "../scalar/lane.ts";
import type { Value, Variable } from "./expression.ts";
import type { Index } from "./function-builder.ts";
import type { ValueType } from "./instruction.ts";

/** The dtypes that have lanes of their own; a bool tensor is a mask of such a lane. */
export type LaneDType = "float64" | "float32" | "int32";

/**
 * A lane that emits WebAssembly, with reading and writing memory.
 *
 * `T` is the type of a value; `U` that of a mask: i32 0 or 1 in a scalar lane, all-ones or zero lanes in a SIMD lane.
 */
export interface MemoryLane<T extends ValueType = ValueType, U extends ValueType = ValueType>
  extends Lane<Value<T>, Value<U>> {
  readonly dtype: LaneDType;
  /** Elements in one value. */
  readonly width: number;
  /** Bytes of one element in memory. */
  readonly elementBytes: number;

  /** `width` consecutive elements. */
  load(address: Index, offset?: number): Value<T>;
  store(address: Index, value: Value<T>, offset?: number): void;
  constantMask(value: boolean): Value<U>;

  /** A local for an accumulator. */
  variable(initial?: Value<T>, name?: string): Variable<T>;
}

/**
 * What a kernel around the scalar expression needs: strides, splats, masks in memory. Written against this interface, a kernel
 * body can be built twice, for the whole vectors of a loop and for its rest.
 */
export interface KernelLane<T extends ValueType = ValueType, U extends ValueType = ValueType>
  extends MemoryLane<T, U> {
  /** `width` elements, `stride` bytes apart; a negative stride runs backwards. */
  loadStrided(address: Index, stride: number, offset?: number): Value<T>;
  storeStrided(address: Index, stride: number, value: Value<T>, offset?: number): void;
  /** One element of memory in every lane. */
  loadSplat(address: Index, offset?: number): Value<T>;
  /** The element of one lane, in the first. */
  first(value: Value<T>, lane: number): Value<T>;

  /** `width` bools, a byte of 0 or 1 each. */
  loadMask(address: Index, offset?: number): Value<U>;
  storeMask(address: Index, mask: Value<U>, offset?: number): void;
  /** `width` bools, `stride` bytes apart. */
  loadMaskStrided(address: Index, stride: number, offset?: number): Value<U>;
  /** One bool of memory in every lane. */
  loadMaskSplat(address: Index, offset?: number): Value<U>;
}
