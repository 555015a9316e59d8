import { expectTypeOf, it } from "vitest";
import type { NestedArray, NestedNumbers, NestedShape } from "./nested-type.ts";
import type { Pad, PadArgument, Slice, SliceArgument } from "./slice-type.ts";

it("Slice drops axes with an index", () => {
  expectTypeOf<Slice<[2, 3, 4], readonly [0]>>().toEqualTypeOf<[3, 4]>();
  expectTypeOf<Slice<[2, 3, 4], readonly [null, -1]>>().toEqualTypeOf<[2, 4]>();
  expectTypeOf<Slice<[2, 3], readonly [{ start: 1 }]>>().toEqualTypeOf<[number, 3]>();
  expectTypeOf<Slice<number[], readonly [0]>>().toEqualTypeOf<number[]>();
  expectTypeOf<
    SliceArgument<[2, 3], readonly [0, 0, 0]>
  >().toEqualTypeOf<"cannot slice [2, 3] by 3 ranges: it has 2 axes">();
  expectTypeOf<
    SliceArgument<[], readonly [0]>
  >().toEqualTypeOf<"cannot slice [] by 1 range: it has 0 axes">();
});

it("Pad keeps what is not padded", () => {
  expectTypeOf<Pad<[2, 3], 1>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<Pad<[2, 3], readonly [readonly [0, 0], readonly [1, 2]]>>().toEqualTypeOf<[2, number]>();
  expectTypeOf<
    PadArgument<[2, 3], readonly [readonly [1, 1]]>
  >().toEqualTypeOf<"cannot pad [2, 3]: it needs [before, after] for each axis">();
});

it("NestedShape reads literals", () => {
  expectTypeOf<NestedShape<1>>().toEqualTypeOf<[]>();
  expectTypeOf<NestedShape<readonly []>>().toEqualTypeOf<[0]>();
  expectTypeOf<NestedShape<readonly [readonly [0, 0, 1], readonly [1, 1, 1]]>>().toEqualTypeOf<[2, 3]>();
  expectTypeOf<NestedShape<number[]>>().toEqualTypeOf<[number]>();
  expectTypeOf<NestedShape<[number, number][]>>().toEqualTypeOf<[number, 2]>();
  expectTypeOf<NestedShape<boolean[][]>>().toEqualTypeOf<[number, number]>();
  expectTypeOf<NestedShape<NestedNumbers>>().toEqualTypeOf<number[]>();
});

it("NestedArray is as deep as the shape", () => {
  expectTypeOf<NestedArray<[], number>>().toEqualTypeOf<number>();
  expectTypeOf<NestedArray<[2, 3], number>>().toEqualTypeOf<number[][]>();
  expectTypeOf<NestedArray<[number], boolean>>().toEqualTypeOf<boolean[]>();
});
