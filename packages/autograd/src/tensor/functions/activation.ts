/** Activations of neural networks that are composed of operations, or take options. */
import { describe } from "../../error/describe.ts";
import { ArgumentError } from "../../error/error.ts";
import { graphBuilder as b } from "../../graph/graph-builder.ts";
import type { Node } from "../../graph/node.ts";
import { abs } from "../../op/abs.ts";
import { add } from "../../op/add.ts";
import { clip } from "../../op/clip.ts";
import { greater, less } from "../../op/comparison.ts";
import { div } from "../../op/div.ts";
import { expm1 } from "../../op/expm1.ts";
import { gelu as exactGelu } from "../../op/gelu.ts";
import { geluTanh } from "../../op/gelu-tanh.ts";
import { maximum } from "../../op/maximum.ts";
import { mul } from "../../op/mul.ts";
import { neg } from "../../op/neg.ts";
import { relu } from "../../op/relu.ts";
import { sign } from "../../op/sign.ts";
import { softplus } from "../../op/softplus.ts";
import { sub } from "../../op/sub.ts";
import { tanh } from "../../op/tanh.ts";
import { where } from "../../op/where.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import { finiteArgument, optionsArgument, requireNothingFurther } from "../argument.ts";
import { floatNode, operand } from "../convert.ts";
import { wrap } from "../handle.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/**
 * Logarithm of the logistic sigmoid, ln(1 / (1 + e⁻ˣ)), exact also where the sigmoid rounds to 0 or 1.
 * @param x - Any shape; floating-point.
 * @returns The shape of `x`; values in [-∞, 0].
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: sigmoid(-x). Source: DLMF 4.2.2, 4.7.1; PyTorch, `torch.nn.functional.logsigmoid`.
 * @example logSigmoid(-1000).item() // => -1000
 */
export function logSigmoid<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return wrap(b(neg, b(softplus, b(neg, floatNode("logSigmoid", x)))));
}

/**
 * Gaussian error linear unit: each element times the probability that a standard normal number is below it.
 * @param x - Any shape; floating-point.
 * @param options - `approximate`: `"none"` by default; `"tanh"` for x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), which models
 *   that were trained with it, as GPT-2, need to give what they gave.
 * @returns x · Φ(x). The shape of `x`; values from about -0.17 on.
 * @throws {DtypeError} for int32 or bool; {@link ArgumentError} for another `approximate`.
 * @remarks Derivative: Φ(x) + x · φ(x), or that of the approximation. Source: D. Hendrycks, K. Gimpel, Gaussian error linear units
 *   (2016); PyTorch, `torch.nn.functional.gelu`.
 * @example gelu([0, 100]).toArray() // => [0, 100]
 * @example gelu(3, { approximate: "tanh" }).item() // => 2.996362607918227
 */
export function gelu<const X extends TensorLike>(
  x: X,
  options?: { readonly approximate?: "none" | "tanh" },
): Tensor<ShapeOf<X>> {
  const { approximate = "none" } = optionsArgument("gelu", options, ["approximate"]);
  if (approximate !== "none" && approximate !== "tanh") {
    throw new ArgumentError("gelu", `approximate must be "none" or "tanh", got ${describe(approximate)}.`);
  }
  return wrap(b(approximate === "tanh" ? geluTanh : exactGelu, floatNode("gelu", x)));
}

/**
 * Each element where it is positive, and a small part of it elsewhere.
 * @param x - Any shape; floating-point.
 * @param negativeSlope - That part, a number; by default 0.01.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x`.
 * @throws {DtypeError} for int32 or bool; {@link ArgumentError} for a slope that is not a finite number.
 * @remarks Derivative: 1 where x > 0, `negativeSlope` elsewhere, also at 0. Source: A. Maas, A. Hannun, A. Ng, Rectifier
 *   nonlinearities improve neural network acoustic models (2013); PyTorch, `torch.nn.functional.leaky_relu`.
 * @example leakyRelu([-2, 3], 0.5).toArray() // => [-1, 3]
 */
export function leakyRelu<const X extends TensorLike>(
  x: X,
  negativeSlope = 0.01,
  ...further: never[]
): Tensor<ShapeOf<X>> {
  requireNothingFurther("leakyRelu", further);
  const node = floatNode("leakyRelu", x);
  const slope = numberBeside("leakyRelu", "negativeSlope", negativeSlope, node);
  return wrap(wherePositive(node, node, b(mul, slope, node)));
}

/**
 * Exponential linear unit: x where it is positive, alpha · (eˣ - 1) elsewhere.
 * @param x - Any shape; floating-point.
 * @param alpha - A number, by default 1.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x`.
 * @throws {DtypeError} for int32 or bool; {@link ArgumentError} for an alpha that is not a finite number.
 * @remarks Derivative: 1 where x > 0, alpha · eˣ elsewhere, also at 0. Source: D. Clevert, T. Unterthiner, S. Hochreiter, Fast
 *   and accurate deep network learning by exponential linear units (2016).
 * @example elu([-Infinity, 3], 2).toArray() // => [-2, 3]
 */
export function elu<const X extends TensorLike>(x: X, alpha = 1, ...further: never[]): Tensor<ShapeOf<X>> {
  requireNothingFurther("elu", further);
  const node = floatNode("elu", x);
  return wrap(wherePositive(node, node, b(mul, numberBeside("elu", "alpha", alpha, node), b(expm1, node))));
}

