import { ArgumentError, type Tensor } from "@chainrule/autograd";
import { checkOptions } from "@chainrule/autograd/gears";
import { choiceArgument } from "../argument.ts";
import { Bounds, type BoundsOption } from "./bounds.ts";
import { ConjugateGradient } from "./conjugate-gradient.ts";
import { type FitStep, iterationOf, type Reason } from "./iteration.ts";
import { LBfgs } from "./l-bfgs.ts";
import type { Method } from "./method.ts";
import { NewtonCg } from "./newton-cg.ts";
import { Objective, type Place } from "./objective.ts";
import { Progress } from "./progress.ts";
import { resultText } from "./result-text.ts";
import { TrustRegion } from "./trust-region.ts";
import { type Solution, type TensorsOf, Unknowns } from "./unknowns.ts";

/** How {@link minimize} goes down. */
export type MinimizationMethod = "l-bfgs" | "conjugate-gradient" | "newton-cg" | "trust-region";

/** Options of {@link minimize}. */
export interface MinimizationOptions<X = readonly number[]> {
  /**
   * `"l-bfgs"`, the default, learns the curvature from its steps. `"conjugate-gradient"` remembers a single direction, for
   * millions of unknowns. `"newton-cg"` and `"trust-region"` use exact products of the Hessian and vectors: fewer steps, each of
   * several derivatives; the second of these also finds its way where the function bends down.
   */
  readonly method?: MinimizationMethod | undefined;
  /**
   * Between which numbers the unknowns stay; `f` is evaluated nowhere else. For `"l-bfgs"`, which is L-BFGS-B then. Each side is a
   * number or a tree of the structure of `x0`.
   */
  readonly bounds?: BoundsOption | undefined;
  /**
   * The largest element of the gradient, max |∂f/∂xᵢ|, at which x has converged, as far as the bounds leave room: SciPy's `gtol`. By
   * default 1e-8, or 1e-4 for a function of dtype float32. It is in the units of f and x: of a function that is small
   * everywhere, such as 1e-10 (x − 3)², any x0 is as good as the minimum. Multiply it, or lower the tolerance. Where rounding
   * keeps the gradient above it, x has converged as well, if {@link Minimum.reason} says so.
   */
  readonly tolerance?: number | undefined;
  /** By default 1000. */
  readonly maxIterations?: number | undefined;
  /** Is told of each iterate; `"stop"` as its answer ends the fit there. */
  readonly onStep?: ((step: FitStep<X>) => unknown) | undefined;
}

/** What {@link minimize} found. */
export interface Minimum<X = readonly number[]> {
  /** Where the function is least, in the structure of the start. */
  readonly x: X;
  /** The function at x. */
  readonly value: number;
  /**
   * Why it ended. `"converged"`: the gradient is at most the tolerance; or no step leads further down than rounding, the slope being
   * as small beside f: max |∂f/∂xᵢ| max(|xᵢ|, 1) at most the default tolerance times |f|. `"stuck"`: no step leads further down,
   * though the slope is larger. Or the iterations were used up, or `onStep` said so.
   */
  readonly reason: Reason;
  /** How many steps were made. */
  readonly iterations: number;
  /** How often the function was evaluated. */
  readonly evaluations: number;
  /** How many gradients, and products of the Hessian and a vector, were evaluated. */
  readonly derivatives: number;
  /** The result as a table. */
  toString(): string;
}

const methods: Readonly<Record<MinimizationMethod, (objective: Objective, bounds: Bounds | null) => Method>> =
  {
    "l-bfgs": (objective, bounds) => new LBfgs(objective, bounds),
    "conjugate-gradient": (objective) => new ConjugateGradient(objective),
    "newton-cg": (objective) => new NewtonCg(objective),
    "trust-region": (objective) => new TrustRegion(objective),
  };

