import { dim, type Tensor, tensor, zeros } from "@chainrule/autograd";
import { describe, expectTypeOf, it } from "vitest";
import { batches } from "./batches.ts";
import { partition } from "./partition.ts";
import { standardization } from "./standardization.ts";

interface Flowers {
  readonly x: Tensor<[number, 4]>;
  readonly species: readonly string[];
}

const flowers: Flowers = { x: zeros([150, 4]), species: [] };

describe("data", () => {
  it("may be declared as an interface, whose parts have its columns", () => {
    for (const batch of batches(flowers, { size: 8 })) {
      expectTypeOf(batch.x).toEqualTypeOf<Tensor<[number, 4]>>();
      expectTypeOf(batch.species).toEqualTypeOf<string[]>();
    }
    const [train] = partition(flowers, [0.8, 0.2]);
    expectTypeOf(train?.species).toEqualTypeOf<string[] | undefined>();
    const [batch] = batches({ x: zeros([6, 2]), y: [1, 2, 3, 4, 5, 6] }, { size: 2 });
    expectTypeOf(batch?.x).toEqualTypeOf<Tensor<[number, 2]> | undefined>();
    expectTypeOf(partition(zeros([6, 2]), [1])).toEqualTypeOf<Tensor<[number, 2]>[]>();
  });

  it("is refused where a column has no rows", () => {
    const wrong: { readonly x: Tensor; readonly count: number } = { x: zeros([2]), count: 2 };
    // @ts-expect-error: a number is not a column
    batches(wrong, { size: 1 });
    // @ts-expect-error: a number is not data
    partition(5, [1]);
  });
});

describe("standardization", () => {
  it("keeps shapes", () => {
    const scale = standardization(zeros([150, 4]));
    expectTypeOf(scale.apply(zeros([3, 4]))).toEqualTypeOf<Tensor<[3, 4]>>();
    expectTypeOf(scale.invert(zeros([dim("batch", 3), 4])).shape[1]).toEqualTypeOf<4>();
    expectTypeOf(scale.apply([[1, 2, 3, 4]])).toEqualTypeOf<Tensor<[1, 4]>>();
    const unknown: Tensor = tensor([1, 2, 3, 4]);
    expectTypeOf(scale.apply(unknown)).toEqualTypeOf<Tensor>();
  });
});
