/** What lies under the normal density between two bounds. */
import { erfcx, normalCdf } from "../tensor/functions/elementwise.generated.ts";
import { where } from "../tensor/functions/select.ts";
import { halfLogOfTwoPi } from "../tensor/stirling.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * The density of a standard normal number z between two bounds, which may be far out, close together or infinite, as a logarithm. What lies
 * between them is counted from a place from which squares are measured as well, since both may be large.
 */
export function logTruncatedNormal(z: Tensor, a: Tensor, b: Tensor): Tensor {
  // Mirrored, so that most of it is above 0.
  const isBelow = a.add(b).less(0);
  const [p, q] = [where(isBelow, b.neg(), a), where(isBelow, a.neg(), b)];
  const middle = p.add(q).div(2);
  const half = q.sub(p).div(2);
  const isNarrow = half.mul(middle.abs().add(1)).less(0.05);
  const isAbove = isNarrow.logicalNot().logicalAnd(p.greater(0));
  const [m, h] = [where(isNarrow, middle, 0), where(isNarrow, half, 0.01)];
  const [from, to] = [where(isAbove, p, 1), where(isAbove, q, 2)];
  const share = where(
    isNarrow,
    logOfNarrow(m, h),
    where(isAbove, logOfTail(from, to), logOfRest(p, q, isNarrow, isAbove)),
  );
  const place = where(isNarrow, m, where(isAbove, p, 0));
  const own = where(isBelow, z.neg(), z);
  return own.sub(place).mul(own.add(place)).div(-2).sub(halfLogOfTwoPi).sub(share);
}

/** Between 0 < p < q: what is above p, but for what is above q, without the factor exp(-p² / 2) of both. */
function logOfTail(p: Tensor, q: Tensor): Tensor {
  const hasEnd = q.less(Infinity);
  const end = where(hasEnd, q, p.add(1));
  const beyond = p
    .sub(end)
    .mul(p.add(end))
    .div(2)
    .exp()
    .mul(erfcx(end.div(Math.SQRT2)));
  return erfcx(p.div(Math.SQRT2))
    .sub(where(hasEnd, beyond, 0))
    .div(2)
    .log();
}

/** Around 0, all but both tails. */
function logOfRest(p: Tensor, q: Tensor, ...isElsewhere: readonly Tensor[]): Tensor {
  const elsewhere = isElsewhere.reduce((either, one) => either.logicalOr(one));
  const [low, high] = [where(elsewhere, -1, p), where(elsewhere, 1, q)];
  return normalCdf(low).add(normalCdf(high.neg())).neg().log1p();
}

/** Twice `half` wide, without exp(-m² / 2): the density in the middle times the width, and what Taylor's series, of Hermite's polynomials, adds to that. */
function logOfNarrow(m: Tensor, half: Tensor): Tensor {
  const [m2, h2] = [m.square(), half.square()];
  const second = m2.sub(1);
  const fourth = m2.mul(m2.sub(6)).add(3);
  const sixth = m2.mul(m2.mul(m2.sub(15)).add(45)).sub(15);
  const eighth = m2.mul(m2.mul(m2.mul(m2.sub(28)).add(210)).sub(420)).add(105);
  const terms = h2.mul(
    second.div(6).add(h2.mul(fourth.div(120).add(h2.mul(sixth.div(5040).add(h2.mul(eighth.div(362_880))))))),
  );
  return terms.log1p().add(half.mul(2).log()).sub(halfLogOfTwoPi);
}