/**
 * Minimises a smooth function, with exact derivatives, by a method that knows how far to go: no learning rate. For problems of
 * a few to some thousand unknowns, of which each evaluation sees all the data.
 * @param f - From tensors of the structure of `x0` to a floating-point scalar. It is compiled: see `compile`.
 * @param x0 - Where to begin: a number, nested arrays of numbers, a tensor, or a tree of these.
 * @param options - See {@link MinimizationOptions}.
 * @returns x in the structure of `x0`, and what it took: see {@link Minimum}. Printed, it is a table. Tensors in it are data: a
 *   derivative that would go on to what `f` refers to, to `x0` or to bounds is refused. `root((x) => grad(f)(x), x.stopGradient())` is
 *   the same place with its derivative.
 * @throws {ArgumentError} for other arguments, or if `f` or its gradient is not finite at `x0`. Elsewhere a search steps back, as it does
 *   where data are refused.
 * @throws {DerivativeError} if `f` does not depend on its argument.
 * @example
 * const { x, reason } = minimize((x) => {
 *   const [a, b] = x.split(2);
 *   return a.neg().add(1).square().add(b.sub(a.square()).square().mul(100)).sum();
 * }, [-1.2, 1]);
 * x.map((value) => value.toFixed(6)) // => ["1.000000", "1.000000"]
 * reason // => "converged"
 */
export function minimize<const X>(
  f: (x: TensorsOf<X>) => Tensor,
  x0: X,
  options?: MinimizationOptions<Solution<X>>,
): Minimum<Solution<X>> {
  const op = "minimize";
  const given = checkOptions(op, options, ["method", "bounds", "tolerance", "maxIterations", "onStep"]);
  const method = choiceArgument(op, "method", given["method"] ?? "l-bfgs", methods);
  const unknowns = new Unknowns(op, x0);
  const bounds = given["bounds"] === undefined ? null : new Bounds(op, given["bounds"], unknowns);
  if (bounds !== null && method !== "l-bfgs") {
    throw new ArgumentError(op, `bounds need the method "l-bfgs", got ${JSON.stringify(method)}.`);
  }
  const objective = new Objective(op, f, unknowns);
  let place = objective.at(unknowns.start);
  const usual = objective.isSingle ? 1e-4 : 1e-8;
  const { tolerance, maxIterations, isStopped, isWatched } = iterationOf(op, given, usual);
  if (!Number.isFinite(place.value)) {
    throw new ArgumentError(
      op,
      "f and its gradient must be finite at x0, got some that are not. Start elsewhere.",
    );
  }
  const descent = methods[method](objective, bounds);
  let iterations = 0;
  let reason: Reason = "converged";
  const progress = new Progress(place, objective.isSingle);
  while (largestSlope(place, bounds) > tolerance) {
    if (iterations === maxIterations) {
      reason = "maxIterations";
      break;
    }
    const next = progress.isOver ? null : descent.next(place);
    if (next === null) {
      reason = isFlat(place, bounds, usual) ? "converged" : "stuck";
      break;
    }
    progress.note(next);
    place = next;
    iterations += 1;
    const { x, value } = place;
    const iteration = iterations;
    if (isStopped(() => ({ iteration, x: unknowns.solution(x, objective.maker), value }))) {
      reason = "stopped";
      break;
    }
  }
  if (isWatched) objective.check(place.x);
  return minimumOf(objective, unknowns, place, reason, iterations);
}

/** Apart from the search, so that nothing of that is kept for the text. */
function minimumOf<X>(
  objective: Objective,
  unknowns: Unknowns,
  { x, value }: Place,
  reason: Reason,
  iterations: number,
): Minimum<X> {
  const result = { value, reason, iterations };
  const { evaluations, derivatives, maker } = objective;
  return {
    x: unknowns.solution(x, maker) as X,
    ...result,
    evaluations,
    derivatives,
    toString: () => resultText(unknowns, x, "value", result),
  };
}

/** How far the gradient leads, by each unknown, before a bound. */
function leads({ x, gradient }: Place, bounds: Bounds | null): Float64Array {
  if (bounds === null) return gradient;
  return gradient.map((slope, k) => (x[k] as number) - bounds.clamped((x[k] as number) - slope, k));
}

function largestSlope(place: Place, bounds: Bounds | null): number {
  return leads(place, bounds).reduce((largest, lead) => Math.max(largest, Math.abs(lead)), 0);
}

/**
 * Whether f changes by less than a part of its size where x does.
 *
 * Source: J. Dennis, R. Schnabel, Numerical Methods for Unconstrained Optimization and Nonlinear Equations, 1983, section 7.2.
 */
function isFlat(place: Place, bounds: Bounds | null, part: number): boolean {
  const changes = leads(place, bounds).map(
    (lead, k) => Math.abs(lead) * Math.max(Math.abs(place.x[k] as number), 1),
  );
  return changes.every((change) => change <= part * Math.abs(place.value));
}
