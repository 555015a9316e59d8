/** Solutions of differential equations in steps, whose derivatives are those of steps that are short enough for them. */
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { type Body, specsOf } from "../op/body.ts";
import { type Dividing, type Division, divideBy, type Integral, integral } from "../op/integral.ts";
import type { Spec } from "../op/spec.ts";
import { twofold } from "../op/twofold.ts";
import { maximum } from "../tensor/functions/elementwise.generated.ts";
import { searchSorted, take } from "../tensor/functions/indexing.ts";
import { concat } from "../tensor/functions/join.ts";
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
import { noProbe, type Probe, probeOf, withoutDerivatives } from "./ode-tangent.ts";
import { scan } from "./scan.ts";
import type { VectorFunction } from "./vector-function.ts";
import { writtenAround } from "./written-around.ts";

/** The states at times between the first and the last. */
export function solvedInSteps(
  { body, captured }: VectorFunction,
  y: Tensor,
  times: Tensor,
  solving: Dividing,
): Tensor {
  divideBy(solving.method, sizes);
  const inputs = [...captured, nodeOf(y), nodeOf(times)];
  const both = body.around(bothWays, inputs, solving);
  return wrap(applyRoutine(twofold, inputs, { body: both }));
}

/** What is written around the slope: a graph. */
interface Problem {
  readonly f: VectorFunction;
  readonly y: Tensor;
  readonly times: Tensor;
  readonly begin: Tensor;
}

function problemOf(body: Body, nodes: readonly Node[]): Problem {
  const [y, times] = nodes.slice(-2).map((node) => wrap(node)) as [Tensor, Tensor];
  return { f: { body, captured: nodes.slice(0, -2) }, y, times, begin: take(times, 0) };
}

function courseFrom({ f, times, begin }: Problem, probe: Probe, { method, ...accuracy }: Dividing): Course {
  const end = take(times, (times.shape[0] as number) - 1);
  return courseOf(systemOf(f), methods[method] as Method, accuracy, begin, end, probe);
}

/** The states in steps as the solution needs them, and the same in steps as its derivatives need them. */
const bothWays = /* @__PURE__ */ writtenAround("odeint", (body, nodes, solving: Dividing) => {
  const problem = problemOf(body, nodes);
  const course = courseFrom(problem, noProbe, solving);
  const { last, taken } = stepped(course, problem);
  const row: Spec = { shape: [solving.most + 1], dtype: problem.y.dtype };
  const derived: Integral = {
    ...solving,
    integrand: body,
    known: nodes.length,
    sum: body.around(walked, [...specsOf(b, nodes), row], solving),
    derived: [],
    examples: [],
  };
  return [
    nodeOf(
      whereReached(
        statesAt(problem, course, taken),
        left(course, last),
        "the last time must be reached",
        solving,
      ),
    ),
    b(integral, ...nodes, derived),
  ];
});

/** The states at the asked times, which move with the first one, and not with their own. */
function statesAt({ times }: Problem, { direction }: Course, taken: Taken): Tensor {
  const at = times.stopGradient();
  const place = searchSorted(taken.t.mul(direction), at.mul(direction)).sub(1);
  return within(taken, maximum(place, place.mul(0)), at);
}

function whereReached(states: Tensor, distance: Tensor, rule: string, { most }: Dividing): Tensor {
  return whereSettled(states, distance, {
    caller: "odeint",
    most: 0,
    rule: `${rule} in ${most} steps`,
    remedy: "That is how far away it was. Allow more with maxSteps, rtol or atol.",
  });
}

/** The time that steps came to, and what they left behind. */
interface Way {
  readonly last: Tensor;
  readonly taken: Taken;
}

/** As many steps as there may be, with those in vain. */
function stepped(course: Course, { y, begin }: Problem): Way {
  const [{ t: last }, taken] = scan((now: Going) => going(course, now), departure(course, y, begin), null, {
    length: course.accuracy.most,
  }) as [Going, Taken];
  return { last, taken };
}

/**
 * How large steps are for derivatives of some order, 0 for those in vain; then how far it is from there to the end. This is found first, so
 * that derivatives need not go through what decides that, nor calculate it again.
 */
const sizes = /* @__PURE__ */ writtenAround("odeint", (body, nodes, { derived, ...dividing }: Division) => {
  const problem = problemOf(body, nodes);
  const known = { ...problem, f: withoutDerivatives(problem.f) };
  const course = courseFrom(known, probeOf(problem.f, derived.length / nodes.length), dividing);
  const first = departure(course, problem.y.stopGradient(), problem.begin.stopGradient());
  const [{ t: last }, found] = scan(
    (now: Going) => {
      const [next, { h }] = going(course, now);
      return [next, where(next.t.notEqual(now.t), h, 0)] as const;
    },
    first,
    null,
    { length: dividing.most },
  ) as unknown as [Going, Tensor];
  return [nodeOf(concat([found, left(course, last).reshape([1])]))];
});

/** The states in steps of sizes that were found. */
const walked = /* @__PURE__ */ writtenAround("odeint", (body, nodes, dividing: Dividing) => {
  const problem = problemOf(body, nodes.slice(0, -1));
  const row = wrap(nodes.at(-1) as Node);
  const { f, y, times, begin } = problem;
  const course = courseFrom(problem, noProbe, dividing);
  const { system, method } = course;
  const first: Standing = { t: begin, y, slope: system.slope(y, begin) };
  const [, taken] = scan(
    (now: Standing, h: Tensor) => {
      const chosen: unknown = cond(
        h.notEqual(0),
        (at: Standing, size: Tensor) => strideOf(system, method, at, size),
        (at: Standing) => [at, pause(at)] as const,
        now,
        h,
      );
      return chosen as [Standing, Taken];
    },
    first,
    row.slice([{ stop: dividing.most }]),
  ) as unknown as [Standing, Taken];
  const states = statesAt(problem, course, taken);
  // Steps move with the first time. That a state moves with its own time as the equations say is said by them, not by the step.
  const moving = flowing(f, states, times.stopGradient().add(begin.sub(begin.stopGradient())), times);
  const reached = whereReached(
    moving,
    row.slice([dividing.most]),
    "the derivative must reach the last time",
    dividing,
  );
  return [nodeOf(reached)];
});

function going(course: Course, now: Going): [Going, Taken] {
  const chosen: unknown = cond(
    left(course, now.t).greater(0),
    (from: Going) => step(course, from),
    (at: Going) => [at, pause(at)] as const,
    now,
  );
  return chosen as [Going, Taken];
}
