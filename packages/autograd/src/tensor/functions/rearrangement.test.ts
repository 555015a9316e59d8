import { describe, expect, expectTypeOf, it } from "vitest";
import { message } from "../../../../../test/message.ts";
import {
  arange,
  compile,
  diag,
  diagonal,
  fold,
  grad,
  jvp,
  meshgrid,
  repeat,
  roll,
  type Tensor,
  tensor,
  tile,
  tril,
  triu,
  unfold,
  vmap,
  zeros,
} from "../../index.ts";

const counted = (...shape: number[]): Tensor =>
  arange(shape.reduce((a, b) => a * b, 1))
    .add(1)
    .reshape(shape);
const one = counted(2, 3);

/** Each function at shapes of its own, with what it gives of 1, 2, 3, ... */
const cases: readonly (readonly [
  name: string,
  f: (x: Tensor) => Tensor,
  shape: number[],
  expected: unknown,
])[] = [
  [
    "tril",
    (x) => tril(x),
    [2, 3],
    [
      [1, 0, 0],
      [4, 5, 0],
    ],
  ],
  [
    "tril above",
    (x) => tril(x, 1),
    [2, 3],
    [
      [1, 2, 0],
      [4, 5, 6],
    ],
  ],
  [
    "tril far below",
    (x) => tril(x, -5),
    [2, 2],
    [
      [0, 0],
      [0, 0],
    ],
  ],
  [
    "tril in batches",
    (x) => tril(x),
    [2, 2, 2],
    [
      [
        [1, 0],
        [3, 4],
      ],
      [
        [5, 0],
        [7, 8],
      ],
    ],
  ],
  [
    "triu",
    (x) => triu(x),
    [3, 2],
    [
      [1, 2],
      [0, 4],
      [0, 0],
    ],
  ],
  [
    "triu below",
    (x) => triu(x, -1),
    [3, 2],
    [
      [1, 2],
      [3, 4],
      [0, 6],
    ],
  ],
  [
    "triu very far above",
    (x) => triu(x, 2 ** 52),
    [2, 2],
    [
      [0, 0],
      [0, 0],
    ],
  ],
  ["tril of nothing", (x) => tril(x), [0, 3], []],
  ["diagonal", (x) => diagonal(x), [2, 3], [1, 5]],
  ["diagonal above", (x) => diagonal(x, 1), [3, 3], [2, 6]],
  ["diagonal below", (x) => diagonal(x, -1), [4, 3], [4, 8, 12]],
  ["diagonal beyond", (x) => diagonal(x, 3), [2, 3], []],
  ["diagonal far below", (x) => diagonal(x, -2), [2, 3], []],
  ["diagonal of other axes", (x) => diagonal(x, 0, -1, 0), [2, 1, 3], [[1, 5]]],
  ["diagonal of exchanged axes", (x) => diagonal(x, 1, 1, 0), [3, 2], [3, 6]],
  [
    "diag of a vector",
    (x) => diag(x),
    [2],
    [
      [1, 0],
      [0, 2],
    ],
  ],
  [
    "diag above",
    (x) => diag(x, 1),
    [2],
    [
      [0, 1, 0],
      [0, 0, 2],
      [0, 0, 0],
    ],
  ],
  [
    "diag below",
    (x) => diag(x, -1),
    [2],
    [
      [0, 0, 0],
      [1, 0, 0],
      [0, 2, 0],
    ],
  ],
  ["diag of nothing", (x) => diag(x, -1), [0], [[0]]],
  ["diag of a matrix", (x) => diag(x, 1), [2, 3], [2, 6]],
  ["roll", (x) => roll(x, 1), [4], [4, 1, 2, 3]],
  ["roll back, more than once around", (x) => roll(x, -5), [4], [2, 3, 4, 1]],
  ["roll by nothing", (x) => roll(x, 0), [3], [1, 2, 3]],
  [
    "roll of all as one row",
    (x) => roll(x, 2),
    [2, 3],
    [
      [5, 6, 1],
      [2, 3, 4],
    ],
  ],
  [
    "roll along an axis",
    (x) => roll(x, 1, -1),
    [2, 3],
    [
      [3, 1, 2],
      [6, 4, 5],
    ],
  ],
  [
    "roll along two axes",
    (x) => roll(x, [1, -1], [0, 1]),
    [2, 3],
    [
      [5, 6, 4],
      [2, 3, 1],
    ],
  ],
  ["roll of nothing", (x) => roll(x, 7, 0), [0, 2], []],
  ["repeat", (x) => repeat(x, 2), [2], [1, 1, 2, 2]],
  ["repeat of all as one row", (x) => repeat(x, [1, 0, 2, 1]), [2, 2], [1, 3, 3, 4]],
  [
    "repeat along an axis",
    (x) => repeat(x, 2, 1),
    [2, 2],
    [
      [1, 1, 2, 2],
      [3, 3, 4, 4],
    ],
  ],
  [
    "repeat of rows",
    (x) => repeat(x, [2, 1], -2),
    [2, 2],
    [
      [1, 2],
      [1, 2],
      [3, 4],
    ],
  ],
  ["repeat never", (x) => repeat(x, 0, 0), [2, 2], []],
  ["tile", (x) => tile(x, 2), [2], [1, 2, 1, 2]],
  [
    "tile in a new axis",
    (x) => tile(x, [2, 1]),
    [2],
    [
      [1, 2],
      [1, 2],
    ],
  ],
  [
    "tile along the last axis",
    (x) => tile(x, 2),
    [2, 1],
    [
      [1, 1],
      [2, 2],
    ],
  ],
  [
    "tile along both",
    (x) => tile(x, [2, 2]),
    [1, 2],
    [
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ],
  ],
  ["tile of a number", (x) => tile(x, [2]), [], [1, 1]],
  [
    "meshgrid",
    (x) => meshgrid([x, tensor([9, 9])])[0],
    [3],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
  ],
  [
    "the other of meshgrid",
    (x) => meshgrid([tensor([9, 9]), x])[1],
    [3],
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  ],
  [
    "meshgrid by axes",
    (x) => meshgrid([x, tensor([9, 9])], { indexing: "ij" })[0],
    [2],
    [
      [1, 1],
      [2, 2],
    ],
  ],
];

