import type { ClosedPlace, PlacedPart } from "../plan/closed-kernel.ts";
import { bytesPerElement, type DType } from "../shape/dtype.ts";
import { place } from "./element.ts";
import type { Value } from "./expression.ts";
import type { Index } from "./function-builder.ts";
import { type KernelContext, Lanes } from "./kernel-context.ts";
import type { KernelLane } from "./kernel-lane.ts";
import { nestedLoops } from "./loop-nest.ts";

/** Emits zeros and copies each input to its place. */
export function emitPlace(context: KernelContext, { dtype, size, isCovered, parts }: ClosedPlace): void {
  const bytes = bytesPerElement(dtype);
  const target = context.operands.length - 1;
  if (!isCovered) clear(context, context.operands[target] as Index, size * bytes);
  for (const part of parts) copy(context, part, dtype, target);
}

/** More bytes are set to zero by a loop of the engine's, which fewer are not worth calling. */
const mostWrittenOut = 256;

/** Sets bytes to zero. A buffer is padded to whole vectors, but for that of a single element. */
function clear({ f }: KernelContext, address: Index, bytes: number): void {
  if (bytes > mostWrittenOut || bytes <= 8) {
    f.fill(address, 0, bytes);
    return;
  }
  const zero = f.v128(new Uint8Array(16));
  for (let at = 0; at < bytes; at += 16) f.store("v128.store", address, zero, at);
}

/** Copies elements, whole vectors where they are neighbours on both sides, never touching what lies beside them. */
function copy(context: KernelContext, part: PlacedPart, dtype: DType, target: number): void {
  const { f } = context;
  const { sizes, from, to: strides, start } = part;
  const bytes = bytesPerElement(dtype);
  const last = sizes.length - 1;
  const move = (width: number, position: readonly Index[]): void => {
    // The place of the part in the result, then that of the element in the part.
    const to = place(context, { argument: target, strides: [1, ...strides] }, bytes, [start, ...position]);
    const inward = (last < 0 ? 1 : (from[last] as number)) * bytes;
    const outward = (last < 0 ? 1 : (strides[last] as number)) * bytes;
    if (bytes === 1) {
      f.store("i32.store8", to.address, loadByte(context, part, position), to.offset);
      return;
    }
    const lane = new Lanes(context, width).of(bytes === 8 ? "float64" : "int32");
    lane.storeStrided(
      to.address,
      outward,
      loadElements(context, part, dtype, lane, position, inward),
      to.offset,
    );
  };
  if (last < 0) {
    move(1, []);
    return;
  }
  const size = sizes[last] as number;
  const width = bytes === 8 ? 2 : bytes === 4 ? 4 : 1;
  nestedLoops(context, sizes.slice(0, last), 1, (position) => {
    const even = size - (size % width);
    f.range(0, even, width, (i) => move(width, [...position, i]));
    if (even < size) move(size - even, [...position, even]);
  });
}

function loadElements(
  context: KernelContext,
  { constant, argument, from }: PlacedPart,
  dtype: DType,
  lane: KernelLane,
  position: readonly Index[],
  stride: number,
): Value {
  if (constant === null) {
    const { address, offset } = place(context, { argument, strides: from }, lane.elementBytes, position);
    return lane.loadStrided(address, stride, offset);
  }
  // The lane copies bits: a float32 constant goes through an int32 lane as its bit pattern.
  return lane.constant(
    dtype === "float32" ? (new Int32Array(Float32Array.of(constant).buffer)[0] as number) : constant,
  );
}

function loadByte(
  context: KernelContext,
  { constant, argument, from }: PlacedPart,
  position: readonly Index[],
): Value<"i32"> {
  if (constant !== null) return context.f.i32(constant);
  const { address, offset } = place(context, { argument, strides: from }, 1, position);
  return context.f.load("i32.load8_u", address, offset);
}
