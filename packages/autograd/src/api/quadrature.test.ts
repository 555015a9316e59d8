import { describe, expect, test } from "vitest";
import { message } from "../../../../test/message.ts";
import {
  assertGradients,
  compile,
  grad,
  hessian,
  jvp,
  parameter,
  quadrature,
  scalar,
  stack,
  type Tensor,
  type TensorLike,
  tensor,
  vmap,
} from "../index.ts";

const decaying = (a: Tensor): Tensor => quadrature((x) => x.mul(a).neg().exp(), 0, Number.POSITIVE_INFINITY);

describe("quadrature", () => {
  test.each([
    ["of a polynomial", () => quadrature((x) => x.pow(5).add(x), -1, 2), 12],
    ["the other way round", () => quadrature((x) => x.exp(), 1, 0), 1 - Math.E],
    ["over nothing", () => quadrature((x) => x.exp(), 1, 1), 0],
    ["of a peak", () => quadrature((x) => x.square().add(1e-4).reciprocal(), -1, 1), 200 * Math.atan(100)],
    ["of a kink", () => quadrature((x) => x.sub(0.3).abs(), 0, 1), (0.09 + 0.49) / 2],
    ["to infinity", () => quadrature((x) => x.neg().exp(), 1, Number.POSITIVE_INFINITY), Math.exp(-1)],
    ["from infinity", () => quadrature((x) => x.exp(), Number.NEGATIVE_INFINITY, 1), Math.E],
    [
      "of a bell",
      () => quadrature((x) => x.square().neg().exp(), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
      Math.sqrt(Math.PI),
    ],
  ] as const)("is as near to the integral as the tolerances ask: %s", (_, integral, wanted) => {
    expect(Math.abs((integral as () => Tensor)().item() - wanted)).toBeLessThan(
      1e-10 * (1 + Math.abs(wanted)),
    );
  });

  test("is the same where an infinite limit is a tensor, as each number given to a compiled function is", () => {
    const bell = (a: Tensor, b: Tensor): Tensor => quadrature((x) => x.square().neg().exp(), a, b);
    const { POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
    const whole = expect.closeTo(Math.sqrt(Math.PI), 10);
    const half = expect.closeTo(Math.sqrt(Math.PI) / 2, 10);
    const up = (x: TensorLike): Tensor => quadrature((y) => y.square().neg().exp(), least, x);
    const down = (x: TensorLike): Tensor => quadrature((y) => y.square().neg().exp(), x, most);
    expect(up(tensor(most)).item()).toEqual(whole);
    expect(down(tensor(least)).item()).toEqual(whole);
    expect(compile(bell)(least, most).item()).toEqual(whole);
    expect(compile(bell)(least, 0).item()).toEqual(half);
    expect(compile(bell)(0, most).item()).toEqual(half);
    expect(vmap(up)([0, most]).toArray()).toEqual([half, whole]);
    expect(vmap(down)([least, 0]).toArray()).toEqual([whole, half]);
    // The end of the area at 0 moves by what is there, the one at infinity by nothing.
    const slopes = grad(({ a, b }: { a: Tensor; b: Tensor }) => bell(a, b))({ a: least, b: 0 });
    expect([slopes.a.item(), slopes.b.item()]).toEqual([0, expect.closeTo(1, 8)]);
    expect(message(() => bell(tensor(most), tensor(0)).item())).toBe(
      "quadrature: the error must come below the tolerances with 50 intervals, got NaN. What it is computed from is not finite.",
    );
  });

  test.each([
    [20, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    [30, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    [30, 0, Number.POSITIVE_INFINITY],
    ...[-60, 3, 5, 8, 10, 12, 15, 20, 30, 40].map((mean) => [mean, -200, 200] as const),
  ] as const)("finds a peak of width 1 at %s between %s and %s, and how it moves", (mean, from, to) => {
    const over = (m: Tensor, f: (x: Tensor) => Tensor): Tensor =>
      quadrature(
        (x) =>
          f(x)
            .mul(x.sub(m).square().div(-2).exp())
            .div(Math.sqrt(2 * Math.PI)),
        from,
        to,
      );
    expect(over(tensor(mean), (x) => x.mul(0).add(1)).item()).toBeCloseTo(1, 9);
    expect(grad((m: Tensor) => over(m, (x) => x))(mean).item()).toBeCloseTo(1, 7);
  });

  test("refuses a derivative where it would refuse the value, which nobody asked for", () => {
    const rough = (a: Tensor): Tensor => quadrature((x) => x.mul(a).sin(), 0, 30, { maxIntervals: 1 });
    const text = /^quadrature: the error must come below the tolerances with 1 intervals, got /;
    expect(message(() => grad(rough)(9).item())).toMatch(text);
    expect(message(() => grad(grad(rough))(9).item())).toMatch(text);
    expect(message(() => jvp(rough, [9], [1])[1].item())).toMatch(text);
    expect(message(() => compile(grad(rough))(9).item())).toMatch(text);
    expect(message(() => vmap(grad(rough))([9, 0.001]).toArray())).toMatch(text);
    expect(grad(rough)(0.001).item()).toBeCloseTo(450, 0);
  });

  describe("finds derivatives on intervals of their own, where those of the value are too long for them", () => {
    const bump = (x: Tensor): Tensor => x.sub(0.37).div(0.003).square().neg().exp();
    const power = (a: Tensor): Tensor => quadrature((x) => x.pow(a), 0, 1);
    const amplitude = (a: Tensor): Tensor => quadrature((x) => bump(x).mul(a), 0, 1);
    const logarithm = (a: Tensor): Tensor => quadrature((x) => bump(x).mul(a).add(1).log(), 0, 1);
    const corner = (a: Tensor): Tensor => quadrature((x) => x.sub(a).relu().square(), 0, 1);
    const area = 0.003 * Math.sqrt(Math.PI);
    const cases: [string, (a: Tensor) => Tensor, number, readonly number[]][] = [
      ["a power", power, 0, [-1, 2]],
      ["a power", power, 1, [-1 / 4, 1 / 4]],
      ["an amplitude", amplitude, 0, [area, 0]],
      ["an amplitude in a logarithm", logarithm, 0, [area, -area / Math.SQRT2]],
      ["a corner", corner, 0.37, [-(0.63 ** 2), 1.26]],
    ];
    test.each(cases)("of %s, at %o %s", (_, f, at, [first, second]) => {
      const close = (x: number | undefined): unknown => expect.closeTo(x as number, 9);
      const slope = grad(f);
      expect(slope(at).item()).toEqual(close(first));
      expect(jvp(f, [at], [1])[1].item()).toEqual(close(first));
      expect(grad(slope)(at).item()).toEqual(close(second));
      expect(jvp(slope, [at], [1])[1].item()).toEqual(close(second));
      expect(vmap(slope)([at, at]).toArray()).toEqual([close(first), close(first)]);
      expect(grad((a: Tensor) => vmap(f)(a).sum())([at, at]).toArray()).toEqual([close(first), close(first)]);
    });

    test("of the third order", () => {
      expect(grad(grad(grad(power)))(0).item()).toBeCloseTo(-6, 7);
    });

    test("by several inputs at once, each as near as the largest", () => {
      const two = ({ a, s }: { a: Tensor; s: Tensor }): Tensor =>
        quadrature((x) => x.sub(0.37).div(s).square().neg().exp().mul(a), 0, 1);
      const by = hessian(({ a, s }: { a: Tensor; s: Tensor }) => two({ a, s }));
      const { a, s } = by({ a: 0, s: 0.003 });
      const root = Math.sqrt(Math.PI);
      const flat = [a.a, a.s, s.a, s.s].map((x) => x.item());
      expect(flat).toEqual([0, root, root, 0].map((x) => expect.closeTo(x, 8)));
    });

    test("only those that are asked for", () => {
      // By the other, ∂/∂c = -1 / (2 √(x - c)) at c = 0 takes more intervals than there are.
      const c = parameter(0);
      const f = (a: Tensor): Tensor => quadrature((x) => x.sub(c).sqrt().mul(a), 0, 1, { maxIntervals: 30 });
      expect(grad(f)(2).item()).toBeCloseTo(2 / 3, 9);
    });

    test("and says so where there are not enough", () => {
      const wave = (maxIntervals: number) => (a: Tensor) =>
        quadrature((x) => x.mul(700).sin().mul(a), 0, 1, { maxIntervals });
      expect(wave(50)(tensor(0)).item()).toBe(0);
      expect(message(() => grad(wave(50))(0).item())).toMatch(
        /^quadrature: the error must come below the tolerances with 50 intervals, got \d\S*\. That is how many times as large it was\. Allow more with maxIntervals, rtol or atol: derivatives may need more than the value\.$/,
      );
      expect(grad(wave(170))(0).item()).toBeCloseTo((1 - Math.cos(700)) / 700, 10);
    });
  });

  test("of tensors, and of float32", () => {
    const both = quadrature((x) => stack([x, x.sin()]), 0, Math.PI);
    expect(both.toArray()).toEqual([expect.closeTo(Math.PI ** 2 / 2, 10), expect.closeTo(2, 10)]);
    const single = quadrature((x) => x.square(), tensor(0, { dtype: "float32" }), 3);
    expect([single.dtype, single.item()]).toEqual(["float32", expect.closeTo(9, 4)]);
  });

  test("has derivatives of any order by limits and by what the function refers to", () => {
    expect(grad((b: Tensor) => quadrature((x) => x.cos(), 0, b))(0.7).item()).toBeCloseTo(Math.cos(0.7), 12);
    expect(grad((a: Tensor) => quadrature((x) => x.cos(), a, 2))(0.7).item()).toBeCloseTo(-Math.cos(0.7), 12);
    expect(grad(grad((b: Tensor) => quadrature((x) => x.cos(), 0, b)))(0.7).item()).toBeCloseTo(
      -Math.sin(0.7),
      12,
    );
    expect(grad(decaying)(2).item()).toBeCloseTo(-1 / 4, 9);
    expect(grad(grad(decaying))(2).item()).toBeCloseTo(1 / 4, 8);
    expect(jvp(decaying, [2], [1])[1].item()).toBeCloseTo(-1 / 4, 9);
    assertGradients(
      (a: Tensor, b: Tensor) => quadrature((x) => x.mul(a).sin(), b.neg(), b.mul(2)),
      [1.5, 0.7],
    );
  });

  test("gives the same bits compiled, and for examples one by one", () => {
    const both = (a: Tensor): Tensor[] => [decaying(a), grad(decaying)(a)];
    const plain = both(tensor(2)).map((t) => t.item());
    const compiled = compile(both);
    for (let k = 0; k < 2; k++) expect(compiled(2).map((t) => t.item())).toEqual(plain);
    const each = [1, 40].map((a) => decaying(tensor(a)).item());
    expect(vmap(decaying)([1, 40]).toArray()).toEqual(each);
    const scale = parameter(1);
    const scaled = (): number => quadrature((x) => x.mul(scale), 0, 1).item();
    const before = scaled();
    scale.assign(3);
    expect([before, scaled()]).toEqual([0.5, 1.5]);
  });

  test("refuses what the intervals do not suffice for", () => {
    expect(message(() => quadrature((x) => x.reciprocal(), 0, 1).item())).toMatch(
      /^quadrature: the error must come below the tolerances with 50 intervals, got \d\S*\. That is how many times as large it was\. Allow more with maxIntervals, rtol or atol: derivatives may need more than the value\.$/,
    );
    expect(message(() => quadrature((x) => x.mul(NaN), 0, 1).item())).toContain(
      "got NaN. What it is computed from is not finite.",
    );
  });

  test.each([
    [() => quadrature(1 as never, 0, 1), "quadrature: takes a function, got 1."],
    [() => quadrature((x) => x, [0], 1), "quadrature: limits must be scalars, got shape [1]."],
    [
      () => quadrature((x) => x, tensor(0, { dtype: "int32" }), 1),
      'quadrature: limits must be floating-point, got int32. Use cast("float64").',
    ],
    [
      () => quadrature((x) => x, tensor(0), tensor(1, { dtype: "float32" })),
      "quadrature: limits must have one dtype, got float64 and float32.",
    ],
    [
      () => quadrature((x) => x, Number.POSITIVE_INFINITY, 0),
      "quadrature: the lower limit must not be Infinity, nor the upper one -Infinity. Exchange them, and take the negative.",
    ],
    [
      () => quadrature(((x: Tensor) => [x, x]) as never, 0, 1),
      "quadrature: the function must return a tensor, got a tree. Integrate each part.",
    ],
    [
      () => quadrature((x) => x.cast("float32"), 0, 1),
      "quadrature: the function must return float64 as the limits are, got float32.",
    ],
    [
      () => quadrature((x) => x, 0, 1, { maxIntervals: 0 }),
      "quadrature: maxIntervals must be a positive integer below 2147483648, got 0.",
    ],
    [
      () => quadrature((x) => x.mul(x.item()), 0, 1),
      "quadrature: a value cannot be read inside the function, since each step has its own. Choose by value with where() or cond().",
    ],
  ] as const)("refuses a bad call: %s", (call, wanted) => {
    expect(message(call as () => unknown)).toBe(wanted);
  });
});

test("an integral is as near in small units as in large ones, and 0 where parts cancel is found", () => {
  // The mean kinetic energy of molecules of nitrogen at 300 K, 3/2 k T.
  const [m, k, t] = [4.65e-26, 1.380649e-23, 300];
  const a = m / (2 * k * t);
  const density = (v: Tensor): Tensor =>
    v
      .square()
      .mul(v.square().mul(-a).exp())
      .mul(4 * Math.PI * (a / Math.PI) ** 1.5);
  for (const top of [5e3, 1e4, 1e5, 1e6]) {
    const energy = quadrature(
      (v) =>
        density(v)
          .mul(v.square())
          .mul(0.5 * m),
      0,
      top,
    ).item();
    expect(Math.abs(energy / (1.5 * k * t) - 1)).toBeLessThan(1e-12);
  }
  const byScale = grad((s: Tensor<[]>) => quadrature((x) => x.mul(s).sin().mul(1e-30), 0, 1));
  expect(byScale(2).item() / 1e-30).toBeCloseTo((2 * Math.sin(2) + Math.cos(2) - 1) / 4, 12);
  expect(Math.abs(quadrature((x) => x.mul(3).sin(), -1, 1).item())).toBeLessThan(1e-15);
  for (const dtype of ["float64", "float32"] as const) {
    const [low, high, least] = [0, 1, dtype === "float32" ? 1e-41 : 1e-319].map((x) => scalar(x, { dtype }));
    const line = compile((a: Tensor<[]>) =>
      quadrature((x) => x.mul(a), low as Tensor<[]>, high as Tensor<[]>),
    );
    for (const a of [0, 1, 0, -0]) expect(line(scalar(a, { dtype })).item()).toBe(a / 2 + 0);
    expect(
      line(least as Tensor<[]>)
        .div(least as Tensor<[]>)
        .item(),
    ).toBeCloseTo(0.5, 2);
  }
  // What is asked for is what is done.
  const counted = (options?: { atol: number }) =>
    message(() => quadrature((x) => x.mul(300).sin(), 0, 1, { ...options, maxIntervals: 12 }).item());
  expect([counted({ atol: 1 }), counted()]).toEqual([
    "no error",
    expect.stringMatching(/^quadrature: the error/),
  ]);
});
