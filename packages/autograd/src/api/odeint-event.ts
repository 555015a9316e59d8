import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { crossing } from "../op/crossing.ts";
import { formatShape } from "../shape/shape.ts";
import { maximum, minimum } from "../tensor/functions/elementwise.generated.ts";
import { where } from "../tensor/functions/select.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { accuracyArgument, whereSettled } from "./accuracy.ts";
import { cond } from "./cond.ts";
import { type AnyFunction, requireFunction } from "./functions.ts";
import { flowing } from "./ode-flow.ts";
import type { Method, System } from "./ode-method.ts";
import {
  courseOf,
  departure,
  type Going,
  left,
  pause,
  type Standing,
  step,
  strideOf,
  type Taken,
  valueWithin,
} from "./ode-steps.ts";
import { methods, systemOf } from "./ode-system.ts";
import { probeOf, withoutDerivatives } from "./ode-tangent.ts";
import { longestArgument, methodArgument, type OdeintOptions, timesArgument, usual } from "./odeint.ts";
import { type CarriedOn, scan } from "./scan.ts";
import { flattenArgument, flattenResult, type Tensors, unflatten } from "./tree.ts";
import { floatsArgument, partsOf, recorded, vectorFunction, vectorOf } from "./vector-function.ts";

/** How an event is looked for. */
export interface OdeintEventOptions extends Omit<OdeintOptions, "adjoint"> {
  /**
   * Which way the event's number goes through 0 on the way from the first time to the last: 1 for from below, -1 for from above, 0 for
   * either. Default: 0.
   */
  readonly direction?: -1 | 0 | 1 | undefined;
}

/** When something happens, and what the state is then. */
export interface OdeEvent<Y> {
  /** The time. */
  readonly t: Tensor<[]>;
  /** The state at this time. */
  readonly y: Y;
}

/**
 * When something happens first to the solution of ordinary differential equations, y' = f(y, t): where a number that depends on state and time
 * goes through 0. The solution ends there. To go on, begin again from the state, changed as the event says: a ball that bounces.
 * @param f - As for {@link odeint}.
 * @param first - The state at the first time: floating-point tensors of one dtype.
 * @param times - Two times: where to begin, and by when the event has to happen.
 * @param event - Takes a state and a time and returns a scalar, which is not 0 before. It is called once, and may refer to other tensors.
 * @param options - `rtol`, `atol`, `maxSteps`, `maxStep`, `method`: as for {@link odeint}; `direction`: 1 for an event that is negative before, -1 for
 *   one that is positive before, by default either.
 * @returns `{ t, y }`: the time, and the state then, a tree like `first`.
 * @throws {ArgumentError} as {@link odeint} does, or for another direction; also, when the result is computed, if nothing happens, or if it
 *   takes more steps. {@link DtypeError} unless all are floating-point, of one dtype; {@link ShapeError} unless there are two times, or if `f`
 *   returns another shape, or `event` something else than a scalar.
 * @remarks Of two events within one step, neither is seen, unless `maxStep` makes steps shorter; what is 0 at the first time, or
 *   at once after it, does not happen then, so that one may go on from an event. Derivative: that of the steps,
 *   which are short enough for one of first order, and of the time by the implicit-function theorem, ṫ = -ġ / (∂g/∂y f + ∂g/∂t), in both modes and of
 *   any order. Source: SciPy, `scipy.integrate.solve_ivp`; R. Chen, B. Amos, M. Nickel, Learning neural event functions for ordinary differential equations, 2021.
 * @example
 * // A stone falls from 5 metres.
 * const { t } = odeintEvent(({ v }) => ({ x: v, v: -9.81 }), { x: 5, v: 0 }, [0, 10], ({ x }) => x);
 * t.item().toFixed(7) // => "1.0096376"
 */
