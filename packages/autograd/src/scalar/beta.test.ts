import { describe, expect, it } from "vitest";
import { measurePair, within } from "../../../../test/reference/measure.ts";
import { beta } from "./beta.ts";
import { double } from "./double.ts";
import { single } from "./single.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("beta of %s", (dtype) => {
  const f = (a: number, b: number): number => beta(lanes[dtype], a, b);

  it("errs by at most 2 ulp, also where its logarithm is -700", () => {
    expect(measurePair("beta", dtype, f, 1500)).toSatisfy(within(2));
  });

  it("is the same the other way round", () => {
    for (const [a, b] of [
      [0.3, 7],
      [1e-20, 2],
      [40, 2.5],
      [1e9, 3],
    ] as const)
      expect(f(a, b)).toBe(f(b, a));
  });

  it("comes to 0 and to infinity without NaN on the way", () => {
    const most = dtype === "float32" ? 3.4e38 : 1.79e308;
    expect(f(most, most)).toBe(0);
    expect(f(most, 100)).toBe(0);
    expect(f(2000, 2001)).toBe(0);
    expect(f(lanes[dtype].constant(dtype === "float32" ? 1e-45 : 5e-324), most)).toBe(Infinity);
    expect(f(lanes[dtype].constant(dtype === "float32" ? 1e-45 : 5e-324), 1)).toBe(Infinity);
  });
});
