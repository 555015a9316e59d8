/** Elementwise functions that are composed of operations; how exact they are is measured in `test/reference`. */
import { describe, expect, expectTypeOf, it } from "vitest";
import { message } from "../../../../../test/message.ts";
import {
  celu,
  compile,
  copysign,
  deg2rad,
  digamma,
  elu,
  floorDivide,
  fmod,
  frac,
  gelu,
  grad,
  gradients,
  hardSigmoid,
  hardSwish,
  i0e,
  i1e,
  isFinite as isFiniteIn,
  isInfinite,
  isNaN as isNaNIn,
  jvp,
  leakyRelu,
  lerp,
  logSigmoid,
  type Mask,
  mish,
  mod,
  nanToNum,
  polygamma,
  rad2deg,
  remainder,
  selu,
  sinc,
  softsign,
  type Tensor,
  tensor,
  trigamma,
  trunc,
  vmap,
  xlog1py,
  xlogy,
  zeros,
} from "../../index.ts";

interface Case {
  readonly f: (x: Tensor) => Tensor;
  /** Where two derivatives exist. */
  readonly smooth: readonly number[];
  /** Rows `[x, f(x), f'(x), f''(x)]`, exact. */
  readonly points: readonly (readonly [number, number, number, number])[];
}

const scale = 1.0507009873554805;
const depth = 1.7580993408473768;

