import type { Tensor } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { leastSquares } from "../index.ts";
import { backSubstitute, inverseOfNormal, triangulate } from "./qr.ts";

/** Rosenbrock's function, as residuals. */
const valley = (x: Tensor): Tensor => {
  const [a, b] = x.split(2) as unknown as [Tensor, Tensor];
  return b
    .sub(a.square())
    .mul(10)
    .mul([1, 0])
    .add(a.neg().add(1).mul([0, 1]));
};

/** A straight line through points: what every book on statistics works out. */
const [times, values] = [
  [1, 2, 3, 4],
  [2, 3, 5, 6],
];
const line = (x: Tensor): Tensor => {
  const [offset, slope] = x.split(2) as unknown as [Tensor, Tensor];
  return slope.mul(times).add(offset).sub(values);
};

describe("leastSquares", () => {
  it("fits a line, with the standard errors of the formula", () => {
    const fit = leastSquares(line, [0, 0]);
    // Mean of t 2.5, Σ (t − 2.5)² = 5, slope 7 / 5, residuals 0.1, −0.3, 0.3, −0.1 of two degrees of freedom.
    expect(fit.x).toEqual([expect.closeTo(0.5, 12), expect.closeTo(1.4, 12)]);
    expect(fit.value).toBeCloseTo(0.2, 12);
    expect(fit.standardErrors[1]).toBeCloseTo(Math.sqrt(0.1 / 5), 12);
    expect(fit.standardErrors[0]).toBeCloseTo(Math.sqrt(0.1 * (1 / 4 + 2.5 ** 2 / 5)), 12);
    expect(fit.covariance[0]?.[1]).toBeCloseTo((-2.5 * 0.1) / 5, 12);
    expect(fit.reason).toBe("converged");
  });

  it("goes through a curved valley to an exact solution", () => {
    const fit = leastSquares(valley, [-1.2, 1]);
    expect(fit.x).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
    expect(fit.reason).toBe("converged");
    expect(fit.evaluations).toBeLessThan(40);
    expect(fit.derivatives).toBeLessThanOrEqual(fit.evaluations + 1);
    // As many residuals as parameters leave nothing to estimate errors by.
    expect(fit.standardErrors.every(Number.isFinite)).toBe(false);
  });

  it("steps back where residuals are not finite", () => {
    const logarithm = (x: Tensor): Tensor => x.log().sub([0]);
    const fit = leastSquares(logarithm, [10]);
    expect(fit.x[0]).toBeCloseTo(1, 12);
  });

  it("finds a parameter that is 0", () => {
    const fit = leastSquares((x) => x.mul([1, 2]).add([1, -0.5]), [3]);
    expect(fit.x[0]).toBeCloseTo(0, 12);
    expect(fit.reason).toBe("converged");
  });

  it("tells of each iterate, and stops when it is told to", () => {
    const seen: number[] = [];
    const fit = leastSquares(valley, [-1.2, 1], {
      onStep: ({ iteration, x, value }) => {
        seen.push(value);
        expect([iteration, x.length]).toEqual([seen.length, 2]);
        return iteration < 3;
      },
    });
    expect([fit.reason, fit.iterations, fit.value]).toEqual(["stopped", 3, seen[2]]);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    expect(leastSquares(valley, [-1.2, 1], { maxIterations: 2 }).reason).toBe("maxIterations");
    expect(String(leastSquares(valley, [-1.2, 1], { maxIterations: 1 }))).toMatch(/after 1 iteration$/);
  });

  it("prints as a table, and leaves its start alone", () => {
    const start = [0, 0];
    const fit = leastSquares(line, start);
    expect(start).toEqual([0, 0]);
    expect(`${fit}`).toMatch(
      /^x\[0\] = 0\.5000000000 ± 0\.387\nx\[1\] = 1\.400000000 ± 0\.141\nsum of squares 0\.2000000000, converged after \d+ iterations$/,
    );
  });

  it.each<[string, () => unknown, string]>([
    ["no function", () => leastSquares(1 as never, [1]), "residuals must be a function, got 1."],
    ["no start", () => leastSquares(line, [] as never), "start must be an array of finite numbers, got []."],
    [
      "a start that is not finite",
      () => leastSquares(line, [1, Number.NaN]),
      "start must be an array of finite numbers, got [1, NaN].",
    ],
    [
      "a scalar",
      () => leastSquares((x) => x.sum(), [1, 2]),
      "residuals must return a vector of float64, got float64 [].",
    ],
    [
      "residuals that are not finite",
      () => leastSquares((x) => x.log(), [-1]),
      "the residuals must be finite at start, got some that are not. Start elsewhere.",
    ],
    [
      "a tolerance of 0",
      () => leastSquares(line, [0, 0], { tolerance: 0 }),
      "tolerance must be a positive finite number, got 0.",
    ],
    [
      "half an iteration",
      () => leastSquares(line, [0, 0], { maxIterations: 0.5 }),
      "maxIterations must be a positive integer, got 0.5.",
    ],
    ["onStep", () => leastSquares(line, [0, 0], { onStep: 1 as never }), "onStep must be a function, got 1."],
    [
      "another option",
      () => leastSquares(line, [0, 0], { tol: 1 } as never),
      'there is no option "tol", only tolerance, maxIterations, onStep.',
    ],
  ])("refuses %s", (_, fit, message) => {
    expect(fit).toThrow(
      expect.objectContaining({ message: `leastSquares: ${message}`, name: "ArgumentError" }),
    );
  });
});

describe("Householder reflections", () => {
  it("solve, and invert A'A", () => {
    const rows = [
      [2, 1, 4],
      [0, 3, 6],
      [1, -1, -1],
    ].map((row) => Float64Array.from(row));
    const { r, rhs } = triangulate(rows, 2);
    // A x = b exactly for x = (1, 2).
    expect([...backSubstitute(r, rhs)]).toEqual([expect.closeTo(1, 14), expect.closeTo(2, 14)]);
    // A'A = [[5, 1], [1, 11]].
    expect(inverseOfNormal(r).map((row) => [...row])).toEqual([
      [expect.closeTo(11 / 54, 14), expect.closeTo(-1 / 54, 14)],
      [expect.closeTo(-1 / 54, 14), expect.closeTo(5 / 54, 14)],
    ]);
  });
});
