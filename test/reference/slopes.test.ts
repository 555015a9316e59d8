import { describe, expect, it } from "vitest";
import { compositions, measureComposition } from "./compositions.ts";
import { references } from "./functions.ts";
import { type FunctionName, within } from "./measure.ts";
import { measurePairSlope, measureSlope } from "./slopes.ts";

/** In units of the last place. A slope that is made of a rounded value, as 1 + tan² is, has that value's error more than once. */
const bounds: Readonly<Record<FunctionName, number>> = {
  exp: 1,
  expm1: 1,
  log: 0.5,
  log1p: 1.5,
  sin: 1,
  cos: 1,
  tan: 4,
  tanh: 3.1,
  sigmoid: 1.7,
  softplus: 0.85,
  erf: 1.5,
  erfinv: 4.2,
  atan: 2,
  sinh: 4,
  cosh: 4,
  silu: 3,
  rsqrt: 3,
  asin: 3,
  acos: 3,
  asinh: 3,
  acosh: 4,
  atanh: 3,
  exp2: 2,
  log2: 1.5,
  log10: 1.5,
  cbrt: 4,
  logit: 3,
  erfc: 1.5,
  normalCdf: 1.5,
  gelu: 3.5,
  erfcx: 4,
  logNormalCdf: 4,
  lgamma: 3.5,
  digamma: 2.5,
  trigamma: 4,
  sinc: 4,
  i0: 4,
  i1: 4,
  i0e: 5.5,
  i1e: 5,
};

/** References that take long are asked less often. */
const fewer: Readonly<Partial<Record<FunctionName, number>>> = {
  erfcx: 400,
  logNormalCdf: 400,
  lgamma: 200,
  digamma: 200,
  trigamma: 200,
  i0: 300,
  i1: 300,
  i0e: 300,
  i1e: 300,
};

describe.each(["float64", "float32"] as const)("slopes in %s", (dtype) => {
  it.each(Object.keys(references) as FunctionName[])("of %s are within their bound", (name) => {
    expect(measureSlope(name, dtype, fewer[name] ?? 1500)).toSatisfy(within(bounds[name]));
  });

  it("of pow are within 1.5 and, with respect to the exponent, 3.5", () => {
    expect(measurePairSlope("pow", 0, dtype, 3000)).toSatisfy(within(1.5));
    expect(measurePairSlope("pow", 1, dtype, 3000)).toSatisfy(within(3.5));
  });

  it.each([0, 1] as const)("of beta are within 4, with respect to argument %d", (argument) => {
    expect(measurePairSlope("beta", argument, dtype, 600)).toSatisfy(within(4));
  });

  it.each([0, 1] as const)("of lbeta are within 3.5, with respect to argument %d", (argument) => {
    expect(measurePairSlope("lbeta", argument, dtype, 600)).toSatisfy(within(3.5));
  });
});

describe.each(["float64", "float32"] as const)("what is composed of operations, in %s", (dtype) => {
  it.each(Object.entries(compositions))("%s is within 4 ulps, and so is its slope", (_, composition) => {
    const { value, slope } = measureComposition(composition, dtype, 400);
    expect(value).toSatisfy(within(4));
    expect(slope).toSatisfy(within(4));
  });
});
