import { describe, expect, expectTypeOf, it } from "vitest";
import { message } from "../../../../../test/message.ts";
import {
  addAt,
  arange,
  argsort,
  assertGradients,
  at,
  bincount,
  booleanMask,
  compile,
  gather,
  grad,
  gradients,
  jvp,
  type Mask,
  nonzero,
  oneHot,
  parameter,
  scatterMax,
  scatterMin,
  scatterSet,
  searchSorted,
  segmentSum,
  setAt,
  sort,
  type Tensor,
  take,
  takeAlongAxis,
  tensor,
  vmap,
  zeros,
} from "../../index.ts";

const ids = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });
const counted = (...shape: number[]): Tensor =>
  arange(shape.reduce((a, b) => a * b, 1))
    .add(1)
    .reshape(shape);
const table = counted(2, 3);

/** Functions of elements at fixed indices, with what they give of 1, 2, 3, ... */
const linear: readonly (readonly [
  name: string,
  f: (x: Tensor) => Tensor,
  shape: number[],
  expected: unknown,
])[] = [
  [
    "takeAlongAxis",
    (x) =>
      takeAlongAxis(x, [
        [2, 0],
        [1, -1],
      ]),
    [2, 3],
    [
      [3, 1],
      [5, 6],
    ],
  ],
  ["takeAlongAxis of the first axis", (x) => takeAlongAxis(x, [[1, 0, 1]], 0), [2, 3], [[4, 2, 6]]],
  [
    "takeAlongAxis, indices that broadcast",
    (x) => takeAlongAxis(x, [[2, 0]]),
    [2, 3],
    [
      [3, 1],
      [6, 4],
    ],
  ],
  ["takeAlongAxis, elements that broadcast", (x) => takeAlongAxis(x, [[2], [0]]), [1, 3], [[3], [1]]],
  ["takeAlongAxis in the middle", (x) => takeAlongAxis(x, [[[1, 0]]], 1), [2, 2, 2], [[[3, 2]], [[7, 6]]]],
  [
    "gather",
    (x) =>
      gather(x, [
        [0, 1, 1],
        [2, 0, -1],
      ]),
    [2, 3],
    [3, 4, 6],
  ],
  [
    "gather of one axis",
    (x) => gather(x, [[1, 0, 1]]),
    [2, 2],
    [
      [3, 4],
      [1, 2],
      [3, 4],
    ],
  ],
  [
    "gather, indices that broadcast",
    (x) =>
      gather(x, [
        [[0], [1]],
        [0, 2],
      ]),
    [2, 3],
    [
      [1, 3],
      [4, 6],
    ],
  ],
  [
    "gather of rows",
    (x) => gather(x, [1, [0, -1]]),
    [2, 2, 2],
    [
      [5, 6],
      [7, 8],
    ],
  ],
  ["at an integer", (x) => at(x, 1), [2, 3], [4, 5, 6]],
  ["at an integer and a range", (x) => at(x, -1, { start: 1 }), [2, 3], [5, 6]],
  ["at indices behind an integer", (x) => at(x, 1, [2, 0]), [2, 3], [6, 4]],
  [
    "at indices behind a range",
    (x) => at(x, null, [2, 0]),
    [2, 3],
    [
      [3, 1],
      [6, 4],
    ],
  ],
  [
    "at indices before a range",
    (x) => at(x, [1, 0, 1], { step: -2 }),
    [2, 3],
    [
      [6, 4],
      [3, 1],
      [6, 4],
    ],
  ],
  ["at indices and an integer between them", (x) => at(x, [0, 1], 1, [1, 0]), [2, 2, 2], [4, 7]],
  ["at all", (x) => at(x), [2], [1, 2]],
  [
    "setAt an integer",
    (x) => setAt(x, [1], x.slice([0])),
    [2, 2],
    [
      [1, 2],
      [1, 2],
    ],
  ],
  [
    "setAt a range and indices",
    (x) => setAt(x.mul(2), [{ step: -1 }, [2, 0]], x.slice([null, { stop: 2 }])),
    [2, 3],
    [
      [5, 4, 4],
      [2, 10, 1],
    ],
  ],
  ["setAt places named twice", (x) => setAt(x.mul(0), [[0, 1, 0]], x), [3], [3, 2, 0]],
  ["setAt nowhere", (x) => setAt(x, [{ stop: 0 }], 7), [2], [1, 2]],
  [
    "addAt",
    (x) => addAt(x, [null, [0, 0]], x.slice([0, { stop: 2 }])),
    [2, 3],
    [
      [4, 2, 3],
      [7, 5, 6],
    ],
  ],
  ["gather of one element", (x) => gather(x, [1, 1]), [2, 2], 4],
  ["scatterSet", (x) => scatterSet(x.mul(0), [0, 2], x), [2], undefined],
  ["scatterSet, repeated", (x) => scatterSet(x.mul(0), [0, 2, 0], x), [3], [3, 0, 2]],
  ["scatterSet of columns", (x) => scatterSet(x, [2, 0], [[0, 9]], 1), [2, 3], undefined],
  ["scatterSet of nothing", (x) => scatterSet(x, [], 5), [2], [1, 2]],
  ["segmentSum", (x) => segmentSum(x, [0, 2, 0], 3), [3], [4, 0, 2]],
  [
    "segmentSum of rows",
    (x) => segmentSum(x, [1, 1], 2),
    [2, 2],
    [
      [0, 0],
      [4, 6],
    ],
  ],
  [
    "segmentSum of a matrix",
    (x) =>
      segmentSum(
        x,
        [
          [0, 1],
          [1, 1],
        ],
        2,
      ),
    [2, 2],
    [1, 9],
  ],
  ["bincount with weights", (x) => bincount([1, 1, 0], 3, { weights: x }), [3], [3, 3, 0]],
];

