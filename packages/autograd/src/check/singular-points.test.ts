import { describe, expect, it } from "vitest";
import { customGradient, type Tensor, tensor } from "../index.ts";
import { cholesky } from "../linalg/cholesky.ts";
import { checkGradients } from "./check-gradients.ts";

describe("checkGradients at kinks", () => {
  const kinks: readonly (readonly [
    name: string,
    f: (x: Tensor) => Tensor,
    at: number[],
    slopes: [number, number],
  ])[] = [
    ["relu at 0", (x) => x.relu(), [0], [0, 1]],
    ["abs at 0", (x) => x.abs(), [0], [-1, 1]],
    ["max at a tie", (x) => x.max(), [2, 2, 1], [0, 1]],
    ["min at a tie", (x) => x.min(), [2, 2, 3], [1, 0]],
    ["norm at 0", (x) => x.norm(), [0, 0], [-1, 1]],
    ["clip at its edge", (x) => x.clip(0, 1), [1], [1, 0]],
    ["a jump", (x) => x.floor(), [1], [Infinity, 0]],
  ];
  it.each(kinks)("says where it stands: %s", (_, f, at, slopes) => {
    const report = checkGradients(f, [at]);
    expect(report.ok).toBe(false);
    const kink = report.entries.find(({ verdict }) => verdict === "kink");
    for (const [k, slope] of slopes.entries()) {
      if (Number.isFinite(slope)) expect(kink?.slopes[k]).toBeCloseTo(slope, 9);
      else expect(kink?.slopes[k]).toBe(slope);
    }
    expect(String(report)).toContain("convention");
    expect(checkGradients(f, [at], { allowKinks: true }).ok).toBe(true);
  });

  it("still refuses what lies outside both slopes", () => {
    const f = customGradient((x) => [x.relu(), (u) => u.mul(2)]);
    const report = checkGradients(f, [0], { allowKinks: true });
    expect(report.entries[0]).toMatchObject({ verdict: "differs", analytic: 2, error: 0.5 });
  });

  it("finds none a hair's breadth away", () => {
    for (const x of [1e-3, 1e-6, 1e-9])
      expect(checkGradients((y) => y.relu().add(1), [[x, -x, 1]]).ok).toBe(true);
  });

  it("finds none in a function of infinite curvature, whose derivative is 0", () => {
    expect(checkGradients((x) => x.abs().pow(1.5), [0]).entries[0]).toMatchObject({
      verdict: "agrees",
      analytic: 0,
    });
  });
});

describe("checkGradients where a root is 0", () => {
  const squares: readonly (readonly [name: string, f: (x: Tensor) => Tensor, at: number[]])[] = [
    ["norm() squared", (x) => x.norm().square(), [0, 0]],
    ["norm() squared beside something else", (x) => x.norm().square().add(x.square().sum()), [0, 0]],
    ["std() squared", (x) => x.std().square(), [1, 1, 1]],
    ["sqrt() to the fourth", (x) => x.square().sum().sqrt().pow(2), [0, 0]],
  ];
  it.each(squares)("says that the slope is a convention, and nothing else: %s", (_, f, at) => {
    expect(checkGradients(f, [at]).ok).toBe(true);
    const report = checkGradients(f, [at], { order: 2 });
    expect(report.ok).toBe(false);
    expect(new Set(report.entries.map(({ verdict }) => verdict))).toEqual(new Set(["agrees", "zero root"]));
    expect(String(report).split("\n").at(-1)).toBe(
      "f takes a root that is 0, as norm() does of zeros and std() of equal elements. The slope there is 0 by convention, and " +
        "second derivatives of powers of it are not to be had. Write square().sum() for norm().square(), and var() for " +
        "std().square().",
    );
  });

  it("is told elsewhere that the rule is wrong, and at first order", () => {
    const wrong = customGradient((x) => [x.square().sum(), (u) => u.mul(x)]);
    expect(checkGradients((x) => wrong(x).sqrt(), [[3, 4]], { order: 2 }).entries.some(isBlamed)).toBe(true);
    expect(checkGradients((x) => wrong(x).add(x.norm()), [[0, 1]], { order: 1 }).entries.some(isBlamed)).toBe(
      true,
    );
  });

  function isBlamed({ verdict }: { readonly verdict: string }): boolean {
    return verdict === "differs";
  }

  it("does not say that f does not depend on what it is only flat in", () => {
    const { notes } = checkGradients((x) => x.square(), [0], { order: 2 });
    expect(notes).toEqual([]);
    expect(checkGradients((x) => x.square(), [0]).notes).toEqual([
      "f does not depend on xs[0], or is flat there.",
    ]);
  });
});

describe("checkGradients says why it cannot tell", () => {
  it("where the function is not finite", () => {
    const report = checkGradients((x) => x.log(), [0]);
    expect(report.ok).toBe(false);
    expect(report.entries[0]).toMatchObject({ verdict: "infinite", analytic: Infinity });
    expect(String(report)).toContain("Move the point into the domain");
  });

  it("where the slope is infinite, and where only one side is defined", () => {
    expect(checkGradients((x) => x.sqrt(), [0]).entries[0]).toMatchObject({
      verdict: "infinite",
      numeric: Infinity,
    });
    expect(checkGradients((x) => x.sqrt().mul(x), [1e-30]).ok).toBe(true);
  });

  it("for arguments that are not finite", () => {
    expect(checkGradients((x) => x.mul(2), [[1, Infinity]]).entries.map(({ verdict }) => verdict)).toEqual([
      "agrees",
      "infinite",
      "infinite",
      "infinite",
    ]);
  });

  it("where cancellation leaves too few digits", () => {
    const report = checkGradients((x) => x.add(1e11).sub(1e11).sin(), [1]);
    expect(report.entries[0]?.verdict).toBe("uncertain");
    expect(checkGradients((x) => x.add(1e11).sub(1e11).sin(), [1], { tolerance: 1e-3 }).ok).toBe(true);
  });

  it("when the analytic value is not a number", () => {
    const f = customGradient((x) => [x.sin(), (u) => u.mul(NaN)]);
    expect(checkGradients(f, [1]).entries[0]).toMatchObject({ verdict: "differs", error: Infinity });
  });
});

it("takes what a function refuses near its argument for undefined there, as what is not a number", () => {
  // Close to the border: wide steps make it indefinite.
  const nearly = tensor([
    [1, 0.99],
    [0.99, 1],
  ]);
  expect(checkGradients((a) => cholesky(a).sum(), [nearly]).ok).toBe(true);
});
