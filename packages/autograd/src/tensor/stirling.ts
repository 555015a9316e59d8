/**
 * What Stirling's formula leaves of ln Γ. Logarithms of factorials are large, and differences of them lose their digits; the
 * formula can be subtracted on paper, and what it leaves is small. Source: DLMF 5.11.1 and 5.11.2.
 */
import { xlogy } from "./functions/arithmetic.ts";
import { digamma, lgamma } from "./functions/elementwise.generated.ts";
import { where } from "./functions/select.ts";
import type { Tensor } from "./tensor.ts";

/** From here on the series below have all digits of float64. */
const largeFrom = 10;

/** B₂ₖ / (2k (2k - 1)), by which ln Γ(x) differs at powers -1, -3, … of x. */
const ofLogarithm = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360_360,
  1 / 156,
  -3617 / 122_400,
];

/** The same for the derivative, ψ(x), at powers -2, -4, …. */
const ofSlope = ofLogarithm.map((coefficient, k) => -(2 * k + 1) * coefficient);

/** ½ ln 2π, which belongs to the formula as to the density of normal numbers. */
export const halfLogOfTwoPi: number = Math.log(2 * Math.PI) / 2;

/** By the series where x is large, else by what is given: each sees only what it can take. */
function beyond(x: Tensor, large: (x: Tensor) => Tensor, small: (x: Tensor) => Tensor): Tensor {
  const isLarge = x.greaterEqual(largeFrom);
  return where(isLarge, large(where(isLarge, x, largeFrom)), small(where(isLarge, 1, x)));
}

function polynomial(x: Tensor, coefficients: readonly number[]): Tensor {
  return coefficients.reduceRight((sum, coefficient) => sum.mul(x).add(coefficient), x.mul(0));
}

/** ln Γ(x) - ((x - ½) ln x - x + ½ ln 2π), of the size of 1 / 12x; for x > 0. */
export function stirlingRest(x: Tensor): Tensor {
  return beyond(
    x,
    (large) => polynomial(large.square().reciprocal(), ofLogarithm).div(large),
    (small) => lgamma(small).sub(small.sub(0.5).mul(small.log()).sub(small).add(halfLogOfTwoPi)),
  );
}

/** The derivative of that, ψ(x) - (ln x - 1 / 2x). */
export function stirlingSlope(x: Tensor): Tensor {
  return beyond(
    x,
    (large) => {
      const inverse = large.square().reciprocal();
      return polynomial(inverse, ofSlope).mul(inverse);
    },
    (small) => digamma(small).sub(small.log().sub(small.mul(2).reciprocal())),
  );
}

/** ln Γ(x + y) - ln Γ(x), for x ≥ 10 and y ≥ 0, where both logarithms may be much larger than what is between them. */
export function lgammaStep(x: Tensor, y: Tensor): Tensor {
  const sum = x.add(y);
  const main = x.sub(0.5).mul(y.div(x).log1p()).add(y.mul(sum.log())).sub(y);
  return main.add(stirlingRest(sum)).sub(stirlingRest(x));
}

/**
 * x (t - ln(1 + t)), which for small t is x (r t - 2 r³ (1/3 + r²/5 + …)) with r = t / (2 + t), as ln(1 + t) = 2 artanh r.
 * @param far - The same, for where t is not small: written so that its derivatives have their digits there.
 */
function timesAboveLogarithm(x: Tensor, t: Tensor, far: Tensor): Tensor {
  const isSmall = t.abs().less(0.25);
  const near = where(isSmall, t, 0);
  const r = near.div(near.add(2));
  const tail = Array.from({ length: 10 }, (_, k) => 1 / (2 * k + 3));
  const series = r.mul(near).sub(polynomial(r.square(), tail).mul(r.square()).mul(r).mul(2));
  return where(isSmall, series.mul(x), far);
}

/** ln Γ(h + ½) - ln Γ(h) - ½ ln h, of the size of 1 / 8h; for h > 0. */
export function halfStepOfLgamma(h: Tensor): Tensor {
  const t = h.mul(2).reciprocal();
  const main = timesAboveLogarithm(h, t, h.mul(t.log1p()).neg().add(0.5));
  return stirlingRest(h.add(0.5)).sub(stirlingRest(h)).sub(main);
}

/**
 * λˣ e^-λ / Γ(x + 1), of which the densities of many distributions are products, as a logarithm.
 * Source: C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000: what x is away from λ is measured before anything large
 * is subtracted.
 * @param x - Above -1.
 * @param rate - λ, at least 0.
 * @param next - x + 1, for those who know it better than it can be told from x.
 */
export function logPoisson(x: Tensor, rate: Tensor, next: Tensor = x.add(1)): Tensor {
  const isLarge = x.greaterEqual(largeFrom);
  const [large, mean] = [where(isLarge, x, largeFrom), where(isLarge, rate, largeFrom)];
  const apart = mean.sub(large);
  const far = apart.sub(large.mul(mean.log().sub(large.log())));
  const away = timesAboveLogarithm(large, apart.div(large), far);
  const spread = large.log().mul(0.5).add(halfLogOfTwoPi).add(stirlingRest(large));
  const [small, below] = [where(isLarge, 0, x), where(isLarge, 1, rate)];
  const direct = xlogy(small, below)
    .sub(below)
    .sub(lgamma(where(isLarge, 1, next)));
  return where(isLarge, away.add(spread).neg(), direct);
}
