// Written by `npm run generate` from the facts of operations. Do not edit: change the operation's file in `op/`.
import { abs as absOp } from "../../op/abs.ts";
import { add as addOp } from "../../op/add.ts";
import { acos as acosOp, asin as asinOp } from "../../op/asin.ts";
import { atan2 as atan2Op, atan as atanOp } from "../../op/atan.ts";
import { i0e as i0eOp, i0 as i0Op, i1e as i1eOp, i1 as i1Op } from "../../op/bessel.ts";
import { beta as betaOp } from "../../op/beta.ts";
import {
  bitwiseAnd as bitwiseAndOp,
  bitwiseNot as bitwiseNotOp,
  bitwiseOr as bitwiseOrOp,
  bitwiseXor as bitwiseXorOp,
} from "../../op/bitwise.ts";
import { cbrt as cbrtOp } from "../../op/cbrt.ts";
import {
  equal as equalOp,
  greaterEqual as greaterEqualOp,
  greater as greaterOp,
  lessEqual as lessEqualOp,
  less as lessOp,
  notEqual as notEqualOp,
} from "../../op/comparison.ts";
import { div as divOp } from "../../op/div.ts";
import { erf as erfOp } from "../../op/erf.ts";
import { erfc as erfcOp } from "../../op/erfc.ts";
import { erfcx as erfcxOp } from "../../op/erfcx.ts";
import { erfinv as erfinvOp } from "../../op/erfinv.ts";
import { exp as expOp } from "../../op/exp.ts";
import { exp2 as exp2Op } from "../../op/exp2.ts";
import { expm1 as expm1Op } from "../../op/expm1.ts";
import { cosh as coshOp, sinh as sinhOp } from "../../op/hyperbolic.ts";
import { hypot as hypotOp } from "../../op/hypot.ts";
import { acosh as acoshOp, asinh as asinhOp, atanh as atanhOp } from "../../op/inverse-hyperbolic.ts";
import { lbeta as lbetaOp } from "../../op/lbeta.ts";
import { lgamma as lgammaOp } from "../../op/lgamma.ts";
import { log as logOp } from "../../op/log.ts";
import { log1p as log1pOp } from "../../op/log1p.ts";
import { log2 as log2Op } from "../../op/log2.ts";
import { log10 as log10Op } from "../../op/log10.ts";
import { logaddexp as logaddexpOp } from "../../op/logaddexp.ts";
import {
  logicalAnd as logicalAndOp,
  logicalNot as logicalNotOp,
  logicalOr as logicalOrOp,
  logicalXor as logicalXorOp,
} from "../../op/logical.ts";
import { logit as logitOp } from "../../op/logit.ts";
import { maximum as maximumOp } from "../../op/maximum.ts";
import { minimum as minimumOp } from "../../op/minimum.ts";
import { mul as mulOp } from "../../op/mul.ts";
import { neg as negOp } from "../../op/neg.ts";
import { normalCdf as normalCdfOp } from "../../op/normal-cdf.ts";
import { logNormalCdf as logNormalCdfOp } from "../../op/normal-log-cdf.ts";
import { digamma as digammaOp, trigamma as trigammaOp } from "../../op/polygamma.ts";
import { pow as powOp } from "../../op/pow.ts";
import { reciprocal as reciprocalOp } from "../../op/reciprocal.ts";
import { relu as reluOp } from "../../op/relu.ts";
import { ceil as ceilOp, floor as floorOp, round as roundOp } from "../../op/rounding.ts";
import { rsqrt as rsqrtOp } from "../../op/rsqrt.ts";
import {
  leftShift as leftShiftOp,
  rightShift as rightShiftOp,
  unsignedRightShift as unsignedRightShiftOp,
} from "../../op/shift.ts";
import { sigmoid as sigmoidOp } from "../../op/sigmoid.ts";
import { sign as signOp } from "../../op/sign.ts";
import { silu as siluOp } from "../../op/silu.ts";
import { cos as cosOp, sin as sinOp } from "../../op/sin.ts";
import { sinc as sincOp } from "../../op/sinc.ts";
import { softplus as softplusOp } from "../../op/softplus.ts";
import { sqrt as sqrtOp } from "../../op/sqrt.ts";
import { square as squareOp } from "../../op/square.ts";
import { sub as subOp } from "../../op/sub.ts";
import { tan as tanOp } from "../../op/tan.ts";
import { tanh as tanhOp } from "../../op/tanh.ts";
import type { Broadcast, BroadcastOperand } from "../../shape/broadcast-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import type { Mask, Tensor, TensorLike } from "../tensor.ts";
import { binary, binaryMask, unary, unaryMask } from "./elementwise.ts";

/**
 * The magnitude of the argument.
 * @param x - Any shape. All numbers; int32 keeps -2147483648.
 * @returns |x|. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: sign(x). The derivative at 0 is 0. Source: DLMF 1.9.10 (real case).
 * @example abs([-3, 2]).toArray() // => [3, 2]
 */
export function abs<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(absOp, x);
}

