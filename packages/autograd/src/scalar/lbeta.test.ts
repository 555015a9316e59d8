import { describe, expect, it } from "vitest";
import { measurePair, within } from "../../../../test/reference/measure.ts";
import { double } from "./double.ts";
import { lbeta } from "./lbeta.ts";
import { single } from "./single.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("lbeta of %s", (dtype) => {
  const f = (a: number, b: number): number => lbeta(lanes[dtype], a, b);

  it("errs by little more than 1 ulp", () => {
    expect(measurePair("lbeta", dtype, f, 1500)).toSatisfy(within(1.5));
  });

  it("is the same the other way round", () => {
    for (const [a, b] of [
      [0.25, 7],
      [1.125, 0.875],
      [40, 2.5],
      [1e9, 3],
    ] as const)
      expect(f(a, b)).toBe(f(b, a));
  });

  it("goes on where sums and reciprocals are out of range", () => {
    const round = (x: number): number => lanes[dtype].constant(x);
    const [most, least] = dtype === "float32" ? [3.4e38, 2 ** -149] : [1.7e308, 5e-324];
    expect(f(most, most)).toBe(-Infinity);
    expect(f(round(most / 2), round(most / 2)) / (most / 2)).toBeCloseTo(-2 * Math.LN2, 6);
    expect(f(most, 1)).toBe(round(-Math.log(most)));
    expect(f(least, 1)).toBe(round(-Math.log(least)));
    expect(f(least, most)).toBe(round(-Math.log(least)));
    // 1 / a + 1 / b, the quotient of which subnormal numbers have no room for.
    expect(f(least, 3 * least)).toBeCloseTo(Math.log(4 / 3) - Math.log(least), dtype === "float32" ? 4 : 12);
  });
});

describe("lbeta next to (1, 1)", () => {
  it("has the digits of what is of second order, where the first orders of both cancel", () => {
    // ln(πx / sin πx) of x = 2^-30.
    const x = 2 ** -30;
    expect(lbeta(double, 1 + x, 1 - x) / ((Math.PI ** 2 / 6) * x ** 2)).toBeCloseTo(1, 15);
    expect(lbeta(double, 1, 1 + 2 ** -52)).toBe(-Math.log1p(2 ** -52));
    expect(lbeta(double, 1, 1)).toBe(0);
  });
});
