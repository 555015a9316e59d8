import type { Tensor } from "@chainrule/autograd";
import type { Randomness } from "../randomness.ts";
import type { EarlyStopping } from "./early-stopping.ts";

/** Examples, or columns of them: tensors, so that the loss can be compiled. */
export type FitData = Tensor | Readonly<Record<string, Tensor>>;

/** What an optimiser has to be able to do; those of `@chainrule/optim` are. */
export interface Minimizer {
  /**
   * Makes one step downhill.
   * @param loss - A scalar.
   */
  minimize(loss: Tensor): void;
}

/** As an `AbortController` has it. */
export interface Signal {
  /** Whether to stop. */
  readonly aborted: boolean;
}

/** What a loss is asked for. */
export interface LossUse {
  /** Whether it is descended; if not, it is measured, for validation. */
  readonly training: boolean;
}

/** Options of {@link fit}. */
export interface FitOptions<Batch> extends Randomness {
  /**
   * What is to be made small: a scalar for a batch. It is compiled together with the step of the optimiser, so it must not read values,
   * and variables that it refers to must stay as they are: what `onEpoch` changes, such as the weight of a term, is a parameter that it
   * assigns. That is looked at now and then, and when training ends.
   * @param batch - Some rows of the data.
   * @param use - What for. What it assigns, such as running means, it must assign in training only. Parts of the model with a property
   *   `training`, such as `Dropout`, are as they were given while it is descended, and not in training otherwise: while it is measured,
   *   in `metrics` and in `onEpoch`. Afterwards they are as they were given. In `onBatch`, the function of the data, and whatever else runs
   *   while `fit` waits, they are in training. What callbacks set does not last, so that a part is frozen by what it is given, or here.
   */
  readonly loss: (batch: Batch, use: LossUse) => Tensor;
  /** An optimiser of the model's parameters. */
  readonly optimizer: Minimizer;
  /** The number of the last epoch, when each row has been seen as often. */
  readonly epochs: number;
  /** The number of the first epoch, where training is resumed; by default 1. */
  readonly firstEpoch?: number | undefined;
  /**
   * Rows in a batch; by default all. `generator` or `seed` draws their order anew in each epoch. Training that is to be resumed takes a
   * generator, which is saved with the rest.
   */
  readonly size?: number | undefined;
  /** Data whose loss is measured after each epoch, and not descended. */
  readonly validation?: Batch | undefined;
  /** What else to measure after each epoch, by name. What is asynchronous is waited for, here and in `onBatch` and `onEpoch`. */
  readonly metrics?:
    | (() => Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>)
    | undefined;
  /**
   * Ends training when the loss, of the validation data if there are any, has not fallen for so many epochs. In the end the model then is
   * what it was when the loss was least. Training that is to be resumed takes an {@link EarlyStopping}, which is saved with the rest.
   */
  readonly patience?: number | EarlyStopping | undefined;
  /**
   * Where to {@link save} `{ model, optimizer, generator, patience }` after each epoch and `onEpoch`, as far as they have state, with the
   * number of the epoch as metadata. {@link load} that and pass `firstEpoch` to go on. An optimiser of your own that uses others holds them as
   * properties, where their state is found.
   */
  readonly checkpoint?: string | undefined;
  /** Ends training between two batches, once it is aborted. */
  readonly signal?: Signal | undefined;
  /**
   * Is told of each batch.
   * @param event - Numbers of epoch and batch, from 1 on, and the loss before the step.
   */
  readonly onBatch?: ((event: { epoch: number; batch: number; loss: number }) => unknown) | undefined;
  /**
   * Is told of each epoch, and may end training by returning `"stop"`.
   * @param epoch - What it came to.
   */
  readonly onEpoch?: ((epoch: Epoch) => unknown) | undefined;
  /** Whether a line in the terminal tells how far it is; by default where there is a terminal. */
  readonly progress?: boolean | undefined;
}

/** What an epoch came to. */
export interface Epoch {
  /** From 1 on. */
  readonly epoch: number;
  /** The mean of the losses of its batches. */
  readonly loss: number;
  /** The loss of the validation data after it. */
  readonly validation?: number;
  /** What the option `metrics` returned. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What {@link fit} returns. */
export interface FitResult {
  /** Those that were done, in order. */
  readonly epochs: readonly Epoch[];
  /** All epochs were done, the loss did not fall any more, the signal was aborted, or `onEpoch` returned `"stop"`. */
  readonly reason: "epochs" | "patience" | "signal" | "stopped";
  /** With `patience`: the epoch whose loss was least, which the model now is after. */
  readonly best: number | null;
}