/**
 * Arccosine of each element.
 * @param x - Any shape. Floating-point numbers from -1 to 1; NaN beyond.
 * @returns y with cos y = x, 0 <= y <= π. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: -1 / √(1 - x²). The derivative at 1 and -1 is -∞, and 0 for a cotangent of exactly 0
 *   (strong zero). Source: DLMF 4.23.2, 4.24.14.
 * @example acos([1, 0]).toArray() // => [0, 1.5707963267948966]
 */
export function acos<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(acosOp, x);
}

/**
 * Inverse hyperbolic cosine of each element.
 * @param x - Any shape. x >= 1; NaN below.
 * @returns ln(x + √(x² - 1)). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: rsqrt(x - 1) · rsqrt(x + 1). The derivative at 1 is ∞, and 0 for a cotangent of
 *   exactly 0 (strong zero). Source: DLMF 4.37.19, 4.38.10.
 * @example acosh(1).item() // => 0
 */
export function acosh<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(acoshOp, x);
}

/**
 * Sum of two arguments, element by element.
 * @param a - Any shape. All numbers. Rounded once, as IEEE 754 prescribes. int32 wraps around.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a + b. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = 1; ∂/∂b = 1. Source: IEEE 754-2019, 5.4.1.
 * @example add([1, 2], 10).toArray() // => [11, 12]
 */
export function add<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"add", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(addOp, a, b);
}

/**
 * Arcsine of each element.
 * @param x - Any shape. Floating-point numbers from -1 to 1; NaN beyond.
 * @returns y with sin y = x, -π/2 <= y <= π/2. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 1 / √(1 - x²). The derivative at 1 and -1 is ∞, and 0 for a cotangent of exactly 0
 *   (strong zero). Source: DLMF 4.23.1, 4.24.13.
 * @example asin([0, 1]).toArray() // => [0, 1.5707963267948966]
 */
export function asin<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(asinOp, x);
}

/**
 * Inverse hyperbolic sine of each element.
 * @param x - Any shape. Floating-point numbers.
 * @returns ln(x + √(x² + 1)). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 1 / hypot(1, x). Source: DLMF 4.37.16, 4.38.9.
 * @example asinh(0).item() // => 0
 */
export function asinh<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(asinhOp, x);
}

/**
 * Arctangent of each element.
 * @param x - Any shape. Floating-point numbers; values in [-π/2, π/2].
 * @returns y with tan y = x, -π/2 <= y <= π/2. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: (1 / x if |x| > 1073741824, else 1) / (x if |x| > 1073741824, else 1 + x²). Source:
 *   DLMF 4.23.3, 4.24.15.
 * @example atan([0, 1]).toArray() // => [0, 0.7853981633974483]
 */
export function atan<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(atanOp, x);
}

/**
 * Angle of the point (b, a): the arctangent of a / b in the quadrant of the point.
 * @param a - Any shape. Floating-point numbers; values in [-π, π]. Signs of zeros count, as in C99.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns arg(b + i·a). The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = b / hypot(a, b) / hypot(a, b); ∂/∂b = -a / hypot(a, b) / hypot(a, b). No
 *   derivative at (0, 0): NaN. Source: C99, F.9.1.4; NumPy, numpy.arctan2.
 * @example atan2([1, 1], [1, -1]).toArray() // => [0.7853981633974483, 2.356194490192345]
 */
export function atan2<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"atan2", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(atan2Op, a, b);
}

/**
 * Inverse hyperbolic tangent of each element.
 * @param x - Any shape. Floating-point numbers from -1 to 1; NaN beyond.
 * @returns ½ · ln((1 + x) / (1 - x)). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 1 / (1 - x²). The derivative at 1 and -1 is ∞, and 0 for a cotangent of exactly 0
 *   (strong zero). Source: DLMF 4.37.24, 4.38.11.
 * @example atanh([0, 1]).toArray() // => [0, Infinity]
 */
export function atanh<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(atanhOp, x);
}

/**
 * Euler's beta function, also where gamma functions are out of range.
 * @param a - Any shape. Floating-point numbers; NaN where one is negative or infinite. `lbeta` is its
 *   logarithm, for values out of range.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns B(a, b) = Γ(a) Γ(b) / Γ(a + b). The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = -y · (ψ(a + b) - ψ(a)); ∂/∂b = -y · (ψ(b + a) - ψ(b)). ∞ where one is 0, where
 *   the derivative by the other one is 0 if that is not. The mixed second derivative is a difference, of
 *   which digits are lost where one is small; those of `lbeta` have theirs. Source: DLMF 5.12.1, 5.11.1;
 *   SciPy, scipy.special.beta.
 * @example beta([1, 2], 3).toArray() // => [0.3333333333333333, 0.08333333333333333]
 */
export function beta<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"beta", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(betaOp, a, b);
}

/**
 * The bits that are set in both arguments.
 * @param a - Any shape. int32, in two's complement.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a ∧ b, bit by bit. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivative: 0. The result has dtype int32 and no derivative. Source: NumPy, numpy.bitwise_and.
 * @example bitwiseAnd(tensor([12, 10], { dtype: "int32" }), 6).toArray() // => [4, 2]
 */
export function bitwiseAnd<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"bitwiseAnd", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(bitwiseAndOp, a, b);
}

