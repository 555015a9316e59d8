/** How a gamma-distributed number moves with the shape parameter, if its place in the distribution stays the same. */

import { add } from "../op/add.ts";
import { cast } from "../op/cast.ts";
import { less } from "../op/comparison.ts";
import type { Builder } from "../op/definition.ts";
import { div } from "../op/div.ts";
import { exp } from "../op/exp.ts";
import { expm1 } from "../op/expm1.ts";
import { stopGradient } from "../op/leaf.ts";
import { log1p } from "../op/log1p.ts";
import { minimum } from "../op/minimum.ts";
import { mul } from "../op/mul.ts";
import { digamma } from "../op/polygamma.ts";
import { reciprocal } from "../op/reciprocal.ts";
import { sqrt } from "../op/sqrt.ts";
import { sub } from "../op/sub.ts";
import { where } from "../op/where.ts";

/** Positive nodes and weights of the Gauss-Legendre rule of 32 nodes: roots of P₃₂, and 2 / ((1 - x²) P₃₂′(x)²). DLMF 3.5.15. */
const rule: readonly (readonly [node: number, weight: number])[] = [
  [0.04830766568773832, 0.0965400885147278],
  [0.1444719615827965, 0.09563872007927486],
  [0.23928736225213706, 0.09384439908080457],
  [0.33186860228212767, 0.09117387869576389],
  [0.42135127613063533, 0.08765209300440381],
  [0.5068999089322294, 0.08331192422694675],
  [0.5877157572407623, 0.07819389578707031],
  [0.6630442669302152, 0.0723457941088485],
  [0.7321821187402897, 0.06582222277636185],
  [0.7944837959679424, 0.058684093478535544],
  [0.84936761373257, 0.050998059262376175],
  [0.8963211557660521, 0.04283589802222668],
  [0.9349060759377397, 0.03427386291302143],
  [0.9647622555875064, 0.02539206530926206],
  [0.9856115115452684, 0.01627439473090567],
  [0.9972638618494816, 0.007018610009470096],
];

/** The integrands end where they have fallen by exp(-40), below half a unit of the last place. */
const depth = 40;

/**
 * ∂ log z / ∂α = -∂F/∂α / (z p) for the distribution function F and density p of Γ(α) at z: Figurnov, Mohamed, Mnih, Implicit
 * reparameterization gradients (2018). Either tail has an integral of positive terms. Let ψ be digamma. For log z < ψ(α + 1), with
 *
 *   K₀ = ∫ exp(-(α + 1) v - z (exp(-v) - 1)) dv, K₁ = ∫ v ... dv over v > 0,
 *
 * it is ((ψ(α + 1) - log z) (1 + z K₀) + z K₁) / α; else (log z - ψ(α)) K₀ + K₁, with exp(α v - z (exp(v) - 1)) in both. These follow from
 * ∂F/∂α = ∫ p(t) (log t - ψ(α)) dt over t < z, or minus that over t > z, by t = z exp(∓v), and on the left by parts, which takes out
 * what would cancel for small α. Their derivatives are integrals of the same kind, so that all orders follow.
 */
export function logGammaSlope<V>(b: Builder<V>, given: V, drawn: V): V {
  const [alpha, log] = [given, drawn].map((x) => b(cast, x, { dtype: "float64" })) as [V, V];
  const number = (value: number): V => b.constant(value, alpha);
  const next = b(add, alpha, number(1));
  const above = b(digamma, next);
  const isLeft = b(less, log, above);
  const z = b(exp, log);
  const power = b(where, isLeft, next, alpha);
  const end = b(stopGradient, endOf(b, power, z, isLeft));
  const side = b(where, isLeft, number(-1), number(1));
  const reach = b(mul, side, end);
  const rate = b(mul, power, reach);
  let [zeroth, first] = [number(0), number(0)];
  for (const [node, weight] of rule) {
    for (const x of [(1 - node) / 2, (1 + node) / 2]) {
      const grown = b(mul, z, b(expm1, b(mul, reach, number(x))));
      const part = b(exp, b(sub, b(mul, rate, number(x)), grown));
      zeroth = b(add, zeroth, b(mul, part, number(weight / 2)));
      first = b(add, first, b(mul, part, number((weight / 2) * x)));
    }
  }
  const [k0, k1] = [b(mul, end, zeroth), b(mul, b(mul, end, end), first)];
  const left = b(
    div,
    b(add, b(mul, b(sub, above, log), b(add, number(1), b(mul, z, k0))), b(mul, z, k1)),
    alpha,
  );
  const right = b(add, b(mul, b(sub, log, b(sub, above, b(reciprocal, alpha))), k0), k1);
  const slope = b(where, isLeft, left, right);
  return b(cast, slope, { dtype: b.dtypeOf(drawn) });
}

/** Where the integrand has fallen far enough: bounds from above, made closer by Newton's steps, which stay above. */
function endOf<V>(b: Builder<V>, power: V, z: V, isLeft: V): V {
  const number = (value: number): V => b.constant(value, z);
  const far = number(depth);
  // Of what the exponent falls by, power v - z (1 - exp(-v)) or z (exp(v) - 1) - power v, the first terms.
  const slope = b(where, isLeft, b(sub, power, z), b(sub, z, power));
  const bend = b(where, isLeft, b(div, z, number(3)), b(div, z, number(2)));
  const root = b(sqrt, b(add, b(mul, slope, slope), b(mul, b(mul, number(4), far), bend)));
  const parabola = b(div, b(mul, number(2), far), b(add, slope, root));
  const line = b(div, b(add, far, z), power);
  const isShort = b(less, parabola, number(1));
  const ofLeft = b(where, isShort, b(minimum, parabola, line), line);
  const ofRight = b(minimum, parabola, b(log1p, b(div, b(add, far, b(mul, power, parabola)), z)));
  const side = b(where, isLeft, number(-1), number(1));
  let end = b(where, isLeft, ofLeft, ofRight);
  for (let step = 0; step < 3; step++) {
    const signed = b(mul, side, end);
    const fallen = b(sub, b(mul, z, b(expm1, signed)), b(mul, power, signed));
    const falling = b(mul, side, b(sub, b(mul, z, b(exp, signed)), power));
    end = b(sub, end, b(div, b(sub, fallen, far), falling));
  }
  return end;
}
