import { describe } from "../error/describe.ts";
import { ArgumentError, DerivativeError } from "../error/error.ts";
import type { Node } from "../graph/node.ts";
import { isFloat } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { requireScalar } from "../tensor/backward.ts";
import { ComputedTensor, noDerivative } from "../tensor/computed.ts";
import { isTensor, nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { firstUnrelated, gradientNodes } from "../transform/gradient.ts";

/**
 * Backpropagation: the derivatives of a scalar with respect to several tensors, as further nodes of the graph. They can be
 * read, used in other expressions and differentiated again.
 * @param y - A floating-point scalar.
 * @param xs - Tensors or parameters that `y` was built from.
 * @returns One tensor for each of `xs`, of its shape.
 * @throws {@link DerivativeError} if `y` is not a floating-point scalar, or does not depend on one of `xs`.
 * @example const x = tensor([1, 2]); gradients(x.square().sum(), [x])[0].toArray() // => [2, 4]
 */
export function gradients<const X extends readonly Tensor[]>(
  y: Tensor,
  xs: X,
): { -readonly [K in keyof X]: Tensor<ShapeOf<X[K]>> } {
  const of = requireTensor("y", y);
  if (y instanceof ComputedTensor) throw new DerivativeError("gradients", noDerivative);
  requireScalar("gradients", of);
  if (!Array.isArray(xs)) {
    throw new ArgumentError(
      "gradients",
      `takes an array of tensors as its second argument, got ${describe(xs)}.`,
    );
  }
  // By index, since `map` skips holes.
  const wrt = Array.from({ length: xs.length }, (_, k) => requireTensor(`xs[${k}]`, xs[k]));
  requireRelated(of, wrt);
  return gradientNodes(of, wrt).map((node) => wrap(node)) as never;
}

function requireTensor(name: string, value: unknown): Node {
  if (!isTensor(value)) {
    throw new ArgumentError("gradients", `${name} must be a tensor or parameter, got ${describe(value)}.`);
  }
  return nodeOf(value);
}

function requireRelated(of: Node, wrt: readonly Node[]): void {
  for (let k = 0; k < wrt.length; k++) {
    const { dtype } = wrt[k] as Node;
    if (!isFloat(dtype))
      throw new DerivativeError("gradients", `xs[${k}] must be floating-point, got ${dtype}.`);
  }
  const unrelated = firstUnrelated(of, wrt);
  if (unrelated < 0) return;
  const reassigned = wrt[unrelated]?.owner ? " (or a parameter was assigned a new value since)" : "";
  throw new DerivativeError(
    "gradients",
    `y does not depend on xs[${unrelated}]${reassigned}. Build y from that very tensor.`,
  );
}