/**
 * Each bit, turned over.
 * @param x - Any shape. int32, in two's complement.
 * @returns -a - 1. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 0. The result has dtype int32 and no derivative. Source: NumPy, numpy.bitwise_not.
 * @example bitwiseNot(tensor([0, 5, -1], { dtype: "int32" })).toArray() // => [-1, -6, 0]
 */
export function bitwiseNot<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(bitwiseNotOp, x);
}

/**
 * The bits that are set in at least one argument.
 * @param a - Any shape. int32, in two's complement.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a ∨ b, bit by bit. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivative: 0. The result has dtype int32 and no derivative. Source: NumPy, numpy.bitwise_or.
 * @example bitwiseOr(tensor([12, 10], { dtype: "int32" }), 6).toArray() // => [14, 14]
 */
export function bitwiseOr<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"bitwiseOr", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(bitwiseOrOp, a, b);
}

/**
 * The bits that are set in exactly one argument.
 * @param a - Any shape. int32, in two's complement.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a ⊕ b, bit by bit. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivative: 0. The result has dtype int32 and no derivative. Source: NumPy, numpy.bitwise_xor.
 * @example bitwiseXor(tensor([12, 10], { dtype: "int32" }), 6).toArray() // => [10, 12]
 */
export function bitwiseXor<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"bitwiseXor", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(bitwiseXorOp, a, b);
}

/**
 * Cube root of each element, of negative ones too; exact for cubes.
 * @param x - Any shape. Floating-point numbers.
 * @returns ∛x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: (1 / y)² / 3. The derivative at 0 is ∞, and 0 for a cotangent of exactly 0 (strong
 *   zero). Source: C99, F.9.4.1; NumPy, numpy.cbrt; DLMF 4.2.26.
 * @example cbrt([27, -8]).toArray() // => [3, -2]
 */
export function cbrt<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(cbrtOp, x);
}

/**
 * The smallest integer not below the argument.
 * @param x - Any shape. Floating-point numbers.
 * @returns ⌈x⌉. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 0. The derivative is 0 everywhere, also at the jumps. Source: IEEE 754-2019, 5.9.
 * @example ceil([1.5, -1.5]).toArray() // => [2, -1]
 */
export function ceil<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(ceilOp, x);
}

/**
 * Cosine of each element, in radians.
 * @param x - Any shape. Finite numbers; values in [-1, 1]; NaN at ±∞.
 * @returns cos x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: -sin(x). Source: DLMF 4.14.2, 4.20.2.
 * @example cos(0).item() // => 1
 */
export function cos<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(cosOp, x);
}

/**
 * Hyperbolic cosine of each element.
 * @param x - Any shape. Floating-point numbers; values in [1, ∞].
 * @returns (eˣ + e⁻ˣ) / 2. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: sinh(x). Source: DLMF 4.28.2, 4.34.2.
 * @example cosh(0).item() // => 1
 */
export function cosh<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(coshOp, x);
}

/**
 * Derivative of the logarithm of the gamma function.
 * @param x - Any shape. Floating-point numbers.
 * @returns ψ(x) = Γ′(x) / Γ(x). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: trigamma(x). ∓∞ at ±0; NaN at negative integers, whose sides differ, and at -∞.
 *   Source: DLMF 5.2.2, 5.11.2, 5.5.4; SciPy, scipy.special.digamma.
 * @example digamma([1, Infinity]).toArray() // => [-0.5772156649015329, Infinity]
 */
export function digamma<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(digammaOp, x);
}

/**
 * Quotient of two arguments, element by element.
 * @param a - Any shape. Floating-point numbers; b = 0 gives ±∞ or NaN. Rounded once, as IEEE 754 prescribes.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a / b. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = 1 / b; ∂/∂b = -y / b. Source: IEEE 754-2019, 5.4.1.
 * @example div([1, 2], 4).toArray() // => [0.25, 0.5]
 */
export function div<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"div", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(divOp, a, b);
}

/**
 * True where the arguments are equal.
 * @param a - Any shape. Any dtype, both the same. NaN is equal to nothing, itself included.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a = b. The shape that both broadcast to, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
 * @example equal([1, 2], 2).toArray() // => [false, true]
 */
export function equal<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"equal", ShapeOf<X>, Y, ShapeOf<Y>>,
): Mask<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binaryMask(equalOp, a, b);
}

/**
 * Error function of each element.
 * @param x - Any shape. Floating-point numbers; values in [-1, 1].
 * @returns 2/√π · ∫₀ˣ exp(-t²) dt. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 2/√π · exp(-x²). Source: DLMF 7.2.1, 7.10.1.
 * @example erf(0).item() // => 0
 */
export function erf<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(erfOp, x);
}

/**
 * Complementary error function, with all digits also where `erf` is 1.
 * @param x - Any shape. Floating-point numbers; values in [0, 2].
 * @returns 1 - erf(x) = 2/√π · ∫ₓ^∞ exp(-t²) dt. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: -2/√π · exp(-x²). Source: DLMF 7.2.2; M. Shepherd, J. Laframboise, Math. Comp. 36
 *   (1981), 249.
 * @example erfc(0).item() // => 1
 */
