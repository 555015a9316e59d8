import { describe, expectTypeOf, it } from "vitest";
import { type Mask, type Tensor, zeros } from "../index.ts";
import {
  bernoulli,
  bits,
  choice,
  entropy,
  exponential,
  foldIn,
  integers,
  type Key,
  key,
  logProbability,
  normal,
  permutation,
  shuffle,
  split,
  truncatedNormal,
  uniform,
} from "./index.ts";

describe("the shapes of what is drawn", () => {
  const k = key(1);

  it("are those asked for", () => {
    expectTypeOf(uniform(k, [2, 3])).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(normal(k, [], { mean: 1 })).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(truncatedNormal(k, [2], { low: 1 })).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(bernoulli(k, 0.5, [4])).toEqualTypeOf<Mask<[4]>>();
    expectTypeOf(bernoulli(k, [0.5, 0.1])).toEqualTypeOf<Mask<[2]>>();
  });

  it("follow from what is chosen from", () => {
    const x = [
      [1, 2, 3],
      [4, 5, 6],
    ] as const;
    expectTypeOf(bits(k, [4])).toEqualTypeOf<Tensor<[4]>>();
    expectTypeOf(integers(k, [4, 1], { high: 3 })).toEqualTypeOf<Tensor<[4, 1]>>();
    expectTypeOf(exponential(k, [], { scale: 2 })).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(permutation(k, 5)).toEqualTypeOf<Tensor<[5]>>();
    expectTypeOf(shuffle(k, x, 1)).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(choice(k, 5, [3])).toEqualTypeOf<Tensor<[3]>>();
    expectTypeOf(choice(k, x, [7])).toEqualTypeOf<Tensor<[7, 3]>>();
    expectTypeOf(choice(k, x, [7, 8], { axis: 1 })).toEqualTypeOf<Tensor<[2, 7, 8]>>();
    // @ts-expect-error: there is no such axis
    shuffle(k, x, 2);
    // @ts-expect-error: integers without an upper bound
    integers(k, [2], { low: 1 });
  });

  it("keys are as many as asked for", () => {
    expectTypeOf(k).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(foldIn(k, 1)).toEqualTypeOf<Key>();
    expectTypeOf(split(k)).toEqualTypeOf<[Key, Key]>();
    expectTypeOf(split(k, 3)).toEqualTypeOf<[Key, Key, Key]>();
    const count: number = Number("3");
    expectTypeOf(split(k, count)).toEqualTypeOf<Key[]>();
    expectTypeOf(split(k, 1000)).toEqualTypeOf<Key[]>();
    // @ts-expect-error: a number is not a key
    uniform(1, [2]);
    // @ts-expect-error: nor are three numbers
    uniform(key(1).expandDims(0), [2]);
  });

  it("of logarithms of probabilities are what draws and parameters broadcast to", () => {
    const x = zeros([2, 3]);
    const column = zeros([2, 1]);
    const logits = zeros([5, 4]);
    const some: Tensor = x;
    expectTypeOf(logProbability("normal", {}, x)).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(logProbability("normal", { mean: x, std: 2 }, 1)).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(logProbability("gamma", { alpha: column, scale: [1, 2, 3] }, 1)).toEqualTypeOf<
      Tensor<[2, 3]>
    >();
    expectTypeOf(logProbability("bernoulli", { p: 0.5 }, [true, false])).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(logProbability("categorical", { logits }, [0, 1, 2, 3, 0])).toEqualTypeOf<Tensor<[5]>>();
    expectTypeOf(logProbability("categorical", { logits }, 1)).toEqualTypeOf<Tensor<[5]>>();
    expectTypeOf(logProbability("dirichlet", { alpha: [1, 2, 3] }, x)).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(logProbability("multinomial", { n: column, p: [1, 1, 1] }, x)).toEqualTypeOf<
      Tensor<[2, 2]>
    >();
    expectTypeOf(logProbability("normal", { mean: some }, x)).toEqualTypeOf<Tensor>();
    // @ts-expect-error -- a parameter of another distribution
    logProbability("normal", { mean: 1, rate: 2 }, x);
    // @ts-expect-error -- one that is missing
    logProbability("poisson", {}, x);
  });

  it("of entropies are what parameters broadcast to", () => {
    expectTypeOf(entropy("normal", {})).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(entropy("beta", { a: zeros([3, 1]), b: [1, 2] })).toEqualTypeOf<Tensor<[3, 2]>>();
    expectTypeOf(entropy("categorical", { logits: zeros([5, 4]) })).toEqualTypeOf<Tensor<[5]>>();
    // @ts-expect-error -- a parameter of another distribution
    entropy("beta", { a: 1, b: 1, c: 1 });
  });
});
