/**
 * Nonlinear regression beside NIST's certified values, from both of its starts: Statistical Reference Datasets, National
 * Institute of Standards and Technology, public domain.
 */
import { readFileSync } from "node:fs";
import { type Tensor, tensor } from "@chainrule/autograd";
import { leastSquares } from "@chainrule/optim";
import { describe, expect, it } from "vitest";

interface Problem {
  readonly name: string;
  readonly parameters: number;
  readonly start1: number[];
  readonly start2: number[];
  readonly certified: readonly number[];
  readonly certified_sd: readonly number[];
  readonly certified_rss: number;
  readonly y: number[];
  readonly x?: number[];
  readonly x1?: number[];
  readonly x2?: number[];
}

const { problems } = JSON.parse(readFileSync(new URL("data/nist-strd.json", import.meta.url), "utf8")) as {
  readonly problems: readonly Problem[];
};

type Model = (b: readonly Tensor[], x: Tensor) => Tensor;

/** b[k], with the indices of NIST, which begin with 1. */
const at = (b: readonly Tensor[], k: number): Tensor => b[k - 1] as Tensor;

/** b₁ + b₂ x + b₃ x² ..., of the parameters from one number to another. */
const polynomial = (b: readonly Tensor[], x: Tensor, from: number, to: number): Tensor => {
  let value = at(b, to);
  for (let k = to - 1; k >= from; k--) value = value.mul(x).add(at(b, k));
  return value;
};

const decay = (b: readonly Tensor[], x: Tensor, scale: number, rate: number): Tensor =>
  x.mul(at(b, rate)).neg().exp().mul(at(b, scale));

const peak = (b: readonly Tensor[], x: Tensor, height: number): Tensor =>
  x
    .sub(at(b, height + 1))
    .div(at(b, height + 2))
    .square()
    .neg()
    .exp()
    .mul(at(b, height));

const saturation: Model = (b, x) => at(b, 1).sub(decay(b, x, 1, 2));
const rational: Model = (b, x) => polynomial(b, x, 1, 4).div(polynomial(b, x, 5, 7).mul(x).add(1));

const models: Readonly<Record<string, Model>> = {
  Misra1a: saturation,
  BoxBOD: saturation,
  Misra1b: (b, x) => at(b, 1).mul(at(b, 2).mul(x).div(2).add(1).pow(-2).neg().add(1)),
  Chwirut2: (b, x) =>
    x
      .mul(at(b, 1))
      .neg()
      .exp()
      .div(polynomial(b, x, 2, 3)),
  Lanczos3: (b, x) =>
    decay(b, x, 1, 2)
      .add(decay(b, x, 3, 4))
      .add(decay(b, x, 5, 6)),
  Gauss1: (b, x) =>
    decay(b, x, 1, 2)
      .add(peak(b, x, 3))
      .add(peak(b, x, 6)),
  DanWood: (b, x) => at(b, 1).mul(x.pow(at(b, 2))),
  Kirby2: (b, x) => polynomial(b, x, 1, 3).div(polynomial(b, x, 4, 5).mul(x).add(1)),
  Hahn1: rational,
  Thurber: rational,
  MGH17: (b, x) =>
    at(b, 1)
      .add(decay(b, x, 2, 4))
      .add(decay(b, x, 3, 5)),
  Rat42: (b, x) => at(b, 1).div(at(b, 2).sub(at(b, 3).mul(x)).exp().add(1)),
  MGH09: (b, x) =>
    at(b, 1)
      .mul(x.square().add(x.mul(at(b, 2))))
      .div(
        x
          .square()
          .add(x.mul(at(b, 3)))
          .add(at(b, 4)),
      ),
};

function residualsOf({ name, parameters, y, x, x1, x2 }: Problem): (b: Tensor) => Tensor {
  const data = tensor(y);
  if (name === "Nelson") {
    const [times, temperatures] = [tensor(x1 as number[]), tensor(x2 as number[])];
    const logarithms = data.log();
    return (b) => {
      const parts = b.split(3) as readonly Tensor[];
      return at(parts, 1)
        .sub(decay(parts, temperatures, 2, 3).mul(times))
        .sub(logarithms);
    };
  }
  const [model, xs] = [models[name] as Model, tensor(x as number[])];
  return (b) => model(b.split(parameters), xs).sub(data);
}

const relative = (got: number, wanted: number): number => Math.abs(got - wanted) / Math.abs(wanted);

describe.each(problems.map((problem) => [problem.name, problem] as const))("%s", (_, problem) => {
  it.each(["start1", "start2"] as const)("from %s", (start) => {
    const fit = leastSquares(residualsOf(problem), problem[start]);
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
