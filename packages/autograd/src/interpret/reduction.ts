import type { Node } from "../graph/node.ts";
import { accumulators, blockLength, blocksPerGroup } from "../plan/reduction-order.ts";
import type { Lane } from "../scalar/lane.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { type Shape, sizeOf, stridesOf } from "../shape/shape.ts";
import { walk } from "./positions.ts";
import { laneOf } from "./scalar.ts";

/** Combines elements along the reduced axes, in the order of `plan/reduction-order.ts`. */
export function reduce(node: Node, source: TypedArray, from: number, out: TypedArray, offset: number): void {
  const meaning = node.op.meaning;
  if (meaning.kind !== "reduce") throw new TypeError(`${node.op.name} is not a reduction`);
  const shape = (node.inputs[0] as Node).shape;
  const axes = node.attributes["axes"] as readonly number[];
  const strides = stridesOf(shape);
  const pick = (keep: boolean): { shape: Shape; strides: number[] } => {
    const chosen = shape.map((_, axis) => axis).filter((axis) => axes.includes(axis) !== keep);
    return {
      shape: chosen.map((axis) => shape[axis] as number),
      strides: chosen.map((axis) => strides[axis] as number),
    };
  };
  const outer = pick(true);
  const inner = pick(false);
  const count = sizeOf(inner.shape);
  const lane = laneOf(node.dtype);
  const combine = (a: number, b: number): number => meaning.combine(lane, a, b);
  const positions = new Int32Array(count);
  walk(inner.shape, 0, inner.strides, (index, position) => {
    positions[index] = position;
  });
  walk(outer.shape, from, outer.strides, (index, start) => {
    out[offset + index] =
      count === 0
        ? meaning.empty
        : combined(source, start, positions, combine, neutralOf(meaning.neutral, lane));
  });
}

/** The neutral element in the lane's dtype: integers have no -0 and no infinities. */
function neutralOf(neutral: number, lane: Lane<number, boolean>): number {
  if (lane.dtype !== "int32") return neutral;
  return neutral === Infinity ? 2147483647 : neutral === -Infinity ? -2147483648 : neutral | 0;
}

function combined(
  source: TypedArray,
  start: number,
  positions: Int32Array,
  combine: (a: number, b: number) => number,
  neutral: number,
): number {
  const count = positions.length;
  const partial = new Array<number>(accumulators);
  const at = (k: number): number => partial[k] as number;
  let total = neutral;
  let group = neutral;
  for (let block = 0; block * blockLength < count; block++) {
    partial.fill(neutral);
    const end = Math.min(count, (block + 1) * blockLength);
    for (let i = block * blockLength; i < end; i++) {
      partial[i % accumulators] = combine(
        at(i % accumulators),
        source[start + (positions[i] as number)] as number,
      );
    }
    const even = combine(combine(at(0), at(4)), combine(at(2), at(6)));
    const odd = combine(combine(at(1), at(5)), combine(at(3), at(7)));
    group = combine(group, combine(even, odd));
    if ((block + 1) % blocksPerGroup === 0 || end === count) {
      total = combine(total, group);
      group = neutral;
    }
  }
  return total;
}
