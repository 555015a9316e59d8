import { ArgumentError, isTensor } from "@chainrule/autograd";
import { checkOptions, describeValue, isArray } from "@chainrule/autograd/gears";
import { generatorArgument, type Randomness } from "../randomness.ts";
import { type Data, inOrder, type Part, type Rows, tableOf } from "./rows.ts";

/** Options of {@link partition}. */
export interface PartitionOptions extends Randomness {
  /** A label for each row: each part then has of each label its share, to the nearest row. */
  readonly stratify?: Rows | undefined;
}

/**
 * Divides data into parts, say for training and testing.
 * @param data - A tensor or an array of examples, or an object of columns, `{ x, y }`.
 * @param fractions - The share of each part; together 1.
 * @param options - With `generator` or `seed` rows are drawn at random, without, taken from the beginning on. `stratify`.
 * @returns The parts, each of the same kind as the data, none empty. Tensors in them are data, as in {@link batches}.
 * @throws {ArgumentError} for other arguments, or if a part would be empty.
 * @example partition([1, 2, 3, 4], [0.75, 0.25]) // => [[1, 2, 3], [4]]
 * @example partition(["a", "a", "a", "a", "b", "b"], [0.5, 0.5], { stratify: [0, 0, 0, 0, 1, 1] }) // => [["a", "a", "b"], ["a", "a", "b"]]
 */
export function partition<const D extends Data<D>>(
  data: D,
  fractions: readonly number[],
  options?: PartitionOptions,
): Part<D>[] {
  const op = "partition";
  const given = checkOptions(op, options, ["stratify", "generator", "seed"]);
  const { generator, seed } = given;
  const ends = endsArgument(op, fractions);
  const table = tableOf(op, data);
  const random =
    generator === undefined && seed === undefined ? null : generatorArgument(op, generator, seed);
  const order = random === null ? inOrder(table.count) : random.permutation(table.count).data();
  const parts: number[][] = ends.map(() => []);
  for (const stratum of strataOf(op, order, given["stratify"])) {
    let begin = 0;
    for (const [k, end] of ends.entries()) {
      const stop = Math.round(end * stratum.length);
      for (; begin < stop; begin++) parts[k]?.push(stratum[begin] as number);
    }
  }
  const rank = new Int32Array(table.count);
  for (let k = 0; k < order.length; k++) rank[order[k] as number] = k;
  for (const [k, part] of parts.entries()) {
    if (part.length === 0) {
      throw new ArgumentError(op, `no part must be empty, got none of ${table.count} rows for fractions[${k}].`);
    }
    // In the order that was drawn, not label by label.
    part.sort((a, b) => (rank[a] as number) - (rank[b] as number));
  }
  return parts.map((part) => table.take(part)) as Part<D>[];
}

/** Where parts end, as a share of all rows. */
function endsArgument(op: string, fractions: unknown): number[] {
  const rule = "fractions must be an array of positive numbers whose sum is 1, such as [0.8, 0.2], got";
  if (!isArray(fractions) || fractions.length === 0) {
    throw new ArgumentError(op, `${rule} ${describeValue(fractions)}.`);
  }
  let sum = 0;
  const ends = Array.from(fractions, (fraction) => {
    sum += typeof fraction === "number" && fraction > 0 ? fraction : Number.NaN;
    return sum;
  });
  if (!(Math.abs(sum - 1) < 1e-9)) throw new ArgumentError(op, `${rule} ${describeValue(fractions)}.`);
  ends[ends.length - 1] = 1;
  return ends;
}

/** The rows of each label, in the given order. */
function strataOf(op: string, order: ArrayLike<number>, labels: unknown): number[][] {
  const all = Array.from(order);
  if (labels === undefined) return [all];
  const list = isTensor(labels) && labels.rank === 1 ? Array.from(labels.data()) : labels;
  if (!isArray(list) || list.length !== all.length) {
    const got = isArray(list) ? `${list.length}` : describeValue(labels);
    throw new ArgumentError(op, `stratify must have a label for each of ${all.length} rows, got ${got}.`);
  }
  const strata = new Map<unknown, number[]>();
  for (const row of all) {
    const stratum = strata.get(list[row]);
    if (stratum === undefined) strata.set(list[row], [row]);
    else stratum.push(row);
  }
  return [...strata.values()];
}
