import { describe, expectTypeOf, it } from "vitest";
import type { AxesArgument, AxesOf, Reduce } from "./reduce-type.ts";

describe("Reduce", () => {
  it("drops or keeps axes, counted from either end", () => {
    expectTypeOf<Reduce<[2, 3, 4], undefined, false>>().toEqualTypeOf<[]>();
    expectTypeOf<Reduce<[2, 3, 4], undefined, true>>().toEqualTypeOf<[1, 1, 1]>();
    expectTypeOf<Reduce<[2, 3, 4], 0, false>>().toEqualTypeOf<[3, 4]>();
    expectTypeOf<Reduce<[2, 3, 4], -1, false>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Reduce<[2, 3, 4], 1, true>>().toEqualTypeOf<[2, 1, 4]>();
    expectTypeOf<Reduce<[2, 3, 4], readonly [0, 2], false>>().toEqualTypeOf<[3]>();
    expectTypeOf<Reduce<[2, 3, 4], readonly [-1, 0], true>>().toEqualTypeOf<[1, 3, 1]>();
    expectTypeOf<Reduce<[2, 3], readonly [], false>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Reduce<[2], 0, false>>().toEqualTypeOf<[]>();
  });

  it("knows as much as can be known", () => {
    expectTypeOf<Reduce<[2, 3], number, false>>().toEqualTypeOf<[number]>();
    expectTypeOf<Reduce<[2, 3], number, true>>().toEqualTypeOf<[number, number]>();
    expectTypeOf<Reduce<[2, 3], number[], false>>().toEqualTypeOf<number[]>();
    expectTypeOf<Reduce<number[], 0, false>>().toEqualTypeOf<number[]>();
    expectTypeOf<Reduce<number[], undefined, false>>().toEqualTypeOf<[]>();
    expectTypeOf<Reduce<[2], 0, boolean>>().toEqualTypeOf<[] | [1]>();
  });

  it("is a scalar for a generic shape", () => {
    const check = <S extends number[]>(): void => {
      expectTypeOf<Reduce<S, undefined, false>>().toEqualTypeOf<[]>();
    };
    check();
  });
});

describe("AxesArgument", () => {
  it("says what is out of range", () => {
    expectTypeOf<AxesOf<[2, 3]>>().toEqualTypeOf<0 | 1 | -1 | -2>();
    expectTypeOf<AxesArgument<"sum", [2, 3], 1>>().toEqualTypeOf<1>();
    expectTypeOf<AxesArgument<"sum", [2, 3], undefined>>().toEqualTypeOf<undefined>();
    expectTypeOf<AxesArgument<"sum", number[], 5>>().toEqualTypeOf<5>();
    expectTypeOf<
      AxesArgument<"sum", [2, 3], 2>
    >().toEqualTypeOf<"cannot sum [2, 3] over axis 2: axes go from -2 to 1">();
    expectTypeOf<
      AxesArgument<"max", [2, 3], readonly [0, -3]>
    >().toEqualTypeOf<"cannot max [2, 3] over axis -3: axes go from -2 to 1">();
    expectTypeOf<
      AxesArgument<"sum", [], 0>
    >().toEqualTypeOf<"cannot sum [] over axis 0: a scalar has no axes">();
  });
});
