import { atMost, binaryExponent, expm1Tail, reducedHigh, reducedLow, scale } from "./exp.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { polynomial } from "./polynomial.ts";

/** Up to here the power series is used. */
const MEETING = 8;

/**
 * P0 and P1 of e^-x I_n(x) = P_n(16 / x - 1) / sqrt(x) for x >= 8, and, with x sqrt(x), G of e^-x (I_0(x) - I_1(x)) and F of minus the
 * derivative of e^-x I_1(x), whose terms take each other away there; E of the same difference for x <= 8, E(2 (x - 2) / (x + 4)) /
 * (1 + x)^(3/2). Interpolations at Chebyshev's points with 60 digits, to 2^-57 and 2^-30 of the result (test/reference/coefficients.py).
 */
const P0_64: readonly number[] = [
  0.4021765094450081, 0.0033605519836678844, 0.00013621607439240856, 1.1143033788559087e-5,
  1.4838475391383468e-6, 2.9735993216471474e-7, 8.872278303607728e-8, 3.9324793517123454e-8,
  2.1541699603632043e-8, 7.563107589679047e-9, -6.7023325619894366e-9, -1.3450608319883882e-8,
  -5.6022211783247e-9, 7.687473295440412e-9, 8.006764881281122e-9, -3.799241020140616e-9,
  -7.1046429701883025e-9, 1.9518431205146255e-9, 5.2159872385826355e-9, -9.961827005971165e-10,
  -3.0791787996480336e-9, 4.1991218209463363e-10, 1.3291938884143105e-9, -1.1746991110551324e-10,
  -3.6353603909526465e-10, 1.556423962829591e-11, 4.655655751294525e-11,
];
const P0_32: readonly number[] = [
  0.4021765, 0.003360552, 0.00013621741, 1.1141542e-5, 1.4754756e-6, 3.038331e-7, 1.0910233e-7, 3.3635803e-8,
];
const P1_64: readonly number[] = [
  0.38939845902587233, -0.009749577193235758, -0.00021923576383438729, -1.5038547198351201e-5,
  -1.8349101048965518e-6, -3.483856445811428e-7, -1.000134929730233e-7, -4.312819645562664e-8,
  -2.336697227282623e-8, -8.435630024967513e-9, 6.687257309165881e-9, 1.4073201407347145e-8,
  6.180080050252965e-9, -7.768471997806944e-9, -8.488549054437278e-9, 3.7003762012994875e-9,
  7.441519822394391e-9, -1.842354234931444e-9, -5.438072168110142e-9, 9.265252428334351e-10,
  3.2055586346236238e-9, -3.8986710944632543e-10, -1.3834389708637022e-9, 1.0940884042721056e-10,
  3.784510012514866e-10, -1.4553819054184817e-11, -4.848238653363404e-11,
];
const P1_32: readonly number[] = [
  0.38939846, -0.009749577, -0.00021923738, -1.5037047e-5, -1.825007e-6, -3.5481955e-7, -1.231842e-7,
  -3.7856026e-8,
];
const G_64: readonly number[] = [
  0.20444880670617194, 0.005313260124286671, 0.000373969287342581, 4.493600840738642e-5, 8.164113834188685e-6,
  2.167816864104466e-6, 8.519658355486732e-7, 4.672569128564523e-7, 2.5124307175731817e-7,
  4.980943067538208e-9, -2.1884127311847472e-7, -2.230423284841605e-7, 3.2269477303585826e-8,
  2.2123968579852333e-7, 5.178925862220663e-8, -1.8971191673632202e-7, -6.8442606219086e-8,
  1.6602313611795796e-7, 5.4480635814178124e-8, -1.3979804583570523e-7, -3.0611193297573044e-8,
  1.0150150031281813e-7, 1.0464335834598745e-8, -5.760527035012725e-8, -3.7759263295508947e-10,
  2.3248347332693e-8, -1.5868611591235482e-9, -5.8496439273348774e-9, 7.336534296245915e-10,
  6.845334390851472e-10, -1.1596249479032931e-10,
];
const G_32: readonly number[] = [
  0.2044488, 0.00531326, 0.0003739789, 4.4937282e-5, 8.083463e-6, 2.154105e-6, 1.1017897e-6, 5.304658e-7,
  -9.746665e-8, -1.4909368e-7,
];
const F_64: readonly number[] = [
  0.1849496523197004, -0.015062837317522438, -0.0005932050511769848, -5.997455560449957e-5,
  -9.99902393706781e-6, -2.5162025533330944e-6, -9.519794016615195e-7, -5.103843515269349e-7,
  -2.746088023925187e-7, -1.3423897833977149e-8, 2.2551657950212696e-7, 2.3716019633246817e-7,
  -2.60171293354879e-8, -2.2919069559816838e-7, -6.056946916976728e-8, 1.9393063492706548e-7,
  7.669850212846452e-8, -1.6890851223818606e-7, -6.152238179039919e-8, 1.422209836343259e-7,
  3.605605078252768e-8, -1.0341088395175246e-7, -1.4046475697286075e-8, 5.878060041636237e-8,
  2.2353812921826885e-9, -2.3753689791495626e-8, 8.918474296518331e-10, 5.982934253535915e-9,
  -5.693006724815572e-10, -7.006907447210611e-10, 9.76771877354117e-11,
];
const F_32: readonly number[] = [
  0.18494965, -0.015062837, -0.00059321546, -5.9976184e-5, -9.912076e-6, -2.4994094e-6, -1.219848e-6,
  -5.837765e-7, 9.5130005e-8, 1.5689922e-7,
];
const E_64: readonly number[] = [
  0.4844842287972147, -0.5023209712896629, 0.34739449922938015, 0.06984042253351505, -0.26246283733562525,
  0.07992030715644238, 0.07154626645122864, -0.023730784246507736, -0.020041238790957858,
  0.00043541549264749493, 0.005012582274730777, 0.0018331638761124036, -0.00035802965463880296,
  -0.000615553370272104, -0.00023766525308970045, 1.2544472276661388e-5, 6.432386157441216e-5,
  3.628211936490734e-5, 7.7603976437875e-6, -3.660339964798164e-6, -4.4065712911297735e-6,
  -2.1090527157099385e-6, -2.8579115527362227e-7, 2.3653449300634878e-7, 1.1162588090237772e-7,
  9.267622428290315e-8, 1.317507994979193e-7, 2.9058129426158686e-8, -5.0697680983902565e-8,
  -2.3404170144203382e-8, 5.322039948290948e-9, 3.4001415939835518e-9,
];
const E_32: readonly number[] = [
  0.48448423, -0.50232095, 0.3473945, 0.069840506, -0.26246294, 0.079919085, 0.07154787, -0.023722328,
  -0.020051029, 0.0004030501, 0.005043484, 0.00190708, -0.00041091317, -0.0007185748, -0.00019174935,
  9.755055e-5, 5.1952964e-5,
];

