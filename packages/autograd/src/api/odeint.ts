import { DtypeError, ShapeError } from "../error/error.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape } from "../shape/shape.ts";
import { toNode } from "../tensor/convert.ts";
import { zeros } from "../tensor/create.ts";
import { maximum, minimum } from "../tensor/functions/elementwise.generated.ts";
import { searchSorted, take } from "../tensor/functions/indexing.ts";
import { where } from "../tensor/functions/select.ts";
import { isTensor, nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { type Accuracy, accuracyArgument, whereSettled } from "./accuracy.ts";
import { cond } from "./cond.ts";
import { type AnyFunction, requireFunction } from "./functions.ts";
import { dormandPrince, type Slope } from "./runge-kutta.ts";
import { type CarriedOn, type Stacked, scan } from "./scan.ts";
import { type Tensors, unflatten } from "./tree.ts";
import { floatsArgument, partsOf, vectorFunction, vectorOf } from "./vector-function.ts";

/** How accurate a solution has to be. */
export interface OdeintOptions {
  /** The error of a step, relative to the solution. Default: 1e-8, or 1e-4 for float32. */
  readonly rtol?: number | undefined;
  /** The error of a step beside that. Default: 1e-10, or 1e-6 for float32. */
  readonly atol?: number | undefined;
  /** How many steps there may be, with those that are tried in vain. Default: 500. */
  readonly maxSteps?: number | undefined;
}

/** How many times there are. */
export type TimesOf<T> = ShapeOf<T> extends [infer N extends number] ? N : number;

/**
 * The solution of ordinary differential equations, y' = f(y, t), at some times: Dormand and Prince's method with steps as large as
 * the tolerances allow, and values within the steps where times are asked for.
 * @param f - Takes a tree of tensors and a time, and returns the slope, a tree like it. It is called once, with tensors that stand for any
 *   state, and may refer to other tensors and parameters, by which there are derivatives.
 * @param first - The state at the first time: floating-point tensors of one dtype.
 * @param times - A vector: where to begin, where to end, and between them where the solution is asked for, in any order.
 * @param options - `rtol`, `atol`: the error of a step, relative to the state and beside that, by default 1e-8 and 1e-10, for float32
 *   1e-4 and 1e-6; `maxSteps`: how many steps there may be, by default 500.
 * @returns The states at these times, stacked along a first axis: a tree like `first`.
 * @throws {ArgumentError} if `f` is not a function, returns another structure, reads a value, changes a parameter or calls
 *   `customGradient`, or for options that do not exist; also, when the result is computed, if the last time is not reached, or if a time
 *   is not between the first and the last. {@link DtypeError} unless `first` is floating-point, of one dtype, which is that of `times`;
 *   {@link ShapeError} if `f` returns another shape, or `times` is not a vector with elements.
 * @remarks Derivative: that of the steps that were taken, in both modes and of any order, by the state, the times, and all that `f` refers
 *   to; the sizes of steps count as given. Memory: that of `maxSteps` states in reverse mode. Source: E. Hairer, S. Nørsett, G. Wanner,
 *   Solving ordinary differential equations I, 1993, II.4 to II.6.
 * @example odeint((y) => y.neg(), 1, [0, 1, 2]).toArray().map((y) => y.toFixed(7)) // => ["1.0000000", "0.3678794", "0.1353353"]
 */
export function odeint<const Y, const T extends TensorLike>(
  f: (y: Tensors<NoInfer<Y>>, t: Tensor<[]>) => CarriedOn<NoInfer<Y>>,
  first: Y,
  times: T,
  options?: OdeintOptions,
): Stacked<Tensors<Y>, TimesOf<T>>;
export function odeint(f: unknown, first: unknown, times: unknown, options?: OdeintOptions): never {
  requireFunction("odeint", f);
  const given = floatsArgument("odeint", "the first state", first);
  const start = vectorOf(given.nodes);
  const asked = timesArgument(times, start);
  const accuracy = accuracyArgument("odeint", options, start.dtype, usual);
  const recorded = vectorFunction("odeint", f as AnyFunction, given, [{ shape: [], dtype: start.dtype }]);
  const slope: Slope = (y, t) =>
    wrap(recorded.body.applied(b, [...recorded.captured, nodeOf(y), nodeOf(t)])[0] as Node);
  const states =
    start.shape[0] === 0
      ? zeros([asked.shape[0] as number, 0], { dtype: start.dtype })
      : solution(slope, wrap(start), wrap(asked), accuracy);
  return unflatten(given.layout, partsOf(nodeOf(states), given.nodes)) as never;
}

function timesArgument(times: unknown, { dtype }: Node): Node {
  const plain = toNode("odeint", times);
  const asked = isTensor(times) ? plain : nodeOf(wrap(plain).cast(dtype));
  if (asked.shape.length !== 1 || asked.shape[0] === 0) {
    throw new ShapeError(
      "odeint",
      `times must be a vector with at least one element, got shape ${formatShape(asked.shape)}.`,
      [asked.shape],
    );
  }
  if (asked.dtype !== dtype) {
    throw new DtypeError(
      "odeint",
      `times must have the dtype of the state, got ${asked.dtype} and ${dtype}. Use cast("${dtype}").`,
    );
  }
  return asked;
}

const usual = {
  float64: { rtol: 1e-8, atol: 1e-10 },
  float32: { rtol: 1e-4, atol: 1e-6 },
  limit: "maxSteps",
  most: 500,
} as const;

interface Going {
  readonly t: Tensor;
  readonly h: Tensor;
  readonly y: Tensor;
  readonly slope: Tensor;
}

function solution(f: Slope, y: Tensor, times: Tensor, { rtol, atol, most }: Accuracy): Tensor {
  const count = times.shape[0] as number;
  const [begin, end] = [take(times, 0), take(times, count - 1)];
  const stop = end.stopGradient();
  const direction = stop.sub(begin.stopGradient()).sign();
  /** How large a change is beside what is allowed, as the root of a mean. */
  const sizeOf = (change: Tensor, of: Tensor): Tensor =>
    change.stopGradient().div(of.abs().stopGradient().mul(rtol).add(atol)).square().mean().sqrt();
  const left = (t: Tensor): Tensor => stop.sub(t.stopGradient()).mul(direction);
  const slope = f(y, begin);
  // Hairer, II.4: a step of Euler's method that changes the state by a hundredth.
  const [state, change] = [sizeOf(y, y), sizeOf(slope, y)];
  const isTiny = minimum(state, change).less(1e-5);
  const guess = where(isTiny, 1e-6, state.div(change).mul(0.01));
  const going: Going = { t: begin, h: guess, y, slope };
  const [last, taken] = scan(
    (now: Going) => {
      const goesOn = left(now.t).greater(0);
      const chosen: unknown = cond(
        goesOn,
        (from: Going) => step(f, from, minimum(from.h, left(from.t)).mul(direction), sizeOf),
        (at: Going) => rest(at),
        now,
      );
      return chosen as [Going, Taken];
    },
    going,
    null,
    { length: most },
  ) as unknown as [Going, Taken];
  const outside = maximum(times.sub(stop).mul(direction), begin.sub(times).mul(direction)).max();
  const within = whereSettled(times, outside, {
    caller: "odeint",
    most: 0,
    rule: "times must lie between the first and the last",
    remedy: "",
  });
  const at = within.sub(0).mul(direction.stopGradient());
  const place = searchSorted(taken.t.mul(direction), at.stopGradient()).sub(1);
  const row = maximum(place, place.mul(0));
  const part = (all: Tensor): Tensor => take(all, row, 0);
  const theta = within.sub(part(taken.t)).div(part(taken.h)).reshape([count, 1]);
  const other = theta.neg().add(1);
  const [c0, c1, c2, c3] = [taken.c0, taken.c1, taken.c2, taken.c3].map(part) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const inner = c1.add(theta.mul(c2.add(other.mul(c3))));
  const states = part(taken.y).add(theta.mul(c0.add(other.mul(inner))));
  return whereSettled(states, left(last.t), {
    caller: "odeint",
    most: 0,
    rule: `the last time must be reached in ${most} steps`,
    remedy: "That is how far away it was. Allow more with maxSteps, rtol or atol.",
  });
}

/** What a step leaves behind, for values within it. */
interface Taken {
  readonly t: Tensor;
  readonly h: Tensor;
  readonly y: Tensor;
  readonly c0: Tensor;
  readonly c1: Tensor;
  readonly c2: Tensor;
  readonly c3: Tensor;
}

function step(
  f: Slope,
  { t, y, slope }: Going,
  size: Tensor,
  sizeOf: (change: Tensor, of: Tensor) => Tensor,
): [Going, Taken] {
  const stride = dormandPrince(f, y, t, size, slope);
  const error = sizeOf(stride.error, maximum(y.abs(), stride.next.abs()));
  const isGood = error.lessEqual(1);
  // A step twice as large has an error 32 times as large; NaN counts as large.
  const factor = minimum(maximum(error.pow(-1 / 5).mul(0.9), 0.2), 10);
  const next = size.abs().mul(where(error.greaterEqual(0), factor, 0.2));
  const [c0, c1, c2, c3] = stride.within;
  return [
    {
      t: where(isGood, t.add(size), t),
      h: next,
      y: where(isGood, stride.next, y),
      slope: where(isGood, stride.slope, slope),
    },
    { t, h: size, y, c0, c1, c2, c3 },
  ];
}

function rest(at: Going): [Going, Taken] {
  const zero = at.y.mul(0);
  return [at, { t: at.t, h: at.h.mul(0).add(1), y: at.y, c0: zero, c1: zero, c2: zero, c3: zero }];
}
