/** Differential equations as a solver sees them, from the recorded function of a user. */
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { type Body, givenAll } from "../op/body.ts";
import { transposedJacobian } from "../op/body-jacobian.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Method, Slope, System } from "./ode-method.ts";
import { rodas5p } from "./rosenbrock.ts";
import { dormandPrince } from "./runge-kutta.ts";
import type { VectorFunction } from "./vector-function.ts";

export const methods: Readonly<Record<string, Method>> = { dopri5: dormandPrince, rodas5p };

export function systemOf({ body, captured }: VectorFunction): System {
  const one = (of: Body, ...inputs: readonly Tensor[]): Tensor =>
    wrap(of.applied(b, [...captured, ...inputs.map(nodeOf)])[0] as Node);
  const byTime: Slope = (y, t) => {
    const { body: pushed } = body.pushed(givenAll, [...captured.map(() => false), false, true]);
    return one(pushed, y, t, t.mul(0).add(1));
  };
  const dependsOnTime = body.reached(givenAll, 1)[0]?.at(-1) === true;
  return {
    slope: (y, t) => one(body, y, t),
    byState: (y, t) => wrap(transposedJacobian(b, body, captured, nodeOf(y), [nodeOf(t)])).transpose(),
    byTime: dependsOnTime ? byTime : null,
  };
}
