import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  assertGradients,
  compile,
  cond,
  customGradient,
  grad,
  gradients,
  hessian,
  inspect,
  jvp,
  parameter,
  scalar,
  scan,
  summary,
  type Tensor,
  take,
  tensor,
  vmap,
} from "../index.ts";
import { cholesky, det } from "../linalg/index.ts";

const w = parameter([0.5, -2]);
const x = tensor([0.3, 1.2]);

/** A choice by the sum of x, with trees, constants of its own, and what both or one of the functions refer to. */
const chosen = (t: Tensor, s: Tensor) =>
  cond(
    t.sum().greater(1),
    (a, { b }) => [a.mul(w).sin().mul(b), { n: b.mul(2) }],
    (a, { b }) => [a.square().sub(w.mul(0.5)), { n: b.sub(3).mul(a.sum()) }],
    t,
    { b: s },
  );

/** The same by JavaScript. */
const plain = (t: Tensor, s: Tensor): ReturnType<typeof chosen> =>
  t.sum().item() > 1
    ? [t.mul(w).sin().mul(s), { n: s.mul(2) }]
    : [t.square().sub(w.mul(0.5)), { n: s.sub(3).mul(t.sum()) }];

const lossOf = ([v, { n }]: ReturnType<typeof chosen>): Tensor => v.mul([1, 3]).sum().add(n.square());
const all = (f: typeof chosen) => (t: Tensor, s: Tensor) => {
  const result = f(t, s);
  return [result[0], result[1].n, ...gradients(lossOf(result), [w, t, s])];
};
const values = (tensors: readonly Tensor[]) => tensors.map((t) => t.toArray());

/** One for each function. */
const points = [x, x.neg().detach()];

describe("cond gives what the function gives that is chosen:", () => {
  test("values and derivatives, by operands and by what it refers to", () => {
    for (const t of points)
      expect(values(all(chosen)(t, scalar(0.7)))).toEqual(values(all(plain)(t, scalar(0.7))));
  });

  test("compiled, where one call chooses one and the next the other", () => {
    const f = compile(all(chosen));
    for (const t of [...points, ...points])
      expect(values(f(t, scalar(0.7)))).toEqual(values(all(plain)(t, scalar(0.7))));
  });

  test("forward mode and higher orders", () => {
    for (const t of points) {
      const f = (v: Tensor) => lossOf(chosen(v, scalar(0.7)));
      const g = (v: Tensor) => lossOf(plain(v, scalar(0.7)));
      expect(values(jvp(f, [t], [t.cos()]))).toEqual(values(jvp(g, [t], [t.cos()])));
      expect(
        hessian(f)(t)
          .sub(hessian(chosenBy(t))(t))
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-14);
    }
    // hessian() does not know values inside, so that the choice is made outside.
    function chosenBy(t: Tensor): (v: Tensor) => Tensor {
      const isFirst = t.sum().item() > 1;
      return (v) =>
        lossOf(
          isFirst
            ? [v.mul(w).sin().mul(0.7), { n: scalar(0.7).mul(2) }]
            : [v.square().sub(w.mul(0.5)), { n: scalar(0.7).sub(3).mul(v.sum()) }],
        );
    }
    expect(() => assertGradients((v) => lossOf(chosen(v, scalar(0.7))), [x])).not.toThrow();
  });

  test("for many examples: those that choose together, and each for itself", () => {
    const both = tensor([
      [0.3, 1.2],
      [-0.3, 0.1],
      [2, -0.5],
    ]);
    const f = (t: Tensor) => all(chosen)(t, scalar(0.7));
    const single = [...both].map((t) => values(f(t)));
    const mapped = vmap(f)(both) as Tensor[];
    for (const [k, t] of mapped.entries()) expect(t.toArray()).toEqual(single.map((each) => each[k]));
    const total = grad((t: Tensor) => vmap((v: Tensor) => lossOf(chosen(v, scalar(0.7))))(t).sum())(both);
    expect(total.toArray()).toEqual(single.map((each) => each[3]));
    for (const p of [true, false]) {
      const together = vmap((t: Tensor) =>
        cond(
          tensor(p),
          (a) => a.mul(w),
          (a) => a.sub(w),
          t,
        ),
      )(both);
      expect(together.toArray()).toEqual([...both].map((t) => (p ? t.mul(w) : t.sub(w)).toArray()));
    }
  });
});

