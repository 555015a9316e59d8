/** The discrete Fourier transform along the last axis, of any length, as graphs: products with small matrices. */

import { apply, applyBinary, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { concat } from "../op/concat.ts";
import { matmul } from "../op/matmul.ts";
import { mul } from "../op/mul.ts";
import { permute } from "../op/permute.ts";
import { reshape } from "../op/reshape.ts";
import { pad } from "../op/slice.ts";
import { sub } from "../op/sub.ts";
import { type Shape, sizeOf } from "../shape/shape.ts";
import { section } from "../tensor/slices.ts";
import { chirp, transformMatrix, twiddles } from "./roots.ts";

/** Real and imaginary parts. */
export interface Parts {
  readonly re: Node;
  /** Null of what is real. */
  readonly im: Node | null;
}

export interface WholeParts {
  readonly re: Node;
  readonly im: Node;
}

/** The longest row that is multiplied by a matrix of its own. */
const mostDirect = 32;
/** The longest one of a length that is prime. */
const mostPrime = 128;

/** Σⱼ xⱼ exp(-2πi j k / n). */
export function transformed({ re, im }: Parts): WholeParts {
  const n = re.shape.at(-1) as number;
  if (n <= mostDirect) return direct({ re, im });
  const factor = factorOf(n);
  if (factor > mostDirect && factor === n)
    return n <= mostPrime ? direct({ re, im }) : byConvolution({ re, im });
  // With j = m j₁ + j₂ and k = k₁ + f k₂: of j₁ first, turned by j₂ k₁ / n, then of j₂.
  const [f, m] = [factor, n / factor];
  const batch = re.shape.slice(0, -1);
  const columns = (x: Node): Node => swapped(shaped(x, [...batch, f, m]));
  const first = transformed({ re: columns(re), im: im === null ? null : columns(im) });
  const { cosines, sines } = twiddles(n, m, f, re.dtype);
  const turned = product(first, cosines, sines);
  const second = transformed({ re: swapped(turned.re), im: swapped(turned.im) });
  const row = (x: Node): Node => shaped(swapped(x), [...batch, n]);
  return { re: row(second.re), im: row(second.im) };
}

/** The factor that is done first: the largest that a matrix is used for, or else a prime one. */
function factorOf(n: number): number {
  for (let f = mostDirect; f > 1; f--) if (n % f === 0) return f;
  for (let f = mostDirect + 1; f * f <= n; f++) if (n % f === 0) return f;
  return n;
}

function direct({ re, im }: Parts): WholeParts {
  const n = re.shape.at(-1) as number;
  const batch = re.shape.slice(0, -1);
  const rows = (x: Node): Node => shaped(x, [sizeOf(batch), n]);
  const given = im === null ? rows(re) : apply(concat, [rows(re), rows(im)], { axis: 1 });
  const both = applyBinary(matmul, given, transformMatrix(n, re.dtype, im === null));
  const part = (from: number): Node => shaped(section(both, 1, from, n), re.shape);
  return { re: part(0), im: part(n) };
}

/** Bluestein's way: 2 j k = j² + k² - (k - j)², so that it is a convolution, for which any longer length will do. */
function byConvolution({ re, im }: Parts): WholeParts {
  const n = re.shape.at(-1) as number;
  const length = powerFrom(2 * n - 1);
  const own = chirp(n, n, re.dtype);
  const all = chirp(n, length, re.dtype);
  const turned = product({ re, im }, own.cosines, own.sines);
  const first = transformed({ re: lengthened(turned.re, length), im: lengthened(turned.im, length) });
  const filter = transformed({ re: all.cosines, im: all.sines });
  const back = inverted(multiplied(first, filter));
  const axis = re.shape.length - 1;
  return product(
    { re: section(back.re, axis, 0, n), im: section(back.im, axis, 0, n) },
    own.cosines,
    own.sines,
  );
}

/** The other way round: that of the parts exchanged, exchanged; divided by the length. */
export function inverted({ re, im }: WholeParts): WholeParts {
  const { re: turnedRe, im: turnedIm } = transformed({ re: im, im: re });
  const scale = constantNode(1 / (re.shape.at(-1) as number), re.dtype);
  return { re: times(turnedIm, scale), im: times(turnedRe, scale) };
}

/** The product of complex numbers. */
export function multiplied(a: WholeParts, b: WholeParts): WholeParts {
  return {
    re: difference(times(a.re, b.re), times(a.im, b.im)),
    im: sum(times(a.re, b.im), times(a.im, b.re)),
  };
}

/** The least power of two that is at least so large. */
export function powerFrom(least: number): number {
  let power = 1;
  while (power < least) power *= 2;
  return power;
}

/** Times cos - i sin. */
function product({ re, im }: Parts, cosines: Node, sines: Node): WholeParts {
  if (im === null) return { re: times(re, cosines), im: times(re, times(sines, constantNode(-1, re.dtype))) };
  return {
    re: sum(times(re, cosines), times(im, sines)),
    im: difference(times(im, cosines), times(re, sines)),
  };
}

/** With zeros behind along the last axis, up to a length. */
export function lengthened(x: Node, length: number): Node {
  const rank = x.shape.length;
  const none = x.shape.map(() => 0);
  const more = length - (x.shape.at(-1) as number);
  return more === 0 ? x : apply(pad, [x], { low: none, high: none.with(rank - 1, more), interior: none });
}

/** With two axes, the last ones if not told, exchanged. */
export function swapped(x: Node, axis: number = x.shape.length - 2): Node {
  const last = x.shape.length - 1;
  if (axis === last) return x;
  const axes = [...x.shape.keys()].with(axis, last).with(last, axis);
  return apply(permute, [x], { axes });
}

function shaped(x: Node, shape: Shape): Node {
  return apply(reshape, [x], { shape });
}

export function times(a: Node, b: Node): Node {
  return applyBinary(mul, a, b);
}

function sum(a: Node, b: Node): Node {
  return applyBinary(add, a, b);
}

function difference(a: Node, b: Node): Node {
  return applyBinary(sub, a, b);
}