function isSingle<V, M>(m: Lane<V, M>): boolean {
  return m.dtype === "float32";
}

/** I_n(x) / (x/2)^n = Σ w^k / (k! (k + n)!) in w = x^2 / 4, DLMF 10.25.2, as far as terms up to x = 8 are noticed beside the sum. */
function seriesOf(n: number, least: number): readonly number[] {
  let factorial = 1;
  for (let k = 2; k <= n; k++) factorial *= k;
  const series: number[] = [];
  let sum = 0;
  for (let k = 0; ; k++) {
    const coefficient = 1 / factorial;
    const term = coefficient * (MEETING / 2) ** (2 * k);
    if (term < sum * least) return series;
    series.push(coefficient);
    sum += term;
    factorial *= (k + 1) * (k + 1 + n);
  }
}

interface Series {
  readonly float64: readonly number[];
  readonly float32: readonly number[];
}

function seriesPair(n: number): Series {
  return { float64: seriesOf(n, 2 ** -58), float32: seriesOf(n, 2 ** -29) };
}

const seriesOfFirst: readonly Series[] = [/* @__PURE__ */ seriesPair(0), /* @__PURE__ */ seriesPair(1)];

/**
 * The sum of the series for 0 <= x <= 8. It rises with the power x/2 of w, which so would count what w is rounded by up to four times:
 * that is added in the end, by what d/dw of the series is about.
 */
function nearSum<V, M>(m: Lane<V, M>, x: V, n: number, series: Series): V {
  const half = m.mul(m.constant(0.5), x);
  const w = m.mul(half, half);
  const head = m.upper(half);
  const rest = m.sub(half, head);
  const lost = m.add(m.sub(m.mul(head, head), w), m.mul(rest, m.add(half, head)));
  const sum = polynomial(m, w, isSingle(m) ? series.float32 : series.float64);
  const rise = m.add(m.constant(n + 1), m.mul(m.constant(0.8), half));
  return m.add(sum, m.mul(sum, m.div(lost, rise)));
}

/** (x/2)^n times a factor. */
function timesPower<V, M>(m: Lane<V, M>, x: V, n: number, factor: V): V {
  const half = m.mul(m.constant(0.5), x);
  let product = factor;
  for (let k = 0; k < n; k++) product = m.mul(product, half);
  return product;
}

/** e^x times a factor. */
function timesExponential<V, M>(m: Lane<V, M>, x: V, factor: V): V {
  const k = binaryExponent(m, x);
  const high = reducedHigh(m, x, k);
  const u = m.add(high, expm1Tail(m, high, reducedLow(m, k)));
  return scale(m, m.add(factor, m.mul(factor, u)), k);
}

