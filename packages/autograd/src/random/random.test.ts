import { describe, expect, it } from "vitest";
import { graphBuilder } from "../graph/graph-builder.ts";
import {
  assertGradients,
  compile,
  digamma,
  grad,
  gradients,
  jacobian,
  jvp,
  mt19937,
  normalCdf,
  parameter,
  scan,
  stack,
  type Tensor,
  tensor,
  vmap,
  where,
} from "../index.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import { logGammaSlope } from "./gamma-slope.ts";
import {
  bernoulli,
  beta,
  binomial,
  bits,
  categorical,
  choice,
  dirichlet,
  dropout,
  entropy,
  exponential,
  foldIn,
  gamma,
  gumbel,
  integers,
  type Key,
  key,
  laplace,
  logGamma,
  logProbability,
  multinomial,
  nextKey,
  normal,
  permutation,
  poisson,
  shuffle,
  split,
  studentT,
  truncatedNormal,
  uniform,
} from "./index.ts";

const all = (xs: readonly Tensor[]): unknown[] => xs.map((x) => x.toArray());

describe("keys", () => {
  it("hold both words of a seed", () => {
    expect(key(0).toArray()).toEqual([0, 0]);
    expect(key(2 ** 32 - 1).toArray()).toEqual([0, -1]);
    expect(key(2 ** 53 - 1).toArray()).toEqual([2 ** 21 - 1, -1]);
    expect(key(tensor(-5, { dtype: "int32" })).toArray()).toEqual([0, -5]);
  });

  it("split into as many as wanted, none among them", () => {
    expect(split(key(1), 0)).toEqual([]);
    const keys = split(key(1), 5);
    expect(new Set(keys.map((each) => String(each.toArray()))).size).toBe(5);
    // The first of many is not the first of two, but is always the same.
    expect(all(split(key(1), 5))).toEqual(all(keys));
  });

  it("are folded with numbers and with tensors alike", () => {
    const seven = tensor(7, { dtype: "int32" });
    expect(foldIn(key(3), seven).toArray()).toEqual(foldIn(key(3), 7).toArray());
    expect(foldIn(key(3), 8).toArray()).not.toEqual(foldIn(key(3), 7).toArray());
  });
});

describe("draws", () => {
  it("repeat with the key, and differ with others", () => {
    const [first, second] = split(key(1));
    expect(uniform(first, [3]).toArray()).toEqual(uniform(first, [3]).toArray());
    expect(uniform(second, [3]).toArray()).not.toEqual(uniform(first, [3]).toArray());
  });

  it("do not reach the upper bound by rounding", () => {
    // A quarter of these is nearer to the upper bound than to the number before it.
    const [low, high] = [2 ** 23 - 1, 2 ** 23];
    for (const bounds of [
      { low, high },
      { low: tensor(low, { dtype: "float32" }), high: tensor([high], { dtype: "float32" }) },
    ]) {
      const drawn = [...uniform(key(1), [64], { ...bounds, dtype: "float32" }).data()];
      expect(new Set(drawn)).toEqual(new Set([low, low + 0.5]));
    }
    expect(new Set(mt19937(1).uniform([64], { low, high, dtype: "float32" }).data())).toEqual(
      new Set([low, low + 0.5]),
    );
  });

  it("of truncated normal numbers move with bounds and moments as quantiles do", () => {
    const drawn = (low: Tensor, high: Tensor, mean: Tensor, std: Tensor): Tensor =>
      truncatedNormal(key(8), [3], { low, high, mean, std });
    assertGradients(drawn, [-0.5, [1, 2, 3], 0.3, 1.5], { order: 2, mode: "both" });
    assertGradients((low: Tensor) => truncatedNormal(key(8), [3], { low }), [9], { order: 2 });
  });

  it("have moments as they should", () => {
    const n = 20_000;
    const u = uniform(key(5), [n], { low: 2, high: 6 });
    expect(u.mean().item()).toBeCloseTo(4, 1);
    expect(u.var().item()).toBeCloseTo(16 / 12, 1);
    expect(u.min().item()).toBeGreaterThanOrEqual(2);
    expect(u.max().item()).toBeLessThan(6);
    const z = normal(key(6), [n], { mean: -1, std: 3 });
    expect(z.mean().item()).toBeCloseTo(-1, 1);
    expect(z.std().item()).toBeCloseTo(3, 1);
    expect(bernoulli(key(7), 0.2, [n]).cast("float64").mean().item()).toBeCloseTo(0.2, 2);
  });

  it("choose categories as often as they should, and never what is impossible", () => {
    const n = 4000;
    const chosen = categorical(key(8), [Math.log(0.5), -Infinity, Math.log(0.2), Math.log(0.3)], -1, [n]);
    const shares = [0, 1, 2, 3].map((k) => chosen.equal(k).cast("float64").mean().item());
    for (const [k, p] of [0.5, 0, 0.2, 0.3].entries()) expect(shares[k]).toBeCloseTo(p, 1);
    expect(shares[1]).toBe(0);
  });

  it.each([1e300, -1e300, 1e18])(
    "choose as often among logits of %s, beside which noise is nothing",
    (large) => {
      const rows = tensor([
        [large, large, -Number.MAX_VALUE],
        [0, Math.log(3), -Infinity],
      ]);
      const chosen = categorical(key(8), rows, -1, [4000, 2]);
      const shares = [0, 1, 2].map((k) => chosen.equal(k).cast("float64").mean(0).toArray());
      for (const [k, p] of [
        [0.5, 0.25],
        [0.5, 0.75],
        [0, 0],
      ].entries())
        expect(shares[k]).toEqual(p.map((each) => expect.closeTo(each, 1)));
    },
  );

  it("are of the dtype asked for, or that of the options", () => {
    expect(uniform(key(1), [2]).dtype).toBe("float64");
    expect(uniform(key(1), [2], { dtype: "float32" }).dtype).toBe("float32");
    expect(normal(key(1), [2], { mean: tensor(1, { dtype: "float32" }) }).dtype).toBe("float32");
    expect(bernoulli(key(1), tensor([0.5, 1], { dtype: "float32" })).shape).toEqual([2]);
    expect(uniform(key(1), [0, 3]).toArray()).toEqual([]);
  });

  it("pass derivatives on to bounds and moments", () => {
    const k = key(9);
    assertGradients((low, high) => uniform(k, [3], { low, high }).square().sum(), [-1, [2, 3, 4]]);
    assertGradients((mean, std) => normal(k, [2, 3], { mean, std }).sin().sum(), [[1, 2, 3], 0.5]);
    const z = normal(k, [4]);
    expect(grad((std) => normal(k, [4], { std }).sum())(2).item()).toBeCloseTo(z.sum().item(), 12);
    const p = parameter(0.5);
    expect(() => gradients(where(bernoulli(k, p, [3]), 1, 0).sum(), [p])).toThrow("less");
  });

  it("are those of one key at a time in vmap", () => {
    const keys = split(key(4), 3);
    const stacked = tensor(all(keys) as number[][], { dtype: "int32" });
    const drawn = vmap((k: Tensor) => normal(k as Key, [2, 2]))(stacked);
    expect(drawn.toArray()).toEqual(all(keys.map((k) => normal(k, [2, 2]))));
  });

  it("are new in each call of a compiled function, by its key", () => {
    const dropout = compile((k: Key, x: Tensor) => where(bernoulli(k, 0.5, [4]), x, 0));
    const x = tensor([1, 2, 3, 4]);
    const masks = split(key(11), 6).map((k) => dropout(k, x).toArray());
    expect(new Set(masks.map(String)).size).toBeGreaterThan(3);
    expect(masks).toEqual(all(split(key(11), 6).map((k) => where(bernoulli(k, 0.5, [4]), x, 0))));
  });

  it("are new in each call that counts its steps in a parameter", () => {
    const steps = parameter(0);
    const draw = compile(() => {
      const x = uniform(foldIn(key(1), steps.cast("int32")), []);
      steps.assign(steps.add(1));
      return x;
    });
    const drawn = [draw().item(), draw().item(), draw().item()];
    expect(drawn).toEqual([0, 1, 2].map((n) => uniform(foldIn(key(1), n), []).item()));
  });
});

