import { DerivativeError } from "../error/error.ts";
import type { GradientReceiver, Node } from "../graph/node.ts";
import { isFloat } from "../shape/dtype.ts";
import { formatShape } from "../shape/shape.ts";
import { gradientNodes, ownedLeaves } from "../transform/gradient.ts";

/**
 * Adds the gradient of a scalar to the `grad` of every parameter that it depends on.
 * @throws {@link DerivativeError} for what is not a floating-point scalar, or depends on no parameter.
 */
export function backward(y: Node): void {
  requireScalar("backward", y);
  const leaves = ownedLeaves(y);
  if (leaves.length === 0) {
    throw new DerivativeError("backward", "the tensor depends on no parameter. Create one with parameter().");
  }
  for (const [k, gradient] of gradientNodes(y, leaves).entries()) {
    ((leaves[k] as Node).owner as GradientReceiver).receiveGradient(gradient);
  }
}

/** What can be differentiated in reverse: a floating-point number. */
export function requireScalar(op: string, y: Node): void {
  if (!isFloat(y.dtype)) {
    throw new DerivativeError(
      op,
      `y must be floating-point, got ${y.dtype}. Cast it, e.g. with cast("float64").`,
    );
  }
  if (y.shape.length > 0) {
    throw new DerivativeError(
      op,
      `y must be a scalar, got shape ${formatShape(y.shape)}. Reduce it, e.g. with sum(), or use jacobian().`,
      [y.shape],
    );
  }
}
