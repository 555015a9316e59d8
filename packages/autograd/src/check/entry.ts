import type { Estimate } from "./estimate.ts";

/**
 * What was found about one derivative.
 *
 * `agrees`: within the tolerance. `differs`: not. `kink`: the slopes to the left and to the right differ, so that the
 * analytic value is a convention. `uncertain`: finite differences are too inaccurate here to tell. `infinite`: the function
 * or its derivative is not finite at the point. `zero root`: a second derivative that differs where `f` takes a root that is 0,
 * whose slope is a convention.
 */
export type Verdict = "agrees" | "differs" | "zero root" | "kink" | "uncertain" | "infinite";

/** One derivative that was checked: of one element of a result, by one element of an argument. */
export interface GradientEntry {
  /** Which argument. */
  readonly input: number;
  /** The place of the element within it. */
  readonly index: readonly number[];
  /** The argument in words: `xs[0]`, or a path within a tree, like `xs[0].weights[1]`. */
  readonly name: string;
  /** The result in words: `f`, a path within a tree, or `∂f/∂xs[0]` at second order. */
  readonly output: string;
  /** The place of its element. */
  readonly outputIndex: readonly number[];
  /** 1, or 2 for a derivative of the gradient. */
  readonly order: 1 | 2;
  /** What the rules of the operations give; of both modes the one further from `numeric`. */
  readonly analytic: number;
  /** By reverse mode; null if it was not asked for, or this element was not drawn for it. */
  readonly reverse: number | null;
  /** By forward mode; null likewise. */
  readonly forward: number | null;
  /** What finite differences give; at a kink the mean of both slopes. */
  readonly numeric: number;
  /** How far finite differences may be off. */
  readonly uncertainty: number;
  /** The slopes to the left and to the right; they differ at a kink. */
  readonly slopes: readonly [left: number, right: number];
  /** |analytic - numeric|, relative to the larger of both, or less where both vanish in rounding. */
  readonly error: number;
  /** What the comparison says: see {@link Verdict}. */
  readonly verdict: Verdict;
  /** Whether the verdict is one that passes. */
  readonly ok: boolean;
}

/** Where an entry belongs. */
export type Place = Pick<GradientEntry, "input" | "index" | "name" | "output" | "outputIndex" | "order">;

export interface Judgement {
  readonly tolerance: number;
  readonly allowKinks: boolean;
  /** A derivative of which this much may be doubtful still tells enough: the size of the function over that of its argument. */
  readonly negligible: number;
  /** A derivative that is smaller than this, and whose numeric value has no digits, is rounding. */
  readonly vanishing: number;
  /** The function has next to no digits that are not noise. */
  readonly isNoisy: boolean;
}

/** Compares a derivative in both modes with what finite differences say. */
export function judged(
  place: Place,
  reverse: number | null,
  forward: number | null,
  found: Estimate,
  { tolerance, allowKinks, negligible, vanishing, isNoisy }: Judgement,
): GradientEntry {
  const { left, right, uncertainty, value: numeric } = found;
  const isKink = found.kind === "kink";
  // At a kink whatever lies between both slopes is a fair convention.
  const between = isKink
    ? { low: Math.min(left, right), high: Math.max(left, right) }
    : { low: numeric, high: numeric };
  const errorOf = (value: number): number => {
    const distance = Math.max(between.low - value, value - between.high, 0);
    if (Number.isNaN(value) || Number.isNaN(distance)) return Infinity;
    const scale = Math.max(Math.abs(value), isKink ? 0 : Math.abs(numeric), uncertainty / tolerance);
    return distance === 0 ? 0 : distance / scale;
  };
  const modes = [reverse, forward].filter((value) => value !== null);
  const errors = modes.map(errorOf);
  const largest = Math.max(0, ...errors);
  const analytic = modes[Math.max(0, errors.indexOf(largest))] ?? NaN;
  const hasDigits = numeric !== 0 && uncertainty < 1e-3 * Math.abs(numeric);
  const vanishes = !isKink && !hasDigits && Math.max(Math.abs(analytic), Math.abs(numeric)) <= vanishing;
  const error = vanishes ? 0 : largest;
  const verdict = ((): Verdict => {
    if (found.kind === "undefined" || found.kind === "unbounded") return "infinite";
    if (vanishes) return "agrees";
    if (!(error <= tolerance)) return isNoisy ? "uncertain" : "differs";
    if (isKink) return "kink";
    const size = Math.max(Math.abs(analytic), Math.abs(numeric));
    return uncertainty <= tolerance * Math.max(size, negligible) ? "agrees" : "uncertain";
  })();
  return {
    ...place,
    analytic,
    reverse,
    forward,
    numeric,
    uncertainty,
    slopes: [left, right],
    error,
    verdict,
    ok: verdict === "agrees" || (verdict === "kink" && allowKinks),
  };
}

/** How much larger errors may be than they seem, when it comes to accusing somebody. */
const benefitOfDoubt = 3;

/** The better of two estimates of the same derivative; how far they are apart says how uncertain it is. */
export function reconciled(first: Estimate, second: Estimate): Estimate {
  if (first.kind !== second.kind || first.kind === "kink" || first.kind === "undefined") {
    return first.uncertainty >= second.uncertainty ? first : second;
  }
  const apart = Math.abs(first.value - second.value);
  const better = first.uncertainty <= second.uncertainty ? first : second;
  return { ...better, uncertainty: benefitOfDoubt * Math.max(better.uncertainty, apart) };
}