const unary: Readonly<Record<string, Case>> = {
  sinc: {
    f: (x) => sinc(x),
    smooth: [-3.25, -0.5, 0.25, 2],
    points: [
      [0, 1, 0, -3.289868133696453],
      [1, 0, -1, 2],
      [Infinity, 0, 0, 0],
      [NaN, NaN, NaN, NaN],
    ],
  },
  i0e: {
    f: (x) => i0e(x),
    smooth: [-9, -0.5, 0.25, 2, 30],
    points: [
      [0, 1, 0, 1.5],
      [NaN, NaN, NaN, NaN],
    ],
  },
  i1e: {
    f: (x) => i1e(x),
    smooth: [-9, -0.5, 0.25, 2, 30],
    points: [
      [0, 0, 0.5, 0],
      [NaN, NaN, NaN, NaN],
    ],
  },
  "polygamma of order 3": {
    f: (x) => polygamma(3, x),
    smooth: [2, 4, 30, 3.5],
    points: [
      [1, 6.493939402266829, -24.88626612344088, 122.0811674381339],
      [Infinity, 0, 0, 0],
      [0, Infinity, -Infinity, Infinity],
      [-0, Infinity, Infinity, Infinity],
      [-2, Infinity, NaN, Infinity],
      [NaN, NaN, NaN, NaN],
    ],
  },
  logSigmoid: {
    f: (x) => logSigmoid(x),
    smooth: [-3, -0.5, 0.25, 2],
    points: [
      [0, -0.6931471805599453, 0.5, -0.25],
      [-1000, -1000, 1, -0],
      [1000, -0, -0, -0],
      [-Infinity, -Infinity, 1, -0],
      [Infinity, -0, -0, -0],
      [NaN, NaN, NaN, NaN],
    ],
  },
  leakyRelu: {
    f: (x) => leakyRelu(x, 0.25),
    smooth: [-3, -0.5, 0.25, 2],
    points: [
      [0, 0, 0.25, 0],
      [-0, -0, 0.25, 0],
      [2, 2, 1, 0],
      [-2, -0.5, 0.25, 0],
      [-Infinity, -Infinity, 0.25, 0],
      [Infinity, Infinity, 1, 0],
      [NaN, NaN, 0.25, 0],
    ],
  },
  elu: {
    f: (x) => elu(x, 2),
    smooth: [-3, -0.5, 0.25, 2],
    points: [
      [0, 0, 2, 2],
      [-0, -0, 2, 2],
      [3, 3, 1, 0],
      [1000, 1000, 1, 0],
      [-1000, -2, 0, 0],
      [-Infinity, -2, 0, 0],
      [Infinity, Infinity, 1, 0],
      [NaN, NaN, NaN, NaN],
    ],
  },
  celu: {
    f: (x) => celu(x, 2),
    smooth: [-3, -0.5, 0.25, 2],
    points: [
      [0, 0, 1, 0.5],
      [3000, 3000, 1, 0],
      [-3000, -2, 0, 0],
      [-Infinity, -2, 0, 0],
      [Infinity, Infinity, 1, 0],
      [NaN, NaN, NaN, NaN],
    ],
  },
  selu: {
    f: (x) => selu(x),
    smooth: [-3, -0.5, 0.25, 2],
    points: [
      [0, 0, depth, depth],
      [1, scale, scale, 0],
      [-1000, -depth, 0, 0],
      [-Infinity, -depth, 0, 0],
      [Infinity, Infinity, scale, 0],
      [NaN, NaN, NaN, NaN],
    ],
  },
  hardSigmoid: {
    f: (x) => hardSigmoid(x),
    smooth: [-4, -2.5, 0.25, 3.5],
    points: [
      [0, 0.5, 1 / 6, 0],
      [-3, 0, 0, 0],
      [3, 1, 0, 0],
      [-Infinity, 0, 0, 0],
      [Infinity, 1, 0, 0],
      [NaN, NaN, 0, 0],
    ],
  },
  hardSwish: {
    f: (x) => hardSwish(x),
    smooth: [-4, -2.5, 0.25, 3.5],
    points: [
      [0, 0, 0.5, 2 / 6],
      [-3, 0, 0, 0],
      [3, 3, 1, 0],
      [-Infinity, 0, 0, 0],
      [Infinity, Infinity, 1, 0],
      [NaN, NaN, 0, 0],
    ],
  },
  softsign: {
    f: (x) => softsign(x),
    smooth: [-3, -0.75, 0.25, 2],
    points: [
      [0, 0, 1, 0],
      [-0, -0, 1, 0],
      [1, 0.5, 0.25, -0.25],
      [-3, -0.75, 0.0625, 0.03125],
      [1e200, 1, 0, 0],
      [-Infinity, -1, 0, 0],
      [Infinity, 1, 0, 0],
      [NaN, NaN, NaN, NaN],
    ],
  },
  mish: {
    f: (x) => mish(x),
    smooth: [-3, -0.5, 0.25, 2],
    points: [
      [1000, 1000, 1, 0],
      [-2000, -0, 0, 0],
      [Infinity, Infinity, 1, 0],
      [-Infinity, -0, 0, 0],
      [NaN, NaN, NaN, NaN],
    ],
  },
  trunc: {
    f: (x) => trunc(x).add(x.mul(0)),
    smooth: [-1.5, 0.25, 2.5],
    points: [
      [1.75, 1, 0, 0],
      [-1.75, -1, 0, 0],
      [-0.5, -0, 0, 0],
      [3, 3, 0, 0],
      [NaN, NaN, 0, 0],
    ],
  },
  frac: {
    f: (x) => frac(x),
    smooth: [-1.5, 0.25, 2.5],
    points: [
      [1.75, 0.75, 1, 0],
      [-1.75, -0.75, 1, 0],
      [3, 0, 1, 0],
      [5e-324, 5e-324, 1, 0],
      [Infinity, NaN, 1, 0],
      [NaN, NaN, 1, 0],
    ],
  },
  deg2rad: {
    f: (x) => deg2rad(x),
    smooth: [-3, 90],
    points: [
      [180, Math.PI, Math.PI / 180, 0],
      [-Infinity, -Infinity, Math.PI / 180, 0],
    ],
  },
  rad2deg: {
    f: (x) => rad2deg(x),
    smooth: [-0.5, 0.25],
    points: [
      [Math.PI, 180, 180 / Math.PI, 0],
      [-Infinity, -Infinity, 180 / Math.PI, 0],
    ],
  },
  nanToNum: {
    f: (x) => nanToNum(x, { nan: 7 }).mul(x.mul(0).exp()),
    smooth: [-3, 90],
    points: [[-0, -0, 1, 0]],
  },
  "copysign of": {
    f: (x) => copysign(x, -0),
    smooth: [-3, 2],
    points: [
      [2, -2, -1, 0],
      [-2, -2, 1, 0],
      [0, -0, 0, 0],
      [Infinity, -Infinity, -1, 0],
      [NaN, NaN, NaN, 0],
    ],
  },
};

