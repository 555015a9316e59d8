import { indexSpace } from "../plan/index-space.ts";
import type { PlaceKernel } from "../plan/plan.ts";
import { bytesPerElement } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { place, type Reading } from "./element.ts";
import type { Value } from "./expression.ts";
import type { Index } from "./function-builder.ts";
import { addressOf, type KernelContext, Lanes, valueOf } from "./kernel-context.ts";
import { nestedLoops } from "./loop-nest.ts";

/** Emits zeros and copies each input to its place. */
export function emitPlace(context: KernelContext, { value: v }: PlaceKernel): void {
  const { op, inputs, attributes, shape, dtype } = valueOf(context, v);
  const { meaning } = op;
  if (meaning.kind !== "place") throw new TypeError(`${op.name} does not place its inputs`);
  const { plan } = context;
  const bytes = bytesPerElement(dtype);
  const shapes = inputs.map((input) => valueOf(context, input).shape);
  const covered = shapes.reduce((sum, part) => sum + sizeOf(part), 0);
  if (covered < sizeOf(shape)) clear(context, addressOf(context, v), sizeOf(shape) * bytes);
  for (const [i, view] of meaning.place(shapes, attributes).entries()) {
    const part = shapes[i] as readonly number[];
    if (sizeOf(part) === 0) continue;
    const access = plan.accesses[inputs[i] as number] as Reading["access"];
    const space = indexSpace(part, [access.strides, view.strides], []);
    const source: Reading = { access, strides: space.strides[0] as number[] };
    const target: Reading = {
      access: { base: v, offset: view.offset, strides: [] },
      strides: space.strides[1] as number[],
    };
    copy(context, source, target, space.sizes, bytes);
  }
}

/** More bytes are set to zero by a loop of the engine's, which fewer are not worth calling. */
const mostWrittenOut = 256;

/** Sets bytes to zero. A buffer is padded to whole vectors, but for that of a single element. */
function clear({ f }: KernelContext, address: number, bytes: number): void {
  if (bytes > mostWrittenOut || bytes <= 8) {
    f.fill(address, 0, bytes);
    return;
  }
  const zero = f.v128(new Uint8Array(16));
  for (let at = 0; at < bytes; at += 16) f.store("v128.store", address, zero, at);
}

/** Copies elements, whole vectors where they are neighbours on both sides, never touching what lies beside them. */
function copy(
  context: KernelContext,
  source: Reading,
  target: Reading,
  sizes: readonly number[],
  bytes: number,
): void {
  const { f } = context;
  const last = sizes.length - 1;
  const move = (width: number, position: readonly Index[]): void => {
    const to = place(context, target, bytes, position);
    const inward = (last < 0 ? 1 : (source.strides[last] as number)) * bytes;
    const outward = (last < 0 ? 1 : (target.strides[last] as number)) * bytes;
    if (bytes === 1) {
      f.store("i32.store8", to.address, loadByte(context, source, position), to.offset);
      return;
    }
    const lane = new Lanes(context, width).of(bytes === 8 ? "float64" : "int32");
    lane.storeStrided(to.address, outward, loadElements(context, source, lane, position, inward), to.offset);
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
  source: Reading,
  lane: ReturnType<Lanes["of"]>,
  position: readonly Index[],
  stride: number,
): Value {
  const { op, attributes, dtype } = valueOf(context, source.access.base);
  if (op.meaning.kind !== "constant") {
    const { address, offset } = place(context, source, lane.elementBytes, position);
    return lane.loadStrided(address, stride, offset);
  }
  const value = attributes["value"] as number;
  // The lane copies bits: a float32 constant goes through an int32 lane as its bit pattern.
  return lane.constant(
    dtype === "float32" ? (new Int32Array(Float32Array.of(value).buffer)[0] as number) : value,
  );
}

function loadByte(context: KernelContext, source: Reading, position: readonly Index[]): Value<"i32"> {
  const { op, attributes } = valueOf(context, source.access.base);
  if (op.meaning.kind === "constant") return context.f.i32(attributes["value"] as number);
  const { address, offset } = place(context, source, 1, position);
  return context.f.load("i32.load8_u", address, offset);
}
