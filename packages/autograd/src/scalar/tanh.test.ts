import { describe, expect, it } from "vitest";
import { measure, within } from "../../../../test/reference/measure.ts";
import { double } from "./double.ts";
import { single } from "./single.ts";
import { tanh } from "./tanh.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("tanh of %s", (dtype) => {
  const lane = lanes[dtype];
  const least = dtype === "float32" ? 2 ** -149 : 5e-324;
  const f = (x: number): number => tanh(lane, lane.constant(x));

  it("errs by at most 0.95 ulp", () => {
    expect(measure("tanh", dtype, f, 2000)).toSatisfy(within(0.95));
  });

  it.each([
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [Number.NaN, Number.NaN],
    [25, 1],
    [-25, -1],
    [1e30, 1],
    [least, least],
    [-least, -least],
  ])("of %d is %d", (x, y) => {
    expect(f(x)).toBe(y);
  });

  it("is odd", () => {
    for (let x = 0.01; x < 20; x *= 1.1) expect(f(-x)).toBe(-f(x));
  });
});