describe.each(Object.entries(unary))("%s", (_, { f, smooth, points }) => {
  const slope = grad((x: Tensor) => f(x).sum());
  const bend = grad((x: Tensor) => slope(x).sum());

  it("has exact values and derivatives where formulas fail", () => {
    const x = tensor(points.map(([at]) => at));
    expect(f(x).toArray()).toEqual(points.map(([, y]) => y));
    expect(slope(x).toArray()).toEqual(points.map(([, , dy]) => dy));
    expect(bend(x).toArray()).toEqual(points.map(([, , , ddy]) => ddy));
    const ones = x.notEqual(0.5).cast("float64");
    expect(jvp(f, [x], [ones])[1].toArray()).toEqual(points.map(([, , dy]) => dy));
  });

  it("has derivatives of two orders, the same in batches, in views and compiled, in every shape and dtype", () => {
    const x = tensor(smooth);
    const measured = (g: (t: Tensor) => Tensor): Tensor =>
      g(x.add(1e-5))
        .sub(g(x.sub(1e-5)))
        .div(2e-5);
    for (const [i, y] of measured(f).data().entries()) expect(y).toBeCloseTo(slope(x).data()[i] as number, 8);
    for (const [i, y] of measured(slope).data().entries())
      expect(y).toBeCloseTo(bend(x).data()[i] as number, 8);
    const all = (t: Tensor): readonly [Tensor, Tensor, Tensor] => [f(t), slope(t), bend(t)];
    const expected = all(x).map((each) => each.toArray());
    const kept = x.reshape([smooth.length, 1]).add(0);
    expect(compile(all)(x).map((each) => each.toArray())).toEqual(expected);
    expect(vmap(all)(x).map((each) => each.toArray())).toEqual(expected);
    expect(all(kept.transpose()).map((each) => each.reshape([-1]).toArray())).toEqual(expected);
    const single = f(tensor(smooth, { dtype: "float32" }));
    expect(single.dtype).toBe("float32");
    for (const [i, y] of single.data().entries()) expect(y).toBeCloseTo(f(x).data()[i] as number, 4);
    expect(f(zeros([2, 0])).shape).toEqual([2, 0]);
  });
});

/** The value of a function of numbers, and its slopes. */
function slopes(f: (...args: Tensor[]) => Tensor, args: readonly number[]): unknown[] {
  const leaves = args.map((x) => tensor([x]));
  const y = f(...leaves);
  const flows = gradients(y.sum(), leaves, { unused: "zero" }) as Tensor[];
  return [y, ...flows].map((each) => each.data()[0]);
}

describe("gelu", () => {
  it("is approximated by tanh where that is asked for", () => {
    expect(gelu(1).item()).toBe(0.8413447460685429);
    expect(gelu(1, { approximate: "none" }).item()).toBe(0.8413447460685429);
    expect(gelu(3, { approximate: "tanh" }).item()).toBe(2.996362607918227);
    expect(message(() => gelu(1, { approximate: "erf" as "tanh" }))).toBe(
      'gelu: approximate must be "none" or "tanh", got "erf".',
    );
    expect(message(() => [1, 2].map(gelu as never))).toBe(
      "gelu: options must be an object with approximate, got 0.",
    );
  });
});

