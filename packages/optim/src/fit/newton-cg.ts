import { searchLine } from "./line-search.ts";
import type { Method } from "./method.ts";
import { solveNewton } from "./newton-equations.ts";
import type { Objective, Place } from "./objective.ts";
import { dot, moved, scaled } from "./vector.ts";

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

  #direction(from: Place): Float64Array {
    return solveNewton(this.#objective, from, ({ step, direction, squared, curvature }) => {
      if (curvature > Number.EPSILON * dot(direction, direction)) return null;
      // The function bends down, and how far down it goes is not to be seen from here.
      return moved(step, curvature < 0 ? squared / -curvature : 1, direction);
    });
  }
}
