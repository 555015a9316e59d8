/** Solutions of differential equations whose derivatives follow from the equations, not from the steps. */

import { graphBuilder as b } from "../graph/graph-builder.ts";
import { flow, integrateBy, type Solving, still } from "../op/flow.ts";
import { broadcastTo } from "../op/sum.ts";
import { tensor } from "../tensor/create.ts";
import { take } from "../tensor/functions/indexing.ts";
import { concat } from "../tensor/functions/join.ts";
import { argsort } from "../tensor/functions/sorting.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { whereSettled } from "./accuracy.ts";
import type { Method } from "./ode-method.ts";
import { type Course, courseOf, departure, type Going, left, step } from "./ode-steps.ts";
import { methods, systemOf } from "./ode-system.ts";
import { noProbe } from "./ode-tangent.ts";
import { scan } from "./scan.ts";
import type { VectorFunction } from "./vector-function.ts";
import { underivedLoop } from "./while-loop.ts";
import { writtenAround } from "./written-around.ts";

/** A state at a time, or states at as many times, as a function of that: `from` and `to` are the same numbers. */
export function flowing({ body, captured }: VectorFunction, y: Tensor, from: Tensor, to: Tensor): Tensor {
  const examples = from.shape;
  const known = captured.map((node) => b(broadcastTo, node, { shape: [...examples, ...node.shape] }));
  const inputs = [...known, ...[y, from, to].map((of) => nodeOf(of))];
  return wrap(b(flow, ...inputs, { body, examples, ...still }));
}

/** The states at times between the first and the last, each solved for from the one before. */
export function solvedOneByOne(
  { body, captured }: VectorFunction,
  y: Tensor,
  times: Tensor,
  direction: Tensor,
  solving: Solving,
): Tensor {
  integrateBy(integrated);
  const order = argsort(times.mul(direction));
  const sorted = take(times, order);
  const last = (times.shape[0] as number) - 1;
  const attributes = { body, examples: [], ...solving };
  const [, states] = scan(
    (now: Tensor, { from, to }: { readonly from: Tensor; readonly to: Tensor }) => {
      const next = wrap(applyRoutine(flow, [...captured, nodeOf(now), nodeOf(from), nodeOf(to)], attributes));
      return [next, next] as const;
    },
    y,
    { from: sorted.slice([{ stop: last }]), to: sorted.slice([{ start: 1 }]) },
  ) as unknown as [Tensor, Tensor];
  return take(concat([y.reshape([1, -1]), states]), argsort(order), 0);
}

/** Where a solution goes between two times, in steps of which none is kept. */
const integrated = /* @__PURE__ */ writtenAround("odeint", (body, nodes, solving: Solving) => {
  const [y, from, to] = nodes.slice(-3).map((node) => wrap(node)) as [Tensor, Tensor, Tensor];
  const { method, isDerivative, ...accuracy } = solving;
  const { most } = accuracy;
  const system = systemOf({ body, captured: nodes.slice(0, -3) });
  const course: Course = courseOf(system, methods[method] as Method, accuracy, from, to, noProbe);
  const { now } = underivedLoop(
    ({ now: at, count }: { readonly now: Going; readonly count: Tensor }) =>
      left(course, at.t).greater(0).logicalAnd(count.less(most)),
    ({ now: at, count }) => ({ now: step(course, at)[0], count: count.add(1) }),
    { now: departure(course, y, from), count: tensor(0, { dtype: "int32" }) },
  );
  const reached = whereSettled(now.y, left(course, now.t), {
    caller: "odeint",
    most: 0,
    rule: isDerivative
      ? `the derivative must come from each time to the next in ${most} steps`
      : `each time must be reached from the one before in ${most} steps`,
    remedy: "That is how far away it was. Allow more with maxSteps, rtol or atol.",
  });
  return [nodeOf(reached)];
});
