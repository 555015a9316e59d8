import { searchLine } from "./line-search.ts";
import type { Method } from "./method.ts";
import type { Objective, Place } from "./objective.ts";
import { difference, dot, moved, norm, scaled } from "./vector.ts";

/** A step that was made. */
interface Step {
  readonly from: Place;
  readonly direction: Float64Array;
  /** How far it went, as a multiple of the direction. */
  readonly length: number;
}

/**
 * The method of conjugate gradients, for functions that are not quadratic: remembers one direction.
 *
 * Source: M. Hestenes, E. Stiefel, Methods of conjugate gradients for solving linear systems, 1952; begun anew where that would
 * turn back, as in J. Gilbert, J. Nocedal, Global convergence properties of conjugate gradient methods for optimization, 1992.
 */
export class ConjugateGradient implements Method {
  readonly #objective: Objective;
  #latest: Step | null = null;

  constructor(objective: Objective) {
    this.#objective = objective;
  }

  next(from: Place): Place | null {
    const direction = this.#direction(from.gradient);
    const found = searchLine({
      objective: this.#objective,
      from,
      direction,
      first: this.#firstLength(from, direction),
      decrease: 1e-4,
      curvature: 0.4,
    });
    if (found === null) {
      if (this.#latest === null) return null;
      // What is remembered may mislead; straight down is a last resort.
      this.#latest = null;
      return this.next(from);
    }
    this.#latest = { from, direction, length: norm(difference(found.x, from.x)) / norm(direction) };
    return found;
  }

  #direction(gradient: Float64Array): Float64Array {
    const down = scaled(gradient, -1);
    if (this.#latest === null) return down;
    const { from, direction } = this.#latest;
    const change = difference(gradient, from.gradient);
    const next = moved(down, Math.max(0, dot(change, gradient) / dot(change, direction)), direction);
    return dot(next, gradient) < 0 ? next : down;
  }

  /** The length at which the function, if it were quadratic, would fall as much as in the step before. */
  #firstLength(from: Place, direction: Float64Array): number {
    if (this.#latest === null) return Math.min(1, 1 / norm(direction));
    const { from: before, direction: earlier, length } = this.#latest;
    const slope = dot(from.gradient, direction);
    const fall = before.value - from.value;
    // Where values are rounded, slopes tell more.
    const isFlat = fall <= 100 * this.#objective.rounding * Math.abs(from.value);
    return isFlat ? (length * dot(before.gradient, earlier)) / slope : (-2.02 * fall) / slope;
  }
}
