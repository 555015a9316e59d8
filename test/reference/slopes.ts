import * as autograd from "@chainrule/autograd";
import { gradients, type Tensor, tensor } from "@chainrule/autograd";
import { domains } from "./domains.ts";
import { powSlopes } from "./elementary.ts";
import { largestTerms, slopes } from "./functions.ts";
import { betaSlopes, lbetaSlopes } from "./gamma.ts";
import { errorIn, type FunctionName, type Measured, type PairName, pairs } from "./measure.ts";
import { type FloatDType, points } from "./points.ts";
import { fromNumber } from "./real.ts";
import { formats, ulpDistance } from "./ulp.ts";

/** The derivatives that the engine computes, measured against the reference's: all points at once, as a user would ask. */

const functions: Pick<typeof autograd, keyof typeof slopes> = autograd;

/** Of a function of one number. */
export function measureSlope(name: FunctionName, dtype: FloatDType, count: number): Measured {
  const where = points(domains[name], dtype, count);
  const x = tensor(where, { dtype });
  const [slope] = gradients(functions[name](x).sum(), [x]) as [Tensor];
  const term = largestTerms[name]?.slope;
  const errors = [...slope.data()].map((y, i) => {
    const real = fromNumber(where[i] as number);
    return errorIn(y, real, slopes[name](real), term, dtype);
  });
  return largest(errors, (i) => [where[i] as number]);
}

const ofPairs: Pick<typeof autograd, PairName> = autograd;
const slopesOfPairs = { pow: powSlopes, beta: betaSlopes, lbeta: lbetaSlopes } as const;

/** Of a function of two numbers, with respect to the first or the second. */
export function measurePairSlope(
  name: PairName,
  argument: 0 | 1,
  dtype: FloatDType,
  count: number,
): Measured {
  const where = pairs[name]
    .points(dtype, count)
    .filter(([x, y]) => name !== "pow" || (argument === 0 ? y !== 0 : x > 0 && x !== 1));
  const [x, y] = [0, 1].map((k) =>
    tensor(
      where.map((pair) => pair[k] as number),
      { dtype },
    ),
  ) as Tensor[] as [Tensor, Tensor];
  const value = ofPairs[name](x, y as never) as Tensor;
  const [slope] = gradients(value.sum(), [argument === 0 ? x : y]) as [Tensor];
  const values = value.data();
  const exact = slopesOfPairs[name][argument] as (typeof powSlopes)[number];
  const errors = [...slope.data()].map((found, i) => {
    const [first, second] = where[i] as readonly [number, number];
    // A multiple of the value has the digits of it, which loses them where it is subnormal, and all beyond the largest number.
    const isMultiple = name === "beta" || (name === "pow" && argument === 1);
    if (isMultiple && !isNormal(values[i] as number, dtype)) return 0;
    return ulpDistance(found, exact(fromNumber(first), fromNumber(second)), dtype);
  });
  return largest(errors, (i) => where[i] as readonly [number, number]);
}

function isNormal(value: number, dtype: FloatDType): boolean {
  const { smallest, precision } = formats[dtype];
  return Math.abs(value) >= 2 ** (smallest + precision - 1) && Number.isFinite(value);
}

function largest(errors: readonly number[], at: (i: number) => readonly number[]): Measured {
  const error = Math.max(...errors);
  return { error, at: at(errors.indexOf(error)), count: errors.length };
}
