import { searchLine } from "./line-search.ts";
import type { Method } from "./method.ts";
import type { Objective, Place } from "./objective.ts";
import { add, difference, dot, norm, scaled } from "./vector.ts";

/** A step and the change of the gradient along it. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

/** How many steps are remembered. */
const memory = 10;

/**
 * The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno: a model of the curvature from the latest steps.
 *
 * Source: J. Nocedal, Updating quasi-Newton matrices with limited storage, 1980.
 */
export class LBfgs implements Method {
  readonly #objective: Objective;
  #pairs: Pair[] = [];

  constructor(objective: Objective) {
    this.#objective = objective;
  }

  next(from: Place): Place | null {
    const isFirst = this.#pairs.length === 0;
    const direction = this.#direction(from.gradient);
    const found = searchLine({
      objective: this.#objective,
      from,
      direction,
      // Nothing is known of scales before the first step.
      first: isFirst ? Math.min(1, 1 / norm(direction)) : 1,
      decrease: 1e-3,
      curvature: 0.9,
    });
    if (found === null) {
      if (isFirst) return null;
      // What is remembered may mislead; straight down is a last resort.
      this.#pairs = [];
      return this.next(from);
    }
    this.#remember(difference(found.x, from.x), difference(found.gradient, from.gradient));
    return found;
  }

  #remember(step: Float64Array, change: Float64Array): void {
    const product = dot(step, change);
    if (!(product > Number.EPSILON * dot(change, change))) return;
    this.#pairs.push({ step, change, product });
    if (this.#pairs.length > memory) this.#pairs.shift();
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
