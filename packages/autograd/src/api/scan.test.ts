import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import { resetStatistics, statistics } from "../evaluate/settings.ts";
import {
  arange,
  assertGradients,
  checkpoint,
  compile,
  cond,
  customGradient,
  dependsOn,
  explain,
  grad,
  gradients,
  hessian,
  hvp,
  inspect,
  jacobian,
  jvp,
  mt19937,
  type Parameter,
  parameter,
  scalar,
  scan,
  stack,
  summary,
  type Tensor,
  take,
  tensor,
  toDot,
  toMermaid,
  trace,
  vmap,
  where,
  zeros,
} from "../index.ts";

const generator = mt19937(3);
const uniform = <S extends number[]>(...shape: S): Tensor<S> =>
  generator.uniform(shape, { low: -1, high: 1 });

type State = { readonly h: Tensor; readonly count: Tensor };
type Given = { readonly x: Tensor; readonly scale: Tensor };

/** A step with trees, which refers to what `weights` has. */
const stepWith =
  (weights: Tensor | Parameter) =>
  ({ h, count }: State, { x, scale }: Given): [State, readonly [Tensor, { readonly energy: Tensor }]] => {
    const next = h.matmul(weights).add(x).tanh().mul(scale);
    return [{ h: next, count: count.add(1) }, [next.square(), { energy: next.mul(h).sum() }]];
  };

/** The same loop written out. */
function written(step: ReturnType<typeof stepWith>, carry: State, xs: Given, reverse = false): unknown {
  const rows = [...xs.x].map((x, k): Given => ({ x, scale: [...xs.scale][k] as Tensor }));
  let state = carry;
  const given: (readonly [Tensor, { readonly energy: Tensor }])[] = [];
  for (const row of reverse ? rows.reverse() : rows) {
    const [next, y] = step(state, row);
    state = next;
    given.push(y);
  }
  if (reverse) given.reverse();
  return [state, [stack(given.map(([y]) => y)), { energy: stack(given.map(([, { energy }]) => energy)) }]];
}

function flat(tree: unknown): Tensor[] {
  if (typeof tree !== "object" || tree === null) return [];
  return "toArray" in tree ? [tree as Tensor] : Object.values(tree).flatMap(flat);
}

const bits = (tree: unknown): unknown => flat(tree).map((t) => [t.dtype, t.toArray()]);

/** The same but for rounding: contributions to one derivative are added in another order. */
function expectClose(tree: unknown, wanted: unknown): void {
  const [all, other] = [flat(tree), flat(wanted)];
  expect(all.map(({ shape }) => shape)).toEqual(other.map(({ shape }) => shape));
  for (const [k, t] of all.entries()) {
    const same = other[k] as Tensor;
    if (same.size === 0) continue;
    const error = t.sub(same).abs().max().item();
    expect(error).toBeLessThanOrEqual(1e-13 * (1 + same.abs().max().item()));
  }
}

/** A number that depends on all results. */
function lossOf(tree: unknown): Tensor {
  return flat(tree).reduce<Tensor>((sum, t, k) => {
    const factors = tensor(Float64Array.from({ length: t.size }, (_, i) => Math.cos(i + k)));
    return sum.add(t.cast("float64").reshape([t.size]).mul(factors).sum());
  }, scalar(0));
}

const at = (t: Tensor, ...indices: readonly number[]): Tensor =>
  indices.reduce<Tensor>((row, i) => [...row][i] as Tensor, t);

const weights = parameter(uniform(3, 3));
const start = { h: uniform(3), count: tensor(0, { dtype: "int32" }) };
const xs = { x: uniform(5, 3), scale: uniform(5) };