describe.each(linear.filter(([, , , expected]) => expected !== undefined))("%s", (_, f, shape, expected) => {
  const x = counted(...shape);

  it("gives the elements that it says, plain, compiled, of a view and a parameter", () => {
    expect(f(x).toArray()).toEqual(expected);
    expect(compile(f)(x).toArray()).toEqual(expected);
    expect(f(x.transpose().add(0).transpose()).toArray()).toEqual(expected);
    const w = parameter(x);
    expect(compile(() => f(w))().toArray()).toEqual(expected);
    expect(f(x.cast("float32")).dtype).toBe("float32");
  });

  it("has the transpose for a derivative, in batches too", () => {
    const u = counted(...f(x).shape).square();
    const pulled = grad((t: Tensor) => f(t).mul(u).sum());
    const v = x.square().sub(3);
    expect(pulled(x).mul(v).sum().item()).toBe(jvp(f, [x], [v])[1].mul(u).sum().item());
    const rows = tensor([[1], [-2]])
      .reshape([2, ...shape.map(() => 1)])
      .mul(x);
    expect(vmap(f)(rows).toArray()).toEqual([f(x).toArray(), f(x.mul(-2)).toArray()]);
    expect(vmap(pulled)(rows).toArray()).toEqual([pulled(x).toArray(), pulled(x).toArray()]);
  });
});

describe("scatterSet", () => {
  it("lets the last of repeated values stay, which alone receives a cotangent", () => {
    const f = (into: Tensor, values: Tensor): Tensor => scatterSet(into, [1, 0, -2], values);
    const [into, values] = [tensor([1, 2, 3]), tensor([7, 8, 9])];
    expect(f(into, values).toArray()).toEqual([8, 9, 3]);
    const [dInto, dValues] = gradients(f(into, values).mul([2, 3, 5]).sum(), [into, values]);
    expect(dInto.toArray()).toEqual([0, 0, 5]);
    expect(dValues.toArray()).toEqual([0, 2, 3]);
    expect(
      scatterSet(
        [
          [1, 2],
          [3, 4],
        ],
        0,
        [8, 9],
        1,
      ).toArray(),
    ).toEqual([
      [8, 2],
      [9, 4],
    ]);
    expect(scatterSet([true, false], [1], [true]).toArray()).toEqual([true, true]);
    expect(scatterSet(ids(1, 2), [0], 7).toArray()).toEqual([7, 2]);
  });

  it("takes indices and values of every example of a batch", () => {
    const f = vmap((into: Tensor, at: Tensor, values: Tensor) => scatterSet(into, at, values));
    const at = tensor(
      [
        [0, 1],
        [2, 2],
      ],
      { dtype: "int32" },
    );
    const rows = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const values = tensor([
      [7, 8],
      [9, 10],
    ]);
    expect(f(rows, at, values).toArray()).toEqual([
      [7, 8, 3],
      [4, 5, 10],
    ]);
    expect(vmap((x: Tensor, i: Tensor) => takeAlongAxis(x, i))(rows, at).toArray()).toEqual([
      [1, 2],
      [6, 6],
    ]);
    expect(vmap((x: Tensor, i: Tensor) => gather(x, [i]))(rows, at).toArray()).toEqual([
      [1, 2],
      [6, 6],
    ]);
    expect(vmap((i: Tensor) => oneHot(i, 3))(at).shape).toEqual([2, 2, 3]);
  });
});

