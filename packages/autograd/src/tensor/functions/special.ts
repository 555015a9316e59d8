/** Special functions that are more than an operation of one element, or take something besides. */
import { ArgumentError } from "../../error/error.ts";
import { graphBuilder as b } from "../../graph/graph-builder.ts";
import type { Node } from "../../graph/node.ts";
import { polygammaOf } from "../../op/polygamma.ts";
import type { Broadcast, BroadcastOperand } from "../../shape/broadcast-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import { countArgument } from "../argument.ts";
import { floatNode, floatNodes } from "../convert.ts";
import { wrap } from "../handle.ts";
import { logBeta } from "../stirling.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/** Beyond, factorials are out of range, and so are nearly all values. */
const mostOrders = 100;

/**
 * Derivative of `digamma` of an order: `polygamma(0, x)` is `digamma(x)`, `polygamma(1, x)` is `trigamma(x)`.
 * @param order - An integer from 0 to 100.
 * @param x - Any shape; floating-point.
 * @returns ψ⁽ⁿ⁾(x). The shape of `x`.
 * @throws {DtypeError} for int32 or bool; {@link ArgumentError} for an order that is not an integer from 0 to 100.
 * @remarks Derivative: polygamma(order + 1, x). At 0 and at negative integers ∞ for an odd order; for an even one ∓∞ at ±0 and NaN at
 *   negative integers, whose sides differ. Source: DLMF 5.15.1; SciPy, `scipy.special.polygamma`.
 * @example polygamma(1, [1, Infinity]).toArray() // => [1.6449340668482264, 0]
 */
export function polygamma<const X extends TensorLike>(order: number, x: X): Tensor<ShapeOf<X>> {
  const n = countArgument("polygamma", "order", order);
  if (n > mostOrders) throw new ArgumentError("polygamma", `order must be at most ${mostOrders}, got ${n}.`);
  return wrap(b(polygammaOf(n), floatNode("polygamma", x)));
}

/**
 * The logarithm of the beta function: ln (Γ(a) Γ(b) / Γ(a + b)).
 * @param a - Any shape; floating-point.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns The shape that both broadcast to; ∞ where one is 0, NaN where one is negative or infinite.
 * @throws {DtypeError} for int32 or bool, or for two that differ; {@link ShapeError} if the shapes do not broadcast.
 * @remarks Derivatives: ψ(a) - ψ(a + b) and ψ(b) - ψ(a + b). Digits are not lost where one of both, or both, are large. Source: DLMF 5.12.1;
 *   SciPy, `scipy.special.betaln`.
 * @example lbeta([1, 2], 3).exp().toArray() // => [0.333333333333333…, 0.083333333333333…]
 */
export function lbeta<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"lbeta", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  const [first, second] = floatNodes("lbeta", [a, b]) as [Node, Node];
  return logBeta(wrap(first), wrap(second)) as Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>>;
}
