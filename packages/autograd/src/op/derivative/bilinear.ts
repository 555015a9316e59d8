import type { Shape } from "../../shape/shape.ts";
import type { Attributes, Builder, Derivative } from "../definition.ts";
import { derivativeOf } from "./form.ts";

/** What one input receives, from the cotangent, the other input and the own shape. */
export type OneTranspose<A extends Attributes> = <V>(
  b: Builder<V>,
  cotangent: V,
  other: V,
  own: Shape,
  attributes: A,
) => V;

/** Linear in each of two inputs: forward mode applies the operation to one tangent and one primal. */
export function bilinear<A extends Attributes>(
  transposeLeft: OneTranspose<A>,
  transposeRight: OneTranspose<A>,
): Derivative<A> {
  return derivativeOf([transposeLeft, transposeRight] as const, ([toLeft, toRight]) => ({
    push: (step) => {
      const [dLeft, dRight] = [step.tangent(0), step.tangent(1)];
      const fromLeft = dLeft === null ? null : step.applied([dLeft, step.input(1)]);
      const fromRight = dRight === null ? null : step.applied([step.input(0), dRight]);
      return step.sum(fromLeft, fromRight);
    },
    pull: (step) => {
      const { b, cotangent, attributes } = step;
      const [left, right] = [step.input(0), step.input(1)];
      if (step.wants(0)) step.receive(0, toLeft(b, cotangent, right, b.shapeOf(left), attributes));
      if (step.wants(1)) step.receive(1, toRight(b, cotangent, left, b.shapeOf(right), attributes));
    },
  }));
}