export function erfc<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(erfcOp, x);
}

/**
 * Scaled complementary error function, which has digits where `erfc` is 0.
 * @param x - Any shape. Floating-point numbers; positive values; ∞ below about -26.6.
 * @returns exp(x²) · erfc(x). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 2x · erfcx(x) - 2/√π. Source: DLMF 7.2.3; M. Shepherd, J. Laframboise, Math. Comp. 36
 *   (1981), 249; SciPy, scipy.special.erfcx.
 * @example erfcx([0, Infinity]).toArray() // => [1, 0]
 */
export function erfcx<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(erfcxOp, x);
}

/**
 * Inverse of the error function.
 * @param x - Any shape. Floating-point numbers from -1 to 1; NaN beyond.
 * @returns y with erf(y) = x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: √π/2 · exp(erfinv(x)²). Source: DLMF 7.17; M. Giles, Approximating the erfinv function
 *   (2011).
 * @example erfinv([0, 1]).toArray() // => [0, Infinity]
 */
export function erfinv<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(erfinvOp, x);
}

/**
 * e to the power of each element.
 * @param x - Any shape. Floating-point numbers; values in [0, ∞].
 * @returns eˣ. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: y. Source: DLMF 4.2.19, 4.7.1.
 * @example exp(0).item() // => 1
 */
export function exp<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(expOp, x);
}

/**
 * 2 to the power of each element; whole numbers give powers of two exactly.
 * @param x - Any shape. Floating-point numbers; values in [0, ∞].
 * @returns 2ˣ. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 0.6931471805599453 · y. Source: C99, F.9.3.2; NumPy, numpy.exp2; DLMF 4.2.26.
 * @example exp2([3, -1]).toArray() // => [8, 0.5]
 */
export function exp2<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(exp2Op, x);
}

/**
 * e to the power of each element, minus 1, exact also near 0.
 * @param x - Any shape. Floating-point numbers; values in [-1, ∞].
 * @returns eˣ - 1. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: exp(x). Source: DLMF 4.2.19, 4.7.1.
 * @example expm1(1e-20).item() // => 1e-20
 */
export function expm1<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(expm1Op, x);
}

/**
 * The largest integer not above the argument.
 * @param x - Any shape. Floating-point numbers.
 * @returns ⌊x⌋. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 0. The derivative is 0 everywhere, also at the jumps. Source: IEEE 754-2019, 5.9.
 * @example floor([1.5, -1.5]).toArray() // => [1, -2]
 */
export function floor<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(floorOp, x);
}

/**
 * True where the first argument is greater than the second.
 * @param a - Any shape. All numbers of one dtype. NaN is neither less than, equal to nor greater than
 *   anything.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a > b. The shape that both broadcast to, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
 * @example greater([1, 2], 1).toArray() // => [false, true]
 */
export function greater<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"greater", ShapeOf<X>, Y, ShapeOf<Y>>,
): Mask<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binaryMask(greaterOp, a, b);
}

/**
 * True where the first argument is at least the second.
 * @param a - Any shape. All numbers of one dtype. NaN is neither less than, equal to nor greater than
 *   anything.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a ≥ b. The shape that both broadcast to, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
 * @example greaterEqual([1, 2], 2).toArray() // => [false, true]
 */
export function greaterEqual<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"greaterEqual", ShapeOf<X>, Y, ShapeOf<Y>>,
): Mask<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binaryMask(greaterEqualOp, a, b);
}

/**
 * Length of the vector (a, b), without overflow or underflow on the way.
 * @param a - Any shape. Floating-point numbers; ∞ if either argument is infinite.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns √(a² + b²). The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = a / √(a² + b²); ∂/∂b = b / √(b² + a²). The derivatives at (0, 0) are 0, as
 *   those of `norm`. Source: C99, F.9.4.3; NumPy, numpy.hypot.
 * @example hypot(3, 4).item() // => 5
 */
export function hypot<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"hypot", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(hypotOp, a, b);
}

/**
 * Modified Bessel function of the first kind of order 0.
 * @param x - Any shape. Floating-point numbers; values from 1 on, ∞ from about 713.99 on.
 * @returns I₀(x) = 1/π · ∫₀^π exp(x cos t) dt. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: i1(x). Source: DLMF 10.25.2, 10.29.3; SciPy, scipy.special.i0.
 * @example i0([0, 2]).toArray() // => [1, 2.2795853023360673]
 */
export function i0<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(i0Op, x);
}

/**
 * `i0` times exp(-|x|), which neither overflows nor vanishes.
 * @param x - Any shape. Floating-point numbers; values in [0, 1].
 * @returns exp(-|x|) · I₀(x). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: i1e(x) - sgn(x) · i0e(x). 0 at 0, where the slopes of both sides are 1 and -1. Source:
 *   DLMF 10.25.2, 10.40.1; SciPy, scipy.special.i0e.
 * @example i0e([0, 100]).toArray() // => [1, 0.03994437929909668]
 */
export function i0e<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(i0eOp, x);
}

