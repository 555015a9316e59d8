import { searchLine } from "./line-search.ts";
import type { Method } from "./method.ts";
import type { Objective, Place } from "./objective.ts";
import { add, dot, moved, norm, scaled } from "./vector.ts";

/**
 * Newton's method, whose linear equations conjugate gradients solve, no more exactly than is worth it, with exact products of
 * the Hessian and vectors.
 *
 * Source: J. Nocedal, S. Wright, Numerical Optimization, second edition, 2006, algorithm 7.1.
 */
export class NewtonCg implements Method {
  readonly #objective: Objective;

  constructor(objective: Objective) {
    this.#objective = objective;
  }

  next(from: Place): Place | null {
    const search = { objective: this.#objective, from, first: 1, decrease: 1e-4, curvature: 0.9 };
    return (
      searchLine({ ...search, direction: this.#direction(from) }) ??
      searchLine({ ...search, direction: scaled(from.gradient, -1) })
    );
  }

  #direction({ x, gradient }: Place): Float64Array {
    const size = norm(gradient);
    const enough = Math.min(0.5, Math.sqrt(size)) * size;
    let step: Float64Array = new Float64Array(x.length);
    const residual = Float64Array.from(gradient);
    let direction = scaled(residual, -1);
    let squared = dot(residual, residual);
    for (let count = 0; count < 20 * x.length && Math.sqrt(squared) > enough; count++) {
      const product = this.#objective.product(x, direction);
      const curvature = dot(direction, product);
      if (!(curvature > Number.EPSILON * dot(direction, direction))) {
        // The function bends down, and how far down it goes is not to be seen from here.
        return moved(step, curvature < 0 ? squared / -curvature : 1, direction);
      }
      const by = squared / curvature;
      step = moved(step, by, direction);
      add(residual, by, product);
      const next = dot(residual, residual);
      direction = moved(scaled(residual, -1), next / squared, direction);
      squared = next;
    }
    return step;
  }
}
