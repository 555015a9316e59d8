import { ArgumentError, type Parameter, parameter, type Tensor, type TensorLike } from "@chainrule/autograd";
import { assignTogether, noteWholeState, Switch, valueNow } from "@chainrule/autograd/gears";
import { parametersArgument } from "./argument.ts";
import { argumentIn } from "./hyperparameter.ts";
import type { GradientsOf } from "./optimizer.ts";
import { savedArgument, savedLike } from "./rule-argument.ts";

/** What {@link movingAverage} returns. */
export interface MovingAverage<P extends readonly Parameter[] = readonly Parameter[]> {
  /** The averages, one for each parameter: as parameters, whose value changes with each `update`. */
  readonly values: GradientsOf<P>;
  /**
   * Takes the present values of the parameters in; to be called after each step. It compiles into it.
   * @throws {ArgumentError} while parameters and averages are exchanged.
   */
  update(): void;
  /** Exchanges parameters and averages: once to evaluate with the averages, once more to train on. */
  swap(): void;
  /** The averages by number, to be saved; also while they are exchanged. */
  state(): Record<string, Tensor>;
  /**
   * Goes on from saved averages.
   * @param state - What `state()` gave, of the same number of parameters with the same shapes and dtypes; also after it went
   *   through JSON.
   * @throws {ArgumentError}, {@link ShapeError} or {@link DtypeError} for another state, or while parameters and averages are
   *   exchanged; then nothing has changed.
   */
  load(state: Readonly<Record<string, TensorLike>>): void;
}

/**
 * Exponential moving averages of weights, which are often better than the weights of any single step:
 * a ← β a + (1 − β) w, from the first values on.
 * @param parameters - At least one, all distinct.
 * @param decay - β, at least 0 and less than 1; by default 0.999.
 * @returns An object with `update`, `swap`, `values`, `state` and `load`.
 * @throws {ArgumentError} for other arguments.
 * @remarks Source: B. Polyak, A. Juditsky, Acceleration of stochastic approximation by averaging, 1992.
 * @example
 * const w = parameter(4);
 * const average = movingAverage([w], 0.75);
 * w.assign(8);
 * average.update();
 * average.values[0].item() // => 5
 * average.swap();
 * w.item() // => 5
 */
export function movingAverage<const P extends readonly Parameter[]>(
  parameters: P,
  decay = 0.999,
): MovingAverage<P> {
  const op = "movingAverage";
  const cells = parametersArgument(op, parameters);
  const kept = argumentIn("fraction", op, "decay", decay);
  const averages: readonly Parameter[] = Object.freeze(cells.map((cell) => parameter(cell)));
  const isSwapped = new Switch(false);
  const requireApart = (method: string): void => {
    if (!isSwapped.isOn) return;
    throw new ArgumentError(
      `${op}.${method}`,
      "the parameters hold the averages, and the averages what is trained. Call swap() once more before.",
    );
  };
  return noteWholeState({
    values: averages as unknown as GradientsOf<P>,
    update() {
      requireApart("update");
      assignTogether(
        averages,
        averages.map((average, k) => average.mul(kept).add((cells[k] as Parameter).mul(1 - kept))),
      );
    },
    swap() {
      assignTogether([...averages, ...cells], [...cells, ...averages]);
      isSwapped.isOn = !isSwapped.isOn;
    },
    state: () => {
      const held = isSwapped.isOn ? cells : averages;
      return Object.fromEntries(held.map((cell, k) => [k, valueNow(cell)]));
    },
    load(state) {
      requireApart("load");
      const saved = new Map(savedArgument(`${op}.load`, state));
      if (saved.size !== averages.length) {
        const count = `got ${saved.size} for ${averages.length}`;
        throw new ArgumentError(`${op}.load`, `state must have one tensor for each parameter, ${count}.`);
      }
      assignTogether(
        averages,
        averages.map((average, k) => {
          return savedLike(`${op}.load`, `state["${k}"]`, saved.get(String(k)), average);
        }),
      );
    },
  });
}