describe("scatterMax and scatterMin", () => {
  it("keep the largest and the smallest, and share cotangents among ties", () => {
    const values = tensor([5, 0, 5]);
    const into = tensor([1, 5, 1]);
    expect(scatterMax(into, [0, 2, 0], values).toArray()).toEqual([5, 5, 1]);
    expect(scatterMin(into, [0, 2, 0], values).toArray()).toEqual([1, 5, 0]);
    const y = scatterMax(into, [0, 2, 1], values);
    const slopes = gradients(y.mul([2, 4, 8]).sum(), [into, values]);
    expect(slopes.map((each) => each.toArray())).toEqual([
      [0, 2, 8],
      [2, 0, 2],
    ]);
    const least = ids(-2147483648, 3);
    expect(scatterMin(least, [0, 1], ids(7, 2147483647)).toArray()).toEqual([-2147483648, 3]);
    expect(scatterMin(ids(5, 3), [0, 1], ids(-2147483648, 4)).toArray()).toEqual([-2147483648, 3]);
  });

  it("have derivatives of two orders", () => {
    const f = (a: Tensor, c: Tensor): Tensor =>
      scatterMax(a.sin(), [0, 1, 0], c.square())
        .square()
        .sum()
        .add(scatterMin(a, [1, 1, 0], c).exp().sum());
    assertGradients(f, [tensor([0.3, 0.9]), tensor([0.5, -0.4, 0.8])], { order: 2 });
  });
});

describe("oneHot, bincount and searchSorted", () => {
  it("count and find what they say", () => {
    expect(oneHot([[1], [0]], 2).toArray()).toEqual([[[0, 1]], [[1, 0]]]);
    expect(oneHot(ids(2, 0), 3, { dtype: "bool" }).toArray()).toEqual([
      [false, false, true],
      [true, false, false],
    ]);
    expect(oneHot(1, 3, { dtype: "int32" }).dtype).toBe("int32");
    expect(oneHot([], 3).shape).toEqual([0, 3]);
    expect(
      bincount(
        [
          [0, 3],
          [3, 1],
        ],
        5,
      ).toArray(),
    ).toEqual([1, 1, 0, 2, 0]);
    expect(bincount([], 2).dtype).toBe("int32");
    const edges = tensor([-1, 0, 0, 2, Infinity]);
    expect(searchSorted(edges, [-2, 0, 1, NaN, Infinity]).toArray()).toEqual([0, 1, 3, 5, 4]);
    expect(searchSorted(edges, [-2, 0, 1, NaN, Infinity], { side: "right" }).toArray()).toEqual([
      0, 3, 3, 5, 5,
    ]);
    expect(searchSorted([], [1, 2]).toArray()).toEqual([0, 0]);
    expect(compile((t: Tensor) => searchSorted(edges, t))([[0.5], [3]]).toArray()).toEqual([[3], [4]]);
    expect(vmap((t: Tensor) => searchSorted(edges, t))([0.5, 3]).toArray()).toEqual([3, 4]);
  });

  it("agree with what they are made for", () => {
    const x = tensor([
      [0.5, -1, 2],
      [3, 1, 0],
    ]);
    expect(takeAlongAxis(x, argsort(x)).toArray()).toEqual(sort(x).toArray());
    const slope = (f: (t: Tensor) => Tensor): unknown =>
      grad((t: Tensor) =>
        f(t)
          .mul([
            [1, 2, 4],
            [8, 16, 32],
          ])
          .sum(),
      )(x).toArray();
    expect(slope((t) => takeAlongAxis(t, argsort(t)))).toEqual(slope((t) => sort(t)));
    // The negative log-likelihood of labels, said in three ways.
    const labels = ids(2, 0);
    const log = x.logSoftmax();
    const byRow = takeAlongAxis(log, labels.reshape([2, 1]))
      .sum()
      .item();
    expect(log.mul(oneHot(labels, 3)).sum().item()).toBe(byRow);
    expect(
      gather(log, [[0, 1], labels])
        .sum()
        .item(),
    ).toBe(byRow);
    expect(take(x, [1, 1], 1).toArray()).toEqual(
      gather(x.transpose(), [[1, 1]])
        .transpose()
        .toArray(),
    );
  });
});

