import type { Place } from "./objective.ts";
import { norm } from "./vector.ts";

/** So many steps may be in vain: of some methods, one makes good what another did. */
const mostInVain = 20;

/** Whether a descent still leads anywhere. Where rounding is all that is left of slopes, steps would go to and fro for ever. */
export class Progress {
  readonly #rounding: number;
  #value: number;
  #slope: number;
  #inVain = 0;

  constructor({ value, gradient }: Place, isSingle: boolean) {
    this.#rounding = isSingle ? 2 ** -22 : 2 ** -50;
    this.#value = value;
    this.#slope = norm(gradient);
  }

  get isOver(): boolean {
    return this.#inVain >= mostInVain;
  }

  /** Takes note of a step: whether the function fell by more than rounding, or became flatter than it ever was. */
  note({ value, gradient }: Place): void {
    const slope = norm(gradient);
    const isLower = this.#value - value > this.#rounding * Math.abs(value);
    const isFlatter = slope <= 0.9 * this.#slope;
    this.#inVain = isLower || isFlatter ? 0 : this.#inVain + 1;
    this.#value = Math.min(this.#value, value);
    if (isFlatter) this.#slope = slope;
  }
}
