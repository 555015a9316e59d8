/** The tables that transforms multiply by: roots of unity, exact to the last place but one. */

import { inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { passFactors } from "../op/fourier-passes.ts";
import { rootOfUnity } from "../scalar/root-of-unity.ts";
import { allocate, type DType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";

const known = new Map<string, Node>();
const mostKnown = 64;

/** Data that only the name and dtype decide, made once. */
function table(name: string, dtype: DType, shape: Shape, element: (i: number, j: number) => number): Node {
  const key = `${name} ${dtype}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const [rows = 0, columns = 1] = shape;
  const data = allocate(dtype, rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j] = element(i, j);
  const node = inputNode(data, shape, dtype);
  if (known.size >= mostKnown) known.clear();
  known.set(key, node);
  return node;
}

/** What a row of n real numbers, and behind them n imaginary ones, is multiplied by for the first `count` of its transform. */
export function transformMatrix(n: number, count: number, dtype: DType, isReal: boolean): Node {
  return table(`matrix ${n} ${count} ${isReal}`, dtype, [isReal ? n : 2 * n, 2 * count], (i, j) => {
    const [c, s] = rootOfUnity((i % n) * (j % count), n);
    if (i < n) return j < count ? c : 0 - s;
    return j < count ? s : c;
  });
}

/** Cosines and sines of 2π i j / n, for i below `rows` and j below `columns`. */
export function twiddles(
  n: number,
  rows: number,
  columns: number,
  dtype: DType,
): { cosines: Node; sines: Node } {
  const shape = [rows, columns];
  return {
    cosines: table(`cos ${n} ${shape}`, dtype, shape, (i, j) => rootOfUnity(i * j, n)[0]),
    sines: table(`sin ${n} ${shape}`, dtype, shape, (i, j) => rootOfUnity(i * j, n)[1]),
  };
}

/** Cosines and sines of π j² / n: for j below n, or for all |j| below n, where a row of `length` that is closed begins at 0. */
export function chirp(n: number, length: number, dtype: DType): { cosines: Node; sines: Node } {
  const at = (j: number): readonly [number, number] => {
    const k = length > n && j >= n ? length - j : j;
    return k >= n ? [0, 0] : rootOfUnity((k * k) % (2 * n), 2 * n);
  };
  return {
    cosines: table(`chirp cos ${n} ${length}`, dtype, [length], (j) => at(j)[0]),
    sines: table(`chirp sin ${n} ${length}`, dtype, [length], (j) => at(j)[1]),
  };
}

/** What passes multiply by. */
export function passTable(radices: readonly number[], dtype: DType, isReal: boolean): Node {
  const factors = passFactors(radices, isReal);
  return table(`passes ${radices} ${isReal}`, dtype, [factors.length], (i) => factors[i] as number);
}
