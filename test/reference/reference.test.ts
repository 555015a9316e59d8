import { describe, expect, it } from "vitest";
import {
  cos,
  erf,
  exp,
  expm1,
  LN2,
  log,
  log1p,
  PI,
  pow,
  sigmoid,
  sin,
  softplus,
  tan,
  tanh,
} from "./elementary.ts";
import {
  add,
  div,
  fromInteger,
  fromNumber,
  magnitude,
  mul,
  type Real,
  real,
  sub,
  toDecimal,
  toNumber,
} from "./real.ts";
import { ulpDistance, ulpError } from "./ulp.ts";

const half = fromNumber(0.5);
const one = fromInteger(1n);
const two = fromInteger(2n);

/** Digits as published: OEIS, or DLMF tables where no sequence exists. */
const published: readonly (readonly [name: string, computed: Real, digits: string])[] = [
  ["pi (A000796)", PI, "3.14159265358979323846264338327950288419716939937510"],
  ["log 2 (A002162)", LN2, "0.69314718055994530941723212145817656807550013436025"],
  ["log 2 again", log(two), "0.69314718055994530941723212145817656807550013436025"],
  ["log 3 (A002391)", log(fromInteger(3n)), "1.09861228866810969139524523692252570464749055782274"],
  ["log 10 (A002392)", log(fromInteger(10n)), "2.30258509299404568401799145468436420760110148862877"],
  ["e (A001113)", exp(one), "2.71828182845904523536028747135266249775724709369995"],
  ["sqrt e (A019774)", exp(half), "1.64872127070012814684865078781416357165377610071014"],
  ["e^pi (A039661)", exp(PI), "23.14069263277926900572908636794854738026610624260021"],
  ["sin 1 (A049469)", sin(one), "0.84147098480789650665250232163029899962256306079837"],
  ["cos 1 (A049470)", cos(one), "0.54030230586813971740093660744297660373231042061792"],
  ["tan 1 (A049471)", tan(one), "1.55740772465490223050697480745836017308725077238152"],
  ["tanh 1 (A073744)", tanh(one), "0.76159415595576488811945828260479359041276859725793"],
  ["erf 1 (A099286)", erf(one), "0.84270079294971486934122063508260925929606699796630"],
  ["sqrt 2 (A002193)", pow(two, half), "1.41421356237309504880168872420969807856967187537694"],
  [
    "cbrt 2 (A002580)",
    pow(two, div(one, fromInteger(3n))),
    "1.25992104989487316476721060727822835057025146470150",
  ],
];

describe("published digits", () => {
  it.each(published)("%s", (_name, computed, digits) => {
    const places = digits.length - digits.indexOf(".") - 1;
    expect(toDecimal(computed, places)).toBe(digits);
  });
});

/** Whether two numbers agree to 50 digits. */
function same(x: Real, y: Real): boolean {
  const error = sub(x, y);
  return error.significand === 0n || magnitude(error) - magnitude(x) < -167;
}

const samples: readonly Real[] = [1e-300, 3e-20, 1e-3, 0.1, 0.4999, 0.75, 1, 1.4142, 3.7, 11, 25.5].flatMap(
  (x) => [fromNumber(x), fromNumber(-x)],
);