/**
 * Modified Bessel function of the first kind of order 1, the derivative of `i0`.
 * @param x - Any shape. Floating-point numbers; ±∞ from about ±713.99 on.
 * @returns I₁(x) = 1/π · ∫₀^π exp(x cos t) cos t dt. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 0.5 · i0(x) + 0.5 · i2(x). Source: DLMF 10.25.2, 10.29.1; SciPy, scipy.special.i1.
 * @example i1([0, 1]).toArray() // => [0, 0.565159103992485]
 */
export function i1<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(i1Op, x);
}

/**
 * `i1` times exp(-|x|), which neither overflows nor vanishes.
 * @param x - Any shape. Floating-point numbers; values from about -0.22 to 0.22.
 * @returns exp(-|x|) · I₁(x). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: i0e(x) - i1e(x) · (sgn(x) + 1 / x). Source: DLMF 10.25.2, 10.40.1; SciPy,
 *   scipy.special.i1e.
 * @example i1e([0, 100]).toArray() // => [0, 0.03974415302513025]
 */
export function i1e<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(i1eOp, x);
}

/**
 * The logarithm of the beta function.
 * @param a - Any shape. Floating-point numbers; NaN where one is negative or infinite.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns ln (Γ(a) Γ(b) / Γ(a + b)). The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = -(ψ(a + b) - ψ(a)); ∂/∂b = -(ψ(b + a) - ψ(b)). ∞ where one is 0, where the
 *   derivative by the other one is 0 if that is not. Source: DLMF 5.12.1, 5.11.1; SciPy,
 *   scipy.special.betaln.
 * @example lbeta([1, 1, 0], [1, 0, 3]).toArray() // => [0, Infinity, Infinity]
 */
export function lbeta<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"lbeta", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(lbetaOp, a, b);
}

/**
 * The bits of the first argument, moved up by the second; zeros follow.
 * @param a - Any shape. int32. A count that is negative or more than 31 shifts all bits out.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a · 2ᵇ, wrapped around. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivative: 0. The result has dtype int32 and no derivative. Source: NumPy, numpy.left_shift; JAX,
 *   jax.lax.shift_left.
 * @example leftShift(tensor([1, -3], { dtype: "int32" }), 4).toArray() // => [16, -48]
 */
export function leftShift<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"leftShift", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(leftShiftOp, a, b);
}

/**
 * True where the first argument is less than the second.
 * @param a - Any shape. All numbers of one dtype. NaN is neither less than, equal to nor greater than
 *   anything.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a < b. The shape that both broadcast to, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
 * @example less([1, 2], 2).toArray() // => [true, false]
 */
export function less<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"less", ShapeOf<X>, Y, ShapeOf<Y>>,
): Mask<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binaryMask(lessOp, a, b);
}

/**
 * True where the first argument is at most the second.
 * @param a - Any shape. All numbers of one dtype. NaN is neither less than, equal to nor greater than
 *   anything.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a ≤ b. The shape that both broadcast to, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
 * @example lessEqual([1, 2], 1).toArray() // => [true, false]
 */
export function lessEqual<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"lessEqual", ShapeOf<X>, Y, ShapeOf<Y>>,
): Mask<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binaryMask(lessEqualOp, a, b);
}

/**
 * Logarithm of the magnitude of the gamma function, which for whole x is that of (x - 1)!.
 * @param x - Any shape. Floating-point numbers; values from about -0.12 on for x > 0.
 * @returns ln |Γ(x)|. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: digamma(x). ∞ at 0 and at negative integers, where the derivative is that of
 *   `digamma`. Source: DLMF 5.2.1, 5.11.1, 5.5.3; SciPy, scipy.special.gammaln.
 * @example lgamma([1, 171]).toArray() // => [0, 706.5730622457874]
 */
export function lgamma<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(lgammaOp, x);
}

/**
 * Natural logarithm of each element.
 * @param x - Any shape. x >= 0; -∞ at 0, NaN below.
 * @returns ln x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 1 / x. Source: DLMF 4.2.2, 4.7.1.
 * @example log(1).item() // => 0
 */
export function log<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(logOp, x);
}

/**
 * Logarithm to base 10 of each element; powers of 10 give whole numbers.
 * @param x - Any shape. x >= 0; -∞ at 0, NaN below.
 * @returns log₁₀ x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 0.4342944819032518 / x. Source: C99, F.9.3.8; NumPy, numpy.log10; DLMF 4.2.16, 4.7.1.
 * @example log10([1000, 0.1]).toArray() // => [3, -1]
 */
export function log10<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(log10Op, x);
}

/**
 * Natural logarithm of 1 plus each element, exact also near 0.
 * @param x - Any shape. x >= -1; -∞ at -1, NaN below.
 * @returns ln(1 + x). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 1 / (1 + x). Source: DLMF 4.2.2, 4.7.1.
 * @example log1p(1e-20).item() // => 1e-20
 */
export function log1p<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(log1pOp, x);
}

/**
 * Logarithm to base 2 of each element; powers of 2 give whole numbers.
 * @param x - Any shape. x >= 0; -∞ at 0, NaN below.
 * @returns log₂ x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 1.4426950408889634 / x. Source: C99, F.9.3.10; NumPy, numpy.log2; DLMF 4.2.16, 4.7.1.
 * @example log2([8, 0.5]).toArray() // => [3, -1]
 */
