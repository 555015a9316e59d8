import { mt19937, stopGradient, type Tensor, tensor } from "@chainrule/autograd";
import { logdet } from "@chainrule/autograd/linalg";
import { describe, expect, it } from "vitest";
import { leastSquares, type RobustLoss } from "../index.ts";
import { boundedLeastSquares } from "./bounded-least-squares.ts";
import { backSubstitute, columnNorms, inverseOfNormal, triangulate } from "./qr.ts";

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

  it("does not wander along what nothing can tell apart, and says that nothing is known there", () => {
    const x = tensor([1, 2, 3, 4, 5.5]);
    const y = tensor([2.1, 3.9, 6.2, 8, 11]);
    // The first two and the last two are one unknown each, with an offset between them.
    const fit = leastSquares(
      (p) => {
        const [a, b, offset, c, d] = [...p];
        return x
          .mul((a as Tensor).add(b as Tensor))
          .add(offset as Tensor)
          .add(x.square().mul((c as Tensor).sub(d as Tensor)))
          .sub(y);
      },
      [1, 1, 0, 0, 0],
    );
    expect(fit.reason).toBe("converged");
    expect(fit.iterations).toBeLessThan(20);
    const [a = 0, b = 0, offset = 0, c = 0, d = 0] = fit.x;
    const plain = leastSquares(
      (p) => {
        const [slope, offset, bend] = [...p];
        return x
          .mul(slope as Tensor)
          .add(offset as Tensor)
          .add(x.square().mul(bend as Tensor))
          .sub(y);
      },
      [1, 0, 0],
    );
    for (const [k, found] of [a + b, offset, c - d].entries())
      expect(found).toBeCloseTo(plain.x[k] as number, 8);
    expect(Math.abs(a - b) + Math.abs(c + d)).toBeLessThan(1e-6);
    expect(fit.standardErrors.map(Number.isFinite)).toEqual([false, false, true, false, false]);
    expect(fit.standardErrors[0]).toBe(Number.POSITIVE_INFINITY);
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

  it("steps back where residuals are refused", () => {
    const { x, reason } = leastSquares((t) => logdet(t.reshape([1, 1])).reshape([1]), 20);
    expect([x, reason]).toEqual([expect.closeTo(1, 10), "converged"]);
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
        return iteration === 3 && "stop";
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

  it("takes a tree, and gives errors in its structure", () => {
    const fit = leastSquares(({ offset, slope }) => slope.sum().mul(times).add(offset).sub(values), {
      offset: 0,
      slope: tensor([0]),
    });
    expect(fit.x.offset).toBeCloseTo(0.5, 12);
    expect(fit.x.slope.toArray()).toEqual([expect.closeTo(1.4, 12)]);
    expect(fit.standardErrors.offset).toBeCloseTo(Math.sqrt(0.1 * (1 / 4 + 2.5 ** 2 / 5)), 12);
    expect(fit.standardErrors.slope.toArray()).toEqual([expect.closeTo(Math.sqrt(0.1 / 5), 12)]);
    expect(String(fit).split("\n")[1]).toBe("x.slope[0] = 1.400000000 ± 0.141");
  });

  it("gives an outlier less weight, the less the loss", () => {
    // Nine values about 1, and one of 100.
    const data = [0.9, 1.1, 0.95, 1.05, 1, 1, 0.98, 1.02, 1, 100];
    const middle = (loss: RobustLoss) => leastSquares((x) => x.sub(data), 0.5, { loss, scale: 0.1 });
    expect(middle("linear").x).toBeCloseTo(10.9, 12);
    expect(middle("linear").value).toBeCloseTo(
      data.reduce((sum, y) => sum + (y - 10.9) ** 2, 0),
      8,
    );
    for (const loss of ["huber", "softL1", "cauchy", "arctan"] as const) {
      const { x, standardErrors, reason } = middle(loss);
      expect([loss, Math.abs(x - 1) < 0.03, standardErrors < 0.05, reason]).toEqual([
        loss,
        true,
        true,
        "converged",
      ]);
    }
    // Where residuals are small, all losses are squares.
    expect(leastSquares((x) => x.sub(data.slice(0, 9)), 0.5, { loss: "huber", scale: 10 }).x).toBeCloseTo(
      1,
      12,
    );
    expect(String(middle("huber"))).toMatch(/\nsum of losses \S+, converged/);
  });

  it("stays within bounds, and holds what they hold", () => {
    const seen: number[][] = [];
    const fit = leastSquares(line, [0.2, 1], {
      bounds: { lower: [0, 0], upper: [1, 1.25] },
      onStep: ({ x }) => void seen.push(x),
    });
    // With a slope of 1.25 the offset is the mean of what is left: 4 − 1.25 · 2.5.
    expect(fit.x).toEqual([expect.closeTo(0.875, 12), 1.25]);
    expect(seen.every(([a = 9, b = 9]) => a >= 0 && a <= 1 && b >= 0 && b <= 1.25)).toBe(true);
    expect(fit.reason).toBe("converged");
    // One unknown is left to vary: σ² / 4, with three degrees of freedom.
    expect(fit.standardErrors).toEqual([expect.closeTo(Math.sqrt(fit.value / 3 / 4), 12), 0]);
    expect(fit.covariance[1]).toEqual([0, 0]);
    expect(String(fit)).toContain("x[1] = 1.250000000, held by a bound\n");
    // A bound that does not hold changes nothing.
    expect(leastSquares(line, [0, 0], { bounds: { upper: 1.5 } }).x).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo(1.4, 12),
    ]);
    expect(leastSquares(line, [1, 1], { bounds: { lower: 1, upper: 1 } })).toMatchObject({
      x: [1, 1],
      reason: "converged",
    });
  });

  it("takes fewer steps through a curved valley when they bend", () => {
    const [straight, bent] = [false, true].map((acceleration) =>
      leastSquares(valley, [-1.2, 1], { acceleration }),
    );
    expect(bent?.x).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
    expect(bent?.iterations).toBeLessThan(((straight?.iterations ?? 0) * 2) / 3);
    // A second derivative for each step, besides the Jacobians.
    expect(bent?.derivatives).toBeGreaterThanOrEqual(2 * (bent?.iterations ?? 0));
  });

  it("is stuck, and has not converged, where the slope is wrong", () => {
    // The derivative is −1, and the residual rises: steps become small since they are in vain.
    const misled = (x: Tensor): Tensor => stopGradient(x).mul(2).sub(x);
    expect(leastSquares(misled, [0.3])).toMatchObject({ reason: "stuck", iterations: 0 });
    expect(leastSquares(misled, [0.3], { bounds: { lower: -1 } }).reason).toBe("stuck");
  });

  it.each<[string, () => unknown, string]>([
    ["no function", () => leastSquares(1 as never, [1]), "residuals must be a function, got 1."],
    ["no start", () => leastSquares(line, [] as never), "x0 must have at least one number, got []."],
    [
      "a start that is not finite",
      () => leastSquares(line, [1, Number.NaN]),
      "x0 must be finite, got NaN at x[1].",
    ],
    [
      "a scalar",
      () => leastSquares((x) => x.sum(), [1, 2]),
      "residuals must return a vector of float64, got float64 [].",
    ],
    [
      "a matrix",
      () => leastSquares((x) => x.reshape([1, 2]), [1, 2]),
      "residuals must return a vector of float64, got float64 [1, 2]. Lay them in a row with reshape([-1]).",
    ],
    [
      "residuals that are not finite",
      () => leastSquares((x) => x.log(), [-1]),
      "the residuals must be finite at x0, got some that are not. Start elsewhere.",
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
    [
      "another loss",
      () => leastSquares(line, [0, 0], { loss: "soft_l1" as never }),
      'loss must be "linear", "huber", "softL1", "cauchy" or "arctan", got "soft_l1".',
    ],
    [
      "a scale of 0",
      () => leastSquares(line, [0, 0], { loss: "huber", scale: 0 }),
      "scale must be a positive finite number, got 0.",
    ],
    [
      "acceleration that is neither",
      () => leastSquares(line, [0, 0], { acceleration: 1 as never }),
      "acceleration must be true or false, got 1.",
    ],
    [
      "a start beyond a bound",
      () => leastSquares(line, [0, 0], { bounds: { lower: [0, 1] } }),
      "x0 must be within its bounds, got 0 at x[1], which has to be from 1 to Infinity.",
    ],
    ["onStep", () => leastSquares(line, [0, 0], { onStep: 1 as never }), "onStep must be a function, got 1."],
    [
      "another option",
      () => leastSquares(line, [0, 0], { tol: 1 } as never),
      'there is no option "tol", only tolerance, maxIterations, loss, scale, bounds, acceleration, onStep.',
    ],
  ])("refuses %s", (_, fit, message) => {
    expect(fit).toThrow(
      expect.objectContaining({ message: `leastSquares: ${message}`, name: "ArgumentError" }),
    );
  });
});

describe("least squares between bounds", () => {
  it("are those of the best of all choices of what is held", () => {
    const generator = mt19937(5);
    for (let run = 0; run < 50; run++) {
      const n = 1 + (run % 4);
      const draw = (count: number): Float64Array =>
        Float64Array.from(generator.uniform([count]).data(), (u) => 2 * u - 1);
      const r = Array.from({ length: n }, (_, i) =>
        draw(n).map((value, k) => (k < i ? 0 : k === i ? 1.5 + value : value)),
      );
      const rhs = draw(n).map((value) => 3 * value);
      const [lower, upper] = [draw(n).map((value) => -Math.abs(value)), draw(n).map(Math.abs)];
      if (run % 5 === 0) lower[0] = 0;
      const squares = (x: Float64Array): number =>
        r.reduce(
          (sum, row, i) =>
            sum +
            (row.reduce((dot, value, k) => dot + value * (x[k] as number), 0) - (rhs[i] as number)) ** 2,
          0,
        );
      const x = boundedLeastSquares(r, rhs, lower, upper);
      expect(x.every((value, k) => value >= (lower[k] as number) && value <= (upper[k] as number))).toBe(
        true,
      );
      // Convex: no small step within the bounds falls.
      const [least, step] = [squares(x), 1e-4];
      for (const k of x.keys()) {
        for (const by of [step, -step]) {
          const beside = x.map((value, j) =>
            j === k ? Math.min(Math.max(value + by, lower[k] as number), upper[k] as number) : value,
          );
          expect(squares(beside)).toBeGreaterThanOrEqual(least - 1e-13);
        }
      }
    }
  });
});

describe("a decay within bounds", () => {
  const [t, y] = [tensor([0, 1, 2, 3, 4, 5, 6, 7]), tensor([8.1, 3.9, 2.2, 0.9, 0.6, 0.2, 0.2, 0])];
  const decay = (x: Tensor<[number]>): Tensor => {
    const [scale, rate, offset] = x.split(3) as unknown as [Tensor, Tensor, Tensor];
    return t.mul(rate).neg().exp().mul(scale).add(offset).sub(y);
  };

  it("converges where Gauss and Newton's steps go too far, by a little more each time", () => {
    const bounds = { upper: [5, 10, 5], lower: [0, 0.5, 0.1] };
    const { x, reason, evaluations } = leastSquares(decay, [1, 0.5, 0.1], { bounds });
    expect(reason).toBe("converged");
    // Where both derivatives of the sum are 0, beside a scale of 5.
    expect(x).toEqual([5, expect.closeTo(0.733278363, 8), expect.closeTo(0.813217612, 8)]);
    expect(evaluations).toBeLessThan(60);
  });

  it("is not asked how residuals bend along a step that a bound holds", () => {
    const bounds = { upper: [8, 10, 0.05], lower: [0, 0.7, 0] };
    const run = (acceleration: boolean) => leastSquares(decay, [1, 0.7, 0], { bounds, acceleration });
    const [plain, accelerated] = [run(false), run(true)];
    expect(accelerated.x).toEqual(plain.x);
    expect(accelerated.derivatives).toBe(plain.derivatives);
    const { derivatives, x } = leastSquares(decay, [1, 0.7, 0], { acceleration: true });
    expect(derivatives).toBeGreaterThan(plain.derivatives);
    expect(x[1]).toBeLessThan(0.7);
  });
});

it("meets fewer residuals than unknowns, to which all unknowns contribute alike", () => {
  const weights = tensor([1, 2, 2]);
  const { x, value, reason } = leastSquares((x) => x.mul(weights).sum().sub(9).reshape([1]), [0, 0, 0]);
  expect(x).toEqual([3, 1.5, 1.5].map((part) => expect.closeTo(part, 9) as number));
  expect(value).toBeLessThan(1e-20);
  expect(reason).toBe("converged");
});

describe("Householder reflections", () => {
  it("are of columns whose norms are known, also where squares are not finite numbers", () => {
    const columns = Float64Array.from(
      [
        [3, -4],
        [0, 0],
        [1e200, 1e200],
        [3e-200, 4e-200],
        [7, 7],
      ].flat(),
    );
    const [first, second, large, tiny] = columnNorms(columns, 2, 4);
    expect([first, second]).toEqual([5, 0]);
    expect((large as number) / 1e200).toBeCloseTo(Math.SQRT2, 14);
    expect((tiny as number) / 1e-200).toBeCloseTo(5, 13);
  });

  it("solve, and invert A'A", () => {
    const columns = Float64Array.from(
      [
        [2, 0, 1],
        [1, 3, -1],
        [4, 6, -1],
      ].flat(),
    );
    const { r, rhs } = triangulate(columns, 2);
    // A x = b exactly for x = (1, 2).
    expect([...backSubstitute(r, rhs)]).toEqual([expect.closeTo(1, 14), expect.closeTo(2, 14)]);
    // A'A = [[5, 1], [1, 11]].
    expect(inverseOfNormal(r).map((row) => [...row])).toEqual([
      [expect.closeTo(11 / 54, 14), expect.closeTo(-1 / 54, 14)],
      [expect.closeTo(-1 / 54, 14), expect.closeTo(5 / 54, 14)],
    ]);
  });
});
