import { ArgumentError, compile, type Tensor, trace } from "@chainrule/autograd";
import { whereFinite } from "@chainrule/autograd/gears";
import { batches } from "../data/batches.ts";
import type { Part } from "../data/rows.ts";
import { save } from "../file/save.ts";
import { Modes } from "../model/training.ts";
import {
  batchesArgument,
  finiteLoss,
  fitOptions,
  lossArgument,
  lossOfStep,
  meanLoss,
  notFinite,
} from "./fit-argument.ts";
import type { Epoch, FitData, FitOptions, FitResult } from "./fit-options.ts";
import { Pace } from "./pace.ts";
import { ProgressLine } from "./progress-line.ts";

/**
 * Trains a model: the loop that one would write oneself, and that the README shows, with what loops need around it.
 *
 * What belongs to a step belongs to the optimiser: schedules are hyperparameters of it, and clipping, accumulation and weight decay are
 * rules, `optimizer(parameters, chain(clipByGlobalNorm(1), adamRule), { learningRate: warmUp(…) })`.
 * @param model - Any object whose parameters are found by walking it.
 * @param data - A tensor, whose first axis counts examples, or columns of tensors, `{ x, y }`; or a function that returns the batches of
 *   an epoch, which may come asynchronously.
 * @param options - `loss`, `optimizer` and `epochs` are required: see {@link FitOptions}.
 * @returns What each epoch came to, and why training ended. It may be aborted between any two batches.
 * @throws {ArgumentError} for other arguments, or as soon as a loss is not finite; that step is not made.
 * @example
 * const model = mlp([1, 8, 1], { activation: "tanh", seed: 1 });
 * const x = linspace(-1, 1, 32).reshape([32, 1]);
 * const { epochs, reason } = await fit(model, { x, y: x.square() }, {
 *   loss: ({ x, y }) => meanSquaredError(model.forward(x), y),
 *   optimizer: adam(model.parameters(), { learningRate: 0.02 }),
 *   epochs: 60,
 *   size: 8,
 *   seed: 1,
 * });
 * reason // => "epochs"
 * Number(epochs.at(-1)?.loss) < 0.01 // => true
 */
export async function fit<Batch extends FitData>(
  model: object,
  data: (epoch: number) => Iterable<Batch> | AsyncIterable<Batch>,
  options: FitOptions<Batch>,
): Promise<FitResult>;
export async function fit<const D extends FitData>(
  model: object,
  data: D,
  options: FitOptions<Part<D>>,
): Promise<FitResult>;
export async function fit<Batch extends FitData>(
  model: object,
  data: FitData | ((epoch: number) => Iterable<Batch> | AsyncIterable<Batch>),
  options: FitOptions<Batch>,
): Promise<FitResult> {
  const given = fitOptions<Batch>(options, model, data);
  const { loss: lossOf, optimizer, epochs, validation, signal, stopping } = given;
  const step = compiled<Batch>((batch) => {
    // Refused before the step is made: after it, weights would be NaN.
    const loss = whereFinite("fit", lossArgument(lossOf(batch, { training: true })), notFinite);
    optimizer.minimize(loss);
    return loss;
  });
  const measured = (all: Batch): Tensor => lossArgument(lossOf(all, { training: false }));
  const measure = compiled<Batch>(measured);
  const batchesOf = typeof data === "function" ? data : () => batches(data, given.batches) as Iterable<Batch>;
  const modes = new Modes("fit", model);
  const pace = new Pace();
  const line = new ProgressLine(given.progress, epochs, given.firstEpoch);
  const done: Epoch[] = [];
  let last: Batch | null = null;
  let reason: FitResult["reason"] = "epochs";
  try {
    if (validation !== undefined) {
      modes.measure();
      requireUnchanged(measured as (all: FitData) => Tensor, validation);
    }
    for (let epoch = given.firstEpoch; epoch <= epochs && reason === "epochs"; epoch++) {
      modes.train();
      let sum = 0;
      let count = 0;
      for await (const batch of batchesArgument<Batch>(batchesOf(epoch))) {
        if (signal?.aborted === true) break;
        // Something else may have measured the same layers meanwhile, while this one waited.
        modes.keepTraining();
        const loss = lossOfStep(() => step(batch).item(), `in batch ${count + 1} of epoch ${epoch}`);
        sum += loss;
        count += 1;
        last = batch;
        await given.onBatch?.({ epoch, batch: count, loss });
        line.batch(epoch, count, sum / count);
        await pace.breathe();
      }
      if (signal?.aborted === true) {
        reason = "signal";
        break;
      }
      modes.measure();
      const report: Epoch = {
        epoch,
        loss: meanLoss(sum, count, epoch),
        ...(validation && {
          validation: finiteLoss(measure(validation).item(), `of the validation in epoch ${epoch}`),
        }),
        metrics: (await given.metrics?.()) ?? {},
      };
      done.push(report);
      line.epoch(report);
      stopping?.note(epoch, report.validation ?? report.loss);
      if ((await given.onEpoch?.(report)) === "stop") reason = "stopped";
      else if (stopping?.isOverAt(epoch) === true) reason = "patience";
      // With what `onEpoch` changed, which belongs to the next epoch.
      if (given.checkpoint !== undefined)
        await save(given.checkpoint, given.saved, { metadata: { epoch: `${epoch}` } });
    }
    stopping?.restore();
    // What a callback changed after the last comparison would otherwise not be noticed.
    if (validation !== undefined && done.length > 0) measure.check(validation);
    modes.train();
    if (last !== null) step.check(last);
  } finally {
    line.end();
    // Whatever the loss set while it was recorded.
    modes.train();
  }
  return { epochs: done, reason, best: stopping?.epoch || null };
}

/** What is measured must not become part of the model. */
function requireUnchanged(measured: (all: FitData) => Tensor, validation: FitData): void {
  if (trace(measured, [validation]).updates.length === 0) return;
  throw new ArgumentError(
    "fit",
    "the loss changes parameters while it is measured, so that validation data would become part of the model. Its second argument is { training: false } then: change them only in training.",
  );
}

/** Compiles what is called with batches, of whatever tree of tensors they are. */
function compiled<Batch>(f: (batch: Batch) => Tensor): Step<Batch> {
  return compile(f as (batch: Tensor) => Tensor) as unknown as Step<Batch>;
}

interface Step<Batch> {
  (batch: Batch): Tensor;
  check(batch: Batch): void;
}
