import type { Method } from "./method.ts";
import { solveNewton } from "./newton-equations.ts";
import type { Objective, Place } from "./objective.ts";
import { dot, moved, norm } from "./vector.ts";

/** A step within the region. */
interface Step {
  readonly step: Float64Array;
  /** The change of the model. */
  readonly predicted: number;
  readonly isAtEdge: boolean;
}

/**
 * Newton's method within a region in which its model is trusted, with exact products of the Hessian and vectors.
 *
 * Source: T. Steihaug, The conjugate gradient method and trust regions in large scale optimization, 1983; radii as in
 * J. Nocedal, S. Wright, Numerical Optimization, second edition, 2006, algorithm 4.1.
 */
export class TrustRegion implements Method {
  readonly #objective: Objective;
  #radius = 1;

  constructor(objective: Objective) {
    this.#objective = objective;
  }

  next(from: Place): Place | null {
    for (;;) {
      const { step, predicted, isAtEdge } = this.#step(from);
      const size = norm(step);
      if (!(predicted < 0) || !(size > Number.EPSILON * Math.max(norm(from.x), Number.MIN_VALUE)))
        return null;
      const found = this.#objective.at(moved(from.x, 1, step));
      const change = found.value - from.value;
      // Where the fall to the least of the model drowns in rounding, values say nothing of the model.
      const isFlat =
        !isAtEdge &&
        -predicted <= (this.#objective.rounding / 10) * Math.abs(from.value) &&
        Math.abs(change) <= this.#objective.rounding * Math.abs(from.value);
      const ratio = isFlat ? 1 : change / predicted;
      if (!(ratio >= 0.25)) this.#radius = size / 4;
      else if (ratio > 0.75 && isAtEdge) this.#radius *= 2;
      if (ratio > 0.15) return found;
    }
  }

  /** The least of the quadratic model within the region, or about that. */
  #step(from: Place): Step {
    let predicted = 0;
    const found = solveNewton(this.#objective, from, (state): Step | null => {
      const { step, next, direction, residual, squared, curvature } = state;
      if (curvature > 0 && !(norm(next) >= this.#radius)) {
        predicted -= ((squared / curvature) * squared) / 2;
        return null;
      }
      const by = this.#toEdge(step, direction);
      const change = by * dot(residual, direction) + (by * by * curvature) / 2;
      return { step: moved(step, by, direction), predicted: predicted + change, isAtEdge: true };
    });
    return found instanceof Float64Array ? { step: found, predicted, isAtEdge: false } : found;
  }

  /** How far along the direction the edge of the region is. */
  #toEdge(step: Float64Array, direction: Float64Array): number {
    const [a, b] = [dot(direction, direction), dot(step, direction)];
    const c = this.#radius ** 2 - dot(step, step);
    // Of two ways to write the root, the one without cancellation.
    const root = Math.sqrt(Math.max(0, b * b + a * c));
    return b > 0 ? c / (b + root) : (root - b) / a;
  }
}
