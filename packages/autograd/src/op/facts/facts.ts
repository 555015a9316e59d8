import type { DType } from "../../shape/dtype.ts";
import type { Shape } from "../../shape/shape.ts";
import type { Attributes, Operation } from "../definition.ts";

/**
 * What tests and generators know of an operation beyond the operation itself. Facts stand beside it in its file, as an export
 * of their own that the engine never imports, so that bundlers leave them out.
 */
export interface Facts<A extends Attributes = Attributes> extends Documentation {
  readonly op: Operation<A>;
  /** What the conformance suite runs every law on. */
  readonly samples: () => readonly Sample<A>[];
}

/** The facts of an operation. */
export function facts<A extends Attributes>(
  op: Operation<A>,
  given: Documentation & Pick<Facts<A>, "samples">,
): Facts<A> {
  return { ...given, op };
}

export interface Documentation {
  /** First line of the docstring, ends with a full stop. */
  readonly summary: string;
  /** The definition in mathematical notation. */
  readonly formula: string;
  /** Where the operation is defined or differentiable, and the range of its values. */
  readonly domain: string;
  /** What holds at kinks, ties and singular points; `"none"` for smooth operations. */
  readonly convention: string;
  /** Where the formula and the derivative come from. */
  readonly source: string;
  /** One line, `expression // => value`, run by the tests. */
  readonly example: string;
  /** Whether its function is written by hand, since it takes more than the operation. */
  readonly hasOwnFunction?: boolean;
}

/** Inputs for one run of the laws. */
export interface Sample<A extends Attributes = Attributes> {
  /** Says what is special about it; part of the name of a failing test. */
  readonly name: string;
  readonly inputs: readonly SampleInput[];
  readonly attributes: A;
  /** At this point the derivative is a convention or does not exist: no finite differences. */
  readonly kink?: boolean;
  /** Expected value, where the point is there for its exact value. */
  readonly value?: readonly number[];
  /** Expected cotangents of the inputs for a cotangent of ones, where the convention fixes them. */
  readonly gradient?: readonly (readonly number[] | null)[];
}

export interface SampleInput {
  readonly shape: Shape;
  readonly data: readonly number[];
  readonly dtype?: DType;
  /** Whether these are numbers that the operation relies on, and no derivative is taken with respect to them. */
  readonly isTable?: boolean;
}
