import { describe, expectTypeOf, it } from "vitest";
import type { Dot, Matmul, MatmulOperand, Outer } from "./matmul-type.ts";
import type { Dim, Mismatch } from "./shape-type.ts";

type Operand<A extends number[], B extends number[]> = MatmulOperand<A, "operand", B>;

describe("Matmul", () => {
  it("follows NumPy", () => {
    expectTypeOf<Matmul<[2, 3], [3, 4]>>().toEqualTypeOf<[2, 4]>();
    expectTypeOf<Matmul<[3], [3]>>().toEqualTypeOf<[]>();
    expectTypeOf<Matmul<[3], [3, 4]>>().toEqualTypeOf<[4]>();
    expectTypeOf<Matmul<[2, 3], [3]>>().toEqualTypeOf<[2]>();
    expectTypeOf<Matmul<[3], [5, 3, 4]>>().toEqualTypeOf<[5, 4]>();
    expectTypeOf<Matmul<[5, 2, 3], [3]>>().toEqualTypeOf<[5, 2]>();
    expectTypeOf<Matmul<[7, 1, 2, 3], [5, 3, 4]>>().toEqualTypeOf<[7, 5, 2, 4]>();
  });

  it("lets the unknown pass", () => {
    expectTypeOf<Matmul<[number, 784], [784, 10]>>().toEqualTypeOf<[number, 10]>();
    expectTypeOf<Matmul<[2, number], [3, 4]>>().toEqualTypeOf<[2, 4]>();
    expectTypeOf<Matmul<number[], [3, 4]>>().toEqualTypeOf<number[]>();
    expectTypeOf<Matmul<[Dim<"batch">, 784], [784, 10]>>().toEqualTypeOf<[Dim<"batch">, 10]>();
  });

  it("works with generic sizes", () => {
    const check = <B extends number, I extends number, O extends number>(): void => {
      expectTypeOf<Matmul<[B, I], [I, O]>>().toEqualTypeOf<[B, O]>();
      expectTypeOf<Operand<[B, I], [I, O]>>().toEqualTypeOf<"operand">();
    };
    check();
  });

  it("says what differs", () => {
    expectTypeOf<Operand<[32, 784], [784, 10]>>().toEqualTypeOf<"operand">();
    expectTypeOf<
      Operand<[32, 784], [128, 10]>
    >().toEqualTypeOf<"cannot matmul [32, 784] by [128, 10]: inner dims [784] and [128] differ">();
    expectTypeOf<
      Operand<[32, 784], [10]>
    >().toEqualTypeOf<"cannot matmul [32, 784] by [10]: inner dims [784] and [10] differ">();
    expectTypeOf<
      Operand<[2, 2, 3], [3, 3, 4]>
    >().toEqualTypeOf<"cannot matmul [2, 2, 3] by [3, 3, 4]: batch dims [2] and [3] differ">();
    expectTypeOf<
      Operand<[2, 3], []>
    >().toEqualTypeOf<"cannot matmul [2, 3] by []: a scalar has no inner dim">();
    expectTypeOf<
      Operand<[], [2, 3]>
    >().toEqualTypeOf<"cannot matmul [] by [2, 3]: a scalar has no inner dim">();
  });
});

describe("Dot and Outer", () => {
  it("take vectors", () => {
    expectTypeOf<Dot<[3], [3]>>().toEqualTypeOf<[]>();
    expectTypeOf<Dot<[3], [number]>>().toEqualTypeOf<[]>();
    expectTypeOf<Dot<[3], [2]>>().toEqualTypeOf<Mismatch<"inner dims [3] and [2] differ">>();
    expectTypeOf<Dot<[3], [3, 1]>>().toEqualTypeOf<Mismatch<"both must have one axis">>();
    expectTypeOf<Outer<[2], [3]>>().toEqualTypeOf<[2, 3]>();
    expectTypeOf<Outer<[2], []>>().toEqualTypeOf<Mismatch<"both must have one axis">>();
  });
});
