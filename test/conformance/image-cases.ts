import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  conv1d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  gridSample,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  resize,
} from "@chainrule/autograd";
import type { Dense } from "./dense.ts";
import { each, type FunctionCase, numbers, of, sums, total } from "./function-case.ts";
import { dense, indices } from "./oracle.ts";

/** The element at an index, or what is around the image. */
function near(x: Dense, index: readonly number[], outside: number): number {
  return index.every((i, axis) => i >= 0 && i < (x.shape[axis] as number)) ? of(x, ...index) : outside;
}

/** 1, or 0 where an index is not whole or not there. */
function reached(from: number, step: number, size: number): number {
  const index = from / step;
  return Number.isInteger(index) && index >= 0 && index < size ? 1 : 0;
}

/** Between neighbours, of which there is always one. */
function linear(row: (i: number) => number, place: number, size: number): number {
  const low = Math.floor(place);
  const at = (i: number): number => row(Math.min(Math.max(i, 0), size - 1));
  return at(low) * (1 - (place - low)) + at(low + 1) * (place - low);
}

/** With each element the weight that Keys gives its distance. */
function keys(distance: number): number {
  const t = Math.abs(distance);
  if (t < 1) return 1.25 * t ** 3 - 2.25 * t ** 2 + 1;
  return t < 2 ? -0.75 * (t ** 3 - 5 * t ** 2 + 8 * t - 4) : 0;
}

function ofWindow(x: Dense, places: readonly (readonly number[])[], outside: number): number[] {
  return places.map((index) => near(x, index, outside));
}

/** All numbers different, and far from each other. */
function distinct(shape: readonly number[]): { shape: readonly number[]; data: readonly number[] } {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Array.from({ length: size }, (_, k) => ((k * 7) % 23) - 9 + k / 64) };
}

/** Three parts of five elements, as equal as they can be. */
const overlapping: readonly (readonly number[])[] = [
  [0, 1],
  [1, 2, 3],
  [3, 4],
];

