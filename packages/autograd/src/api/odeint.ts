import { describe } from "../error/describe.ts";
import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import type { Node } from "../graph/node.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape } from "../shape/shape.ts";
import { booleanArgument } from "../tensor/argument.ts";
import { toNode } from "../tensor/convert.ts";
import { zeros } from "../tensor/create.ts";
import { maximum } from "../tensor/functions/elementwise.generated.ts";
import { take } from "../tensor/functions/indexing.ts";
import { isTensor, nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { accuracyArgument, whereSettled } from "./accuracy.ts";
import { type AnyFunction, requireFunction } from "./functions.ts";
import { solvedInSteps } from "./ode-course.ts";
import { solvedOneByOne } from "./ode-flow.ts";
import type { Pace } from "./ode-steps.ts";
import { methods } from "./ode-system.ts";
import type { CarriedOn, Stacked } from "./scan.ts";
import { positiveArgument } from "./search.ts";
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
   * How long each step may be. Where the slope rests, steps become long, and what happens between them passes unseen, as a dose or a
   * pulse does: take at most its duration. Default: as long as the tolerances allow.
   */
  readonly maxStep?: number | undefined;
  /**
   * `"dopri5"`, Dormand and Prince's method; or `"rodas5p"`, a Rosenbrock method for stiff equations, whose steps are not kept short by
   * what dies out at once. Default: `"dopri5"`.
   */
  readonly method?: "dopri5" | "rodas5p" | undefined;
  /**
   * Whether derivatives come from equations of their own, which are solved as accurately, forwards or backwards from each time to the next,
   * instead of from the steps. They take no memory for these. Default: false.
   */
  readonly adjoint?: boolean | undefined;
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
 *   1e-4 and 1e-6; `maxSteps`: how many steps there may be, by default 500; `maxStep`: how long each may be, by default as long as
 *   the tolerances allow; `method`: `"dopri5"`, Dormand and Prince's, unless it is
 *   `"rodas5p"`, a Rosenbrock method for stiff equations: each step takes the exact Jacobian of `f` and solves linear equations with it,
 *   but is as long as the solution is smooth; `adjoint`: whether derivatives come from adjoint equations, solved backwards, instead of from
 *   the steps, of which then none is kept.
 * @returns The states at these times, stacked along a first axis: a tree like `first`.
 * @throws {ArgumentError} if `f` is not a function, returns another structure, reads a value, changes a parameter or calls
 *   `customGradient`, or for options that do not exist; also, when the result is computed, if the last time is not reached, or if a time
 *   is not between the first and the last. {@link DtypeError} unless `first` is floating-point, of one dtype, which is that of `times`;
 *   {@link ShapeError} if `f` returns another shape, or `times` is not a vector with elements; {@link DerivativeError} if a derivative
 *   that `f` takes goes through the state or the time, and what it is taken by is behind that.
 * @remarks Times that are asked for do not end a step, and what a slope does for a shorter time than steps take may pass unseen, a dose
 *   after a long rest: give `maxStep`, or solve from one such time to the next. Derivative: that of steps, in both modes and of any order, by the state, the times, and all that `f` refers
 *   to; the sizes of steps count as given, and by its own time a state has the derivative `f` there. The value comes from steps as
 *   the solution needs them, those of each order from steps that are short enough also for derivatives up to this order: they are right where
 *   the solution, or a derivative of lower order, stays at rest, and may need more steps than it. Memory: that of `maxSteps` states in reverse mode.
 *   With `adjoint`, each time is solved for from the one before it in up to `maxSteps` steps, and so are derivatives: of states together
 *   with all that `f` refers to, in both modes and of any order, as accurately as the tolerances say, not to the last digits. Memory: that of
 *   the states asked for. Source: E. Hairer, S. Nørsett, G. Wanner,
 *   Solving ordinary differential equations I, 1993, II.4 to II.6; G. Steinebach, Construction of Rosenbrock-Wanner method Rodas5P and
 *   numerical benchmarks within the Julia Differential Equations package, 2023; R. Chen and others, Neural ordinary differential
 *   equations, 2018, appendix B.
 * @example odeint((y) => y.neg(), 1, [0, 1, 2]).toArray().map((y) => y.toFixed(7)) // => ["1.0000000", "0.3678794", "0.1353353"]
 * @example
 * // What is far from the cosine comes to it within a millisecond. The other method would take more than 3,000 steps.
 * const y = odeint((y, t) => t.cos().sub(y).mul(1e4), 0, [0, 1], { method: "rodas5p" });
 * y.toArray().map((y) => y.toFixed(7)) // => ["0.0000000", "0.5403864"]
 * @example
 * // A pulse after 50, which steps of any length would go past.
 * const y = odeint((_, t) => t.sub(50).square().neg().exp(), 0, [0, 100], { maxStep: 1 });
 * y.slice([1]).item().toFixed(6) // => "1.772454"
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
  const asked = timesArgument("odeint", times, start);
  const accuracy = accuracyArgument("odeint", options, start.dtype, {
    ...usual,
    others: ["maxStep", "method", "adjoint"],
  });
  const recorded = vectorFunction({
    op: "odeint",
    f: f as AnyFunction,
    state: given,
    others: [{ shape: [], dtype: start.dtype, from: asked }],
  });
  const longest = longestArgument("odeint", options?.maxStep);
  const method = methodArgument("odeint", options?.method);
  const adjoint = booleanArgument("odeint", "adjoint", options?.adjoint ?? false);
  const states =
    start.shape[0] === 0
      ? zeros([asked.shape[0] as number, 0], { dtype: start.dtype })
      : solution(recorded, wrap(start), wrap(asked), { ...accuracy, stol: 0, longest, method, adjoint });
  return unflatten(given.layout, partsOf(nodeOf(states), given.nodes)) as never;
}

