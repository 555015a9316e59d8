import { describe, expectTypeOf, it } from "vitest";
import type { Broadcast, BroadcastOperand, BroadcastTo } from "./broadcast-type.ts";
import type { Dim, Mismatch } from "./shape-type.ts";

type Operand<A extends number[], B extends number[]> = BroadcastOperand<"add", A, "operand", B>;

describe("Broadcast", () => {
  it("follows NumPy", () => {
    expectTypeOf<Broadcast<[2, 3], [2, 3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Broadcast<[2, 3], []>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Broadcast<[], [2, 3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Broadcast<[2, 3], [3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Broadcast<[3], [2, 3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Broadcast<[2, 1], [1, 3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Broadcast<[5, 1, 4], [3, 1]>>().toEqualTypeOf<[5, 3, 4]>();
    expectTypeOf<Broadcast<[0], [1]>>().toEqualTypeOf<[0]>();
  });

  it("takes number for any size, and prefers what is known", () => {
    expectTypeOf<Broadcast<[number, 3], [2, 3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Broadcast<[2, 3], [number, 3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Broadcast<[number], [1]>>().toEqualTypeOf<[number]>();
    expectTypeOf<Broadcast<[1], [number]>>().toEqualTypeOf<[number]>();
    expectTypeOf<Broadcast<[number, 3], [number, 3]>>().toEqualTypeOf<[number, 3]>();
  });

  it("takes number[] for any shape", () => {
    expectTypeOf<Broadcast<number[], [2, 3]>>().toEqualTypeOf<number[]>();
    expectTypeOf<Broadcast<[2, 3], number[]>>().toEqualTypeOf<number[]>();
    expectTypeOf<Broadcast<number[], number[]>>().toEqualTypeOf<number[]>();
    expectTypeOf<Operand<[2], number[]>>().toEqualTypeOf<"operand">();
  });

  it("matches named sizes by name", () => {
    type Batch = Dim<"batch">;
    type Time = Dim<"time">;
    expectTypeOf<Broadcast<[Batch, 3], [Batch, 3]>>().toEqualTypeOf<[Batch, 3]>();
    expectTypeOf<Broadcast<[Batch, 3], [3]>>().toEqualTypeOf<[Batch, 3]>();
    expectTypeOf<Broadcast<[Batch, 1], [Batch, 3]>>().toEqualTypeOf<[Batch, 3]>();
    expectTypeOf<Broadcast<[Batch], [number]>>().toEqualTypeOf<[Batch]>();
    expectTypeOf<Broadcast<[number], [Batch]>>().toEqualTypeOf<[Batch]>();
    expectTypeOf<
      Operand<[Batch, 3], [Time, 3]>
    >().toEqualTypeOf<"cannot add [batch, 3] and [time, 3]: dims [batch] and [time] differ">();
    expectTypeOf<
      Operand<[Batch], [32]>
    >().toEqualTypeOf<"cannot add [batch] and [32]: dims [batch] and [32] differ">();
  });

  it("says what differs", () => {
    expectTypeOf<Operand<[2, 3], [2, 3]>>().toEqualTypeOf<"operand">();
    expectTypeOf<
      Operand<[2, 3], [4]>
    >().toEqualTypeOf<"cannot add [2, 3] and [4]: dims [3] and [4] differ">();
    expectTypeOf<
      Operand<[2, 3], [3, 2]>
    >().toEqualTypeOf<"cannot add [2, 3] and [3, 2]: dims [3] and [2] differ">();
    expectTypeOf<
      Operand<[number, 3], [2, 2]>
    >().toEqualTypeOf<`cannot add [${number}, 3] and [2, 2]: dims [3] and [2] differ`>();
  });

  it("answers for a generic shape against itself and against a scalar", () => {
    const check = <S extends number[]>(shape: S): void => {
      const withItself: Broadcast<S, S> = shape;
      const withScalar: Broadcast<S, []> = shape;
      const back: S = withItself satisfies S;
      const operand: Operand<S, S> = "operand";
      void [withScalar, back, operand];
    };
    check([2, 3]);
  });
});

describe("BroadcastTo", () => {
  it("is the target, or says why not", () => {
    expectTypeOf<BroadcastTo<[3], [2, 3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<BroadcastTo<[2, 1], [2, 3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<BroadcastTo<[number], [3]>>().toEqualTypeOf<[3]>();
    expectTypeOf<BroadcastTo<[2], [3]>>().toEqualTypeOf<Mismatch<"dims [2] and [3] differ">>();
    expectTypeOf<BroadcastTo<[2, 3], [3]>>().toEqualTypeOf<Mismatch<"the target has fewer axes">>();
    expectTypeOf<BroadcastTo<[3], [1]>>().toEqualTypeOf<Mismatch<"dims [3] and [1] differ">>();
  });
});
