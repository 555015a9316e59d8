import { describe, expectTypeOf, it } from "vitest";
import type { Mask, Tensor } from "../index.ts";
import { bernoulli, foldIn, type Key, key, normal, split, uniform } from "./index.ts";

describe("the shapes of what is drawn", () => {
  const k = key(1);

  it("are those asked for", () => {
    expectTypeOf(uniform(k, [2, 3])).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(normal(k, [], { mean: 1 })).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(bernoulli(k, 0.5, [4])).toEqualTypeOf<Mask<[4]>>();
    expectTypeOf(bernoulli(k, [0.5, 0.1])).toEqualTypeOf<Mask<[2]>>();
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
});
