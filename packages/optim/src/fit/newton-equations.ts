/** Conjugate gradients for the equations of Newton's method, H s = −g, with exact products of the Hessian and vectors. */
import type { Objective, Place } from "./objective.ts";
import { add, dot, moved, norm, scaled } from "./vector.ts";

/** Between two steps towards the solution. */
export interface NewtonState {
  /** The solution so far, and what it will be after going along the direction as far as the model falls. */
  readonly step: Float64Array;
  readonly next: Float64Array;
  readonly direction: Float64Array;
  /** H s + g, and its square. */
  readonly residual: Float64Array;
  readonly squared: number;
  /** The product of the direction, the Hessian and the direction. */
  readonly curvature: number;
}

/**
 * Solves the equations at a place no more exactly than is worth it.
 * @param ending - Is asked before each step; what it gives, unless it is null, is given back in place of a solution.
 */
export function solveNewton<T>(
  objective: Objective,
  { x, gradient }: Place,
  ending: (state: NewtonState) => T | null,
): Float64Array | T {
  const size = norm(gradient);
  const enough = Math.min(0.5, Math.sqrt(size)) * size;
  let step: Float64Array = new Float64Array(x.length);
  const residual = Float64Array.from(gradient);
  let direction = scaled(residual, -1);
  let squared = dot(residual, residual);
  for (let count = 0; count < 20 * x.length && Math.sqrt(squared) > enough; count++) {
    const product = objective.product(x, direction);
    const curvature = dot(direction, product);
    const by = squared / curvature;
    const next = moved(step, by, direction);
    const end = ending({ step, next, direction, residual, squared, curvature });
    if (end !== null) return end;
    step = next;
    add(residual, by, product);
    const remaining = dot(residual, residual);
    direction = moved(scaled(residual, -1), remaining / squared, direction);
    squared = remaining;
  }
  return step;
}
