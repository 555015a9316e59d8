/**
 * The discrete Fourier transform along the last axis, of any length, as graphs: in passes if the length has small prime factors alone,
 * else products with small matrices.
 */

import { apply, applyBinary, constantNode } from "../graph/build.ts";
import { graphBuilder } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { concat } from "../op/concat.ts";
import type { Operation } from "../op/definition.ts";
import { flip } from "../op/flip.ts";
import { complexPart, fourier, type Passes, realFourier } from "../op/fourier.ts";
import { matmul } from "../op/matmul.ts";
import { mul } from "../op/mul.ts";
import { permute } from "../op/permute.ts";
import { reshape } from "../op/reshape.ts";
import { pad } from "../op/slice.ts";
import { sub } from "../op/sub.ts";
import { type Shape, sizeOf } from "../shape/shape.ts";
import { applyRoutine } from "../tensor/routines.ts";
import { section } from "../tensor/slices.ts";
import { copyBy } from "../wasm/emitted-machine.ts";
import { copyInSquares } from "../wasm/square-copy.ts";
import { chirp, passTable, transformMatrix, twiddles } from "./roots.ts";

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
/** The largest factor that is done in one pass. */
const mostRadix = 13;

/** Σⱼ xⱼ exp(-2πi j k / n). */
export function transformed({ re, im }: Parts): WholeParts {
  const n = re.shape.at(-1) as number;
  if (im === null) return mirrored(halfTransformed(re), n);
  const way = wayOf(n);
  if (way === "direct") return direct({ re, im }, n);
  const radices = radicesOf(n);
  if (radices !== null) return inPasses(fourier, [re, im, passTable(radices, re.dtype, false)], { radices });
  if (way === "convolution") return byConvolution({ re, im });
  // With j = m j₁ + j₂ and k = k₁ + f k₂: of j₁ first, turned by j₂ k₁ / n, then of j₂.
  const [f, m] = way;
  const first = transformed({ re: columnsOf(re, f, m), im: columnsOf(im, f, m) });
  const second = secondStep(first, n);
  return { re: rowOf(second.re), im: rowOf(second.im) };
}

/** The same of real numbers, for k up to n / 2: the others are the conjugates of these, those for n - k. */
export function halfTransformed(x: Node): WholeParts {
  const n = x.shape.at(-1) as number;
  const count = Math.floor(n / 2) + 1;
  const cut = (part: Node): Node => section(part, part.shape.length - 1, 0, count);
  const way = wayOf(n);
  if (way === "direct") return direct({ re: x, im: null }, count);
  const radices = radicesOf(n / 2);
  if (radices !== null) {
    const given = [x, passTable(radices, x.dtype, true)];
    return inPasses(realFourier, given, { radices, back: false });
  }
  if (way === "convolution") {
    const { re, im } = byConvolution({ re: x, im: null });
    return { re: cut(re), im: cut(im) };
  }
  // As above, for k₁ up to f / 2. What is for f - k₁ and m - 1 - k₂ is for n - k.
  const [f, m] = way;
  const second = secondStep(halfTransformed(columnsOf(x, f, m)), n);
  const rank = second.re.shape.length;
  const others = f - Math.floor(f / 2) - 1;
  const width = Math.floor((count - 1) / f) + 1;
  const whole = (part: Node, turn: (other: Node) => Node): Node => {
    const own = section(part, rank - 1, 0, width);
    if (others === 0) return rowOf(own);
    const other = section(section(part, rank - 2, 1, others), rank - 1, m - width, width);
    const turned = turn(apply(flip, [other], { axes: [rank - 2, rank - 1] }));
    return cut(rowOf(apply(concat, [own, turned], { axis: rank - 2 })));
  };
  return { re: whole(second.re, (other) => other), im: whole(second.im, negated) };
}

/** Of n real numbers, all of the transform from its first half. */
function mirrored({ re, im }: WholeParts, n: number): WholeParts {
  const axis = re.shape.length - 1;
  const count = re.shape[axis] as number;
  const others = (part: Node): Node => apply(flip, [section(part, axis, 1, n - count)], { axes: [axis] });
  return {
    re: apply(concat, [re, others(re)], { axis }),
    im: apply(concat, [im, negated(others(im))], { axis }),
  };
}

/** In what way rows of a length are transformed: at once, as a convolution, or in two steps, of both factors. */
function wayOf(n: number): "direct" | "convolution" | readonly [f: number, m: number] {
  if (n <= mostDirect) return "direct";
  const factor = factorOf(n);
  if (factor < n) return [factor, n / factor];
  return n <= mostPrime ? "direct" : "convolution";
}

/** The factors for passes over so many numbers; null if it is no whole number, or has a prime factor that is too large. */
function radicesOf(n: number): number[] | null {
  if (!Number.isInteger(n)) return null;
  const radices: number[] = [];
  let rest = n;
  for (let factor = 3; factor <= mostRadix; factor += 2)
    for (; rest % factor === 0; rest /= factor) radices.push(factor);
  if (Math.log2(rest) % 2 === 1) radices.push(2);
  for (; rest % 4 === 0; rest /= 4) radices.push(4);
  return rest <= 2 ? radices : null;
}

/** In passes: real and imaginary parts, which lie one below the other. */
function inPasses<A extends Passes>(op: Operation<A>, inputs: readonly Node[], passes: A): WholeParts {
  copyBy(copyInSquares);
  const both = applyRoutine(op, inputs, passes);
  return { re: complexPart(graphBuilder, both, 0), im: complexPart(graphBuilder, both, 1) };
}

/** What is given to the first step, of which each row is one of j₂. */
function columnsOf(x: Node, f: number, m: number): Node {
  return swapped(shaped(x, [...x.shape.slice(0, -1), f, m]));
}

/** What the second step finds, of which each row is one of k₁. */
function secondStep(first: WholeParts, n: number): WholeParts {
  const [m, f] = first.re.shape.slice(-2) as [number, number];
  const { cosines, sines } = twiddles(n, m, f, first.re.dtype);
  const turned = product(first, cosines, sines);
  return transformed({ re: swapped(turned.re), im: swapped(turned.im) });
}

/** Both axes as one, k₁ running first. */
function rowOf(x: Node): Node {
  return shaped(swapped(x), [...x.shape.slice(0, -2), sizeOf(x.shape.slice(-2))]);
}

function negated(x: Node): Node {
  return difference(constantNode(0, x.dtype), x);
}

/** The factor that is done first: the largest that a matrix is used for, or else a prime one. */
function factorOf(n: number): number {
  for (let f = mostDirect; f > 1; f--) if (n % f === 0) return f;
  for (let f = mostDirect + 1; f * f <= n; f++) if (n % f === 0) return f;
  return n;
}

/** The first `count` by a matrix. */
function direct({ re, im }: Parts, count: number): WholeParts {
  const n = re.shape.at(-1) as number;
  const batch = re.shape.slice(0, -1);
  const rows = (x: Node): Node => shaped(x, [sizeOf(batch), n]);
  const given = im === null ? rows(re) : apply(concat, [rows(re), rows(im)], { axis: 1 });
  const both = applyBinary(matmul, given, transformMatrix(n, count, re.dtype, im === null));
  const part = (from: number): Node => shaped(section(both, 1, from, count), [...batch, count]);
  return { re: part(0), im: part(count) };
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
