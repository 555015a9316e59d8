import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { tensor } from "./create.ts";
import { mt19937, type RandomGenerator } from "./mt19937.ts";

// Expected values: NumPy 2.4.6, numpy.random.RandomState.

const sha256 = (data: ArrayBufferView): string =>
  createHash("sha256")
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest("hex");

describe("mt19937", () => {
  it("gives the starting weights of np.random.seed(10)", () => {
    const random = mt19937(10);
    const round = (rows: number[][]): string[][] => rows.map((row) => row.map((v) => v.toFixed(8)));
    expect(round(random.uniform([3, 4]).toArray())).toEqual([
      ["0.77132064", "0.02075195", "0.63364823", "0.74880388"],
      ["0.49850701", "0.22479665", "0.19806286", "0.76053071"],
      ["0.16911084", "0.08833981", "0.68535982", "0.95339335"],
    ]);
    expect(round(random.uniform([4, 1]).toArray())).toEqual([
      ["0.00394827"],
      ["0.51219226"],
      ["0.81262096"],
      ["0.61252607"],
    ]);
  });

  it("is uniform bit for bit as NumPy, over several renewals of its state", () => {
    expect(mt19937(0).uniform([2]).toArray()).toEqual([0.5488135039273248, 0.7151893663724195]);
    expect(
      mt19937(2 ** 32 - 1)
        .uniform([2])
        .toArray(),
    ).toEqual([0.0976320289940138, 0.9123828453026218]);
    expect(sha256(mt19937(5).uniform([2000]).data())).toBe(
      "eb0d783d137b3282a9c6734faf77b379aad6e74e592aa040a680139e381d513a",
    );
  });

  it("is normal as NumPy, with the second number of a pair kept", () => {
    const random = mt19937(10);
    random.uniform([3]);
    const expected = [
      -0.010025953139360796, 1.6708081865317794, -0.6643797082723693, -0.6055549418001598, -0.650990879653016,
    ];
    for (const [i, value] of random.normal([5]).toArray().entries())
      expect(value).toBeCloseTo(expected[i] as number, 14);

    const other = mt19937(42);
    const moved = [
      2.4934283060224653, 1.2234713976576308, 2.795377076201385, 4.546059712816051, 1.031693250553328,
    ];
    for (const [i, value] of other.normal([5], { mean: 1.5, standardDeviation: 2 }).toArray().entries()) {
      expect(value).toBeCloseTo(moved[i] as number, 14);
    }
    const uniform = [-0.7676655513272022, 2.4647045830997407, 1.4044600469728352];
    expect(other.uniform([3], { low: -1, high: 3 }).toArray()).toEqual(uniform);
    const next = other.normal([2]).toArray();
    expect(next[0]).toBeCloseTo(-0.23413695694918055, 14);
    expect(next[1]).toBeCloseTo(-0.580878134023515, 14);
  });

  it("gives integers and permutations as NumPy", () => {
    const random = mt19937(7);
    expect(random.integers([12], { high: 10 }).toArray()).toEqual([4, 9, 6, 3, 3, 7, 7, 9, 7, 8, 9, 8]);
    expect(random.integers([4], { low: -5, high: 1000000 }).toArray()).toEqual([
      543906, 759777, 132159, 640427,
    ]);
    expect(random.permutation(10).toArray()).toEqual([6, 5, 1, 8, 4, 9, 2, 3, 0, 7]);
    expect(random.integers([3], { high: 1 }).toArray()).toEqual([0, 0, 0]);
    expect(random.uniform([2]).toArray()).toEqual([0.9312060196890217, 0.024899227550348013]);

    const large = mt19937(2 ** 32 - 1);
    large.uniform([2]);
    expect(large.permutation(7).toArray()).toEqual([6, 3, 5, 1, 2, 0, 4]);
    expect(large.integers([3], { low: -(2 ** 31), high: 2 ** 31 }).toArray()).toEqual([
      18838139, 400185074, 839661675,
    ]);
  });

  it("gives float32 by rounding, and int32", () => {
    expect(mt19937(0).uniform([1], { dtype: "float32" }).data()).toEqual(
      new Float32Array([0.5488135039273248]),
    );
    expect(mt19937(0).integers([1], { high: 9 }).dtype).toBe("int32");
  });

  it("repeats itself and goes on", () => {
    expect(mt19937(3).normal([4]).toArray()).toEqual(mt19937(3).normal([4]).toArray());
    const random = mt19937(3);
    expect(random.uniform([4]).toArray()).not.toEqual(random.uniform([4]).toArray());
  });
});