describe("a loop gives what the same loop gives written out, bit for bit:", () => {
  test.each([false, true])("values, of a tree that is carried and others; reversed: %s", (reverse) => {
    const [carry, ys] = scan(stepWith(weights), start, xs, { reverse });
    expect(bits([carry, ys])).toEqual(bits(written(stepWith(weights), start, xs, reverse)));
    expect(carry.count.item()).toBe(5);
    expect(ys[0].shape).toEqual([5, 3]);
  });

  test.each([false, true])(
    "derivatives by what is carried, given and referred to; reversed: %s",
    (reverse) => {
      const by = [weights, start.h, xs.x, xs.scale];
      const loop = gradients(lossOf(scan(stepWith(weights), start, xs, { reverse })), by);
      expectClose(loop, gradients(lossOf(written(stepWith(weights), start, xs, reverse)), by));
    },
  );

  test("derivatives of one result only", () => {
    const by = [weights, start.h, xs.x, xs.scale];
    const [carry, ys] = scan(stepWith(weights), start, xs);
    const [last, all] = written(stepWith(weights), start, xs) as [State, [Tensor, { energy: Tensor }]];
    expectClose(gradients(carry.h.sum(), by), gradients(last.h.sum(), by));
    expectClose(gradients(ys[1].energy.sum(), by), gradients(all[1].energy.sum(), by));
    const [some, same] = [ys, all].map((y) => at(y[1].energy, 2).square()) as unknown as [Tensor, Tensor];
    expectClose(gradients(some, by), gradients(same, by));
  });

  test("forward mode, by each of them", () => {
    const loop = (h: Tensor, w: Tensor, x: Tensor): Tensor =>
      lossOf(scan(stepWith(w), { ...start, h }, { ...xs, x }));
    const unrolled = (h: Tensor, w: Tensor, x: Tensor): Tensor =>
      lossOf(written(stepWith(w), { ...start, h }, { ...xs, x }));
    const point = [start.h, weights.detach(), xs.x] as const;
    for (const chosen of [[1], [0, 1, 2]]) {
      const tangents = point.map((t, i) => (chosen.includes(i) ? t.cos() : t.mul(0))) as unknown as [
        Tensor,
        Tensor,
        Tensor,
      ];
      expect(bits(jvp(loop, point, tangents))).toEqual(bits(jvp(unrolled, point, tangents)));
    }
  });

  test("at the second and third order", () => {
    const loop = (h: Tensor): Tensor => lossOf(scan(stepWith(weights), { ...start, h }, xs));
    const unrolled = (h: Tensor): Tensor => lossOf(written(stepWith(weights), { ...start, h }, xs));
    const close = (a: Tensor, b: Tensor): void =>
      expect(a.sub(b).abs().max().item()).toBeLessThan(1e-11 * (1 + b.abs().max().item()));
    close(hessian(loop)(start.h), hessian(unrolled)(start.h));
    close(hvp(loop, start.h, start.h.sin()), hvp(unrolled, start.h, start.h.sin()));
    const third = (f: (h: Tensor) => Tensor) => jacobian(hessian(f))(start.h);
    close(third(loop), third(unrolled));
  });

  test("as part of a compiled step, also where nothing of it is asked for but its derivative", () => {
    const loop = (h: Tensor, x: Tensor): Tensor[] => {
      const result = scan(stepWith(weights), { ...start, h }, { ...xs, x });
      return [...flat(result), ...gradients(lossOf(result), [weights, h, x])];
    };
    const onlyDerivative = (h: Tensor, x: Tensor): Tensor[] => loop(h, x).slice(-3);
    for (const f of [loop, onlyDerivative]) {
      const compiled = compile(f);
      for (const by of [1, 2, 3]) {
        const args = [start.h.mul(by).detach(), xs.x.div(by).detach()] as const;
        expect(bits(compiled(...args))).toEqual(bits(f(...args)));
      }
    }
  });
});

test("checkGradients finds nothing", () => {
  const w = parameter(0.7);
  const loop = (c: Tensor, x: Tensor): Tensor =>
    scan((a: Tensor, row: Tensor) => [a.mul(w).add(row).sin(), a.mul(row)], c, x)[1].sum();
  expect(() => assertGradients(loop, [scalar(0.3), tensor([0.5, -0.2, 1])])).not.toThrow();
});

