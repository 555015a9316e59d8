import type { DType } from "../../shape/dtype.ts";
import { type Shape, sizeOf } from "../../shape/shape.ts";
import { spread } from "./elementwise-samples.ts";
import type { Sample } from "./facts.ts";

/** As in `op/search-sorted.ts`. */
type Attributes = { readonly right: boolean; readonly rank: number };

/** Shapes of the sorted vectors and of the values; the number of axes of the values, where some are batches. */
const cases: readonly (readonly [sorted: Shape, values: Shape, rank?: number])[] = [
  [[0], [3]],
  [[1], [4]],
  [[2], []],
  [[5], [9]],
  [[7], [2, 3]],
  [[8], [0]],
  [[17], [33]],
  [[2, 5], [2, 4], 1],
  [[5], [2, 4], 1],
];

export function searchSortedSamples(): Sample<Attributes>[] {
  const samples: Sample<Attributes>[] = [];
  for (const right of [false, true]) {
    for (const [k, [sorted, values, rank = values.length]] of cases.entries()) {
      const dtype: DType = (["float64", "float32", "int32"] as const)[k % 3] as DType;
      const size = sorted.at(-1) as number;
      // Whole numbers, so that some are equal.
      const rows = spread(sorted, [-4, 4], k).map(Math.round);
      const data = rows.flatMap((_, i) =>
        i % size === 0 ? rows.slice(i, i + size).sort((a, b) => a - b) : [],
      );
      samples.push({
        name: `[${values}] in [${sorted}]${rank === values.length ? "" : ", in batches"}, ${dtype}${right ? ", to the right" : ""}`,
        inputs: [
          { shape: sorted, data, dtype },
          { shape: values, data: spread(values, [-5, 5], k + 3).map(Math.round), dtype },
        ],
        attributes: { right, rank },
      });
    }
    for (const [k, data] of [
      [-Infinity, -0, 0, Infinity, NaN, NaN],
      [1, 1, 1, 1],
      [-3, NaN],
      [5e-324, 1e308],
    ].entries()) {
      const values = [-Infinity, -1, -0, 0, 1, Infinity, NaN];
      samples.push({
        name: `special values in list ${k}${right ? ", to the right" : ""}`,
        inputs: [
          { shape: [data.length], data },
          { shape: [sizeOf([values.length])], data: values },
        ],
        attributes: { right, rank: 1 },
      });
    }
  }
  return samples;
}
