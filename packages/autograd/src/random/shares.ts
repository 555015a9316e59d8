/** Shares of a whole: densities and entropies of beta and Dirichlet distributions, and of counts. */
import { xlog1py, xlogy } from "../tensor/functions/arithmetic.ts";
import { lbeta, lgamma } from "../tensor/functions/elementwise.generated.ts";
import { where } from "../tensor/functions/select.ts";
import { halfLogOfTwoPi, lgammaStep, logPoisson, stirlingRest, stirlingSlope } from "../tensor/stirling.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** ln Γ(α) - (α - n) ψ(α) + α, the large terms of which are subtracted on paper. */
export function partOfEntropy(alpha: Tensor, n = 1): Tensor {
  const slope = alpha.mul(2).reciprocal().sub(stirlingSlope(alpha));
  const rest = stirlingRest(alpha).add(alpha.sub(n).mul(slope));
  return alpha
    .log()
    .mul(n - 0.5)
    .add(halfLogOfTwoPi)
    .add(rest);
}

/** From so many trials on, densities of shares are those of counts, which have digits where logarithms of factorials have none. */
const manyTrials = 10;

export function logOfBeta(x: Tensor, a: Tensor, b: Tensor): Tensor {
  const [first, second] = [a.sub(1), b.sub(1)];
  const isMany = first.add(second).greaterEqual(manyTrials);
  const [k, rest, share] = [where(isMany, first, 5), where(isMany, second, 5), where(isMany, x, 0.5)];
  const trials = k.add(rest);
  const counted = logPoisson(k, trials.mul(share), where(isMany, a, 6))
    .add(logPoisson(rest, trials.mul(share.neg().add(1)), where(isMany, b, 6)))
    .sub(logPoisson(trials, trials))
    .add(trials.log1p());
  const [c, d] = [where(isMany, 1, a), where(isMany, 1, b)];
  const direct = xlogy(c.sub(1), x)
    .add(xlog1py(d.sub(1), x.neg()))
    .sub(lbeta(c, d));
  return where(isMany, counted, direct);
}

/**
 * n! / Π k! · Π pᵏ as a logarithm, of counts k along the last axis.
 * @param trials - n, with that axis.
 * @param next - k + 1, for those who know it better.
 */
export function countedBy(counts: Tensor, trials: Tensor, chances: Tensor, next?: Tensor): Tensor {
  const parts = logPoisson(counts, trials.mul(chances), next).sum(-1);
  const n = trials.squeeze(-1);
  // The formula knows nothing of chances that do not quite sum to 1.
  return parts.sub(logPoisson(n, n)).add(n.mul(chances.sum(-1).sub(1)));
}

export function logOfDirichlet(x: Tensor, alpha: Tensor): Tensor {
  const count = alpha.shape.at(-1) as number;
  const isMany = alpha.sum(-1, { keepDims: true }).sub(count).greaterEqual(manyTrials);
  const k = where(isMany, alpha.sub(1), manyTrials);
  const trials = k.sum(-1, { keepDims: true });
  const shares = where(isMany, x, 1 / count);
  const parts = countedBy(k, trials, shares, where(isMany, alpha, manyTrials + 1));
  const all = trials.squeeze(-1);
  const counted = parts.add(lgammaStep(all.add(1), all.mul(0).add(count - 1)));
  const few = where(isMany, 1, alpha);
  const direct = xlogy(few.sub(1), x)
    .sub(lgamma(few))
    .sum(-1)
    .add(lgamma(few.sum(-1)));
  return where(isMany.squeeze(-1), counted, direct);
}