export function odeintEvent<const Y>(
  f: (y: NoInfer<Tensors<Y>>, t: Tensor<[]>) => NoInfer<CarriedOn<Y>>,
  first: Y,
  times: TensorLike,
  event: (y: NoInfer<Tensors<Y>>, t: Tensor<[]>) => Tensor,
  options?: OdeintEventOptions,
): OdeEvent<Tensors<Y>>;
export function odeintEvent(
  f: unknown,
  first: unknown,
  times: unknown,
  event: unknown,
  options?: OdeintEventOptions,
): never {
  const op = "odeintEvent";
  requireFunction(op, f);
  requireFunction(op, event);
  const given = floatsArgument(op, "the first state", first);
  const start = vectorOf(given.nodes);
  const span = timesArgument(op, times, start);
  if (span.shape[0] !== 2) {
    throw new ShapeError(op, `there must be two times, got shape ${formatShape(span.shape)}.`, [span.shape]);
  }
  const accuracy = accuracyArgument(op, options, start.dtype, {
    ...usual,
    others: ["maxStep", "method", "direction"],
  });
  const longest = longestArgument(op, options?.maxStep);
  const method = methods[methodArgument(op, options?.method)] as Method;
  const direction = directionArgument(op, options?.direction);
  const others = [{ shape: [], dtype: start.dtype, from: span }];
  const system = vectorFunction({ op, f: f as AnyFunction, state: given, others });
  const number = recorded(
    { op, f: event as AnyFunction, state: given, others, isCarried: false },
    (result) => [numberOf(op, result, start)],
  );
  const g = (y: Tensor, t: Tensor): Tensor =>
    wrap(number.body.applied(b, [...number.captured, nodeOf(y), nodeOf(t)])[0] as Node).reshape([]);
  const [begin, end] = [wrap(span).slice([0]), wrap(span).slice([1])];
  const pace = { ...accuracy, longest };
  const course = courseOf(systemOf(withoutDerivatives(system)), method, pace, begin, end, probeOf(system, 1));
  const departed = departure(course, wrap(start).stopGradient(), begin.stopGradient());
  // A little later: who goes on from an event begins at 0, or where rounding has left it, on either side.
  const little = roundedAway(departed, begin.stopGradient(), end.stopGradient());
  const away = course.direction.mul(little);
  const leaving = g(departed.y.add(departed.slope.mul(away)), begin.stopGradient().add(away)).stopGradient();
  const [last, sizes] = scan(
    (now: Looking) => {
      const chosen: unknown = cond(
        left(course, now.going.t).greater(0).logicalAnd(now.found.logicalNot()),
        (from: Looking) => {
          const [going, { h }] = step(course, from.going);
          const isAway = going.t.sub(begin.stopGradient()).abs().greater(little);
          const there = where(isAway, g(going.y, going.t).stopGradient(), leaving);
          const up = from.number.less(0).logicalAnd(there.greaterEqual(0));
          const down = from.number.greater(0).logicalAnd(there.lessEqual(0));
          const found = direction === 1 ? up : direction === -1 ? down : up.logicalOr(down);
          return [{ going, number: there, found }, where(going.t.notEqual(from.going.t), h, 0)] as const;
        },
        (from: Looking) => [from, from.going.h.mul(0)] as const,
        now,
      );
      return chosen as [Looking, Tensor];
    },
    {
      going: departed,
      number: leaving,
      found: begin.notEqual(begin),
    },
    null,
    { length: accuracy.most },
  ) as unknown as [Looking, Tensor];
  const { found } = last;
  const taken = lastStep(systemOf(system), method, wrap(start), begin, sizes);
  const part = partBefore(taken, (y, t) => g(y, t));
  const value = valueWithin(taken, part);
  const since = taken.t.add(part.mul(taken.h));
  const known = flattenArgument(op, since.stopGradient());
  const when = vectorFunction({
    op,
    f: ((t: Tensor) => g(flowing(system, value, since, t), t)) as AnyFunction,
    state: known,
  });
  const attributes = { body: when.body, tolerance: 1, maxIterations: 1 };
  const at = wrap(apply(crossing, [...when.captured, vectorOf(known.nodes)], attributes)).reshape([]);
  const y = flowing(system, value, since, at);
  const settled = (x: Tensor): Tensor => {
    const inTime = whereSettled(x, where(found, 0, left(course, last.going.t)), {
      caller: op,
      most: 0,
      rule: `the event or the last time must be reached in ${accuracy.most} steps`,
      remedy: "That is how far away the last time was. Allow more with maxSteps, rtol or atol.",
    });
    const distance = where(last.number.equal(0), Number.NaN, last.number.abs());
    return whereSettled(inTime, where(found, 0, distance), {
      caller: op,
      most: 0,
      rule: "the event must happen between both times",
      remedy: "That is how far from 0 its number was at the last.",
    });
  };
  const state = unflatten(given.layout, partsOf(nodeOf(settled(y)), given.nodes));
  return { t: settled(at), y: state } as unknown as never;
}