describe("polygamma", () => {
  it("is one family, whose first two have names", () => {
    const x = tensor([0.3, 2.5, -1.25]);
    expect(polygamma(0, x).toArray()).toEqual(digamma(x).toArray());
    expect(polygamma(1, x).toArray()).toEqual(trigamma(x).toArray());
    expect(grad((t: Tensor) => polygamma(1, t).sum())(x).toArray()).toEqual(polygamma(2, x).toArray());
  });

  it("of a high order is what its first term is next to 0, and in range where factorials and powers are not", () => {
    // 100! / x^101 and 99! / x^100, whose factors are beyond 1e157 and 1e400.
    expect(polygamma(100, 0.5).item() / -2.366100660490597e188).toBeCloseTo(1, 12);
    expect(polygamma(100, 1e4).item() / -9.379363201543527e-245).toBeCloseTo(1, 12);
  });

  it("refuses what is no order", () => {
    expect(message(() => polygamma(-1, 2))).toBe("polygamma: order must be a non-negative integer, got -1.");
    expect(message(() => polygamma(0.5, 2))).toBe(
      "polygamma: order must be a non-negative integer, got 0.5.",
    );
    expect(message(() => polygamma(101, 2))).toBe("polygamma: order must be at most 100, got 101.");
    expect(message(() => polygamma(1, tensor([1], { dtype: "int32" })))).toBe(
      'polygamma: arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    );
  });
});

describe("functions of several arguments", () => {
  it("xlogy and xlog1py are 0 where the factor is, and have the slopes of the product", () => {
    const f = (x: Tensor, y: Tensor): Tensor => xlogy(x, y as never);
    expect(slopes(f, [0, 0])).toEqual([0, -Infinity, 0]);
    expect(slopes(f, [0, 1])).toEqual([0, 0, 0]);
    expect(slopes(f, [2, 1])).toEqual([0, 0, 2]);
    expect(slopes(f, [2, 0])).toEqual([-Infinity, -Infinity, Infinity]);
    expect(slopes(f, [0, -1])).toEqual([0, NaN, 0]);
    expect(slopes(f, [0, NaN])).toEqual([0, NaN, 0]);
    expect(slopes(f, [0, Infinity])).toEqual([0, Infinity, 0]);
    const g = (x: Tensor, y: Tensor): Tensor => xlog1py(x, y as never);
    expect(slopes(g, [0, -1])).toEqual([0, -Infinity, 0]);
    expect(slopes(g, [3, 0])).toEqual([0, 0, 3]);
    expect(slopes(g, [1, 1e-20])).toEqual([1e-20, 1e-20, 1]);
    // The entropy of what is certain, and its slope by what the code believes.
    const entropy = (p: Tensor): Tensor => xlogy(p, p).sum().neg();
    expect(entropy(tensor([0, 1])).item()).toBe(-0);
    const crossEntropy = (q: Tensor): Tensor => xlogy([0, 1, 0], q as never).sum();
    expect(grad(crossEntropy)(tensor([0, 0.5, 0.5])).toArray()).toEqual([0, 2, 0]);
    expect(grad((q: Tensor) => grad(crossEntropy)(q).sum())(tensor([0, 0.5, 0.5])).toArray()).toEqual([
      0, -4, 0,
    ]);
  });

  it("copysign looks at the sign of -0, and has no slope there", () => {
    const f = (x: Tensor, y: Tensor): Tensor => copysign(x, y as never);
    expect(slopes(f, [3, -0])).toEqual([-3, -1, 0]);
    expect(slopes(f, [-3, 0])).toEqual([3, -1, 0]);
    expect(slopes(f, [-3, -Infinity])).toEqual([-3, 1, 0]);
    expect(slopes(f, [0, -2])).toEqual([-0, 0, 0]);
    expect(slopes(f, [2, NaN])).toEqual([2, 1, 0]);
  });

  it("xlogy and xlog1py of what is no finite number are none, also by a logarithm of 0", () => {
    const factors = [Number.NaN, Infinity, -Infinity, 0, 2, -2];
    expect(xlogy(factors, 1).toArray()).toEqual([Number.NaN, Number.NaN, Number.NaN, 0, 0, 0]);
    expect(xlog1py(factors, 0).toArray()).toEqual([Number.NaN, Number.NaN, Number.NaN, 0, 0, 0]);
    expect(xlogy([0, 0, 0, 2], [0, Number.NaN, -1, 0]).toArray()).toEqual([0, 0, 0, -Infinity]);
    const slope = (x: number, y: number): number[] => {
      const [a, c] = [tensor(x), tensor(y)];
      return gradients(xlogy(a, c), [a, c]).map((each) => each.item());
    };
    expect([slope(3, 1), slope(0, 2), slope(0, 0)]).toEqual([
      [0, 3],
      [Math.log(2), 0],
      [-Infinity, 0],
    ]);
  });

  it("lerp does not leave the range between ends that do not", () => {
    const [far, infinite] = [1e308, Infinity];
    expect(lerp([far, -far, 1, infinite, -infinite], [-far, far, infinite, 1, 1], 0).toArray()).toEqual([
      far,
      -far,
      1,
      infinite,
      -infinite,
    ]);
    expect(lerp([far, -far, 1, infinite, -infinite], [-far, far, infinite, 1, 1], 1).toArray()).toEqual([
      -far,
      far,
      infinite,
      1,
      1,
    ]);
    expect(lerp(far, -far, 0.25).item()).toBe(far / 2);
    for (const weight of [0.25, 0.5, 0.75])
      expect(lerp([1, 0, -infinite, infinite], [infinite, -infinite, 3, infinite], weight).toArray()).toEqual(
        [infinite, -infinite, -infinite, infinite],
      );
  });

  it("lerp meets both ends exactly, and goes on beyond them", () => {
    const f = (a: Tensor, c: Tensor, t: Tensor): Tensor => lerp(a, c as never, t as never);
    expect(slopes(f, [1, 4, 0])).toEqual([1, 1, 0, 3]);
    expect(slopes(f, [1, 4, 1])).toEqual([4, 0, 1, 3]);
    expect(slopes(f, [1, 4, 0.25])).toEqual([1.75, 0.75, 0.25, 3]);
    expect(slopes(f, [1, 4, 0.75])).toEqual([3.25, 0.25, 0.75, 3]);
    expect(slopes(f, [1, 4, 3])).toEqual([10, -2, 3, 3]);
    expect(slopes(f, [0.1, 0.7, 1])).toEqual([0.7, 0, 1, 0.6]);
    expect(lerp([-1, 0.1], [1 + 2 ** -52, 0.1], 0.5).toArray()).toEqual([2 ** -53, 0.1]);
    expect(lerp(zeros([2, 1]), [1, 2, 3], 0.5).shape).toEqual([2, 3]);
    expectTypeOf(lerp(zeros([2, 1]), zeros([3]), 0.5)).toEqualTypeOf<Tensor<[2, 3]>>();
  });
});

describe("divisions with a rest", () => {
  // As Python and NumPy have them, floor division and remainder of every pair.
  const rows: readonly (readonly [
    a: number,
    b: number,
    quotient: number,
    remainder: number,
    fmod: number,
  ])[] = [
    [7, 2, 3, 1, 1],
    [-7, 2, -4, 1, -1],
    [7, -2, -4, -1, 1],
    [-7, -2, 3, -1, -1],
    [1, 0.1, 9, 0.09999999999999995, 0.09999999999999995],
    [2 ** 100, 3, 4.2255020007607644e29, 1, 1],
    [-1e-20, 1, -1, 1, -1e-20],
    [6, 3, 2, 0, 0],
    [-1, Infinity, -1, Infinity, -1],
    [1, 0, Infinity, NaN, NaN],
    [0, 0, NaN, NaN, NaN],
    [Infinity, 1, NaN, NaN, NaN],
  ];

  it("are those of Python, exactly", () => {
    const [a, c] = [tensor(rows.map(([x]) => x)), tensor(rows.map(([, y]) => y))];
    expect(floorDivide(a, c).toArray()).toEqual(rows.map(([, , q]) => q));
    expect(remainder(a, c).toArray()).toEqual(rows.map(([, , , r]) => r));
    expect(mod(a, c).toArray()).toEqual(rows.map(([, , , r]) => r));
    expect(fmod(a, c).toArray()).toEqual(rows.map(([, , , , r]) => r));
    expect(compile((x: Tensor, y: Tensor) => remainder(x, y))(a, c).toArray()).toEqual(
      rows.map(([, , , r]) => r),
    );
    expect(remainder(tensor([5.5, -5.5], { dtype: "float32" }), 3).toArray()).toEqual([2.5, 0.5]);
    expect(remainder([6, -6, 6, -6, 0, -0], [3, 3, -3, -3, 3, -3]).toArray()).toEqual([0, 0, -0, -0, 0, -0]);
    expect(vmap((x: Tensor) => mod(x, [3, 4]))([5, -5]).toArray()).toEqual([
      [2, 1],
      [1, 3],
    ]);
  });

  it("wrap integers around zero too, of which division by 0 gives 0", () => {
    const a = tensor([7, -7, -2147483648, 5], { dtype: "int32" });
    const c = tensor([2, 2, -1, 0], { dtype: "int32" });
    expect(remainder(a, c).toArray()).toEqual([1, 1, 0, 0]);
    expect(fmod(a, c).toArray()).toEqual([1, -1, 0, 0]);
    expect(floorDivide(a, c).toArray()).toEqual([3, -4, -2147483648, 0]);
  });

  it("have the slopes of the piece they are on", () => {
    expect(slopes((x, y) => fmod(x, y as never), [-7, 2])).toEqual([-1, 1, 3]);
    expect(slopes((x, y) => remainder(x, y as never), [-7, 2])).toEqual([1, 1, 4]);
    expect(slopes((x, y) => remainder(x, y as never), [1, 0.1])).toEqual([0.09999999999999995, 1, -9]);
    const wrapped = grad((x: Tensor) =>
      remainder(x, 2 * Math.PI)
        .square()
        .sum(),
    );
    expect(wrapped(tensor([7])).item()).toBe(2 * (7 - 2 * Math.PI));
    expect(grad((x: Tensor) => wrapped(x).sum())(tensor([7])).item()).toBe(2);
    expect(message(() => remainder(tensor([true]), true as never))).toBe(
      'remainder: arguments must be numbers, got bool. Cast first, e.g. with cast("float64").',
    );
  });
});

describe("what is not finite", () => {
  const x = tensor([1, NaN, Infinity, -Infinity, -0]);

  it("is found, of every dtype", () => {
    expect(isNaNIn(x).toArray()).toEqual([false, true, false, false, false]);
    expect(isFiniteIn(x).toArray()).toEqual([true, false, false, false, true]);
    expect(isInfinite(x).toArray()).toEqual([false, false, true, true, false]);
    expectTypeOf(isNaNIn(zeros([2, 3]))).toEqualTypeOf<Mask<[2, 3]>>();
    for (const other of [tensor([3, 0], { dtype: "int32" }), tensor([true, false])]) {
      expect(isNaNIn(other).toArray()).toEqual([false, false]);
      expect(isFiniteIn(other).toArray()).toEqual([true, true]);
      expect(isInfinite(other).toArray()).toEqual([false, false]);
    }
    expect(isFiniteIn(tensor([3e38, Infinity], { dtype: "float32" })).toArray()).toEqual([true, false]);
    expect(compile(isFiniteIn)(x).toArray()).toEqual([true, false, false, false, true]);
    expect(vmap((t: Tensor) => isNaNIn(t))(x).toArray()).toEqual([false, true, false, false, false]);
  });

  it("is replaced, and passes no derivative", () => {
    const largest = Number.MAX_VALUE;
    expect(nanToNum(x).toArray()).toEqual([1, 0, largest, -largest, -0]);
    expect(nanToNum(x, { nan: 7, posinf: 8, neginf: NaN }).toArray()).toEqual([1, 7, 8, NaN, -0]);
    expect(nanToNum(tensor([Infinity], { dtype: "float32" })).item()).toBe(3.4028234663852886e38);
    expect(grad((t: Tensor) => nanToNum(t).sum())(x).toArray()).toEqual([1, 0, 0, 0, 1]);
  });
});

it("what they do not take is refused in their name", () => {
  const i = tensor([1], { dtype: "int32" });
  const single = tensor([1], { dtype: "float32" });
  expect(message(() => elu(i))).toBe(
    'elu: arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
  );
  expect(message(() => frac(tensor([true])))).toBe(
    'frac: arguments must be numbers, got bool. Cast first, e.g. with cast("float64").',
  );
  expect(message(() => xlogy(x1, single as never))).toBe(
    'xlogy: dtypes must match, got float64 and float32. Cast one of them, e.g. with cast("float64").',
  );
  expect(message(() => celu(x1, -1))).toBe("celu: alpha must be positive, got -1.");
  expect(message(() => elu(x1, NaN))).toBe("elu: alpha must be a finite number, got NaN.");
  expect(message(() => leakyRelu(x1, "0.1" as never))).toBe(
    'leakyRelu: negativeSlope must be a finite number, got "0.1".',
  );
  expect(message(() => nanToNum(x1, { nan: "0" as never }))).toBe('nanToNum: nan must be a number, got "0".');
  expect(message(() => nanToNum(x1, { inf: 0 } as never))).toBe(
    'nanToNum: there is no option "inf", only nan, posinf, neginf.',
  );
});

const x1 = tensor([1]);