describe("the state of a generator", () => {
  // Words that int32 holds as negative numbers among them, half used, with one of a pair of normal numbers to come.
  const used = (): RandomGenerator => {
    const random = mt19937(10);
    random.uniform([700]);
    random.normal([3]);
    return random;
  };
  const next = (random: RandomGenerator): unknown => [
    random.normal([5]).toArray(),
    random.uniform([700]).toArray(),
  ];

  it("goes on elsewhere, bit for bit, however often", () => {
    const [from, to] = [used(), mt19937(1)];
    const state = from.state();
    const expected = next(from);
    for (const saved of [state, state, JSON.parse(JSON.stringify(state))]) {
      const random = saved === state ? to : from;
      random.load(saved);
      expect(next(random)).toEqual(expected);
    }
    const fresh = mt19937(3);
    fresh.load(mt19937(10).state());
    expect(next(fresh)).toEqual(next(mt19937(10)));
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "load: state.words must be a tensor or numbers, got undefined."],
    ["a number", 1, "load: options must be an object with words, used, hasSpare, spare, got 1."],
    [
      "words of another kind",
      { ...used().state(), words: tensor(new Float64Array(624)) },
      "load: state.words must be a tensor of int32 and shape [624], got a Tensor.",
    ],
    [
      "too much used",
      { ...used().state(), used: tensor(625, { dtype: "int32" }) },
      "load: state.used must be from 0 to 624, got 625.",
    ],
  ])("refuses %s, and stays", (_, state, message) => {
    const random = used();
    expect(() => random.load(state as never)).toThrow(expect.objectContaining({ message }));
    expect(next(random)).toEqual(next(used()));
  });
});

describe("mt19937 used wrongly", () => {
  const random = mt19937(1) as unknown as Record<string, (...args: readonly unknown[]) => unknown>;

  it.each<[unknown, string]>([
    [-1, "mt19937: seed must be an integer from 0 to 4294967295, got -1."],
    [1.5, "mt19937: seed must be an integer from 0 to 4294967295, got 1.5."],
    [2 ** 32, "mt19937: seed must be an integer from 0 to 4294967295, got 4294967296."],
    ["10", 'mt19937: seed must be an integer from 0 to 4294967295, got "10".'],
    [undefined, "mt19937: seed must be an integer from 0 to 4294967295, got undefined."],
  ])("refuses seed %s", (seed, message) => {
    expect(() => (mt19937 as (seed: unknown) => unknown)(seed)).toThrow(expect.objectContaining({ message }));
  });

  it.each<[string, readonly unknown[], string]>([
    ["uniform", [3], "uniform: shape must be an array of sizes, got 3. Write [3]."],
    ["uniform", [[2], { low: Number.NaN }], "uniform: low must be a finite number, got NaN."],
    ["uniform", [[2], { low: 2, high: 1 }], "uniform: low must not be greater than high, got 2 and 1."],
    ["uniform", [[2], { low: 2 }], "uniform: low must not be greater than high, got 2 and 1."],
    ["uniform", [[2], { max: 2 }], 'uniform: there is no option "max", only low, high, dtype.'],
    ["uniform", [[2], { dtype: "int32" }], "uniform: dtype must be float64 or float32, got int32."],
    ["normal", [[2], { standardDeviation: -1 }], "normal: standardDeviation must not be negative, got -1."],
    ["normal", [[2], { mean: "0" }], 'normal: mean must be a finite number, got "0".'],
    ["integers", [[2]], "integers: high must be an integer that int32 holds, got undefined."],
    ["integers", [[2], { high: 0.5 }], "integers: high must be an integer that int32 holds, got 0.5."],
    ["integers", [[2], { high: 0 }], "integers: low must be less than high, got 0 and 0."],
    ["permutation", [-1], "permutation: count must be a non-negative integer, got -1."],
  ])("%s(%j) throws", (name, args, message) => {
    expect(() => random[name]?.(...args)).toThrow(expect.objectContaining({ message }));
  });
});