/** The Kolmogorov-Smirnov distance between draws and a distribution function, times √n: above 1.63 in one of a hundred seeds. */
function distance(x: Tensor, cdf: (x: number) => number): number {
  const sorted = [...x.data()].map(Number).toSorted((a, b) => a - b);
  const n = sorted.length;
  const gaps = sorted.map((value, i) => Math.max(cdf(value) - i / n, (i + 1) / n - cdf(value)));
  return Math.max(...gaps) * Math.sqrt(n);
}

/** Pearson's statistic, of numbers of draws against what they should be. */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce(
    (sum, count, i) => sum + (count - (expected[i] as number)) ** 2 / (expected[i] as number),
    0,
  );
}

const n = 2000;

/** What is drawn for each of so many numbers. */
function each(count: number, draw: (i: Tensor) => Tensor): number[][] {
  const numbers = tensor([...Array(count).keys()], { dtype: "int32" });
  return vmap(draw)(numbers).toArray() as unknown as number[][];
}

describe("distributions", () => {
  it("with a distribution function of their own follow it", () => {
    expect(distance(exponential(key(1), [n], { scale: 2 }), (x) => -Math.expm1(-x / 2))).toBeLessThan(1.63);
    expect(
      distance(gumbel(key(2), [n], { loc: 1, scale: 3 }), (x) => Math.exp(-Math.exp((1 - x) / 3))),
    ).toBeLessThan(1.63);
    const half = (x: number): number => Math.exp(-Math.abs(x)) / 2;
    expect(distance(laplace(key(3), [n]), (x) => (x < 0 ? half(x) : 1 - half(x)))).toBeLessThan(1.63);
  });

  it("of truncated normal numbers follow it between the bounds, far out as well, on both sides", () => {
    const cdf = (x: number): number => normalCdf(x).item();
    const share = (x: number): number => (cdf(x) - cdf(-1)) / (cdf(0.5) - cdf(-1));
    const middle = truncatedNormal(key(5), [few], { low: 8, high: 11, mean: 10, std: 2 });
    expect(distance(middle.sub(10).div(2), share)).toBeLessThan(1.63);
    // The density at 40 + t falls as exp(-40 t - t² / 2), all but exponentially.
    const far = truncatedNormal(key(6), [few], { low: 40 });
    expect(
      distance(far.sub(40), (t) => -Math.expm1(-40 * t - (t * t) / 2 - Math.log1p(t / 40))),
    ).toBeLessThan(1.63);
    expect(truncatedNormal(key(6), [3], { high: -40, dtype: "float32" }).max().item()).toBeLessThan(-40);
    expect(truncatedNormal(key(7), [2], { low: 1e10 }).sub(1e10).toArray()).toEqual([0, 0]);
    expect(
      truncatedNormal(key(7), [3])
        .sub(normal(key(7), [3]))
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-13);
  });

  it("of integers are even, also where the words of the generator are not a multiple of their number", () => {
    // 19 integers of 6 and 3 · 2³⁰ integers: below, within and above the third that 32 bits would prefer.
    const die = [...integers(key(4), [n], { low: 1, high: 7 }).data()];
    expect(
      chiSquare(
        [1, 2, 3, 4, 5, 6].map((k) => die.filter((x) => x === k).length),
        Array(6).fill(n / 6),
      ),
    ).toBeLessThan(15.1);
    const wide = [...integers(key(5), [n], { low: -(2 ** 31), high: 2 ** 30 }).data()];
    const thirds = [-(2 ** 30), 0, 2 ** 30].map(
      (end) => wide.filter((x) => x >= end - 2 ** 30 && x < end).length,
    );
    expect(chiSquare(thirds, Array(3).fill(n / 3))).toBeLessThan(9.2);
    expect(integers(key(1), [9], { low: 2 ** 31 - 1, high: 2 ** 31 }).toArray()).toEqual(
      Array(9).fill(2 ** 31 - 1),
    );
    const bounds = { low: tensor([0, 5], { dtype: "int32" }), high: tensor([[1], [7]], { dtype: "int32" }) };
    expect(() => integers(key(1), [2, 2], bounds).toArray()).toThrow(
      "high - low must be at least 1, got -4 at [0, 1]",
    );
  });

  it("of integers are exact to the last of 64 bits", () => {
    const [first, second] = split(key(6));
    const [high, low] = [bits(first, [50]), bits(second, [50])].map((x) =>
      [...x.data()].map((w) => BigInt(w >>> 0)),
    );
    for (const count of [3, 1000, 65537, 2 ** 31 - 1, 3 * 2 ** 30, 2 ** 32 - 1]) {
      const expected = high?.map(
        (word, i) => Number(((word << 32n) + (low?.[i] as bigint)) % BigInt(count)) - 2 ** 31,
      );
      expect(integers(key(6), [50], { low: -(2 ** 31), high: count - 2 ** 31 }).toArray()).toEqual(expected);
    }
  });

  it("of bits are even in each bit", () => {
    const words = [...bits(key(7), [n]).data()];
    for (let k = 0; k < 32; k++) {
      const ones = words.filter((word) => (word >>> k) & 1).length;
      expect(Math.abs(ones - n / 2)).toBeLessThan(4 * Math.sqrt(n / 4));
    }
  });

  it("of orders have each order as often", () => {
    const orders = each(600, (i) => permutation(foldIn(key(8), i), 4));
    const counts = new Map<string, number>();
    for (const order of orders) counts.set(String(order), (counts.get(String(order)) ?? 0) + 1);
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()], Array(24).fill(25))).toBeLessThan(41.6);
    expect(permutation(key(1), 0).toArray()).toEqual([]);
    expect([...permutation(key(1), 100).data()].toSorted((a, b) => a - b)).toEqual([...Array(100).keys()]);
  });

  it("of choices are by weight, with and without replacement", () => {
    const p = [1, 0, 3, 2];
    const chosen = [...choice(key(12), 4, [n], { p }).data()];
    const counts = p.map((_, k) => chosen.filter((x) => x === k).length);
    expect(counts[1]).toBe(0);
    expect(
      chiSquare(
        [0, 2, 3].map((k) => counts[k] as number),
        [n / 6, n / 2, n / 3],
      ),
    ).toBeLessThan(9.2);
    // One after the other: first 3 and then 2 with probability 3 / 6 · 2 / 3.
    const once = (i: Tensor): Tensor => choice(foldIn(key(10), i), 4, [2], { replace: false, p });
    const pairs = each(600, once).map(String);
    const expected = { "0,2": 60, "0,3": 40, "2,0": 100, "2,3": 200, "3,0": 50, "3,2": 150 };
    const found = Object.keys(expected).map((pair) => pairs.filter((each) => each === pair).length);
    expect(found.reduce((a, b) => a + b)).toBe(600);
    expect(chiSquare(found, Object.values(expected))).toBeLessThan(15.1);
  });

  it("of rows keep rows whole, and hand cotangents back", () => {
    const rows = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    expect(
      all([shuffle(key(1), rows), choice(key(1), rows, [3], { replace: false })]).map((x) =>
        (x as number[][]).toSorted(([a = 0], [b = 0]) => a - b),
      ),
    ).toEqual([rows, rows]);
    expect(choice(key(2), rows, [2, 2], { axis: 1 }).shape).toEqual([3, 2, 2]);
    expect(shuffle(key(1), [true, false, false]).dtype).toBe("bool");
    assertGradients(
      (x) =>
        shuffle(key(1), x)
          .mul([[1], [2], [3]])
          .square()
          .sum(),
      [rows],
    );
    assertGradients((x) => choice(key(1), x, [4]).mul([1, 2, 3, 4]).square().sum(), [[1, 2, 3]]);
    assertGradients((loc, scale) => gumbel(key(1), [3], { loc, scale }).square().sum(), [1, [1, 2, 3]]);
    assertGradients((loc, scale) => laplace(key(1), [3], { loc, scale }).square().sum(), [1, [1, 2, 3]]);
    assertGradients((scale) => exponential(key(1), [3], { scale }).square().sum(), [[1, 2, 3]]);
  });

  it("are the same compiled, in a loop and of several keys at once", () => {
    const draws: ((k: Key) => Tensor)[] = [
      (k) => integers(k, [5], { low: -3, high: 100 }),
      (k) => permutation(k, 6),
      (k) => choice(k, [1, 2, 3, 4], [2, 3], { p: [1, 2, 3, 4] }),
      (k) => choice(k, 5, [3], { p: [1, 2, 3, 0, 4], replace: false }),
      (k) => laplace(k, [3]),
    ];
    const keys = split(key(11), 3);
    const stacked = tensor(all(keys) as number[][], { dtype: "int32" });
    for (const draw of draws) {
      const one = all(keys.map(draw));
      expect(all(keys.map(compile(draw)))).toEqual(one);
      expect(vmap((k: Tensor) => draw(k as Key))(stacked).toArray()).toEqual(one);
      const [, steps] = scan((carry: Tensor, k: Tensor) => [carry, draw(k as Key)], tensor(0), stacked);
      expect(steps.toArray()).toEqual(one);
    }
  });
});

