import { describe } from "../error/describe.ts";
import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { type Body, givenAll } from "../op/body.ts";
import { transposedJacobian } from "../op/body-jacobian.ts";
import { flow } from "../op/flow.ts";
import { broadcastTo } from "../op/sum.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape } from "../shape/shape.ts";
import { toNode } from "../tensor/convert.ts";
import { zeros } from "../tensor/create.ts";
import { maximum } from "../tensor/functions/elementwise.generated.ts";
import { searchSorted, take } from "../tensor/functions/indexing.ts";
import { isTensor, nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { type Accuracy, accuracyArgument, whereSettled } from "./accuracy.ts";
import { cond } from "./cond.ts";
import { type AnyFunction, requireFunction } from "./functions.ts";
import type { Method, Slope, System } from "./ode-method.ts";
import { type Course, departure, type Going, left, rest, step, type Taken, within } from "./ode-steps.ts";
import { rodas5p } from "./rosenbrock.ts";
import { dormandPrince } from "./runge-kutta.ts";
import { type CarriedOn, type Stacked, scan } from "./scan.ts";
import { type Tensors, unflatten } from "./tree.ts";
import { floatsArgument, partsOf, type VectorFunction, vectorFunction, vectorOf } from "./vector-function.ts";

/** How accurate a solution has to be. */
export interface OdeintOptions {
  /** The error of a step, relative to the solution. Default: 1e-8, or 1e-4 for float32. */
  readonly rtol?: number | undefined;
  /** The error of a step beside that. Default: 1e-10, or 1e-6 for float32. */
  readonly atol?: number | undefined;
  /** How many steps there may be, with those that are tried in vain. Default: 500. */
  readonly maxSteps?: number | undefined;
  /**
   * `"dopri5"`, Dormand and Prince's method; or `"rodas5p"`, a Rosenbrock method for stiff equations, whose steps are not kept short by
   * what dies out at once. Default: `"dopri5"`.
   */
  readonly method?: "dopri5" | "rodas5p" | undefined;
}

/** How many times there are. */
export type TimesOf<T> = ShapeOf<T> extends [infer N extends number] ? N : number;

/**
 * The solution of ordinary differential equations, y' = f(y, t), at some times: steps as large as the tolerances allow, and values
 * within the steps where times are asked for.
 * @param f - Takes a tree of tensors and a time, and returns the slope, a tree like it. It is called once, with tensors that stand for any
 *   state, and may refer to other tensors and parameters, by which there are derivatives.
 * @param first - The state at the first time: floating-point tensors of one dtype.
 * @param times - A vector: where to begin, where to end, and between them where the solution is asked for, in any order.
 * @param options - `rtol`, `atol`: the error of a step, relative to the state and beside that, by default 1e-8 and 1e-10, for float32
 *   1e-4 and 1e-6; `maxSteps`: how many steps there may be, by default 500; `method`: `"dopri5"`, Dormand and Prince's, unless it is
 *   `"rodas5p"`, a Rosenbrock method for stiff equations: each step takes the exact Jacobian of `f` and solves linear equations with it,
 *   but is as long as the solution is smooth.
 * @returns The states at these times, stacked along a first axis: a tree like `first`.
 * @throws {ArgumentError} if `f` is not a function, returns another structure, reads a value, changes a parameter or calls
 *   `customGradient`, or for options that do not exist; also, when the result is computed, if the last time is not reached, or if a time
 *   is not between the first and the last. {@link DtypeError} unless `first` is floating-point, of one dtype, which is that of `times`;
 *   {@link ShapeError} if `f` returns another shape, or `times` is not a vector with elements; {@link DerivativeError} if a derivative
 *   that `f` takes goes through the state or the time, and what it is taken by is behind that.
 * @remarks Derivative: that of the steps that were taken, in both modes and of any order, by the state, the times, and all that `f` refers
 *   to; the sizes of steps count as given, and by its own time a state has the derivative `f` there. Memory: that of `maxSteps` states in reverse mode. Source: E. Hairer, S. Nørsett, G. Wanner,
 *   Solving ordinary differential equations I, 1993, II.4 to II.6; G. Steinebach, Construction of Rosenbrock-Wanner method Rodas5P and
 *   numerical benchmarks within the Julia Differential Equations package, 2023.
 * @example odeint((y) => y.neg(), 1, [0, 1, 2]).toArray().map((y) => y.toFixed(7)) // => ["1.0000000", "0.3678794", "0.1353353"]
 * @example
 * // What is far from the cosine comes to it within a millisecond. The other method would take more than 3,000 steps.
 * const y = odeint((y, t) => t.cos().sub(y).mul(1e4), 0, [0, 1], { method: "rodas5p" });
 * y.toArray().map((y) => y.toFixed(7)) // => ["0.0000000", "0.5403864"]
 */
export function odeint<const Y, const T extends TensorLike>(
  f: (y: NoInfer<Tensors<Y>>, t: Tensor<[]>) => NoInfer<CarriedOn<Y>>,
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
  const recorded = vectorFunction({
    op: "odeint",
    f: f as AnyFunction,
    state: given,
    others: [{ shape: [], dtype: start.dtype, from: asked }],
  });
  const method = methodArgument(options?.method);
  const states =
    start.shape[0] === 0
      ? zeros([asked.shape[0] as number, 0], { dtype: start.dtype })
      : solution(recorded, method, wrap(start), wrap(asked), accuracy);
  return unflatten(given.layout, partsOf(nodeOf(states), given.nodes)) as never;
}

const methods: Readonly<Record<string, Method>> = { dopri5: dormandPrince, rodas5p };

function methodArgument(method: unknown = "dopri5"): Method {
  const found = typeof method === "string" && Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (found !== undefined) return found;
  throw new ArgumentError("odeint", `method must be "dopri5" or "rodas5p", got ${describe(method)}.`);
}

function systemOf({ body, captured }: VectorFunction): System {
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

/** States, each at a time of its own, as functions of that. */
function flowing({ body, captured }: VectorFunction, states: Tensor, from: Tensor, to: Tensor): Tensor {
  const examples = [states.shape[0] as number];
  const known = captured.map((node) => b(broadcastTo, node, { shape: [...examples, ...node.shape] }));
  return wrap(b(flow, ...known, nodeOf(states), nodeOf(from), nodeOf(to), { body, examples }));
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
  others: ["method"],
} as const;

function solution(f: VectorFunction, method: Method, y: Tensor, times: Tensor, accuracy: Accuracy): Tensor {
  const [begin, end] = [take(times, 0), take(times, (times.shape[0] as number) - 1)];
  const stop = end.stopGradient();
  const direction = stop.sub(begin.stopGradient()).sign();
  const course: Course = { system: systemOf(f), method, accuracy, stop, direction };
  const { most } = accuracy;
  const [last, taken] = scan(
    (now: Going) => {
      const chosen: unknown = cond(
        left(course, now.t).greater(0),
        (from: Going) => step(course, from),
        (at: Going) => rest(at),
        now,
      );
      return chosen as [Going, Taken];
    },
    departure(course, y, begin),
    null,
    { length: most },
  ) as unknown as [Going, Taken];
  const outside = maximum(times.sub(stop).mul(direction), begin.sub(times).mul(direction)).max();
  const asked = whereSettled(times, outside, {
    caller: "odeint",
    most: 0,
    rule: "times must lie between the first and the last",
    remedy: "",
  });
  const at = asked.stopGradient();
  const place = searchSorted(taken.t.mul(direction), at.mul(direction)).sub(1);
  // Steps move with the first time. That a state moves with its own time as the equations say is said by them, not by the step.
  const since = at.add(begin.sub(begin.stopGradient()));
  const states = flowing(f, within(taken, maximum(place, place.mul(0)), at), since, asked);
  return whereSettled(states, left(course, last.t), {
    caller: "odeint",
    most: 0,
    rule: `the last time must be reached in ${most} steps`,
    remedy: "That is how far away it was. Allow more with maxSteps, rtol or atol.",
  });
}