describe("the size of a loop", () => {
  const loop = (length: number): Tensor[] => {
    const x = uniform(length, 3);
    const [h, ys] = scan((h: Tensor, row: Tensor) => [h.matmul(weights).add(row).sin(), h.sum()], start.h, x);
    const loss = h.sum().add(ys.sum());
    return [loss, ...gradients(loss, [weights, x])];
  };

  test("is that of a step, in the graph and as machine code", () => {
    const [short, long] = [loop(3), loop(300)].map((tensors) => inspect(tensors)) as [
      ReturnType<typeof inspect>,
      ReturnType<typeof inspect>,
    ];
    const lines = (text: string): number => text.split("\n").length;
    expect(lines(summary(loop(300)))).toBe(lines(summary(loop(3))));
    expect(Math.abs(lines(long.wasm) - lines(short.wasm))).toBeLessThan(lines(short.wasm) / 5);
    // One function for the steps, and one for those of the derivative: a step is gone through once with all it keeps.
    expect(long.wasm.match(/\(func \$step/g)?.length).toBe(2);
    expect(long.plan.match(/= scan/g)?.length).toBe(2);
  });

  test("in memory: what nobody reads of it is not written", () => {
    const x = uniform(300, 3);
    const [h] = scan((c: Tensor, row: Tensor) => [c.mul(row), null], start.h, x);
    expect(inspect(h).plan).toContain("scan %0 %1");
    expect(inspect(h).plan).toContain("-> float64 [3] at");
  });

  test("a structure that comes back is known, and the function was compiled", () => {
    const step = (k: number): number => {
      const [h] = scan((c: Tensor, x: Tensor) => [c.mul(x).add(weights.sum()), null], scalar(k), xs.scale);
      return gradients(h.square(), [weights])[0].sum().item();
    };
    step(1);
    step(2);
    resetStatistics();
    step(3);
    step(4);
    expect(statistics).toMatchObject({ hits: 2, misses: 0, compiled: 2, interpreted: 0 });
  });
});

describe("steps", () => {
  test("there may be none of, or one", () => {
    const add = (sum: Tensor, x: Tensor): [Tensor, Tensor] => [sum.add(x.sum()), sum.mul(2)];
    const [sum, ys] = scan(add, scalar(7), zeros([0, 2]));
    expect([sum.item(), ys.toArray(), ys.shape]).toEqual([7, [], [0]]);
    const w = parameter(2);
    const [end, none] = scan((c: Tensor, x: Tensor) => [c.mul(x).mul(w), c.mul(w)], scalar(3), zeros([0]));
    expect(gradients(end.add(none.sum()), [w], { unused: "zero" })[0].item()).toBe(0);
    expect(grad((c: Tensor) => scan(add, c, zeros([0, 2]))[0])(4).item()).toBe(1);
    expect(compile((c: Tensor) => scan(add, c, zeros([0, 2])))(5)[0].item()).toBe(5);
    expect(scan(add, scalar(7), [[1, 2]])[0].item()).toBe(10);
  });

  test("are counted by length where they are given nothing", () => {
    const [power, powers] = scan((p: Tensor) => [p.mul(3), p], scalar(1), null, { length: 4 });
    expect([power.item(), powers.toArray()]).toEqual([81, [1, 3, 9, 27]]);
    expect(
      grad((p: Tensor) => scan((c: Tensor) => [c.mul(p), null], scalar(1), undefined, { length: 4 })[0])(
        2,
      ).item(),
    ).toBe(32);
  });

  test("may carry nothing, give nothing, or give what was there before", () => {
    expect(scan((_: unknown, x: Tensor) => [[], x.square()], [], [1, 2])[1].toArray()).toEqual([1, 4]);
    expect(scan((c: Tensor, x: Tensor) => [c.add(x), null], 0, [1, 2])[1]).toBe(null);
    const shared = tensor([5, 6]);
    const [c, ys] = scan((a: Tensor, x: Tensor) => [a, [shared, x, 3, a]], scalar(2), [1, 2]);
    expect([c.item(), bits(ys)]).toEqual([
      2,
      [
        [
          "float64",
          [
            [5, 6],
            [5, 6],
          ],
        ],
        ["float64", [1, 2]],
        ["float64", [3, 3]],
        ["float64", [2, 2]],
      ],
    ]);
    expect(gradients(ys[0].sum(), [shared])[0].toArray()).toEqual([2, 2]);
  });

  test("may exchange what they carry", () => {
    const fibonacci = (n: number) =>
      scan(([a, b]: readonly [Tensor, Tensor]) => [[b, a.add(b)], a], [scalar(0), scalar(1)], null, {
        length: n,
      });
    expect(fibonacci(8)[1].toArray()).toEqual([0, 1, 1, 2, 3, 5, 8, 13]);
    expect(compile(() => fibonacci(9))()[0].map((t) => t.item())).toEqual([34, 55]);
    const backwards = (n: number) =>
      scan(([a, b]: readonly [Tensor, Tensor]) => [[a.add(b), a], b], [scalar(1), scalar(0)], null, {
        length: n,
      });
    expect(backwards(8)[1].toArray()).toEqual([0, 1, 1, 2, 3, 5, 8, 13]);
    const turned = (n: number) =>
      scan(
        ([a, b, c]: readonly [Tensor, Tensor, Tensor], x: Tensor) => [[b, c, x], a],
        [scalar(1), scalar(2), scalar(3)],
        arange(4, 4 + n),
      );
    for (const run of [turned, compile(() => turned(4))]) {
      const [state, ys] = run(4);
      expect(state.map((t) => t.item())).toEqual([5, 6, 7]);
      expect(ys.toArray()).toEqual([1, 2, 3, 4]);
    }
    const exchanged = () =>
      scan(([a, b]: readonly [Tensor, Tensor]) => [[b, a], a], [scalar(1), scalar(2)], null, { length: 3 });
    for (const run of [exchanged, compile(exchanged)]) {
      const [state, ys] = run();
      expect(state.map((t) => t.item())).toEqual([2, 1]);
      expect(ys.toArray()).toEqual([1, 2, 1]);
    }
  });

  test("have loops in them, by whose state there are derivatives", () => {
    const w = parameter(1.1);
    const inner = (c: Tensor, row: Tensor): Tensor =>
      scan((a: Tensor, x: Tensor) => [a.mul(w).add(x), null], c, row)[0];
    const table = uniform(3, 4);
    const loop = (c: Tensor) => scan((a: Tensor, row: Tensor) => [inner(a, row), a.sin()], c, table);
    const plain = (c: Tensor) => {
      let a = c;
      const ys: Tensor[] = [];
      for (const row of table) {
        ys.push(a.sin());
        for (const x of row) a = a.mul(w).add(x);
      }
      return [a, stack(ys)];
    };
    const all = (f: typeof plain) => (c: Tensor) => {
      const loss = lossOf(f(c));
      return [loss, ...gradients(loss, [w, c])];
    };
    expectClose(all(loop)(scalar(0.5)), all(plain)(scalar(0.5)));
    expect(bits(compile(all(loop))(0.5))).toEqual(bits(all(loop)(scalar(0.5))));
  });

  test("may take derivatives: descent that is differentiated by its rate", () => {
    const descent = (rate: Tensor) =>
      scan(
        (p: Tensor, x: Tensor) => [p.sub(grad((q: Tensor) => q.sub(x).square())(p).mul(rate)), null],
        scalar(0),
        xs.scale,
      )[0];
    const plain = (rate: Tensor) => {
      let p = scalar(0) as Tensor;
      for (const x of xs.scale) p = p.sub(grad((q: Tensor) => q.sub(x).square())(p).mul(rate));
      return p;
    };
    expect(descent(scalar(0.1)).item()).toBe(plain(scalar(0.1)).item());
    expect(grad(descent)(0.1).item()).toBeCloseTo(grad(plain)(0.1).item(), 14);
  });

  test("may take derivatives that are the same in each: of something linear, and the second of something quadratic", () => {
    const rate = parameter(0.5);
    const falling = (x: Tensor<[]>): Tensor =>
      scan((c) => [c.add(grad((u: Tensor<[]>) => u.mul(3))(c).mul(rate)), null], x, null, { length: 2 })[0];
    const loss = (s: Tensor<[]>): Tensor<[]> => s.sub(1).square();
    const newton = (x: Tensor<[]>): Tensor =>
      scan((c) => [c.sub(grad(loss)(c).div(grad(grad(loss))(c))), null], x, null, { length: 2 })[0];
    const start = parameter(0.25);
    expect([falling(start).item(), newton(start).item()]).toEqual([3.25, 1]);
    expect([compile(falling)(0.25).item(), compile(newton)(0.25).item()]).toEqual([3.25, 1]);
    expect(gradients(falling(start), [start, rate]).map((slope) => slope.item())).toEqual([1, 6]);
    expect(gradients(newton(start), [start])[0].item()).toBe(0);
  });

  test("have results of several dtypes, each exact", () => {
    const big = 2 ** 31 - 1;
    const f = (x: Tensor) =>
      scan(
        (c: { readonly n: Tensor; readonly s: Tensor }, row: Tensor) => [
          { n: c.n.sub(1), s: c.s.add(row) },
          [row.greater(0), c.n, row.mul(0.1), c.s.cast("float64")],
        ],
        { n: tensor(big, { dtype: "int32" }), s: tensor(0, { dtype: "float32" }) },
        x,
      );
    const x = tensor([0.1, -0.2, NaN, -0], { dtype: "float32" });
    const expected = [
      ["int32", big - 4],
      ["float32", NaN],
      ["bool", [true, false, false, false]],
      ["int32", [big, big - 1, big - 2, big - 3]],
      ["float32", [0.1, -0.2, NaN, -0].map((v) => Math.fround(Math.fround(v) * Math.fround(0.1)))],
      [
        "float64",
        [0, 0.1, 0, NaN].map((v, k) =>
          k === 2 ? Math.fround(Math.fround(0.1) + Math.fround(-0.2)) : Math.fround(v),
        ),
      ],
    ];
    expect(bits(f(x))).toEqual(expected);
    expect(bits(compile(f)(x))).toEqual(expected);
    expect(grad((t: Tensor) => lossOf(f(t)[0]))(tensor([1, 2], { dtype: "float32" })).dtype).toBe("float32");
  });
});

describe("vmap", () => {
  const rows = uniform(4, 3);
  const loop = (h: Tensor, w: Tensor, x: Tensor) => scan(stepWith(w), { ...start, h }, { ...xs, x });
  const cases: readonly (readonly [string, (number | null)[]])[] = [
    ["what is carried", [0, null, null]],
    ["what is referred to", [null, 0, null]],
    ["what is given", [null, null, 0]],
    ["all of it", [0, 0, 0]],
  ];

  test.each(cases)("over %s gives the bits of one example at a time", (_, axes) => {
    const all = [rows, uniform(4, 3, 3), uniform(4, 5, 3)];
    const one = [start.h, weights.detach(), xs.x];
    const args = axes.map((axis, k) => (axis === null ? one[k] : all[k])) as unknown as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const example = (i: number) => args.map((t, k) => (axes[k] === null ? t : at(t, i))) as typeof args;
    const withDerivative = (h: Tensor, w: Tensor, x: Tensor) => {
      const result = loop(h, w, x);
      return [...flat(result), ...gradients(lossOf(result), [h, w, x])];
    };
    const mapped = vmap(withDerivative, { in: axes })(...args) as Tensor[];
    const single = [0, 1, 2, 3].map((i) => withDerivative(...example(i)));
    for (const [k, t] of mapped.entries())
      expect(t.toArray()).toEqual(single.map((each) => each[k]?.toArray()));
    if (!axes.includes(null))
      expect(bits(compile(vmap(withDerivative, { in: axes }))(...args))).toEqual(bits(mapped));
  });

  test("over vmap, and derivatives of it", () => {
    const grid = uniform(2, 4, 3);
    const twice = vmap(vmap((h: Tensor) => loop(h, weights, xs.x)[1][0]));
    expect(twice(grid).shape).toEqual([2, 4, 5, 3]);
    expect(at(twice(grid), 1, 2).toArray()).toEqual(loop(at(grid, 1, 2), weights, xs.x)[1][0].toArray());
    const total = (f: (h: Tensor) => Tensor) => grad((h: Tensor) => f(h).square().sum())(grid);
    const plain = stack([0, 1].map((i) => stack([0, 1, 2, 3].map((j) => total2(at(grid, i, j))))));
    function total2(h: Tensor): Tensor {
      return grad((t: Tensor) => loop(t, weights, xs.x)[1][0].square().sum())(h);
    }
    expect(total(twice).sub(plain).abs().max().item()).toBeLessThan(1e-15);
  });
});

test("a training loop that prints its loss learns, and its parameters are those of the loop written out", () => {
  const train = (loss: (w: Parameter) => Tensor): number[] => {
    const w = parameter(0.1);
    const seen: number[] = [];
    for (let k = 0; k < 6; k++) {
      const l = loss(w);
      if (k % 2 === 0) seen.push(l.item());
      w.grad = null;
      l.backward();
      w.assign(w.sub((w.grad as unknown as Tensor).mul(0.05)));
      seen.push(w.item());
    }
    return seen;
  };
  const step =
    (w: Parameter) =>
    (c: Tensor, x: Tensor): [Tensor, Tensor] => [c.mul(w).add(x), c.sub(x).square()];
  const loop = train((w) => scan(step(w), 0, xs.scale)[1].mean());
  const plain = train((w) => {
    let c = scalar(0) as Tensor;
    const ys: Tensor[] = [];
    for (const x of xs.scale) {
      const [next, y] = step(w)(c, x);
      c = next;
      ys.push(y);
    }
    return stack(ys).mean();
  });
  expect(loop).toEqual(plain);
});

test("state that is carried from call to call, in a variable", () => {
  let h: Tensor = start.h;
  let same: Tensor = start.h;
  const part = (c: Tensor, x: Tensor): [Tensor, null] => [c.add(x).sin(), null];
  for (let k = 0; k < 5; k++) {
    h = scan(part, h, xs.x)[0];
    for (const x of xs.x) same = part(same, x)[0];
    if (k === 2) expect(h.toArray()).toEqual(same.toArray());
  }
  expect(h.toArray()).toEqual(same.toArray());
});

describe("a derivative reaches through a loop or a branch what it reaches written out:", () => {
  const [w, t] = [parameter(0.5), parameter(3)];
  const xs = tensor([1, 2, 4]);
  const rows = [...xs] as Tensor<[]>[];
  const capped = (h: Tensor, x: Tensor): Tensor => where(h.greater(t), h, h.add(x.mul(w)));
  const linear = (u: Tensor): Tensor => u.mul(w).add(t);
  type Pair = { readonly h: Tensor; readonly b: Tensor };

  /** The same number twice, and what is said of a derivative by `t`; null where there is one. */
  const programs: Readonly<
    Record<string, readonly [plain: () => Tensor, looped: () => Tensor, text: string | null]>
  > = {
    "compared in a step": [
      () => rows.reduce(capped, scalar(0)),
      () => scan((h: Tensor, x) => [capped(h, x), null], 0, xs)[0],
      "only through greater, which has no derivative",
    ],
    "compared in a loop in a step": [
      () => rows.reduce((h: Tensor, x) => capped(capped(h, x), x), scalar(0)),
      () =>
        scan(
          (h: Tensor, x) => [scan((k: Tensor) => [capped(k, x), null], h, null, { length: 2 })[0], null],
          0,
          xs,
        )[0],
      "only through greater, which has no derivative",
    ],
    "compared with what is carried beside": [
      () => rows.reduce(capped, scalar(0)),
      () =>
        scan(
          ({ h, b }: Pair, x) => [{ h: where(h.greater(b), h, h.add(x.mul(w))), b: b.mul(1) }, null],
          { h: 0, b: t },
          xs,
        )[0].h,
      "only through greater, which has no derivative",
    ],
    "behind stopGradient in a step": [
      () => rows.reduce((h: Tensor, x) => h.add(x.mul(w).mul(t.stopGradient())), scalar(0)),
      () => scan((h: Tensor, x) => [h.add(x.mul(w).mul(t.stopGradient())), null], 0, xs)[0],
      "does not depend on xs[0], or only through stopGradient, which has no derivative",
    ],
    "carried beside what is read": [
      () => rows.reduce((h: Tensor, x) => h.add(x.mul(w)), scalar(0)),
      () => scan(({ h, b }: Pair, x) => [{ h: h.add(x.mul(w)), b: b.add(h) }, null], { h: 0, b: t }, xs)[0].h,
      "does not depend on xs[0]",
    ],
    "replaced by the first step": [
      () => rows.reduce((_: Tensor, x) => x.mul(w), t),
      () => scan((_: Tensor, x) => [x.mul(w), null], t, xs)[0],
      "does not depend on xs[0]",
    ],
    "replaced by the second step": [
      () => (rows[1] as Tensor).mul(w),
      () => scan(({ b }: Pair, x) => [{ h: b, b: x.mul(w) }, null], { h: 1, b: t }, xs)[0].h,
      "does not depend on xs[0]",
    ],
    "carried around, and away in the end": [
      () => scalar(1).mul(w).mul(w).mul(w),
      () =>
        scan(({ h, b }: Pair) => [{ h: b.mul(w), b: h.mul(w) }, null], { h: t, b: 1 }, null, { length: 3 })[0]
          .h,
      "does not depend on xs[0]",
    ],
    "carried around, and back": [
      () => t.mul(w).mul(w).mul(w).mul(w),
      () =>
        scan(({ h, b }: Pair) => [{ h: b.mul(w), b: h.mul(w) }, null], { h: t, b: 1 }, null, { length: 4 })[0]
          .h,
      null,
    ],
    "in no step at all": [
      () => scalar(2).mul(w),
      () => scan((h: Tensor) => [h.mul(t), h.mul(t)], 2, null, { length: 0 })[0].mul(w),
      "does not depend on xs[0]",
    ],
    "given by steps whose results are not read": [
      () => rows.reduce((h: Tensor, x) => h.add(x.mul(w)), scalar(0)),
      () => scan((h: Tensor, x) => [h.add(x.mul(w)), h.mul(t)], 0, xs)[0],
      "does not depend on xs[0]",
    ],
    "carried, and given by the steps": [
      () => rows.reduce((h: Tensor, x) => h.add(x.mul(w)), scalar(0)),
      () => scan((h: Tensor, x) => [h.add(t), x.mul(w)], 0, xs)[1].sum(),
      "does not depend on xs[0]",
    ],
    "in the slope of something linear": [
      () => rows.reduce((h: Tensor, x) => h.add(grad(linear)(x).square()), scalar(0)),
      () => scan((h: Tensor, x) => [h.add(grad(linear)(x).square()), linear(x)], 0, xs)[0],
      null,
    ],
    "no operand of a branch": [
      () => w.square(),
      () =>
        cond(
          true,
          (a: Tensor, _: Tensor) => a.square(),
          (a: Tensor, _: Tensor) => a.mul(2),
          w,
          t,
        ),
      "does not depend on xs[0]",
    ],
    "rounded in a branch": [
      () => w.square().add(t.round()),
      () =>
        cond(
          w.greater(0),
          (a: Tensor, b: Tensor) => a.square().add(b.round()),
          (a: Tensor, _: Tensor) => a,
          w,
          t,
        ),
      "only through round, which has no derivative",
    ],
    "compared to choose a branch": [
      () => where(w.greater(t), w.square(), w.mul(2)),
      () =>
        cond(
          w.greater(t),
          (a: Tensor) => a.square(),
          (a: Tensor) => a.mul(2),
          w,
        ),
      "only through greater, which has no derivative",
    ],
    "in the branch that is not chosen": [
      () => where(false, w.mul(t), w.square()),
      () =>
        cond(
          false,
          (a: Tensor) => a.mul(t),
          (a: Tensor) => a.square(),
          w,
        ),
      null,
    ],
  };

  test.each(Object.keys(programs))("%s", (name) => {
    const [plain, looped, text] = programs[name] as (typeof programs)[string];
    const gradsOf = (run: () => void): (number | undefined)[] => {
      w.grad = null;
      t.grad = null;
      run();
      return [w.grad as Tensor | null, t.grad as Tensor | null].map((grad) => grad?.item());
    };
    const wanted = gradsOf(() => plain().backward());
    expect(wanted[1] === undefined).toBe(text !== null);
    expect(looped().item()).toBe(plain().item());
    const batched = (): Tensor => vmap((s: Tensor) => looped().mul(s))([1]).sum();
    expect(gradsOf(compile(() => looped().backward()))).toEqual(wanted);
    for (const f of [looped, batched, () => checkpoint(looped)()]) {
      const loss = f();
      expect(dependsOn(loss, [w, t])).toEqual([true, text === null]);
      expect(gradsOf(() => loss.backward())).toEqual(wanted);
    }
    expect(gradients(looped(), [w, t], { unused: "zero" }).map((grad) => grad.item())).toEqual([
      wanted[0],
      wanted[1] ?? 0,
    ]);
    if (text === null) return;
    for (const f of [plain, looped]) expect(message(() => gradients(f(), [t]))).toContain(text);
  });
});

describe("refused data", () => {
  const rows = tensor([10, 20, 30]);
  const loop = (at: Tensor) => scan((c: Tensor, i: Tensor) => [c.add(take(rows, i)), c], 0, at);
  const good = tensor([0, 2], { dtype: "int32" });
  const bad = tensor([0, 3, 1], { dtype: "int32" });

  test("is refused in the same words, interpreted and compiled, and nothing has changed", () => {
    expect(loop(good)[0].item()).toBe(40);
    const text = message(() => loop(bad)[0].item());
    expect(text).toContain("take: ");
    const kept = parameter(1);
    const step = compile((at: Tensor) => {
      kept.assign(kept.add(loop(at)[0]));
      return kept.mul(2);
    });
    expect(step(tensor([0, 1, 2], { dtype: "int32" })).item()).toBe(122);
    expect(message(() => step(bad))).toBe(text);
    expect(kept.item()).toBe(61);
    expect(step(tensor([1, 1, 1], { dtype: "int32" })).item()).toBe(242);
  });
});

describe("refusals", () => {
  const w = parameter([1, 2]);
  const loop =
    (f: (c: Tensor, x: Tensor) => unknown, carry: unknown = 0, given: unknown = [1, 2], options?: unknown) =>
    () =>
      (scan as (...args: unknown[]) => unknown)(f, carry, given, options);
  const ok = (c: Tensor): [Tensor, null] => [c, null];

  test.each<[string, () => unknown, string]>([
    ["no function", loop(3 as never), "scan: takes a function, got 3."],
    ["no pair", loop((c) => c), "scan: the function must return a pair, [carry, y], got a Tensor."],
    [
      "another carry",
      loop((c) => [{ c }, null]),
      "scan: the carry that the function returns must be a tensor, got an object.",
    ],
    [
      "another shape",
      loop((c) => [c.add([1, 2]), null]),
      "scan: each step must carry on what it was given, got float64 [2] for float64 [].",
    ],
    [
      "another dtype",
      loop((c) => [c.cast("float32"), null]),
      "scan: each step must carry on what it was given, got float32 [] for float64 [].",
    ],
    [
      "a promise",
      loop(async (c: Tensor) => [c, null]),
      "scan: the function must return a pair, [carry, y], got a Promise. Call await before, and pass what it gives as an argument.",
    ],
    [
      "no length",
      loop(ok, 0, null),
      "scan: without xs, the option length must say how many steps there are.",
    ],
    [
      "a bad length",
      loop(ok, 0, null, { length: 1.5 }),
      "scan: length must be a non-negative integer, got 1.5.",
    ],
    [
      "lengths that differ",
      loop(ok, 0, [[1, 2], tensor([1, 2, 3])]),
      "scan: numbers of steps must match, got 2 and 3.",
    ],
    [
      "a length that differs",
      loop(ok, 0, [1, 2], { length: 3 }),
      "scan: numbers of steps must match, got 2 and 3.",
    ],
    [
      "a scalar",
      loop(ok, 0, scalar(2)),
      "scan: xs must have an axis for the steps, got a scalar. Carry it, or refer to it.",
    ],
    [
      "an option",
      loop(ok, 0, [1], { lenght: 1 }),
      'scan: there is no option "lenght", only length, reverse, checkpoint.',
    ],
    [
      "reading",
      loop((c) => [c.mul(c.item() > 0 ? 1 : 2), null]),
      "scan: a value cannot be read inside the function, since each step has its own. Choose by value with where() or cond().",
    ],
    [
      "assign",
      loop((c, x) => {
        w.assign([3, 4]);
        return [c.add(x), null];
      }),
      "assign: has no place inside the function that scan() is given, which is called once for all steps. Return what it needs, and call it outside.",
    ],
    [
      "backward",
      loop((c, x) => {
        w.sum().backward();
        return [c.add(x), null];
      }),
      "backward: has no place inside the function that scan() is given, which is called once for all steps. Return what it needs, and call it outside.",
    ],
    [
      "setting a gradient, of which the error was caught",
      loop((c, x) => {
        try {
          w.grad = null;
        } catch {}
        return [c.add(x), null];
      }),
      "grad: has no place inside the function that scan() is given, which is called once for all steps. Return what it needs, and call it outside.",
    ],
    [
      "a rule of one's own",
      loop((c, x) => [customGradient((t: Tensor) => [t.sin(), (u: Tensor) => u])(c).add(x), null]),
      "scan: the function must not use customGradient(): a rule that was given for one call cannot be carried over to a graph that runs any number of times. Leave it out, or do without the loop or the branch.",
    ],
  ])("%s", (_, f, text) => {
    expect(message(f)).toBe(text);
    expect([w.toArray(), w.grad]).toEqual([[1, 2], null]);
  });

  test("what stands for a step has no value outside", () => {
    let kept: Tensor | null = null;
    scan(
      (c: Tensor, x: Tensor) => {
        kept = c.mul(x);
        return [c, null];
      },
      0,
      [1, 2],
    );
    expect(message(() => (kept as unknown as Tensor).item())).toBe(
      "mul: the result depends on one step of scan() and has no value outside the function that scan() called. Return it from there.",
    );
  });

  test("rules and effects that do not differ from step to step have no part in the loop", () => {
    const t = parameter(0.5);
    const [y] = scan(
      (c: Tensor, x: Tensor) => [c.add(checkpoint((u: Tensor) => u.sin())(t).mul(x)), null],
      0,
      [1, 2],
    );
    expect(gradients(y, [t])[0].item()).toBeCloseTo(3 * Math.cos(0.5), 15);
  });
});

test("where() chooses in a step, and a step that does nothing has a slope of one", () => {
  const f = (c: Tensor) =>
    scan((a: Tensor, x: Tensor) => [where(x.greater(0), a.mul(x), a), null], c, [2, -1, 3])[0];
  expect([f(scalar(5)).item(), grad(f)(5).item()]).toEqual([30, 6]);
});

describe("what a loop looks like", () => {
  const [sum] = scan((c: Tensor, x: Tensor) => [c.add(x.mul(weights.sum())), null], 0, [1, 2]);

  test("in a summary", () => {
    const lines = summary(sum).split("\n");
    expect(lines.slice(4, -3)).toEqual([
      "%4 = scan body={5 nodes} constants=1 carried=1 length=2 reverse=false %1 %2 %3 -> float64 [1]",
      '%5 = part index=0 offset=0 shape=[] dtype="float64" isStacked=false examples=0 %4 -> float64 []  (asked for)',
      "body of %4:",
      "  %0 = data -> float64 []",
      "  %1 = data -> float64 []",
      "  %2 = data -> float64 []",
      "  %3 = mul %2 %0 -> float64 []",
      "  %4 = add %1 %3 -> float64 []  (asked for)",
    ]);
  });

  test("drawn", () => {
    const dot = toDot(sum);
    expect(dot).toContain('label="scan body={5 nodes} constants=1');
    expect(dot).toContain('  subgraph cluster_n4b0 {\n  label="body of n4";\n');
    expect(dot).toContain("  n4b0n2 -> n4b0n3;\n");
    const mermaid = toMermaid(sum);
    expect(mermaid).toContain('  subgraph n4b0["body of n4"]\n');
    expect(mermaid).toContain("  n4b0n2 --> n4b0n3\n");
  });

  test("as a plan, and as loops", () => {
    const { plan, loops } = inspect(sum);
    expect(plan).toMatch(/scan %\d %\d %\d body=\{5 nodes\}.*\n[^]*body of %4:\n%0 = input/);
    expect(loops).toMatch(/scan\(%1, %2, %\d\)[^]*body of %4:\n\nkernel 0\nt\d = mul/);
  });

  test("as data to read, with the graph of a step", () => {
    const { nodes } = trace(
      (t: Tensor) => scan((c: Tensor, row: Tensor) => [c.add(row), null], 0, t)[0],
      [[1, 2]],
    );
    const loop = nodes.find(({ operation }) => operation === "scan");
    expect(loop?.attributes).toEqual({ constants: 0, carried: 1, length: 2, reverse: false });
    expect(
      loop?.bodies.map(({ nodes: inner, ...rest }) => [inner.map(({ operation }) => operation), rest]),
    ).toEqual([[["input", "input", "add"], { arguments: [0, 1], outputs: [2] }]]);
    expect(loop?.bodies[0]?.nodes[1]?.source).toEqual({ from: "argument", position: 1 });
  });

  test("explained: along each path what reverse mode gives", () => {
    const [h, ys] = scan(stepWith(weights), start, xs);
    const loss = h.h.sum().add(ys[1].energy.sum());
    const whole = explain(loss, weights);
    const total = gradients(loss, [weights])[0].square().sum().sqrt().item();
    expect(whole).toContain(`norm ${Number(total.toPrecision(10))}`);
  });
});

test("numbers that are gone through take the dtype of what they meet", () => {
  const start = tensor([1, 2], { dtype: "float32" });
  const [last, all] = scan((c: Tensor<[2]>, x: Tensor<[]>) => [c.mul(x), c.mul(x)], start, [0.5, 0.1]);
  const first = start.mul(0.5);
  expect([last.dtype, last.data()]).toEqual(["float32", first.mul(0.1).data()]);
  expect(all.toArray()).toEqual([first.toArray(), first.mul(0.1).toArray()]);
});