/** Slopes of log z at z for a gamma distribution: -∂F/∂α / (z p), by mpmath with 40 digits. */
const slopes: readonly (readonly [alpha: number, logarithm: number, slope: number])[] = [
  [0.001, -800.0, 799424.4280681896],
  [0.02, -30.0, 1472.7605344773306],
  [0.02, -0.5, 42.13326055979727],
  [0.02, 0.9, 15.977326825403583],
  [0.5, -9.0, 18.07457664957132],
  [0.5, -0.75, 2.7474720224696196],
  [0.5, 0.02, 1.857832780912185],
  [0.5, 0.04, 1.837564793279273],
  [0.5, 2.5, 0.35873536267171796],
  [1.0, -0.5, 1.4833753532674454],
  [2.0, 0.5, 0.5969253629688732],
  [2.0, 3.0, 0.13729684432013003],
  [5.0, 0.25, 0.3773396896343531],
  [5.0, 1.6, 0.20776050840473817],
  [30.0, 3.0, 0.040690051853729856],
  [30.0, 3.5, 0.03189046997183451],
  [30.0, 4.0, 0.02447760321765357],
];

const few = 500;

describe("draws by rejection", () => {
  const counts = (x: Tensor): number[] => [...x.data()].map(Number);
  const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
  /** Counts from 0 up to a bound, the rest with it, against their probabilities. */
  const statistic = (x: Tensor, p: (k: number) => number, from: number, to: number): number => {
    const all = counts(x);
    const bins = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const own = (k: number, i: number): boolean =>
      i === 0 ? k <= from : i === bins.length - 1 ? k >= to : k === from + i;
    const chance = bins.map((k) => p(k));
    chance[0] = 1 - chance.slice(1, -1).reduce((a, b) => a + b) - tail(p, to);
    chance[bins.length - 1] = tail(p, to);
    return chiSquare(
      bins.map((_, i) => all.filter((k) => own(k, i)).length),
      chance.map((each) => each * all.length),
    );
  };
  const tail = (p: (k: number) => number, from: number): number =>
    1 - Array.from({ length: from }, (_, k) => p(k)).reduce((a, b) => a + b, 0);

  it("follow their distributions", () => {
    // Erlang's distribution functions, and α = ½, half a normal number squared.
    const erlang = (x: number): number => 1 - Math.exp(-x) * (1 + x + x ** 2 / 2);
    expect(distance(gamma(key(21), 3, [few]), erlang)).toBeLessThan(1.63);
    const halves = normal(key(23), [few]).square().mul(0.5);
    const sorted = [...halves.data()].toSorted((a, b) => a - b);
    const empirical = (x: number): number => sorted.filter((each) => each <= x).length / few;
    expect(distance(gamma(key(22), 0.5, [few]), empirical) / Math.SQRT2).toBeLessThan(1.63);
    expect(distance(beta(key(24), 2, 1, [few]), (x) => x ** 2)).toBeLessThan(1.63);
    expect(distance(studentT(key(25), 1, [few]), (x) => 0.5 + Math.atan(x) / Math.PI)).toBeLessThan(1.63);
    expect(
      distance(dirichlet(key(27), [1, 1, 1], [few]).slice([null, 0]), (x) => 1 - (1 - x) ** 2),
    ).toBeLessThan(1.63);
  });

  it("of counts follow their distributions, on both sides of where the algorithm changes", () => {
    const ofPoisson = (rate: number) => (k: number) =>
      Math.exp(k * Math.log(rate) - rate - Math.log(factorial(k)));
    expect(statistic(poisson(key(31), 3, [few]), ofPoisson(3), 0, 8)).toBeLessThan(20.1);
    expect(statistic(poisson(key(32), 12, [few]), ofPoisson(12), 5, 20)).toBeLessThan(30.6);
    const ofBinomial = (trials: number, p: number) => (k: number) =>
      (factorial(trials) / factorial(k) / factorial(trials - k)) * p ** k * (1 - p) ** (trials - k);
    expect(statistic(binomial(key(33), 8, 0.3, [few]), ofBinomial(8, 0.3), 0, 6)).toBeLessThan(16.8);
    expect(statistic(binomial(key(34), 60, 0.7, [few]), ofBinomial(60, 0.7), 36, 48)).toBeLessThan(26.2);
    const sums = multinomial(key(35), 10, [2, 1, 1], [500]).sum(0).data();
    const [first = 0, second = 0, third = 0] = [...sums];
    expect(first + second + third).toBe(5000);
    expect(chiSquare([first, second, third], [2500, 1250, 1250])).toBeLessThan(9.2);
    expect(counts(poisson(key(1), [0, 0]))).toEqual([0, 0]);
    expect(counts(binomial(key(1), 1000, [0, 1]))).toEqual([0, 1000]);
    expect(multinomial(key(1), tensor([3, 0], { dtype: "int32" }), [0, 1, 0]).toArray()).toEqual([
      [0, 3, 0],
      [0, 0, 0],
    ]);
  });

  it("move with the shape parameter as a quantile does", () => {
    const alphas = slopes.map(([alpha]) => alpha);
    const logs = tensor(slopes.map(([, log]) => log)).stopGradient();
    const errors = logGammaSlope(graphBuilder, nodeOf(tensor(alphas)), nodeOf(logs));
    for (const [i, slope] of [...wrap(errors).data()].entries()) {
      const expected = slopes[i]?.[2] as number;
      expect(Math.abs(slope / expected - 1), `of alpha ${alphas[i]}`).toBeLessThan(1e-12);
    }
  });

  it("have derivatives of any order, in both modes, that agree with each other", () => {
    const k = key(41);
    const alpha = tensor([0.05, 0.7, 1, 4, 60]);
    const at = (shift: Tensor): Tensor => logGamma(k, alpha.add(shift));
    const z = gamma(k, alpha);
    const slope = jvp((shift: Tensor) => gamma(k, alpha.add(shift)), [0], [1])[1];
    const ofLog = jvp(at, [0], [1])[1];
    expect(slope.sub(z.mul(ofLog)).abs().max().item()).toBeLessThan(1e-11);
    const reverse = grad((a: Tensor) => gamma(k, a).sum())(alpha);
    expect(reverse.sub(slope).abs().max().item()).toBeLessThan(1e-12);
    // The second derivative of a quantile, from slopes at quantiles that a step of Taylor's series leads to.
    const second = grad((a: Tensor) => grad((b: Tensor) => logGamma(k, b).sum())(a).sum())(alpha);
    const h = 1e-4;
    const along = (side: number): Tensor => {
      const [node, drawn] = [
        alpha.mul(1 + side * h),
        at(tensor(0))
          .add(ofLog.mul(alpha).mul(side * h))
          .add(second.mul(alpha.square()).mul(h ** 2 / 2)),
      ];
      return wrap(logGammaSlope(graphBuilder, nodeOf(node), nodeOf(drawn)));
    };
    const estimate = along(1)
      .sub(along(-1))
      .div(alpha.mul(2 * h));
    expect(estimate.div(second).sub(1).abs().max().item()).toBeLessThan(1e-5);
    const rate = parameter(3);
    expect(() => gradients(poisson(k, rate).cast("float64"), [rate])).toThrow("only through stopGradient");
  });

  it("have means whose derivatives are those of the mean", () => {
    // E z = α, E z / (z + w) = a / (a + b), and E √z = Γ(α + ½) / Γ(α).
    const k = key(42);
    const mean = (f: (a: Tensor) => Tensor): number => grad((a: Tensor) => f(a).mean())(2).item();
    expect(mean((a) => gamma(k, a, [few]))).toBeCloseTo(1, 1);
    expect(mean((a) => beta(k, a, 3, [few]))).toBeCloseTo(3 / 25, 2);
    expect(mean((a) => dirichlet(k, a.mul([1, 0]).add([0, 3]), [few]).slice([null, 0]))).toBeCloseTo(
      3 / 25,
      2,
    );
  });

  it("are the same compiled, in a loop, and of several keys at once", () => {
    const draws: ((k: Key) => Tensor)[] = [
      (k) => gamma(k, [0.3, 2, 40]),
      (k) => beta(k, [0.3, 2], 2),
      (k) => poisson(k, [0.5, 5, 50]),
      (k) => binomial(k, [3, 30], 0.5),
      (k) => grad((a: Tensor) => logGamma(k, a, [3]).sum())(1.5),
    ];
    const keys = split(key(43), 2);
    const stacked = tensor(all(keys) as number[][], { dtype: "int32" });
    for (const draw of draws) {
      const one = all(keys.map(draw));
      expect(all(keys.map(compile(draw)))).toEqual(one);
      expect(vmap((k: Tensor) => draw(k as Key))(stacked).toArray()).toEqual(one);
      const [, steps] = scan((carry: Tensor, k: Tensor) => [carry, draw(k as Key)], tensor(0), stacked);
      expect(steps.toArray()).toEqual(one);
    }
  });
});

