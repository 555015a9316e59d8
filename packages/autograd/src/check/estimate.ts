import { best, type Extrapolation, isRefuted } from "./extrapolation.ts";
import { Ladder, type Side, type Slope } from "./ladder.ts";

/** What finite differences tell of one derivative. */
export interface Estimate {
  /**
   * `smooth`: as usual. `oneSided`: the function is defined on one side only. `kink`: the slopes on both sides differ.
   * `unbounded`: the slope grows without limit as the step shrinks. `rough`: slopes do not settle. `undefined`: the
   * function is not finite at the point, or on both sides of it.
   */
  readonly kind: "smooth" | "oneSided" | "kink" | "unbounded" | "rough" | "undefined";
  /** The derivative; at a kink the mean of both slopes. */
  readonly value: number;
  /** How far the value may be off. */
  readonly uncertainty: number;
  /** The slopes on both sides, where they differ. */
  readonly left: number;
  readonly right: number;
}

/** The ladder's first rungs, which suffice for most functions, and a far smaller step that has to confirm them. */
const firstRungs = 4;
const toAnchor = 12;
/** Relative error, and error relative to value / scale, at which the search ends. */
const wanted = 1e-10;
const wantedAbsolute = 2 ** -42;
/** Bounds of the search. */
const finestRung = 46;
const coarsestRung = -44;
/** Relative error beyond which a slope may well have no limit. */
const poor = 1e-3;
/** Smaller jumps of the slope, relative to it, cannot be told from curvature. */
const invisibleJump = 1e-7;

/**
 * The derivatives of the results of `f` at `x` by finite differences.
 *
 * Central differences over halving steps are extrapolated to step 0, and believed once a step thousands of times
 * smaller agrees. Where it does not, or where they have not settled, smaller steps are tried; where rounding hides the
 * derivative, larger ones. Slopes on both sides that differ however small the step are a kink.
 * @param scale - The size of step over which `f` may be expected to change; a wrong guess costs time only.
 * @param centre - `f(x)`.
 * @param noise - By how much rounding inside `f` moves each result; see `noiseOf`.
 * @param variation - Changes the steps: a second opinion uses others.
 */
export function estimate(
  f: (x: number) => Float64Array,
  x: number,
  scale: number,
  centre: Float64Array,
  noise: Float64Array,
  variation: number = 1,
): Estimate[] {
  const ladder = new Ladder(f, x, 0.0957 * scale * variation, centre, noise);
  return Array.from(centre, (_, i) => new Search(ladder, i, scale).estimate());
}

/** The search for the derivative of one result. */
class Search {
  readonly #ladder: Ladder;
  readonly #i: number;
  readonly #scale: number;
  /** The rungs in use are `#coarsest` to `#finest`, and some far below. */
  #coarsest = 0;
  #finest = firstRungs - 1;
  /** A rung far below, which has to confirm what the others say. */
  #anchor = firstRungs - 1 + toAnchor;

  constructor(ladder: Ladder, i: number, scale: number) {
    this.#ladder = ladder;
    this.#i = i;
    this.#scale = scale;
  }

