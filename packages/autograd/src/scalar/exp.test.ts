import { describe, expect, it } from "vitest";
import { measure, within } from "../../../../test/reference/measure.ts";
import { double } from "./double.ts";
import { exp, expm1 } from "./exp.ts";
import { single } from "./single.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("%s", (dtype) => {
  const lane = lanes[dtype];
  const [underflow, overflow] = dtype === "float32" ? [-103.98, 88.73] : [-745.14, 709.79];
  const least = dtype === "float32" ? 2 ** -149 : 5e-324;

  describe("exp", () => {
    const f = (x: number): number => exp(lane, x);

    it("errs by at most 0.95 ulp", () => {
      expect(measure("exp", dtype, f, 2000)).toSatisfy(within(0.95));
    });

    it.each([
      [0, 1],
      [-0, 1],
      [Infinity, Infinity],
      [-Infinity, 0],
      [Number.NaN, Number.NaN],
      [overflow, Infinity],
      [1e30, Infinity],
      [underflow, 0],
      [-1e30, 0],
      [underflow + 0.1, least],
      [least, 1],
    ])("of %d is %d", (x, y) => {
      expect(f(lane.constant(x))).toBe(y);
    });

    it("is finite up to the threshold", () => {
      expect(Number.isFinite(f(lane.constant(overflow - 0.02)))).toBe(true);
    });
  });

  describe("expm1", () => {
    const f = (x: number): number => expm1(lane, x);

    it("errs by at most 1.7 ulp", () => {
      expect(measure("expm1", dtype, f, 2000)).toSatisfy(within(1.7));
    });

    it.each([
      [0, 0],
      [-0, -0],
      [Infinity, Infinity],
      [-Infinity, -1],
      [Number.NaN, Number.NaN],
      [overflow, Infinity],
      [-60, -1],
      [-1e30, -1],
      [least, least],
      [-least, -least],
    ])("of %d is %d", (x, y) => {
      expect(f(lane.constant(x))).toBe(y);
    });
  });
});
