/**
 * Nonlinear regression beside NIST's certified values, from both of its starts: Statistical Reference Datasets, National
 * Institute of Standards and Technology, public domain.
 */
import { leastSquares } from "@chainrule/optim";
import { describe, expect, it } from "vitest";
import { problems } from "../../examples/nist/problem.ts";

const relative = (got: number, wanted: number): number => Math.abs(got - wanted) / Math.abs(wanted);

it("there are fourteen problems", () => {
  expect(problems).toHaveLength(14);
});

describe.each(problems.map((problem) => [problem.name, problem] as const))("%s", (_, problem) => {
  it.each(["start1", "start2"] as const)("from %s", (start) => {
    const fit = leastSquares(problem.residuals, problem[start]);
    expect(fit.reason).toBe("converged");
    for (const [k, value] of fit.x.entries()) {
      expect([k, relative(value, problem.certified[k] as number) < 1e-9]).toEqual([k, true]);
    }
    for (const [k, value] of fit.standardErrors.entries()) {
      expect([k, relative(value, problem.certified_sd[k] as number) < 1e-6]).toEqual([k, true]);
    }
    expect(relative(fit.value, problem.certified_rss)).toBeLessThan(1e-6);
  });
});
