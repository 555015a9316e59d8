/** How far to go along a line: steps that satisfy the strong Wolfe conditions. */
import type { Bounds } from "./bounds.ts";
import type { Objective, Place } from "./objective.ts";
import { dot, moved } from "./vector.ts";

/** What a line search looks for. */
export interface LineSearch {
  readonly objective: Objective;
  /** Where the line begins. */
  readonly from: Place;
  /** Along which the function falls. */
  readonly direction: Float64Array;
  /** The step to try first, as a multiple of the direction. */
  readonly first: number;
  /** What must not be left. */
  readonly bounds?: Bounds | null;
  /** The fall that is wanted, as a part of that of the tangent at the beginning: c₁ of the Wolfe conditions. */
  readonly decrease: number;
  /** The largest slope that is wanted, as a part of that at the beginning: c₂. */
  readonly curvature: number;
}

/** A place on the line. */
interface Probe {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
  readonly place: Place;
}

/** Beyond these many places a line is not worth looking at. */
const mostProbes = 30;

/**
 * A place along a line at which the function has fallen enough and is flat enough; null if there is none further down.
 *
 * Source: J. Moré, D. Thuente, Line search algorithms with guaranteed sufficient decrease, 1994. Near a minimum, where the fall
 * drowns in rounding, slopes alone decide: the approximate Wolfe conditions of W. Hager, H. Zhang, A new conjugate gradient method
 * with guaranteed descent and an efficient line search, 2005.
 */
