import { describe, expect, it } from "vitest";
import { polygammaStep } from "../../../../test/reference/gamma.ts";
import { within } from "../../../../test/reference/measure.ts";
import { xorshift } from "../../../../test/reference/points.ts";
import { fromNumber } from "../../../../test/reference/real.ts";
import { ulpDistance } from "../../../../test/reference/ulp.ts";
import { double } from "./double.ts";
import { polygammaStepOf } from "./polygamma-step.ts";
import { single } from "./single.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("steps of polygamma of %s", (dtype) => {
  const f = (n: number, x: number, h: number): number => polygammaStepOf(n)(lanes[dtype], x, h);

  it.each([0, 1, 2, 3])("of order %d err by at most 4 ulp, however short the step is", (n) => {
    const next = xorshift(n + 1);
    const uniform = (): number => next() / 2 ** 32;
    let worst = { error: -1, at: [Number.NaN], count: 300 };
    for (let i = 0; i < worst.count; i++) {
      const x = lanes[dtype].constant(i % 2 === 0 ? 20 * uniform() : 10 ** (12 * uniform() - 6));
      const h = lanes[dtype].constant(x * 10 ** (24 * uniform() - 18));
      const exact = polygammaStep(n, fromNumber(x), fromNumber(h));
      const error = ulpDistance(f(n, x, h), exact, dtype);
      if (error > worst.error) worst = { ...worst, error, at: [x, h] };
    }
    expect(worst).toSatisfy(within(4));
  });

  it("are infinite from 0 on, and 0 over no distance", () => {
    expect([0, 1, 2, 3].map((n) => f(n, 0, 1))).toEqual([Infinity, -Infinity, Infinity, -Infinity]);
    expect([0, 1, 2, 3].map((n) => f(n, 1, 0))).toEqual([0, -0, 0, -0]);
    expect([0, 1].map((n) => f(n, -1, 2))).toEqual([Number.NaN, Number.NaN]);
    expect([0, 1].map((n) => f(n, 1, Infinity))).toEqual([Number.NaN, Number.NaN]);
  });

  it("have their digits where powers of the argument, or the sum, are out of range", () => {
    const round = (x: number): number => lanes[dtype].constant(x);
    const [large, most] = dtype === "float32" ? [1e12, 3e38] : [1e102, 1.6e308];
    expect(f(2, round(large), round(large)) / (0.75 / large / large)).toBeCloseTo(1, 6);
    expect(f(1, round(most), round(most)) * most).toBeCloseTo(-0.5, 5);
    expect(f(2, round(1 / large), 1) / large / large / large).toBeCloseTo(2, 5);
    expect(f(3, round(1 / large), 1)).toBe(-Infinity);
    // Of the smallest step, h n! s / x^(s + 1), and from the smallest number on.
    const least = dtype === "float32" ? 2 ** -149 : 2 ** -1074;
    expect(f(1, 2 ** -40, least)).toBe(-(2 ** 121) * least);
    expect(f(1, least, least)).toBe(-Infinity);
    expect(f(0, least, least)).toBe(Infinity);
  });
});
