import { describe, expect, it } from "vitest";
import {
  customGradient,
  DerivativeError,
  mt19937,
  type Tensor,
  type TensorLike,
  tensor,
  vjp,
} from "../index.ts";
import { assertGradients, checkGradients } from "./check-gradients.ts";

const random = mt19937(7);

/** The same value with a derivative that is off by a factor. */
function off(f: (x: Tensor) => Tensor, factor: number): (x: TensorLike) => Tensor {
  return customGradient((x) => [
    f(x),
    (u) => vjp((at: TensorLike) => f(at as Tensor), x)[1](u).map((dx) => dx.mul(factor)),
  ]);
}

describe("the report", () => {
  const wrong = customGradient((x) => [x.square(), (u) => u.mul(x).mul(tensor([2, 3, 2.002, 2, 2]))]);

  it("shows the worst first", () => {
    const report = checkGradients(wrong, [[1, 2, 3, 4, 0]]);
    expect(
      String(report)
        .replaceAll(/± [\d.]+e-1\d +/g, "± tiny  ")
        .replace(/numeric +/, "numeric  "),
    ).toBe(
      [
        "checkGradients: 2 of 25 derivatives are not confirmed by finite differences, tolerance 1e-6.",
        "            by            analytic  numeric  error",
        "  f at [1]  xs[0] at [1]  6         4 ± tiny  3.3e-1  differs",
        "  f at [2]  xs[0] at [2]  6.006     6 ± tiny  1e-3    differs",
        "A rule between this argument and this result is wrong, or f does something that its graph does not show.",
        "f contains a customGradient: look at its pullback first.",
      ].join("\n"),
    );
  });

  it("says that all is well", () => {
    const report = checkGradients((x) => x.square(), [[1, 2]]);
    expect(String(report)).toMatch(
      /^checkGradients: 4 derivatives agree with finite differences, largest error \d.*, tolerance 1e-6\.$/,
    );
    expect(`${checkGradients((x) => x.relu(), [[0, 1]], { allowKinks: true })}`).toContain(
      "1 at kinks, where the analytic value is a convention.",
    );
  });

  it("shows no more than ten", () => {
    const report = checkGradients(
      off((x) => x.sin(), 2),
      [random.uniform([15])],
    );
    const lines = String(report).split("\n");
    expect(lines[12]).toBe("  and 5 more");
    expect(String(report)).toContain("All of these are 2 times what they should be.");
  });

  it("is the message of what assertGradients throws", () => {
    expect(assertGradients((x) => x.square(), [1])).toBe(undefined);
    const report = checkGradients(wrong, [[1, 2, 3, 4, 0]]);
    expect(() => assertGradients(wrong, [[1, 2, 3, 4, 0]])).toThrow(
      new DerivativeError("checkGradients", report.message),
    );
    try {
      assertGradients(wrong, [[1, 2, 3, 4, 0]]);
    } catch (error) {
      expect((error as Error).message).toBe(String(report));
    }
  });
});