export const imageCases: readonly FunctionCase[] = [
  {
    name: "conv1d with all options",
    f: (x, w) => conv1d(x, w, { stride: 2, padding: 2, dilation: 2, groups: 2 }),
    inputs: [numbers([2, 2, 7]), numbers([4, 1, 3], 5)],
    expected: (x, w) =>
      sums([2, 4, 4], [3], ([n, o, i], [k]) => {
        return near(x, [n, Math.floor(o / 2), 2 * i + 2 * k - 2], 0) * of(w, o, 0, k);
      }),
  },
  {
    name: "conv3d with all options",
    f: (x, w) => conv3d(x, w, { stride: [2, 1, 1], padding: [1, 0, 1], dilation: [1, 2, 1] }),
    inputs: [numbers([1, 2, 3, 3, 2]), numbers([2, 2, 2, 2, 2], 5)],
    expected: (x, w) =>
      sums([1, 2, 2, 1, 3], [2, 2, 2, 2], ([n, o, d, i, j], [c, e, k, l]) => {
        return near(x, [n, c, 2 * d + e - 1, i + 2 * k, j + l - 1], 0) * of(w, o, c, e, k, l);
      }),
  },
  {
    name: "convTranspose1d with all options",
    f: (x, w) => convTranspose1d(x, w, { stride: 2, padding: 1, outputPadding: 1, dilation: 2, groups: 2 }),
    inputs: [numbers([2, 2, 3]), numbers([2, 2, 2], 5)],
    // 2 (3 - 1) - 2 + 2 (2 - 1) + 1 + 1
    expected: (x, w) =>
      sums([2, 4, 6], [2], ([n, o, i], [k]) => {
        const [group, from] = [Math.floor(o / 2), i + 1 - 2 * k];
        return reached(from, 2, 3) * near(x, [n, group, from / 2], 0) * of(w, group, o % 2, k) || 0;
      }),
  },
  {
    name: "convTranspose1d with more zeros than steps",
    f: (x, w) => convTranspose1d(x, w, { stride: 2, padding: 2, outputPadding: 3, dilation: 4 }),
    inputs: [numbers([1, 2, 3]), numbers([2, 1, 2], 5)],
    // 2 (3 - 1) - 4 + 4 (2 - 1) + 3 + 1
    expected: (x, w) =>
      sums([1, 1, 8], [2, 2], ([n, o, i], [c, k]) => {
        const from = i + 2 - 4 * k;
        return reached(from, 2, 3) * near(x, [n, c, from / 2], 0) * of(w, c, o, k) || 0;
      }),
  },
  {
    name: "convTranspose2d with more zeros than steps",
    f: (x, w) => convTranspose2d(x, w, { padding: [1, 0], outputPadding: [0, 1], dilation: [1, 2] }),
    inputs: [numbers([1, 1, 2, 2]), numbers([1, 1, 2, 2], 5)],
    expected: (x, w) =>
      sums([1, 1, 1, 5], [2, 2], ([n, o, i, j], [k, l]) => {
        const [row, column] = [i + 1 - k, j - 2 * l];
        return (
          reached(row, 1, 2) * reached(column, 1, 2) * near(x, [n, 0, row, column], 0) * of(w, 0, o, k, l) ||
          0
        );
      }),
  },
  {
    name: "convTranspose2d",
    f: (x, w) => convTranspose2d(x, w, { stride: [1, 2], padding: [1, 0] }),
    inputs: [numbers([1, 2, 2, 2]), numbers([2, 3, 3, 2], 5)],
    expected: (x, w) =>
      sums([1, 3, 2, 4], [2, 3, 2], ([n, o, i, j], [c, k, l]) => {
        const [row, column] = [i + 1 - k, (j - l) / 2];
        if (reached(row, 1, 2) * reached(j - l, 2, 2) === 0) return 0;
        return of(x, n, c, row, column) * of(w, c, o, k, l);
      }),
  },
  {
    name: "convTranspose3d",
    f: (x, w) => convTranspose3d(x, w, { stride: [2, 1, 1], padding: [0, 1, 0], outputPadding: [1, 0, 0] }),
    inputs: [numbers([1, 2, 2, 2, 1]), numbers([2, 1, 2, 2, 2], 5)],
    expected: (x, w) =>
      sums([1, 1, 5, 1, 2], [2, 2, 2, 2], ([n, o, d, i, j], [c, e, k, l]) => {
        const [layer, row, column] = [(d - e) / 2, i + 1 - k, j - l];
        if (reached(d - e, 2, 2) * reached(row, 1, 2) * reached(column, 1, 1) === 0) return 0;
        return of(x, n, c, layer, row, column) * of(w, c, o, e, k, l);
      }),
  },
  {
    name: "maxPool3d, padded",
    f: (x) => maxPool3d(x, [2, 2, 3], { stride: [1, 2, 1], padding: [1, 0, 1] }),
    inputs: [distinct([1, 1, 2, 2, 3])],
    expected: (x) =>
      each([1, 1, 3, 1, 3], ([n, c, d, i, j]) =>
        Math.max(
          ...ofWindow(
            x,
            indices([2, 2, 3]).map(([e = 0, k = 0, l = 0]) => [n, c, d + e - 1, 2 * i + k, j + l - 1]),
            -Infinity,
          ),
        ),
      ),
  },
  {
    name: "avgPool3d",
    f: (x) => avgPool3d(x, 2, { stride: 1 }),
    inputs: [numbers([1, 2, 2, 3, 2])],
    expected: (x) =>
      each(
        [1, 2, 1, 2, 1],
        ([n, c, , i]) =>
          total(indices([2, 2, 2]).map(([e = 0, k = 0, l = 0]) => of(x, n, c, e, i + k, l))) / 8,
      ),
  },
  {
    name: "adaptiveAvgPool3d",
    f: (x) => adaptiveAvgPool3d(x, [1, 2, 1]),
    inputs: [numbers([1, 1, 2, 2, 3])],
    expected: (x) =>
      each(
        [1, 1, 1, 2, 1],
        ([n, c, , i]) => total(indices([2, 3]).map(([e = 0, l = 0]) => of(x, n, c, e, i, l))) / 6,
      ),
  },
  {
    name: "adaptiveMaxPool1d of parts that overlap",
    f: (x) => adaptiveMaxPool1d(x, 3),
    inputs: [distinct([1, 2, 5])],
    expected: (x) =>
      each([1, 2, 3], ([n, c, i]) => {
        const part = overlapping[i] as readonly number[];
        return Math.max(...part.map((k) => of(x, n, c, k)));
      }),
  },
  {
    name: "adaptiveMaxPool2d",
    f: (x) => adaptiveMaxPool2d(x, [2, 3]),
    inputs: [distinct([2, 1, 3, 3])],
    expected: (x) => each([2, 1, 2, 3], ([n, c, i, j]) => Math.max(of(x, n, c, i, j), of(x, n, c, i + 1, j))),
  },
  {
    name: "adaptiveMaxPool2d of elements that tie, some of them -∞",
    f: (x) => adaptiveMaxPool2d(x, [2, 1]),
    inputs: [{ shape: [1, 1, 3, 1], data: [-Infinity, -Infinity, 2] }],
    expected: () => ({ shape: [1, 1, 2, 1], data: [-Infinity, 2] }),
    kink: true,
  },
  {
    name: "adaptiveMaxPool3d of int32",
    f: (x) => adaptiveMaxPool3d(x, [1, 1, 2]),
    inputs: [{ shape: [1, 1, 1, 2, 3], data: [-2147483648, 5, 6, -7, -8, -9], dtype: "int32" }],
    expected: () => ({ shape: [1, 1, 1, 1, 2], data: [5, 6] }),
  },
  {
    name: "maxPool1d, dilated and padded",
    f: (x) => maxPool1d(x, 3, { stride: 2, padding: 1, dilation: 2 }),
    inputs: [distinct([1, 2, 7])],
    expected: (x) =>
      each([1, 2, 3], ([n, c, i]) =>
        Math.max(
          ...ofWindow(
            x,
            [0, 2, 4].map((k) => [n, c, 2 * i + k - 1]),
            -Infinity,
          ),
        ),
      ),
  },
  {
    name: "maxPool2d, rounded up",
    f: (x) => maxPool2d(x, 2, { ceilMode: true }),
    inputs: [distinct([1, 1, 3, 5])],
    expected: (x) =>
      each([1, 1, 2, 3], ([n, c, i, j]) =>
        Math.max(
          ...ofWindow(
            x,
            indices([2, 2]).map(([k = 0, l = 0]) => [n, c, 2 * i + k, 2 * j + l]),
            -Infinity,
          ),
        ),
      ),
  },
  {
    name: "maxPool2d of int32, with padding",
    f: (x) => maxPool2d(x, 2, { padding: 1 }),
    inputs: [{ shape: [1, 1, 2, 2], data: [-5, -6, -7, -8], dtype: "int32" }],
    expected: () => ({ shape: [1, 1, 2, 2], data: [-5, -6, -7, -8] }),
  },
  {
    name: "avgPool1d with padding that counts",
    f: (x) => avgPool1d(x, 3, { stride: 2, padding: 1 }),
    inputs: [numbers([2, 1, 5])],
    expected: (x) =>
      each(
        [2, 1, 3],
        ([n, c, i]) =>
          total(
            ofWindow(
              x,
              [-1, 0, 1].map((k) => [n, c, 2 * i + k]),
              0,
            ),
          ) / 3,
      ),
  },
  {
    name: "avgPool2d with padding that does not count, rounded up",
    f: (x) => avgPool2d(x, [2, 3], { padding: [1, 1], ceilMode: true, countIncludePad: false }),
    inputs: [numbers([1, 2, 3, 4])],
    expected: (x) =>
      each([1, 2, 2, 2], ([n, c, i, j]) => {
        const places = indices([2, 3])
          .map(([k = 0, l = 0]) => [n, c, 2 * i + k - 1, 3 * j + l - 1])
          .filter(([, , row = 0, column = 0]) => row >= 0 && row < 3 && column >= 0 && column < 4);
        return total(ofWindow(x, places, 0)) / places.length;
      }),
  },
  {
    name: "avgPool1d rounded up, whose last window is not full",
    f: (x) => avgPool1d(x, 2, { ceilMode: true }),
    inputs: [numbers([1, 1, 3])],
    expected: (x) => ({ shape: [1, 1, 2], data: [(of(x, 0, 0, 0) + of(x, 0, 0, 1)) / 2, of(x, 0, 0, 2)] }),
  },
  {
    name: "adaptiveAvgPool1d",
    f: (x) => adaptiveAvgPool1d(x, 3),
    inputs: [numbers([1, 2, 5])],
    expected: (x) =>
      each([1, 2, 3], ([n, c, i]) => {
        const part = overlapping[i] as readonly number[];
        return total(part.map((k) => of(x, n, c, k))) / part.length;
      }),
  },
  {
    name: "adaptiveAvgPool2d",
    f: (x) => adaptiveAvgPool2d(x, [1, 2]),
    inputs: [numbers([1, 1, 2, 4])],
    expected: (x) =>
      each(
        [1, 1, 1, 2],
        ([n, c, , j]) => total(indices([2, 2]).map(([k = 0, l = 0]) => of(x, n, c, k, 2 * j + l))) / 4,
      ),
  },
  {
    name: "resize, linear",
    f: (x) => resize(x, [3, 5]),
    inputs: [numbers([1, 2, 2, 3])],
    expected: (x) =>
      each([1, 2, 3, 5], ([n, c, i, j]) => {
        const row = (k: number): number =>
          linear((l) => of(x, n, c, k, l), Math.max(((j + 0.5) * 3) / 5 - 0.5, 0), 3);
        return linear(row, Math.max(((i + 0.5) * 2) / 3 - 0.5, 0), 2);
      }),
  },
  {
    name: "resize, linear, corners aligned",
    f: (x) => resize(x, 5, { alignCorners: true }),
    inputs: [numbers([1, 1, 3])],
    expected: (x) => each([1, 1, 5], ([n, c, j]) => linear((l) => of(x, n, c, l), j / 2, 3)),
  },
  {
    name: "resize, cubic, smaller and larger",
    f: (x) => resize(x, [3, 6], { method: "cubic" }),
    inputs: [numbers([1, 1, 5, 4])],
    expected: (x) => {
      const weighted = (row: (i: number) => number, place: number, size: number): number =>
        total(
          [-1, 0, 1, 2].map((k) => {
            const i = Math.floor(place) + k;
            return keys(place - i) * row(Math.min(Math.max(i, 0), size - 1));
          }),
        );
      return each([1, 1, 3, 6], ([n, c, i, j]) =>
        weighted(
          (k) => weighted((l) => of(x, n, c, k, l), ((j + 0.5) * 4) / 6 - 0.5, 4),
          ((i + 0.5) * 5) / 3 - 0.5,
          5,
        ),
      );
    },
  },
  {
    name: "resize, nearest",
    f: (x) => resize(x, 5, { method: "nearest" }),
    inputs: [numbers([1, 2, 3])],
    expected: (x) => each([1, 2, 5], ([n, c, j]) => of(x, n, c, Math.floor((j * 3) / 5))),
  },
  ...(["zeros", "border"] as const).flatMap((padding) =>
    [false, true].map(
      (alignCorners): FunctionCase => ({
        name: `gridSample, ${padding}, ${alignCorners ? "corners" : "edges"} aligned`,
        f: (x, grid) => gridSample(x, grid, { padding, alignCorners }),
        // Inside, across an edge, and far away.
        inputs: [
          numbers([1, 2, 2, 3]),
          { shape: [1, 1, 4, 2], data: [0.13, -0.21, -0.9, 0.37, 1.13, 1.21, -3.1, 0.3] },
        ],
        expected: (x, grid) =>
          dense([1, 2, 1, 4], ([n = 0, c = 0, , j = 0]) => {
            const place = (k: number, size: number): number => {
              const own = alignCorners
                ? ((of(grid, n, 0, j, k) + 1) / 2) * (size - 1)
                : ((of(grid, n, 0, j, k) + 1) * size - 1) / 2;
              return padding === "border" ? Math.min(Math.max(own, 0), size - 1) : own;
            };
            const [column, row] = [place(0, 3), place(1, 2)];
            const tent = (distance: number): number => Math.max(0, 1 - Math.abs(distance));
            return total(
              indices([2, 3]).map(([k = 0, l = 0]) => of(x, n, c, k, l) * tent(row - k) * tent(column - l)),
            );
          }),
      }),
    ),
  ),
  ...(["zeros", "border"] as const).flatMap((padding) =>
    (["nearest", "cubic"] as const).map(
      (method): FunctionCase => ({
        name: `gridSample, ${method}, ${padding}`,
        f: (x, grid) => gridSample(x, grid, { method, padding }),
        inputs: [
          numbers([1, 2, 2, 3]),
          { shape: [1, 1, 4, 2], data: [0.13, -0.21, -0.9, 0.37, 1.13, 1.21, -3.1, 0.3] },
        ],
        kink: method === "nearest",
        expected: (x, grid) =>
          dense([1, 2, 1, 4], ([n = 0, c = 0, , j = 0]) => {
            const [column, row] = [3, 2].map((size, k) => ((of(grid, n, 0, j, k) + 1) * size - 1) / 2) as [
              number,
              number,
            ];
            const weight = (distance: number): number =>
              method === "cubic" ? keys(distance) : Number(Math.abs(distance) < 0.5);
            const inside = (i: number, size: number): number => Math.min(Math.max(i, 0), size - 1);
            // All elements that may count, of an image that goes on around its border.
            return total(
              indices([16, 16]).map(([k = 0, l = 0]) => {
                const [i, m] = [k - 7, l - 7];
                const element =
                  padding === "border" ? of(x, n, c, inside(i, 2), inside(m, 3)) : near(x, [n, c, i, m], 0);
                return element * weight(row - i) * weight(column - m);
              }),
            );
          }),
      }),
    ),
  ),
];
