import { ArgumentError, type Tensor, tensor } from "@chainrule/autograd";
import { checkOptions, describeValue, type MakeTensor, sharedElements } from "@chainrule/autograd/gears";
import { choiceArgument } from "../argument.ts";
import { argumentIn } from "../hyperparameter.ts";
import { boundedLeastSquares } from "./bounded-least-squares.ts";
import { Bounds, type BoundsOption } from "./bounds.ts";
import { type CompiledResiduals, compiledResiduals } from "./compiled-residuals.ts";
import { type FitStep, type Iteration, iterationOf, type Reason } from "./iteration.ts";
import { type Loss, losses, type RobustLoss } from "./loss.ts";
import { backSubstitute, columnNorms, roundingOf, type Triangle, triangulate } from "./qr.ts";
import { unlessRefused } from "./refusal.ts";
import { resultText } from "./result-text.ts";
import { covarianceOf } from "./standard-errors.ts";
import { type Solution, type TensorsOf, Unknowns } from "./unknowns.ts";
import { moved, norm } from "./vector.ts";

const foundByLeastSquares = {
  through: "through what leastSquares() found, which is data",
  remedy:
    "For its derivative, find it with root((x) => grad((x) => residuals(x).square().sum())(x), found.stopGradient()); or take " +
    "stopGradient() of it if it is meant as data.",
};

/** Options of {@link leastSquares}. */
export interface LeastSquaresOptions<X = readonly number[]> {
  /** The relative change of x below which it has converged; by default 1e-10. */
  readonly tolerance?: number | undefined;
  /** By default 1000. */
  readonly maxIterations?: number | undefined;
  /**
   * What a residual r costs, with z = (r / scale)²: `"linear"`, the default, scale² z = r². Others are about that for residuals
   * smaller than the scale, and grow more slowly for outliers: `"huber"` beyond the scale as |r|; `"softL1"`, 2 (√(1 + z) − 1), the
   * same without a corner; `"cauchy"`, ln(1 + z); `"arctan"`, arctan z, which is bounded. As in SciPy's `least_squares`.
   */
  readonly loss?: RobustLoss | undefined;
  /** From which size on residuals are outliers, to a loss that is not linear; by default 1. */
  readonly scale?: number | undefined;
  /**
   * Between which numbers the unknowns stay; the residuals are evaluated nowhere else. Each side is a number or a tree of the
   * structure of `x0`.
   */
  readonly bounds?: BoundsOption | undefined;
  /** Bends each step along the residuals' exact second derivative: fewer steps through narrow, curved valleys. */
  readonly acceleration?: boolean | undefined;
  /** Is told of each iterate; `"stop"` as its answer ends the fit there. */
  readonly onStep?: ((step: FitStep<X>) => unknown) | undefined;
}

/** What {@link leastSquares} found. */
export interface LeastSquaresResult<X = readonly number[]> {
  /** Where the sum is least, in the structure of the start. */
  readonly x: X;
  /** The sum of what the residuals cost at x: of their squares, unless another loss was asked for. */
  readonly value: number;
  /** Why it ended: x changed no more, the iterations were used up, no step could be made, or `onStep` said so. */
  readonly reason: Reason;
  /** How many steps were made. */
  readonly iterations: number;
  /** How often the residuals were evaluated. */
  readonly evaluations: number;
  /** How often their derivatives were evaluated: Jacobians, and second derivatives along a step. */
  readonly derivatives: number;
  /**
   * σ² (J'J)⁻¹ with σ² = value / (residuals − unknowns), of the unknowns in the order in which they are printed; not finite if
   * there are no more residuals than unknowns. With another loss, σ² is Huber's estimate, which outliers hardly change. What a
   * bound holds does not vary: it is 0 there, and the others' are those beside it.
   */
  readonly covariance: readonly (readonly number[])[];
  /** The roots of its diagonal, in the structure of the start. */
  readonly standardErrors: X;
  /** The result as a table. */
  toString(): string;
}

