import {
  atan2,
  cdist,
  cosineSimilarity,
  type FloatDType,
  grad,
  hvp,
  hypot,
  lerp,
  log2,
  maximum,
  mean,
  median,
  norm,
  quantile,
  reciprocal,
  rsqrt,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import {
  cholesky,
  eigh,
  eigvalsh,
  inv,
  logdet,
  lstsq,
  lu,
  matrixNorm,
  pinv,
  qr,
  slogdet,
  solve,
  solveTriangular,
  svd,
  svdvals,
  trace,
  vectorNorm,
} from "@chainrule/autograd/linalg";
import { expect, test } from "vitest";
import { apart } from "../numeric/closeness.ts";
import { direction } from "../numeric/vector.ts";

type Rows = readonly (readonly number[])[];
/** A function of degree d is multiplied by kᵈ where its argument is multiplied by k; a logarithm grows by a constant. */
type Case = readonly [name: string, degree: number | "logarithm", x: Rows, f: (x: Tensor) => Tensor];

const tall: Rows = [
  [1, 2],
  [3, 5],
  [0.5, -1],
];
const square: Rows = [
  [2, 1, 0.5],
  [-1, 3, 0.25],
  [0.75, -0.5, 4],
];
const symmetric: Rows = [
  [4, 1, 0.5],
  [1, 5, -0.25],
  [0.5, -0.25, 3],
];
const rows: Rows = [
  [0.5, -1.25, 2],
  [3.5, -0.75, 1.5],
];
const known = (x: Tensor): Tensor => tensor([1, 2, -1], { dtype: x.dtype as FloatDType });
const [first, second] = [(x: Tensor) => x.slice([{ stop: 1 }]), (x: Tensor) => x.slice([{ start: 1 }])];

const cases: readonly Case[] = [
  ["svd: u", 0, tall, (x) => svd(x).u],
  ["svd: u of a square matrix", 0, square, (x) => svd(x).u],
  ["svd: u of a wide one", 0, tall, (x) => svd(x.transpose()).u],
  ["svd: s", 1, tall, (x) => svd(x).s],
  ["svd: vh", 0, tall, (x) => svd(x).vh],
  ["svd: vh of a wide matrix", 0, tall, (x) => svd(x.transpose()).vh],
  ["svdvals", 1, tall, (x) => svdvals(x)],
  ["pinv", -1, tall, (x) => pinv(x)],
  ["lstsq", -1, tall, (x) => lstsq(x, known(x))],
  ["lstsq of both", 0, tall, (x) => lstsq(x, x.abs().sum(1))],
  ["eigh: vectors", 0, symmetric, (x) => eigh(x).eigenvectors],
  ["eigvalsh", 1, symmetric, (x) => eigvalsh(x)],
  ["qr: q", 0, tall, (x) => qr(x).q],
  ["qr: r", 1, tall, (x) => qr(x).r],
  ["qr: r of a wide matrix", 1, tall, (x) => qr(x.transpose()).r],
  ["lu: lower", 0, square, (x) => lu(x).lower],
  ["lu: upper", 1, square, (x) => lu(x).upper],
  ["cholesky", 0.5, symmetric, (x) => cholesky(x)],
  ["inv", -1, square, (x) => inv(x)],
  ["solve", -1, square, (x) => solve(x, known(x))],
  ["solve of both", 0, square, (x) => solve(x, x.sum(1))],
  ["solveTriangular", 0, square, (x) => solveTriangular(x, x.sum(1))],
  ["slogdet", "logarithm", square, (x) => slogdet(x).logabsdet],
  ["logdet", "logarithm", symmetric, (x) => logdet(x)],
  ["trace", 1, square, (x) => trace(x)],
  ["matrixNorm", 1, square, (x) => matrixNorm(x)],
  ["matrixNorm of order 1", 1, square, (x) => matrixNorm(x, 1)],
  ["norm", 1, rows, (x) => norm(x, 1)],
  ...[0.5, 1, 3, 7.5, Infinity].map(
    (order): Case => [`vectorNorm of order ${order}`, 1, rows, (x) => vectorNorm(x, order, 1)],
  ),
  ["cdist", 1, rows, (x) => cdist(x, second(x).mul(2))],
  ["cdist of order 3", 1, rows, (x) => cdist(x, second(x).mul(2), { p: 3 })],
  ["cosineSimilarity", 0, rows, (x) => cosineSimilarity(first(x), second(x), 1, { epsilon: 0 })],
  ["hypot", 1, rows, (x) => hypot(first(x), second(x))],
  ["atan2", 0, rows, (x) => atan2(first(x), second(x))],
  ["a quotient", 0, rows, (x) => first(x).div(second(x))],
  ["reciprocal", -1, rows, (x) => reciprocal(x)],
  ["log", "logarithm", rows, (x) => x.abs().log()],
  ["log2", "logarithm", rows, (x) => log2(x.abs()).mul(Math.LN2)],
  ["sqrt", 0.5, rows, (x) => x.abs().sqrt()],
  ["rsqrt", -0.5, rows, (x) => rsqrt(x.abs())],
  ["lerp", 1, rows, (x) => lerp(first(x), second(x), 0.3)],
  ["mean", 1, rows, (x) => mean(x, 1)],
  ["median", 1, rows, (x) => median(x, 1)],
  ["quantile", 1, rows, (x) => quantile(x, 0.3)],
  ["maximum", 1, rows, (x) => maximum(first(x), second(x))],
];

/** Gradient, value, and the second derivative along a direction, of f as it is for k = 1. */
function seen([, degree, data, f]: Case, dtype: FloatDType, power: number): number[][] {
  const x = tensor(data, { dtype });
  const back = degree === "logarithm" ? 1 : 2 ** (-degree * power);
  const scaled = (z: Tensor): Tensor => f(z.mul(2 ** power)).mul(back);
  const loss = (z: Tensor): Tensor => {
    const y = scaled(z).reshape([-1]);
    return y.mul(tensor([...direction(y.shape[0], 1)], { dtype })).sum();
  };
  const along = tensor([...direction(data.flat().length, 2)], { dtype }).reshape(x.shape);
  const parts = [
    grad(loss)(x),
    degree === "logarithm" ? tensor([]) : scaled(x),
    ...(dtype === "float32" ? [] : [hvp(loss, x, along)]),
  ];
  return parts.map((part) => [...part.data()]);
}

test.each(cases)("%s does not depend on the scale, nor do its derivatives", (...each) => {
  const expected = seen(each, "float64", 0);
  for (const [dtype, power, tolerance] of [
    ["float64", -560, 1e-11],
    ["float64", 560, 1e-11],
    ["float32", -70, 1e-4],
    ["float32", 70, 1e-4],
  ] as const) {
    for (const [k, part] of seen(each, dtype, power).entries()) {
      expect(apart(part, expected[k] as number[], tolerance, 1)).toBeNull();
    }
  }
});
