import {
  ArgumentError,
  type FloatDType,
  moments,
  ones,
  type Parameter,
  parameter,
  ShapeError,
  type ShapeOf,
  type Tensor,
  type TensorLike,
  zeros,
} from "@chainrule/autograd";
import { assignTogether, describeValue, guardMethods, requireOneForAll } from "@chainrule/autograd/gears";
import { shapeText } from "./argument.ts";
import { loadCells } from "./file/load-cells.ts";
import { keepFromProxies } from "./keep-from-proxies.ts";
import { type NormOptions, normArgument, normalized, normInput } from "./normalized.ts";
import { giveTraining } from "./training-switch.ts";

/**
 * Options of {@link BatchNorm}.
 * @example new BatchNorm(3, { axis: -1, decay: 0.99 }).forward([[[1, 2, 3], [4, 5, 9]]]).shape // => [1, 2, 3]
 */
export interface BatchNormOptions extends NormOptions {
  /** Along which the channels lie; negative ones count from the end. By default 1, as in `[batch, channels, height, width]`. */
  readonly axis?: number | undefined;
  /** How much of the running statistics each batch leaves, from 0 to 1; by default 0.9. PyTorch's `momentum` is the rest of it. */
  readonly decay?: number | undefined;
}

interface Statistics {
  /** The mean of each channel. */
  readonly mean: Tensor;
  /** The variance of each. */
  readonly variance: Tensor;
}

/** Mixes the statistics of a batch with what is left of those before. */
let takeBatchIn: (running: RunningStatistics, batch: Statistics, decay: number) => void;

/** What a {@link BatchNorm} has seen in training: averages over the batches, of which later ones count more. Saved with the model. */
export class RunningStatistics {
  static readonly name: string = "RunningStatistics";

  // State of the layer, and nothing that is trained.
  readonly #mean: Parameter;
  readonly #variance: Parameter;

