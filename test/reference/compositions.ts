import {
  celu,
  elu,
  gelu,
  gradients,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  mish,
  selu,
  softsign,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { exp, expm1, PI, sigmoid, softplus, sqrt, tanh } from "./elementary.ts";
import type { Measured } from "./measure.ts";
import { type Domain, type FloatDType, points } from "./points.ts";
import { abs, add, div, fromInteger, fromNumber, isNegative, mul, neg, type Real, sub } from "./real.ts";
import { distanceInUnitsOf } from "./ulp.ts";

/** Functions that are composed of operations: value and slope, by their definitions. */
export interface Composition {
  readonly computed: (x: Tensor) => Tensor;
  readonly value: (x: Real) => Real;
  readonly slope: (x: Real) => Real;
  /** The largest of the terms that the slope is the sum of, where it has a zero of its own. */
  readonly term?: (x: Real) => Real;
  readonly domain: Domain;
}

const one = fromInteger(1n);
const three = fromInteger(3n);
const six = fromInteger(6n);
const alpha = fromNumber(0.75);
/** Of the paper, as far as it prints them. */
const [scale, depth] = [
  div(fromInteger(10507009873554804934193349852946n), fromInteger(10n ** 31n)),
  div(fromInteger(16732632423543772848170429916717n), fromInteger(10n ** 31n)),
];

const exponential: Domain = {
  intervals: [
    [-2, 2],
    [-40, 5],
    [-745, 0],
  ],
  edges: [1, -1, -(2 ** -30), 2 ** -30, -36.7, -744.4],
  // Where the slope is that of one side.
  contains: (x) => x !== 0,
};
const bounded: Domain = {
  intervals: [
    [-3.1, 3.1],
    [-1, 1],
  ],
  edges: [-3, 3, -1, 1, 2 ** -30],
};

function positiveOr(x: Real, above: () => Real, below: () => Real): Real {
  return isNegative(x) ? below() : above();
}

/** Cut at -3 and 3, where the slope is that of outside. */
function within3(x: Real, below: Real, inside: Real, above: Real): Real {
  if (!isNegative(sub(x, three))) return above;
  return isNegative(add(x, three)) ? below : inside;
}

function mishTerms(x: Real): readonly [Real, Real] {
  const t = tanh(softplus(x));
  return [t, mul(mul(x, sigmoid(x)), sub(one, mul(t, t)))];
}

/** What the tanh of the approximation of gelu is of, doubled, and its derivative. */
function geluExponent(x: Real): readonly [Real, Real] {
  const factor = mul(fromInteger(2n), sqrt(div(fromInteger(2n), PI)));
  const share = mul(div(fromInteger(44715n), fromInteger(1000000n)), mul(x, x));
  return [mul(factor, mul(x, add(one, share))), mul(factor, add(one, mul(three, share)))];
}

function geluTanhTerms(x: Real): readonly [Real, Real] {
  const [v, rise] = geluExponent(x);
  return [sigmoid(v), mul(mul(x, rise), mul(sigmoid(v), sigmoid(neg(v))))];
}

export const geluTanh: Composition = {
  computed: (x) => gelu(x, { approximate: "tanh" }),
  value: (x) => mul(x, sigmoid(geluExponent(x)[0])),
  slope: (x) => add(...geluTanhTerms(x)),
  term: (x) => {
    const [first, second] = geluTanhTerms(x);
    return isNegative(sub(abs(first), abs(second))) ? abs(second) : abs(first);
  },
  domain: {
    intervals: [
      [-1, 1],
      [-6, 6],
      [-22, 0],
    ],
    edges: [-11.2, -21.4, -0.7518],
  },
};

export const compositions: Readonly<Record<string, Composition>> = {
  logSigmoid: {
    computed: (x) => logSigmoid(x),
    value: (x) => neg(softplus(neg(x))),
    slope: (x) => sigmoid(neg(x)),
    domain: exponential,
  },
  leakyRelu: {
    computed: (x) => leakyRelu(x, 0.75),
    value: (x) =>
      positiveOr(
        x,
        () => x,
        () => mul(alpha, x),
      ),
    slope: (x) =>
      positiveOr(
        x,
        () => one,
        () => alpha,
      ),
    domain: bounded,
  },
  elu: {
    computed: (x) => elu(x, 0.75),
    value: (x) =>
      positiveOr(
        x,
        () => x,
        () => mul(alpha, expm1(x)),
      ),
    slope: (x) =>
      positiveOr(
        x,
        () => one,
        () => mul(alpha, exp(x)),
      ),
    domain: exponential,
  },
  celu: {
    computed: (x) => celu(x, 0.75),
    value: (x) =>
      positiveOr(
        x,
        () => x,
        () => mul(alpha, expm1(div(x, alpha))),
      ),
    slope: (x) =>
      positiveOr(
        x,
        () => one,
        () => exp(div(x, alpha)),
      ),
    // The exponential enlarges the rounding of x / alpha by its size.
    term: (x) => {
      const ratio = div(x, alpha);
      return positiveOr(
        x,
        () => one,
        () => mul(exp(ratio), sub(one, ratio)),
      );
    },
    domain: exponential,
  },
  selu: {
    computed: (x) => selu(x),
    value: (x) =>
      positiveOr(
        x,
        () => mul(scale, x),
        () => mul(mul(scale, depth), expm1(x)),
      ),
    slope: (x) =>
      positiveOr(
        x,
        () => scale,
        () => mul(mul(scale, depth), exp(x)),
      ),
    domain: exponential,
  },
  hardSigmoid: {
    computed: (x) => hardSigmoid(x),
    value: (x) => within3(x, fromInteger(0n), div(add(x, three), six), one),
    slope: (x) => within3(x, fromInteger(0n), div(one, six), fromInteger(0n)),
    domain: { ...bounded, contains: (x) => Math.abs(x) !== 3 },
  },
  hardSwish: {
    computed: (x) => hardSwish(x),
    value: (x) => within3(x, fromInteger(0n), div(mul(x, add(x, three)), six), x),
    slope: (x) => within3(x, fromInteger(0n), div(add(add(x, x), three), six), one),
    // At -1.5 the slope is 0: x / 6 takes away what the ramp is.
    term: (x) => within3(x, fromInteger(0n), div(abs(x), six), one),
    domain: { ...bounded, contains: (x) => Math.abs(x) !== 3 },
  },
  softsign: {
    computed: (x) => softsign(x),
    value: (x) => div(x, add(one, abs(x))),
    slope: (x) => {
      const size = add(one, abs(x));
      return div(one, mul(size, size));
    },
    domain: {
      intervals: [
        [-1, 1],
        [-10, 10],
        [0, 1e6],
      ],
      edges: [0.5, -0.5, 1, 2 ** 60, 2 ** -1022],
      // The square is a number.
      contains: (x) => Math.abs(x) < 1e18,
    },
  },
  'gelu, "tanh"': geluTanh,
  mish: {
    computed: (x) => mish(x),
    value: (x) => mul(x, tanh(softplus(x))),
    slope: (x) => add(...mishTerms(x)),
    // At -1.19 the slope is 0: one takes the other away.
    term: (x) => {
      const [own, other] = mishTerms(x);
      return isNegative(sub(own, abs(other))) ? other : own;
    },
    // Far down the exponential is subnormal.
    domain: { ...exponential, contains: (x) => x > -80 },
  },
};

/** The largest error of the value and of the slope, in units of the last place. */
export function measureComposition(
  { computed, value, slope, term = slope, domain }: Composition,
  dtype: FloatDType,
  count: number,
): { readonly value: Measured; readonly slope: Measured } {
  const where = points(domain, dtype, count);
  const exact = where.map(fromNumber);
  const x = tensor(where, { dtype });
  const y = computed(x);
  const [dx] = gradients(y.sum(), [x]) as [Tensor];
  const worst = (found: Tensor, of: (x: Real) => Real, unit: (x: Real) => Real): Measured => {
    const data = found.data();
    const errors = exact.map((real, i) => distanceInUnitsOf(unit(real), data[i] as number, of(real), dtype));
    const error = Math.max(...errors);
    return { error, at: [where[errors.indexOf(error)] as number], count: where.length };
  };
  return { value: worst(y, value, value), slope: worst(dx, slope, term) };
}
