import { describe, expect, expectTypeOf, test } from "vitest";
import {
  arange,
  compile,
  grad,
  hessian,
  jvp,
  parameter,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from "../index.ts";
import { argmax, argmin, argsort, sort, topK } from "./functions/sorting.ts";

const x = tensor([
  [3, 1, 2],
  [4, 6, 5],
]);

/** What a function gives, plain and compiled, which have to be the same. */
function both(f: (x: Tensor) => Tensor, given: Tensor): unknown {
  const plain = f(given).toArray();
  expect(compile(f)(given).toArray()).toEqual(plain);
  return plain;
}

describe("argmax and argmin", () => {
  test.each([
    [undefined, false, 4, 1],
    [undefined, true, [[4]], [[1]]],
    [0, false, [1, 1, 1], [0, 0, 0]],
    [1, false, [0, 1], [1, 0]],
    [-1, true, [[0], [1]], [[1], [0]]],
  ])("along %s, kept %s", (axis, keepDims, largest, smallest) => {
    expect(both((y) => argmax(y, axis, { keepDims }) as Tensor, x)).toEqual(largest);
    expect(both((y) => argmin(y, axis, { keepDims }) as Tensor, x)).toEqual(smallest);
  });

  test("are int32, of a shape that is known, also of masks and scalars", () => {
    expectTypeOf(argmax(zeros([2, 3]), 1)).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(argmin(zeros([2, 3]))).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(argmax(zeros([2, 3]), -2, { keepDims: true })).toEqualTypeOf<Tensor<[1, 3]>>();
    const found = argmax([false, true, true]);
    expect([found.dtype, found.item(), argmax(5).item()]).toEqual(["int32", 1, 0]);
  });

  test("of examples of their own", () => {
    expect(vmap((row) => argmax(row))(x).toArray()).toEqual([0, 1]);
  });
});

describe("sort and argsort", () => {
  test.each([
    [
      -1,
      false,
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      1,
      true,
      [
        [3, 2, 1],
        [6, 5, 4],
      ],
    ],
    [
      0,
      false,
      [
        [3, 1, 2],
        [4, 6, 5],
      ],
    ],
    [
      0,
      true,
      [
        [4, 6, 5],
        [3, 1, 2],
      ],
    ],
  ])("along %i, descending %s", (axis, descending, expected) => {
    expect(both((y) => sort(y, axis, { descending }), x)).toEqual(expected);
  });

  test("put NaN last either way, and leave equal elements in their order", () => {
    const y = tensor([2, Number.NaN, -0, 0, 1]);
    expect(both((z) => sort(z), y)).toEqual([-0, 0, 1, 2, Number.NaN]);
    expect(both((z) => sort(z, 0, { descending: true }), y)).toEqual([2, 1, -0, 0, Number.NaN]);
    expect(both((z) => argsort(z), tensor([1, 0, 1, 0, 1]))).toEqual([1, 3, 0, 2, 4]);
    expect(both((z) => argsort(z, 0, { descending: true }), tensor([1, 0, 1, 0, 1]))).toEqual([
      0, 2, 4, 1, 3,
    ]);
  });

  test("are right for every size up to 70", () => {
    for (let size = 0; size <= 70; size++) {
      const data = Array.from({ length: size }, (_, i) => (i * 37) % 11);
      const order = [...data.keys()].sort((a, b) => (data[a] as number) - (data[b] as number));
      expect(argsort(tensor(data)).toArray()).toEqual(order);
      if (size % 10 < 2) expect(both((y) => argsort(y), tensor(data))).toEqual(order);
    }
  });

  test("keep to their own memory", () => {
    const order = compile((y: Tensor) => argsort(y));
    const large = arange(2000).neg();
    order(large);
    // What this leaves in memory lies behind.
    const counts = parameter(zeros([2000]));
    const step = compile(() => counts.assign(counts.add(1)));
    step();
    order(large.add(1));
    expect([counts.min().item(), counts.max().item()]).toEqual([1, 1]);
  });

  test("have derivatives that follow the permutation, of any order", () => {
    const weights = [1, 10, 100];
    const f = (y: Tensor): Tensor => sort(y).square().mul(weights).sum();
    const y = tensor([3, 1, 2]);
    expect(grad(f)(y).toArray()).toEqual([600, 2, 40]);
    expect(compile(grad(f))(y).toArray()).toEqual([600, 2, 40]);
    expect(hessian(f)(y).toArray()).toEqual([
      [200, 0, 0],
      [0, 2, 0],
      [0, 0, 20],
    ]);
    expect(jvp((z: Tensor) => sort(z), [y], [[0.5, 0.25, 0.125]])[1].toArray()).toEqual([0.25, 0.125, 0.5]);
    expect(
      grad((z: Tensor) =>
        sort(z, 0)
          .mul([
            [1, 2, 3],
            [4, 5, 6],
          ])
          .sum(),
      )(x).toArray(),
    ).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test("of examples of their own, and with a shape that is known", () => {
    expect(vmap((row) => sort(row))(x).toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expectTypeOf(sort(zeros([2, 3]), 0)).toEqualTypeOf<Tensor<[2, 3]>>();
    expectTypeOf(argsort(zeros([2, 3]))).toEqualTypeOf<Tensor<[2, 3]>>();
  });
});

describe("topK", () => {
  test("gives the largest and where they are", () => {
    const { values, indices } = topK(x, 2);
    expectTypeOf(topK(zeros([2, 3]), 2).values).toEqualTypeOf<Tensor<[2, 2]>>();
    expect([values.toArray(), indices.toArray(), indices.dtype]).toEqual([
      [
        [3, 2],
        [6, 5],
      ],
      [
        [0, 2],
        [1, 2],
      ],
      "int32",
    ]);
    const first = compile((y: Tensor) => topK(y, 1, 0));
    expect(first(x).values.toArray()).toEqual([[4, 6, 5]]);
    expect(first(x).indices.toArray()).toEqual([[1, 1, 1]]);
    expect(grad((y: Tensor) => topK(y, 2).values.mul([1, 10]).sum())(x).toArray()).toEqual([
      [1, 0, 10],
      [0, 1, 10],
    ]);
    expect(topK(x, 0).values.toArray()).toEqual([[], []]);
  });
});

describe("other arguments are refused", () => {
  test.each([
    [
      () => argmax(zeros([0, 2]), 0),
      "argmax: needs at least one element, got shape [0, 2], empty at axis 0.",
    ],
    [() => argmax(x, 2 as 1), "argmax: axis must be an integer from -2 to 1, got 2 for rank 2."],
    [() => sort(3), "sort: a scalar has no axes, got axis -1."],
    [() => sort(x, 0, { reverse: true } as object), 'sort: there is no option "reverse", only descending.'],
    [() => sort([true]), 'sort: arguments must be numbers, got bool. Cast first, e.g. with cast("float64").'],
    [() => topK(x, 4), "topK: k must be an integer from 0 to 3 for axis 1 of [2, 3], got 4."],
    [() => topK(x, 1.5), "topK: k must be an integer from 0 to 3 for axis 1 of [2, 3], got 1.5."],
  ])("%#", (call, text) => {
    expect(call).toThrow(text);
  });
});
