import { describe, expect, expectTypeOf, test } from "vitest";
import { far, scattered } from "../../../../test/matrices.ts";
import {
  assertGradients,
  compile,
  eye,
  grad,
  hessian,
  type Tensor,
  take,
  tensor,
  vmap,
  zeros,
} from "../index.ts";
import * as linalg from "./index.ts";

const { det, eigh, eigvalsh, inv, logdet, lu, matrixNorm, matrixPower, qr, slogdet, solve, trace } = linalg;
const { svdvals, vectorNorm } = linalg;

const a = tensor([
  [1, 2, 0.5],
  [3, -1, 1],
  [0.25, 4, 2],
]);
const singular = tensor([
  [1, 2],
  [2, 4],
]);

describe("equations and inverses", () => {
  test("are solved, in batches, also compiled", () => {
    const b = scattered(3, 2);
    expect(far(a.matmul(solve(a, b)), b)).toBeLessThan(1e-15);
    expect(solve(a, [1, 2, 3]).shape).toEqual([3]);
    expect(far(inv(a).matmul(a), eye(3))).toBeLessThan(1e-15);
    const batch = tensor([a.toArray(), a.transpose().toArray()]);
    expect(vmap((x: Tensor) => inv(x))(batch).toArray()).toEqual(inv(batch).toArray());
    expect(compile((x: Tensor) => inv(x))(a).toArray()).toEqual(inv(a).toArray());
    expectTypeOf(solve(zeros([5, 2, 2]), zeros([2, 3]))).toEqualTypeOf<Tensor<[5, 2, 3]>>();
    expectTypeOf(inv(zeros([2, 2]))).toEqualTypeOf<Tensor<[2, 2]>>();
    assertGradients((x: Tensor, y: Tensor) => solve(x, y), [a, b], { order: 2 });
  });

  test("are as exact as the condition lets them, of a hundred unknowns", () => {
    const large = scattered(100, 100).add(eye(100).mul(10));
    const b = scattered(100, 1);
    expect(far(large.matmul(solve(large, b)), b)).toBeLessThan(1e-13);
    expect(far(inv(large).matmul(large), eye(100))).toBeLessThan(1e-12);
  });

  test.each([
    [() => solve(singular, [1, 2]), "solve: a must not be singular, got pivot 0 at [1, 1]."],
    [() => inv(tensor([[[1]], [[0]]])), "inv: a must not be singular, got pivot 0 at [1, 0, 0]."],
    [() => matrixPower(singular, -1), "matrixPower: a must not be singular, got pivot 0 at [1, 1]."],
  ])("of singular matrices are refused when they are computed, compiled too: %#", (f, text) => {
    expect(() => f().toArray()).toThrow(text);
    expect(() => compile(f)().toArray()).toThrow(text);
  });
});

