import { describe, expectTypeOf, it } from "vitest";
import type { AssignOperand } from "./assign-type.ts";
import type { Concat, ConcatArgument, Split, Stack, StackArgument } from "./join-type.ts";
import type { Dim } from "./shape-type.ts";

describe("joins", () => {
  it("Concat", () => {
    expectTypeOf<Concat<[[2, 3], [4, 3]], 0>>().toEqualTypeOf<[number, 3]>();
    expectTypeOf<Concat<[[2, 3], [2, 4]], -1>>().toEqualTypeOf<[2, number]>();
    expectTypeOf<Concat<[[2, number], [2, 3]], 0>>().toEqualTypeOf<[number, 3]>();
    expectTypeOf<Concat<[number, 3][], 0>>().toEqualTypeOf<[number, 3]>();
    expectTypeOf<Concat<[[2, 3], number[]], 0>>().toEqualTypeOf<[number, 3]>();
    expectTypeOf<
      ConcatArgument<[[2, 3], [4, 5]], 0, "parts">
    >().toEqualTypeOf<"cannot concat [2, 3] and [4, 5] along axis 0: dims [3] and [5] differ">();
    expectTypeOf<
      ConcatArgument<[[2, 3], [2]], 0, "parts">
    >().toEqualTypeOf<"cannot concat [2, 3] and [2] along axis 0: ranks differ">();
    expectTypeOf<
      ConcatArgument<[[2], [2]], 1, "parts">
    >().toEqualTypeOf<"cannot concat [2] and [2] along axis 1: axes go from -1 to 0">();
  });

  it("Stack", () => {
    expectTypeOf<Stack<[[2, 3], [2, 3]], 0>>().toEqualTypeOf<[2, 2, 3]>();
    expectTypeOf<Stack<[[2, 3], [2, 3], [2, 3]], -1>>().toEqualTypeOf<[2, 3, 3]>();
    expectTypeOf<Stack<[[], []], 0>>().toEqualTypeOf<[2]>();
    expectTypeOf<Stack<[number, 3][], 1>>().toEqualTypeOf<[number, number, 3]>();
    expectTypeOf<
      StackArgument<[[2, 3], [3, 3]], 0, "parts">
    >().toEqualTypeOf<"cannot stack [2, 3] and [3, 3] along axis 0: dims [2] and [3] differ">();
  });

  it("Split", () => {
    expectTypeOf<Split<[4, 3], 2, 0>>().toEqualTypeOf<[[2, 3], [2, 3]]>();
    expectTypeOf<Split<[2, 5, 24], 3, -1>>().toEqualTypeOf<[[2, 5, 8], [2, 5, 8], [2, 5, 8]]>();
    expectTypeOf<Split<[12288], 12, 0>[0]>().toEqualTypeOf<[1024]>();
    expectTypeOf<Split<[9801], 99, 0>[98]>().toEqualTypeOf<[99]>();
    expectTypeOf<Split<[0, 3], 2, 0>>().toEqualTypeOf<[[0, 3], [0, 3]]>();
    expectTypeOf<Split<[4, 3], 2, 1>>().toEqualTypeOf<[[4, number], [4, number]]>();
    expectTypeOf<Split<[number, 3], 2, 0>>().toEqualTypeOf<[[number, 3], [number, 3]]>();
    expectTypeOf<Split<number[], 2, 0>>().toEqualTypeOf<[number[], number[]]>();
    expectTypeOf<Split<[Dim<"batch">, 4], 2, 0>[0]>().toEqualTypeOf<[number, 4]>();
    expectTypeOf<Split<[4, 3], 0, 0>>().toEqualTypeOf<[]>();
    expectTypeOf<Split<[4, 3], readonly [1, 3], 0>>().toEqualTypeOf<[[1, 3], [3, 3]]>();
    expectTypeOf<Split<[4, 3], readonly [1, 2], -1>>().toEqualTypeOf<[[4, 1], [4, 2]]>();
    expectTypeOf<Split<[4, 3], number, 0>>().toEqualTypeOf<[number, 3][]>();
    expectTypeOf<Split<[4000, 3], 4000, 0>>().toEqualTypeOf<[number, 3][]>();
  });

  it("AssignOperand", () => {
    expectTypeOf<AssignOperand<[2, 3], "value", [2, 3]>>().toEqualTypeOf<"value">();
    expectTypeOf<AssignOperand<[2, 3], "value", [number, 3]>>().toEqualTypeOf<"value">();
    expectTypeOf<AssignOperand<[2, 3], "value", number[]>>().toEqualTypeOf<"value">();
    expectTypeOf<
      AssignOperand<[2, 3], "value", [1, 3]>
    >().toEqualTypeOf<"cannot assign [1, 3] to a parameter of shape [2, 3]: dims [2] and [1] differ">();
    expectTypeOf<
      AssignOperand<[2, 3], "value", []>
    >().toEqualTypeOf<"cannot assign [] to a parameter of shape [2, 3]: ranks differ">();
  });
});
