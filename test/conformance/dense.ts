import type { Attributes } from "../../packages/autograd/src/op/definition.ts";
import type { SampleInput } from "../../packages/autograd/src/op/facts/facts.ts";

/** A tensor written out, element by element. */
export interface Dense {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** What an operation has to compute, said a second time in the plainest way: index by index, without any library. */
export interface Oracle {
  /** Relative error allowed, in units of the last place of the dtype; 0 asks for the same bits. */
  readonly ulps: number;
  compute(inputs: readonly SampleInput[], attributes: Attributes): Dense;
}
