import { readFileSync } from "node:fs";
import { compile, type Tensor, tensor, vmap } from "@chainrule/autograd";
import {
  bernoulli,
  beta,
  bits,
  categorical,
  choice,
  dirichlet,
  exponential,
  foldIn,
  gamma,
  gumbel,
  integers,
  type Key,
  key,
  laplace,
  logGamma,
  normal,
  permutation,
  poisson,
  shuffle,
  split,
  studentT,
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

/** Of distributions other than uniform and normal. */
interface More {
  readonly gumbel: readonly number[];
  readonly laplace: readonly number[];
  readonly exponential: readonly number[];
  readonly gamma: readonly number[];
  readonly logGamma: readonly number[];
  readonly beta: readonly number[];
  readonly dirichlet: readonly number[];
  readonly studentT: readonly number[];
  readonly choice: readonly (readonly number[])[];
}

interface OtherCase {
  readonly seed: number;
  readonly bits: readonly number[];
  readonly integers: readonly (readonly number[])[];
  readonly permutation: readonly (readonly number[])[];
  readonly permutationOf2000: readonly number[];
  readonly shuffle: readonly number[];
  readonly choice: readonly (readonly number[])[];
  readonly poisson: readonly number[];
  readonly float64: More;
  readonly float32: More;
}

interface Table {
  readonly more: {
    readonly parameters: Readonly<Record<"alphas" | "weights" | "lows" | "highs" | "rates", number[]>>;
    readonly cases: readonly OtherCase[];
  };
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
const { bounds, logits, cases, many, more } = JSON.parse(readFileSync(table, "utf8")) as Table;
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

/** The largest relative difference. */
function difference(x: Tensor, expected: readonly number[]): number {
  const own = elements(x);
  expect(own.length).toBe(expected.length);
  return Math.max(...own.map((value, i) => Math.abs(value / (expected[i] as number) - 1)));
}

describe.each(more.cases)("with seed $seed, other distributions", (expected) => {
  const k = key(expected.seed);

  it("bits, integers and orders are those of JAX", () => {
    expect(elements(bits(k, [5]))).toEqual(expected.bits);
    expect([
      elements(integers(k, [5], { low: 1, high: 7 })),
      elements(integers(k, [5], { low: -40000, high: 20000 })),
    ]).toEqual(expected.integers);
    expect([1, 5, 40].map((n) => elements(permutation(k, n)))).toEqual(expected.permutation);
    // Of so many, in two rounds.
    expect(elements(permutation(k, 2000)).slice(0, 10)).toEqual(expected.permutationOf2000);
    const x = tensor(Array.from({ length: 12 }, (_, i) => i)).reshape([4, 3]);
    expect(elements(shuffle(k, x, 1))).toEqual(expected.shuffle);
    expect([elements(choice(k, 10, [4])), elements(choice(k, 10, [2, 3], { replace: false }))]).toEqual(
      expected.choice,
    );
  });

  it("counts of small rates are those of JAX", () => {
    const { rates } = more.parameters;
    const counts = elements(poisson(k, tensor(rates, { dtype: "float32" }), [5, rates.length]));
    // Those of others depend there on what else is drawn.
    const isSmall = (_: number, i: number): boolean => (rates[i % rates.length] as number) < 10;
    expect(counts.filter(isSmall)).toEqual(expected.poisson.filter(isSmall));
  });

  it.each(dtypes)("%s numbers are those of JAX", (dtype) => {
    const { [dtype]: numbers } = expected;
    const tolerance = dtype === "float64" ? 1e-14 : 2e-6;
    expect(difference(gumbel(k, [6], { dtype }), numbers.gumbel)).toBeLessThan(tolerance);
    expect(difference(laplace(k, [6], { dtype }), numbers.laplace)).toBeLessThan(tolerance);
    expect(difference(exponential(k, [6], { dtype }), numbers.exponential)).toBeLessThan(tolerance);
    const alphas = tensor(more.parameters.alphas, { dtype });
    // The tiny ones of float32, which JAX may take for 0, are left to their logarithms.
    const large = gamma(k, alphas, [4, 8]).slice([null, { start: 1 }]);
    const found = numbers.gamma.filter((_, i) => i % 8 > 0);
    expect(difference(large, found)).toBeLessThan(10 * tolerance);
    expect(difference(logGamma(k, alphas, [4, 8]), numbers.logGamma)).toBeLessThan(100 * tolerance);
    const others = tensor(
      more.parameters.alphas.toReversed().map((alpha) => alpha + 0.1),
      { dtype },
    );
    expect(difference(beta(k, alphas, others), numbers.beta)).toBeLessThan(10 * tolerance);
    expect(difference(dirichlet(k, alphas, [2]), numbers.dirichlet)).toBeLessThan(10 * tolerance);
    expect(difference(studentT(k, alphas.add(0.5), [2, 8]), numbers.studentT)).toBeLessThan(10 * tolerance);
    const p = tensor(more.parameters.weights, { dtype });
    expect([elements(choice(k, 6, [7], { p })), elements(choice(k, 6, [4], { replace: false, p }))]).toEqual(
      numbers.choice,
    );
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