  static {
    const isOne = (value: object): boolean => #mean in value;
    guardMethods(RunningStatistics.prototype, "a running average", "running", isOne);
    keepFromProxies(RunningStatistics.prototype);
    takeBatchIn = (running, batch, decay) => {
      const next = (before: Tensor, now: Tensor): Tensor => before.mul(decay).add(now.mul(1 - decay));
      assignTogether(
        [running.#mean, running.#variance],
        [next(running.#mean, batch.mean), next(running.#variance, batch.variance)],
      );
    };
  }

  constructor(size: number, dtype: FloatDType) {
    this.#mean = parameter(zeros([size], { dtype }));
    this.#variance = parameter(ones([size], { dtype }));
  }

  /** The mean of each channel; 0 to begin with. */
  get mean(): Tensor {
    return this.#mean.stopGradient();
  }

  /** The variance of each channel, without bias; 1 to begin with. */
  get variance(): Tensor {
    return this.#variance.stopGradient();
  }

  /** Both, by name. */
  state(): Readonly<Record<string, Tensor>> {
    return { mean: this.mean, variance: this.variance };
  }

  /**
   * Goes on from saved ones.
   * @param state - What `state()` returned, there or elsewhere.
   * @throws {ArgumentError} or {@link ShapeError} for anything else, and then nothing has changed.
   */
  load(state: Readonly<Record<string, TensorLike>>): void {
    loadCells("RunningStatistics.load", state, { mean: this.#mean, variance: this.#variance });
  }
}

/**
 * A layer that brings each channel to mean 0 and variance 1; then each has a weight and a bias. In training these are the mean and the
 * variance of the batch, over all axes but that of the channels; otherwise averages of those that came in training.
 * @param inputs - How many channels there are, a positive integer.
 * @param options - What {@link BatchNormOptions} lists.
 * @throws {ArgumentError} or {@link DtypeError} for another size, or options that do not exist.
 * @remarks Derivative: in training through mean and variance of the batch too, otherwise that of a linear function. Source: S. Ioffe, C.
 *   Szegedy, Batch normalization, 2015; PyTorch, `torch.nn.BatchNorm2d`, which has the same layer for each number of axes.
 * @example
 * const layer = new BatchNorm(1, { decay: 0.5 });
 * layer.forward([[1], [3]]).round().toArray() // => [[-1], [1]]
 * layer.running.mean.toArray() // => [1]
 * setTraining(layer, false);
 * layer.forward([[1]]).toArray() // => [[0]]
 */
export class BatchNorm<const In extends number = number> {
  static readonly name: string = "BatchNorm";

  /** How many channels there are. */
  readonly inputs: In;
  /** Along which they lie. */
  readonly axis: number;
  /** What is added to the variance. */
  readonly epsilon: number;
  /** Of what goes in. */
  readonly dtype: FloatDType;
  /** How much of the running statistics each batch leaves. */
  readonly decay: number;
  /** `[inputs]`, or null if the layer has none. */
  readonly weight: Parameter<[In]> | null;
  /** `[inputs]`, or null if the layer has none. */
  readonly bias: Parameter<[In]> | null;
  /** The averages, which are used where nothing is trained. */
  readonly running: RunningStatistics;
  /**
   * Whether the statistics are those of the batch; true to begin with. {@link setTraining} sets it in a whole model. Compiled functions
   * see what it is in each call.
   */
  declare training: boolean;

  static {
    guardMethods(BatchNorm.prototype, "a layer", "layer", (value) => value instanceof BatchNorm);
  }

  constructor(inputs: In, options?: BatchNormOptions) {
    const op = "BatchNorm";
    const { epsilon, dtype, weight, bias, others } = normArgument(op, inputs, options, ["axis", "decay"]);
    const { axis = 1, decay = 0.9 } = others as BatchNormOptions;
    if (!Number.isInteger(axis))
      throw new ArgumentError(op, `axis must be an integer, got ${describeValue(axis)}.`);
    if (typeof decay !== "number" || !(decay >= 0 && decay <= 1))
      throw new ArgumentError(op, `decay must be a number from 0 to 1, got ${describeValue(decay)}.`);
    this.inputs = inputs;
    this.axis = axis;
    this.epsilon = epsilon;
    this.decay = decay;
    this.weight = weight;
    this.bias = bias;
    this.running = new RunningStatistics(inputs, dtype);
    this.dtype = dtype;
    giveTraining(op, this);
  }

  /**
   * The layer's output.
   * @param x - As many as there are channels along their axis, of the dtype of the layer; nested arrays take it.
   * @returns The shape of `x`.
   * @throws {ShapeError} for another number of channels, or in training for a single element of each; {@link DtypeError} for another dtype;
   *   {@link ArgumentError} in training inside `vmap`, whose examples are not a batch, and `scan` and the like.
   */
  forward<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
    const op = "BatchNorm.forward";
    const input = normInput(op, x, { inputs: this.inputs, axis: this.axis, dtype: this.dtype });
    const { shape } = input;
    const axis = this.axis < 0 ? this.axis + shape.length : this.axis;
    const behind = shape.length - 1 - axis;
    return normalized(input, statisticsOf(op, input, axis, this), this, behind) as Tensor<ShapeOf<X>>;
  }

  /** Weight and bias, if there are any. */
  parameters(): Parameter[] {
    return [this.weight, this.bias].filter((each) => each !== null);
  }
}

/** Those of the batch, which are averaged then, or what was averaged before. */
function statisticsOf(op: string, x: Tensor, axis: number, layer: BatchNorm): Statistics {
  const { shape } = x;
  const along = shape.map((size, k) => (k === axis ? size : 1));
  if (!layer.training) {
    const { mean, variance } = layer.running;
    return { mean: mean.reshape(along), variance: variance.reshape(along) };
  }
  requireOneForAll(op, "the same statistics", "Apply the model to the batch, or setTraining(model, false).");
  const count = x.size / layer.inputs;
  if (count < 2) {
    throw new ShapeError(
      op,
      `x must have more than one element of each channel in training, got shape ${shapeText(shape)}. Use larger batches, or ` +
        "setTraining(model, false).",
      [shape],
    );
  }
  const others = [...shape.keys()].filter((k) => k !== axis);
  const batch = moments(x, others, { keepDims: true });
  const variance = batch.variance.mul(count / (count - 1)).reshape([-1]);
  takeBatchIn(layer.running, { mean: batch.mean.reshape([-1]), variance }, layer.decay);
  return batch;
}