it("their shapes are known to the compiler", () => {
  expectTypeOf(takeAlongAxis(zeros([2, 3]), zeros([2, 5], { dtype: "int32" }))).toEqualTypeOf<
    Tensor<[2, 5]>
  >();
  expectTypeOf(takeAlongAxis(zeros([2, 3]), zeros([1, 5], { dtype: "int32" }))).toEqualTypeOf<
    Tensor<[2, 5]>
  >();
  expectTypeOf(gather(zeros([2, 3, 4]), [[0, 1, 1], 2])).toEqualTypeOf<Tensor<[3, 4]>>();
  expectTypeOf(at(zeros([2, 3, 4]), 1)).toEqualTypeOf<Tensor<[3, 4]>>();
  expectTypeOf(at(zeros([2, 3, 4]), null, { start: 1 }, 0)).toEqualTypeOf<Tensor<[2, number]>>();
  expectTypeOf(at(zeros([2, 3, 4]), 0, null, [0, 1, 1])).toEqualTypeOf<Tensor<[3, 3]>>();
  expectTypeOf(at(zeros([2, 3, 4]), zeros([5, 1], { dtype: "int32" }), [0, 1])).toEqualTypeOf<
    Tensor<[5, 2, 4]>
  >();
  expectTypeOf(gather(tensor([true, false]), [[0, 1, 1]])).toEqualTypeOf<Mask<[3]>>();
  expectTypeOf(oneHot([1, 0], 3)).toEqualTypeOf<Tensor<[2, 3]>>();
  expectTypeOf(oneHot(1, 3, { dtype: "bool" })).toEqualTypeOf<Mask<[3]>>();
  expectTypeOf(segmentSum(zeros([4, 3]), [0, 0, 1, 1], 2)).toEqualTypeOf<Tensor<[2, 3]>>();
  expectTypeOf(bincount([0, 1], 4)).toEqualTypeOf<Tensor<[4]>>();
  expectTypeOf(searchSorted([1, 2], zeros([3, 2]))).toEqualTypeOf<Tensor<[3, 2]>>();
  expectTypeOf(scatterSet(zeros([3, 2]), [0], 1)).toEqualTypeOf<Tensor<[3, 2]>>();
});

describe("an index out of range is refused", () => {
  it("at once where it is known", () => {
    expect(message(() => takeAlongAxis(table, [[0], [3]]))).toBe(
      "takeAlongAxis: indices must be from -3 to 2, got 3 at [1, 0].",
    );
    expect(message(() => gather(table, [[0], [-4]]))).toBe(
      "gather: indices of axis 1 must be from -3 to 2, got -4 at [0].",
    );
    expect(message(() => gather(table, [2]))).toBe("gather: indices must be from -2 to 1, got 2.");
    expect(message(() => oneHot([1, -1], 3))).toBe("oneHot: labels must be from 0 to 2, got -1 at [1].");
    expect(message(() => oneHot(0, 0))).toBe("oneHot: there is nothing that labels could name, got 0.");
    expect(message(() => segmentSum([1, 2], [0, 2], 2))).toBe(
      "segmentSum: segment ids must be from 0 to 1, got 2 at [1].",
    );
    expect(message(() => bincount([0, -1], 2))).toBe(
      "bincount: elements must be from 0 to 1, got -1 at [1].",
    );
    expect(message(() => scatterSet([1, 2], [2], 0))).toBe(
      "scatterSet: indices must be from -2 to 1 for axis 0 of [2], got 2 at [0].",
    );
  });

  it("at and setAt refuse an array of tensors in place of one for each axis", () => {
    const both = [ids(0, 1), ids(1, 0)];
    const text = (op: string, k: number): string =>
      `${op}: a place must be one index tensor or the like, got an array of tensors at ${k}. Give each axis its own.`;
    expect(message(() => at(table, both as never))).toBe(text("at", 0));
    expect(message(() => table.at(null, both as never))).toBe(text("at", 1));
    expect(message(() => setAt(table, [both] as never, 1))).toBe(text("setAt", 0));
  });

  it("when it is computed, in compiled code too, and nothing has changed", () => {
    const w = parameter(tensor([1, 2]));
    // Once it is known, it is refused at once.
    const at = ids(0, 1).add(1);
    expect(message(() => oneHot(at, 2).toArray())).toBe("oneHot: labels must be from 0 to 1, got 2 at [1].");
    expect(message(() => gather(table, [0, ids(0, 1).add(3)]).toArray())).toBe(
      "gather: indices of axis 1 must be from -3 to 2, got 3 at [0].",
    );
    expect(message(() => scatterMin(w, ids(0, 1).add(1), 0).toArray())).toBe(
      "scatterMin: indices must be from -2 to 1, got 2 at [1].",
    );
    const step = compile((i: Tensor) => {
      w.assign(w.add(1));
      return takeAlongAxis(w, i);
    });
    expect(message(() => step(ids(5)))).toBe("takeAlongAxis: indices must be from -2 to 1, got 5 at [0].");
    expect(w.toArray()).toEqual([1, 2]);
    expect(step(ids(-1)).toArray()).toEqual([3]);
  });
});

