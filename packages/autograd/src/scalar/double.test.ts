import { describe, expect, it } from "vitest";
import { double, nearestEven } from "./double.ts";
import { single } from "./single.ts";

describe("nearestEven", () => {
  it.each([
    [0, 0],
    [-0, -0],
    [0.5, 0],
    [-0.5, -0],
    [0.5000000000000001, 1],
    [1.5, 2],
    [2.5, 2],
    [-2.5, -2],
    [-3.5, -4],
    [0.49999999999999994, 0],
    [4503599627370495.5, 4503599627370496],
    [4503599627370497, 4503599627370497],
    [-9007199254740994, -9007199254740994],
    [1e300, 1e300],
    [Infinity, Infinity],
    [-Infinity, -Infinity],
    [Number.NaN, Number.NaN],
  ])("of %d is %d", (x, y) => {
    expect(nearestEven(x)).toBe(y);
  });
});

describe.each([
  ["float64", double, 52, -1022, 1023, 26],
  ["float32", single, 23, -126, 127, 12],
] as const)("%s", (_dtype, lane, significandBits, lowest, highest, upperBits) => {
  it("splits a number into mantissa and exponent", () => {
    for (let k = lowest; k <= highest; k++) {
      const x = 2 ** k * 1.75;
      expect(lane.exponent(x)).toBe(k);
      expect(lane.mantissa(x)).toBe(1.75);
      expect(lane.pow2(k)).toBe(2 ** k);
    }
    expect(lane.exponent(12)).toBe(3);
    expect(lane.mantissa(12)).toBe(1.5);
  });

  it("takes the sign of the second", () => {
    for (const a of [0, 1.5, Infinity]) {
      for (const x of [a, -a]) {
        expect(lane.copysign(x, -0)).toBe(-a);
        expect(lane.copysign(x, 0)).toBe(a);
        expect(lane.copysign(x, -Infinity)).toBe(-a);
        expect(lane.copysign(x, 3)).toBe(a);
      }
    }
  });

  it("halves a significand so that products are exact", () => {
    const x = lane.constant(Math.PI);
    const high = lane.upper(x);
    const low = lane.sub(x, high);
    expect(high + low).toBe(x);
    expect(Math.abs(low)).toBeLessThan(2 ** (2 - upperBits));
    expect(high * 2 ** (upperBits - 2)).toBe(Math.round(high * 2 ** (upperBits - 2)));
    expect(lane.mul(high, high)).toBe(high * high);
  });

  it("orders zeros and passes NaN in min and max", () => {
    expect(lane.min(0, -0)).toBe(-0);
    expect(lane.max(-0, 0)).toBe(0);
    expect(lane.min(1, Number.NaN)).toBeNaN();
    expect(lane.max(Number.NaN, 1)).toBeNaN();
  });

  it("rounds each step to its own precision", () => {
    const ulp = 2 ** -significandBits;
    expect(lane.add(1, ulp / 2)).toBe(1);
    expect(lane.add(1, ulp)).toBe(1 + ulp);
    expect(lane.constant(1 + ulp / 4)).toBe(1);
    expect(lane.div(1, 3)).toBe(lane.constant(1 / 3));
    expect(lane.sqrt(2)).toBe(lane.constant(Math.SQRT2));
    expect(lane.mul(1 + ulp, 1 + ulp)).toBe(1 + 2 * ulp);
  });

  it("is false for every comparison with NaN but `ne`", () => {
    for (const compare of ["eq", "lt", "le", "gt", "ge"] as const) {
      expect(lane[compare](Number.NaN, 1)).toBe(false);
    }
    expect(lane.ne(Number.NaN, Number.NaN)).toBe(true);
  });
});