describe("log-probabilities and entropies", () => {
  it.each<[string, Tensor, number]>([
    ["uniform", logProbability("uniform", { low: 1, high: 3 }, 2), -Math.log(2)],
    ["exponential", logProbability("exponential", { scale: 2 }, 3), -1.5 - Math.log(2)],
    ["gumbel", logProbability("gumbel", { loc: 1 }, 1), -1],
    ["laplace", logProbability("laplace", { scale: 2 }, -2), -1 - Math.log(4)],
    ["gamma", logProbability("gamma", { alpha: 3, scale: 2 }, 4), Math.log(2) - 2 - Math.log(2)],
    ["gamma at 0", logProbability("gamma", { alpha: 1 }, 0), 0],
    ["beta", logProbability("beta", { a: 2, b: 3 }, 0.5), Math.log(1.5)],
    [
      "dirichlet",
      logProbability("dirichlet", { alpha: [1, 2, 3] }, [0.2, 0.3, 0.5]),
      Math.log(60 * 0.3 * 0.25),
    ],
    ["studentT", logProbability("studentT", { df: 1 }, 1), -Math.log(2 * Math.PI)],
    ["bernoulli", logProbability("bernoulli", { p: 0.25 }, true), Math.log(0.25)],
    [
      "categorical",
      logProbability("categorical", { logits: [0, Math.log(3)] }, tensor(1, { dtype: "int32" })),
      Math.log(0.75),
    ],
    ["poisson", logProbability("poisson", { rate: 2 }, tensor(3, { dtype: "int32" })), Math.log(8 / 6) - 2],
    ["poisson of rate 0", logProbability("poisson", { rate: 0 }, 0), 0],
    ["binomial", logProbability("binomial", { n: 4, p: 0.5 }, 2), Math.log(6 / 16)],
    [
      "multinomial",
      logProbability("multinomial", { n: 3, p: [0.5, 0.25, 0.25] }, [1, 2, 0]),
      Math.log(3 * 0.5 * 0.0625),
    ],
    ["entropy of normal", entropy("normal", { std: 2 }), 0.5 * Math.log(8 * Math.PI * Math.E)],
    ["entropy of gamma(1)", entropy("gamma", { alpha: 1 }), 1],
    ["entropy of beta(1, 1)", entropy("beta", { a: 1, b: 1 }), 0],
    ["entropy of dirichlet(1, 1, 1)", entropy("dirichlet", { alpha: [1, 1, 1] }), -Math.log(2)],
    ["entropy of Cauchy's", entropy("studentT", { df: 1 }), Math.log(4 * Math.PI)],
    [
      "truncated normal",
      logProbability("truncatedNormal", { low: 0, std: 2 }, 1),
      Math.log(Math.exp(-1 / 8) / Math.sqrt(2 * Math.PI)),
    ],
    ["truncated far out", logProbability("truncatedNormal", { low: 40, high: 41 }, 40), 3.689503480549115],
    ["beyond a bound", logProbability("truncatedNormal", { low: 0, high: 1 }, 2), -Infinity],
    ["entropy of categorical", entropy("categorical", { logits: [0, 0] }), Math.log(2)],
  ])("%s", (_, found, expected) => {
    expect(found.item()).toBeCloseTo(expected, 12);
  });

  // By mpmath, with 50 digits.
  it.each<[string, Tensor, number]>([
    ["studentT", logProbability("studentT", { df: 1e15 }, 3), -5.418938533204657],
    ["poisson", logProbability("poisson", { rate: 1e10 }, 1.0001e10), -62.43024741234507],
    ["poisson, far away", logProbability("poisson", { rate: 0.1 }, 30), -143.83578913865153],
    ["binomial", logProbability("binomial", { n: 1e10, p: 0.25 }, 2.5001e9), -14.261532077830111],
    [
      "multinomial",
      logProbability("multinomial", { n: 6e9, p: [1, 2, 3] }, [1e9 + 1e4, 2e9 - 1e4, 3e9]),
      -22.636145278464333,
    ],
    ["gamma", logProbability("gamma", { alpha: 1e8 }, 1e8 + 5000), -10.254324738253809],
    ["beta", logProbability("beta", { a: 1e10, b: 1e10 }, 0.5), 11.633707702592973],
    ["beta of one large", logProbability("beta", { a: 1e10, b: 3 }, 1 - 2 ** -32), 21.69467961714801],
    [
      "dirichlet",
      logProbability("dirichlet", { alpha: [1e8, 2e8, 3e8] }, [171 / 1024, 341 / 1024, 0.5]),
      -265.7510907134864,
    ],
    ["gamma of little", logProbability("gamma", { alpha: 1e-12 }, 0.5), -27.437873935368717],
    ["beta of little", logProbability("beta", { a: 1e-12, b: 30 }, 0.1), -28.383890977009806],
    [
      "dirichlet of little",
      logProbability("dirichlet", { alpha: [1e-12, 20, 3] }, [0.125, 0.5, 0.375]),
      -32.24488452683373,
    ],
    [
      "truncated where bounds are close",
      logProbability("truncatedNormal", { low: 0.5, high: 0.5 + 1e-10 }, 0.5),
      23.02585084722509,
    ],
    [
      "truncated, less close",
      logProbability("truncatedNormal", { low: 0.5, high: 0.51 }, 0.5),
      4.607685790047414,
    ],
    ["truncated far out", logProbability("truncatedNormal", { low: 1e5 }, 1e5), 11.512925465070229],
    [
      "truncated in the middle",
      logProbability("truncatedNormal", { low: -3, high: 2 }, 1),
      -1.3945433456497853,
    ],
    ["entropy of gamma", entropy("gamma", { alpha: 1e8 }), 10.629278901847522],
    ["entropy of beta", entropy("beta", { a: 1e10, b: 1e9 }), -11.388244748259975],
    ["entropy of dirichlet", entropy("dirichlet", { alpha: [1e8, 2e8, 3e8] }), -19.16632261988802],
    ["entropy of studentT", entropy("studentT", { df: 1e8 }), 1.4189385432046728],
  ])("%s keeps its digits where logarithms of factorials are large", (_, found, expected) => {
    expect(Math.abs(found.item() - expected)).toBeLessThan(1e-14 * Math.abs(expected));
  });

  it("have slopes with digits where parameters are large, also in float32", () => {
    const slope = grad((df: Tensor) => logProbability("studentT", { df }, 1))(1e6).item();
    expect(Math.abs(slope / 4.9999983333333e-13 - 1)).toBeLessThan(1e-6);
    const single = (value: number): Tensor<[]> => tensor(value, { dtype: "float32" });
    expect(logProbability("studentT", { df: single(1e6) }, single(0)).item()).toBeCloseTo(-0.9189387, 6);
    // Far from what is usual: ln x - ψ(α), and half the width of what is drawn from.
    const byAlpha = grad((alpha: Tensor) => logProbability("gamma", { alpha }, 1e100))(60.5).item();
    expect(byAlpha).toBeCloseTo(Math.log(1e100) - digamma(60.5).item(), 12);
    const narrow = (mean: Tensor): Tensor =>
      logProbability("truncatedNormal", { low: -1e-8, high: 1e-8, mean }, 1e-8);
    expect(grad(narrow)(0).item() / 1e-8).toBeCloseTo(1, 14);
    const far = (mean: Tensor): Tensor =>
      logProbability("truncatedNormal", { low: 100, high: 101, mean }, 100);
    expect(grad(far)(0).item()).toBeCloseTo(-0.00999800099926, 10);
    for (const [low, x, high] of [
      [0.5, 0.505, 0.51],
      [-3, -1.5, 2],
      [-4, -3, -2],
      [1, 3, Infinity],
      [-Infinity, -1, 0.5],
    ] as const)
      assertGradients(
        (mean, std) => logProbability("truncatedNormal", { low, high, mean, std }, x),
        [0.25, 1.25],
      );
    const many: [string, (a: Tensor, b: Tensor) => Tensor, number, number][] = [
      ["poisson", (rate, x) => logProbability("poisson", { rate }, x), 14, 12.5],
      ["gamma", (alpha, x) => logProbability("gamma", { alpha }, x), 14, 12.5],
      ["binomial", (n, p) => logProbability("binomial", { n, p }, 12), 40, 0.3],
      ["beta", (a, b) => logProbability("beta", { a, b }, 0.4), 13, 12],
      ["beta of one small", (a, b) => logProbability("beta", { a, b }, 0.4), 13, 0.75],
      ["entropy of beta", (a, b) => entropy("beta", { a, b }), 12, 11],
      [
        "dirichlet",
        (a, b) => logProbability("dirichlet", { alpha: stack([a, b, b]) }, [0.2, 0.5, 0.3]),
        9,
        12,
      ],
    ];
    for (const [, f, a, b] of many) assertGradients(f, [a, b]);
    assertGradients((x) => logProbability("dirichlet", { alpha: [9, 12, 12] }, x), [[0.2, 0.5, 0.3]]);
    const shares = grad((x: Tensor) => logProbability("dirichlet", { alpha: [9, 12, 12] }, x))([
      0.2, 0.5, 0.3,
    ]);
    // As if nothing made them sum to 1: (α - 1) / x.
    expect(shares.toArray()).toEqual([40, 22, 110 / 3].map((slope) => expect.closeTo(slope, 12)));
    assertGradients((df) => entropy("studentT", { df }), [25]);
  });

  it("are what they are at the ends of what can be drawn", () => {
    const slope = (f: (x: Tensor) => Tensor, x: number): number => grad(f)(x).item();
    expect(logProbability("poisson", { rate: 0 }, [0, 3, 12]).toArray()).toEqual([0, -Infinity, -Infinity]);
    expect(logProbability("poisson", { rate: 12 }, [-1, 0]).toArray()).toEqual([-Infinity, -12]);
    expect(slope((rate) => logProbability("poisson", { rate }, 0), 12)).toBe(-1);
    expect(logProbability("binomial", { n: 20, p: 0 }, [0, 1]).toArray()).toEqual([0, -Infinity]);
    expect(logProbability("binomial", { n: 20, p: 1 }, [20, 19]).toArray()).toEqual([0, -Infinity]);
    expect(logProbability("beta", { a: 1, b: 30 }, [0, 1]).toArray()).toEqual([Math.log(30), -Infinity]);
    expect(logProbability("beta", { a: [0.5, 2], b: 30 }, 0).toArray()).toEqual([Infinity, -Infinity]);
    expect(logProbability("gamma", { alpha: [1, 0.5, 20] }, 0).toArray()).toEqual([0, Infinity, -Infinity]);
    // What cannot be drawn, and what is no number.
    expect(logProbability("bernoulli", { p: 0.3 }, [-1, 2]).toArray()).toEqual([-Infinity, -Infinity]);
    const padding = tensor([-1, 2], { dtype: "int32" });
    const logits = [
      [0, 0, 5],
      [0, 0, 0],
    ];
    const padded = (rows: Tensor): Tensor => logProbability("categorical", { logits: rows }, padding);
    expect(padded(tensor(logits)).toArray()).toEqual([-Infinity, expect.closeTo(-Math.log(3), 14)]);
    expect(jacobian(padded)(logits).slice([0]).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(logProbability("dirichlet", { alpha: [2, 3] }, [-1, 2]).item()).toBe(-Infinity);
    expect(logProbability("gamma", { alpha: [2, 20] }, Infinity).toArray()).toEqual([-Infinity, -Infinity]);
    expect(logProbability("multinomial", { n: 1, p: [1, 1] }, [-1, 2]).item()).toBe(-Infinity);
    const of = {
      uniform: {},
      normal: {},
      exponential: {},
      gumbel: {},
      laplace: {},
      gamma: { alpha: 2 },
      beta: { a: 2, b: 3 },
      studentT: { df: 2 },
      bernoulli: { p: 0.5 },
      poisson: { rate: 2 },
      binomial: { n: 2, p: 0.5 },
    } as const;
    for (const [name, parameters] of Object.entries(of))
      expect([name, logProbability(name as never, parameters as never, NaN).item()]).toEqual([name, NaN]);
    // Far out, where squares are out of range: ln(df) (df + 1) / 2 - (df + 1) ln x - ….
    expect(logProbability("studentT", { df: 3 }, 1e155).item()).toBeCloseTo(-1426.4, 1);
    expect(slope((x) => logProbability("studentT", { df: 3 }, x), 1e155) * 1e155).toBeCloseTo(-4, 12);
    expect(logProbability("gumbel", {}, [-Infinity, Infinity]).toArray()).toEqual([-Infinity, -Infinity]);
    expect(logProbability("categorical", { logits: [1, 2, 3] }, [3, NaN]).toArray()).toEqual([
      -Infinity,
      NaN,
    ]);
    expect(entropy("categorical", { logits: [1000, 0, 0] }).item()).toBe(0);
    // A policy that is sure of itself, where the other probability is out of range, or its square.
    const sure = (x: Tensor): Tensor => entropy("categorical", { logits: x });
    for (const [dtype, by] of [
      ["float32", 92],
      ["float32", 200],
      ["float64", 712],
    ] as const) {
      const slopes = grad(sure)(tensor([0, by, 1], { dtype })).toArray() as number[];
      expect(Math.max(...slopes.map(Math.abs))).toBeLessThan(1e-35);
    }
    const curved = grad((x: Tensor) => grad(sure)(x).slice([0]))([0, 50]).toArray() as number[];
    // p (d - 1) for p = exp(-d) at a distance of d = 50.
    expect((curved[0] as number) / Math.exp(-50)).toBeCloseTo(49, 9);
    expect(sure(tensor([0, -Infinity])).item()).toBe(0);
    expect(grad(sure)([0, -Infinity]).toArray()).toEqual([0, 0]);
    // One category for rows of logits, and trials that are integers beside float32.
    const rows = logProbability(
      "categorical",
      {
        logits: [
          [0, 0],
          [1, 0],
        ],
      },
      1,
    ).toArray();
    expect(rows).toEqual([expect.closeTo(-Math.log(2), 14), expect.closeTo(-Math.log(1 + Math.E), 14)]);
    const trials = tensor(3, { dtype: "int32" });
    const p = tensor(0.5, { dtype: "float32" });
    expect(logProbability("binomial", { n: trials, p }, 1).item()).toBeCloseTo(Math.log(3 / 8), 6);
    // Weights of any sum, as they are drawn by.
    const counts = [1, 2];
    const weights = (p: Tensor): Tensor => logProbability("multinomial", { n: 3, p }, counts);
    expect(weights(tensor([2, 8])).item()).toBeCloseTo(Math.log(3 * 0.2 * 0.64), 14);
    expect(grad(weights)([2, 8]).toArray()).toEqual([expect.closeTo(0.2, 14), expect.closeTo(-0.05, 14)]);
  });

  it("are of each other, in the mean", () => {
    const k = key(51);
    const parameters = { alpha: 2.5, scale: 3 };
    const x = gamma(k, 2.5, [few]).mul(3);
    expect(-logProbability("gamma", parameters, x).mean().item()).toBeCloseTo(
      entropy("gamma", parameters).item(),
      1,
    );
    const t = studentT(k, 4, [few]);
    expect(-logProbability("studentT", { df: 4 }, t).mean().item()).toBeCloseTo(
      entropy("studentT", { df: 4 }).item(),
      1,
    );
  });

  it("have derivatives, and the dtype of what they are given", () => {
    assertGradients((alpha, x) => logProbability("gamma", { alpha }, x), [2.5, [1, 2]]);
    assertGradients((a, b) => entropy("beta", { a, b }), [2.5, 1.5]);
    assertGradients(
      (logits) => logProbability("categorical", { logits }, tensor([0, 2], { dtype: "int32" })),
      [[1, 2, 3]],
    );
    const single = tensor(2, { dtype: "float32" });
    expect(logProbability("gamma", { alpha: single }, 1).dtype).toBe("float32");
    expect(logProbability("normal", {}, single).dtype).toBe("float32");
    expect(logProbability("binomial", { n: tensor(3, { dtype: "int32" }), p: 0.5 }, 1).item()).toBeCloseTo(
      Math.log(3 / 8),
      12,
    );
    expect(logProbability("exponential", {}, [-1, 1]).toArray()).toEqual([-Infinity, -1]);
  });
});

describe("dropout", () => {
  it("drops as many as it should, and keeps the mean", () => {
    const x = dropout(key(61), Array(n).fill(3), 0.25);
    const values = [...x.data()];
    expect(new Set(values)).toEqual(new Set([0, 4]));
    expect(values.filter((value) => value === 0).length / n).toBeCloseTo(0.25, 1);
    expect(grad((y: Tensor) => dropout(key(1), y, 0.5).sum())([1, 2, 3, 4]).toArray()).toEqual(
      dropout(key(1), [1, 1, 1, 1], 0.5).toArray(),
    );
    expect(dropout(key(1), [1, 2], 0).toArray()).toEqual([1, 2]);
  });

  it("draws a new mask in each call of a compiled step, with keys that a parameter counts", () => {
    const [w, calls] = [parameter(Array(16).fill(1) as number[]), parameter(0)];
    const step = compile(() => {
      const y = dropout(nextKey(key(5), calls), w, 0.5);
      y.sum().backward();
      return y;
    });
    const masks = [step(), step(), step()].map((y) => y.toArray());
    expect(new Set(masks.map(String)).size).toBe(3);
    expect(masks).toEqual([0, 1, 2].map((i) => dropout(foldIn(key(5), i), w, 0.5).toArray()));
    expect(w.grad?.toArray()).toEqual(masks.reduce((a, b) => tensor(a).add(b).toArray()));
    expect(calls.item()).toBe(3);
  });
});

describe("refusals", () => {
  const k = key(1);
  it.each<[() => unknown, string]>([
    [() => gamma(k, 0), "gamma: alpha must be above 0 and finite, got 0."],
    [
      () => gamma(k, tensor([1, 1]).sub([0, 2])).toArray(),
      "gamma: alpha must be above 0 and finite, got -1 at [1].",
    ],
    [() => gamma(k, [1, 2], [3]), "gamma: alpha must broadcast to the shape, got [2] for [3]."],
    [() => beta(k, 1, -1), "beta: b must be above 0 and finite, got -1."],
    [() => dirichlet(k, 1 as never), "dirichlet: alpha must have categories, got shape []."],
    [
      () => dirichlet(k, [[1, 2]], []),
      "dirichlet: alpha without its last axis must broadcast to the shape, got [1, 2] for [].",
    ],
    [
      () => truncatedNormal(k, [], { low: 1, high: 1 }),
      "truncatedNormal: high - low must be above 0, got 0.",
    ],
    [
      () => truncatedNormal(k, [2], { low: tensor([1, 2]), high: 2 }).toArray(),
      "truncatedNormal: high - low must be above 0, got 0 at [1].",
    ],
    [
      () => truncatedNormal(k, [2], { low: -Infinity }),
      "truncatedNormal: low must be a finite number, got -Infinity.",
    ],
    [() => studentT(k, NaN), "studentT: df must be above 0 and finite, got NaN."],
    [() => poisson(k, -1), "poisson: rate must be from 0 to 2³⁰, got -1."],
    [() => binomial(k, -1, 0.5), "binomial: n must not be negative, got -1."],
    [() => binomial(k, 1, 1.5), "binomial: p must be from 0 to 1, got 1.5."],
    [
      () => binomial(k, tensor(1), 0.5),
      'binomial: n must be int32, got float64. Cast it, with cast("int32").',
    ],
    [
      () => multinomial(k, 1, [1, -1]),
      "multinomial: weights must be finite and not negative, got -1 at [1].",
    ],
    [() => multinomial(k, 1, 1 as never), "multinomial: p must have categories, got shape []."],
    [() => dropout(k, [1], 1), "dropout: rate must be a number from 0 to below 1, got 1."],
    [
      () => nextKey(k, 1 as never),
      "nextKey: counter must be a scalar parameter, got 1. Write parameter(0), and keep it.",
    ],
    [
      () => vmap((x) => uniform(nextKey(k, parameter(0)), []).mul(x))([1, 2]),
      "nextKey: has no place inside the function that vmap() is given, which is called once for all examples: they would all have " +
        "the same key. Call it outside, and map the function over keys of split(nextKey(key, counter), count) as well.",
    ],
    [() => nextKey(k, parameter([1]) as never), "nextKey: counter must be a scalar, got shape [1]."],
    [() => logProbability("gamma", {} as never, 1), "logProbability: parameter alpha must be given."],
    [
      () => logProbability("normal", { sd: 1 } as never, 1),
      'logProbability: there is no option "sd", only mean, std.',
    ],
    [
      () => entropy("poisson" as never, { rate: 1 } as never),
      'entropy: there is no closed form for "poisson".',
    ],
    [() => bits(k, 3 as never), "bits: shape must be an array of sizes, got 3. Write [3]."],
    [() => bits(k, [1.5]), "bits: sizes must be non-negative integers, got 1.5 at [0]."],
    [
      () => gumbel(k, [2], { mean: 1 } as never),
      'gumbel: there is no option "mean", only loc, scale, dtype.',
    ],
    [
      () => exponential(k, [2], { scale: [1, 2, 3] }),
      "exponential: scale must broadcast to the shape, got [3] for [2].",
    ],
    [
      () => integers(k, [2], {} as never),
      "integers: high must be given. Write integers(key, shape, { high: 10 }).",
    ],
    [() => integers(k, [2], { high: 0 }), "integers: high must be above low, got low 0 and high 0."],
    [() => integers(k, [2], { high: 1.5 }), "integers: high must be an integer from -2³¹ to 2³¹, got 1.5."],
    [
      () => integers(k, [2], { high: tensor(2) }),
      'integers: high must be int32, got float64. Cast it, with cast("int32").',
    ],
    [
      () => integers(k, [2], { high: [1, 2, 3] }),
      "integers: high must broadcast to the shape, got [3] for [2].",
    ],
    [() => permutation(k, -1), "permutation: n must be a non-negative integer, got -1."],
    [() => choice(k, 0, [1]), "choice: there is nothing to choose from."],
    [
      () => choice(k, 3, [2, 2], { replace: false }),
      "choice: without replacement at most 3 can be chosen, got shape [2, 2].",
    ],
    [() => choice(k, 3, [2], { p: [1, 2] }), "choice: p must have shape [3], got [2]."],
    [
      () => choice(k, 2, [2], { p: tensor([1, 2], { dtype: "int32" }) }),
      'choice: p must be floating-point, got int32. Cast it, with cast("float64").',
    ],
    [
      () => choice(k, 2, [2], { p: [1, -1] }),
      "choice: weights must be finite and not negative, got -1 at [1].",
    ],
    [
      () => choice(k, 2, [2], { p: tensor([1, 0]).sub(1) }).toArray(),
      "choice: weights must be finite and not negative, got -1 at [1].",
    ],
    [
      () => choice(k, 2, [2], { p: [0, 0] }).toArray(),
      "choice: the sum of the weights must be finite and above 0, got 0.",
    ],
    [
      () => choice(k, 3, [2], { p: [0, 1, 0], replace: false }).toArray(),
      "choice: without replacement, 2 weights must be above 0, got 0 at [1].",
    ],
    [() => key(-1), "key: seed must be an integer from 0 to 2⁵³ - 1, got -1."],
    [() => key(0.5), "key: seed must be an integer from 0 to 2⁵³ - 1, got 0.5."],
    [() => key(2 ** 53), "key: seed must be an integer from 0 to 2⁵³ - 1, got 9007199254740992."],
    [() => key(tensor(1)), 'key: seed must be int32, got float64. Cast it, with cast("int32").'],
    [() => key(tensor([1], { dtype: "int32" })), "key: seed must be a scalar, got shape [1]."],
    [
      () => uniform(1 as never, [2]),
      "uniform: key must be what key() or split() gives, got 1. Write key(1).",
    ],
    [() => normal([0, 1] as never, [2]), "normal: key must be what key() or split() gives, got [0, 1]."],
    [
      () => normal(split(key(1), 2) as never, [2]),
      "normal: key must be what key() or split() gives, got an array. For several keys at once use vmap, with stack(keys).",
    ],
    [
      () => normal(tensor([0, 1]), [2]),
      "normal: key must be what key() or split() gives, of dtype int32, got float64.",
    ],
    [
      () => split(tensor([[0, 1]], { dtype: "int32" }) as never),
      "split: key must have shape [2], got [1, 2]. For several keys at once use vmap.",
    ],
    [() => split(k, -1), "split: n must be a non-negative integer, got -1."],
    [() => foldIn(k, 2 ** 32), "foldIn: n must be an integer from 0 to 2³² - 1, got 4294967296."],
    [() => foldIn(k, tensor(1)), 'foldIn: n must be int32, got float64. Cast it, with cast("int32").'],
    [() => uniform(k, [-1]), "uniform: sizes must be non-negative integers, got -1 at [0]."],
    [() => uniform(k, [2], { high: Infinity }), "uniform: high must be a finite number, got Infinity."],
    [
      () => uniform(k, [2], { dtype: "int32" as never }),
      'uniform: dtype must be "float64" or "float32", got "int32".',
    ],
    [() => normal(k, [2], { std: [1, 2, 3] }), "normal: std must broadcast to the shape, got [3] for [2]."],
    [
      () => normal(k, [2], { mean: tensor(1, { dtype: "float32" }), dtype: "float64" }),
      'normal: mean must have dtype float64, got float32. Cast it, with cast("float64").',
    ],
    [() => uniform(k, [2], { min: 0 } as never), 'uniform: there is no option "min", only low, high, dtype.'],
    [
      () => categorical(k, [[0, 1]], -1, [2]),
      "categorical: shape must end with that of logits without the axis, got [2] for [1].",
    ],
    [
      () => categorical(k, tensor([1, 2], { dtype: "int32" })),
      'categorical: logits must be floating-point, got int32. Cast them, with cast("float64").',
    ],
    [
      () => uniform(k, [2], { low: 2, high: 1 }),
      "uniform: high - low must be finite and not negative, got -1.",
    ],
    [
      () => uniform(k, [2], { low: tensor([0, 2]), high: 1 }).toArray(),
      "uniform: high - low must be finite and not negative, got -1 at [1].",
    ],
    [() => normal(k, [2], { std: -1 }), "normal: std must be finite and not negative, got -1."],
    [() => normal(k, [2], { std: NaN }), "normal: std must be a finite number, got NaN."],
    [
      () => normal(k, [2], { std: tensor([1, 1]).sub([0, 2]) }).toArray(),
      "normal: std must be finite and not negative, got -1 at [1].",
    ],
    [() => bernoulli(k, 1.5), "bernoulli: p must be from 0 to 1, got 1.5."],
    [() => bernoulli(k, [0.5, NaN]), "bernoulli: p must be from 0 to 1, got NaN at [1]."],
    [
      () => bernoulli(k, tensor([0.5, 0]).sub(0.1)).toArray(),
      "bernoulli: p must be from 0 to 1, got -0.1 at [1].",
    ],
    [
      () => categorical(k, [-Infinity, -Infinity]).toArray(),
      "categorical: the largest of the logits must be finite, got -Infinity.",
    ],
    [
      () =>
        multinomial(k, 1, [
          [1, 2],
          [0, 0],
        ]).toArray(),
      "multinomial: the sum of the weights must be finite and above 0, got 0 at [1].",
    ],
    [() => bernoulli(k, [0.5, 0.5], [3]), "bernoulli: p must broadcast to the shape, got [2] for [3]."],
    [
      () => bernoulli(k, tensor(1, { dtype: "int32" })),
      'bernoulli: dtype must be "float64" or "float32", got "int32".',
    ],
  ])("%s", (call, text) => {
    expect(call).toThrow(expect.objectContaining({ message: text }));
  });
});