test("what is not chosen is not run: it may not even be possible", () => {
  const rows = tensor([1, 2]);
  const safe = (i: Tensor) =>
    cond(
      i.less(2),
      (k) => take(rows, k),
      () => scalar(-1),
      i,
    );
  const integer = (i: number): Tensor => tensor(i, { dtype: "int32" });
  expect([1, 5, 0].map((i) => safe(integer(i)).item())).toEqual([2, -1, 1]);
  const compiled = compile(safe);
  expect([1, 5, 0].map((i) => compiled(integer(i)).item())).toEqual([2, -1, 1]);
  const kept = parameter(1);
  const step = compile((i: Tensor) => {
    kept.assign(
      kept.add(
        cond(
          i.less(0),
          (_: Tensor) => scalar(7),
          (k: Tensor) => take(rows, k),
          i,
        ),
      ),
    );
  });
  step(integer(1));
  expect(message(() => step(integer(3)))).toContain("take: ");
  expect(kept.item()).toBe(3);
  step(integer(-1));
  expect(kept.item()).toBe(10);
});

test("nor is what a function computes of tensors that it refers to, and of nothing else", () => {
  const a = parameter([
    [1, 2],
    [2, 1],
  ]);
  const factored = (p: Tensor) =>
    cond(
      p,
      () => cholesky(a).sum(),
      () => a.sum(),
    );
  const both = (p: Tensor) => [factored(p), ...gradients(factored(p), [a])];
  const [no, yes] = [tensor(false), tensor(true)];
  for (const run of [both, compile(both)]) {
    expect(values(run(no))).toEqual([
      6,
      [
        [1, 1],
        [1, 1],
      ],
    ]);
    expect(message(() => values(run(yes)))).toBe(
      "cholesky: a must be positive definite, got pivot -3 at [1, 1].",
    );
  }
});

test("in a step of a loop, and a loop in a branch", () => {
  const collatz = (n: Tensor, length: number) =>
    scan(
      (c: Tensor) => {
        const half = c.div(2);
        return [
          cond(
            half.equal(half.floor()),
            (a) => a.div(2),
            (a) => a.mul(3).add(1),
            c,
          ),
          c,
        ];
      },
      n,
      null,
      { length },
    )[1];
  expect(collatz(scalar(6), 9).toArray()).toEqual([6, 3, 10, 5, 16, 8, 4, 2, 1]);
  expect(compile((n: Tensor) => collatz(n, 9))(6).toArray()).toEqual([6, 3, 10, 5, 16, 8, 4, 2, 1]);
  const power = (p: Tensor) =>
    cond(
      p.greater(0),
      (a) => scan((c: Tensor) => [c.mul(a), null], scalar(1), null, { length: 3 })[0],
      (a) => a,
      p,
    );
  expect([power(scalar(2)).item(), grad(power)(2).item(), grad(power)(-2).item()]).toEqual([8, 12, 1]);
});

test("a predicate may be a boolean, and there may be no operands", () => {
  const p = parameter(3);
  expect(
    cond(
      true,
      () => p.mul(2),
      () => p,
    ).item(),
  ).toBe(6);
  expect(
    gradients(
      cond(
        false,
        () => p.mul(2),
        () => p.square(),
      ),
      [p],
    )[0].item(),
  ).toBe(6);
});

