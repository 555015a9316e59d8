import type { Lane, LaneFunction } from "./lane.ts";
import { log } from "./log.ts";
import { polynomial } from "./polynomial.ts";

/**
 * The idea is M. Giles' (Approximating the erfinv function, GPU Computing Gems, 2011): with w = -log(1 - x^2), erfinv(x) / x is
 * smooth in w near 0 and in its root further out. So is the slope times 1 - x^2. What is looked for is in both places a little
 * more than something simple, so that few roundings of the polynomials matter. They interpolate at Chebyshev's points, with 45
 * digits: to 2e-17 for float64, to 1.3e-8 for float32.
 */
interface Regions {
  /** Where the two meet: w, and what is subtracted from w and from its root. */
  readonly meeting: number;
  readonly center: number;
  readonly rootCenter: number;
  /** erfinv(x) / x = sqrt(pi)/2 + w p(w), and further out root + q(root). */
  readonly value: readonly number[];
  readonly rootValue: readonly number[];
  /** The slope times 1 - x^2 = sqrt(pi)/2 + w p(w), and further out (1 + q(root)) / root. */
  readonly slope: readonly number[];
  readonly rootSlope: readonly number[];
}

const float64: Regions = {
  meeting: 6.25,
  center: 3.125,
  rootCenter: 4.251953125,
  value: [
    0.2455768439137103, -0.001733971676199045, -0.001375903742472898, 0.00020326438666202898,
    -5.289657165509473e-6, -2.7497171936945396e-6, 4.429593657011116e-7, -6.23377477642995e-9,
    -7.307717279747638e-9, 1.0224174811770739e-9, 9.217886679473673e-12, -2.027513547661932e-11,
    2.3348256341397617e-12, 9.450569113674067e-14, -5.607198416852515e-14, 5.163016647799719e-15,
    4.346613963848062e-16, -1.556745226250647e-16, 1.072580822432735e-17, 1.9310190995339935e-18,
    -4.2352448938456066e-19, -1.3585827209531626e-21, 6.832378435061923e-21, -2.0599536840430183e-22,
    -4.906397467708964e-23,
  ],
  rootValue: [
    -0.15775708479489073, 0.009981054390360126, 0.000709192945139664, -0.0006062388510524119,
    0.00021154886913683665, -6.416298541094242e-5, 2.1841325971965125e-5, -1.0107367626403195e-5,
    5.751074268557094e-6, -3.1821245947758056e-6, 1.4791386340684571e-6, -5.130829083067172e-7,
    9.391238023075347e-8, 2.481920689805608e-8, -2.972838688985938e-8, 1.3313768279060434e-8,
    -3.0909578594075023e-9, -1.5258032790788828e-10, 4.658930354762735e-10, -1.9656990108908726e-10,
    2.988673280169586e-11, 6.4457841869628625e-12, -2.8767972137893626e-12, 5.749177026609754e-13,
    -5.18616113006832e-13, 1.4603615404944098e-13, 5.509011083429354e-14, -2.445576942909013e-14,
    -9.589724268483865e-16, 9.058239984004274e-16,
  ],
  slope: [
    -0.1133944569874021, 0.015782114909577483, -0.0019622216868256876, 0.00020534806411159873,
    -1.7260673718896143e-5, 1.1088300697339233e-6, -5.5112553834276524e-8, 3.4995469007889283e-9,
    -4.4960658921047065e-10, 4.526073117893916e-11, -4.579658306250011e-13, -5.313835663529415e-13,
    5.784838368266816e-14, 2.62932995715025e-15, -1.2501225350342405e-15, 9.533605662298997e-17,
    1.057656636260253e-17, -2.870548189154513e-18, 1.24576981050521e-19, 3.928263130317009e-20,
    -5.237175160227315e-21, -2.3968734410205713e-22, 6.024267438099873e-23,
  ],
  rootSlope: [
    0.009981285141795524, 0.0014165416228202365, -0.001811593105992236, 0.000828534753979665,
    -0.0002893523280073927, 8.836523235838333e-5, -2.5232022025329296e-5, 7.273950180943327e-6,
    -2.359995948696723e-6, 9.129824985655981e-7, -3.8380590155068825e-7, 1.4891295284297822e-7,
    -4.500274876876808e-8, 6.942305924748163e-9, 2.253366300911484e-9, -2.2504301368873155e-9,
    9.3172778326418e-10, -2.0435472191739857e-10, -7.541830994340168e-12, 2.5430481927985336e-11,
    -1.0280109269894142e-11, 1.8759890328452126e-12, 1.4428497949608618e-13, -2.1239020224900418e-13,
    7.057030345810319e-14, -8.736908541963218e-15, -2.29278988733742e-15, 1.0688808877748888e-15,
    -1.2595492524271712e-16,
  ],
};

