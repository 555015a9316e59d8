import * as autograd from "@chainrule/autograd";
import { gradients, type Tensor, tensor } from "@chainrule/autograd";
import { domains } from "./domains.ts";
import { powSlopes } from "./elementary.ts";
import { largestTerms, slopes } from "./functions.ts";
import { errorIn, type FunctionName, type Measured, powerPoints } from "./measure.ts";
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

/** Of x^y, with respect to x (0) or y (1). */
export function measurePowSlope(argument: 0 | 1, dtype: FloatDType, count: number): Measured {
  const where = powerPoints(dtype, count).filter(([x, y]) => (argument === 0 ? y !== 0 : x > 0 && x !== 1));
  const x = tensor(
    where.map(([base]) => base),
    { dtype },
  );
  const y = tensor(
    where.map(([, exponent]) => exponent),
    { dtype },
  );
  const power = x.pow(y);
  const [slope] = gradients(power.sum(), [argument === 0 ? x : y]) as [Tensor];
  const values = power.data();
  const exact = powSlopes[argument] as (typeof powSlopes)[number];
  const errors = [...slope.data()].map((found, i) => {
    const [base, exponent] = where[i] as readonly [number, number];
    // x^y log(x) has the digits of x^y, which loses them where it is subnormal, and all beyond the largest number.
    if (argument === 1 && !isNormal(values[i] as number, dtype)) return 0;
    return ulpDistance(found, exact(fromNumber(base), fromNumber(exponent)), dtype);
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
