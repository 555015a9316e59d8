/** A derivative beside a solution of differential equations, so that steps are short enough for derivatives too. */
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

/** How derivatives in one direction, of first order and of further ones, go along with a solution. */
export interface Probe {
  readonly departure: (y: Tensor, t: Tensor) => Tangent[];
  readonly stride: (from: Moving, h: Tensor) => Turn[];
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
  readonly tangents: readonly Tangent[];
}

/**
 * The derivatives up to an order by the state and all that a function refers to at once, in a direction in which nothing cancels by chance.
 * They have no derivatives themselves, nor has what they are taken from.
 */
export function probeOf(f: VectorFunction, order: number): Probe {
  const known = withoutDerivatives(f);
  const ways = known.captured.map((node, k) =>
    isFloat(node.dtype) ? nodeOf(scaled(wrap(node), k + 1)) : null,
  );
  const system = systemOf(known);
  /** The derivatives of outputs, given inputs and those of inputs: a row for each order. */
  const moved = (outputs: readonly Tensor[], inputs: readonly (readonly Tensor[])[]): Tensor[][] => {
    // The direction is the same everywhere.
    const from = [...known.captured, ...ways.filter((way) => way !== null)];
    const along = from.map((_, k) => ways[k] ?? null);
    const derivatives: Tensor[][] = [];
    let last = outputs;
    for (let k = 0; k + 1 < inputs.length; k++) {
      for (const [place, input] of (inputs[k] as readonly Tensor[]).entries()) {
        from.push(nodeOf(input));
        along.push(nodeOf((inputs[k + 1] as readonly Tensor[])[place] as Tensor));
      }
      const found = forward(
        last.map((of) => nodeOf(of)),
        from,
        along,
      );
      last = found.map((node, place) => (node === null ? (outputs[place] as Tensor).mul(0) : wrap(node)));
      derivatives.push([...last]);
    }
    return derivatives;
  };
  const none = (of: Tensor): Tensor[] => [...Array(order - 1).keys()].map(() => of.mul(0));
  return {
    departure: (first, t) => {
      const y = first.stopGradient();
      const ys = [scaled(y, 0), ...none(y)];
      const slopes = moved(
        [system.slope(y, t.stopGradient())],
        [y, ...ys].map((of) => [of]),
      );
      return ys.map((of, k) => ({ y: of, slope: slopes[k]?.[0] as Tensor }));
    },
    stride: (from, h) => {
      const [y, slope, t] = [from.y, from.slope, from.t].map((of) => of.stopGradient()) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const stride = from.method(system, y, t, h.stopGradient(), slope);
      const states = [{ y, slope }, ...from.tangents].map((each) => [each.y, each.slope]);
      return moved([stride.next, stride.slope, stride.error], states).map((found) => {
        const [next, last, error] = found as [Tensor, Tensor, Tensor];
        return { next: { y: next, slope: last }, error };
      });
    },
  };
}

/** Nothing but the solution itself. */
export const noProbe: Probe = { departure: () => [], stride: () => [] };

/** The same function, by nothing of what it refers to. */
export function withoutDerivatives({ body, captured }: VectorFunction): VectorFunction {
  return { body, captured: captured.map((node) => nodeOf(wrap(node).stopGradient())) };
}