/** A polynomial of x >= 8. */
function far<V, M>(m: Lane<V, M>, x: V, float64: readonly number[], float32: readonly number[]): V {
  const u = m.sub(m.div(m.constant(2 * MEETING), x), m.constant(1));
  return polynomial(m, u, isSingle(m) ? float32 : float64);
}

/** e^-x I_n(x) for x >= 8, from n = 2 on by recurrence, DLMF 10.29.1. */
function farScaled<V, M>(m: Lane<V, M>, x: V, n: number): V {
  const root = m.sqrt(x);
  const first = (): V => m.div(far(m, x, P0_64, P0_32), root);
  if (n === 0) return first();
  let value = m.div(far(m, x, P1_64, P1_32), root);
  if (n === 1) return value;
  let before = first();
  for (let k = 1; k < n; k++) {
    const next = m.sub(before, m.mul(m.div(m.constant(2 * k), x), value));
    before = value;
    value = next;
  }
  return value;
}

/** Of an even or odd function, from what it is at the size of x. */
function reflected<V, M>(m: Lane<V, M>, x: V, n: number, ofSize: V): V {
  return n % 2 === 0 ? ofSize : m.copysign(ofSize, x);
}

function isNear<V, M>(m: Lane<V, M>, size: V): M {
  return m.le(size, m.constant(MEETING));
}

/** I_n(x), the modified Bessel function of the first kind. DLMF 10.25.2. */
export function besselOf(n: number): LaneFunction {
  const series = seriesOfFirst[n] ?? seriesPair(n);
  return (m, x) => {
    // Beyond it is infinite.
    const size = atMost(m, m.abs(x), isSingle(m) ? 96 : 750);
    const near = timesPower(m, size, n, nearSum(m, size, n, series));
    const value = m.select(isNear(m, size), near, timesExponential(m, size, farScaled(m, size, n)));
    return reflected(m, x, n, value);
  };
}

/** e^-|x| I_n(x). */
export function scaledBesselOf(n: number): LaneFunction {
  const series = seriesOfFirst[n] ?? seriesPair(n);
  return (m, x) => {
    const size = m.abs(x);
    const bounded = atMost(m, size, MEETING);
    const near = timesExponential(
      m,
      m.neg(bounded),
      timesPower(m, bounded, n, nearSum(m, bounded, n, series)),
    );
    return reflected(m, x, n, m.select(isNear(m, size), near, farScaled(m, size, n)));
  };
}

/** e^-x (I_0(x) - I_1(x)) for 0 <= x <= 8. */
function nearGap<V, M>(m: Lane<V, M>, x: V): V {
  const two = m.constant(2);
  const u = m.div(m.mul(two, m.sub(x, two)), m.add(x, m.constant(4)));
  const next = m.add(x, m.constant(1));
  return m.div(polynomial(m, u, isSingle(m) ? E_32 : E_64), m.mul(next, m.sqrt(next)));
}

/** Divided by x sqrt(x), in steps that do not overflow. */
function overPower<V, M>(m: Lane<V, M>, x: V, value: V): V {
  return m.div(m.div(value, m.sqrt(x)), x);
}

/** The derivative of e^-|x| I_0(x), e^-|x| (I_1(x) - I_0(x)) above 0, where it is negative. At 0, a kink, it is 0. */
export const scaledBessel0Slope: LaneFunction = (m, x) => {
  const size = m.abs(x);
  const near = nearGap(m, atMost(m, size, MEETING));
  const gap = m.select(isNear(m, size), near, overPower(m, size, far(m, size, G_64, G_32)));
  const zero = m.constant(0);
  return m.select(m.eq(x, zero), zero, m.copysign(gap, m.neg(x)));
};

/** The derivative of e^-|x| I_1(x), which is even: e^-x (I_0(x) - I_1(x)) - e^-x I_1(x) / x above 0, with the digits of these up to 8. */
export const scaledBessel1Slope: LaneFunction = (m, x) => {
  const size = m.abs(x);
  const bounded = atMost(m, size, MEETING);
  const half = m.mul(m.constant(0.5), bounded);
  const [first, second] = seriesOfFirst.map((series, n) => nearSum(m, bounded, n, series)) as [
    typeof x,
    typeof x,
  ];
  const share = m.mul(m.constant(0.5), second);
  const atZero = timesExponential(m, m.neg(bounded), m.sub(m.sub(first, share), m.mul(half, second)));
  const middle = m.sub(nearGap(m, bounded), timesExponential(m, m.neg(bounded), share));
  const near = m.select(m.lt(bounded, m.constant(0.5)), atZero, middle);
  return m.select(isNear(m, size), near, m.neg(overPower(m, size, far(m, size, F_64, F_32))));
};
