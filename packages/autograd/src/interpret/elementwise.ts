import type { Node } from "../graph/node.ts";
import type { Attributes, Meaning } from "../op/definition.ts";
import { double } from "../scalar/double.ts";
import type { DType } from "../shape/dtype.ts";
import { laneOf, type NumberLane } from "./scalar.ts";

type Of<Kind extends string> = Extract<Meaning<Attributes>, { readonly kind: Kind }>;

/** Computes an elementwise node into `out`, from the elements of its operands as its own shape reads them. */
export function elementwise(node: Node, operands: readonly Float64Array[], out: Float64Array): void {
  const meaning = node.op.meaning;
  const [a, b, c] = operands as readonly [Float64Array, Float64Array, Float64Array];
  switch (meaning.kind) {
    case "map":
      map(meaning, laneOf(node.dtype), [a, b, c], out);
      return;
    case "compare":
      compare(meaning, laneOf((node.inputs[0] as Node).dtype), a, b, out);
      return;
    case "logic":
      for (let i = 0; i < out.length; i++)
        out[i] = meaning.scalar(double, a[i] !== 0, b !== undefined && b[i] !== 0) ? 1 : 0;
      return;
    case "select":
      for (let i = 0; i < out.length; i++) out[i] = (a[i] !== 0 ? b[i] : c[i]) as number;
      return;
    case "cast": {
      const convert = conversion((node.inputs[0] as Node).dtype, node.dtype);
      for (let i = 0; i < out.length; i++) out[i] = convert(a[i] as number);
      return;
    }
    default:
      throw new TypeError(`${node.op.name} is not elementwise`);
  }
}

// One loop is one function: engines optimise it apart from the others, and soon.

/** Operations of fewer operands do not look at the others. */
function map(
  meaning: Of<"map">,
  lane: NumberLane,
  [a, b = a, c = a]: readonly [Float64Array, Float64Array?, Float64Array?],
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++)
    out[i] = meaning.scalar(lane, a[i] as number, b[i] as number, c[i] as number);
}

function compare(
  meaning: Of<"compare">,
  lane: NumberLane,
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) out[i] = meaning.scalar(lane, a[i] as number, b[i] as number) ? 1 : 0;
}

function conversion(from: DType, to: DType): (x: number) => number {
  switch (to) {
    case "bool":
      return (x) => (x !== 0 ? 1 : 0);
    case "int32":
      // Integers have no -0, which a single number would keep: it lies in no array of integers.
      return from === "int32" ? (x) => x : (x) => Math.max(-2147483648, Math.min(2147483647, x || 0)) | 0;
    case "float32":
      return Math.fround;
    case "float64":
      return (x) => x;
  }
}
