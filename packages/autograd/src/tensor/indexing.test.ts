import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { clearPlans } from "../evaluate/materialize.ts";
import { settings } from "../evaluate/settings.ts";
import {
  ArgumentError,
  arange,
  compile,
  evaluate,
  grad,
  gradients,
  type Mask,
  parameter,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from "../index.ts";
import { scatterAdd, take } from "./functions/indexing.ts";

const usual = { ...settings };
beforeEach(() => clearPlans());
afterEach(() => Object.assign(settings, usual));

const table = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const ids = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });

describe("take", () => {
  test.each([
    [
      [2, 0],
      0,
      [
        [5, 6],
        [1, 2],
      ],
    ],
    [
      [-1, -3],
      0,
      [
        [5, 6],
        [1, 2],
      ],
    ],
    [1, 0, [3, 4]],
    [
      [
        [0, 1],
        [2, 2],
      ],
      0,
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [5, 6],
        ],
      ],
    ],
    [
      [1, 0, 1],
      1,
      [
        [2, 1, 2],
        [4, 3, 4],
        [6, 5, 6],
      ],
    ],
    [-2, -1, [1, 3, 5]],
    [[], 0, []],
  ])("%j along axis %i", (indices, axis, expected) => {
    expect(take(table, indices, axis).toArray()).toEqual(expected);
    expect(compile((x: Tensor) => take(x, indices, axis))(table).toArray()).toEqual(expected);
  });

  test("has a shape and dtype that are known", () => {
    expectTypeOf(take(zeros([3, 2]), [0, 1])).toEqualTypeOf<Tensor<[2, 2]>>();
    expectTypeOf(take(zeros([3, 2]), 0, -1)).toEqualTypeOf<Tensor<[3]>>();
    expectTypeOf(take(zeros([3, 2, 5]), zeros([4, 7], { dtype: "int32" }), 1)).toEqualTypeOf<
      Tensor<[3, 4, 7, 5]>
    >();
    const mask = take(tensor([true, false]), [1, 1, 0]);
    expectTypeOf(mask).toEqualTypeOf<Mask<[3]>>();
    expect([mask.dtype, mask.toArray()]).toEqual(["bool", [false, false, true]]);
  });

  test("adds up what is taken twice", () => {
    const slope = grad((x: Tensor) =>
      take(x, [2, 0, 2])
        .mul([
          [1, 1],
          [10, 10],
          [100, 100],
        ])
        .sum(),
    );
    expect(slope(table).toArray()).toEqual([
      [10, 10],
      [0, 0],
      [101, 101],
    ]);
    expect(compile(slope)(table).toArray()).toEqual([
      [10, 10],
      [0, 0],
      [101, 101],
    ]);
  });

  test("of views, and by indices that are views", () => {
    const f = (x: Tensor, i: Tensor): Tensor[] => [
      take(x.transpose(), i.flip(0), 1),
      take(x.flip(0).reshape([2, 3]), i.slice([{ start: 0, stop: 2 }]), 1),
      take(x.broadcastTo([2, 3, 2]), i.mul(2).sub(2), 0),
    ];
    const values = (list: unknown): unknown => (list as Tensor[]).map((each) => each.toArray());
    const whole = table.toArray();
    const expected = [
      [
        [1, 3],
        [2, 4],
      ],
      [
        [6, 5],
        [1, 4],
      ],
      [whole, whole],
    ];
    expect(values(f(table, ids(1, 0)))).toEqual(expected);
    expect(values(compile(f)(table, ids(1, 0)))).toEqual(expected);
  });

  test("of rows whose elements do not follow each other evenly", () => {
    const x = arange(24).reshape([2, 3, 4]);
    const f = (y: Tensor): Tensor[] => [
      take(y.permute([0, 2, 1]), [1], 0),
      take(y, ids(0, 1).expandDims(1), 0),
    ];
    expect(compile(f)(x).map((each) => each.toArray())).toEqual(f(x).map((each) => each.toArray()));
    const turned = compile((i: Tensor) => take([5, 6, 7, 8], i.transpose()));
    const rows = tensor(
      [
        [0, 1],
        [2, 3],
      ],
      { dtype: "int32" },
    );
    expect(turned(rows).toArray()).toEqual([
      [5, 7],
      [6, 8],
    ]);
  });

  test("in examples of their own: of the table, of the indices, of both", () => {
    const tables = tensor([table.toArray(), table.mul(10).toArray()]);
    const rows = tensor(
      [
        [0, 2],
        [1, 1],
      ],
      { dtype: "int32" },
    );
    expect(vmap((x) => take(x, [2, 0]))(tables).toArray()).toEqual([
      [
        [5, 6],
        [1, 2],
      ],
      [
        [50, 60],
        [10, 20],
      ],
    ]);
    expect(vmap((i) => take(table, i))(rows).toArray()).toEqual([
      [
        [1, 2],
        [5, 6],
      ],
      [
        [3, 4],
        [3, 4],
      ],
    ]);
    expect(vmap((x, i) => take(x, i, 0))(tables, rows).toArray()).toEqual([
      [
        [1, 2],
        [5, 6],
      ],
      [
        [30, 40],
        [30, 40],
      ],
    ]);
    const slopes = vmap((i: Tensor) => grad((x: Tensor) => take(x, i).sum())(table))(rows);
    expect(slopes.toArray()).toEqual([
      [
        [1, 1],
        [0, 0],
        [1, 1],
      ],
      [
        [0, 0],
        [2, 2],
        [0, 0],
      ],
    ]);
  });
});

