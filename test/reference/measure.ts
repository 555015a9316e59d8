import { domains } from "./domains.ts";
import { pow } from "./elementary.ts";
import { largestTerms, references } from "./functions.ts";
import { beta, lbeta, unitOfLbeta } from "./gamma.ts";
import { type FloatDType, points, xorshift } from "./points.ts";
import { fromNumber, type Real } from "./real.ts";
import { distanceInUnitsOf, ulpDistance } from "./ulp.ts";

/** The largest error found, and where. */
export interface Measured {
  readonly error: number;
  readonly at: readonly number[];
  readonly count: number;
}

export type FunctionName = keyof typeof domains;

/** For `expect(measure(...)).toSatisfy(within(1))`. */
export function within(ulp: number): (measured: Measured) => boolean {
  return (measured) => measured.error <= ulp;
}

/** The error of a value, in units in the last place of the exact one or of its largest term, if that is larger. */
export function errorIn(
  actual: number,
  x: Real,
  exact: Real,
  term: ((x: Real) => Real) | undefined,
  dtype: FloatDType,
): number {
  const error = ulpDistance(actual, exact, dtype);
  // Terms take as long as the value: they are looked at where that may be near a zero.
  if (term === undefined || error <= 1) return error;
  return distanceInUnitsOf(term(x), actual, exact, dtype);
}

/** Measures a function of one number against the reference of that name. */
export function measure(
  name: FunctionName,
  dtype: FloatDType,
  f: (x: number) => number,
  count = 1200,
): Measured {
  const term = largestTerms[name]?.value;
  let worst = { error: -1, at: [Number.NaN] };
  const where = points(domains[name], dtype, count);
  for (const x of where) {
    const real = fromNumber(x);
    const error = errorIn(f(x), real, references[name](real), term, dtype);
    if (error > worst.error) worst = { error, at: [x] };
  }
  return { ...worst, count: where.length };
}

/**
 * Bases and exponents: plain ones, results at the edges of the range, bases next to 1, subnormal bases,
 * roots, negatives.
 */
export function powerPoints(dtype: FloatDType, count: number): (readonly [x: number, y: number])[] {
  const next = xorshift(4);
  const uniform = (): number => (next() + next() / 2 ** 32) / 2 ** 32;
  const signed = (): number => 2 * uniform() - 1;
  const [range, least] = dtype === "float32" ? [88, 2 ** -149] : [709, 5e-324];
  const round = dtype === "float32" ? Math.fround : (x: number): number => x;
  const toRange = (x: number): number => (signed() * 1.05 * range) / Math.abs(Math.log(x));
  const found: (readonly [number, number])[] = [];
  // The worst of long searches.
  if (dtype === "float64")
    found.push([0.7070341397190721, 1969.9690727179093], [1.4175326407899373, -2005.3297409464021]);
  for (let i = 0; i < count / 6; i++) {
    const wide = round(Math.exp(signed() * range));
    const nearOne = round(1 + signed() * 2 ** (-50 * uniform()));
    const octave = round(0.7 + 0.72 * uniform());
    found.push(
      [round(10 * uniform()), round(20 * signed())],
      [wide, round(toRange(wide))],
      [nearOne, round(toRange(nearOne))],
      [octave, round(((next() % 2 === 0 ? 1 : -1) * range * (0.95 + 0.07 * uniform())) / Math.log(octave))],
      [round(least * (1 + (next() % 2 ** 20))), round(1.02 * signed())],
      [round(-10 * uniform()), (next() % 41) - 20],
    );
  }
  return found.filter(([x, y]) => x !== 0 && Number.isFinite(x) && Number.isFinite(y));
}

/** Pairs around 1, far apart in size, small ones, and those whose value comes to the end of the range. */
export function betaPoints(dtype: FloatDType, count: number): (readonly [x: number, y: number])[] {
  const next = xorshift(5);
  const uniform = (): number => (next() + next() / 2 ** 32) / 2 ** 32;
  const isShort = dtype === "float32";
  const round = isShort ? Math.fround : (x: number): number => x;
  const most = isShort ? 60 : 500;
  const found: (readonly [number, number])[] = [];
  for (let i = 0; i < count / 6; i++) {
    found.push(
      [3 * uniform(), 3 * uniform()],
      [3 * uniform(), 3 + 10 * uniform()],
      [3 + most * uniform(), 3 + most * uniform()],
      [10 ** (3 * uniform() - 1), 10 ** (6 * uniform())],
      [10 ** (18 * uniform()), 10 ** (4 * uniform() - 3)],
      [10 ** -(isShort ? 15 : 18) * uniform(), 3 * uniform()],
    );
  }
  return found.map(([x, y]) => [round(x), round(y)] as const).filter(([x, y]) => x > 0 && y > 0);
}

/** The same, and pairs next to (1, 1), where the logarithm is 0, and such as are tiny beside 1 or beside each other. */
function logBetaPoints(dtype: FloatDType, count: number): (readonly [x: number, y: number])[] {
  const next = xorshift(6);
  const uniform = (): number => (next() + next() / 2 ** 32) / 2 ** 32;
  const [round, digits] = dtype === "float32" ? [Math.fround, 7] : [(x: number) => x, 16];
  const nextToOne = (): number => 1 + (0.5 - uniform()) * 10 ** (-digits * uniform());
  const found: (readonly [number, number])[] = [];
  for (let i = 0; i < count / 6; i++) {
    const tiny = 10 ** (-18 * uniform());
    found.push([nextToOne(), nextToOne()], [tiny, tiny * 10 ** (-18 * uniform())]);
  }
  const near = found.map(([x, y]) => [round(x), round(y)] as const).filter(([x, y]) => x !== 1 || y !== 1);
  return [...betaPoints(dtype, (count * 2) / 3), ...near];
}

/** What is measured of a function of two numbers, where, and in units of what, if that is larger than the value. */
interface Pair {
  readonly exact: (x: Real, y: Real) => Real;
  readonly points: (dtype: FloatDType, count: number) => (readonly [x: number, y: number])[];
  readonly unit?: (x: Real, y: Real) => Real;
}

/** By name. */
export const pairs = {
  pow: { exact: pow, points: powerPoints },
  beta: { exact: beta, points: betaPoints },
  lbeta: { exact: lbeta, points: logBetaPoints, unit: unitOfLbeta },
} as const satisfies Readonly<Record<string, Pair>>;

/** Functions of two numbers, by name. */
export type PairName = keyof typeof pairs;

/** Measures a function of two numbers against the reference of that name. */
export function measurePair(
  name: PairName,
  dtype: FloatDType,
  f: (x: number, y: number) => number,
  count = 1200,
): Measured {
  const { exact, points: pointsOf, unit }: Pair = pairs[name];
  let worst = { error: -1, at: [Number.NaN] };
  const where = pointsOf(dtype, count);
  for (const [x, y] of where) {
    const [first, second] = [fromNumber(x), fromNumber(y)];
    const term = unit && (() => unit(first, second));
    const error = errorIn(f(x, y), first, exact(first, second), term, dtype);
    if (error > worst.error) worst = { error, at: [x, y] };
  }
  return { ...worst, count: where.length };
}
