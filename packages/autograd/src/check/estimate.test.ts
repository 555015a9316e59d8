import { describe, expect, it } from "vitest";
import { type Estimate, estimate } from "./estimate.ts";
import { noiseOf } from "./noise.ts";

function estimated(
  f: (x: number) => number,
  x: number,
  scale: number = Math.abs(x) || 1,
): Estimate & { readonly calls: number } {
  let calls = 0;
  const noise = noiseOf([(t) => Float64Array.of(f(x + t * 2 ** Math.floor(Math.log2(scale))))], 1);
  const counted = (at: number): Float64Array => {
    calls += 1;
    return Float64Array.of(f(at));
  };
  const [found] = estimate(counted, x, scale, Float64Array.of(f(x)), noise);
  return { ...(found as Estimate), calls };
}

type Case = readonly [name: string, f: (x: number) => number, x: number, scale: number, derivative: number];

describe("estimate", () => {
  const smooth: readonly Case[] = [
    ["exp", Math.exp, 1, 1, Math.E],
    ["sin", Math.sin, 1, 1, Math.cos(1)],
    ["a polynomial", (x) => x ** 5 - 3 * x ** 3 + x, 0.7, 0.7, 5 * 0.7 ** 4 - 9 * 0.49 + 1],
    ["a constant", () => 3, 1, 1, 0],
    ["x² at 1e8", (x) => x * x, 1e8, 1e8, 2e8],
    ["x² at 1e-8", (x) => x * x, 1e-8, 1e-8, 2e-8],
    ["ln at 1e-8", Math.log, 1e-8, 1e-8, 1e8],
    ["ln at 1e-8, expected to change over 1", Math.log, 1e-8, 1, 1e8],
    ["ln at 1e-30, expected to change over 1", Math.log, 1e-30, 1, 1e30],
    ["1/x close to its pole", (x) => 1 / x, 1e-3, 1, -1e6],
    ["sin at 1e8, many periods within a step", Math.sin, 1e8, 1e8, Math.cos(1e8)],
    ["a step of whole periods", (x) => Math.sin(((4 * Math.PI) / 0.0957) * x), 1, 1, 107.79],
    ["1 + x at 1e-8, where rounding hides small steps", (x) => 1 + x, 1e-8, 1e-8, 1],
    ["exp at 700", Math.exp, 700, 700, Math.exp(700)],
    ["exp(-x²) far out", (x) => Math.exp(-x * x), 5, 5, -10 * Math.exp(-25)],
    ["x sin(1/x)", (x) => x * Math.sin(1 / x), 0.1, 0.1, Math.sin(10) - 10 * Math.cos(10)],
    ["a function of tiny values", (x) => 1e-300 * Math.sin(x), 1, 1, 1e-300 * Math.cos(1)],
    ["an argument close to overflow", (x) => x / 1e300, 1e308, 1e308, 1e-300],
    ["a staircase between its steps", Math.floor, 1.5, 1.5, 0],
    ["a staircase whose steps are smaller than the first", Math.floor, 0.5, 10, 0],
    ["|x|^1.5, of infinite curvature", (x) => Math.abs(x) ** 1.5, 0, 1, 0],
  ];
  for (const [name, f, x, scale, derivative] of smooth) {
    it(`is good to 10 digits, and knows how good: ${name}`, () => {
      const { kind, value, uncertainty } = estimated(f, x, scale);
      expect(kind).toBe("smooth");
      const truth =
        derivative === 107.79
          ? ((4 * Math.PI) / 0.0957) * Math.cos(((4 * Math.PI) / 0.0957) * x)
          : derivative;
      expect(Math.abs(value - truth)).toBeLessThanOrEqual(Math.max(uncertainty, 1e-12 * Math.abs(truth)));
      expect(uncertainty).toBeLessThanOrEqual(
        1e-8 * Math.abs(truth) + 1e-10 * Math.abs(f(x) / scale) + 1e-15,
      );
    });
  }

  it("takes ten calls for a smooth function", () => {
    expect(estimated(Math.exp, 1).calls).toBe(10);
  });

  const close: readonly (readonly [distance: number, scale: number])[] = [
    [1e-3, 1],
    [1e-5, 1],
    [1e-7, 1],
    [1e-9, 1],
  ];
  for (const [distance, scale] of close) {
    it(`is not misled by a kink ${distance} away`, () => {
      for (const side of [1, -1]) {
        const { kind, value } = estimated((x) => Math.max(x - 0.5, 0) + x * x, 0.5 + side * distance, scale);
        const truth = 1 + 2 * side * distance + (side > 0 ? 1 : 0);
        expect(kind).toBe("smooth");
        expect(Math.abs(value - truth)).toBeLessThan(1e-7);
      }
    });
  }

  it("is not misled by a kink as close as the argument is small", () => {
    const { kind, value } = estimated((x) => Math.max(x, 0) + 1, 1e-9);
    expect(kind).toBe("smooth");
    expect(Math.abs(value - 1)).toBeLessThan(1e-8);
  });

  const kinks: readonly (readonly [
    name: string,
    f: (x: number) => number,
    x: number,
    left: number,
    right: number,
  ])[] = [
    ["|x|", Math.abs, 0, -1, 1],
    ["relu", (x) => Math.max(x, 0), 0, 0, 1],
    ["a bend", (x) => Math.sin(x) + 1e-4 * Math.abs(x), 0, 1 - 1e-4, 1 + 1e-4],
    ["a kink at a large argument", (x) => Math.abs(x - 1e8), 1e8, -1, 1],
    ["a kink of a curve", (x) => Math.exp(Math.abs(x - 2)), 2, -1, 1],
    ["a cusp", (x) => Math.sqrt(Math.abs(x)), 0, -Infinity, Infinity],
    ["a jump", Math.floor, 1, Infinity, 0],
  ];
  for (const [name, f, x, left, right] of kinks) {
    it(`finds the slopes on both sides of ${name}`, () => {
      const found = estimated(f, x);
      expect(found.kind).toBe("kink");
      for (const [slope, expected] of [
        [found.left, left],
        [found.right, right],
      ] as const) {
        if (Number.isFinite(expected)) expect(slope).toBeCloseTo(expected, 8);
        else expect(slope).toBe(expected);
      }
    });
  }

  it("does without the side where the function is not defined", () => {
    const { kind, value, uncertainty } = estimated((x) => x * Math.sqrt(x) + x, 0);
    expect(kind).toBe("oneSided");
    expect(Math.abs(value - 1)).toBeLessThan(1e-7);
    expect(uncertainty).toBeLessThan(1e-7);
  });

  it.each([
    ["√x at 0", Math.sqrt, 0, Infinity],
    ["∛x at 0", Math.cbrt, 0, Infinity],
    ["asin at 1", Math.asin, 1, Infinity],
    ["-∛x at 0", (x: number) => -Math.cbrt(x), 0, -Infinity],
  ])("sees that a slope has no limit: %s", (_, f, x, limit) => {
    const { kind, value } = estimated(f, x);
    expect(kind).toBe("unbounded");
    expect(value).toBe(limit);
  });

  it("says nothing where the function is not finite", () => {
    expect(estimated(Math.log, 0).kind).toBe("undefined");
    expect(estimated(Math.log, -1).kind).toBe("undefined");
    expect(estimated((x) => (x === 1 ? 1 : NaN), 1).kind).toBe("undefined");
  });

  it("knows how much cancellation and single precision cost", () => {
    const cancelled = estimated((x) => 1e10 + x - 1e10, 1);
    expect(Math.abs(cancelled.value - 1)).toBeLessThanOrEqual(cancelled.uncertainty + 1e-9);
    const single = estimated((x) => Math.fround(Math.exp(Math.fround(x))), 1);
    expect(Math.abs(single.value - Math.E)).toBeLessThanOrEqual(2 * single.uncertainty);
    expect(single.uncertainty).toBeLessThan(1e-4);
    expect(single.uncertainty).toBeGreaterThan(1e-8);
  });
});

describe("noiseOf", () => {
  it("finds the step of a staircase of any height", () => {
    for (const loss of [1e3, 1e6, 1e10, 1e12]) {
      const [noise] = noiseOf([(t) => Float64Array.of(loss + (0.3 + t) - loss)], 1);
      const step = 2 ** Math.floor(Math.log2(loss)) * 2 ** -52;
      expect(noise).toBeGreaterThan(step / 30);
      expect(noise).toBeLessThan(step * 3);
    }
  });

  it("finds next to none in smooth functions", () => {
    const noise = noiseOf([(t) => Float64Array.of(Math.exp(1 + t), 5, Math.sin(1 + t))], 3);
    for (const each of noise) expect(each).toBeLessThan(1e-15);
  });
});
