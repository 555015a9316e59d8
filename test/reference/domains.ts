import type { Domain } from "./points.ts";

/** Thresholds at which e^x leaves the normal, and then any, numbers of a dtype. */
const exponentialEdges = [
  709.782712893384, 708.3964185322641, 745.1332191019411, 88.72283905206835, 87.3365447505531, 103.97207708,
];

/** Halves of ln 2: where the reduction of e^x goes from one integer to the next. */
const halvesOfLn2 = [0.5, 1.5, 2.5, 3.5, 4.5, 10.5, 20.5, 52.5, 53.5, 127.5].map((k) => k * Math.LN2);

/**
 * Multiples of pi/2, as near as numbers come, next to zeros and poles; the last ones around where reduction
 * goes rare.
 */
const quarterTurns = [
  1, 2, 3, 4, 5, 7, 11, 22, 33, 52, 355, 573, 710, 1023, 1024, 1025, 5710, 20870, 32767, 32768, 32769, 103993,
].flatMap((k) => [(k * Math.PI) / 2, -(k * Math.PI) / 2]);

/** Angles found to lie extremely near a multiple of pi/2: Kahan's hardest one, Muller's, and for float32. */
const hardAngles = [
  6381956970095103 * 2 ** 797,
  5319372264326541 * 2 ** 797,
  37362253 * 2 ** -20,
  16367173 * 2 ** 72,
  1e22,
  2 ** 1023,
  Number.MAX_VALUE,
  3.4028234663852886e38,
];

/** Angles where long searches found the largest errors, or would find them if less were carried along. */
const badAngles = [
  13578.715756833284, -0.8002609827862006, 2.1766320002623898, -1.0651395299194326, -11354.489509726853,
  1.0697357052709278, -22039.237726929445, -3.8788137435913086, 3.9330742359161377, 1.1052261590957642,
  -2.3825616836547852, -1.1017342805862427,
];

const octaves = [-1, -0.5, 0, 0.5, 1, 20, 100].map((k) => 2 ** k);

const angles: Domain = {
  intervals: [
    [-0.8, 0.8],
    [-7, 7],
    [-1700, 1700],
    [-60000, 60000],
  ],
  edges: [
    ...quarterTurns,
    ...hardAngles,
    ...badAngles,
    ...quarterTurns.map((x) => x / 2),
    1608.495,
    51445.76,
  ],
};

const logarithm: Domain = {
  intervals: [
    [0.69, 1.45],
    [0.99, 1.01],
    [0, 10],
  ],
  edges: [...octaves, ...octaves.map((x) => x * Math.SQRT2), 10, 1000, 1e22, 2 ** -1022, 5e-324, 1.7e308],
  contains: (x) => x > 0,
};

/** From where nothing has been lost yet to where nothing is left. */
const tails: readonly (readonly [number, number])[] = [
  [-1, 1],
  [-6, 6],
  [0, 10.5],
  [5, 27.3],
];

/** Between -1 and 1. */
const inverse: Domain = {
  intervals: [
    [-0.5, 0.5],
    [-1 + 2 ** -53, 1 - 2 ** -53],
    [0.99, 1 - 2 ** -53],
  ],
  edges: [0.3826834323650898, 0.9238795325112867, 0.5, Math.SQRT1_2, 1 - 2 ** -24, 1 - 2 ** -53, 2 ** -30],
  contains: (x) => Math.abs(x) < 1,
};

/** Around poles and zeros of both sides, where formulas take turns, and as far as an integer is not all that is left. */
const gamma = {
  intervals: [
    [0, 0.5],
    [0.5, 3.1],
    [1.4, 1.5],
    [2, 30],
    [-0.6, 0],
    [-3, -0.5],
    [-20, 0],
  ],
  edges: [
    0.5,
    1,
    1.25,
    1.4616321449683622,
    2,
    2.5,
    3,
    5,
    9,
    10,
    171.6,
    1e4,
    2.55e305,
    -0.5,
    -1,
    -1.5,
    -2,
    -10.5,
    -2.4570247382208006,
    -0.504083008264455,
    -(2 ** -1022),
    -(2 ** -60),
  ],
  contains: (x: number): boolean => x > 0 || x !== Math.floor(x),
} satisfies Domain;

const bessel = {
  intervals: [
    [-1, 1],
    [-9, 9],
    [7, 40],
    [-92, 92],
    [-714, 714],
  ],
  edges: [0.5, 8, 16, 713.98, 91.9, 2 ** -30],
  // Where the slope of i0e jumps.
  contains: (x) => x !== 0,
} satisfies Domain;

