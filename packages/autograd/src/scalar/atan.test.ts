import { describe, expect, it } from "vitest";
import * as reference from "../../../../test/reference/elementary.ts";
import { measure, within } from "../../../../test/reference/measure.ts";
import { neighbour, xorshift } from "../../../../test/reference/points.ts";
import { add, div, fromNumber, mul, neg, type Real, sub } from "../../../../test/reference/real.ts";
import { ulpDistance } from "../../../../test/reference/ulp.ts";
import { acos, asin } from "./asin.ts";
import { atan, atan2 } from "./atan.ts";
import { besselOf, scaledBesselOf } from "./bessel.ts";
import { cbrt } from "./cbrt.ts";
import { double } from "./double.ts";
import { erfc, gelu, normalCdf } from "./erf.ts";
import { erfcx } from "./erfcx.ts";
import { exp2 } from "./exp.ts";
import { cosh, sinh } from "./hyperbolic.ts";
import { hypot } from "./hypot.ts";
import { acosh, asinh, atanh } from "./inverse-hyperbolic.ts";
import { lgamma } from "./lgamma.ts";
import { logNormalCdf } from "./log-normal-cdf.ts";
import { log2, log10 } from "./log-of-base.ts";
import { logit } from "./logit.ts";
import { polygammaOf } from "./polygamma.ts";
import { silu } from "./silu.ts";
import { sincOf } from "./sinc.ts";
import { single } from "./single.ts";
import { logaddexp } from "./softplus.ts";

const lanes = { float64: double, float32: single } as const;

/** Pairs of every size, of sizes near each other, and where a sum or a square would leave the range. */
function pairs(dtype: "float64" | "float32", range: number): (readonly [number, number])[] {
  const next = xorshift(11);
  const uniform = (): number => next() / 2 ** 32;
  const round = (x: number): number => lanes[dtype].constant(x);
  return Array.from({ length: 400 }, (_, i) => {
    const a = round((uniform() - 0.5) * 2 ** ((uniform() - 0.5) * range));
    const b = i % 3 === 0 ? (uniform() - 0.5) * 2 ** ((uniform() - 0.5) * range) : a * (uniform() - 0.5) * 8;
    return [a, i % 7 === 0 ? neighbour(a, 1, dtype) : round(b)] as const;
  }).filter(([a, b]) => a !== 0 && b !== 0 && Number.isFinite(a) && Number.isFinite(b));
}

describe.each(["float64", "float32"] as const)("of %s", (dtype) => {
  const lane = lanes[dtype];
  const whole = dtype === "float64" ? 2040 : 250;

  it.each([
    ["atan", atan, 1.9],
    ["sinh", sinh, 3.3],
    ["cosh", cosh, 3.3],
    ["silu", silu, 3.5],
    ["asin", asin, 3],
    ["acos", acos, 3],
    ["asinh", asinh, 3.5],
    ["acosh", acosh, 3.5],
    ["atanh", atanh, 3.5],
    ["exp2", exp2, 1],
    ["log2", log2, 0.501],
    ["log10", log10, 0.501],
    ["cbrt", cbrt, 0.7],
    ["logit", logit, 3],
    ["erfc", erfc, 3.3],
    ["normalCdf", normalCdf, 2.5],
    ["gelu", gelu, 3],
    ["sinc", sincOf(0), 2.5],
  ] as const)("%s errs by at most its bound", (name, f, bound) => {
    expect(measure(name, dtype, (x) => f(lane, x), 1000)).toSatisfy(within(bound));
  });

  it.each([
    ["erfcx", erfcx, 4],
    ["logNormalCdf", logNormalCdf, 4],
    ["lgamma", lgamma, 2.5],
    ["digamma", polygammaOf(0), 3.5],
    ["trigamma", polygammaOf(1), 2.5],
    ["i0", besselOf(0), 3],
    ["i1", besselOf(1), 3],
    ["i0e", scaledBesselOf(0), 3.5],
    ["i1e", scaledBesselOf(1), 3.5],
  ] as const)("%s errs by at most its bound, below 0 in units of the largest term", (name, f, bound) => {
    expect(measure(name, dtype, (x) => f(lane, x), 200)).toSatisfy(within(bound));
  });

  function worst(
    f: (a: number, b: number) => number,
    exact: (a: Real, b: Real) => Real,
    range: number,
  ): readonly [number, string] {
    return pairs(dtype, range)
      .map(([a, b]) => {
        const error = ulpDistance(f(a, b), exact(fromNumber(a), fromNumber(b)), dtype);
        return [error, `${a}, ${b}`] as const;
      })
      .reduce((most, each) => (each[0] > most[0] ? each : most));
  }

  it("atan2 errs by at most 2 ulp, of points of any size", () => {
    const exact = (y: Real, x: Real): Real => {
      const angle = reference.atan(div(y, x));
      if (x.significand > 0n) return angle;
      return y.significand > 0n ? add(angle, reference.PI) : sub(angle, reference.PI);
    };
    expect(worst((y, x) => atan2(lane, y, x), exact, whole)[0]).toBeLessThanOrEqual(2);
  });

  it("hypot errs by at most 1.1 ulp, of vectors of any length", () => {
    const exact = (a: Real, b: Real): Real => reference.sqrt(add(mul(a, a), mul(b, b)));
    expect(worst((a, b) => hypot(lane, a, b), exact, whole)[0]).toBeLessThanOrEqual(1.1);
  });

  it("logaddexp errs by at most 2 ulp of the larger argument or of the result", () => {
    const ulps = pairs(dtype, 12).map(([a, b]) => {
      const exact = add(fromNumber(a), reference.softplus(add(fromNumber(b), neg(fromNumber(a)))));
      const found = logaddexp(lane, a, b);
      const unit = Math.max(Math.abs(a), Math.abs(b), Math.abs(found)) / Math.abs(found);
      return ulpDistance(found, exact, dtype) / unit;
    });
    expect(Math.max(...ulps)).toBeLessThanOrEqual(2);
  });
});
