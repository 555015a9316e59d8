/** Special functions that are more than an operation of one element, or take something besides. */
import { ArgumentError } from "../../error/error.ts";
import { graphBuilder as b } from "../../graph/graph-builder.ts";
import { polygammaOf } from "../../op/polygamma.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import { countArgument } from "../argument.ts";
import { floatNode } from "../convert.ts";
import { wrap } from "../handle.ts";
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
