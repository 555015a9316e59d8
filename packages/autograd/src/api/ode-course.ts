/** Solutions of differential equations in steps, whose derivatives are those of steps that are short enough for them. */
import { type Node, nodesMade } from "../graph/node.ts";
import type { Body } from "../op/body.ts";
import type { Builder } from "../op/definition.ts";
import type { Solving } from "../op/flow.ts";
import { twofold } from "../op/twofold.ts";
import { maximum } from "../tensor/functions/elementwise.generated.ts";
import { searchSorted, take } from "../tensor/functions/indexing.ts";
import { where } from "../tensor/functions/select.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { whereSettled } from "./accuracy.ts";
import { cond } from "./cond.ts";
import { flowing } from "./ode-flow.ts";
import type { Method } from "./ode-method.ts";
import {
  type Course,
  courseOf,
  departure,
  type Going,
  left,
  pause,
  type Standing,
  step,
  strideOf,
  type Taken,
  within,
} from "./ode-steps.ts";
import { methods, systemOf } from "./ode-system.ts";
import { probeOf, withoutDerivatives } from "./ode-tangent.ts";
import { scan } from "./scan.ts";
import type { VectorFunction } from "./vector-function.ts";
import { withoutData } from "./without-data.ts";

/** The states at times between the first and the last. */
export function solvedInSteps(
  { body, captured }: VectorFunction,
  y: Tensor,
  times: Tensor,
  solving: Solving,
): Tensor {
  const inputs = [...captured, nodeOf(y), nodeOf(times)];
  const both = body.around(bothWays, inputs, solving);
  return wrap(applyRoutine(twofold, inputs, { body: both }));
}

/** The states in steps as the solution needs them, and the same in steps as its derivatives need them. */
function bothWays<V>(_: Builder<V>, body: Body, inputs: readonly V[], solving: Solving): V[] {
  // What is written around a body is a graph.
  const nodes = inputs as readonly unknown[] as readonly Node[];
  const [y, times] = nodes.slice(-2).map((node) => wrap(node)) as [Tensor, Tensor];
  const f = { body, captured: nodes.slice(0, -2) };
  const since = nodesMade();
  const outputs = [false, true].map((isDerivative) =>
    nodeOf(reached(f, y, times, { ...solving, isDerivative })),
  );
  return withoutData("odeint", outputs, nodes, since) as readonly unknown[] as V[];
}

function reached(f: VectorFunction, y: Tensor, times: Tensor, solving: Solving): Tensor {
  const { method: name, isDerivative, ...accuracy } = solving;
  const method = methods[name] as Method;
  const [begin, end] = [take(times, 0), take(times, (times.shape[0] as number) - 1)];
  const system = systemOf(isDerivative ? withoutDerivatives(f) : f);
  const probes = isDerivative ? [probeOf(f)] : [];
  const course = courseOf(system, method, accuracy, begin, end, probes);
  const { last, taken } = isDerivative ? walked(f, course, y, begin) : stepped(course, y, begin);
  const at = times.stopGradient();
  const place = searchSorted(taken.t.mul(course.direction), at.mul(course.direction)).sub(1);
  const states = within(taken, maximum(place, place.mul(0)), at);
  // Steps move with the first time. That a state moves with its own time as the equations say is said by them, not by the step.
  const moving = isDerivative ? flowing(f, states, at.add(begin.sub(begin.stopGradient())), times) : states;
  return whereSettled(moving, left(course, last), {
    caller: "odeint",
    most: 0,
    rule: isDerivative
      ? `the derivative must reach the last time in ${accuracy.most} steps`
      : `the last time must be reached in ${accuracy.most} steps`,
    remedy: "That is how far away it was. Allow more with maxSteps, rtol or atol.",
  });
}

/** The time that steps came to, and what they left behind. */
interface Way {
  readonly last: Tensor;
  readonly taken: Taken;
}

/** As many steps as there may be, with those in vain. */
function stepped(course: Course, y: Tensor, begin: Tensor): Way {
  const [{ t: last }, taken] = scan((now: Going) => going(course, now), departure(course, y, begin), null, {
    length: course.accuracy.most,
  }) as [Going, Taken];
  return { last, taken };
}

/**
 * The same steps for derivatives: how large they are is found first, so that derivatives need not go through what decides that, nor
 * calculate it again.
 */
function walked(f: VectorFunction, course: Course, y: Tensor, begin: Tensor): Way {
  const [{ t: last }, sizes] = scan(
    (now: Going) => {
      const [next, { h }] = going(course, now);
      return [next, where(next.t.notEqual(now.t), h, 0)] as const;
    },
    departure(course, y.stopGradient(), begin.stopGradient()),
    null,
    { length: course.accuracy.most },
  ) as unknown as [Going, Tensor];
  const system = systemOf(f);
  const first: Standing = { t: begin, y, slope: system.slope(y, begin) };
  const [, taken] = scan(
    (now: Standing, h: Tensor) => {
      const chosen: unknown = cond(
        h.notEqual(0),
        (at: Standing, size: Tensor) => strideOf(system, course.method, at, size),
        (at: Standing) => [at, pause(at)] as const,
        now,
        h,
      );
      return chosen as [Standing, Taken];
    },
    first,
    sizes,
  ) as unknown as [Standing, Taken];
  return { last, taken };
}

function going(course: Course, now: Going): [Going, Taken] {
  const chosen: unknown = cond(
    left(course, now.t).greater(0),
    (from: Going) => step(course, from),
    (at: Going) => [at, pause(at)] as const,
    now,
  );
  return chosen as [Going, Taken];
}
