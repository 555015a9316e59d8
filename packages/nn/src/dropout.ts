import {
  ArgumentError,
  type Parameter,
  parameter,
  type ShapeOf,
  type Tensor,
  type TensorLike,
} from "@chainrule/autograd";
import { checkOptions, describeValue, guardMethods, requireOneForAll } from "@chainrule/autograd/gears";
import { dropout, key, nextKey } from "@chainrule/autograd/random";
import { tensorArgument } from "./argument.ts";
import { loadCells } from "./file/load-cells.ts";
import { keepFromProxies } from "./keep-from-proxies.ts";
import { generatorArgument, type Randomness } from "./randomness.ts";
import { giveTraining } from "./training-switch.ts";

/**
 * A layer that sets numbers to 0 at random in training, and makes the others larger, so that the mean stays; otherwise it leaves
 * everything as it is. Each call draws afresh, in compiled functions too.
 * @param rate - The probability of each number to be dropped, from 0 to below 1; by default 0.5.
 * @param options - What {@link Randomness} lists.
 * @throws {ArgumentError} for another rate, or options that do not exist.
 * @remarks Derivative: the cotangent / (1 - rate) where the number is kept, exactly 0 elsewhere. Source: N. Srivastava et al.,
 *   Dropout, 2014.
 * @example
 * const layer = new Dropout(0.5, { seed: 1 });
 * new Set(layer.forward(ones([100])).data()) // => new Set([0, 2])
 * setTraining(layer, false);
 * layer.forward([1, 2]).toArray() // => [1, 2]
 */
export class Dropout {
  static readonly name: string = "Dropout";

  /** The probability of each number to be dropped. */
  readonly rate: number;
  /**
   * Whether anything is dropped; true to begin with. {@link setTraining} sets it in a whole model. Compiled functions see what it is in
   * each call.
   */
  declare training: boolean;
  // Both are state of the layer, and nothing that is trained; words of a key, which float64 holds exactly.
  readonly #key: Parameter<[2]>;
  readonly #calls: Parameter<[]> = parameter(0);

  static {
    guardMethods(Dropout.prototype, "a layer", "layer", (value) => #key in value);
    keepFromProxies(Dropout.prototype);
  }

  constructor(rate = 0.5, options?: Randomness) {
    const op = "Dropout";
    if (typeof rate !== "number" || !(rate >= 0 && rate < 1)) {
      throw new ArgumentError(op, `rate must be a number from 0 to below 1, got ${describeValue(rate)}.`);
    }
    const { generator, seed } = checkOptions(op, options, ["generator", "seed"]);
    this.rate = rate;
    giveTraining(op, this);
    const first = generatorArgument(op, generator, seed).integers([], { low: 0, high: 2 ** 31 - 1 });
    this.#key = parameter(key(first.item()).cast("float64"));
  }

  /**
   * The layer's output.
   * @param x - Any shape; floating-point.
   * @returns The shape and dtype of `x`.
   * @throws {DtypeError} for int32 or bool; {@link ArgumentError} in training inside `vmap`, whose examples would share a mask, and
   *   `scan` and the like, whose steps would.
   */
  forward<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
    const input = tensorArgument("Dropout.forward", "x", x, "float64");
    if (!this.training) return input as Tensor<ShapeOf<X>>;
    requireOneForAll(
      "Dropout.forward",
      "the same mask",
      "Apply the model to the batch, or setTraining(model, false).",
    );
    return dropout(nextKey(this.#key.cast("int32"), this.#calls), input, this.rate) as Tensor<ShapeOf<X>>;
  }

  /** None: nothing is trained. */
  parameters(): Parameter[] {
    return [];
  }

  /** What a layer that goes on as this one would needs to know: from what it draws, and how often it has. */
  state(): Readonly<Record<string, Tensor>> {
    return { key: this.#key.stopGradient(), calls: this.#calls.stopGradient() };
  }

  /**
   * Goes on from a saved state.
   * @param state - What `state()` returned, there or elsewhere.
   * @throws {ArgumentError} or {@link ShapeError} for anything else, and then nothing has changed.
   */
  load(state: Readonly<Record<string, TensorLike>>): void {
    loadCells("Dropout.load", state, { key: this.#key, calls: this.#calls });
  }
}
