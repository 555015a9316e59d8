import { describe, expect, it } from "vitest";
import { domains } from "../../../../test/reference/domains.ts";
import { ofNumber, sigmoid as reference, tanh } from "../../../../test/reference/elementary.ts";
import { measure, within } from "../../../../test/reference/measure.ts";
import { points } from "../../../../test/reference/points.ts";
import { fromNumber, mul, neg } from "../../../../test/reference/real.ts";
import { ulpError } from "../../../../test/reference/ulp.ts";
import { double } from "./double.ts";
import { halfTanh, sigmoid, sigmoidSlope } from "./sigmoid.ts";
import { single } from "./single.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("sigmoid of %s", (dtype) => {
  const lane = lanes[dtype];
  const least = dtype === "float32" ? 2 ** -149 : 5e-324;
  const f = (x: number): number => sigmoid(lane, lane.constant(x));

  it("errs by at most 0.85 ulp", () => {
    expect(measure("sigmoid", dtype, f, 2000)).toSatisfy(within(0.85));
  });

  it.each([
    [0, 0.5],
    [-0, 0.5],
    [Infinity, 1],
    [-Infinity, 0],
    [Number.NaN, Number.NaN],
    [40, 1],
    [1e30, 1],
    [-1e30, 0],
    [least, 0.5],
    [dtype === "float32" ? -103.5 : -745, least],
  ])("of %d is %d", (x, y) => {
    expect(f(x)).toBe(y);
  });

  it("never decreases", () => {
    let before = 0;
    for (let x = -50; x < 40; x += 1 / 64) {
      const now = f(x);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  });
});

describe.each(["float64", "float32"] as const)("the slope of sigmoid, %s", (dtype) => {
  const lane = lanes[dtype];
  const exact = ofNumber((x) => mul(reference(x), reference(neg(x))));

  it("errs by at most 1.7 ulp", () => {
    for (const x of points(domains.sigmoid, dtype, 500)) {
      const y = sigmoidSlope(lane, lane.constant(x));
      expect(ulpError(y, x, exact, dtype), `at ${x}`).toBeLessThan(1.7);
    }
  });
});

describe.each(["float64", "float32"] as const)("tanh of a half, %s", (dtype) => {
  const lane = lanes[dtype];
  const exact = ofNumber((x) => tanh(mul(x, fromNumber(0.5))));
  const f = (x: number): number => halfTanh(lane, lane.constant(x));

  it("errs by at most 1.7 ulp", () => {
    for (const x of points(domains.sigmoid, dtype, 500)) {
      expect(ulpError(f(x), x, exact, dtype), `at ${x}`).toBeLessThan(1.7);
    }
  });

  it("is odd, and nowhere larger than 1", () => {
    for (let x = 0.01; x < 60; x *= 1.01) {
      expect(f(-x)).toBe(-f(x));
      expect(f(x)).toBeLessThanOrEqual(1);
    }
    expect(f(60)).toBe(1);
  });
});
