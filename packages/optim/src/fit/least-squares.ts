import {
  ArgumentError,
  checkOptions,
  compile,
  describeValue,
  isArray,
  isTensor,
  jacobian,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { argumentIn } from "../hyperparameter.ts";
import { stepsArgument } from "../schedule/argument.ts";
import { backSubstitute, inverseOfNormal, triangulate } from "./qr.ts";

/** Options of {@link leastSquares}. */
export interface LeastSquaresOptions {
  /** The relative change of x below which it has converged; by default 1e-10. */
  readonly tolerance?: number | undefined;
  /** By default 1000. */
  readonly maxIterations?: number | undefined;
  /** Is told of each iterate; `false` stops there. */
  readonly onStep?: ((step: LeastSquaresStep) => unknown) | undefined;
}

/** An iterate of {@link leastSquares}. */
export interface LeastSquaresStep {
  /** The number of the step, from 1. */
  readonly iteration: number;
  /** Where the step led. */
  readonly x: readonly number[];
  /** The sum of the squares of the residuals. */
  readonly value: number;
}

/** What {@link leastSquares} found. */
export interface LeastSquaresResult {
  /** Where the sum is least. */
  readonly x: readonly number[];
  /** The sum of the squares of the residuals at x. */
  readonly value: number;
  /** Why it ended: x changed no more, the iterations were used up, no step could be made, or `onStep` said so. */
  readonly reason: "converged" | "maxIterations" | "stuck" | "stopped";
  /** How many steps were made. */
  readonly iterations: number;
  /** How often the residuals were evaluated. */
  readonly evaluations: number;
  /** How often their derivatives were evaluated. */
  readonly derivatives: number;
  /** σ² (J'J)⁻¹ with σ² = value / (residuals − parameters); not finite if there are no more residuals than parameters. */
  readonly covariance: readonly (readonly number[])[];
  /** The roots of its diagonal. */
  readonly standardErrors: readonly number[];
  /** The result as a table. */
  toString(): string;
}

/** The residuals and their derivatives at one place. */
interface Place {
  readonly x: Float64Array;
  readonly residuals: Float64Array;
  readonly value: number;
}

/**
 * Fits by least squares, by the Levenberg–Marquardt method with exact derivatives: the x for which the sum of the squares of
 * the residuals is least. It stops when x no longer changes, since the sum itself is flat to its last digit long before.
 * @param residuals - From x, a vector, to a vector: usually model minus data.
 * @param start - Where to begin: numbers.
 * @param options - See {@link LeastSquaresOptions}.
 * @returns x with covariance and standard errors, and what it took: see {@link LeastSquaresResult}. Printed, it is a table.
 * @throws {ArgumentError} for other arguments, or if the residuals at `start` are not finite.
 * @remarks Source: D. Marquardt, An algorithm for least-squares estimation of nonlinear parameters, 1963; damping by
 *   H. Nielsen, Damping parameter in Marquardt's method, 1999.
 * @example
 * const [t, y] = [tensor([0, 1, 2, 3]), tensor([8, 4, 2, 1])];
 * const fit = leastSquares((x) => {
 *   const [scale, rate] = x.split(2);
 *   return t.mul(rate).neg().exp().mul(scale).sub(y);
 * }, [1, 0]);
 * fit.x.map((value) => Math.round(value * 1e9) / 1e9) // => [8, 0.693147181]
 */
export function leastSquares(
  residuals: (x: Tensor<[number]>) => Tensor,
  start: readonly number[],
  options?: LeastSquaresOptions,
): LeastSquaresResult {
  const op = "leastSquares";
  const given = checkOptions(op, options, ["tolerance", "maxIterations", "onStep"]);
  const tolerance = argumentIn("positive", op, "tolerance", given["tolerance"] ?? 1e-10);
  const most = stepsArgument(op, "maxIterations", given["maxIterations"] ?? 1000);
  const onStep = given["onStep"] as LeastSquaresOptions["onStep"];
  if (onStep !== undefined && typeof onStep !== "function") {
    throw new ArgumentError(op, `onStep must be a function, got ${describeValue(onStep)}.`);
  }
  return new Fit(op, residuals, startArgument(op, start)).run(tolerance, most, onStep);
}

function startArgument(op: string, start: unknown): Float64Array {
  if (!isArray(start) || start.length === 0 || !start.every(Number.isFinite)) {
    throw new ArgumentError(op, `start must be an array of finite numbers, got ${describeValue(start)}.`);
  }
  return Float64Array.from(start as number[]);
}

class Fit {
  readonly #residuals: (x: Tensor<[number]>) => Tensor;
  readonly #slopes: (x: Tensor<[number]>) => Tensor;
  #place: Place;
  #evaluations = 0;
  #derivatives = 0;

  constructor(op: string, residuals: unknown, start: Float64Array) {
    if (typeof residuals !== "function") {
      throw new ArgumentError(op, `residuals must be a function, got ${describeValue(residuals)}.`);
    }
    const f = (x: Tensor<[number]>): Tensor => vectorArgument(op, residuals(x));
    this.#residuals = compile(f);
    this.#slopes = compile((x: Tensor<[number]>) => jacobian(f)(x) as Tensor);
    this.#place = this.#at(start);
    if (!Number.isFinite(this.#place.value)) {
      throw new ArgumentError(
        op,
        "the residuals must be finite at start, got some that are not. Start elsewhere.",
      );
    }
  }

  run(tolerance: number, most: number, onStep: LeastSquaresOptions["onStep"]): LeastSquaresResult {
    const n = this.#place.x.length;
    const scale = new Float64Array(n);
    let rows = this.#linearized(scale);
    let damping = 0.1;
    let growth = 2;
    let iteration = 0;
    let reason: LeastSquaresResult["reason"] = "maxIterations";
    while (iteration < most) {
      const step = this.#step(rows, scale, damping);
      const { x, value } = this.#place;
      const next = this.#at(x.map((at, k) => at + (step[k] as number)));
      const isSmall = step.every((by, k) => Math.abs(by) <= tolerance * Math.abs(x[k] as number));
      const gain = value - next.value;
      const predicted = this.#predicted(rows, step);
      // Where the sum is flat to its last digits it says nothing any more of a step.
      const isFlat = Math.abs(predicted) <= 1e-13 * value && Math.abs(gain) <= 1e-12 * value;
      if (gain > 0 || isFlat || (isSmall && next.value <= value)) {
        this.#place = next;
        iteration += 1;
        const ratio = isFlat ? 1 : gain / predicted;
        damping = Math.max(damping * Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3), 1e-18);
        growth = 2;
        if (onStep?.({ iteration, x: [...next.x], value: next.value }) === false) {
          reason = "stopped";
          break;
        }
        if (isSmall || next.value === 0) {
          reason = "converged";
          break;
        }
        rows = this.#linearized(scale);
      } else {
        damping *= growth;
        growth *= 2;
        if (damping > 1e30 || isSmall) {
          reason = isSmall ? "converged" : "stuck";
          break;
        }
      }
    }
    return this.#result(reason, iteration);
  }

  #at(x: Float64Array): Place {
    this.#evaluations += 1;
    const residuals = Float64Array.from(this.#residuals(tensor(x)).data());
    let value = 0;
    for (const residual of residuals) value += residual * residual;
    return { x, residuals, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  }

  /** The rows of [J | −r], and the largest norms of the columns of J so far in `scale`. */
  #linearized(scale: Float64Array): Float64Array[] {
    this.#derivatives += 1;
    const { x, residuals } = this.#place;
    const slopes = this.#slopes(tensor(x)).data();
    const n = x.length;
    const rows = Array.from(residuals, (residual, i) => {
      const row = new Float64Array(n + 1);
      for (let k = 0; k < n; k++) row[k] = slopes[i * n + k] as number;
      row[n] = -residual;
      return row;
    });
    for (let k = 0; k < n; k++) {
      let norm = 0;
      for (const row of rows) norm = Math.hypot(norm, row[k] as number);
      scale[k] = Math.max(scale[k] as number, norm) || 1;
    }
    return rows;
  }

  /** The step that least squares of [J; √λ D] give, in units in which columns are of similar size. */
  #step(rows: readonly Float64Array[], scale: Float64Array, damping: number): Float64Array {
    const n = scale.length;
    const scaled = rows.map((row) => row.map((value, k) => (k < n ? value / (scale[k] as number) : value)));
    const pull = Math.sqrt(damping);
    for (let k = 0; k < n; k++) {
      const row = new Float64Array(n + 1);
      row[k] = pull;
      scaled.push(row);
    }
    const { r, rhs } = triangulate(scaled, n);
    return backSubstitute(r, rhs).map((value, k) => value / (scale[k] as number));
  }

  /** By how much the sum of squares would fall if residuals were linear. */
  #predicted(rows: readonly Float64Array[], step: Float64Array): number {
    const n = step.length;
    let fall = 0;
    for (const row of rows) {
      let change = 0;
      for (let k = 0; k < n; k++) change += (row[k] as number) * (step[k] as number);
      // r² − (r + c)² with row[n] = −r.
      fall += change * (2 * (row[n] as number) - change);
    }
    return fall;
  }

  #result(reason: LeastSquaresResult["reason"], iterations: number): LeastSquaresResult {
    const { x, value, residuals } = this.#place;
    const n = x.length;
    const scale = new Float64Array(n);
    const rows = this.#linearized(scale);
    const scaled = rows.map((row) => row.map((slope, k) => (k < n ? slope / (scale[k] as number) : slope)));
    while (scaled.length < n) scaled.push(new Float64Array(n + 1));
    const inverse = inverseOfNormal(triangulate(scaled, n).r);
    const variance = value / Math.max(0, residuals.length - n);
    const covariance = inverse.map((row, i) =>
      Array.from(row, (entry, j) => (variance * entry) / (scale[i] as number) / (scale[j] as number)),
    );
    const standardErrors = covariance.map((row, i) => Math.sqrt(row[i] as number));
    const result = { x: [...x], value, reason, iterations, covariance, standardErrors };
    const counts = { evaluations: this.#evaluations, derivatives: this.#derivatives };
    return { ...result, ...counts, toString: () => textOf(result) };
  }
}

function textOf({
  x,
  value,
  reason,
  iterations,
  standardErrors,
}: Pick<LeastSquaresResult, "x" | "value" | "reason" | "iterations" | "standardErrors">): string {
  const lines = x.map(
    (at, k) => `x[${k}] = ${at.toPrecision(10)} ± ${(standardErrors[k] as number).toPrecision(3)}`,
  );
  return [
    ...lines,
    `sum of squares ${value.toPrecision(10)}, ${reason} after ${iterations} ${iterations === 1 ? "iteration" : "iterations"}`,
  ].join("\n");
}

function vectorArgument(op: string, value: unknown): Tensor {
  if (isTensor(value) && value.rank === 1 && value.dtype === "float64") return value;
  const got = isTensor(value) ? `${value.dtype} [${value.shape.join(", ")}]` : describeValue(value);
  throw new ArgumentError(op, `residuals must return a vector of float64, got ${got}.`);
}