it("what they do not take is refused, with the reason", () => {
  expect(message(() => takeAlongAxis(table, [0]))).toBe(
    "takeAlongAxis: indices must have as many axes as x, got [1] for [2, 3].",
  );
  expect(message(() => takeAlongAxis(table, tensor([[0]])))).toBe(
    'takeAlongAxis: indices must be int32, got float64. Cast them, e.g. with cast("int32").',
  );
  expect(message(() => takeAlongAxis(table, [[0], [0], [0]]))).toContain(
    "takeAlongAxis: shapes must broadcast",
  );
  expect(message(() => gather(table, 1 as never))).toBe(
    "gather: indices must be an array of index tensors, one for each of the first axes, got 1.",
  );
  expect(message(() => at(table, 0, 0, 0))).toBe(
    "at: there must be at most one index or range for each axis, got 3 for shape [2, 3].",
  );
  expect(message(() => at(table, 2))).toBe("at: index must be from -2 to 1 at axis 0 of size 2, got 2.");
  expect(message(() => at(table, null, { start: 4 }))).toContain("at: start must be from -3 to 3");
  expect(message(() => at(table, null, "all" as never))).toContain("at: a range must be null, an index or");
  expect(message(() => at(zeros([2, 3, 2]), [0], null, [1]))).toBe(
    "at: index tensors must stand side by side, got a range between them. Move their axes together with permute().",
  );
  expect(message(() => at(table, tensor([true, false])))).toBe(
    'at: indices must be int32, got bool. Cast them, e.g. with cast("int32").',
  );
  expect(message(() => at(table, [0], [3]))).toBe(
    "at: indices of axis 1 must be from -3 to 2, got 3 at [0].",
  );
  expect(message(() => setAt(table, [0], [1, 2]))).toBe(
    "setAt: values must broadcast to what at() gives, [3], got [2].",
  );
  expect(message(() => setAt(table, [2], 0))).toBe(
    "setAt: index must be from -2 to 1 at axis 0 of size 2, got 2.",
  );
  expect(message(() => addAt(table, [[0, 5]], 0))).toBe("addAt: indices must be from -2 to 1, got 5 at [1].");
  expect(message(() => addAt(table, 1 as never, 0))).toBe(
    "addAt: places must be an array with an index or range for each axis, got 1.",
  );
  expect(message(() => addAt([true], [0], [true]))).toContain("addAt: arguments must be numbers, got bool.");
  expect(message(() => setAt(table, [0], ids(1)))).toContain("setAt: dtypes must match");
  expect(message(() => gather(table, [0, 0, 0]))).toBe(
    "gather: there must be at most one index tensor for each axis, got 3 for shape [2, 3].",
  );
  expect(
    message(() =>
      gather(table, [
        [0, 1],
        [0, 1, 2],
      ]),
    ),
  ).toContain("gather: shapes must broadcast");
  expect(message(() => oneHot([0], 2, { dtype: "int8" as never }))).toContain("oneHot: dtype must be");
  expect(message(() => oneHot([0], 0.5))).toBe("oneHot: classes must be a non-negative integer, got 0.5.");
  expect(message(() => scatterSet([1, 2], [0], [1, 2]))).toBe(
    "scatterSet: values must broadcast to what take() gives, [1], got [2].",
  );
  expect(message(() => scatterSet(tensor([1, 2]), [0], ids(1)))).toContain("scatterSet: dtypes must match");
  expect(message(() => scatterMax([true], [0], [true]))).toContain(
    "scatterMax: arguments must be numbers, got bool.",
  );
  expect(message(() => segmentSum([1, 2], [0], 2))).toBe(
    "segmentSum: there must be an id for each row of the values, got [1] for [2].",
  );
  expect(message(() => bincount([0], 2, { weights: [1, 2] }))).toBe(
    "bincount: weights must have the shape of x, got [2] for [1].",
  );
  expect(message(() => searchSorted(table, 1))).toBe(
    "searchSorted: sorted must be a vector, got shape [2, 3].",
  );
  expect(message(() => searchSorted([1], 1, { side: "middle" as never }))).toBe(
    'searchSorted: side must be "left" or "right", got "middle".',
  );
});