describe("identities, to 50 digits", () => {
  const identities: Record<string, (x: Real) => readonly [Real, Real]> = {
    "log of exp": (x) => [add(log(exp(x)), fromInteger(3n)), add(x, fromInteger(3n))],
    "e^x e^-x = 1": (x) => [mul(exp(x), exp(sub(fromInteger(0n), x))), one],
    "log1p of expm1": (x) => [log1p(expm1(x)), x],
    "sin^2 + cos^2 = 1": (x) => [add(mul(sin(x), sin(x)), mul(cos(x), cos(x))), one],
    "sin 2x = 2 sin x cos x": (x) => [sin(mul(two, x)), mul(two, mul(sin(x), cos(x)))],
    "tan 2x": (x) => [tan(mul(two, x)), div(mul(two, tan(x)), sub(one, mul(tan(x), tan(x))))],
    "tanh by sigmoid": (x) => [add(tanh(x), two), add(sub(mul(two, sigmoid(mul(two, x))), one), two)],
    "softplus(x) - softplus(-x) = x": (x) => [sub(softplus(x), softplus(sub(fromInteger(0n), x))), x],
    "square as a power": (x) => [pow(x, two), mul(x, x)],
  };
  it.each(Object.entries(identities))("%s", (name, identity) => {
    for (const x of samples) {
      const small = magnitude(x) < -40;
      // These two cancel all of a tiny argument.
      if (small && name.startsWith("softplus")) continue;
      const [left, right] = identity(x);
      expect(same(left, right), `at ${toNumber(x)}`).toBe(true);
    }
  });

  it("reduces the largest angles", () => {
    // Kahan's hardest float64: its sine's complement is below 1e-18.
    const hard = fromNumber(6381956970095103 * 2 ** 797);
    expect(magnitude(cos(hard))).toBe(-61);
    expect(toDecimal(sin(fromNumber(1e22)), 30)).toBe("-0.852200849767188801772705893753");
    expect(toDecimal(cos(fromNumber(1e22)), 30)).toBe("0.523214785395138945497594473384");
  });

  it("has the alternating series of erf", () => {
    // DLMF 7.6.1, another series than the reference's own.
    const x = fromNumber(1.25);
    let sum = fromInteger(0n);
    let power = x;
    for (let n = 0n; n < 120n; n += 1n) {
      sum = add(sum, div(power, fromInteger(2n * n + 1n)));
      power = div(mul(mul(power, mul(x, x)), fromInteger(-1n)), fromInteger(n + 1n));
    }
    const scaled = mul(sum, sum);
    expect(same(mul(scaled, div(fromInteger(4n), PI)), mul(erf(x), erf(x)))).toBe(true);
  });
});

describe("ulp", () => {
  it("counts in units of the rounded result", () => {
    const third = div(one, fromInteger(3n));
    expect(ulpDistance(1 / 3, third, "float64")).toBeCloseTo(1 / 3, 10);
    expect(ulpDistance(1 / 3 + 2 ** -54, third, "float64")).toBeCloseTo(2 / 3, 10);
    expect(ulpDistance(Math.fround(1 / 3), third, "float32")).toBeCloseTo(1 / 3, 6);
    expect(ulpDistance(1, one, "float64")).toBe(0);
    expect(ulpDistance(1 + 2 ** -52, one, "float64")).toBe(1);
    expect(ulpDistance(1 - 2 ** -53, one, "float64")).toBe(0.5);
  });

  it("takes the larger unit where the value rounds up to a power of two", () => {
    const below = sub(one, real(1n, -55));
    expect(ulpDistance(1, below, "float64")).toBe(2 ** -55 / 2 ** -52);
  });

  it("has one unit for all subnormal results", () => {
    const tiny = real(3n, -1076);
    expect(ulpDistance(5e-324, tiny, "float64")).toBe(0.25);
    expect(ulpDistance(0, tiny, "float64")).toBe(0.75);
    expect(ulpDistance(2 ** -149, real(3n, -150), "float32")).toBe(0.5);
  });

  it("counts infinity as the number after the largest", () => {
    const top = real(1n, 1024);
    expect(ulpDistance(Infinity, top, "float64")).toBe(0);
    expect(ulpDistance(Infinity, real(1n, 5000), "float64")).toBe(0);
    expect(ulpDistance(Number.MAX_VALUE, top, "float64")).toBe(1);
    expect(ulpDistance(Infinity, fromNumber(Number.MAX_VALUE), "float64")).toBe(1);
    expect(ulpDistance(-Infinity, top, "float64")).toBe(Infinity);
    expect(ulpDistance(Number.NaN, top, "float64")).toBe(Infinity);
  });

  it("sees a plain error", () => {
    expect(ulpError(Math.exp(1) + 2 ** -51, 1, (x) => exp(fromNumber(x)), "float64")).toBeGreaterThan(0.6);
    expect(ulpError(Math.E, 1, (x) => exp(fromNumber(x)), "float64")).toBeLessThan(0.5);
  });
});
