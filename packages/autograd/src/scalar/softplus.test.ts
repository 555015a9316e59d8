import { describe, expect, it } from "vitest";
import { measure, within } from "../../../../test/reference/measure.ts";
import { double } from "./double.ts";
import { single } from "./single.ts";
import { softplus } from "./softplus.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("softplus of %s", (dtype) => {
  const lane = lanes[dtype];
  const least = dtype === "float32" ? 2 ** -149 : 5e-324;
  const f = (x: number): number => softplus(lane, lane.constant(x));

  it("errs by at most 1.7 ulp", () => {
    expect(measure("softplus", dtype, f, 2000)).toSatisfy(within(1.7));
  });

  it.each([
    [Infinity, Infinity],
    [-Infinity, 0],
    [Number.NaN, Number.NaN],
    [0, lane.constant(Math.LN2)],
    [-0, lane.constant(Math.LN2)],
    [100, 100],
    [3e38, lane.constant(3e38)],
    [-1e30, 0],
    [dtype === "float32" ? -103.5 : -745, least],
  ])("of %d is %d", (x, y) => {
    expect(f(x)).toBe(y);
  });
});
