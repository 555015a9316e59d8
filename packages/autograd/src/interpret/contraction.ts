import type { Node } from "../graph/node.ts";
import { contractionBlock } from "../op/contraction-order.ts";
import { broadcastStrides, type Shape, sizeOf } from "../shape/shape.ts";
import { walk } from "./positions.ts";
import type { Place } from "./runners.ts";
import { laneOf } from "./scalar.ts";

/** Matrix product over the last two axes, in the order of `op/contraction-order.ts`. */
export function contract(node: Node, places: readonly Place[]): void {
  const [{ array: a, offset: aOffset }, { array: b, offset: bOffset }, { array: out, offset }] =
    places as readonly [Place, Place, Place];
  const [left, right] = node.inputs as readonly [Node, Node];
  const rows = node.shape[node.shape.length - 2] as number;
  const columns = node.shape[node.shape.length - 1] as number;
  const inner = left.shape[left.shape.length - 1] as number;
  const batch = node.shape.slice(0, -2);
  const starts = (shape: Shape, from: number): Int32Array => {
    const matrix = (shape[shape.length - 2] as number) * (shape[shape.length - 1] as number);
    const result = new Int32Array(sizeOf(batch));
    walk(batch, 0, broadcastStrides(shape.slice(0, -2), batch), (index, position) => {
      result[index] = from + position * matrix;
    });
    return result;
  };
  const aStarts = starts(left.shape, aOffset);
  const bStarts = starts(right.shape, bOffset);
  // float64 arithmetic rounded to float32 after each step gives exactly what float32 arithmetic gives.
  const round = laneOf(node.dtype).dtype === "float32" ? Math.fround : (x: number): number => x;
  for (let m = 0; m < aStarts.length; m++) {
    for (let i = 0; i < rows; i++) {
      const row = (aStarts[m] as number) + i * inner;
      for (let j = 0; j < columns; j++) {
        const column = (bStarts[m] as number) + j;
        let total = 0;
        for (let block = 0; block < inner; block += contractionBlock) {
          const end = Math.min(inner, block + contractionBlock);
          let sum = round((a[row + block] as number) * (b[column + block * columns] as number));
          for (let k = block + 1; k < end; k++) {
            sum = round(sum + round((a[row + k] as number) * (b[column + k * columns] as number)));
          }
          total = block === 0 ? sum : round(total + sum);
        }
        out[offset + (m * rows + i) * columns + j] = total;
      }
    }
  }
}
