import { describe, expect, it } from "vitest";
import { measure, within } from "../../../../test/reference/measure.ts";
import { double } from "./double.ts";
import { single } from "./single.ts";
import { cos, sin, tan } from "./trigonometric.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("%s", (dtype) => {
  const lane = lanes[dtype];
  const least = dtype === "float32" ? 2 ** -149 : 5e-324;

  it("sin errs by at most 0.9 ulp", () => {
    expect(measure("sin", dtype, (x) => sin(lane, x), 2000)).toSatisfy(within(0.9));
  });

  it("cos errs by at most 0.9 ulp", () => {
    expect(measure("cos", dtype, (x) => cos(lane, x), 2000)).toSatisfy(within(0.9));
  });

  it("tan errs by at most 1.9 ulp", () => {
    expect(measure("tan", dtype, (x) => tan(lane, x), 2000)).toSatisfy(within(1.9));
  });

  it.each([
    [0, 0, 1, 0],
    [-0, -0, 1, -0],
    [Infinity, Number.NaN, Number.NaN, Number.NaN],
    [-Infinity, Number.NaN, Number.NaN, Number.NaN],
    [Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    [least, least, 1, least],
    [-least, -least, 1, -least],
  ])("at %d: sin %d, cos %d, tan %d", (x, sine, cosine, tangent) => {
    expect(sin(lane, x)).toBe(sine);
    expect(cos(lane, x)).toBe(cosine);
    expect(tan(lane, x)).toBe(tangent);
  });

  it("is odd, even, odd", () => {
    for (const x of [0.1, 0.7, 0.8, 2, 3, 4, 100, 5000, 1e6, 1e30].map((x) => lane.constant(x))) {
      expect(sin(lane, -x)).toBe(-sin(lane, x));
      expect(cos(lane, -x)).toBe(cos(lane, x));
      expect(tan(lane, -x)).toBe(-tan(lane, x));
    }
  });
});

it("leaves large angles, and no others, to the rare path", () => {
  const asked: number[] = [];
  const watching = {
    ...double,
    rare: (condition: boolean, _name: string, argument: number, otherwise: number): number => {
      if (condition) asked.push(argument);
      return otherwise;
    },
  };
  for (const x of [0, 1, -1000, 51445, 51447, -1e300, Infinity, Number.NaN]) sin(watching, x);
  expect(asked).toEqual([51447, -1e300, Infinity]);
});
