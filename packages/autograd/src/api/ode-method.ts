import type { Tensor } from "../tensor/tensor.ts";

/** Of y' = f(y, t). */
export type Slope = (y: Tensor, t: Tensor) => Tensor;

/** y' = f(y, t), as a solver sees it. */
export interface System {
  readonly slope: Slope;
  /** ∂f/∂y, a row for each equation. */
  readonly byState: Slope;
  /** ∂f/∂t; null if f does not depend on the time. */
  readonly byTime: Slope | null;
}

/** A step of a solver, whatever becomes of it. */
export interface Stride {
  readonly next: Tensor;
  /** The slope at its end. */
  readonly slope: Tensor;
  /** How far the step is from one of a lower order. */
  readonly error: Tensor;
  /** What the values within the step are: y + θ (c₀ + (1 - θ) (c₁ + θ (c₂ + (1 - θ) c₃))), for θ from 0 to 1. */
  readonly within: readonly [Tensor, Tensor, Tensor, Tensor];
}

/** One step of size h, from a slope that is known: of order 5, with an error of order 4 and values within the step of order 4. */
export type Method = (system: System, y: Tensor, t: Tensor, h: Tensor, slope: Tensor) => Stride;

/** The sum of as many tensors as there are weights, each by its own. */
export function combined(tensors: readonly Tensor[], by: readonly number[]): Tensor {
  const terms = by.flatMap((weight, k) => (weight === 0 ? [] : [(tensors[k] as Tensor).mul(weight)]));
  return terms.reduce((sum, term) => sum.add(term));
}
