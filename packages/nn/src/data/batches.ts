import { ArgumentError, type RandomGenerator } from "@chainrule/autograd";
import { checkOptions, describeValue, propertyOf } from "@chainrule/autograd/gears";
import { sizeArgument } from "../argument.ts";
import { generatorArgument, type Randomness } from "../randomness.ts";
import { type Data, inOrder, type Part, type Table, tableOf } from "./rows.ts";

/** Options of {@link batches}. */
export interface BatchOptions extends Randomness {
  /** How many rows a batch has; the last may have fewer. */
  readonly size: number;
  /** Leaves a last batch out that is smaller than the others, so that all have one shape. By default false. */
  readonly dropLast?: boolean | undefined;
}

/**
 * Mini-batches to iterate over, as often as you like.
 * @param data - A tensor or an array of examples; an object of columns, `{ x, y }`, whose batches are objects of the same; or an
 *   async iterable of examples, whose batches are arrays and come as they come.
 * @param options - `size`. With `generator` or `seed` each pass is in a new random order; without, in that of the data. `dropLast`.
 * @returns An iterable of batches, an async one for async data. Tensors in them are data: a derivative that would go on to what
 *   the rows were computed from, as it does through `slice` and `take`, is refused. Pass `stopGradient()` of features that stay as they are.
 * @throws {ArgumentError} for other data or options, or columns of different lengths.
 * @example [...batches([1, 2, 3, 4, 5], { size: 2 })] // => [[1, 2], [3, 4], [5]]
 * @example
 * const x = tensor([[1, 2], [3, 4], [5, 6]]);
 * const [batch] = batches({ x, y: ["a", "b", "c"] }, { size: 2, seed: 1, dropLast: true });
 * batch?.x.shape // => [2, 2]
 * batch?.y // => ["a", "c"]
 */
export function batches<Row>(data: AsyncIterable<Row>, options: BatchOptions): AsyncIterable<Row[]>;
export function batches<const D extends Data<D>>(data: D, options: BatchOptions): Iterable<Part<D>>;
export function batches(data: unknown, options: BatchOptions): unknown {
  const op = "batches";
  const given = checkOptions(op, options, ["size", "dropLast", "generator", "seed"]);
  const size = sizeArgument(op, "size", given["size"]);
  const { dropLast = false, generator, seed } = given;
  if (typeof dropLast !== "boolean") {
    throw new ArgumentError(op, `dropLast must be true or false, got ${describeValue(dropLast)}.`);
  }
  const isShuffled = generator !== undefined || seed !== undefined;
  if (isStream(data)) {
    if (isShuffled) {
      throw new ArgumentError(op, "an async iterable cannot be shuffled. Collect it in an array, or leave seed out.");
    }
    return streamOf(data, size, dropLast);
  }
  const random = isShuffled ? generatorArgument(op, generator, seed) : null;
  const table = tableOf(op, data);
  return { [Symbol.iterator]: () => pass(table, size, dropLast, random) };
}

function* pass(
  table: Table,
  size: number,
  dropLast: boolean,
  random: RandomGenerator | null,
): Generator<unknown, undefined> {
  const order = random === null ? inOrder(table.count) : random.permutation(table.count).data();
  const end = dropLast ? order.length - (order.length % size) : order.length;
  for (let begin = 0; begin < end; begin += size) yield table.take(order.subarray(begin, begin + size));
}

async function* streamOf(
  data: AsyncIterable<unknown>,
  size: number,
  dropLast: boolean,
): AsyncGenerator<unknown[], undefined> {
  let batch: unknown[] = [];
  for await (const row of data) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0 && !dropLast) yield batch;
}

function isStream(data: unknown): data is AsyncIterable<unknown> {
  return typeof propertyOf(data, Symbol.asyncIterator) === "function";
}