/** Of images, in the order of `torch.nn.functional.unfold` and `fold`. */
const images: typeof cases = [
  [
    "unfold",
    (x) => unfold(x, 2),
    [1, 1, 2, 3],
    [
      [
        [1, 2],
        [2, 3],
        [4, 5],
        [5, 6],
      ],
    ],
  ],
  ["unfold of channels", (x) => unfold(x, [1, 2]), [1, 2, 1, 2], [[[1], [2], [3], [4]]]],
  [
    "unfold with steps and zeros",
    (x) => unfold(x, [1, 2], { stride: [1, 2], padding: [0, 1] }),
    [1, 1, 1, 2],
    [
      [
        [0, 2],
        [1, 0],
      ],
    ],
  ],
  [
    "unfold of distant elements",
    (x) => unfold(x, [1, 2], { dilation: 2 }),
    [1, 1, 1, 4],
    [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ],
  ["fold", (x) => fold(x, [1, 3], [1, 2]), [1, 2, 2], [[[[1, 5, 4]]]]],
  [
    "fold onto padding",
    (x) => fold(x, [1, 2], [1, 2], { stride: 2, padding: [0, 1] }),
    [1, 2, 2],
    [[[[3, 2]]]],
  ],
];

describe.each([...cases, ...images])("%s", (_, f, shape, expected) => {
  const x = counted(...shape);

  it("puts the elements where they belong, plain, compiled, of a view and of every dtype", () => {
    const y = f(x);
    expect(y.toArray()).toEqual(expected);
    expect(compile(f)(x).toArray()).toEqual(expected);
    expect(f(x.transpose().add(0).transpose()).toArray()).toEqual(expected);
    expect(f(x.cast("int32")).toArray()).toEqual(expected);
    expect(f(x.cast("float32")).dtype).toBe("float32");
  });

  it("has the transpose for a derivative, in batches too", () => {
    const u = f(x)
      .mul(0)
      .add(counted(...f(x).shape).square());
    const pulled = grad((t: Tensor) => f(t).mul(u).sum());
    // ⟨u, f(v)⟩ = ⟨fᵀu, v⟩ exactly, since these are whole numbers.
    const v = x.square().sub(3);
    expect(pulled(x).mul(v).sum().item()).toBe(f(v).mul(u).sum().item());
    expect(jvp(f, [x], [v])[1].toArray()).toEqual(f(v).toArray());
    const rows = tensor([[1], [-2]])
      .reshape([2, ...shape.map(() => 1)])
      .mul(x);
    expect(vmap(f)(rows).toArray()).toEqual([f(x).toArray(), f(x.mul(-2)).toArray()]);
    expect(vmap(pulled)(rows).toArray()).toEqual([pulled(x).toArray(), pulled(x).toArray()]);
  });
});

it.each(cases)("%s takes masks", (_, f, shape) => {
  const x = counted(...shape);
  expect(f(x.greater(2)).toArray()).toEqual(f(x).greater(2).toArray());
});

it("what is cut off by a triangle receives 0, whatever it is", () => {
  const x = tensor([
    [1, Infinity],
    [NaN, 2],
  ]);
  expect(triu(x).toArray()).toEqual([
    [1, Infinity],
    [0, 2],
  ]);
  expect(
    grad((t: Tensor) => tril(t.log()).exp().sum())(
      tensor([
        [1, 0],
        [1, 2],
      ]),
    ).toArray(),
  ).toEqual([
    [1, 0],
    [1, 1],
  ]);
});

it("their shapes are known to the compiler as far as they follow", () => {
  expectTypeOf(tril(zeros([2, 3]))).toEqualTypeOf<Tensor<[2, 3]>>();
  expectTypeOf(diagonal(zeros([2, 3, 4]))).toEqualTypeOf<Tensor<[4, number]>>();
  expectTypeOf(diagonal(zeros([2, 3, 4]), 0, 0, -1)).toEqualTypeOf<Tensor<[3, number]>>();
  expectTypeOf(diag(zeros([2]))).toEqualTypeOf<Tensor<[2, 2]>>();
  expectTypeOf(diag(zeros([2]), 1)).toEqualTypeOf<Tensor<[number, number]>>();
  expectTypeOf(diag(zeros([2, 3]))).toEqualTypeOf<Tensor<[number]>>();
  expectTypeOf(roll(zeros([2, 3]), 1, 0)).toEqualTypeOf<Tensor<[2, 3]>>();
  expectTypeOf(repeat(zeros([2, 3]), 2)).toEqualTypeOf<Tensor<[number]>>();
  expectTypeOf(repeat(zeros([2, 3]), 2, 1)).toEqualTypeOf<Tensor<[2, number]>>();
  expectTypeOf(tile(zeros([2]), [2, 1])).toEqualTypeOf<Tensor<[number, number]>>();
  expectTypeOf(tile(zeros([2, 3]), 2)).toEqualTypeOf<Tensor<[number, number]>>();
  const [x, y] = meshgrid([zeros([3]), zeros([2])]);
  expectTypeOf(x).toEqualTypeOf<Tensor<[2, 3]>>();
  expectTypeOf(meshgrid([zeros([3]), 1], { indexing: "ij" })[1]).toEqualTypeOf<Tensor<[3, number]>>();
  expect([x.shape, y.shape]).toEqual([
    [2, 3],
    [2, 3],
  ]);
});

it("what they do not take is refused, with the reason", () => {
  expect(message(() => tril([1, 2]))).toBe("tril: needs a matrix or a batch of them, got shape [2].");
  expect(message(() => triu(one, 0.5))).toBe("triu: k must be an integer, got 0.5.");
  expect(message(() => diagonal([1]))).toBe("diagonal: needs two axes, got shape [1].");
  expect(message(() => diagonal(one, 0, 1, -1))).toBe("diagonal: the two axes must differ, got 1 and -1.");
  expect(message(() => diagonal(one, 0, 2 as never))).toBe(
    "diagonal: axis must be an integer from -2 to 1, got 2 for rank 2.",
  );
  expect(message(() => diag(zeros([1, 1, 1])))).toBe(
    "diag: x must be a vector or a matrix, got shape [1, 1, 1].",
  );
  expect(message(() => diag([1], 2 ** 40))).toContain("more than an array can hold.");
  expect(message(() => roll(one, [1, 2], 0))).toBe(
    "roll: there must be a shift for each axis, got 2 for 1 axis.",
  );
  expect(message(() => roll(one, 0.5))).toBe("roll: shift must be an integer, got 0.5.");
  expect(message(() => repeat(one, [1], 0))).toBe(
    "repeat: there must be a count for each element along the axis, got 1 for 2.",
  );
  expect(message(() => repeat(one, -1))).toBe("repeat: repeats must be a non-negative integer, got -1.");
  expect(message(() => repeat(one, 2 ** 40))).toContain("more than an array can hold.");
  expect(message(() => tile(one, [2, "2" as never]))).toBe(
    'tile: repeats must be a non-negative integer, got "2".',
  );
  expect(message(() => meshgrid([one as never]))).toBe("meshgrid: needs vectors, got shape [2, 3] at [0].");
  expect(message(() => meshgrid([1], { indexing: "yx" as never }))).toBe(
    'meshgrid: indexing must be "xy" or "ij", got "yx".',
  );
  expect(message(() => unfold(one, 2))).toBe(
    "unfold: x must be [batch, channels, height, width], got [2, 3].",
  );
  expect(message(() => unfold(zeros([1, 1, 2, 2]), 3))).toBe(
    "unfold: windows of [3, 3] elements must fit into the image with its padding, got [2, 2].",
  );
  expect(message(() => unfold(zeros([1, 1, 2, 2]), 0))).toContain("unfold: size must be");
  expect(message(() => fold(zeros([1, 4, 3]), 2, 2))).toBe(
    "fold: x must be [batch, channels times 4, 1] for these sizes, got [1, 4, 3].",
  );
  expect(message(() => meshgrid(1 as never))).toBe("meshgrid: vectors must be an array of vectors, got 1.");
});
