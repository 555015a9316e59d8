import { ArgumentError, type Tensor, tensor } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import { sizeArgument } from "../argument.ts";
import { loadState, type Stateful, stateOf } from "../file/state.ts";
import { named } from "../model/parameters.ts";

/**
 * What {@link fit} has to remember to end training when the loss does not fall any more: the least one, after which epoch it was, and
 * the model then. It is a number's work unless training is to be resumed: then it has to be saved and loaded with the model.
 * @example
 * const model = mlp([1, 4, 1], { activation: "tanh", seed: 1 });
 * const patience = new EarlyStopping(model, 5);
 * const x = linspace(-1, 1, 16).reshape([16, 1]);
 * const { best } = await fit(model, { x, y: x.square() }, {
 *   loss: ({ x, y }) => meanSquaredError(model.forward(x), y),
 *   optimizer: adam(model.parameters(), { learningRate: 0.02 }),
 *   epochs: 3,
 *   patience,
 * });
 * patience.epoch === best // => true
 */
export class EarlyStopping implements Stateful {
  readonly #model: object;
  readonly #patience: number;
  #value = Number.POSITIVE_INFINITY;
  #epoch = 0;
  #latest = 0;
  #best: Map<string, Tensor>;

  /**
   * @param model - The model that is trained.
   * @param patience - For how many epochs the loss need not fall.
   * @throws {ArgumentError} if the patience is not a positive integer, or for a model without parameters.
   */
  constructor(model: object, patience: number) {
    named("EarlyStopping", model);
    this.#model = model;
    this.#patience = sizeArgument("EarlyStopping", "patience", patience);
    this.#best = stateOf(model);
  }

  /** The model that is trained. */
  get model(): object {
    return this.#model;
  }

  /** After which epoch the loss was least; 0 before the first. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The least loss; infinite before the first epoch. */
  get value(): number {
    return this.#value;
  }

  /**
   * Takes notice of an epoch.
   * @param epoch - Its number.
   * @param value - Its loss. The model is remembered if that is the least so far, which NaN never is.
   * @throws {ArgumentError} if the epoch is not after those that were noted, since another training has a model of its own, or the value is not
   *   a number.
   */
  note(epoch: number, value: number): void {
    if (typeof value !== "number") {
      throw new ArgumentError(
        "EarlyStopping",
        `the loss must be a number, got ${describeValue(value)}. Read it with item().`,
      );
    }
    if (!(epoch > this.#latest)) {
      throw new ArgumentError(
        "EarlyStopping",
        `epoch must be after those that were noted, got ${epoch} after ${this.#latest}. Make another EarlyStopping for another training.`,
      );
    }
    this.#latest = epoch;
    // NaN is not less than anything.
    if (!(value < this.#value)) return;
    this.#value = value;
    this.#epoch = epoch;
    this.#best = stateOf(this.#model);
  }

  /**
   * Whether the loss has not fallen for too long.
   * @param epoch - The number of the last epoch that was noted.
   * @returns True if the one whose loss was least is at least `patience` before it.
   */
  isOverAt(epoch: number): boolean {
    return epoch - this.#epoch >= this.#patience;
  }

  /** Makes the model what it was when the loss was least. */
  restore(): void {
    if (this.#epoch > 0) loadState(this.#model, this.#best);
  }

  /** What there is to remember, by name. */
  state(): Readonly<Record<string, Tensor>> {
    const best = [...this.#best].map(([name, value]) => [`best.${name}`, value] as const);
    // JSON has no infinity.
    const value = this.#epoch === 0 ? 0 : this.#value;
    const numbers = { epoch: tensor(this.#epoch), latest: tensor(this.#latest), value: tensor(value) };
    return { ...numbers, ...Object.fromEntries(best) };
  }

  /**
   * Goes on from a saved state.
   * @param state - What `state()` returned, there or elsewhere.
   */
  load({ epoch, latest, value, ...best }: Readonly<Record<string, Tensor>>): void {
    this.#epoch = (epoch as Tensor).item();
    this.#latest = (latest as Tensor).item();
    this.#value = this.#epoch === 0 ? Number.POSITIVE_INFINITY : (value as Tensor).item();
    this.#best = new Map(Object.entries(best).map(([name, saved]) => [name.slice("best.".length), saved]));
  }
}
