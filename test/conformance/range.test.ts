import {
  acosh,
  asinh,
  atan,
  atan2,
  cbrt,
  compile,
  type FloatDType,
  grad,
  hypot,
  jvp,
  log1p,
  log2,
  log10,
  logaddexp,
  reciprocal,
  rsqrt,
  type Tensor,
  tensor,
  xlogy,
} from "@chainrule/autograd";
import { expect, test } from "vitest";

/**
 * f(eˣ), whose derivatives by x are ordinary numbers where y = eˣ is so large or small that y², and what a derivative by y is, are not. What
 * is known: the first three derivatives by x, far from 0 on the sides that are named.
 */
interface Case {
  readonly f: (y: Tensor) => Tensor;
  readonly at: readonly ("large" | "small")[];
  readonly known: (x: number) => readonly [number, number, number];
  /** How large the terms are that may cancel. */
  readonly size?: (x: number) => number;
}

const power = (c: number, factor = 1): Pick<Case, "known"> => ({
  known: (x) => [1, 2, 3].map((order) => factor * c ** order * Math.exp(c * x)) as [number, number, number],
});
const linear = (slope: number): Pick<Case, "known" | "size"> => ({
  known: () => [slope, 0, 0],
  size: () => 1,
});
const both = ["large", "small"] as const;
const large = ["large"] as const;

const cases: Readonly<Record<string, Case>> = {
  log: { f: (y) => y.log(), at: both, ...linear(1) },
  log2: { f: log2, at: both, ...linear(Math.LOG2E) },
  log10: { f: log10, at: both, ...linear(Math.LOG10E) },
  log1p: { f: log1p, at: large, ...linear(1) },
  asinh: { f: asinh, at: large, ...linear(1) },
  acosh: { f: acosh, at: large, ...linear(1) },
  "xlogy of 1": { f: (y) => xlogy(1, y), at: both, ...linear(1) },
  "log of a reciprocal": { f: (y) => y.reciprocal().log(), at: ["small"], ...linear(-1) },
  "log of a root": { f: (y) => y.sqrt().log(), at: both, ...linear(0.5) },
  "exp of a log": { f: (y) => y.log().exp(), at: both, ...power(1) },
  "root of a square root": { f: (y) => y.sqrt().sqrt(), at: both, ...power(0.25) },
  "square of a root": { f: (y) => y.sqrt().square(), at: both, ...power(1) },
  sqrt: { f: (y) => y.sqrt(), at: both, ...power(0.5) },
  cbrt: { f: cbrt, at: both, ...power(1 / 3) },
  hypot: { f: (y) => hypot(y, y.mul(2)), at: both, ...power(1, Math.sqrt(5)) },
  "ratio of two": { f: (y) => y.mul(3).div(y), at: both, known: () => [0, 0, 0], size: () => 3 },
  "angle of two": { f: (y) => atan2(y, y.mul(2)), at: both, known: () => [0, 0, 0], size: () => 1 },
  logaddexp: { f: (y) => logaddexp(y.log(), y.mul(2).log()), at: both, ...linear(1) },
  "y ln y": {
    f: (y) => xlogy(y, y),
    at: both,
    known: (x) => [1, 2, 3].map((order) => (x + order) * Math.exp(x)) as [number, number, number],
  },
};

/** Where the derivative by y is no number of the dtype, the one by x is one for who goes forwards. */
const forwards: Readonly<Record<string, Case>> = {
  reciprocal: { f: reciprocal, at: large, ...power(-1) },
  "1 / y": { f: (y) => tensor(1, { dtype: y.dtype as FloatDType }).div(y), at: large, ...power(-1) },
  rsqrt: { f: rsqrt, at: large, ...power(-0.5) },
  atan: { f: atan, at: large, ...power(-1, -1) },
  "atan2 of y and 1": { f: (y) => atan2(y, 1), at: large, ...power(-1, -1) },
  "atan2 of 1 and y": { f: (y) => atan2(1, y), at: large, ...power(-1) },
};

type Function = (x: Tensor) => Tensor;
const modes: Readonly<Record<string, (f: Function) => Function>> = {
  r: (f) => grad((x: Tensor) => f(x).sum()),
  f: (f) => (x) => jvp(f, [x], [x.mul(0).add(1)])[1],
};

const places = {
  float64: [100, 180, 230, 300, 340, 350, 360, 400, 500, 650],
  float32: [20, 28, 31, 40, 44, 50, 60, 75],
} as const;

function check(each: Case, dtype: FloatDType, order: string): void {
  const signs = each.at.map((side) => (side === "large" ? 1 : -1));
  const xs = signs.flatMap((sign) => places[dtype].map((x) => sign * x));
  const composed = order.split("").reduce<Function>(
    (f, mode) => (modes[mode] as (f: Function) => Function)(f),
    (x) => each.f(x.exp()),
  );
  // Exponentials of float32 are as far off as their arguments are rounded.
  const tolerance = dtype === "float64" ? 1e-12 : 2e-5;
  const x = tensor(xs, { dtype });
  for (const run of [composed, compile(composed)]) {
    for (const [k, value] of run(x).data().entries()) {
      const at = xs[k] as number;
      const expected = each.known(at)[order.length - 1] as number;
      const size = Math.max(Math.abs(expected), each.size?.(at) ?? 0);
      expect([at, Math.abs(value - expected) / size]).toEqual([
        at,
        expect.closeTo(0, -Math.log10(2 * tolerance)),
      ]);
    }
  }
}

const dtypes = ["float64", "float32"] as const;

test.each(
  Object.entries(cases).flatMap(([name, each]) =>
    ["r", "f", "rr", "rf", "fr", "ff"].flatMap((order) =>
      dtypes.map((dtype) => [name, order, dtype, each] as const),
    ),
  ),
)("%s of eˣ, differentiated %s in %s, where squares are out of range", (_name, order, dtype, each) => {
  check(each, dtype, order);
});

test.each(
  Object.entries(forwards).flatMap(([name, each]) =>
    ["f", "ff", "fff"].flatMap((order) => dtypes.map((dtype) => [name, order, dtype, each] as const)),
  ),
)("%s of eˣ, differentiated %s in %s, where its slope is out of range", (_name, order, dtype, each) => {
  check(each, dtype, order);
});

test("slopes that are no number of the dtype are 0, or ∞, to who goes back through them", () => {
  const slope = grad((x: Tensor) => x.exp().reciprocal());
  expect(slope(350).item() / -Math.exp(-350)).toBeCloseTo(1, 12);
  expect(slope(400).item() + 0).toBe(0);
  expect(grad((x: Tensor) => x.exp().reciprocal())(-360).item()).toBe(-Infinity);
});
