import { ArgumentError, isTensor, type Tensor } from "@chainrule/autograd";
import { checkOptions, describeValue, propertyOf } from "@chainrule/autograd/gears";
import { sizeArgument } from "../argument.ts";
import type { BatchOptions } from "../data/batches.ts";
import { tableOf } from "../data/rows.ts";
import { entriesArgument } from "../file/named-values.ts";
import { named } from "../model/parameters.ts";
import { generatorArgument } from "../randomness.ts";
import { EarlyStopping } from "./early-stopping.ts";
import type { FitOptions, Minimizer } from "./fit-options.ts";

const known = [
  "loss",
  "optimizer",
  "epochs",
  "firstEpoch",
  "size",
  "validation",
  "metrics",
  "patience",
  "checkpoint",
  "signal",
  "onBatch",
  "onEpoch",
  "progress",
  "generator",
  "seed",
];

/** Options of `fit` that were checked. */
interface Checked<Batch> extends Omit<FitOptions<Batch>, "generator" | "patience" | "size" | "firstEpoch"> {
  readonly firstEpoch: number;
  readonly batches: BatchOptions;
  readonly stopping: EarlyStopping | null;
  /** What a checkpoint holds. */
  readonly saved: object;
}

const op = "fit";

export function fitOptions<Batch>(options: unknown, model: unknown, data: unknown): Checked<Batch> {
  const given = checkOptions(op, options, known);
  named(op, model);
  const { loss, optimizer, epochs, firstEpoch, patience, generator, seed } = given;
  for (const name of ["loss", "metrics", "onBatch", "onEpoch"]) {
    const value = given[name];
    if (typeof value !== "function" && (name === "loss" || value !== undefined)) {
      throw new ArgumentError(op, `${name} must be a function, got ${describeValue(value)}.`);
    }
  }
  if (typeof propertyOf(optimizer, "minimize") !== "function") {
    throw new ArgumentError(
      op,
      `optimizer must be an optimiser such as adam(parameters(model), ...), got ${describeValue(optimizer)}.`,
    );
  }
  const { signal, progress } = given;
  if (signal !== undefined && typeof propertyOf(signal, "aborted") !== "boolean") {
    throw new ArgumentError(
      op,
      `signal must be that of an AbortController, controller.signal, got ${describeValue(signal)}.`,
    );
  }
  if (progress !== undefined && typeof progress !== "boolean") {
    throw new ArgumentError(op, `progress must be true or false, got ${describeValue(progress)}.`);
  }
  const ownBatches = typeof data === "function";
  if (ownBatches && (given["size"] ?? generator ?? seed) !== undefined) {
    throw new ArgumentError(
      op,
      "size, generator and seed are for data, not for a function that returns batches.",
    );
  }
  const first = firstEpoch === undefined ? 1 : sizeArgument(op, "firstEpoch", firstEpoch);
  if (typeof patience === "number" && first > 1) {
    throw new ArgumentError(
      op,
      `patience must be an EarlyStopping where training is resumed, got ${patience} with firstEpoch ${first}: the number does not know which epoch was best before, nor the model then. Save and load { model, optimizer, patience: new EarlyStopping(model, ${patience}) }.`,
    );
  }
  if (seed !== undefined && first > 1) {
    throw new ArgumentError(
      op,
      `seed must be a generator where training is resumed, got ${describeValue(seed)} with firstEpoch ${first}: the seed draws the order of epoch 1 again. Save and load { model, optimizer, generator: mt19937(${describeValue(seed)}) }, and pass that generator.`,
    );
  }
  const rows = ownBatches ? 1 : rowsArgument(data);
  const isShuffled = generator !== undefined || seed !== undefined;
  const drawn = isShuffled ? { generator: generatorArgument(op, generator, seed) } : {};
  return {
    ...(given as unknown as FitOptions<Batch>),
    loss: loss as FitOptions<Batch>["loss"],
    optimizer: optimizer as Minimizer,
    epochs: sizeArgument(op, "epochs", epochs),
    firstEpoch: first,
    stopping: stoppingArgument(model as object, patience),
    batches: { size: given["size"] === undefined ? rows : sizeArgument(op, "size", given["size"]), ...drawn },
    saved: { model, optimizer, ...drawn, ...(patience instanceof EarlyStopping && { patience }) },
  };
}

function stoppingArgument(model: object, patience: unknown): EarlyStopping | null {
  if (patience === undefined) return null;
  if (patience instanceof EarlyStopping) {
    if (patience.model === model) return patience;
    throw new ArgumentError(
      op,
      "patience must be an EarlyStopping of the model that is trained, got one of another model.",
    );
  }
  return new EarlyStopping(model, sizeArgument(op, "patience", patience));
}

/** What a function of data gave for an epoch. */
export function batchesArgument<Batch>(found: unknown): Iterable<Batch> | AsyncIterable<Batch> {
  const isIterable = [Symbol.iterator, Symbol.asyncIterator].some(
    (way) => typeof propertyOf(found, way) === "function",
  );
  if (isIterable) return found as Iterable<Batch>;
  const remedy =
    found instanceof Promise ? " Write an async generator, async function* () { yield batch; }." : "";
  throw new ArgumentError(
    op,
    `data must return batches that can be iterated over, got ${describeValue(found)}.${remedy}`,
  );
}

export function lossArgument(loss: unknown): Tensor {
  if (isTensor(loss)) return loss;
  throw new ArgumentError(op, `loss must return a tensor, got ${describeValue(loss)}.`);
}

/** The mean of an epoch's losses. */
export function meanLoss(sum: number, count: number, epoch: number): number {
  if (count > 0) return finiteLoss(sum / count, `of epoch ${epoch}`);
  throw new ArgumentError(
    op,
    `data must give at least one batch, got none in epoch ${epoch}. A function of data has to make new batches for each epoch.`,
  );
}

/** What a step requires of its loss when it is computed. */
export const notFinite = "the loss must be finite";

/** The loss of a step; one that was refused is refused with where that was. */
export function lossOfStep(step: () => number, place: string): number {
  try {
    return step();
  } catch (error) {
    const got = `${op}: ${notFinite}, got `;
    if (!(error instanceof ArgumentError) || !error.message.startsWith(got)) throw error;
    return finiteLoss(error.message.startsWith(`${got}NaN`) ? Number.NaN : Number.POSITIVE_INFINITY, place);
  }
}

/** A loss that can be compared with others. */
export function finiteLoss(loss: unknown, place: string): number {
  if (typeof loss === "number" && Number.isFinite(loss)) return loss;
  throw new ArgumentError(
    op,
    `the loss must be finite, got ${describeValue(loss)} ${place}. Lower the learning rate, clip gradients, or look for NaN in the data.`,
  );
}

/** The number of examples in tensors. */
function rowsArgument(data: unknown): number {
  const columns = isTensor(data) ? [["data", data] as const] : entriesArgument(op, "data", data, "tensors");
  for (const [name, column] of columns) {
    if (isTensor(column)) continue;
    throw new ArgumentError(
      op,
      `${describeValue(name)} must be a tensor, got ${describeValue(column)}. Use tensor().`,
    );
  }
  const { count } = tableOf(op, data);
  if (count === 0) throw new ArgumentError(op, "data must have at least one row, got none.");
  return count;
}
