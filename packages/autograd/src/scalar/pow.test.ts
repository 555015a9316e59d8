import { describe, expect, it } from "vitest";
import { measurePair, within } from "../../../../test/reference/measure.ts";
import { cbrt } from "./cbrt.ts";
import { double } from "./double.ts";
import { pow } from "./pow.ts";
import { single } from "./single.ts";

const lanes = { float64: double, float32: single } as const;

describe.each(["float64", "float32"] as const)("pow of %s", (dtype) => {
  const lane = lanes[dtype];
  const f = (x: number, y: number): number => pow(lane, x, y);

  it("errs by at most 1.8 ulp", () => {
    expect(measurePair("pow", dtype, f, 3000)).toSatisfy(within(1.8));
  });

  const twoUlp = dtype === "float32" ? 2 ** -22 : 2 ** -51;
  const largest = dtype === "float32" ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE;
  const special = [0, 0.5, 1, 1.5, 2, 3, 4, 2 ** 24 - 1, 2 ** 52, largest, Infinity].flatMap((x) => [x, -x]);
  special.push(Number.NaN);

  it("treats special numbers as Math.pow does, except for powers of 1 and -1", () => {
    for (const x of special) {
      for (const y of special) {
        const known = x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : lane.constant(x ** y);
        const value = f(x, y);
        const exact = known === 0 || known === 1 || !Number.isFinite(known);
        if (exact) expect(value, `pow(${x}, ${y})`).toBe(known);
        else expect(Math.abs(value / known - 1), `pow(${x}, ${y})`).toBeLessThan(twoUlp);
      }
    }
  });

  it("knows exact powers", () => {
    for (let k = 1; k <= 10; k++) expect(f(3, k)).toBe(3 ** k);
    for (let k = -100; k <= 100; k++) expect(f(2, k)).toBe(2 ** k);
    for (const x of [4, 9, 1024, 6.25]) expect(f(x, 0.5)).toBe(Math.sqrt(x));
  });
});

it.each(["float64", "float32"] as const)("the cube root of a cube is exact, in %s", (dtype) => {
  const lane = lanes[dtype];
  for (let k = 1; k < (dtype === "float32" ? 256 : 5000); k++) {
    expect(cbrt(lane, k ** 3)).toBe(k);
    expect(cbrt(lane, -((k / 64) ** 3))).toBe(-k / 64);
  }
  for (const k of dtype === "float32" ? [-49, 42] : [-358, 341])
    expect(cbrt(lane, 2 ** (3 * k))).toBe(2 ** k);
});
