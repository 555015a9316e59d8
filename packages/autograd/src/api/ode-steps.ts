/** Steps of a solver of differential equations, as large as the tolerances allow. */

import { maximum, minimum } from "../tensor/functions/elementwise.generated.ts";
import { take } from "../tensor/functions/indexing.ts";
import { where } from "../tensor/functions/select.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Accuracy } from "./accuracy.ts";
import type { Method, Stride, System } from "./ode-method.ts";
import type { Probe, Tangent, Turn } from "./ode-tangent.ts";

/** How accurate steps are, and how many and how long they may be. */
export interface Pace extends Accuracy {
  readonly longest: number;
}

/** How to go from one time to another. */
export interface Course {
  readonly system: System;
  readonly method: Method;
  readonly accuracy: Pace;
  /** Where it ends; without a derivative. */
  readonly stop: Tensor;
  /** Which way that is, 1 or -1; 0 where it begins there. */
  readonly direction: Tensor;
  /** Derivatives that have to be as accurate as the solution. */
  readonly probe: Probe;
}

export function courseOf(
  system: System,
  method: Method,
  accuracy: Pace,
  begin: Tensor,
  end: Tensor,
  probe: Probe,
): Course {
  const stop = end.stopGradient();
  return { system, method, accuracy, stop, direction: stop.sub(begin.stopGradient()).sign(), probe };
}

/** Where a solver is. */
export interface Standing {
  readonly t: Tensor;
  readonly y: Tensor;
  readonly slope: Tensor;
}

/** The same with what decides how it goes on. */
export interface Going extends Standing {
  /** How large the next step is tried. */
  readonly h: Tensor;
  /** Derivatives of each order. */
  readonly tangents: readonly Tangent[];
}

/** What a step leaves behind, for values within it. */
export interface Taken {
  readonly t: Tensor;
  readonly h: Tensor;
  readonly y: Tensor;
  readonly c0: Tensor;
  readonly c1: Tensor;
  readonly c2: Tensor;
  readonly c3: Tensor;
}

/** How far it is to the end. */
export function left({ stop, direction }: Course, t: Tensor): Tensor {
  return stop.sub(t.stopGradient()).mul(direction);
}

/** How large a change is beside what is allowed, as the root of a mean. */
function sizeOf({ accuracy: { rtol, atol } }: Course, change: Tensor, of: Tensor): Tensor {
  return change.stopGradient().div(of.abs().stopGradient().mul(rtol).add(atol)).square().mean().sqrt();
}

export function departure(course: Course, y: Tensor, t: Tensor): Going {
  const slope = course.system.slope(y, t);
  const tangents = course.probe.departure(y, t);
  // The direction of the first one does not change, so that others begin at 0, and say nothing of how large they are.
  const h = [{ y, slope }, ...tangents.slice(0, 1)]
    .map((each) => firstStep(course, each.y, each.slope))
    .reduce((shorter, each) => minimum(shorter, each));
  return { t, h, y, slope, tangents };
}

/** Hairer, II.4: a step of Euler's method that changes the state by a hundredth. */
function firstStep(course: Course, y: Tensor, slope: Tensor): Tensor {
  const [state, change] = [sizeOf(course, y, y), sizeOf(course, slope, y)];
  const isTiny = minimum(state, change).less(1e-5);
  const h = state.div(change).mul(0.01);
  // NaN would be the least of all.
  return where(isTiny.logicalOr(h.notEqual(h)), 1e-6, h);
}

/** A step, or one that was tried in vain. */
export function step(course: Course, { t, h, y, slope, tangents }: Going): [Going, Taken] {
  const { system, method, direction } = course;
  const { longest } = course.accuracy;
  const allowed = Number.isFinite(longest) ? minimum(h, longest) : h;
  const size = minimum(allowed, left(course, t)).mul(direction);
  const stride = method(system, y, t, size, slope);
  const own = sizeOf(course, stride.error, maximum(y.abs(), stride.next.abs()));
  const beside = course.probe.stride({ method, t, y, slope, tangents }, size).map((turn, k) => {
    return { tangent: tangents[k] as Tangent, ...turn };
  });
  const error = beside
    .map((each) => errorBeside(course, each))
    .reduce((all, each) => maximum(all, each), own);
  const isGood = error.lessEqual(1);
  // A step twice as large has an error 32 times as large; NaN counts as large.
  const factor = minimum(maximum(error.pow(-1 / 5).mul(0.9), 0.2), 10);
  const next = size.abs().mul(where(error.greaterEqual(0), factor, 0.2));
  return [
    {
      t: where(isGood, t.add(size), t),
      h: next,
      y: where(isGood, stride.next, y),
      slope: where(isGood, stride.slope, slope),
      tangents: beside.map(({ tangent, next: moved }) => ({
        y: where(isGood, moved.y, tangent.y),
        slope: where(isGood, moved.slope, tangent.slope),
      })),
    },
    takenBy(stride, { t, y, slope }, size),
  ];
}

/** A step of a known size. */
export function strideOf(system: System, method: Method, from: Standing, size: Tensor): [Standing, Taken] {
  const stride = method(system, from.y, from.t, size, from.slope);
  return [{ t: from.t.add(size), y: stride.next, slope: stride.slope }, takenBy(stride, from, size)];
}

function takenBy({ within: [c0, c1, c2, c3] }: Stride, { t, y }: Standing, h: Tensor): Taken {
  return { t, h, y, c0, c1, c2, c3 };
}

/** A derivative before and after a step. */
interface Beside extends Turn {
  readonly tangent: Tangent;
}

/** How large the error of a derivative is. One that is not finite asks for nothing: steps are as the solution needs them. */
function errorBeside(course: Course, { tangent, next, error: by }: Beside): Tensor {
  const error = sizeOf(course, by, maximum(tangent.y.abs(), next.y.abs()));
  return where(error.less(Infinity), error, 0);
}

/** No step, as of one that has arrived. */
export function pause({ t, y }: Standing): Taken {
  const zero = y.mul(0);
  return { t, h: t.mul(0).add(1).stopGradient(), y, c0: zero, c1: zero, c2: zero, c3: zero };
}

/** The values within steps, each at its time in the step of its row, which counts as given. */
export function within(taken: Taken, rows: Tensor, times: Tensor): Tensor {
  const part = (all: Tensor): Tensor => take(all, rows, 0);
  const [c0, c1, c2, c3] = [taken.c0, taken.c1, taken.c2, taken.c3].map(part) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const theta = times.sub(part(taken.t)).div(part(taken.h)).stopGradient().reshape([-1, 1]);
  return valueWithin({ t: taken.t, h: taken.h, y: part(taken.y), c0, c1, c2, c3 }, theta);
}

/** The value within a step, a part of it from 0 to 1 after its beginning. */
export function valueWithin({ y, c0, c1, c2, c3 }: Taken, theta: Tensor): Tensor {
  const other = theta.neg().add(1);
  return y.add(theta.mul(c0.add(other.mul(c1.add(theta.mul(c2.add(other.mul(c3))))))));
}