const float32: Regions = {
  meeting: 5,
  center: 2.5,
  rootCenter: 3.1171875,
  value: [
    0.24607296, 0.00022692065, -0.0017616963, 0.00020360158, 5.8624564e-6, -4.3489968e-6, 3.7023307e-7,
    4.543839e-8, -1.17816334e-8, 3.8704217e-11, 1.7139562e-10,
  ],
  rootValue: [
    -0.16670848, 0.0036075856, 0.0071747913, -0.005420812, 0.0038806733, -0.0025825852, 0.0013293865,
    -0.00031243285, -0.00018368472, 0.00012945537,
  ],
  slope: [
    -0.12407765, 0.018493269, -0.0023905456, 0.00025312163, -2.1083188e-5, 1.3511141e-6, -7.65983e-8,
    6.416379e-9, -6.234083e-10, 2.442247e-11,
  ],
  rootSlope: [
    0.0041013383, 0.011634353, -0.009378138, 0.005057872, -0.0024724929, 0.0012218375, -0.00060101366,
    0.00022478437, -6.1939218e-6, -2.7584538e-5,
  ],
};

/** sqrt(pi)/2 (OEIS A019704). */
const HALF_ROOT_PI = 0.886226925452758;
/** What the dtype leaves of it. */
const HALF_ROOT_PI_LOW = { float64: -3.83329324991289e-17, float32: -2.66232002e-8 } as const;

/** What the functions below have in common. */
interface Distance<V, M> {
  /** 1 - x^2, which rounding leaves at least 0 for |x| <= 1. */
  readonly rest: V;
  readonly isEnd: M;
  readonly isNear: M;
  readonly root: V;
  /** sqrt(pi)/2 + w p(w), and something small. */
  readonly near: (p: readonly number[], low?: V) => V;
  /** q(root). */
  readonly far: (q: readonly number[]) => V;
}

function distance<V, M>(m: Lane<V, M>, x: V, { meeting, center, rootCenter }: Regions): Distance<V, M> {
  const one = m.constant(1);
  const rest = m.mul(m.sub(one, x), m.add(one, x));
  const w = m.neg(log(m, rest));
  const root = m.sqrt(w);
  return {
    rest,
    isEnd: m.eq(rest, m.constant(0)),
    isNear: m.lt(w, m.constant(meeting)),
    root,
    near: (p, low) => {
      const product = m.mul(w, polynomial(m, m.sub(w, m.constant(center)), p));
      return m.add(m.constant(HALF_ROOT_PI), low === undefined ? product : m.add(product, low));
    },
    far: (q) => polynomial(m, m.sub(root, m.constant(rootCenter)), q),
  };
}

/** The inverse of the error function: erf(erfinv(x)) = x for |x| < 1, infinite at 1 and -1, NaN beyond. DLMF 7.17. */
export const erfinv: LaneFunction = (m, x) => {
  const regions = m.dtype === "float32" ? float32 : float64;
  const { isEnd, isNear, root, near, far } = distance(m, x, regions);
  const ratio = m.select(isNear, near(regions.value), m.add(root, far(regions.rootValue)));
  return m.select(isEnd, m.copysign(m.constant(Infinity), x), m.mul(x, ratio));
};

/** Its derivative, sqrt(pi)/2 e^(erfinv(x)^2). DLMF 7.17.1. Of x itself: of erfinv(x) it would lose the digits of its square. */
export const erfinvSlope: LaneFunction = (m, x) => {
  const regions = m.dtype === "float32" ? float32 : float64;
  const { rest, isEnd, isNear, root, near, far } = distance(m, x, regions);
  // Half of the constant is taken away where the regions meet, so that its further digits count.
  const low = m.constant(HALF_ROOT_PI_LOW[m.dtype === "float32" ? "float32" : "float64"]);
  const top = m.select(isNear, near(regions.slope, low), m.add(m.constant(1), far(regions.rootSlope)));
  const bottom = m.select(isNear, rest, m.mul(rest, root));
  const quotient = m.div(top, bottom);
  const slope = m.sub(quotient, m.mul(quotient, m.div(lostOfRest(m, x, rest), rest)));
  return m.select(isEnd, m.constant(Infinity), slope);
};

/** What 1 - x^2 is besides `rest`, of which the slope is nearly the inverse: what both of its factors, and their product, round away. */
function lostOfRest<V, M>(m: Lane<V, M>, x: V, rest: V): V {
  const one = m.constant(1);
  const size = m.abs(x);
  const [less, more] = [m.sub(one, size), m.add(one, size)];
  const [lessRest, moreRest] = [m.sub(m.sub(one, less), size), m.sub(size, m.sub(more, one))];
  const [lessHead, moreHead] = [m.upper(less), m.upper(more)];
  const [lessTail, moreTail] = [m.sub(less, lessHead), m.sub(more, moreHead)];
  const crossed = m.add(m.mul(lessHead, moreTail), m.mul(lessTail, more));
  const ofProduct = m.add(m.sub(m.mul(lessHead, moreHead), rest), crossed);
  return m.add(ofProduct, m.add(m.mul(less, moreRest), m.mul(more, lessRest)));
}