export function log2<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(log2Op, x);
}

/**
 * Logarithm of the distribution function of the standard normal distribution, also where that is 0 or 1.
 * @param x - Any shape. Floating-point numbers; values in [-∞, 0].
 * @returns ln Φ(x). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: φ(x) / Φ(x). Source: DLMF 7.18.1; SciPy, scipy.special.log_ndtr.
 * @example logNormalCdf([0, Infinity]).toArray() // => [-0.6931471805599453, -0]
 */
export function logNormalCdf<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(logNormalCdfOp, x);
}

/**
 * Logarithm of the sum of the exponentials of two arguments, without overflow.
 * @param a - Any shape. Floating-point numbers.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns ln(eᵃ + eᵇ). The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = (0.5 if a > 0, else 0) if a = b and |a| = ∞, else sigmoid(a - b); ∂/∂b = (0.5
 *   if b > 0, else 0) if b = a and |b| = ∞, else sigmoid(b - a). Of two infinities: ½ each at ∞, 0 at -∞, as
 *   `logsumexp` has it there. Source: NumPy, numpy.logaddexp.
 * @example logaddexp(1000, 1000).item() // => 1000.6931471805599
 */
export function logaddexp<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"logaddexp", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(logaddexpOp, a, b);
}

/**
 * True where both arguments are.
 * @param a - Any shape. bool.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a ∧ b. The shape that both broadcast to, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks The result has dtype bool and no derivative. Source: propositional logic.
 * @example logicalAnd([true, false], true).toArray() // => [true, false]
 */
export function logicalAnd<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"logicalAnd", ShapeOf<X>, Y, ShapeOf<Y>>,
): Mask<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binaryMask(logicalAndOp, a, b);
}

/**
 * True where the argument is false.
 * @param x - Any shape. bool.
 * @returns ¬a. The shape of `x`, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks The result has dtype bool and no derivative. Source: propositional logic.
 * @example logicalNot([true, false]).toArray() // => [false, true]
 */
export function logicalNot<const X extends TensorLike>(x: X): Mask<ShapeOf<X>> {
  return unaryMask(logicalNotOp, x);
}

/**
 * True where at least one argument is.
 * @param a - Any shape. bool.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a ∨ b. The shape that both broadcast to, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks The result has dtype bool and no derivative. Source: propositional logic.
 * @example logicalOr([true, false], false).toArray() // => [true, false]
 */
export function logicalOr<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"logicalOr", ShapeOf<X>, Y, ShapeOf<Y>>,
): Mask<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binaryMask(logicalOrOp, a, b);
}

/**
 * True where exactly one argument is.
 * @param a - Any shape. bool.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a ⊕ b. The shape that both broadcast to, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks The result has dtype bool and no derivative. Source: propositional logic.
 * @example logicalXor([true, false], true).toArray() // => [false, true]
 */
export function logicalXor<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"logicalXor", ShapeOf<X>, Y, ShapeOf<Y>>,
): Mask<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binaryMask(logicalXorOp, a, b);
}

/**
 * Logarithm of the odds of each element: the inverse of `sigmoid`.
 * @param x - Any shape. 0 <= x <= 1; NaN elsewhere.
 * @returns ln(x / (1 - x)). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 1 / (x · (1 - x)). Source: J. Berkson, JASA 39 (1944), 357; SciPy,
 *   scipy.special.logit.
 * @example logit([0.5, 1]).toArray() // => [0, Infinity]
 */
export function logit<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(logitOp, x);
}

/**
 * The larger of two arguments, element by element.
 * @param a - Any shape. All numbers; NaN if either is NaN; +0 is larger than -0.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns max(a, b). The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = 1 if a > b, else 0.5 if a = b, else 0; ∂/∂b = 1 if b > a, else 0.5 if a = b,
 *   else 0. At a tie each argument receives half of the cotangent; maximum(x, 0) with the number 0 is
 *   relu(x). Source: IEEE 754-2019, 9.6 (maximum).
 * @example maximum([1, 5], [4, 2]).toArray() // => [4, 5]
 */
export function maximum<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"maximum", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(maximumOp, a, b);
}

/**
 * The smaller of two arguments, element by element.
 * @param a - Any shape. All numbers; NaN if either is NaN; -0 is smaller than +0.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns min(a, b). The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = 1 if a < b, else 0.5 if a = b, else 0; ∂/∂b = 1 if b < a, else 0.5 if a = b,
 *   else 0. At a tie each argument receives half of the cotangent. Source: IEEE 754-2019, 9.6 (minimum).
 * @example minimum([1, 5], [4, 2]).toArray() // => [1, 2]
 */
export function minimum<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"minimum", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(minimumOp, a, b);
}

/**
 * Product of two arguments, element by element.
 * @param a - Any shape. All numbers. Rounded once, as IEEE 754 prescribes. int32 wraps around.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a · b. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = b; ∂/∂b = a. Source: IEEE 754-2019, 5.4.1.
 * @example mul([1, 2], 10).toArray() // => [10, 20]
 */