export function searchLine(search: LineSearch): Place | null {
  const { objective, from, direction, bounds = null, decrease, curvature } = search;
  const longest = bounds?.room(from.x, direction) ?? Number.POSITIVE_INFINITY;
  const start: Probe = { step: 0, value: from.value, slope: dot(from.gradient, direction), place: from };
  if (!(start.slope < 0)) return null;
  const probe = (step: number): Probe => {
    const x = moved(from.x, step, direction);
    const place = objective.at(bounds === null ? x : bounds.reached(from.x, x));
    return { step, value: place.value, slope: dot(place.gradient, direction), place };
  };
  const hasFallen = ({ step, value }: Probe): boolean => value <= start.value + decrease * step * start.slope;
  const isFlat = ({ slope }: Probe): boolean => Math.abs(slope) <= -curvature * start.slope;
  const isFlatWithinRounding = (at: Probe): boolean =>
    isFlat(at) &&
    at.slope <= (2 * decrease - 1) * start.slope &&
    at.value <= start.value + objective.rounding * Math.abs(start.value);

  // The end of the interval with the least value so far, and the other one.
  let best = start;
  let other = start;
  let isBracketed = false;
  let isEarly = true;
  // From where on the function is not a number.
  let wall = Number.POSITIVE_INFINITY;
  let widths: readonly [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let step = Math.min(search.first, longest);
  for (let count = 0; count < mostProbes; count++) {
    const trial = probe(step);
    if (!Number.isFinite(trial.value)) {
      wall = step;
      step = best.step + (step - best.step) / 4;
      if (step === best.step || step === wall) break;
      continue;
    }
    if ((hasFallen(trial) && isFlat(trial)) || isFlatWithinRounding(trial)) return trial.place;
    // As far as one may go, and still falling.
    if (step === longest && hasFallen(trial) && trial.slope <= decrease * start.slope) return trial.place;
    if (isEarly && hasFallen(trial) && trial.slope >= 0) isEarly = false;
    // Until the fall is enough, what is looked at is how much is missing.
    const tilt = isEarly && trial.value <= best.value && !hasFallen(trial) ? decrease * start.slope : 0;
    const [l, u, t] = [tilted(best, tilt), tilted(other, tilt), tilted(trial, tilt)];
    const range = isBracketed
      ? { low: Math.min(best.step, other.step), high: Math.max(best.step, other.step) }
      : { low: step + 1.1 * (step - best.step), high: step + 4 * (step - best.step) };
    const high = Math.min(range.high, longest, (step + wall) / 2);
    const choice = nextStep(l, u, t, isBracketed, { low: range.low, high });
    isBracketed = choice.isBracketed;
    if (t.value > l.value) {
      other = trial;
    } else {
      if (t.slope * l.slope < 0) other = best;
      best = trial;
    }
    step = choice.step;
    if (isBracketed) {
      const width = Math.abs(other.step - best.step);
      if (width >= 0.66 * widths[0]) step = best.step + (other.step - best.step) / 2;
      widths = [widths[1], width];
      if (width <= 1e-15 * Math.max(best.step, other.step)) break;
    }
    step = Math.min(step, longest);
    if (step === best.step) break;
  }
  return best.step > 0 && best.value < start.value ? best.place : null;
}

/** Seen from a line that falls by `tilt` a step. */
function tilted({ step, value, slope, place }: Probe, tilt: number): Probe {
  return { step, value: value - tilt * step, slope: slope - tilt, place };
}

/** The step to try next: where polynomials through what is known are least, kept from going astray. */
function nextStep(
  l: Probe,
  u: Probe,
  t: Probe,
  isBracketed: boolean,
  { low, high }: { readonly low: number; readonly high: number },
): { step: number; isBracketed: boolean } {
  if (t.value > l.value) {
    const [cubic, quadratic] = [cubicMinimum(l, t), quadraticMinimum(l, t)];
    const isCubicNear = Math.abs(cubic - l.step) < Math.abs(quadratic - l.step);
    return { step: isCubicNear ? cubic : (cubic + quadratic) / 2, isBracketed: true };
  }
  const secant = secantMinimum(l, t);
  if (t.slope * l.slope < 0) {
    const cubic = cubicMinimum(l, t);
    const isCubicFar = Math.abs(cubic - t.step) >= Math.abs(secant - t.step);
    return { step: isCubicFar ? cubic : secant, isBracketed: true };
  }
  const away = t.step > l.step ? high : low;
  if (Math.abs(t.slope) < Math.abs(l.slope)) {
    const found = cubicMinimum(l, t);
    // The cubic may have no minimum on the side where the function falls.
    const cubic = Number.isFinite(found) && (found - t.step) * (t.step - l.step) > 0 ? found : away;
    const isCubicNear = Math.abs(cubic - t.step) < Math.abs(secant - t.step);
    if (!isBracketed) {
      return { step: clamped(isCubicNear ? secant : cubic, low, high), isBracketed };
    }
    const step = isCubicNear ? cubic : secant;
    const most = t.step + 0.66 * (u.step - t.step);
    return { step: t.step > l.step ? Math.min(step, most) : Math.max(step, most), isBracketed };
  }
  return { step: isBracketed ? cubicMinimum(u, t) : away, isBracketed };
}

function clamped(step: number, low: number, high: number): number {
  return Math.min(Math.max(step, Math.min(low, high)), high);
}

/** Where the cubic through values and slopes at a and b is least; NaN if it has no minimum. */
function cubicMinimum(a: Probe, b: Probe): number {
  const width = b.step - a.step;
  const theta = (3 * (a.value - b.value)) / width + a.slope + b.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope));
  const root =
    Math.sign(width) * scale * Math.sqrt((theta / scale) ** 2 - (a.slope / scale) * (b.slope / scale));
  return b.step - (width * (b.slope + root - theta)) / (b.slope - a.slope + 2 * root);
}

/** Where the parabola through both values and the slope at a is least. */
function quadraticMinimum(a: Probe, b: Probe): number {
  const width = b.step - a.step;
  return a.step + (a.slope * width) / (2 * ((a.value - b.value) / width + a.slope));
}

/** Where the parabola through both slopes is least. */
function secantMinimum(a: Probe, b: Probe): number {
  return b.step - (b.slope * (b.step - a.step)) / (b.slope - a.slope);
}
