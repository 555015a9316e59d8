/** A function's values at one distance on both sides of a point. */
export interface Rung {
  /** The distances, exact differences of representable numbers. */
  readonly up: number;
  readonly down: number;
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/** A slope over some step, and how far the rounding of the function alone may have moved it. */
export interface Slope {
  readonly step: number;
  readonly value: number;
  readonly noise: number;
}

export type Side = "both" | "right" | "left";

/** Relative distance of neighbouring numbers. */
const epsilon = Number.EPSILON;

/**
 * A function of one variable (with any number of results), measured on both sides of a point at steps that halve from rung
 * to rung. A rung is measured when it is first needed, for all results at once.
 */
export class Ladder {
  /** The results at the point itself. */
  readonly centre: Float64Array;
  readonly #noise: Float64Array;
  readonly #f: (x: number) => Float64Array;
  readonly #x: number;
  readonly #first: number;
  readonly #rungs: Map<number, Rung | null> = new Map();

  /** @param noise - By how much rounding inside `f` moves each result, if it is more than the last digit. */
  constructor(
    f: (x: number) => Float64Array,
    x: number,
    firstStep: number,
    centre: Float64Array,
    noise: Float64Array,
  ) {
    this.centre = centre;
    this.#noise = noise;
    this.#f = f;
    this.#x = x;
    this.#first = firstStep;
  }

  /** Rung `k`, at the first step · 2⁻ᵏ; null where the step is too small or too large to be taken. */
  rung(k: number): Rung | null {
    let rung = this.#rungs.get(k);
    if (rung === undefined) {
      rung = this.#measure(k);
      this.#rungs.set(k, rung);
    }
    return rung;
  }

  stepOf(k: number): number {
    return this.#first * 2 ** -k;
  }

  /** Whether result `i` is finite on both sides, on one, or on none, a given step away. */
  sideAt(k: number, i: number): Side | null {
    const rung = this.rung(k);
    if (rung === null) return null;
    const right = Number.isFinite(rung.above[i]);
    const left = Number.isFinite(rung.below[i]);
    return right ? (left ? "both" : "right") : left ? "left" : null;
  }

  /** The slopes of result `i` at all rungs measured so far where it is finite, the largest step first. */
  slopes(i: number, side: Side): Slope[] {
    const slopes: Slope[] = [];
    for (const k of [...this.#rungs.keys()].sort((a, b) => a - b)) {
      const slope = this.slope(k, i, side);
      if (slope !== null) slopes.push(slope);
    }
    return slopes;
  }

  slope(k: number, i: number, side: Side): Slope | null {
    const rung = this.rung(k);
    if (rung === null) return null;
    const middle = this.centre[i] as number;
    const high = side === "left" ? middle : (rung.above[i] as number);
    const low = side === "right" ? middle : (rung.below[i] as number);
    const step = (side === "left" ? 0 : rung.up) + (side === "right" ? 0 : rung.down);
    const value = (high - low) / step;
    if (!Number.isFinite(value)) return null;
    const rounding = Math.max(
      epsilon * Math.max(Math.abs(high), Math.abs(low)),
      2 * (this.#noise[i] as number),
    );
    return { step: side === "both" ? step / 2 : step, value, noise: (2 * rounding) / step };
  }

  #measure(k: number): Rung | null {
    const x = this.#x;
    const step = this.stepOf(k);
    const [right, left] = [x + step, x - step];
    // By what the neighbours really differ from x: (x + h) - x is exact where x + h is not.
    const [up, down] = [right - x, x - left];
    if (!(up > 0 && down > 0 && Number.isFinite(right) && Number.isFinite(left))) return null;
    return { up, down, above: this.#f(right), below: this.#f(left) };
  }
}
