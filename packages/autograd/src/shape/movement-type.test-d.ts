import { describe, expectTypeOf, it } from "vitest";
import type {
  BroadcastToArgument,
  ExpandDims,
  Permute,
  PermuteArgument,
  Reshape,
  Reverse,
  Squeeze,
  SqueezeArgument,
} from "./movement-type.ts";

describe("movements", () => {
  it("Reverse and Permute", () => {
    expectTypeOf<Reverse<[2, 3, 4]>>().toEqualTypeOf<[4, 3, 2]>();
    expectTypeOf<Reverse<[]>>().toEqualTypeOf<[]>();
    expectTypeOf<Reverse<number[]>>().toEqualTypeOf<number[]>();
    expectTypeOf<Permute<[2, 3, 4], readonly [2, 0, 1]>>().toEqualTypeOf<[4, 2, 3]>();
    expectTypeOf<Permute<[2, 3, 4], readonly [-1, 0, -2]>>().toEqualTypeOf<[4, 2, 3]>();
    expectTypeOf<Permute<[2, 3], number[]>>().toEqualTypeOf<number[]>();
    expectTypeOf<PermuteArgument<[2, 3], readonly [1, 0]>>().toEqualTypeOf<readonly [1, 0]>();
    expectTypeOf<
      PermuteArgument<[2, 3], readonly [0]>
    >().toEqualTypeOf<"cannot permute [2, 3] by axes [0]: it has 2 axes">();
    expectTypeOf<
      PermuteArgument<[2], readonly [0, 0]>
    >().toEqualTypeOf<"cannot permute [2] by axes [0, 0]: it has 1 axis">();
    expectTypeOf<
      PermuteArgument<[2, 3], readonly [0, 2]>
    >().toEqualTypeOf<"cannot permute [2, 3] by axes [0, 2]: axes go from -2 to 1">();
    expectTypeOf<
      PermuteArgument<[2, 3], readonly [1, -1]>
    >().toEqualTypeOf<"cannot permute [2, 3] by axes [1, -1]: each axis must be named once">();
  });

  it("ExpandDims and Squeeze", () => {
    expectTypeOf<ExpandDims<[2, 3], 0>>().toEqualTypeOf<[1, 2, 3]>();
    expectTypeOf<ExpandDims<[2, 3], -1>>().toEqualTypeOf<[2, 3, 1]>();
    expectTypeOf<ExpandDims<[2, 3], readonly [0, 2]>>().toEqualTypeOf<[1, 2, 1, 3]>();
    expectTypeOf<ExpandDims<[2, 3], number>>().toEqualTypeOf<[number, number, number]>();
    expectTypeOf<ExpandDims<[2, 3], 7>>().toEqualTypeOf<number[]>();
    expectTypeOf<Squeeze<[1, 2, 1], undefined>>().toEqualTypeOf<[2]>();
    expectTypeOf<Squeeze<[1, 2, 1], -1>>().toEqualTypeOf<[1, 2]>();
    expectTypeOf<Squeeze<[1, 2, 1], readonly [0, 2]>>().toEqualTypeOf<[2]>();
    expectTypeOf<Squeeze<[1, number], undefined>>().toEqualTypeOf<number[]>();
    expectTypeOf<SqueezeArgument<[1, number], 1>>().toEqualTypeOf<1>();
    expectTypeOf<
      SqueezeArgument<[1, 2], 1>
    >().toEqualTypeOf<"cannot squeeze [1, 2]: axis 1 has size 2, not 1">();
    expectTypeOf<SqueezeArgument<[1, 2], 2>>().toEqualTypeOf<"cannot squeeze [1, 2]: axes go from -2 to 1">();
  });

  it("Reshape and BroadcastToArgument", () => {
    expectTypeOf<Reshape<[2, -1, 3]>>().toEqualTypeOf<[2, number, 3]>();
    expectTypeOf<Reshape<number[]>>().toEqualTypeOf<number[]>();
    expectTypeOf<BroadcastToArgument<[3], [2, 3]>>().toEqualTypeOf<readonly [2, 3]>();
    expectTypeOf<
      BroadcastToArgument<[3], [3, 2]>
    >().toEqualTypeOf<"cannot broadcast [3] to [3, 2]: dims [3] and [2] differ">();
  });
});