/**
 * Exponential linear unit whose slope is continuous: x where it is positive, alpha · (exp(x / alpha) - 1) elsewhere.
 * @param x - Any shape; floating-point.
 * @param alpha - A positive number, by default 1.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x`.
 * @throws {DtypeError} for int32 or bool; {@link ArgumentError} for an alpha that is not a positive number.
 * @remarks Derivative: 1 where x > 0, exp(x / alpha) elsewhere. Source: J. Barron, Continuously differentiable exponential
 *   linear units (2017).
 * @example celu([-Infinity, 3], 2).toArray() // => [-2, 3]
 */
export function celu<const X extends TensorLike>(x: X, alpha = 1, ...further: never[]): Tensor<ShapeOf<X>> {
  requireNothingFurther("celu", further);
  const node = floatNode("celu", x);
  const width = numberBeside("celu", "alpha", alpha, node);
  if (alpha <= 0) throw new ArgumentError("celu", `alpha must be positive, got ${alpha}.`);
  return wrap(wherePositive(node, node, b(mul, width, b(expm1, b(div, node, width)))));
}

/** The fixed point of the paper: what has mean 0 and variance 1 keeps it from layer to layer. */
const seluScale = 1.0507009873554805;
/** Its scale times its alpha. */
const seluDepth = 1.7580993408473768;

/**
 * Scaled exponential linear unit: 1.0507 · elu(x, 1.6733), which keeps mean 0 and variance 1 from layer to layer.
 * @param x - Any shape; floating-point.
 * @returns The shape of `x`.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: 1.0507 where x > 0, 1.7581 · eˣ elsewhere, also at 0. Source: G. Klambauer, T. Unterthiner, A. Mayr,
 *   S. Hochreiter, Self-normalizing neural networks (2017).
 * @example selu([0, 1]).toArray() // => [0, 1.0507009873554805]
 */
export function selu<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  const node = floatNode("selu", x);
  const above = b(mul, b.constant(seluScale, node), node);
  return wrap(wherePositive(node, above, b(mul, b.constant(seluDepth, node), b(expm1, node))));
}

/**
 * Piecewise linear sigmoid: 0 up to -3, 1 from 3 on, (x + 3) / 6 between them.
 * @param x - Any shape; floating-point.
 * @returns The shape of `x`; values in [0, 1].
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: 1/6 between -3 and 3, 0 elsewhere, also at both. Source: PyTorch, `torch.nn.functional.hardsigmoid`.
 * @example hardSigmoid([-4, 0, 4]).toArray() // => [0, 0.5, 1]
 */
export function hardSigmoid<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  const node = floatNode("hardSigmoid", x);
  // Beyond 3 what is cut to [0, 1] is 0 or 1, without slope.
  const beyond = b(clip, node, b.constant(0, node), b.constant(1, node));
  return wrap(b(where, withinThree(node), ramp(node), beyond));
}

/**
 * Each element times its piecewise linear sigmoid: 0 up to -3, x from 3 on, x · (x + 3) / 6 between them.
 * @param x - Any shape; floating-point.
 * @returns The shape of `x`.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: (2x + 3) / 6 between -3 and 3, 0 from there down, 1 from there up, also at -3 and 3. Source: A. Howard
 *   and others, Searching for MobileNetV3 (2019); PyTorch, `torch.nn.functional.hardswish`.
 * @example hardSwish([-4, 1.5, 4]).toArray() // => [0, 1.125, 4]
 */
export function hardSwish<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  const node = floatNode("hardSwish", x);
  return wrap(b(where, withinThree(node), b(mul, node, ramp(node)), b(relu, node)));
}

/**
 * Each element divided by 1 more than its magnitude.
 * @param x - Any shape; floating-point.
 * @returns x / (1 + |x|). The shape of `x`; values in [-1, 1], which are reached at ±∞.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: 1 / (1 + |x|)². Source: J. Turian, J. Bergstra, Y. Bengio, Quadratic features and deep architectures for
 *   chunking (2009).
 * @example softsign([-Infinity, 1, 3]).toArray() // => [-1, 0.5, 0.75]
 */
export function softsign<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  const node = floatNode("softsign", x);
  const one = b.constant(1, node);
  const size = b(abs, node);
  const near = b(div, node, b(add, one, size));
  // The slope of the quotient is a difference, which far out leaves no digits; of this one it is a quotient of one term.
  const side = b(sign, node);
  const far = b(sub, side, b(div, side, b(add, one, size)));
  return wrap(b(where, b(greater, size, b.constant(0.5, node)), far, near));
}

/**
 * Each element times the hyperbolic tangent of its softplus.
 * @param x - Any shape; floating-point.
 * @returns x · tanh(ln(1 + eˣ)). The shape of `x`; values from about -0.31 on, 0 at -∞.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: t + x · σ(x) · (1 - t²), where t = tanh(ln(1 + eˣ)). Source: D. Misra, Mish: a self regularized
 *   non-monotonic activation function (2020).
 * @example mish([0, 1000, -1000]).toArray() // => [0, 1000, -0]
 */
export function mish<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  const node = floatNode("mish", x);
  // Below -1000 the other factor is 0, and -∞ times that would be NaN.
  return wrap(b(mul, b(maximum, node, b.constant(-1000, node)), b(tanh, b(softplus, node))));
}

function wherePositive(x: Node, above: Node, below: Node): Node {
  return b(where, b(greater, x, b.constant(0, x)), above, below);
}

function withinThree(x: Node): Node {
  return b(less, b(abs, x), b.constant(3, x));
}

function ramp(x: Node): Node {
  return b(div, b(add, x, b.constant(3, x)), b.constant(6, x));
}

/** A number that a caller chose: data, so that another one is the same plan. */
function numberBeside(op: string, name: string, value: unknown, x: Node): Node {
  return operand(op, finiteArgument(op, name, value), x);
}
