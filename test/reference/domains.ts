import type { Domain } from "./points.ts";

/** Thresholds at which e^x leaves the normal, and then any, numbers of a dtype. */
const exponentialEdges = [
  709.782712893384, 708.3964185322641, 745.1332191019411, 88.72283905206835, 87.3365447505531, 103.97207708,
];

/** Halves of ln 2: where the reduction of e^x goes from one integer to the next. */
const halvesOfLn2 = [0.5, 1.5, 2.5, 3.5, 4.5, 10.5, 20.5, 52.5, 53.5, 127.5].map((k) => k * Math.LN2);

/** Multiples of pi/2, as near as numbers come, next to zeros and poles; the last ones around where reduction goes rare. */
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

const octaves = [-1, -0.5, 0, 0.5, 1, 20, 100].map((k) => 2 ** k);

const angles: Domain = {
  intervals: [
    [-0.8, 0.8],
    [-7, 7],
    [-1700, 1700],
    [-60000, 60000],
  ],
  edges: [...quarterTurns, ...hardAngles, ...quarterTurns.map((x) => x / 2), 1608.495, 51445.76],
};

/** Where each function is looked at closely. */
export const domains = {
  exp: {
    intervals: [
      [-0.7, 0.7],
      [-30, 30],
      [-104, 89],
      [-746, 710],
    ],
    edges: [...exponentialEdges, ...exponentialEdges.map((x) => -x), ...halvesOfLn2],
  },
  expm1: {
    intervals: [
      [-0.4, 0.4],
      [0.33, 0.6],
      [-3, 3],
      [-45, 89],
      [-40, 710],
    ],
    edges: [...exponentialEdges, ...halvesOfLn2, ...halvesOfLn2.map((x) => -x)],
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
    edges: [...[1.4, 1.9, 2.4, 2.9, 3.4].map((k) => (k * Math.LN2) / 2), 9.01, 19.06, 12, 25, 22],
  },
  sigmoid: {
    intervals: [
      [-1, 1],
      [-6, 6],
      [-40, 40],
      [-104, 20],
      [-746, 40],
    ],
    edges: [...exponentialEdges.map((x) => -x), ...halvesOfLn2, ...halvesOfLn2.map((x) => -x)],
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
    ],
  },
  erf: {
    intervals: [
      [-0.9, 0.9],
      [0.84, 1.2],
      [-3, 3],
      [-6.2, 6.2],
    ],
    edges: [0.85, 3.8, 4, 5.9, 6, 15.9],
  },
} as const satisfies Record<string, Domain>;
