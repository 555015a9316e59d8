import { describe, expect, it } from "vitest";
import {
  assertGradients,
  compile,
  grad,
  gradients,
  mt19937,
  parameter,
  type Tensor,
  tensor,
  vmap,
  where,
} from "../index.ts";
import { bernoulli, categorical, foldIn, type Key, key, normal, split, uniform } from "./index.ts";

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

describe("refusals", () => {
  const k = key(1);
  it.each<[() => unknown, string]>([
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
