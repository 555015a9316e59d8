import { DerivativeError } from "../error/error.ts";
import type { GradientReceiver, Node } from "../graph/node.ts";
import { isFloat } from "../shape/dtype.ts";
import { formatShape } from "../shape/shape.ts";
import { gradientNodes, ownedLeaves, reachedNodes } from "../transform/gradient.ts";

/**
 * Adds the gradient of a scalar to the `grad` of every parameter that it depends on.
 * @throws {@link DerivativeError} for what is not a floating-point scalar, depends on no parameter, or depends on one only
 *   through a value that it no longer has.
 */
export function backward(y: Node): void {
  requireScalar("backward", y);
  const leaves = ownedLeaves(y);
  const present = leaves.filter((leaf) => ownerOf(leaf).holds(leaf));
  if (present.length < leaves.length) requirePresent(y, leaves, present);
  if (present.length === 0) {
    throw new DerivativeError("backward", "the tensor depends on no parameter. Create one with parameter().");
  }
  for (const [k, gradient] of gradientNodes(y, present).entries()) {
    ownerOf(present[k] as Node).receiveGradient(gradient);
  }
}

/** An earlier value may take part beside the present one, or where no derivative reaches it: it is a constant then. */
function requirePresent(y: Node, leaves: readonly Node[], present: readonly Node[]): void {
  const known = new Set(present.map(ownerOf));
  const earlier = leaves.filter((leaf) => !known.has(ownerOf(leaf)));
  const reached = reachedNodes(y);
  const found = earlier.find((leaf) => reached.has(leaf));
  if (found === undefined) return;
  throw new DerivativeError(
    "backward",
    "y must be built from values that parameters have now, got one that was replaced, of a parameter of shape " +
      `${formatShape(found.shape)}. Build y anew after assign() or step().`,
    [found.shape],
  );
}

function ownerOf(leaf: Node): GradientReceiver {
  return leaf.owner as GradientReceiver;
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
