import { describe, expect, expectTypeOf, test } from "vitest";
import { compile, eye, grad, hessian, parameter, type Tensor, tensor, vmap, zeros } from "../index.ts";
import { cholesky, solveTriangular } from "./index.ts";

const a = tensor([
  [4, 2, 0.5],
  [2, 5, 1],
  [0.5, 1, 3],
]);

/** ln det a, whose gradient is the inverse of aᵀ. */
const logDeterminant = (x: Tensor): Tensor => cholesky(x).mul(eye(3)).sum(1).log().sum().mul(2);

describe("cholesky", () => {
  test("gives the factor, in every batch", () => {
    const factor = cholesky(a);
    expect(
      factor
        .toArray()
        .flat()
        .filter((_, k) => [1, 2, 5].includes(k)),
    ).toEqual([0, 0, 0]);
    const product = factor.matmul(factor.transpose());
    expect(product.sub(a).abs().max().item()).toBeLessThan(1e-15);
    const batch = tensor([a.toArray(), a.mul(4).toArray()]);
    expect(cholesky(batch).toArray()).toEqual([factor.toArray(), factor.mul(2).toArray()]);
    expect(vmap((x) => cholesky(x))(batch).toArray()).toEqual(cholesky(batch).toArray());
    expect(compile((x: Tensor) => cholesky(x))(a).toArray()).toEqual(factor.toArray());
    expectTypeOf(cholesky(zeros([5, 2, 2]))).toEqualTypeOf<Tensor<[5, 2, 2]>>();
  });

  test("has a symmetric derivative, the inverse for the logarithm of the determinant", () => {
    const inverse = grad(logDeterminant)(a);
    expect(inverse.matmul(a).sub(eye(3)).abs().max().item()).toBeLessThan(1e-15);
    expect(inverse.sub(inverse.transpose()).abs().max().item()).toBeLessThan(1e-16);
    expect(compile(grad(logDeterminant))(a).toArray()).toEqual(inverse.toArray());
    // d a⁻¹ = -a⁻¹ da a⁻¹, of the symmetric part of da.
    const second = hessian(logDeterminant)(a).toArray() as number[][][][];
    const known = inverse.toArray() as number[][];
    const expected =
      -((known[0]?.[1] as number) ** 2 + (known[0]?.[0] as number) * (known[1]?.[1] as number)) / 2;
    expect(second[0]?.[1]?.[0]?.[1]).toBeCloseTo(expected, 14);
  });

  test.each([
    [
      [
        [1, 2],
        [2, 1],
      ],
      "cholesky: a must be positive definite, got pivot -3 at [1, 1].",
    ],
    [[[0]], "cholesky: a must be positive definite, got pivot 0 at [0, 0]."],
    [[[Number.NaN]], "cholesky: a must be positive definite, got pivot NaN at [0, 0]."],
    [[[[1]], [[-2]]], "cholesky: a must be positive definite, got pivot -2 at [1, 0, 0]."],
  ])("refuses what is not positive definite, interpreted and compiled: %j", (matrix, text) => {
    expect(() => cholesky(matrix as number[][]).toArray()).toThrow(text);
    const w = parameter(matrix as number[][]);
    const step = compile(() => w.assign(cholesky(w) as never));
    expect(step).toThrow(text);
    expect(w.toArray()).toEqual(matrix);
  });

  test.each([
    [() => cholesky([1, 2]), "cholesky: a must be a square matrix, or a batch of them, got shape [2]."],
    [
      () => cholesky(zeros([2, 3])),
      "cholesky: a must be a square matrix, or a batch of them, got shape [2, 3].",
    ],
    [
      () => cholesky(eye(2, 2, { dtype: "int32" })),
      'cholesky: arguments must be floating-point, got int32. Cast first, e.g. with cast("float64").',
    ],
  ])("refuses other arguments: %#", (call, text) => {
    expect(call).toThrow(text);
  });
});

describe("solveTriangular", () => {
  const triangles = tensor([
    [2, 3, 5],
    [1, 4, 7],
    [6, 8, 9],
  ]);
  const b = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);

  test.each(
    [true, false].flatMap((lower) =>
      [true, false].flatMap((transpose) =>
        [true, false].map((unitDiagonal) => ({ lower, transpose, unitDiagonal })),
      ),
    ),
  )("solves with the triangle that it is told, %o", (options) => {
    const { lower, transpose, unitDiagonal } = options;
    const matrix = tensor(
      triangles
        .toArray()
        .map((row, i) => row.map((x, j) => (i === j ? (unitDiagonal ? 1 : x) : i > j === lower ? x : 0))),
    );
    const x = solveTriangular(triangles, b, options);
    const product = (transpose ? matrix.transpose() : matrix).matmul(x);
    expect(product.sub(b).abs().max().item()).toBeLessThan(1e-13);
    expect(compile((u: Tensor, v: Tensor) => solveTriangular(u, v, options))(triangles, b).toArray()).toEqual(
      x.toArray(),
    );
    // Nothing is received by what is not read.
    const received = grad((u: Tensor) => solveTriangular(u, b, options).square().sum())(
      triangles,
    ).toArray() as number[][];
    for (const [i, row] of received.entries())
      for (const [j, slope] of row.entries())
        expect(slope === 0).toBe(i === j ? unitDiagonal : i > j !== lower);
  });

  test("takes a vector, and batches of either", () => {
    const l = [
      [2, 0],
      [1, 4],
    ];
    expect(solveTriangular(l, [2, 9]).toArray()).toEqual([1, 2]);
    expect(
      vmap((v) => solveTriangular(l, v))([
        [2, 9],
        [4, 2],
      ]).toArray(),
    ).toEqual([
      [1, 2],
      [2, 0],
    ]);
    expect(
      solveTriangular(
        [
          l,
          [
            [1, 0],
            [0, 1],
          ],
        ],
        [[2], [9]],
      ).toArray(),
    ).toEqual([
      [[1], [2]],
      [[2], [9]],
    ]);
    expectTypeOf(solveTriangular(zeros([2, 2]), zeros([2]))).toEqualTypeOf<Tensor<[2]>>();
    expectTypeOf(solveTriangular(zeros([7, 2, 2]), zeros([2, 3]))).toEqualTypeOf<Tensor<[7, 2, 3]>>();
  });

  test.each([
    [
      () =>
        solveTriangular(
          [
            [1, 2],
            [3, 0],
          ],
          [1, 1],
        ).toArray(),
      "solveTriangular: a must not be singular, got 0 on its diagonal at [1, 1].",
    ],
    [
      () =>
        compile((x: Tensor) => solveTriangular(x, [1, 1]))([
          [0, 2],
          [3, 1],
        ]),
      "solveTriangular: a must not be singular, got 0 on its diagonal at [0, 0].",
    ],
    [
      () => solveTriangular(a, [1, 2]),
      "solveTriangular: b must have as many rows as a, got a [3, 3] and b [2].",
    ],
    [
      () => solveTriangular(a, zeros([2, 3])),
      "solveTriangular: b must have as many rows as a, got a [3, 3] and b [2, 3].",
    ],
    [
      () => solveTriangular(a, [1, 2, 3], { upper: true } as object),
      'solveTriangular: there is no option "upper", only lower, transpose, unitDiagonal.',
    ],
  ])("refuses other arguments: %#", (call, text) => {
    expect(call).toThrow(text);
  });
});
