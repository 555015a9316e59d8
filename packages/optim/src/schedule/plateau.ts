import { ArgumentError, scalar, type Tensor, type TensorLike } from "@chainrule/autograd";
import { checkOptions, describeValue, propertyOf } from "@chainrule/autograd/gears";
import { argumentIn } from "../hyperparameter.ts";
import { savedArgument, savedLike } from "../rule-argument.ts";
import { stepsArgument } from "./argument.ts";

/** Options of {@link reduceOnPlateau}. */
export interface PlateauOptions {
  /** What the property is multiplied by, less than 1; by default 0.1. */
  readonly factor?: number | undefined;
  /** How many observations may pass without an improvement; by default 10. */
  readonly patience?: number | undefined;
  /** By how much of itself the best value must fall to count as improved; by default 0.0001. */
  readonly threshold?: number | undefined;
  /** How many observations do not count after a reduction; by default 0. */
  readonly cooldown?: number | undefined;
  /** The least value; by default 0. */
  readonly least?: number | undefined;
}

/** What {@link reduceOnPlateau} returns. */
export interface Plateau {
  /**
   * Takes note of a value that should fall, and sets the property if it has not for too long.
   * @param value - A loss, say; NaN is not an improvement.
   * @returns Whether the property was reduced.
   */
  observe(value: number): boolean;
  /** What it remembers, to be saved: the best value, and how many observations ago that and a reduction were. */
  state(): Record<string, Tensor>;
  /**
   * Goes on from a saved state.
   * @param state - What `state()` returned, also after it went through JSON.
   * @throws {ArgumentError} for another state, and then nothing has changed.
   */
  load(state: Readonly<Record<string, TensorLike>>): void;
}

/**
 * Reduces a hyperparameter whenever a value that should fall has not fallen for a while. It sets the property, which takes effect in
 * compiled steps, too, and is a number from the first reduction on: a schedule that it was set to has ended then.
 * @param optimizer - Whose property is set: any object that has it.
 * @param name - The property, usually `"learningRate"`.
 * @param options - See {@link PlateauOptions}.
 * @returns An object with `observe`, to be called once an epoch, `state` and `load`.
 * @throws {ArgumentError} if there is no such property, or for other options.
 * @example
 * const descent = gradientDescent([parameter(1)], { learningRate: 8 });
 * const plateau = reduceOnPlateau(descent, "learningRate", { factor: 0.5, patience: 1 });
 * [3, 2, 2, 2].map((loss) => plateau.observe(loss)) // => [false, false, false, true]
 * descent.learningRate // => 4
 */
export function reduceOnPlateau<Name extends string>(
  optimizer: { [Key in NoInfer<Name>]: number },
  name: Name,
  options?: PlateauOptions,
): Plateau {
  const op = "reduceOnPlateau";
  const given = checkOptions(op, options, ["factor", "patience", "threshold", "cooldown", "least"]);
  const factor = argumentIn("positive", op, "factor", given["factor"] ?? 0.1);
  if (factor >= 1) throw new ArgumentError(op, `factor must be less than 1, got ${factor}.`);
  const patience = countArgument(op, "patience", given["patience"] ?? 10);
  const cooldown = countArgument(op, "cooldown", given["cooldown"] ?? 0);
  const threshold = argumentIn("finite", op, "threshold", given["threshold"] ?? 1e-4);
  const least = argumentIn("finite", op, "least", given["least"] ?? 0);
  if (typeof name !== "string") {
    throw new ArgumentError(op, `the name of the property must be a string, got ${describeValue(name)}.`);
  }
  const before = propertyOf(optimizer, name);
  if (typeof before !== "number") {
    throw new ArgumentError(
      op,
      `optimizer[${describeValue(name)}] must be a number, got ${describeValue(before)}.`,
    );
  }
  let best = Number.POSITIVE_INFINITY;
  let bad = 0;
  let resting = 0;
  return {
    observe(value) {
      if (typeof value !== "number") {
        throw new ArgumentError("observe", `value must be a number, got ${describeValue(value)}.`);
      }
      if (value < best - threshold * Math.abs(best === Number.POSITIVE_INFINITY ? 0 : best)) {
        best = value;
        bad = 0;
      } else {
        bad += 1;
      }
      if (resting > 0) {
        resting -= 1;
        bad = 0;
      }
      if (bad <= patience) return false;
      bad = 0;
      resting = cooldown;
      const now: number = optimizer[name];
      const reduced = Math.max(now * factor, least);
      if (reduced >= now) return false;
      Reflect.set(optimizer, name, reduced);
      return true;
    },
    // JSON has no infinity, which is the best before any observation.
    state: () => {
      const isKnown = best < Number.POSITIVE_INFINITY;
      return {
        best: scalar(isKnown ? best : 0),
        isKnown: scalar(isKnown),
        bad: scalar(bad),
        resting: scalar(resting),
      };
    },
    load(state) {
      const saved = new Map(savedArgument("reduceOnPlateau.load", state));
      const take = (key: string, like: Tensor): Tensor =>
        savedLike("reduceOnPlateau.load", `state["${key}"]`, saved.get(key), like);
      const [known, ...numbers] = [
        take("isKnown", scalar(false)).item(),
        ...["best", "bad", "resting"].map((key) => take(key, scalar(0)).item()),
      ] as unknown as [boolean, number, number, number];
      [best, bad, resting] = numbers;
      if (!known) best = Number.POSITIVE_INFINITY;
    },
  };
}

function countArgument(op: string, name: string, value: unknown): number {
  return value === 0 ? 0 : stepsArgument(op, name, value);
}