/** The residuals at one place. */
interface Place {
  readonly x: Float64Array;
  readonly residuals: Float64Array;
  /** Infinite where some of them are not finite, or refused: such a place is never gone to. */
  readonly value: number;
}

/** The least squares near a place, weighed so that they are those of the loss. */
interface Linearization {
  /** The columns of [J | −r], one after the other; with zeros below if there are fewer residuals than unknowns. Until the next one. */
  readonly matrix: Float64Array;
  /** The same, in units in which columns are of similar size, made triangular: every damping begins with these few rows. */
  readonly triangle: Triangle;
  /** By how much each row of J was weighed. */
  readonly weights: Float64Array;
}

/** A step, and where it is held by bounds. */
interface Step {
  readonly by: Float64Array;
  readonly isHeld: boolean;
}

/**
 * Fits by least squares, by the Levenberg–Marquardt method with exact derivatives: the x for which the sum of the squares of
 * the residuals is least. It stops when x no longer changes, since the sum itself is flat to its last digit long before.
 * @param residuals - From tensors of the structure of `x0` to a vector: usually model minus data. It is compiled: see `compile`.
 * @param x0 - Where to begin: a number, nested arrays of numbers, a tensor, or a tree of these.
 * @param options - See {@link LeastSquaresOptions}.
 * @returns x with covariance and standard errors, and what it took: see {@link LeastSquaresResult}. Printed, it is a table. Tensors
 *   in it are data, as in {@link minimize}.
 * @throws {ArgumentError} for other arguments, or if the residuals at `x0` are not finite. Elsewhere a search steps back, as it does
 *   where data are refused.
 * @remarks Source: D. Marquardt, An algorithm for least-squares estimation of nonlinear parameters, 1963; damping by
 *   H. Nielsen, Damping parameter in Marquardt's method, 1999; acceleration by M. Transtrum, J. Sethna, Improvements to the
 *   Levenberg-Marquardt algorithm for nonlinear least-squares minimization, 2012.
 * @example
 * const [t, y] = [tensor([0, 1, 2, 3]), tensor([8, 4, 2, 1])];
 * const fit = leastSquares((x) => {
 *   const [scale, rate] = x.split(2);
 *   return t.mul(rate).neg().exp().mul(scale).sub(y);
 * }, [1, 0]);
 * fit.x.map((value) => Math.round(value * 1e9) / 1e9) // => [8, 0.693147181]
 */
export function leastSquares<const X>(
  residuals: (x: TensorsOf<X>) => Tensor,
  x0: X,
  options?: LeastSquaresOptions<Solution<X>>,
): LeastSquaresResult<Solution<X>> {
  const op = "leastSquares";
  const given = checkOptions(op, options, [
    "tolerance",
    "maxIterations",
    "loss",
    "scale",
    "bounds",
    "acceleration",
    "onStep",
  ]);
  const iteration = iterationOf(op, given, 1e-10);
  const loss = losses[choiceArgument(op, "loss", given["loss"] ?? "linear", losses)];
  const scale = argumentIn("positive", op, "scale", given["scale"] ?? 1);
  const isAccelerated = given["acceleration"] ?? false;
  if (typeof isAccelerated !== "boolean") {
    throw new ArgumentError(op, `acceleration must be true or false, got ${describeValue(isAccelerated)}.`);
  }
  const unknowns = new Unknowns(op, x0);
  const bounds = given["bounds"] === undefined ? null : new Bounds(op, given["bounds"], unknowns);
  const fit = new Fit(op, residuals, unknowns, { loss, scale, bounds, isAccelerated });
  return fit.run(iteration) as LeastSquaresResult<Solution<X>>;
}

/** What was asked of a fit. */
interface Demand {
  readonly loss: Loss;
  readonly scale: number;
  readonly bounds: Bounds | null;
  readonly isAccelerated: boolean;
}