describe("what a mask selects", () => {
  const x = tensor([
    [3, 0, -1],
    [NaN, 0, 2],
  ]);
  const places = (size: number, fill?: number): unknown[] =>
    nonzero(x, { size, fill }).map((each) => each.toArray());

  it("is as many places as are asked for", () => {
    const all = [
      [0, 0, 1, 1],
      [0, 2, 0, 2],
    ];
    expect(places(4)).toEqual(all);
    expect(places(2)).toEqual(all.map((each) => each.slice(0, 2)));
    expect(places(6, -1)).toEqual(all.map((each) => [...each, -1, -1]));
    expect(places(0)).toEqual([[], []]);
    expect(gather(x, nonzero(x, { size: 4 })).toArray()).toEqual([3, -1, NaN, 2]);
    expect(nonzero(zeros([0, 3]), { size: 1, fill: 7 }).map((each) => each.toArray())).toEqual([[7], [7]]);
    expectTypeOf(nonzero(zeros([2, 3]), { size: 4 })).toEqualTypeOf<[Tensor<[4]>, Tensor<[4]>]>();
  });

  it("is elements or rows, which alone receive a cotangent, compiled and for each example of vmap as well", () => {
    const mask = tensor([true, false, true]);
    const rows = counted(3, 2);
    const f = (t: Tensor): Tensor => booleanMask(t, mask, { size: 3, fill: -1 });
    expect(f(rows).toArray()).toEqual([
      [1, 2],
      [5, 6],
      [-1, -1],
    ]);
    expect(compile(f)(rows).toArray()).toEqual(f(rows).toArray());
    expect(grad((t: Tensor) => f(t).square().sum())(rows).toArray()).toEqual([
      [2, 4],
      [0, 0],
      [10, 12],
    ]);
    assertGradients(f, [rows], { order: 2, mode: "both" });
    const positive = (t: Tensor): Tensor => booleanMask(t, t.greater(0), { size: 2 });
    const batch = tensor([
      [1, -2, 3],
      [-1, -2, -3],
      [4, 5, 6],
    ]);
    const expected = [
      [1, 3],
      [0, 0],
      [4, 5],
    ];
    expect(vmap(positive)(batch).toArray()).toEqual(expected);
    expect(compile(vmap(positive))(batch).toArray()).toEqual(expected);
    expect(
      grad((t: Tensor) => booleanMask([1, 2], [false, true], { size: 3, fill: t }).sum())(5).item(),
    ).toBe(2);
    expect(booleanMask([true, true], [true, false], { size: 1 }).dtype).toBe("bool");
    expect(booleanMask(zeros([0, 2]), zeros([0]).greater(0), { size: 1 }).toArray()).toEqual([[0, 0]]);
    expectTypeOf(booleanMask(zeros([2, 3, 4]), zeros([2, 3]).greater(0), { size: 5 })).toEqualTypeOf<
      Tensor<[5, 4]>
    >();
  });

  it("is refused where it cannot be meant", () => {
    const vector = tensor([1, 2]);
    expect(message(() => nonzero(x, {} as never))).toBe(
      "nonzero: size must be a non-negative integer, got undefined.",
    );
    expect(message(() => nonzero(x, { size: 1, fill: 0.5 }))).toBe(
      "nonzero: fill must be an integer, got 0.5.",
    );
    expect(message(() => booleanMask(vector, vector, { size: 1 }))).toBe(
      "booleanMask: mask must be bool, got float64. Compare first, e.g. with notEqual(x, 0).",
    );
    expect(message(() => booleanMask(vector, [true], { size: 1 }))).toBe(
      "booleanMask: mask must have the shape of the first axes of x, got [1] for [2].",
    );
    expect(message(() => booleanMask(vector, [true, true], { size: 1, fill: [1] }))).toBe(
      "booleanMask: fill must be a scalar, got shape [1].",
    );
  });
});
