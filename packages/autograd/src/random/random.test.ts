import { describe, expect, it } from "vitest";
import {
  assertGradients,
  compile,
  grad,
  gradients,
  mt19937,
  parameter,
  scan,
  type Tensor,
  tensor,
  vmap,
  where,
} from "../index.ts";
import {
  bernoulli,
  bits,
  categorical,
  choice,
  exponential,
  foldIn,
  gumbel,
  integers,
  type Key,
  key,
  laplace,
  normal,
  permutation,
  shuffle,
  split,
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
      { low: high, high: low },
    ]) {
      const drawn = [...uniform(key(1), [64], { ...bounds, dtype: "float32" }).data()];
      expect(new Set(drawn)).toEqual(new Set(bounds.low === high ? [high, high - 0.5] : [low, low + 0.5]));
    }
    expect(new Set(mt19937(1).uniform([64], { low, high, dtype: "float32" }).data())).toEqual(
      new Set([low, low + 0.5]),
    );
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

describe("refusals", () => {
  const k = key(1);
  it.each<[() => unknown, string]>([
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
    [() => bernoulli(k, [0.5, 0.5], [3]), "bernoulli: p must broadcast to the shape, got [2] for [3]."],
    [
      () => bernoulli(k, tensor(1, { dtype: "int32" })),
      'bernoulli: dtype must be "float64" or "float32", got "int32".',
    ],
  ])("%s", (call, text) => {
    expect(call).toThrow(expect.objectContaining({ message: text }));
  });
});
