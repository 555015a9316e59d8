/** A derivative beside a solution of differential equations, so that steps are short enough for derivatives too. */
import type { Node } from "../graph/node.ts";
import { isFloat } from "../shape/dtype.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { forward } from "../transform/forward.ts";
import type { Method } from "./ode-method.ts";
import { systemOf } from "./ode-system.ts";
import { scaled } from "./probe-direction.ts";
import type { VectorFunction } from "./vector-function.ts";

/** A derivative of the state, and that of its slope. */
export interface Tangent {
  readonly y: Tensor;
  readonly slope: Tensor;
}

/** How the derivative in one direction goes along with a solution. */
export interface Probe {
  readonly departure: (y: Tensor, t: Tensor) => Tangent;
  readonly stride: (from: Moving, h: Tensor) => Turn;
}

/** A derivative after a step, and how far it is from that of a step of a lower order. */
export interface Turn {
  readonly next: Tangent;
  readonly error: Tensor;
}

interface Moving {
  readonly method: Method;
  readonly t: Tensor;
  readonly y: Tensor;
  readonly slope: Tensor;
  readonly tangent: Tangent;
}

/**
 * The derivative by the state and all that a function refers to at once, in a direction in which nothing cancels by chance. It has no
 * derivative itself, nor has what it is taken from.
 */
export function probeOf(f: VectorFunction): Probe {
  const known = withoutDerivatives(f);
  const ways = known.captured.map((node, k) =>
    isFloat(node.dtype) ? nodeOf(scaled(wrap(node), k + 1)) : null,
  );
  const system = systemOf(known);
  const moved = (outputs: readonly Tensor[], inputs: readonly Tensor[], by: readonly Tensor[]): Tensor[] => {
    const from = [...known.captured, ...inputs.map((of) => nodeOf(of))];
    const along: (Node | null)[] = [...ways, ...by.map((of) => nodeOf(of))];
    return forward(
      outputs.map((of) => nodeOf(of)),
      from,
      along,
    ).map((found, k) => (found === null ? (outputs[k] as Tensor).mul(0) : wrap(found)));
  };
  return {
    departure: (first, t) => {
      const y = first.stopGradient();
      const by = scaled(y, 0);
      const [slope] = moved([system.slope(y, t.stopGradient())], [y], [by]) as [Tensor];
      return { y: by, slope };
    },
    stride: (from, h) => {
      const [y, slope, t] = [from.y, from.slope, from.t].map((of) => of.stopGradient()) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const stride = from.method(system, y, t, h.stopGradient(), slope);
      const [next, last, error] = moved(
        [stride.next, stride.slope, stride.error],
        [y, slope],
        [from.tangent.y, from.tangent.slope],
      ) as [Tensor, Tensor, Tensor];
      return { next: { y: next, slope: last }, error };
    },
  };
}

/** The same function, by nothing of what it refers to. */
export function withoutDerivatives({ body, captured }: VectorFunction): VectorFunction {
  return { body, captured: captured.map((node) => nodeOf(wrap(node).stopGradient())) };
}
