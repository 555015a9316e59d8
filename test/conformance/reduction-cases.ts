import {
  average,
  cdist,
  cosineSimilarity,
  cummax,
  cummin,
  median,
  moments,
  nanMax,
  nanMean,
  nanMin,
  nanSum,
  quantile,
  type Tensor,
} from "@chainrule/autograd";
import type { Dense } from "./dense.ts";
import { each, type FunctionCase, numbers, of, total } from "./function-case.ts";

const { NaN: nan } = Number;
const holes = { shape: [2, 3], data: [1, nan, 2.5, nan, -1, 0.5] };
const nothing = { shape: [2, 2], data: [nan, nan, 3, nan] };

/** The rows of a matrix, without NaN. */
function rows({ shape, data }: Dense): number[][] {
  const size = shape[1] as number;
  return Array.from({ length: shape[0] as number }, (_, i) =>
    data.slice(i * size, (i + 1) * size).filter((x) => !Number.isNaN(x)),
  );
}

function perRow(x: Dense, of: (row: readonly number[]) => number): Dense {
  return { shape: [x.shape[0] as number], data: rows(x).map(of) };
}

/** By linear interpolation between ranks. */
function ranked(elements: readonly number[], q: number): number {
  const sorted = elements.toSorted((a, b) => a - b);
  const place = q * (sorted.length - 1);
  const low = Math.floor(place);
  const [a, b] = [sorted[low] as number, sorted[Math.min(low + 1, sorted.length - 1)] as number];
  return a + (place - low) * (b - a);
}

function row(x: Dense, i: number): number[] {
  return Array.from({ length: x.shape[1] as number }, (_, k) => of(x, i, k));
}

function column(x: Dense, j: number): number[] {
  return Array.from({ length: x.shape[0] as number }, (_, k) => of(x, k, j));
}

function distance(a: readonly number[], b: readonly number[], p: number): number {
  const sizes = a.map((x, k) => Math.abs(x - (b[k] as number)));
  if (p === Infinity) return Math.max(...sizes);
  if (p === -Infinity) return Math.min(...sizes);
  if (p === 0) return sizes.filter((size) => size !== 0).length;
  return total(sizes.map((size) => size ** p)) ** (1 / p);
}

const [a34, a23] = [numbers([3, 4]), numbers([2, 3])];

