import { describe, expect, it } from "vitest";
import { measure, within } from "../../../../test/reference/measure.ts";
import { double } from "./double.ts";
import { log, log1p } from "./log.ts";
import { log2, log10 } from "./log-of-base.ts";
import { single } from "./single.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("%s", (dtype) => {
  const lane = lanes[dtype];
  const least = dtype === "float32" ? 2 ** -149 : 5e-324;
  const epsilon = dtype === "float32" ? 2 ** -23 : 2 ** -52;

  describe("log", () => {
    const f = (x: number): number => log(lane, x);

    it("errs by at most 0.9 ulp", () => {
      expect(measure("log", dtype, f, 2000)).toSatisfy(within(0.9));
    });

    it.each([
      [1, 0],
      [0, -Infinity],
      [-0, -Infinity],
      [-1, Number.NaN],
      [-least, Number.NaN],
      [-Infinity, Number.NaN],
      [Infinity, Infinity],
      [Number.NaN, Number.NaN],
    ])("of %d is %d", (x, y) => {
      expect(f(x)).toBe(y);
    });

    it("is exact in the exponent of powers of two, subnormal ones too", () => {
      for (const k of dtype === "float32" ? [-149, -140, -126, -1, 127] : [-1074, -1050, -1022, -1, 1023]) {
        expect(f(2 ** k)).toBe(lane.constant(k * Math.LN2));
      }
    });
  });

  describe("log1p", () => {
    const f = (x: number): number => log1p(lane, x);

    it("errs by at most 1.5 ulp", () => {
      expect(measure("log1p", dtype, f, 2000)).toSatisfy(within(1.5));
    });

    it.each([
      [0, 0],
      [-0, -0],
      [-1, -Infinity],
      [-1 - epsilon, Number.NaN],
      [-2, Number.NaN],
      [-Infinity, Number.NaN],
      [Infinity, Infinity],
      [Number.NaN, Number.NaN],
      [least, least],
      [-least, -least],
    ])("of %d is %d", (x, y) => {
      expect(f(x)).toBe(y);
    });
  });

  describe.each([
    ["log2", log2, 2, ...(dtype === "float32" ? ([-149, 127] as const) : ([-1074, 1023] as const))],
    ["log10", log10, 10, ...(dtype === "float32" ? ([0, 10] as const) : ([-300, 308] as const))],
  ] as const)("%s", (_, of, base, first, last) => {
    it("of powers of the base is a whole number", () => {
      const power = (k: number): number => (base === 2 ? 2 ** k : Number(`1e${k}`));
      for (let k = first; k <= last; k++) expect(of(lane, power(k))).toBe(k);
    });
  });
});
