import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  compile,
  grad,
  gradients,
  type Parameter,
  parameter,
  type Tensor,
  tensor,
  vmap,
  where,
} from "../index.ts";

const rows = tensor([
  [0.3, -0.7],
  [1.1, 0.2],
  [-0.4, 2],
]);
const each = [tensor([0.3, -0.7]), tensor([1.1, 0.2]), tensor([-0.4, 2])];
const f = (x: Tensor): Tensor => x.sin().mul(x.sum().exp());

/** What a function gives example by example. */
const oneByOne = (g: (x: Tensor) => Tensor): unknown[] => each.map((x) => g(x).toArray());

describe("vmap", () => {
  test("gives what the function gives example by example", () => {
    expect(
      vmap((x) => x.sum())([
        [1, 2],
        [3, 4],
      ]).toArray(),
    ).toEqual([3, 7]);
    expect(vmap(f)(rows).toArray()).toEqual(oneByOne(f));
  });

  test("calls the function once, with the shapes of one example", () => {
    const shapes: unknown[] = [];
    vmap((x, y) => {
      shapes.push(x.shape, y.shape);
      return x.add(y);
    })(rows, [1, 2, 3]);
    expect(shapes).toEqual([[2], []]);
  });

  test("aligns operands of different rank", () => {
    const sum = vmap((s, x) => s.add(x), { in: [0, null] });
    expect(sum([10, 20], [1, 2, 3]).toArray()).toEqual([
      [11, 12, 13],
      [21, 22, 23],
    ]);
    // As many examples as elements: nothing may meet by accident.
    expect(
      vmap((s, x) => s.add(x))(
        [10, 20],
        [
          [1, 2],
          [3, 4],
        ],
      ).toArray(),
    ).toEqual([
      [11, 12],
      [23, 24],
    ]);
  });

  test("maps along the axes asked for and shares arguments without one", () => {
    const columns = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const dot = (x: Tensor, w: Tensor): Tensor => x.dot(w);
    expect(vmap(dot, { in: [1, null] })(columns, [1, 10]).toArray()).toEqual([41, 52, 63]);
    expect(vmap(dot, { in: [-1, null] })(columns, [1, 10]).toArray()).toEqual([41, 52, 63]);
    expect(vmap(dot, { in: 1 })(columns, columns).toArray()).toEqual([17, 29, 45]);
    expect(vmap((x) => x.mul(2), { in: 1 })(columns).shape).toEqual([3, 2]);
  });

  test("puts results along the axis asked for", () => {
    const outer = (s: Tensor): Tensor => s.mul([1, 10, 100]);
    const [first, last] = [
      [
        [1, 10, 100],
        [2, 20, 200],
      ],
      [
        [1, 2],
        [10, 20],
        [100, 200],
      ],
    ];
    expect(vmap(outer, { out: 0 })([1, 2]).toArray()).toEqual(first);
    expect(vmap(outer, { out: 1 })([1, 2]).toArray()).toEqual(last);
    expect(vmap(outer, { out: -1 })([1, 2]).toArray()).toEqual(last);
    expect(vmap(outer, { out: -2 })([1, 2]).toArray()).toEqual(first);
  });

  test("maps the parts of a tree along axes of their own, and shares some", () => {
    const f = (p: { w: Tensor; b: readonly [Tensor, Tensor]; kind: string }, x: Tensor) =>
      p.w
        .dot(x)
        .add(p.b[0])
        .add(p.b[1].mul(p.kind === "double" ? 2 : 1));
    const p = {
      w: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      b: [tensor([10, 20, 30]), tensor(100)] as const,
      kind: "double",
    };
    const mapped = vmap(f, { in: [{ w: 1, b: [0, null] }, null] });
    const expected = [1, 2, 3].map((w, k) => w + 2 * (w + 3) + 10 * (k + 1) + 200);
    expect(mapped(p, [1, 2]).toArray()).toEqual(expected);
    expect(compile(mapped)(p, [1, 2]).toArray()).toEqual(expected);
    // An axis stands for all that is below.
    const sum = vmap((q: { a: { x: Tensor; y: Tensor }; c: Tensor }) => q.a.x.add(q.a.y).mul(q.c), {
      in: [{ a: -1, c: null }],
    });
    expect(sum({ a: { x: [1, 2], y: [3, 4] }, c: 5 }).toArray()).toEqual([20, 30]);
    // Gradients of several models, stacked, on one batch.
    const slopes = vmap(
      grad((m: { w: Tensor }, x: Tensor) => m.w.mul(x).square().sum()),
      { in: [{ w: 0 }, null] },
    )({ w: [1, 2] }, [1, 2]);
    expect(slopes.w.toArray()).toEqual([10, 20]);
  });

  test("refuses axes that are not like the argument", () => {
    const f = (p: { a: Tensor; b: Tensor }): Tensor => p.a.add(p.b);
    const given = { a: [1], b: [2] };
    const of =
      (axes: unknown, argument: unknown = given) =>
      () =>
        vmap(f as never, { in: [axes] as never })(argument as never);
    expect(of({ a: 0 })).toThrow(
      "vmap: in[0].b must be an integer or null, since the argument there is one tensor, got undefined.",
    );
    expect(of({ a: 0, b: 0, c: 0 })).toThrow(
      'vmap: in[0] must be an integer, null, or a tree like the argument, which is an object with "a", "b", got an object with "a", "b", "c".',
    );
    expect(of([0, 0])).toThrow(
      'vmap: in[0] must be an integer, null, or a tree like the argument, which is an object with "a", "b", got an array of 2.',
    );
    expect(of({ a: 0, b: { c: 0 } })).toThrow(
      'vmap: in[0].b must be an integer or null, since the argument there is one tensor, got an object with "c".',
    );
    expect(of([0], [[1, 2]])).toThrow(
      "vmap: in[0] must be an integer or null, since the argument there is one tensor, got an array of 1.",
    );
    expect(of({ a: 0.5, b: 0 })).toThrow(
      "vmap: in[0].a must be an integer, null, or a tree of these like the argument, got 0.5.",
    );
    expect(of({ a: 1, b: 0 })).toThrow(
      "vmap: in must be an integer from -1 to 0, got 1 for shape [1] of argument 0.",
    );
    expect(of({ a: null, b: null })).toThrow(
      "vmap: at least one tensor must be mapped, got 1 argument with in an array.",
    );
    const around: unknown[] = [];
    around.push(around);
    expect(() => vmap(f as never, { in: around as never })).toThrow(
      "must be an integer, null, or a tree of these like the argument, got an array.",
    );
  });

  test("takes and gives trees", () => {
    const g = vmap((p: { x: Tensor<[2]>; s: readonly Tensor<[]>[] }) => ({
      y: p.x.mul(p.s[0] as Tensor<[]>),
      all: [p.x.sum(), 7] as const,
    }));
    const { y, all } = g({ x: rows, s: [tensor([1, 2, 3])] });
    expect(y.toArray()).toEqual([each[0]?.toArray(), each[1]?.mul(2).toArray(), each[2]?.mul(3).toArray()]);
    expect(all.map((t) => t.toArray())).toEqual([each.map((x) => x.sum().item()), [7, 7, 7]]);
    const [unmoved] = vmap((p: [Tensor]) => p, { in: 1, out: 1 })([rows]);
    expect(unmoved.toArray()).toEqual(rows.toArray());
  });

  test("keeps dtypes, and maps no examples to no results", () => {
    const mask = vmap((x) => x.greater(0))(rows);
    expect([mask.dtype, mask.toArray()]).toEqual(["bool", each.map((x) => x.greater(0).toArray())]);
    expect(vmap((x) => x.sum())(tensor([1, 2], { dtype: "int32" }).reshape([2, 1])).dtype).toBe("int32");
    const empty = vmap((x) => x.max())(tensor([[1, 2]]).slice([{ start: 0, stop: 0 }]));
    expect([empty.shape, empty.toArray()]).toEqual([[0], []]);
  });

  test("chooses by value, example by example", () => {
    const g = (x: Tensor): Tensor => where(x.sum().greater(0), x.sqrt(), x.neg());
    expect(vmap(g)(rows).toArray()).toEqual(oneByOne(g));
  });

  test("sees the parameters that the function refers to", () => {
    const w = parameter([2, 3]);
    const y = vmap((x) => x.dot(w))(rows).sum();
    expect(gradients(y, [w])[0].toArray()).toEqual(rows.sum(0).toArray());
    y.backward();
    expect(w.grad?.toArray()).toEqual(rows.sum(0).toArray());
  });
});