export const reductionCases: readonly FunctionCase[] = [
  {
    name: "cummax along rows, reversed",
    f: (x) => cummax(x, 1, { reverse: true }),
    inputs: [a34],
    expected: (x) => each([3, 4], ([i, j]) => Math.max(...row(x, i).slice(j))),
  },
  {
    name: "cummin along columns",
    f: (x) => cummin(x),
    inputs: [a34],
    expected: (x) => each([3, 4], ([i, j]) => Math.min(...[0, 1, 2].slice(0, i + 1).map((k) => of(x, k, j)))),
  },
  {
    name: "cummax, whose first of equal elements receives",
    f: (x) => cummax(x),
    inputs: [{ shape: [4], data: [1, 2, 2, nan] }],
    expected: (x) => x,
    kink: true,
  },
  {
    name: "median of rows of odd length",
    f: (x) => median(x, 1, { keepDims: true }),
    inputs: [a23],
    expected: (x) => ({ shape: [2, 1], data: rows(x).map((own) => ranked(own, 0.5)) }),
  },
  {
    name: "median of all, even in number",
    f: (x) => median(x),
    inputs: [a34],
    expected: ({ data }) => ({ shape: [], data: [ranked(data, 0.5)] }),
  },
  {
    name: "median of rows with NaN",
    f: (x) => median(x, -1),
    inputs: [{ shape: [2, 3], data: [1, nan, 2, 2, 3, 4] }],
    expected: () => ({ shape: [2], data: [nan, 3] }),
    kink: true,
  },
  {
    name: "quantile along an axis in the middle",
    f: (x) => quantile(x, 0.3, 1),
    inputs: [numbers([2, 5, 2])],
    expected: (x) =>
      each([2, 2], ([i, k]) =>
        ranked(
          [0, 1, 2, 3, 4].map((j) => of(x, i, j, k)),
          0.3,
        ),
      ),
  },
  {
    name: "quantiles of all",
    f: (x) => quantile(x, [0, 0.25, 1]),
    inputs: [a23],
    expected: ({ data }) => ({ shape: [3], data: [0, 0.25, 1].map((q) => ranked(data, q)) }),
  },
  {
    name: "quantile of float32",
    f: (x) => quantile(x, 0.6),
    inputs: [numbers([5], 0, [-3, 3], "float32")],
    expected: ({ data }) => ({ shape: [], data: [ranked(data, 0.6)] }),
  },
  {
    name: "quantile at infinities",
    f: (x) => quantile(x, 0.4),
    inputs: [{ shape: [3], data: [-Infinity, Infinity, Infinity] }],
    expected: () => ({ shape: [], data: [nan] }),
    kink: true,
  },
  {
    name: "nanSum",
    f: (x) => nanSum(x, 1),
    inputs: [holes],
    expected: (x) => perRow(x, total),
    kink: true,
  },
  {
    name: "nanSum of int32",
    f: (x) => nanSum(x) as Tensor,
    inputs: [{ shape: [3], data: [1, 2, 3], dtype: "int32" }],
    expected: () => ({ shape: [], data: [6] }),
  },
  {
    name: "nanMean",
    f: (x) => nanMean(x, 1),
    inputs: [holes],
    expected: (x) => perRow(x, (own) => total(own) / own.length),
    kink: true,
  },
  {
    name: "nanMean without NaN",
    f: (x) => nanMean(x, 0, { keepDims: true }),
    inputs: [a23],
    expected: (x) => each([1, 3], ([, j]) => (of(x, 0, j) + of(x, 1, j)) / 2),
  },
  {
    name: "nanMax",
    f: (x) => nanMax(x, 1),
    inputs: [nothing],
    expected: () => ({ shape: [2], data: [nan, 3] }),
    kink: true,
  },
  {
    name: "nanMin",
    f: (x) => nanMin(x),
    inputs: [a23],
    expected: ({ data }) => ({ shape: [], data: [Math.min(...data)] }),
  },
  {
    name: "average",
    f: (x, w) => average(x, w, 1),
    inputs: [a23, numbers([3], 3, [0.5, 2])],
    expected: (x, w) => perRow(x, (own) => total(own.map((v, j) => v * of(w, j))) / total(w.data)),
  },
  {
    name: "average of all",
    f: (x, w) => average(x, w),
    inputs: [a23, numbers([2, 3], 3, [0.5, 2])],
    expected: (x, w) => ({
      shape: [],
      data: [total(x.data.map((v, k) => v * (w.data[k] as number))) / total(w.data)],
    }),
  },
  {
    name: "moments, corrected",
    f: (x) => {
      const { mean, variance } = moments(x, 1, { correction: 1 });
      return mean.add(variance.mul(10));
    },
    inputs: [a34],
    expected: (x) =>
      perRow(x, (own) => {
        const mean = total(own) / 4;
        return mean + (10 * total(own.map((v) => (v - mean) ** 2))) / 3;
      }),
  },
  {
    name: "cosineSimilarity",
    f: (x, y) => cosineSimilarity(x, y),
    inputs: [a23, numbers([3], 8)],
    expected: (x, y) =>
      perRow(x, (own) => total(own.map((v, k) => v * of(y, k))) / Math.hypot(...own) / Math.hypot(...y.data)),
  },
  {
    name: "cosineSimilarity along the first axis, of broadcast batches",
    f: (x, y) => cosineSimilarity(x, y, 0),
    inputs: [numbers([2, 3]), numbers([2, 1], 8)],
    expected: (x, y) =>
      each([3], ([j]) => {
        const [p, q] = [column(x, j), column(y, 0)];
        return total(p.map((v, i) => v * (q[i] as number))) / Math.hypot(...p) / Math.hypot(...q);
      }),
  },
  {
    name: "cosineSimilarity of lengths that overflow when squared",
    f: (x) => cosineSimilarity(x, [4e200, 3e200]),
    inputs: [{ shape: [2], data: [3e200, 4e200] }],
    expected: () => ({ shape: [], data: [0.96] }),
    kink: true,
  },
  {
    name: "cosineSimilarity to nothing",
    f: (x, y) => cosineSimilarity(x, y),
    inputs: [{ shape: [2], data: [0, 0] }, numbers([2])],
    expected: () => ({ shape: [], data: [0] }),
    kink: true,
  },
  ...[2, 1, 3, 1.5, 0].map(
    (p): FunctionCase => ({
      name: `cdist of order ${p}`,
      f: (x, y) => cdist(x, y, { p }),
      inputs: [a34, numbers([2, 4], 7)],
      expected: (x, y) => each([3, 2], ([i, j]) => distance(row(x, i), row(y, j), p)),
    }),
  ),
  ...[Infinity, -Infinity].map(
    (p): FunctionCase => ({
      name: `cdist of order ${p}`,
      f: (x, y) => cdist(x, y, { p }),
      // Far from ties.
      inputs: [
        { shape: [2, 2], data: [0.25, 0, 1, 0.125] },
        { shape: [1, 2], data: [8, 1] },
      ],
      expected: (x, y) => each([2, 1], ([i, j]) => distance(row(x, i), row(y, j), p)),
    }),
  ),
  {
    name: "cdist of equal rows, of order 3",
    f: (x) => cdist(x, x, { p: 3 }),
    inputs: [{ shape: [2, 2], data: [1, 2, 1, 2] }],
    expected: () => ({ shape: [2, 2], data: [0, 0, 0, 0] }),
    kink: true,
  },
  {
    name: "cdist of batches, far from the origin",
    f: (x, y) => cdist(x.add(1e6), y.add(1e6)),
    inputs: [numbers([2, 2, 3]), numbers([1, 2, 3], 4)],
    expected: (x, y) =>
      each([2, 2, 2], ([b, i, j]) =>
        distance(
          [0, 1, 2].map((k) => of(x, b, i, k)),
          [0, 1, 2].map((k) => of(y, 0, j, k)),
          2,
        ),
      ),
    // The sums are rounded, which finite differences make more of.
    tolerance: 1e-9,
    kink: true,
  },
];
