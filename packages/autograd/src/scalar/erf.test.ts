import { describe, expect, it } from "vitest";
import { measure, within } from "../../../../test/reference/measure.ts";
import { double } from "./double.ts";
import { erf } from "./erf.ts";
import { single } from "./single.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("erf of %s", (dtype) => {
  const lane = lanes[dtype];
  const least = dtype === "float32" ? 2 ** -149 : 5e-324;
  const f = (x: number): number => erf(lane, lane.constant(x));

  it("errs by at most 1.5 ulp", () => {
    expect(measure("erf", dtype, f, 2000)).toSatisfy(within(1.5));
  });

  it.each([
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [Number.NaN, Number.NaN],
    [7, 1],
    [-7, -1],
    [1e30, 1],
    [least, least],
    [-least, -least],
  ])("of %d is %d", (x, y) => {
    expect(f(x)).toBe(y);
  });

  it("is odd", () => {
    for (let x = 0.01; x < 7; x *= 1.1) expect(f(-x)).toBe(-f(x));
  });
});
