import { i0, i0e, i1, i1e, slopeOfI0e, slopeOfI1, slopeOfI1e, termOfSlopeOfI1e } from "./bessel.ts";
import {
  elementary,
  slopes as elementarySlopes,
  termOfSlopeOfGelu,
  termOfSlopeOfSilu,
  termOfSlopeOfSinc,
} from "./elementary.ts";
import { digamma, lgamma, polygamma, termOfLgamma, termOfPolygamma, trigamma } from "./gamma.ts";
import type { Real } from "./real.ts";

/** The references, by the names of the functions. */
export const references = { ...elementary, lgamma, digamma, trigamma, i0, i1, i0e, i1e } as const;

/** Their derivatives. */
export const slopes: Readonly<Record<keyof typeof references, (x: Real) => Real>> = {
  ...elementarySlopes,
  lgamma: digamma,
  digamma: trigamma,
  trigamma: (x) => polygamma(2, x),
  i0: i1,
  i1: slopeOfI1,
  i0e: slopeOfI0e,
  i1e: slopeOfI1e,
};

/** The largest term, in size, of functions that have the digits of their terms and not of themselves near zeros. */
interface Terms {
  readonly value?: (x: Real) => Real;
  readonly slope?: (x: Real) => Real;
}

export const largestTerms: Readonly<Partial<Record<keyof typeof references, Terms>>> = {
  lgamma: { value: termOfLgamma, slope: (x) => termOfPolygamma(0, x) },
  digamma: { value: (x) => termOfPolygamma(0, x), slope: (x) => termOfPolygamma(1, x) },
  trigamma: { value: (x) => termOfPolygamma(1, x), slope: (x) => termOfPolygamma(2, x) },
  silu: { slope: termOfSlopeOfSilu },
  gelu: { slope: termOfSlopeOfGelu },
  sinc: { slope: termOfSlopeOfSinc },
  i1e: { slope: termOfSlopeOfI1e },
};