class Fit {
  readonly #op: string;
  readonly #unknowns: Unknowns;
  readonly #demand: Demand;
  readonly #compiled: CompiledResiduals;
  #place: Place;
  /** What linearizations are written into: to allocate them anew takes as long as to fill them. */
  #matrix: Float64Array = new Float64Array(0);
  #scaled: Float64Array = new Float64Array(0);
  #weights: Float64Array = new Float64Array(0);
  /** The residuals where they were evaluated last: what they were computed from is what a fit was found from. */
  #latest: Tensor | null = null;
  #evaluations = 0;
  #derivatives = 0;

  constructor(op: string, residuals: unknown, unknowns: Unknowns, demand: Demand) {
    if (typeof residuals !== "function") {
      throw new ArgumentError(op, `residuals must be a function, got ${describeValue(residuals)}.`);
    }
    this.#op = op;
    this.#unknowns = unknowns;
    this.#demand = demand;
    this.#compiled = compiledResiduals(op, residuals as (x: unknown) => unknown, unknowns);
    this.#place = this.#at(unknowns.start);
    if (!Number.isFinite(this.#place.value)) {
      throw new ArgumentError(
        op,
        "the residuals must be finite at x0, got some that are not. Start elsewhere.",
      );
    }
  }

  run({ tolerance, maxIterations, isStopped, isWatched }: Iteration): LeastSquaresResult<unknown> {
    const { bounds, isAccelerated } = this.#demand;
    const scale = new Float64Array(this.#place.x.length);
    let near = this.#linearized(scale);
    let damping = 0.1;
    let growth = 2;
    let iteration = 0;
    let reason: Reason = "maxIterations";
    while (iteration < maxIterations) {
      const { by, isHeld } = this.#step(near.triangle, scale, damping);
      const { x, value } = this.#place;
      const bent = isAccelerated && !isHeld ? this.#bent(near, scale, damping, by) : by;
      const end = bent === null ? null : moved(x, 1, bent);
      const next = end === null ? null : this.#at(bounds === null ? end : bounds.reached(x, end));
      // What is 0 in the end changes by all of itself; it is nothing beside the others long before.
      const least = tolerance * norm(x);
      const isSmall = (bent ?? by).every(
        (by, k) => Math.abs(by) <= tolerance * Math.max(Math.abs(x[k] as number), least),
      );
      const gain = next === null ? Number.NEGATIVE_INFINITY : value - next.value;
      const predicted = predictedFall(near.triangle, scale, by);
      // Where the sum is flat to its last digits it says nothing any more of a step.
      const isFlat = Math.abs(predicted) <= 1e-13 * value && Math.abs(gain) <= 1e-12 * value;
      if (next !== null && (gain > 0 || isFlat || (isSmall && next.value <= value))) {
        this.#place = next;
        iteration += 1;
        // Damping stays what the last step made it that could be judged: without it, steps may go too far for ever.
        if (!isFlat) damping = Math.max(damping * dampingFactor(gain / predicted), 1e-18);
        growth = 2;
        const step = iteration;
        if (
          isStopped(() => ({
            iteration: step,
            x: this.#unknowns.solution(next.x, this.#maker),
            value: next.value,
          }))
        ) {
          reason = "stopped";
          break;
        }
        if (isSmall || next.value === 0) {
          reason = "converged";
          break;
        }
        near = this.#linearized(scale);
      } else {
        damping *= growth;
        growth *= 2;
        if (damping > 1e30 || isSmall) {
          reason = isSmall && this.#isLeast(near.triangle, scale) ? "converged" : "stuck";
          break;
        }
      }
    }
    if (isWatched) this.#compiled.check(tensor(this.#place.x));
    return this.#result(reason, iteration);
  }

  /** Whether the sum is as good as least by its derivative: damping alone makes steps small anywhere. */
  #isLeast(triangle: Triangle, scale: Float64Array): boolean {
    const { by } = this.#step(triangle, scale, 1e-18);
    return !(predictedFall(triangle, scale, by) > 1e-8 * this.#place.value);
  }

  #at(x: Float64Array): Place {
    this.#evaluations += 1;
    const { loss, scale } = this.#demand;
    const found = unlessRefused(this.#op, this.#evaluations, () => {
      this.#latest = this.#compiled.residuals(tensor(x));
      return sharedElements(this.#latest) as Float64Array;
    });
    const residuals = found ?? Float64Array.of(Number.NaN);
    let value = 0;
    for (let i = 0; i < residuals.length; i++) value += loss(((residuals[i] as number) / scale) ** 2)[0];
    value *= scale ** 2;
    return { x, residuals, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  }

  /** The derivatives of the residuals, those by one unknown after those by another. */
  #jacobian(): Float64Array {
    this.#derivatives += 1;
    return sharedElements(this.#compiled.slopes(tensor(this.#place.x))) as Float64Array;
  }

  /** The least squares near the place, and the largest norms of the columns of J so far in `scale`. */
  #linearized(scale: Float64Array): Linearization {
    const n = scale.length;
    const { loss, scale: size } = this.#demand;
    const { residuals } = this.#place;
    const slopes = this.#jacobian();
    const count = residuals.length;
    const height = Math.max(count, n);
    if (this.#weights.length !== count) {
      this.#weights = new Float64Array(count);
      this.#matrix = new Float64Array(height * (n + 1));
      this.#scaled = new Float64Array(height * (n + 1));
    }
    const [weights, matrix] = [this.#weights, this.#matrix];
    for (let i = 0; i < count; i++) {
      const residual = residuals[i] as number;
      const z = (residual / size) ** 2;
      const [, slope, bend] = loss(z);
      // The loss bends down where residuals are large; the model bends up a little all the same.
      const weight = Math.sqrt(Math.max(slope + 2 * z * bend, slope / 8));
      matrix[n * height + i] = weight === 0 ? 0 : (-slope * residual) / weight;
      weights[i] = weight;
    }
    for (let k = 0; k < n; k++) {
      const [to, from] = [k * height, k * count];
      for (let i = 0; i < count; i++) matrix[to + i] = (weights[i] as number) * (slopes[from + i] as number);
    }
    const norms = columnNorms(matrix, height, n);
    for (let k = 0; k < n; k++) scale[k] = Math.max(scale[k] as number, norms[k] as number) || 1;
    return { matrix, weights, triangle: triangleOf(matrix, scale, this.#scaled) };
  }

  /** The step that least squares of [J; √λ D] give, in units in which columns are of similar size. */
  #step(triangle: Triangle, scale: Float64Array, damping: number): Step {
    const { bounds } = this.#demand;
    const { r, rhs } = damped(triangle, damping);
    const size = (k: number): number => scale[k] as number;
    if (bounds === null) {
      return { by: backSubstitute(r, rhs).map((value, k) => value / size(k)), isHeld: false };
    }
    const { x } = this.#place;
    const room = (side: Float64Array): Float64Array =>
      side.map((bound, k) => (bound - (x[k] as number)) * size(k));
    const [lower, upper] = [room(bounds.lower), room(bounds.upper)];
    const found = boundedLeastSquares(r, rhs, lower, upper);
    return {
      by: found.map((value, k) => value / size(k)),
      isHeld: found.some((value, k) => value === lower[k] || value === upper[k]),
    };
  }

  /**
   * A step bent along the second derivative of the residuals; null if it bends so much that nothing is known of its end, which a
   * shorter step mends.
   */
  #bent(
    { matrix, weights }: Linearization,
    scale: Float64Array,
    damping: number,
    by: Float64Array,
  ): Float64Array | null {
    this.#derivatives += 1;
    const n = scale.length;
    const bend = this.#compiled.bend(tensor(this.#place.x), tensor(by)).data();
    const turned = matrix.slice();
    const last = turned.subarray((turned.length / (n + 1)) * n);
    for (const [i, weight] of weights.entries()) last[i] = -weight * (bend[i] as number);
    const { r, rhs } = damped(triangleOf(turned, scale, this.#scaled), damping);
    const turn = backSubstitute(r, rhs);
    const length = Math.hypot(...by.map((value, k) => value * (scale[k] as number)));
    if (!(2 * Math.hypot(...turn) <= 0.75 * length)) return null;
    return by.map((value, k) => value + (turn[k] as number) / (scale[k] as number) / 2);
  }

  /** How the tensors of a place are made that was found. */
  get #maker(): MakeTensor {
    return this.#unknowns.maker(this.#latest, foundByLeastSquares);
  }

  #result(reason: Reason, iterations: number): LeastSquaresResult<unknown> {
    // The text keeps nothing of the fit but these.
    const unknowns = this.#unknowns;
    const maker = this.#maker;
    const { x, value, residuals } = this.#place;
    const { bounds, loss, scale } = this.#demand;
    const slopes = this.#jacobian();
    const n = x.length;
    const gradient = new Float64Array(n);
    for (const [i, residual] of residuals.entries()) {
      const pull = loss((residual / scale) ** 2)[1] * residual;
      for (let k = 0; k < n; k++)
        gradient[k] = (gradient[k] as number) + pull * (slopes[k * residuals.length + i] as number);
    }
    const held = (k: number): boolean => bounds?.isHeld(x, gradient, k) === true;
    const free = [...x.keys()].filter((k) => !held(k));
    const covariance = covarianceOf(slopes, n, residuals, free, loss, scale);
    const errors = Float64Array.from(covariance, (row, i) => Math.sqrt(row[i] as number));
    const ended = { value, reason, iterations };
    const note = (k: number): string =>
      held(k) ? ", held by a bound" : ` ± ${(errors[k] as number).toPrecision(3)}`;
    return {
      x: unknowns.solution(x, maker),
      ...ended,
      evaluations: this.#evaluations,
      derivatives: this.#derivatives,
      covariance,
      standardErrors: unknowns.solution(errors, maker),
      toString: () =>
        resultText(unknowns, x, loss === losses.linear ? "sum of squares" : "sum of losses", ended, note),
    };
  }
}

/**
 * How damping changes after a step that fell by so much of what was predicted. Where the prediction was good, it shrinks as fast
 * as the error of the prediction, so that the last steps are those of Gauss and Newton.
 */
function dampingFactor(ratio: number): number {
  const least = Math.max(1e-3, Math.min(1 / 3, Math.abs(1 - ratio)));
  return Math.max(least, 1 - (2 * ratio - 1) ** 3);
}

/** [J | −r] in units of the columns' sizes, written into `scaled` and made triangular. */
function triangleOf(matrix: Float64Array, scale: Float64Array, scaled: Float64Array): Triangle {
  const n = scale.length;
  const height = matrix.length / (n + 1);
  for (let k = 0; k < n; k++) {
    const size = scale[k] as number;
    for (let i = k * height; i < (k + 1) * height; i++) scaled[i] = (matrix[i] as number) / size;
  }
  scaled.set(matrix.subarray(n * height), n * height);
  // Along what nothing is known of, only the damping decides: a step there would be rounding divided by rounding.
  return triangulate(scaled, n, roundingOf(height));
}

/** The same with √λ below each column. */
function damped({ r, rhs }: Triangle, damping: number): Triangle {
  const n = rhs.length;
  const height = 2 * n;
  const pull = Math.sqrt(damping);
  const matrix = new Float64Array(height * (n + 1));
  for (const [i, row] of r.entries()) {
    for (let k = i; k < n; k++) matrix[k * height + i] = row[k] as number;
    matrix[n * height + i] = rhs[i] as number;
    matrix[i * height + n + i] = pull;
  }
  return triangulate(matrix, n);
}

/** By how much the sum would fall if residuals were linear. */
function predictedFall({ r, rhs }: Triangle, scale: Float64Array, step: Float64Array): number {
  let fall = 0;
  for (const [i, row] of r.entries()) {
    let change = 0;
    for (let k = i; k < step.length; k++)
      change += (row[k] as number) * (scale[k] as number) * (step[k] as number);
    // (q − 0)² − (q − c)² of each element q of Q'(−r).
    fall += change * (2 * (rhs[i] as number) - change);
  }
  return fall;
}