  estimate(): Estimate {
    if (!Number.isFinite(this.#ladder.centre[this.#i])) return nothing("undefined");
    for (let k = 0; k < firstRungs; k++) this.#ladder.rung(k);
    const side = this.#findAnchor();
    if (side === null) return nothing("undefined");
    if (side === "both" && this.#hasKink()) return this.#kink();
    const found = this.#extrapolate(side);
    if (found === null || (found.error > poor * Math.abs(found.value) && this.#limit(side) !== null)) {
      return this.#unsettled(side);
    }
    const { value, error: uncertainty } = this.#improved(found, side);
    return { kind: side === "both" ? "smooth" : "oneSided", value, uncertainty, left: value, right: value };
  }

  /** A rung so small that both sides are defined, if there is one; the search starts within reach of it. */
  #findAnchor(): Side | null {
    const first = this.#ladder.sideAt(this.#anchor, this.#i);
    if (first === "both") return first;
    for (const further of [6, 12, 24, 48, 96]) {
      const k = this.#anchor + further;
      if (this.#ladder.sideAt(k, this.#i) !== "both") continue;
      this.#anchor = k;
      this.#coarsest = Math.max(0, k - 7);
      this.#finest = this.#coarsest;
      return "both";
    }
    return first;
  }

  #slopes(side: Side): Slope[] {
    return this.#ladder.slopes(this.#i, side);
  }

  #slope(k: number, side: Side): Slope | null {
    return this.#ladder.slope(k, this.#i, side);
  }

  /** Measures more rungs until the best extrapolation is good enough, or no rung can make it better. */
  #extrapolate(side: Side): Extrapolation | null {
    let found: Extrapolation | null = null;
    for (;;) {
      this.#confirmable();
      const next = this.#best(side);
      if (next !== null && this.#suffices(next)) return next;
      found = next;
      const noisy = found !== null && found.noise > found.error / 2;
      if (noisy || this.#finest >= finestRung || this.#isHopeless(found, side)) break;
      this.#finest += 1;
      if (this.#ladder.rung(this.#finest) === null) break;
    }
    // Larger steps help against noise, as long as they do.
    for (let vain = 0; vain < 4 && this.#coarsest > coarsestRung; vain++) {
      this.#coarsest -= 1;
      if (this.#ladder.rung(this.#coarsest) === null) break;
      const next = this.#best(side);
      if (next === null) continue;
      if (found === null || next.error < found.error) {
        found = next;
        vain = -1;
        if (this.#suffices(next)) break;
      }
    }
    return found;
  }

  /** Keeps a rung far below those that are extrapolated from. */
  #confirmable(): void {
    this.#ladder.rung(Math.max(this.#anchor, this.#finest + toAnchor / 2));
  }

  #best(side: Side): Extrapolation | null {
    // The steps of the first rung, which may differ from each other in the last digit.
    const trusted = 1.01 * this.#ladder.stepOf(Math.max(0, this.#coarsest));
    return best(this.#slopes(side), side === "both" ? 2 : 1, trusted);
  }

  #suffices({ error, value }: Extrapolation): boolean {
    if (error <= wanted * Math.abs(value)) return true;
    // Too small to be told from 0.
    const size = Math.abs(this.#ladder.centre[this.#i] as number) / this.#scale;
    return error <= wantedAbsolute * size && Math.abs(value) <= 4 * error;
  }

  /** Whether the noise of the next rung alone is more than the error now. */
  #isHopeless(found: Extrapolation | null, side: Side): boolean {
    if (found === null) return false;
    const slope = this.#slope(this.#finest, side);
    return slope !== null && 2 * slope.noise > found.error;
  }

  /** The difference of the slopes on both sides at a rung, and how much of it may be noise. */
  #jump(k: number): { readonly jump: number; readonly noise: number; readonly slope: number } | null {
    const [right, left] = [this.#slope(k, "right"), this.#slope(k, "left")];
    if (right === null || left === null) return null;
    return {
      jump: right.value - left.value,
      noise: 4 * (right.noise + left.noise),
      slope: Math.max(Math.abs(right.value), Math.abs(left.value)),
    };
  }

  /**
   * Whether the slopes on both sides differ however small the step. For a smooth function the difference shrinks with the
   * step; at a kink it stays, at a jump or a cusp it grows, always by the same factor. If it does neither, the function
   * varies faster than the steps, and there is no telling yet.
   */
  #hasKink(): boolean {
    const here = this.#jump(this.#anchor);
    if (here === null || Math.abs(here.jump) <= here.noise + invisibleJump * here.slope) return false;
    const coarse = this.#jump(this.#finest);
    const shrunk = this.#ladder.stepOf(this.#anchor) / this.#ladder.stepOf(this.#finest);
    if (coarse !== null && Math.abs(here.jump) <= here.noise + 4 * Math.abs(coarse.jump) * shrunk)
      return false;
    let { jump } = here;
    let factor = 0;
    for (const further of [6, 12, 18]) {
      const next = this.#jump(this.#anchor + further);
      if (next === null || next.noise > Math.abs(next.jump) + Math.abs(jump) / 8) break;
      const grown = next.jump / jump;
      if (grown <= 1 / 4) return false;
      if (factor > 0 && (grown > 2 * factor || grown < factor / 2)) return false;
      factor = grown;
      jump = next.jump;
    }
    return factor > 0;
  }

  #kink(): Estimate {
    for (let k = 0; k <= 5; k++) this.#ladder.rung(k);
    const left = this.#oneSided("left");
    const right = this.#oneSided("right");
    const value = left.value + (right.value - left.value) / 2;
    const uncertainty = left.error + right.error;
    return { kind: "kink", value, uncertainty, left: left.value, right: right.value };
  }

  #oneSided(side: "left" | "right"): { readonly value: number; readonly error: number } {
    const limit = this.#limit(side);
    if (limit !== null) return { value: limit, error: 0 };
    const found = this.#best(side);
    if (found !== null) return found;
    const slope = this.#slope(this.#anchor, side) as Slope;
    return { value: slope.value, error: Math.abs(slope.value) / 2 };
  }

  /** ±∞ if the slope grows without limit as the step shrinks, by at least 4 where the step shrinks by 64; else null. */
  #limit(side: Side): number | null {
    const [one, two] = [this.#slope(this.#anchor, side), this.#slope(this.#anchor + 6, side)];
    if (one === null || two === null) return null;
    const grows = Math.abs(two.value) >= 3.9 * Math.abs(one.value) && Math.abs(two.value) > 64 * two.noise;
    return grows ? Math.sign(two.value) * Infinity : null;
  }

  #unsettled(side: Side): Estimate {
    const limit = this.#limit(side);
    if (limit !== null) return { ...nothing("unbounded"), value: limit, left: limit, right: limit };
    const slopes = this.#slopes(side);
    const last = this.#slope(this.#anchor, side) ?? slopes[slopes.length - 1];
    if (last === undefined) return nothing("undefined");
    let uncertainty = last.noise;
    for (const { step, value } of slopes) {
      if (step < this.#scale / 1000) uncertainty = Math.max(uncertainty, Math.abs(value - last.value));
    }
    return { kind: "rough", value: last.value, uncertainty, left: last.value, right: last.value };
  }

  /**
   * Close to a kink or to the edge of the domain, steps are short and noise is large; a one-sided extrapolation away from
   * it may be much better. It has to agree with the central one.
   */
  #improved(found: Extrapolation, side: Side): { readonly value: number; readonly error: number } {
    if (side !== "both" || this.#suffices(found) || found.error < 1e-8 * Math.abs(found.value)) return found;
    let chosen = found;
    const central = this.#slopes("both");
    for (const other of ["right", "left"] as const) {
      const candidate = this.#best(other);
      if (candidate === null || candidate.error >= chosen.error) continue;
      if (Math.abs(candidate.value - found.value) > candidate.error + found.error) continue;
      const smaller = central.filter(({ step }) => step <= found.step);
      if (!isRefuted({ ...candidate, step: Infinity, raw: candidate.value }, smaller, 1)) chosen = candidate;
    }
    return chosen;
  }
}

function nothing(kind: Estimate["kind"]): Estimate {
  return { kind, value: NaN, uncertainty: Infinity, left: NaN, right: NaN };
}