export function mul<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"mul", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(mulOp, a, b);
}

/**
 * The argument with the opposite sign.
 * @param x - Any shape. All numbers.
 * @returns -x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: -1. Source: IEEE 754-2019, 5.5.1.
 * @example neg([1, -2]).toArray() // => [-1, 2]
 */
export function neg<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(negOp, x);
}

/**
 * Distribution function of the standard normal distribution, with all digits in its left tail.
 * @param x - Any shape. Floating-point numbers; values in [0, 1].
 * @returns Φ(x) = ½ erfc(-x/√2). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: φ(x). Source: DLMF 7.18.1; SciPy, scipy.special.ndtr.
 * @example normalCdf(0).item() // => 0.5
 */
export function normalCdf<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(normalCdfOp, x);
}

/**
 * True where the arguments differ, or one is NaN.
 * @param a - Any shape. Any dtype, both the same. NaN is equal to nothing, itself included.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a ≠ b. The shape that both broadcast to, dtype bool.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
 * @example notEqual([1, 2], 2).toArray() // => [true, false]
 */
export function notEqual<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"notEqual", ShapeOf<X>, Y, ShapeOf<Y>>,
): Mask<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binaryMask(notEqualOp, a, b);
}

/**
 * The first argument raised to the second, element by element.
 * @param a - Any shape. Floating-point numbers; NaN for a < 0 unless b is an integer. pow(x, 0) = pow(1, y) =
 *   1 even for NaN.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns aᵇ. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = b · a^(b - 1); ∂/∂b = 0 if a = 0 and b ≥ 0, else y · log(a). ∂/∂a is 0 where b
 *   = 0, also at a = 0. ∂/∂b is 0 where a = 0 and b >= 0, and NaN where a < 0. Source: C99 F.9.4.4 (special
 *   values); DLMF 4.2.26.
 * @example pow([2, 3], 2).toArray() // => [4, 9]
 */
export function pow<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"pow", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(powOp, a, b);
}

/**
 * One divided by the argument.
 * @param x - Any shape. Floating-point numbers; ±∞ at ±0.
 * @returns 1 / x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: -y · y. Source: IEEE 754-2019, 5.4.1.
 * @example reciprocal([4, -0.5]).toArray() // => [0.25, -2]
 */
export function reciprocal<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(reciprocalOp, x);
}

/**
 * Each element where it is positive, 0 elsewhere.
 * @param x - Any shape. All numbers; NaN stays NaN.
 * @returns max(x, 0). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 1 if x > 0, else 0. The derivative at 0 is 0. Source: V. Nair, G. Hinton, Rectified
 *   Linear Units, ICML 2010.
 * @example relu([-1, 2]).toArray() // => [0, 2]
 */
export function relu<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(reluOp, x);
}

/**
 * The bits of the first argument, moved down by the second; the sign follows.
 * @param a - Any shape. int32. A count that is negative or more than 31 shifts all bits out.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns ⌊a / 2ᵇ⌋. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivative: 0. The result has dtype int32 and no derivative. Source: NumPy, numpy.right_shift;
 *   JAX, jax.lax.shift_right_arithmetic.
 * @example rightShift(tensor([48, -3], { dtype: "int32" }), 1).toArray() // => [24, -2]
 */
export function rightShift<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"rightShift", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(rightShiftOp, a, b);
}

/**
 * The nearest integer; halves go to the even one, as in NumPy.
 * @param x - Any shape. Floating-point numbers.
 * @returns round-half-even(x). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 0. The derivative is 0 everywhere, also at the jumps. Source: IEEE 754-2019, 5.9
 *   (roundToIntegralTiesToEven).
 * @example round([0.5, 1.5, 2.6]).toArray() // => [0, 2, 3]
 */
export function round<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(roundOp, x);
}

/**
 * Reciprocal of the square root of each element.
 * @param x - Any shape. x > 0; ∞ at 0, NaN below.
 * @returns 1 / √x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: -0.5 · y / x. The derivative at 0 is -∞, and 0 for a cotangent of exactly 0 (strong
 *   zero). Source: JAX, jax.lax.rsqrt; DLMF 4.2.26.
 * @example rsqrt(4).item() // => 0.5
 */
export function rsqrt<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(rsqrtOp, x);
}

/**
 * Logistic sigmoid of each element.
 * @param x - Any shape. Floating-point numbers; values in [0, 1].
 * @returns 1 / (1 + e⁻ˣ). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: σ(x) · σ(-x). The derivative y · (1 - y) is computed without cancellation for large
 *   |x|. Source: DLMF 4.2.19, 4.7.1.
 * @example sigmoid(0).item() // => 0.5
 */
export function sigmoid<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(sigmoidOp, x);
}

/**
 * -1, 0 or 1 as the argument is negative, zero or positive.
 * @param x - Any shape. All numbers; ±0 and NaN stay what they are.
 * @returns sgn x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 0. The derivative is 0 everywhere, also at 0. Source: ECMA-262, Math.sign.
 * @example sign([-3, 0, 2]).toArray() // => [-1, 0, 1]
 */
export function sign<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(signOp, x);
}