test("both graphs can be seen", () => {
  const y = cond(
    x.sum().greater(1),
    (a) => a.mul(2),
    (a) => a.sin(),
    x,
  );
  const lines = summary(y).split("\n");
  expect(lines.filter((line) => line.startsWith("body of"))).toEqual(["body of %5:", "body of %5:"]);
  expect(inspect(y).wasm.match(/\(func \$branch/g)?.length).toBe(2);
});

describe("refusals", () => {
  const refused =
    (...args: unknown[]) =>
    () =>
      (cond as (...given: unknown[]) => unknown)(...args);
  const same = (a: Tensor): Tensor => a;

  test.each<[string, () => unknown, string]>([
    [
      "a number",
      refused(1, same, same, 1),
      "cond: the predicate must be bool, got float64. Compare first, e.g. with greater(x, 0).",
    ],
    [
      "a mask",
      refused(x.greater(0), same, same, x),
      "cond: the predicate must be a scalar, got shape [2]. Choose element by element with where().",
    ],
    ["no function", refused(true, same, 3, x), "cond: takes a function, got 3."],
    [
      "other shapes",
      refused(true, same, (a: Tensor) => a.sum(), x),
      "cond: both functions must return the same shapes and dtypes, got float64 [2] and float64 [].",
    ],
    [
      "other dtypes",
      refused(true, same, (a: Tensor) => a.cast("float32"), x),
      "cond: both functions must return the same shapes and dtypes, got float64 [2] and float32 [2].",
    ],
    [
      "other structures",
      refused(true, same, (a: Tensor) => [a], x),
      'cond: both functions must return the same structure, got a tensor and "[*]".',
    ],
    [
      "reading",
      refused(true, same, (a: Tensor) => a.mul(a.sum().item()), x),
      "cond: a value cannot be read inside the function, since it is recorded, and run later. Choose by value with where() or cond().",
    ],
    [
      "assign",
      refused(
        true,
        same,
        (a: Tensor) => {
          w.assign([1, 2]);
          return a;
        },
        x,
      ),
      "assign: has no place inside the function that cond() is given, which is called whether it is chosen or not. Return what it needs, and call it outside.",
    ],
    [
      "a rule of one's own",
      refused(
        true,
        same,
        customGradient((t: Tensor) => [t.sin(), (u: Tensor) => u]),
        x,
      ),
      "cond: the function must not use customGradient(): a rule that was given for one call cannot be carried over to a graph that runs any number of times. Leave it out, or do without the loop or the branch.",
    ],
  ])("%s", (_, f, text) => {
    expect(message(f)).toBe(text);
    expect(w.toArray()).toEqual([0.5, -2]);
  });
});

test("a branch whose operations expand to some that may refuse their data is compiled", () => {
  const f = compile((a: Tensor<[2, 2]>) =>
    cond(
      a.sum().greater(0),
      (m) => det(m),
      (m) => det(m).neg(),
      a,
    ),
  );
  expect(
    f([
      [1, 2],
      [3, 5],
    ]).item(),
  ).toBeCloseTo(-1, 12);
  expect(
    f([
      [-1, 2],
      [-3, 1],
    ]).item(),
  ).toBeCloseTo(-5, 12);
});

test.each([true, false])(
  "numbers among the operands take the dtype of what they meet, predicate %s",
  (isFirst) => {
    const float32 = tensor([1, 2], { dtype: "float32" });
    const double = (a: Tensor, s: Tensor): Tensor => a.mul(s);
    const shift = (a: Tensor, s: Tensor): Tensor => a.add(s).mul(0.3);
    const f = (a: Tensor, s: Tensor | number | number[]): Tensor =>
      cond(isFirst, double, shift, a, s as Tensor);
    const direct = (s: number | number[]): Tensor =>
      (isFirst ? double : shift)(float32, s as unknown as Tensor);
    for (const s of [0.1, [0.1, 0.7]]) {
      expect(f(float32, s).dtype).toBe("float32");
      expect(f(float32, s).data()).toEqual(direct(s).data());
      expect(compile((a: Tensor) => f(a, s))(float32).data()).toEqual(direct(s).data());
    }
    expect(message(() => f(float32, scalar(0.1)))).toMatch("dtypes must match, got float32 and float64");
  },
);
