import { boundedTarget } from "./bounded-model.ts";
import type { Bounds } from "./bounds.ts";
import type { Pair } from "./curvature-pair.ts";
import { searchLine } from "./line-search.ts";
import type { Method } from "./method.ts";
import type { Objective, Place } from "./objective.ts";
import { add, difference, dot, norm, scaled } from "./vector.ts";

/** How many steps are remembered. */
const memory = 10;

/**
 * The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno: a model of the curvature from the latest steps.
 *
 * Source: J. Nocedal, Updating quasi-Newton matrices with limited storage, 1980. Within bounds: `bounded-model.ts`.
 */
export class LBfgs implements Method {
  readonly #objective: Objective;
  readonly #bounds: Bounds | null;
  #pairs: Pair[] = [];

  constructor(objective: Objective, bounds: Bounds | null) {
    this.#objective = objective;
    this.#bounds = bounds;
  }

  next(from: Place): Place | null {
    const isFirst = this.#pairs.length === 0;
    const bounds = this.#bounds;
    const direction = bounds === null ? this.#direction(from.gradient) : this.#directionWithin(from, bounds);
    const found =
      direction === null
        ? null
        : searchLine({
            objective: this.#objective,
            from,
            direction,
            // Nothing is known of scales before the first step, unless a box tells.
            first: isFirst && bounds?.isBox !== true ? Math.min(1, 1 / norm(direction)) : 1,
            bounds,
            decrease: 1e-3,
            curvature: 0.9,
          });
    if (found === null) {
      if (isFirst) return null;
      // What is remembered may mislead; straight down is a last resort.
      this.#pairs = [];
      return this.next(from);
    }
    this.#remember(from, found);
    return found;
  }

  #remember(from: Place, to: Place): void {
    const [step, change] = [difference(to.x, from.x), difference(to.gradient, from.gradient)];
    const product = dot(step, change);
    // Where the function does not bend up, the model would.
    if (!(product > Number.EPSILON * Math.abs(dot(step, from.gradient)))) return;
    this.#pairs.push({ step, change, product });
    if (this.#pairs.length > memory) this.#pairs.shift();
  }

  #directionWithin(from: Place, bounds: Bounds): Float64Array | null {
    const target = boundedTarget(from, bounds, this.#pairs);
    return target === null ? null : difference(target, from.x);
  }

  /** The model's inverse, times the negative gradient: two loops over the pairs. */
  #direction(gradient: Float64Array): Float64Array {
    const direction = scaled(gradient, -1);
    const latest = this.#pairs.at(-1);
    if (latest === undefined) return direction;
    const along = this.#pairs.map(() => 0);
    for (let k = this.#pairs.length - 1; k >= 0; k--) {
      const { step, change, product } = this.#pairs[k] as Pair;
      const by = dot(step, direction) / product;
      along[k] = by;
      add(direction, -by, change);
    }
    const scale = latest.product / dot(latest.change, latest.change);
    for (let k = 0; k < direction.length; k++) direction[k] = (direction[k] as number) * scale;
    for (const [k, { step, change, product }] of this.#pairs.entries()) {
      add(direction, (along[k] as number) - dot(change, direction) / product, step);
    }
    return direction;
  }
}