/**
 * How long it takes a motion to leave behind what rounding left of it, whatever its units are: that is some ulps of the size that it had on
 * its way, which it no longer has where it passes through 0, but what changes with it has.
 */
function roundedAway({ y, slope }: Going, begin: Tensor, end: Tensor): Tensor {
  const ulps = y.dtype === "float32" ? 2 ** -18 : 2 ** -47;
  const span = end.sub(begin).abs();
  // How long each part takes to change by its own size; one that stays, for ever.
  const still = where(y.equal(0), y, Number.POSITIVE_INFINITY);
  const each = where(slope.equal(0), still, y.div(where(slope.equal(0), 1, slope)).abs());
  const slowest = y.size === 0 ? span : minimum(each.max(), span);
  return maximum(slowest, begin.abs()).mul(ulps);
}

/** On the way to an event. */
interface Looking {
  readonly going: Going;
  /** What the event's number is there. */
  readonly number: Tensor;
  readonly found: Tensor;
}

/** The last of steps whose sizes are known, which are 0 for those that were tried in vain. Derivatives go through all of them. */
function lastStep(system: System, method: Method, y: Tensor, t: Tensor, sizes: Tensor): Taken {
  const first: Standing = { t, y, slope: system.slope(y, t) };
  const [{ taken }] = scan(
    (now: Arrived, h: Tensor) => {
      const chosen: unknown = cond(
        h.notEqual(0),
        (from: Arrived, size: Tensor) => {
          const [at, stride] = strideOf(system, method, from.at, size);
          return { at, taken: stride };
        },
        (from: Arrived) => from,
        now,
        h,
      );
      return [chosen as Arrived, []];
    },
    { at: first, taken: pause(first) },
    sizes,
  ) as unknown as [Arrived, unknown];
  return taken;
}

/** Where steps came to, and the one that led there. */
interface Arrived {
  readonly at: Standing;
  readonly taken: Taken;
}

/** Up to which part of a step the number has another sign than at the end. */
function partBefore(taken: Taken, g: (y: Tensor, t: Tensor) => Tensor): Tensor {
  const at = (part: Tensor): Tensor =>
    g(valueWithin(taken, part), taken.t.add(part.mul(taken.h)))
      .stopGradient()
      .sign();
  const zero = taken.h.stopGradient().mul(0);
  const end = at(zero.add(1));
  // As often as a number from 0 to 1 can be halved before it is as near as numbers are.
  const [{ high }] = scan(
    ({ low, high: above }: { readonly low: Tensor; readonly high: Tensor }) => {
      const middle = low.add(above).div(2);
      const now = at(middle);
      const isBefore = where(end.equal(0), now.notEqual(0), now.equal(end.neg()));
      return [{ low: where(isBefore, middle, low), high: where(isBefore, above, middle) }, []];
    },
    { low: zero, high: zero.add(1) },
    null,
    { length: 54 },
  ) as unknown as [{ readonly high: Tensor }, unknown];
  return high.stopGradient();
}

function numberOf(op: string, result: unknown, { dtype }: Node): Node {
  const { nodes, layout } = flattenResult(op, result);
  const [output] = nodes;
  if (output === undefined || layout.text !== "*" || output.shape.length > 0 || output.dtype !== dtype) {
    const got =
      output === undefined || layout.text !== "*" ? "a tree" : `${output.dtype} ${formatShape(output.shape)}`;
    throw new ShapeError(
      op,
      `the event must return a scalar of the dtype of the state, ${dtype}, got ${got}.`,
      [],
    );
  }
  return output;
}

function directionArgument(op: string, direction: unknown = 0): number {
  if (direction === 1 || direction === -1 || direction === 0) return direction;
  throw new ArgumentError(op, `direction must be 1, -1 or 0, got ${describe(direction)}.`);
}
