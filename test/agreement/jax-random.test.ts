import { readFileSync } from "node:fs";
import { compile, type Tensor, tensor, vmap } from "@chainrule/autograd";
import {
  bernoulli,
  categorical,
  foldIn,
  type Key,
  key,
  normal,
  split,
  uniform,
} from "@chainrule/autograd/random";
import { describe, expect, it } from "vitest";

/** Numbers of `jax.random`, written by jax-random.py. */
interface Draws {
  readonly shape: readonly number[];
  readonly uniform: readonly number[];
  readonly bounded: readonly (readonly number[])[];
  readonly normal: readonly number[];
  readonly bernoulli: readonly boolean[];
}

interface Case {
  readonly seed: number;
  readonly key: readonly number[];
  readonly split: readonly (readonly number[])[];
  readonly folded: readonly (readonly [number, readonly number[]])[];
  readonly categorical: Readonly<Record<"float64" | "float32", readonly (readonly number[])[]>>;
  readonly float64: readonly Draws[];
  readonly float32: readonly Draws[];
}

interface Table {
  readonly bounds: readonly (readonly [number, number])[];
  readonly logits: number[][];
  readonly cases: readonly Case[];
  readonly many: {
    readonly seed: number;
    readonly shape: [number, number];
    readonly sums: Readonly<Record<"float64" | "float32", number>>;
  };
}

const table = new URL("data/jax-random.json", import.meta.url);
const { bounds, logits, cases, many } = JSON.parse(readFileSync(table, "utf8")) as Table;
const dtypes = ["float64", "float32"] as const;
/** Of the normal numbers, relative: both round. */
const tolerance = { float64: 4e-15, float32: 1e-6 } as const;

const elements = (x: Tensor): number[] => [...x.data()].map(Number);

describe.each(cases)("with seed $seed", (expected) => {
  it("keys are those of JAX", () => {
    expect(elements(key(expected.seed))).toEqual(expected.key);
    expect(split(key(expected.seed), 3).map(elements)).toEqual(expected.split);
    for (const [n, folded] of expected.folded)
      expect(elements(foldIn(key(expected.seed), n))).toEqual(folded);
  });

  it.each(dtypes)("%s categories are those of JAX", (dtype) => {
    const k = key(expected.seed);
    const x = tensor(logits, { dtype });
    const chosen = [categorical(k, x), categorical(k, x, 0), categorical(k, x, -1, [5, 2])];
    expect(chosen.map(elements)).toEqual(expected.categorical[dtype]);
  });

  it.each(dtypes)("%s numbers are those of JAX", (dtype) => {
    for (const { shape, ...draws } of expected[dtype]) {
      const k = key(expected.seed);
      expect(elements(uniform(k, shape, { dtype }))).toEqual(draws.uniform);
      for (const [i, [low, high]] of bounds.entries()) {
        expect(elements(uniform(k, shape, { low, high, dtype }))).toEqual(draws.bounded[i]);
      }
      const z = elements(normal(k, shape, { dtype }));
      for (const [i, number] of draws.normal.entries()) {
        const error = Math.abs(((z[i] as number) - number) / number);
        expect(error).toBeLessThanOrEqual(tolerance[dtype]);
      }
      const p = tensor(0.3, { dtype });
      expect(elements(bernoulli(k, p, shape)).map(Boolean)).toEqual(draws.bernoulli);
    }
  });
});

it.each(dtypes)("many %s numbers have the bits of JAX's, also compiled and batched", (dtype) => {
  const sum = (x: Tensor): number => {
    const data = x.data();
    const words = new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4);
    return words.reduce((a, b) => (a + b) >>> 0, 0);
  };
  const draw = (k: Key): Tensor => uniform(k, many.shape, { dtype });
  const own = key(many.seed);
  const another = key(1);
  expect(sum(draw(own))).toBe(many.sums[dtype]);
  expect(sum(compile(draw)(own))).toBe(many.sums[dtype]);
  const keys = tensor(
    [
      [0, many.seed],
      [0, 1],
    ],
    { dtype: "int32" },
  );
  const [first, second] = vmap((each: Tensor) => draw(each as Key))(keys) as unknown as [Tensor, Tensor];
  expect([sum(first), sum(second)]).toEqual([many.sums[dtype], sum(draw(another))]);
});