/**
 * Where each function is looked at closely. The edges end with points where long searches found the largest
 * errors.
 */
export const domains = {
  exp: {
    intervals: [
      [-0.7, 0.7],
      [-30, 30],
      [-104, 89],
      [-746, 710],
    ],
    edges: [
      ...exponentialEdges,
      ...exponentialEdges.map((x) => -x),
      ...halvesOfLn2,
      37.102061703110394,
      -603.3710976011062,
      27.40570068359375,
      -37.73786163330078,
    ],
  },
  expm1: {
    intervals: [
      [-0.4, 0.4],
      [0.33, 0.6],
      [-3, 3],
      [-45, 89],
      [-40, 710],
    ],
    edges: [
      ...exponentialEdges,
      ...halvesOfLn2,
      ...halvesOfLn2.map((x) => -x),
      0.3986791197230275,
      0.34671771829156306,
      0.34902381896972656,
      0.3472341001033783,
    ],
  },
  log: {
    intervals: [
      [0.69, 1.45],
      [0.99, 1.01],
      [0, 10],
    ],
    edges: [
      ...octaves,
      ...octaves.map((x) => x * Math.SQRT2),
      2 ** -1022,
      5e-324 * 7,
      2 ** -126,
      2 ** -140,
      1.7e308,
      1.2783729849560335,
      1.4067247175961974,
      1.404593825340271,
    ],
    contains: (x) => x > 0,
  },
  log1p: {
    intervals: [
      [-0.999, 1],
      [-0.3, 0.5],
      [0.4, 0.5],
      [-0.01, 0.01],
      [0, 100],
    ],
    edges: [
      Math.SQRT2 - 1,
      Math.SQRT1_2 - 1,
      2 * Math.SQRT2 - 1,
      -0.5,
      1,
      3,
      2 ** 24,
      2 ** 53,
      2 ** 54,
      2 ** 60,
      1.7e308,
      0.42459175910099073,
      0.4506599009037018,
      0.4595600664615631,
    ],
    contains: (x) => x > -1,
  },
  sin: angles,
  cos: angles,
  tan: angles,
  tanh: {
    intervals: [
      [-0.5, 0.5],
      [0.45, 0.9],
      [-3, 3],
      [-20, 20],
    ],
    edges: [
      ...[1.4, 1.9, 2.4, 2.9, 3.4].map((k) => (k * Math.LN2) / 2),
      9.01,
      19.06,
      12,
      25,
      22,
      0.4941411736256769,
      0.8315121119812047,
      0.49211961030960083,
      0.49122217297554016,
    ],
  },
  sigmoid: {
    intervals: [
      [-1, 1],
      [-6, 6],
      [-40, 40],
      [-104, 20],
      [-746, 40],
    ],
    edges: [
      ...exponentialEdges.map((x) => -x),
      ...halvesOfLn2,
      ...halvesOfLn2.map((x) => -x),
      0.401005735100326,
      0.39555522665105713,
      0.3467690348625183,
      0.348844051361084,
    ],
  },
  softplus: {
    intervals: [
      [-1, 1],
      [-6, 6],
      [-40, 40],
      [-104, 20],
      [-746, 40],
    ],
    edges: [
      ...exponentialEdges.map((x) => -x),
      ...halvesOfLn2.map((x) => -x),
      Math.log(Math.SQRT2 - 1),
      -Math.log(Math.SQRT2 - 1),
      -0.8126027108136311,
      -0.820429542055443,
      -0.8169064521789551,
      -1.259864807128906,
    ],
  },
  erf: {
    intervals: [
      [-0.9, 0.9],
      [0.84, 1.2],
      [-3, 3],
      [-6.2, 6.2],
      [-10.4, 10.4],
      [-27.3, 27.3],
    ],
    edges: [
      0.85, 3.8, 4, 5.9, 6, 9.3, 10.2, 15.9, 26.5, 27.2, 0.9190132620650995, 1.057082764678516,
      0.8739639520645142, 0.8681199550628662,
    ],
  },
  atan: {
    intervals: [
      [-0.5, 0.5],
      [-3, 3],
      [-40, 40],
    ],
    edges: [0.41421356237309503, 0.414213562373095, 2.414213562373095, 1, 1e15, 1e300],
  },
  sinh: {
    intervals: [
      [-0.5, 0.5],
      [-3, 3],
      [-23, 23],
      [-711, 711],
    ],
    edges: [...exponentialEdges, 22, 710.4758600739439, 89.41598629223294],
  },
  cosh: {
    intervals: [
      [-0.5, 0.5],
      [-3, 3],
      [-23, 23],
      [-711, 711],
    ],
    edges: [...exponentialEdges, 22, 710.4758600739439, 89.41598629223294],
  },
  silu: {
    intervals: [
      [-1, 1],
      [-6, 6],
      [-40, 40],
      [-750, 40],
    ],
    edges: exponentialEdges.map((x) => -x),
  },
  asin: inverse,
  acos: inverse,
  atanh: inverse,
  asinh: {
    intervals: [
      [-0.5, 0.5],
      [-4, 4],
      [-1e9, 1e9],
    ],
    edges: [2 ** 28, 2 ** 29, 1.5, 1e300, 2 ** -30],
  },
  acosh: {
    intervals: [
      [1, 1.1],
      [1, 4],
      [1, 1e9],
    ],
    edges: [1 + 2 ** -52, 1 + 2 ** -23, 1 + 2 ** -20, 2 ** 28, 1e300],
    contains: (x) => x > 1,
  },
  rsqrt: { intervals: [[0, 10]], edges: [1, 2, 4, 2 ** -1022, 5e-324, 1.7e308], contains: (x) => x > 0 },
  erfinv: {
    intervals: [
      [-0.1, 0.1],
      [-0.9, 0.9],
      [0.99, 1 - 2 ** -53],
      [0.9999, 1 - 2 ** -53],
    ],
    // The last ones are where polynomials meet: w = 6.25 and, for float32, 5.
    edges: [0.5, 1 - 2 ** -20, 1 - 2 ** -24, 1 - 2 ** -40, 1 - 2 ** -53, 0.9990343, 0.9966252],
    contains: (x) => Math.abs(x) < 1,
  },
  exp2: {
    intervals: [
      [-0.5, 0.5],
      [-30, 30],
      [-150, 127.9],
      [-1075, 1023.9],
    ],
    edges: [0.5, 1.5, -0.5, 10.5, 1023.5, 1022, -1022, -1074, -1075, 127.5, -126, -149],
  },
  log2: logarithm,
  log10: logarithm,
  cbrt: {
    intervals: [
      [1, 2],
      [1, 8],
      [-10, 10],
    ],
    // The first float32 is the worst for the slope of a long search.
    edges: [3.007874207191372e25, 1, 2, 4, 8, 27, 64, 1e-300, 5e-324, 2 ** -1022, 2 ** -126, 1.7e308],
    contains: (x) => x !== 0,
  },
  erfc: { intervals: tails, edges: [0.5, 3, 10.05, 26.5, 27.2] },
  normalCdf: {
    intervals: tails.map(([from, to]) => [-to * Math.SQRT2, -from * Math.SQRT2]),
    edges: [3, 14.2, 37.5, 38.4],
  },
  gelu: {
    intervals: [
      [-1, 1],
      [-6, 6],
      [-15, 0],
      [-39, 40],
    ],
    edges: [-37.5, -38.4, -14.2, 8.3],
  },
  erfcx: {
    intervals: [
      [-1, 1],
      [-6, 6],
      [-27, 30],
      [0, 1000],
    ],
    edges: [-0.5, 0.5, 3, 4, -9.38, -26.6, 2 ** -60],
    // The reference of the slope loses digits as the square of x.
    contains: (x) => x < 1e12,
  },
  logNormalCdf: {
    intervals: [
      [-1, 1],
      [-6, 6],
      [-38, 38],
      [-128, 0],
    ],
    edges: [-0.5, 0.5, -5, 5, 8.3, -14.2, 2 ** -60],
    // Beyond, the reference is cut.
    contains: (x) => Math.abs(x) <= 128,
  },
  // Not where it is 0 itself.
  lgamma: { ...gamma, contains: (x) => gamma.contains(x) && x !== 1 && x !== 2 },
  digamma: gamma,
  trigamma: gamma,
  sinc: {
    intervals: [
      [-1, 1],
      [-4, 4],
      [-100, 100],
    ],
    edges: [0.5, 1, 1.5, 2, 10.5, 1e6, 2 ** 52, 2 ** -30],
    contains: (x) => x !== 0,
  },
  i0: bessel,
  i1: bessel,
  i0e: bessel,
  i1e: bessel,
  logit: {
    intervals: [
      [0, 1],
      [0.2, 0.3],
      [0.45, 0.55],
      [0, 1e-3],
    ],
    edges: [0.25, 0.75, 1 - 2 ** -53, 1 - 2 ** -24, 5e-324],
    contains: (x) => x > 0 && x < 1 && x !== 0.5,
  },
} as const satisfies Record<string, Domain>;
