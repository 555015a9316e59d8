import { type Shape, sizeOf } from "../../shape/shape.ts";
import type { Sample } from "./facts.ts";

/** As in `op/checked-index.ts`. */
type Attributes = {
  readonly size: number;
  readonly isFromEnd: boolean;
  readonly rank: number;
  readonly caller: string;
  readonly noun: string;
};

const shapes: readonly Shape[] = [
  [],
  [0],
  [1],
  [2],
  [3],
  [5],
  [9],
  [17],
  [33],
  [2, 3],
  [3, 1],
  [2, 0],
  [2, 3, 4],
];

export function checkedIndexSamples(): Sample<Attributes>[] {
  return [true, false].flatMap((isFromEnd) =>
    shapes.map((shape, k): Sample<Attributes> => {
      const size = 7 + k;
      const data = Array.from({ length: sizeOf(shape) }, (_, i) => {
        const index = (5 * i + k) % size;
        return isFromEnd && i % 2 === 0 ? index - size : index;
      });
      return {
        name: `shape [${shape}]${isFromEnd ? ", from either end" : ""}`,
        inputs: [{ shape, data, dtype: "int32" }],
        attributes: { size, isFromEnd, rank: shape.length, caller: "take", noun: "indices" },
      };
    }),
  );
}
