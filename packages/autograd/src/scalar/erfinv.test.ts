import { describe, expect, it } from "vitest";
import { measure, within } from "../../../../test/reference/measure.ts";
import { double } from "./double.ts";
import { erfinv, erfinvSlope } from "./erfinv.ts";
import { single } from "./single.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("erfinv of %s", (dtype) => {
  const lane = lanes[dtype];
  const least = dtype === "float32" ? 2 ** -149 : 5e-324;
  const last = dtype === "float32" ? 1 - 2 ** -24 : 1 - 2 ** -53;
  const f = (x: number): number => erfinv(lane, lane.constant(x));

  it("errs by at most 2.2 ulp", () => {
    expect(measure("erfinv", dtype, f, 1200)).toSatisfy(within(2.2));
  });

  it.each([
    [0, 0],
    [-0, -0],
    [1, Infinity],
    [-1, -Infinity],
    [1.0000001192092896, Number.NaN],
    [-2, Number.NaN],
    [Infinity, Number.NaN],
    [-Infinity, Number.NaN],
    [Number.NaN, Number.NaN],
    [least, least],
    [-least, -least],
  ])("of %d is %d", (x, y) => {
    expect(f(x)).toBe(y);
  });

  it("is odd and rises, up to the last number below 1", () => {
    let before = 0;
    for (let x = 0.01; x < 1; x += 0.01) {
      expect(f(-x)).toBe(-f(x));
      expect(f(x)).toBeGreaterThan(before);
      before = f(x);
    }
    expect(f(last)).toBeGreaterThan(before);
    expect(f(last)).toBeLessThan(6);
  });

  it("has an infinite slope at both ends and none beyond", () => {
    for (const x of [1, -1]) expect(erfinvSlope(lane, x)).toBe(Infinity);
    for (const x of [1.5, -1.5, Infinity, Number.NaN]) expect(erfinvSlope(lane, x)).toBeNaN();
  });
});