describe("scatterAdd", () => {
  test.each([
    [
      [0, 2, 0],
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      0,
      [
        [5, 6],
        [3, 4],
        [7, 8],
      ],
    ],
    [
      [-1],
      [[10, 20]],
      0,
      [
        [1, 2],
        [3, 4],
        [15, 26],
      ],
    ],
    [
      1,
      [10, 20],
      0,
      [
        [1, 2],
        [13, 24],
        [5, 6],
      ],
    ],
    [
      [1, 1],
      1,
      1,
      [
        [1, 4],
        [3, 6],
        [5, 8],
      ],
    ],
    [
      [],
      1,
      0,
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
  ])("at %j of %j along axis %i", (indices, values, axis, expected) => {
    expect(scatterAdd(table, indices, values, axis).toArray()).toEqual(expected);
    expect(compile((x: Tensor) => scatterAdd(x, indices, values, axis))(table).toArray()).toEqual(expected);
  });

  test("counts", () => {
    expect(scatterAdd(zeros([4], { dtype: "int32" }), [3, 1, 3, 3], 1).toArray()).toEqual([0, 1, 0, 3]);
    expectTypeOf(scatterAdd(zeros([4, 2]), [3, 1], 1)).toEqualTypeOf<Tensor<[4, 2]>>();
  });
});

const outside = "take: indices must be from -3 to 2 for axis 0 of [3, 2], got 3 at [1].";

describe("an index out of range", () => {
  test.each([
    [() => take(table, [0, 3]), outside],
    [() => take(table, -4), "take: indices must be from -3 to 2 for axis 0 of [3, 2], got -4."],
    [
      () =>
        take(
          table,
          [
            [0, 1],
            [1, 2],
          ],
          -1,
        ),
      "take: indices must be from -2 to 1 for axis 1 of [3, 2], got 2 at [1, 1].",
    ],
    [() => take(zeros([2, 0]), [0], 1), "take: there are no elements along axis 1 of [2, 0], got 0 at [0]."],
    [
      () => scatterAdd(table, [0, 5], 1),
      "scatterAdd: indices must be from -3 to 2 for axis 0 of [3, 2], got 5 at [1].",
    ],
  ])("is refused at once where it is known: %#", (call, text) => {
    expect(call).toThrow(new ArgumentError(text.split(":")[0] as string, text.slice(text.indexOf(":") + 2)));
  });

  test.each([1, 2, 1000])(
    "is refused when it is computed, compiled from evaluation %i on",
    (compileAfter) => {
      Object.assign(settings, { compileAfter });
      for (const last of [2, 3, 1, 4, 3]) {
        const y = take(table, ids(0, 1).add(ids(0, last - 1)));
        if (last < 3) expect(y.toArray()).toEqual([[1, 2], table.toArray()[last]]);
        else expect(() => y.toArray()).toThrow(outside.replace("got 3", `got ${last}`));
      }
    },
  );

  test.each([1, 1000])("of a derivative, compiled from evaluation %i on", (compileAfter) => {
    Object.assign(settings, { compileAfter });
    const w = parameter([1, 2, 3]);
    for (const last of [2, 3, 1, 3]) {
      const slope = (): unknown =>
        gradients(take(w.mul(w), ids(0, 0).add(ids(0, last))).sum(), [w])[0].toArray();
      if (last < 3) expect(slope()).toEqual([2, last === 1 ? 4 : 0, last === 2 ? 6 : 0]);
      else expect(slope).toThrow("scatterAdd: indices must be from -3 to 2 for axis 0 of [3], got 3 at [1].");
    }
  });

  test("names the first of several, whatever runs first in compiled code", () => {
    const f = compile((i: Tensor, j: Tensor) => take(table.sin().cos(), i).sum().add(take(table, j).sum()));
    expect(() => f(ids(7), ids(9))).toThrow("got 7 at [0].");
    expect(() => f(ids(1), ids(9))).toThrow("got 9 at [0].");
    expect(f(ids(1), ids(1)).item()).toBe(take(table.sin().cos(), 1).sum().item() + 7);
  });

  test("of an example is named with the number of the example", () => {
    const f = vmap((i: Tensor) => take(table, i.add(0)));
    const rows = tensor(
      [
        [0, 2],
        [1, 3],
      ],
      { dtype: "int32" },
    );
    expect(() => f(rows).toArray()).toThrow("got 3 at [1, 1].");
  });

  test("leaves parameters, gradients and moments as they were, wherever they lie", () => {
    const w = parameter([1, 2, 3]);
    const velocity = parameter([0, 0, 0]);
    const total = parameter(0);
    const count = parameter(0);
    const step = compile((i: Tensor) => {
      const loss = take(w, i).square().sum();
      w.grad = null;
      loss.backward();
      const slope = w.grad as unknown as Tensor;
      velocity.assign(velocity.mul(0.5).add(slope));
      w.assign(w.sub(velocity.mul(0.25)));
      total.assign(loss);
      count.assign(count.add(1));
      return loss;
    });
    const state = (): unknown => [
      w.toArray(),
      w.grad?.toArray() ?? null,
      velocity.toArray(),
      total.item(),
      count.item(),
    ];
    const bad = (): void => {
      expect(() => step(ids(1, 7))).toThrow(
        "take: indices must be from -3 to 2 for axis 0 of [3], got 7 at [1].",
      );
    };
    const start = state();
    bad();
    expect(state()).toEqual(start);
    // Left in memory by a run, and not read before the next one is refused.
    step(ids(0, 2));
    bad();
    const after = state();
    expect(after).toEqual([[0.5, 2, 1.5], [2, 0, 6], [2, 0, 6], 10, 1]);
    bad();
    bad();
    expect(state()).toEqual(after);
    step(ids(1, 1));
    bad();
    step(ids(0, 0));
    // The same steps without a refusal in between.
    const again = parameter([1, 2, 3]);
    const moment = parameter([0, 0, 0]);
    let loss = tensor(0) as Tensor;
    let slope = tensor(0) as Tensor;
    for (const [a, b] of [
      [0, 2],
      [1, 1],
      [0, 0],
    ] as const) {
      loss = take(again, ids(a, b)).square().sum();
      slope = gradients(loss, [again])[0];
      evaluate([loss, slope]);
      moment.assign(moment.mul(0.5).add(slope));
      again.assign(again.sub(moment.mul(0.25)));
    }
    expect(state()).toEqual([again.toArray(), slope.toArray(), moment.toArray(), loss.item(), 3]);
  });
});

test("a run that is refused at its end leaves behind what it was, too", () => {
  const w = parameter([1, 2, 3]);
  const last = parameter(0);
  const step = compile((i: Tensor) => {
    const loss = w.square().sum();
    w.grad = null;
    loss.backward();
    last.assign(loss);
    w.assign(w.mul(2));
    // Known only once all of that is.
    return take(table, w.sum().add(last).mul(0).cast("int32").add(i));
  });
  const state = (): unknown => [w.toArray(), w.grad?.toArray() ?? null, last.item()];
  const bad = (): void => {
    expect(() => step(tensor(3, { dtype: "int32" }))).toThrow("for axis 0 of [3, 2], got 3.");
  };
  bad();
  expect(state()).toEqual([[1, 2, 3], null, 0]);
  expect(step(tensor(2, { dtype: "int32" })).toArray()).toEqual([5, 6]);
  bad();
  expect(state()).toEqual([[2, 4, 6], [2, 4, 6], 14]);
  bad();
  step(tensor(0, { dtype: "int32" }));
  expect(state()).toEqual([[4, 8, 12], [4, 8, 12], 56]);
});

describe("other arguments are refused", () => {
  test.each([
    [() => take(5, [0]), "take: a scalar has no axes, got axis 0."],
    [() => take(table, [0], 2 as 0), "take: axis must be an integer from -2 to 1, got 2 for rank 2."],
    [
      () => take(table, tensor([0, 1])),
      'take: indices must be int32, got float64. Cast them, e.g. with cast("int32").',
    ],
    [() => take(table, [true]), 'take: indices must be int32, got bool. Cast them, e.g. with cast("int32").'],
    [
      () => scatterAdd(table, [0, 1], [1, 2, 3]),
      "scatterAdd: values must broadcast to what take() gives, [2, 2], got [3].",
    ],
    [
      () => scatterAdd(tensor([true]), [0], [true]),
      'scatterAdd: arguments must be numbers, got bool. Cast first, e.g. with cast("float64").',
    ],
    [
      () => scatterAdd(table, [0], tensor([1, 2], { dtype: "float32" })),
      'scatterAdd: dtypes must match, got float64 and float32. Cast one of them, e.g. with cast("float64").',
    ],
  ])("%#", (call, text) => {
    expect(call).toThrow(text);
  });
});

test("one element is differentiated as it is, though its cotangent is a constant", () => {
  const wanted = [0, 1, 0];
  const f = (x: Tensor): Tensor => grad((v: Tensor<[3]>) => take(v, 1))(x as Tensor<[3]>);
  const compiled = compile(f);
  for (let k = 0; k < 4; k++) {
    expect(compiled([3, 4, 5]).toArray()).toEqual(wanted);
    expect(f(tensor([3, 4, 5])).toArray()).toEqual(wanted);
  }
  const onto = compile((x: Tensor<[2]>) => scatterAdd(x, 1, zeros([]).add(2)));
  expect(onto([3, 4]).toArray()).toEqual([3, 6]);
  const both = compile((x: Tensor<[2]>) => {
    const [one, loss] = [take(x, 0), take(x, 1)];
    return [gradients(one.sub(loss), [x])[0], gradients(one, [x])[0]];
  });
  expect(both([3, 4]).map(String)).toEqual(["[1, -1]", "[1, 0]"]);
  // The policy gradient of one decision.
  const w = parameter([1, 2, 3]);
  for (let k = 0; k < 6; k++) {
    take(w.logSoftmax(), k % 3).backward();
    const [slopes, shares] = [w.takeGradient()?.data() ?? [], w.softmax().data()];
    for (let j = 0; j < 3; j++)
      expect(slopes[j]).toBeCloseTo((j === k % 3 ? 1 : 0) - (shares[j] as number), 12);
  }
});

test("one element and its derivative are right beside one another", () => {
  const f = (x: Tensor): Tensor[] => {
    const one = take(x.square(), 1);
    return [one, gradients(one, [x])[0]];
  };
  const compiled = compile(f);
  for (let k = 0; k < 4; k++) {
    expect(compiled([-3, -5, -2]).map(String)).toEqual(["25", "[0, -10, 0]"]);
    const [one, slope] = f(tensor([-3, -5, -2]));
    evaluate([one as Tensor, slope as Tensor]);
    expect([one, slope].map(String)).toEqual(["25", "[0, -10, 0]"]);
  }
});