export function methodArgument(op: string, method: unknown = "dopri5"): string {
  if (typeof method === "string" && Object.hasOwn(methods, method)) return method;
  throw new ArgumentError(op, `method must be "dopri5" or "rodas5p", got ${describe(method)}.`);
}

/** How long a step may be. */
export function longestArgument(op: string, maxStep: unknown): number {
  return maxStep === undefined ? Number.POSITIVE_INFINITY : positiveArgument(op, "maxStep", maxStep);
}

/** Times of the dtype of a state. */
export function timesArgument(op: string, times: unknown, { dtype }: Node): Node {
  const plain = toNode(op, times);
  const asked = isTensor(times) ? plain : nodeOf(wrap(plain).cast(dtype));
  if (asked.shape.length !== 1 || asked.shape[0] === 0) {
    throw new ShapeError(
      op,
      `times must be a vector with at least one element, got shape ${formatShape(asked.shape)}.`,
      [asked.shape],
    );
  }
  if (asked.dtype !== dtype) {
    throw new DtypeError(
      op,
      `times must have the dtype of the state, got ${asked.dtype} and ${dtype}. Use cast("${dtype}").`,
    );
  }
  return asked;
}

export const usual = {
  float64: { rtol: 1e-8, atol: 1e-10 },
  float32: { rtol: 1e-4, atol: 1e-6 },
  limit: "maxSteps",
  most: 500,
} as const;

interface Choices extends Pace {
  readonly stol: number;
  readonly method: string;
  readonly adjoint: boolean;
}

function solution(f: VectorFunction, y: Tensor, times: Tensor, choices: Choices): Tensor {
  const { adjoint, ...solver } = choices;
  const [begin, end] = [take(times, 0), take(times, (times.shape[0] as number) - 1)];
  const direction = end.sub(begin).stopGradient().sign();
  const outside = maximum(times.sub(end).mul(direction), begin.sub(times).mul(direction)).max();
  const asked = whereSettled(times, outside, {
    caller: "odeint",
    most: 0,
    rule: "times must lie between the first and the last",
    remedy: "",
  });
  if (!adjoint) return solvedInSteps(f, y, asked, solver);
  return solvedOneByOne(f, y, asked, direction, { ...solver, isDerivative: false });
}