describe("refused", () => {
  const add = (x: Tensor, y: Tensor): Tensor => x.add(y);
  test.each<[string, () => unknown, string]>([
    ["anything but a function", () => vmap(3 as never), "vmap: takes a function, got 3."],
    [
      "an unknown option",
      () => vmap(add, { axis: 1 } as never),
      'vmap: there is no option "axis", only in, out.',
    ],
    [
      "options that are none",
      () => vmap(add, 0 as never),
      "vmap: options must be an object with in, out, got 0.",
    ],
    [
      "in as text",
      () => vmap(add, { in: "0" as never }),
      'vmap: in must be an integer, null, or an array with an entry for each argument, got "0".',
    ],
    [
      "in with text",
      () => vmap(add, { in: [0, "1"] as never }),
      'vmap: in[1] must be an integer, null, or a tree of these like the argument, got "1".',
    ],
    [
      "half an axis",
      () => vmap(add, { in: 0.5 }),
      "vmap: in must be an integer, null, or an array with an entry for each argument, got 0.5.",
    ],
    [
      "no entries",
      () => vmap(add, { in: [] }),
      "vmap: in must be an integer, null, or an array with an entry for each argument, got [].",
    ],
    ["out as null", () => vmap(add, { out: null as never }), "vmap: out must be an integer, got null."],
    [
      "too few entries",
      () => vmap(add, { in: [0] })([1], [2]),
      "vmap: in must have one entry for each argument, got 1 for 2.",
    ],
    [
      "different numbers of examples",
      () =>
        vmap(add)(
          [
            [1, 2],
            [3, 4],
          ],
          [1, 2, 3],
        ),
      "vmap: numbers of examples must match, got 2 at axis 0 of [2, 2] (argument 0) and 3 at axis 0 of [3] (argument 1).",
    ],
    [
      "different numbers of examples in one argument",
      () => vmap((p: { a: Tensor; b: Tensor }) => p.a, { in: 1 })({ a: [[1, 2]], b: [[1], [2]] }),
      "vmap: numbers of examples must match, got 2 at axis 1 of [1, 2] (argument 0) and 1 at axis 1 of [2, 1] (argument 0).",
    ],
    [
      "nothing to map",
      () => vmap(add, { in: [null, null] })([1], [2]),
      "vmap: at least one tensor must be mapped, got 2 arguments with in [null, null].",
    ],
    [
      "no arguments",
      () => vmap(() => 1)(),
      "vmap: at least one tensor must be mapped, got 0 arguments with in 0.",
    ],
    [
      "an axis out of range",
      () => vmap(add, { in: [0, 1] })([1], [2]),
      "vmap: in must be an integer from -1 to 0, got 1 for shape [1] of argument 1.",
    ],
    [
      "a negative axis out of range",
      () => vmap(add, { in: -3 })([[1]], [[2]]),
      "vmap: in must be an integer from -2 to 1, got -3 for shape [1, 1] of argument 0.",
    ],
    [
      "a scalar",
      () => vmap(add)([1, 2], 3),
      "vmap: a scalar has no axis to map, got 0 for shape [] of argument 1. Share it with null in the option in.",
    ],
    [
      "out out of range",
      () => vmap((x) => x, { out: 2 })([[1, 2]]),
      "vmap: out must be an integer from -2 to 1, got 2 for results of shape [2].",
    ],
    [
      "no result",
      () => vmap((() => undefined) as never)([1]),
      "vmap: the function must return a tensor, got undefined.",
    ],
    [
      "a result that is not a tensor",
      () => vmap((() => "text") as never)([1]),
      'vmap: the function must return a tensor, got "text".',
    ],
    [
      "an argument that is not a tensor",
      () => vmap(add)(Symbol("s") as never, [1]),
      "vmap: takes tensors, numbers, and arrays or plain objects of these, got a symbol.",
    ],
    [
      "reading a value",
      () => vmap((x) => (x.sum().item() > 0 ? x : x.neg()))([[1]]),
      "vmap: a value cannot be read inside the function, since each example has its own. Choose by value with where().",
    ],
  ])("%s", (_, g, text) => {
    expect(message(g)).toBe(text);
  });
});

const assigning = (w: Parameter<[]>, x: Tensor, value: Tensor | number = x): Tensor => {
  w.assign(value as Tensor<[]>);
  return x;
};

describe("a parameter takes no value of a single example:", () => {
  test("outside recordings", () => {
    const w = parameter(1);
    expect(() => vmap((x) => assigning(w, x))([1, 2])).toThrow(
      "assign: the value must be the same for all examples of vmap(), got one that differs between examples. " +
        "Return it and assign it outside.",
    );
    expect(w.item()).toBe(1);
    vmap((x) => assigning(w, x, 5))([1, 2]);
    expect(w.item()).toBe(5);
  });

  test("in a compiled function", () => {
    const w = parameter(1);
    expect(() => compile((t) => vmap((x) => assigning(w, x))(t))([1, 2])).toThrow(
      "assign: the value must be the same for all examples of vmap(), got one that differs between examples. " +
        "Return it and assign it outside.",
    );
    expect(w.item()).toBe(1);
  });
});
