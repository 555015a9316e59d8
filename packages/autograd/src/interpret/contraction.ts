import type { Node } from "../graph/node.ts";
import { contractionBlock } from "../op/contraction-order.ts";
import { broadcastStrides, type Shape } from "../shape/shape.ts";
import { doubles, positionsOf } from "./positions.ts";
import type { Place } from "./runners.ts";
import { laneOf } from "./scalar.ts";

/**
 * Matrix product over the last two axes, in the order of `op/contraction-order.ts`: the sums of a row of the result grow side by
 * side, which is the same for each of them.
 */
export function contract(node: Node, places: readonly Place[]): void {
  const [a, b, { array: out, offset }] = places as readonly [Place, Place, Place];
  const [left, right] = node.inputs as readonly [Node, Node];
  const rows = node.shape[node.shape.length - 2] as number;
  const columns = node.shape[node.shape.length - 1] as number;
  const inner = left.shape[left.shape.length - 1] as number;
  const aStarts = startsOf(left.shape, node.shape);
  const bStarts = startsOf(right.shape, node.shape);
  const multiply = laneOf(node.dtype).dtype === "float32" ? multiplySingle : multiplyDouble;
  const result = new Float64Array(rows * columns);
  const sums = new Float64Array(columns);
  for (let m = 0; m < aStarts.length; m++) {
    const x = doubles(a.array, a.offset + (aStarts[m] as number), rows * inner);
    const y = doubles(b.array, b.offset + (bStarts[m] as number), inner * columns);
    // -0 leaves whatever is added to it as it is.
    result.fill(inner === 0 ? 0 : -0);
    for (let block = 0; block < inner; block += contractionBlock) multiply(x, y, inner, block, sums, result);
    out.set(result, offset + m * rows * columns);
  }
}

/** Where the matrix of each batch starts. */
function startsOf(shape: Shape, result: Shape): Int32Array {
  const batch = result.slice(0, -2);
  const matrix = (shape[shape.length - 2] as number) * (shape[shape.length - 1] as number);
  const strides = broadcastStrides(shape.slice(0, -2), batch);
  return positionsOf(
    batch,
    0,
    strides.map((stride) => stride * matrix),
  );
}

/** Adds the products with a block of rows of a matrix, in float64. */
function multiplyDouble(
  x: Float64Array,
  y: Float64Array,
  inner: number,
  block: number,
  sums: Float64Array,
  totals: Float64Array,
): void {
  const columns = sums.length;
  const end = Math.min(inner, block + contractionBlock);
  for (let row = 0, to = 0; to < totals.length; row += inner, to += columns) {
    sums.fill(-0);
    for (let k = block; k < end; k++) {
      const factor = x[row + k] as number;
      for (let j = 0, at = k * columns; j < columns; j++, at++)
        sums[j] = (sums[j] as number) + factor * (y[at] as number);
    }
    for (let j = 0; j < columns; j++) totals[to + j] = (totals[to + j] as number) + (sums[j] as number);
  }
}

/**
 * The same in float32: float64 arithmetic rounded after each step gives exactly what float32 arithmetic gives. Written out once more,
 * since to ask in the innermost loop whether to round takes a fifth longer.
 */
function multiplySingle(
  x: Float64Array,
  y: Float64Array,
  inner: number,
  block: number,
  sums: Float64Array,
  totals: Float64Array,
): void {
  const columns = sums.length;
  const end = Math.min(inner, block + contractionBlock);
  for (let row = 0, to = 0; to < totals.length; row += inner, to += columns) {
    sums.fill(-0);
    for (let k = block; k < end; k++) {
      const factor = x[row + k] as number;
      for (let j = 0, at = k * columns; j < columns; j++, at++)
        sums[j] = Math.fround((sums[j] as number) + Math.fround(factor * (y[at] as number)));
    }
    for (let j = 0; j < columns; j++)
      totals[to + j] = Math.fround((totals[to + j] as number) + (sums[j] as number));
  }
}