/**
 * Sigmoid linear unit, also called swish: each element times its logistic sigmoid.
 * @param x - Any shape. Floating-point numbers; values from about -0.278 on.
 * @returns x · σ(x). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: σ(x) · (1 + x · σ(-x)). Source: Elfwing, Uchibe, Doya, Sigmoid-weighted linear units
 *   (2018); PyTorch, torch.nn.SiLU.
 * @example silu([0, 1000]).toArray() // => [0, 1000]
 */
export function silu<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(siluOp, x);
}

/**
 * Sine of each element, in radians.
 * @param x - Any shape. Finite numbers; values in [-1, 1]; NaN at ±∞.
 * @returns sin x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: cos(x). Source: DLMF 4.14.1, 4.20.1.
 * @example sin(0).item() // => 0
 */
export function sin<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(sinOp, x);
}

/**
 * Normalised sine cardinal of each element, exactly 0 at integers other than 0.
 * @param x - Any shape. Floating-point numbers; values from about -0.22 to 1.
 * @returns sin(πx) / (πx), and 1 at 0. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: sinc′(x). Source: NumPy, numpy.sinc; PyTorch, torch.sinc.
 * @example sinc([0, 1, 2]).toArray() // => [1, 0, 0]
 */
export function sinc<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(sincOp, x);
}

/**
 * Hyperbolic sine of each element.
 * @param x - Any shape. Floating-point numbers.
 * @returns (eˣ - e⁻ˣ) / 2. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: cosh(x). Source: DLMF 4.28.1, 4.34.1.
 * @example sinh(0).item() // => 0
 */
export function sinh<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(sinhOp, x);
}

/**
 * Smooth form of relu, exact also for large arguments.
 * @param x - Any shape. Floating-point numbers; values in [0, ∞].
 * @returns ln(1 + eˣ). The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: sigmoid(x). Source: DLMF 4.2.2, 4.7.1.
 * @example softplus(1000).item() // => 1000
 */
export function softplus<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(softplusOp, x);
}

/**
 * Square root of each element.
 * @param x - Any shape. x >= 0; NaN below.
 * @returns √x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 0.5 / y. The derivative at 0 is ∞, and 0 for a cotangent of exactly 0 (strong zero).
 *   Source: IEEE 754-2019, 5.4.1; DLMF 4.2.26.
 * @example sqrt(9).item() // => 3
 */
export function sqrt<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(sqrtOp, x);
}

/**
 * The argument times itself.
 * @param x - Any shape. All numbers; values >= 0 for floating-point arguments.
 * @returns x². The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 2 · x. Source: DLMF 4.2.26.
 * @example square([3, -2]).toArray() // => [9, 4]
 */
export function square<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(squareOp, x);
}

/**
 * Difference of two arguments, element by element.
 * @param a - Any shape. All numbers. Rounded once, as IEEE 754 prescribes. int32 wraps around.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a - b. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivatives: ∂/∂a = 1; ∂/∂b = -1. Source: IEEE 754-2019, 5.4.1.
 * @example sub([1, 2], 10).toArray() // => [-9, -8]
 */
export function sub<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"sub", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(subOp, a, b);
}

/**
 * Tangent of each element, in radians.
 * @param x - Any shape. Finite numbers; NaN at ±∞.
 * @returns tan x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: 1 + y². Source: DLMF 4.14.4, 4.20.3.
 * @example tan(0).item() // => 0
 */
export function tan<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(tanOp, x);
}

/**
 * Hyperbolic tangent of each element.
 * @param x - Any shape. Floating-point numbers; values in [-1, 1].
 * @returns tanh x. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: sech²x. The derivative sech²x is computed without the cancellation of 1 - y². Source:
 *   DLMF 4.28.4, 4.34.3.
 * @example tanh(0).item() // => 0
 */
export function tanh<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(tanhOp, x);
}

/**
 * Derivative of `digamma`.
 * @param x - Any shape. Floating-point numbers; positive values.
 * @returns ψ′(x) = Σ 1 / (x + k)² over k >= 0. The shape of `x`.
 * @throws {DtypeError} for a dtype outside the domain.
 * @remarks Derivative: polygamma(2, x). ∞ at 0 and at negative integers; NaN at -∞. Source: DLMF 5.15.1,
 *   25.11.28, 5.15.6; SciPy, scipy.special.polygamma.
 * @example trigamma([1, 0]).toArray() // => [1.6449340668482264, Infinity]
 */
export function trigamma<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return unary(trigammaOp, x);
}

/**
 * The bits of the first argument, moved down by the second; zeros follow.
 * @param a - Any shape. int32. A count that is negative or more than 31 shifts all bits out.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns ⌊(a mod 2³²) / 2ᵇ⌋. The shape that both broadcast to.
 * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
 *   shapes do not broadcast.
 * @remarks Derivative: 0. The result has dtype int32 and no derivative. Source: JAX,
 *   jax.lax.shift_right_logical.
 * @example unsignedRightShift(tensor([48, -1], { dtype: "int32" }), 28).toArray() // => [0, 15]
 */
export function unsignedRightShift<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"unsignedRightShift", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return binary(unsignedRightShiftOp, a, b);
}
