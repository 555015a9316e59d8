import type { Tensor } from "@chainrule/autograd";
import { spreadInput } from "../../packages/autograd/src/op/facts/elementwise-samples.ts";
import type { SampleInput } from "../../packages/autograd/src/op/facts/facts.ts";
import type { DType } from "../../packages/autograd/src/shape/dtype.ts";
import type { Shape } from "../../packages/autograd/src/shape/shape.ts";
import type { Dense } from "./dense.ts";
import { at, dense, indices } from "./oracle.ts";

/** A public function at one point, and what it has to give there, said a second time in the plainest way. */
export interface FunctionCase {
  readonly name: string;
  readonly f: (...inputs: Tensor[]) => Tensor;
  readonly inputs: readonly SampleInput[];
  readonly expected: (...inputs: Dense[]) => Dense;
  /** Relative error of the value; by default 1e-13. */
  readonly tolerance?: number;
  /** Derivatives are conventions here. */
  readonly kink?: boolean;
}

/** Numbers without pattern; each place has its own. */
export function numbers(
  shape: Shape,
  start = 0,
  interval: readonly [number, number] = [-3, 3],
  dtype: DType = "float64",
): SampleInput {
  return spreadInput(shape, interval, start, dtype);
}

export function total(elements: readonly number[]): number {
  return elements.reduce((a, b) => a + b, 0);
}

/** An index of as many axes as anybody asks for. */
type Places = readonly [number, number, number, number, number, number];

/** Each element by its index. */
export function each(shape: Shape, element: (index: Places) => number): Dense {
  return dense(shape, (index) => element(index as Places));
}

/** Σ over the indices of `summed` of a term, for each index of `shape`. */
export function sums(shape: Shape, summed: Shape, term: (index: Places, over: Places) => number): Dense {
  return each(shape, (index) => total(indices(summed).map((over) => term(index, over as Places))));
}

/** The element at an index. */
export function of(x: Dense, ...index: number[]): number {
  return at(x, index);
}