describe("determinants", () => {
  test("have the cofactors as their gradient, of singular matrices too, at every order", () => {
    expect(grad((x: Tensor) => det(x))(singular).toArray()).toEqual([
      [4, -2],
      [-2, 1],
    ]);
    expect(compile(grad((x: Tensor) => det(x)))(singular).toArray()).toEqual([
      [4, -2],
      [-2, 1],
    ]);
    // Of nothing but zeros, a d - b c has only second derivatives.
    expect(grad((x: Tensor) => det(x))(zeros([2, 2])).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(
      hessian((x: Tensor) => det(x))(zeros([2, 2]))
        .reshape([4, 4])
        .toArray(),
    ).toEqual([
      [0, 0, 0, 1],
      [0, 0, -1, 0],
      [0, -1, 0, 0],
      [1, 0, 0, 0],
    ]);
    const rankTwo = eye(4)
      .slice([{ stop: 2 }])
      .pad([
        [0, 2],
        [0, 0],
      ]);
    assertGradients((x: Tensor) => det(x), [rankTwo], { order: 2 });
  });

  test("and their logarithms are those of products of pivots", () => {
    const large = scattered(60, 60).add(eye(60).mul(3));
    const { sign, logabsdet } = slogdet(large);
    expect(Math.abs((sign.item() * Math.exp(logabsdet.item())) / det(large).item() - 1)).toBeLessThan(1e-12);
    expect(far(grad((x: Tensor) => slogdet(x).logabsdet)(large), inv(large).transpose())).toBeLessThan(1e-13);
    expect([slogdet(singular).sign.item(), slogdet(singular).logabsdet.item()]).toEqual([0, -Infinity]);
    assertGradients((x: Tensor) => slogdet(x).logabsdet, [a], { order: 2 });
    const positive = a.matmul(a.transpose()).add(eye(3));
    expect(logdet(positive).item()).toBeCloseTo(slogdet(positive).logabsdet.item(), 13);
    expect(far(grad((x: Tensor) => logdet(x))(positive), inv(positive))).toBeLessThan(1e-14);
  });
});

describe("factors", () => {
  test("give back what they are of: lu", () => {
    const { permutation, lower, upper } = lu(a);
    expectTypeOf(lu(zeros([5, 2, 2])).permutation).toEqualTypeOf<Tensor<[5, 2]>>();
    expect(far(lower.matmul(upper), take(a, permutation))).toBeLessThan(1e-15);
    expect(permutation.dtype).toBe("int32");
    assertGradients((x: Tensor) => lu(x).upper.add(lu(x).lower.mul(3)), [a], { order: 2 });
  });

  test.each([
    [4, 3],
    [3, 3],
    [2, 4],
    [30, 20],
  ])("give back what they are of: qr of %i by %i", (rows, columns) => {
    const matrix = scattered(rows, columns).add(eye(rows, columns));
    const { q, r } = qr(matrix);
    const size = Math.min(rows, columns);
    expect([q.shape, r.shape]).toEqual([
      [rows, size],
      [size, columns],
    ]);
    expect(far(q.matmul(r), matrix)).toBeLessThan(1e-14);
    expect(far(q.transpose().matmul(q), eye(size))).toBeLessThan(1e-14);
    if (rows < 10)
      assertGradients((x: Tensor) => qr(x).q.sum(1).mul(2).sum().add(qr(x).r.square().sum()), [matrix]);
  });

  test("have a derivative where columns are independent, which is refused where they are not, compiled too", () => {
    const ofQ = grad((x: Tensor) => qr(x).q.mul(scattered(3, 2)).sum());
    for (const [x, text] of [
      [
        [
          [1, 0],
          [2, 0],
          [3, 0],
        ],
        "got 0 at [1, 1] of r.",
      ],
      [
        [
          [0, 1],
          [0, 2],
          [0, 3],
        ],
        "got 0 at [0, 0] of r.",
      ],
      // But for rounding.
      [
        [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
        "at [1, 1] of r.",
      ],
      [
        [
          [0.1, 0.3],
          [0.2, 0.6],
          [0.7, 2.1],
        ],
        "at [1, 1] of r.",
      ],
    ] as const) {
      for (const f of [ofQ, compile(ofQ)]) {
        expect(() => f(tensor(x)).toArray()).toThrow(text);
        expect(() => f(tensor(x)).toArray()).toThrow(
          "qr: there is no derivative where columns are not independent, got ",
        );
      }
    }
    // One is much shorter, and no less independent.
    expect(
      Math.abs(
        ofQ([
          [1, 1e-20],
          [2, 0],
          [3, 0],
        ])
          .sum()
          .item(),
      ),
    ).toBeGreaterThan(1e15);
    // Of a square matrix, the last column of q follows from the others.
    const f = (y: Tensor): Tensor => qr(y).q.add(qr(y).r).mul(scattered(2, 2)).sum();
    for (const last of [0, 4]) {
      const x = tensor([
        [1, last / 2],
        [2, last],
      ]);
      const along = scattered(2, 2).mul(1e-5);
      const difference =
        f(x.add(along))
          .sub(f(x.sub(along)))
          .item() / 2e-5;
      expect(grad(f)(x).mul(scattered(2, 2)).sum().item()).toBeCloseTo(difference, 8);
    }
  });

  test("of columns that overflow when squared, and of zeros", () => {
    expect(qr([[3e200], [4e200]]).r.item() / -5e200).toBeCloseTo(1, 14);
    const { q, r } = qr(zeros([3, 2]));
    expect(r.toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(far(q.transpose().matmul(q), eye(2))).toBe(0);
  });

  test("of columns that depend on each other: the basis is orthonormal even where what is left is subnormal", () => {
    for (const dtype of ["float64", "float32"] as const) {
      const { q } = qr(scattered(43, 1).matmul(scattered(1, 40)).cast(dtype));
      expect(far(q.transpose().matmul(q), eye(40).cast(dtype))).toBeLessThan(
        dtype === "float64" ? 1e-14 : 4e-6,
      );
    }
    const tiny = qr([[3e-323], [3e-323], [0]]);
    expect(far(tiny.q.square().sum(), tensor(1))).toBeLessThan(1e-15);
  });

  test("give back what they are of: eigenvectors of 40 by 40", () => {
    const half = scattered(40, 40);
    const symmetric = half.add(half.transpose());
    const { eigenvalues, eigenvectors } = eigh(symmetric);
    const back = eigenvectors.mul(eigenvalues).matmul(eigenvectors.transpose());
    expect(far(back, symmetric)).toBeLessThan(1e-13);
    expect(far(eigenvectors.transpose().matmul(eigenvectors), eye(40))).toBeLessThan(1e-13);
    const values = Array.from(eigenvalues.data());
    expect(values).toEqual(values.toSorted((x, y) => x - y));
    expect(compile((x: Tensor) => eigvalsh(x))(symmetric).toArray()).toEqual(values);
  });

  test("and of 30 by 30: numbers on three diagonals, far out of range when squared, and others that leave nothing to do", () => {
    const three = eye(30)
      .mul(2)
      .sub(eye(31).slice([{ stop: 30 }, { start: 1 }]))
      .sub(eye(31).slice([{ start: 1 }, { stop: 30 }]));
    const known = Array.from({ length: 30 }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / 31));
    for (const scale of [1, 1e200, 1e-200]) {
      const found = Array.from(eigvalsh(three.mul(scale)).data());
      for (const [k, value] of found.entries())
        expect(Math.abs(value / scale - (known[k] as number))).toBeLessThan(4e-15);
    }
    const of = (x: Tensor): number[] => Array.from(eigvalsh(x).data());
    expect(of(zeros([30, 30]))).toEqual(new Array(30).fill(0));
    expect(of(eye(30).mul(-3))).toEqual(new Array(30).fill(-3));
    expect(of(eye(30).cast("float32").mul(1e-37))).toEqual(new Array(30).fill(Math.fround(1e-37)));
    const same = of(zeros([30, 30]).add(1));
    expect(same[29]).toBeCloseTo(30, 12);
    expect(Math.max(...same.slice(0, 29).map(Math.abs))).toBeLessThan(1e-13);
    expect(of(three.mul(NaN))).toEqual(new Array(30).fill(NaN));
  });

  test("in float32: eigenvectors of 17 by 17", () => {
    const half = scattered(17, 17).cast("float32");
    const symmetric = half.add(half.transpose());
    const { eigenvalues, eigenvectors } = eigh(symmetric);
    const back = eigenvectors.mul(eigenvalues).matmul(eigenvectors.transpose());
    expect(far(back, symmetric)).toBeLessThan(1e-5);
  });
});

describe("eigenvalues that are equal", () => {
  const twice = tensor([
    [2, 0, 0],
    [0, 2, 0],
    [0, 0, 5],
  ]);

  test("have derivatives, each along its own eigenvector", () => {
    const ofSum = grad((x: Tensor) => eigh(x).eigenvalues.square().sum());
    expect(far(ofSum(twice), twice.mul(2))).toBe(0);
    expect(compile(ofSum)(twice).toArray()).toEqual(ofSum(twice).toArray());
  });

  test("have eigenvectors without one, which is refused, compiled too", () => {
    const ofVectors = grad((x: Tensor) => eigh(x).eigenvectors.mul(scattered(3, 3)).sum());
    const text =
      "eigh: eigenvectors have no derivative where eigenvalues are equal, got 2 at [1] and before it.";
    expect(() => ofVectors(twice).toArray()).toThrow(text);
    expect(() => compile(ofVectors)(twice).toArray()).toThrow(text);
    // Equal but for rounding.
    const { q } = qr(scattered(3, 3));
    const turned = q.matmul(twice).matmul(q.transpose());
    expect(() => ofVectors(turned).toArray()).toThrow("eigh: eigenvectors have no derivative");
  });

  test("are NaN where an element is", () => {
    const missing = tensor([
      [1, Number.NaN],
      [Number.NaN, 2],
    ]);
    expect(eigvalsh(missing).toArray()).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("powers, traces and norms", () => {
  test("are what their definitions say", () => {
    expect(trace(a).item()).toBe(2);
    expect(trace(zeros([4, 2, 3])).shape).toEqual([4]);
    expect(matrixPower(a, 0).toArray()).toEqual(eye(3).toArray());
    expect(far(matrixPower(a, 5), a.matmul(a).matmul(a).matmul(a).matmul(a))).toBeLessThan(1e-12);
    expect(far(matrixPower(a, -2).matmul(a).matmul(a), eye(3))).toBeLessThan(1e-14);
    expect([1, -1, Infinity, -Infinity].map((ord) => matrixNorm(a, ord).item())).toEqual([7, 3.5, 6.25, 3.5]);
    expect(matrixNorm(a).item()).toBe(a.norm().item());
    expect([0, 1, 2, Infinity, -Infinity].map((ord) => vectorNorm([3, 0, -4], ord).item())).toEqual([
      2, 7, 5, 4, 0,
    ]);
    expect(vectorNorm([3e200, 4e200], 3).item() / (91 ** (1 / 3) * 1e200)).toBeCloseTo(1, 14);
    expect(vectorNorm(a, 3, 1, { keepDims: true }).shape).toEqual([3, 1]);
    assertGradients((x: Tensor) => matrixPower(x, 3), [a], { order: 2 });
    assertGradients((x: Tensor) => vectorNorm(x, 3), [a], { order: 2 });
    assertGradients((x: Tensor) => matrixNorm(x, 1).add(trace(x)), [a]);
    expect(grad((x: Tensor) => vectorNorm(x, 3))(zeros([2])).toArray()).toEqual([0, 0]);
  });

  test.each([
    [() => det([1, 2]), "det: a must be a square matrix, or a batch of them, got shape [2]."],
    [() => solve(a, [1, 2]), "solve: b must have as many rows as a, got a [3, 3] and b [2]."],
    [() => solve(a, zeros([2, 2])), "solve: b must have as many rows as a, got a [3, 3] and b [2, 2]."],
    [() => inv(zeros([2, 3])), "inv: a must be a square matrix, or a batch of them, got shape [2, 3]."],
    [
      () => eigvalsh(eye(2, 2, { dtype: "int32" })),
      'eigvalsh: arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    ],
    [() => qr([1, 2]), "qr: a must be a matrix, or a batch of them, got shape [2]."],
    [() => trace([1, 2]), "trace: a must be a matrix, or a batch of them, got shape [2]."],
    [() => matrixPower(a, 0.5), "matrixPower: n must be an integer, got 0.5."],
    [() => matrixNorm(a, 3), 'matrixNorm: ord must be "fro", 1, -1, Infinity or -Infinity, got 3.'],
    [() => vectorNorm([1], -3), "vectorNorm: ord must be a number from 0 on, Infinity or -Infinity, got -3."],
    [
      () => grad((x: Tensor) => slogdet(x).logabsdet)(singular).toArray(),
      "slogdet: a must not be singular, got pivot 0 at [1, 1].",
    ],
    [
      () => grad((x: Tensor) => lu(x).upper.sum())(singular).toArray(),
      "lu: a must not be singular, got pivot 0 at [1, 1].",
    ],
    [() => slogdet([1, 2]), "slogdet: a must be a square matrix, or a batch of them, got shape [2]."],
    [() => lu([1, 2]), "lu: a must be a square matrix, or a batch of them, got shape [2]."],
    [() => logdet(singular).item(), "logdet: a must be positive definite, got pivot 0 at [1, 1]."],
    [
      () => hessian((x: Tensor) => eigvalsh(x).square().sum())(zeros([2, 2])).toArray(),
      "eigvalsh: eigenvectors have no derivative where eigenvalues are equal, got 0 at [1] and before it.",
    ],
    [
      () => hessian((x: Tensor) => svdvals(x).square().sum())(eye(2)).toArray(),
      "svdvals: singular vectors have no derivative where singular values are equal, got 1 at [1] and before it.",
    ],
  ])("refuse other arguments: %#", (call, text) => {
    expect(call).toThrow(text);
  });
});

test("eigenvalues of what is not finite are NaN, wherever that is and however large the matrix", () => {
  for (const dtype of ["float64", "float32"] as const)
    for (const size of [1, 3, 17]) {
      const matrixWith = (bad: number, place: number): number[][] =>
        Array.from({ length: size }, (_, i) =>
          Array.from({ length: size }, (_, j) => (i === place && j === place ? bad : 1 / (1 + i + j))),
        );
      const bad = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].flatMap((value) =>
        [0, size - 1].map((place) => matrixWith(value, place)),
      );
      const { eigenvalues, eigenvectors } = eigh(tensor([...bad, matrixWith(1, 0)], { dtype }));
      // The vector of a single number is 1, whatever that is.
      for (const found of size > 1 ? [eigenvalues, eigenvectors] : [eigenvalues]) {
        const elements = [...found.data()];
        const each = elements.length / (bad.length + 1);
        expect(elements.map(Number.isNaN)).toEqual(elements.map((_, k) => k < bad.length * each));
      }
    }
});
