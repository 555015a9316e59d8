import { reducedShape, type Shape } from "../../shape/shape.ts";
import type { Builder, Derivative, Step } from "../definition.ts";
import type { ReduceAttributes } from "../reduction.ts";
import { reshape } from "../reshape.ts";
import { sum } from "../sum.ts";
import { derivativeOf } from "./form.ts";

/** The weights, of the shape of x. The rule receives y with the reduced axes kept. */
export type WeightRule = <V>(b: Builder<V>, x: V, y: V, attributes: ReduceAttributes) => V;

/**
 * Reductions: dy = Σ w·dx over the reduced axes. Forward mode sums w·ẋ, reverse mode spreads ȳ over w.
 */
export function weighted(weights: WeightRule): Derivative<ReduceAttributes> {
  return derivativeOf([weights] as const, ([rule]) => ({
    push: (step) => {
      const { b, result, attributes } = step;
      const tangent = step.tangent(0);
      const product = tangent === null ? null : step.link(tangent, weightsOf(step, rule));
      if (product === null) return null;
      const total = b(sum, product, { axes: attributes.axes, keepDims: true });
      return b(reshape, total, { shape: b.shapeOf(result) });
    },
    pull: (step) => {
      const weights = weightsOf(step, rule);
      const kept = step.b(reshape, step.cotangent, { shape: keptShape(step) });
      step.receive(0, step.link(kept, weights));
    },
  }));
}

function weightsOf<V>(step: Step<V, ReduceAttributes>, rule: WeightRule): V {
  const kept = step.b(reshape, step.result, { shape: keptShape(step) });
  return rule(step.b, step.input(0), kept, step.attributes);
}

/** The result's shape as if the axes had been kept with size 1. */
function keptShape<V>(step: Step<V, ReduceAttributes>): Shape {
  return reducedShape(step.b.shapeOf(step.input(0)), step.attributes.axes, true);
}
