import { type Shape, sizeOf } from "../../shape/shape.ts";
import type { Sample } from "./facts.ts";

/** As in `op/checked-number.ts`. */
type Attributes = {
  readonly least: number;
  readonly isOpen: boolean;
  readonly most: number;
  readonly rank: number;
  readonly caller: string;
  readonly rule: string;
};

const shapes: readonly Shape[] = [
  [],
  [0],
  [1],
  [3],
  [5],
  [9],
  [17],
  [2, 3],
  [3, 1],
  [2, 0],
  [2, 3, 4],
  [33],
  [1, 1],
  [4, 0, 2],
];
const dtypes = ["float64", "float32", "int32"] as const;

const positive = { least: 0, isOpen: true, most: 1000, rule: "alpha must be above 0" };
const natural = { least: 0, isOpen: false, most: 1000, rule: "alpha must not be negative" };
/** Random programs take these for numbers of their own. */
const anything = {
  least: -Number.MAX_VALUE,
  isOpen: false,
  most: Number.MAX_VALUE,
  rule: "alpha must be finite",
};

export function checkedNumberSamples(): Sample<Attributes>[] {
  return [0, 1].flatMap((turn) =>
    shapes.map((shape, k): Sample<Attributes> => {
      const dtype = dtypes[(k + turn) % 3] as (typeof dtypes)[number];
      const unit = dtype === "int32" ? 1 : 0.5;
      const data = Array.from({ length: sizeOf(shape) }, (_, i) => (i + 1 + turn) * unit);
      const range = dtype === "float64" ? anything : turn === 0 ? natural : positive;
      return {
        name: `shape [${shape}], ${dtype}${turn === 0 ? "" : ", above the bound"}`,
        inputs: [{ shape, data, dtype }],
        attributes: { ...range, rank: shape.length, caller: "gamma" },
      };
    }),
  );
}
