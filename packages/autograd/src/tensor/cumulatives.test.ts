import { describe, expect, expectTypeOf, test } from "vitest";
import { apply, inputNode } from "../graph/build.ts";
import { compile, grad, parameter, type Tensor, tensor, vmap, zeros } from "../index.ts";
import { cumsum as cumsumOp } from "../op/cumsum.ts";
import { cumsum } from "./functions/cumulative.ts";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("cumsum", () => {
  test.each([
    [
      0,
      false,
      [
        [1, 2, 3],
        [5, 7, 9],
      ],
    ],
    [
      -2,
      false,
      [
        [1, 2, 3],
        [5, 7, 9],
      ],
    ],
    [
      0,
      true,
      [
        [5, 7, 9],
        [4, 5, 6],
      ],
    ],
    [
      1,
      false,
      [
        [1, 3, 6],
        [4, 9, 15],
      ],
    ],
    [
      -1,
      true,
      [
        [6, 5, 3],
        [15, 11, 6],
      ],
    ],
  ])("along axis %i, reversed %s", (axis, reverse, expected) => {
    expect(cumsum(x, axis, { reverse }).toArray()).toEqual(expected);
    expect(compile((y: Tensor) => cumsum(y, axis, { reverse }))(x).toArray()).toEqual(expected);
  });

  test("goes along the first axis unless told otherwise, and keeps shape and type", () => {
    expect(cumsum(x).toArray()).toEqual([
      [1, 2, 3],
      [5, 7, 9],
    ]);
    expectTypeOf(cumsum(zeros([2, 3]), -1)).toEqualTypeOf<Tensor<[2, 3]>>();
  });

  test("counts a mask", () => {
    const counts = cumsum([true, false, true]);
    expect([counts.dtype, counts.toArray()]).toEqual(["int32", [1, 1, 2]]);
  });

  test("reads what is turned, repeated or a constant", () => {
    const sums = compile((y: Tensor) => [
      cumsum(y.transpose(), 0),
      cumsum(y.flip(1), 1),
      cumsum(y.broadcastTo([2, 2, 3]), -1),
      cumsum(zeros([2, 2]), 0),
    ]);
    expect((sums(x) as Tensor[]).map((sum) => sum.toArray())).toEqual([
      [
        [1, 4],
        [3, 9],
        [6, 15],
      ],
      [
        [3, 5, 6],
        [6, 11, 15],
      ],
      [
        [
          [1, 3, 6],
          [4, 9, 15],
        ],
        [
          [1, 3, 6],
          [4, 9, 15],
        ],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ]);
  });

  test("of examples of their own, whatever axes they have", () => {
    expect(vmap((row) => cumsum(row))(x).toArray()).toEqual([
      [1, 3, 6],
      [4, 9, 15],
    ]);
    const weighted = grad((y: Tensor) => cumsum(y, 1).mul(y).sum());
    const stacked = tensor([x.toArray(), x.neg().toArray()]);
    expect(vmap(weighted)(stacked).toArray()).toEqual([weighted(x).toArray(), weighted(x.neg()).toArray()]);
  });

  test("trains a parameter in compiled steps", () => {
    const w = parameter([1, 1, 1]);
    const step = compile(() => {
      w.grad = null;
      cumsum(w).sum().backward();
      w.assign(w.sub((w.grad as unknown as Tensor).mul(0.5)));
    });
    step();
    step();
    expect(w.toArray()).toEqual([-2, -1, 0]);
  });

  test.each([
    [() => cumsum(3), "cumsum: a scalar has no axes, got axis 0."],
    [() => cumsum([1, 2], 1 as 0), "cumsum: axis must be an integer from -1 to 0, got 1 for rank 1."],
    [
      () => cumsum([1], 0, { reversed: true } as object),
      'cumsum: there is no option "reversed", only reverse.',
    ],
    [
      () => cumsum([1], 0, { reverse: 1 as unknown as boolean }),
      "cumsum: reverse must be true or false, got 1.",
    ],
  ])("refuses other arguments: %#", (call, text) => {
    expect(call).toThrow(text);
  });
});

test("a routine refuses what lacks its core axes, if the operation does not", () => {
  const axes = { axis: -2, reverse: false };
  expect(() => apply(cumsumOp, [inputNode(Float64Array.of(1), [1], "float64")], axes)).toThrow(
    "cumsum: needs 2 axes, got shape [1].",
  );
});
