import { describe, expect, test } from "vitest";
import { checkGradients, customGradient, mt19937, type Tensor, type TensorLike } from "../index.ts";

const report = (f: (x: TensorLike) => Tensor): string => String(checkGradients((x) => f(x), [[0.5, 1]]));

describe("a pullback that is not linear is said to be that, and nothing else:", () => {
  const nonlinear =
    "Reverse and forward mode differ: a pullback given to customGradient is not linear, or a rule is wrong in one mode.";

  test.each<[string, (u: Tensor) => Tensor]>([
    ["half of what it should be, in one mode", (u) => u.square()],
    ["nothing, in one mode", (u) => u.abs().sub(u)],
  ])("%s", (_, pullback) => {
    const text = report(customGradient((x) => [x.mul(2), pullback]));
    expect(text).toContain(nonlinear);
    expect(text).not.toMatch(/All of these|No derivative reaches/);
  });

  test("a linear one that is wrong by a factor is told the factor", () => {
    expect(report(customGradient((x) => [x.mul(2), (u) => u]))).toContain(
      "All of these are 0.5 times what they should be.",
    );
  });
});

test("a pullback that draws random numbers is not deterministic, which is not a wrong derivative", () => {
  const generator = mt19937(1);
  const f = customGradient((x) => [x.mul(2), (u) => u.mul(generator.uniform([2]))]);
  const found = checkGradients((x) => f(x), [[0.5, 1]]);
  expect([found.ok, found.deterministic, found.entries]).toEqual([false, false, []]);
  expect(String(found)).toBe(
    "checkGradients: f is not deterministic.\n" +
      "Called again at the same point, a pullback given to customGradient returned another cotangent, so that there is no " +
      "one derivative to check. Draw random numbers in the function around the pullback, and keep no state.",
  );
});
