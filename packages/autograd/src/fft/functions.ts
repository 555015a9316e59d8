import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { concat } from "../op/concat.ts";
import { flip } from "../op/flip.ts";
import { neg } from "../op/neg.ts";
import { formatShape, normalizeAxis } from "../shape/shape.ts";
import { axesArgument, optionsArgument } from "../tensor/argument.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { section } from "../tensor/slices.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { type Complex, type ComplexLike, givenParts, partsOf, wrapped } from "./complex.ts";
import {
  halfTransformed,
  inverted,
  lengthened,
  type Parts,
  swapped,
  times,
  transformed,
  type WholeParts,
} from "./transform.ts";

/** Where the division by the length goes: to the inverse, its root to both, or to the transform. */
export type Normalization = "backward" | "ortho" | "forward";

/** Options of transforms along one axis. */
export interface FftOptions {
  /** The length that the axis is cut down to, or filled up to with zeros; by default its own. */
  readonly n?: number | undefined;
  /** The axis, a negative one counted from the end; by default the last. */
  readonly axis?: number | undefined;
  /** Where the division by the length goes; by default `"backward"`, to the inverse. */
  readonly norm?: Normalization | undefined;
}

/** Options of transforms along several axes. */
export interface FftnOptions {
  /** The axes, negative ones counted from the end. */
  readonly axes?: readonly number[] | undefined;
  /** Where the division by the length goes; by default `"backward"`, to the inverse. */
  readonly norm?: Normalization | undefined;
}

/**
 * The discrete Fourier transform along an axis: Σⱼ xⱼ exp(-2πi j k / n), for every k below n. Any length will do.
 * @param x - Complex numbers, or real ones; at least one axis.
 * @param options - `n`, the length; `axis`, by default the last; `norm`.
 * @returns The shape of `x`, with n along the axis.
 * @throws {ShapeError} for an axis out of range or without elements; {@link ArgumentError} for other options; {@link DtypeError} for int32
 *   or bool.
 * @remarks Derivative: linear; the inverse of the cotangent, times n. Source: NumPy, `numpy.fft.fft`; J. Cooley, J. Tukey, An algorithm
 *   for the machine calculation of complex Fourier series, 1965; L. Bluestein, A linear filtering approach, 1970.
 * @example
 * import { fft } from "@chainrule/autograd/fft";
 * fft([1, 2, 3, 4]).re.toArray() // => [10, -2, -2, -2]
 * fft([1, 2, 3, 4]).im.toArray() // => [0, 2, 0, -2]
 */
export function fft(x: ComplexLike, options?: FftOptions): Complex {
  const { n, axis, norm } = optionsOf("fft", options);
  return wrapped(along("fft", givenParts("fft", x), axis, n, norm, "forward"));
}

/**
 * The inverse of the discrete Fourier transform along an axis: Σₖ xₖ exp(2πi j k / n) / n, for every j below n.
 * @param x - Complex numbers, or real ones; at least one axis.
 * @param options - `n`, the length; `axis`, by default the last; `norm`.
 * @returns The shape of `x`, with n along the axis.
 * @throws {ShapeError} for an axis out of range or without elements; {@link ArgumentError} for other options; {@link DtypeError} for int32
 *   or bool.
 * @remarks Derivative: linear; the transform of the cotangent, divided by n. Source: NumPy, `numpy.fft.ifft`.
 * @example
 * import { fft, ifft } from "@chainrule/autograd/fft";
 * ifft(fft([1, 2, 3])).re.shape // => [3]
 */
export function ifft(x: ComplexLike, options?: FftOptions): Complex {
  const { n, axis, norm } = optionsOf("ifft", options);
  return wrapped(along("ifft", partsOf("ifft", x), axis, n, norm, "backward"));
}

/**
 * The first half of the discrete Fourier transform of real numbers, which decides the other.
 * @param x - Real numbers; at least one axis.
 * @param options - `n`, the length; `axis`, by default the last; `norm`.
 * @returns The shape of `x`, with ⌊n / 2⌋ + 1 along the axis.
 * @throws {ShapeError} for an axis out of range or without elements; {@link ArgumentError} for other options; {@link DtypeError} for int32
 *   or bool.
 * @remarks Derivative: linear; that of `fft`. Source: NumPy, `numpy.fft.rfft`.
 * @example
 * import { rfft } from "@chainrule/autograd/fft";
 * rfft([1, 2, 3, 4]).re.toArray() // => [10, -2, -2]
 */
export function rfft(x: TensorLike, options?: FftOptions): Complex {
  const { n, axis, norm } = optionsOf("rfft", options);
  const real = givenParts("rfft", toTensor("rfft", x));
  return wrapped(along("rfft", real, axis, n, norm, "half"));
}

/**
 * The inverse of `rfft`: real numbers of which this is the first half of the transform.
 * @param x - Complex numbers, or real ones; at least one axis.
 * @param options - `n`, the length of the result, by default the even one 2 (m - 1) for m numbers; `axis`, by default the last; `norm`.
 * @returns The shape of `x`, with n along the axis.
 * @throws {ShapeError} for an axis out of range or without elements; {@link ArgumentError} for other options; {@link DtypeError} for int32
 *   or bool.
 * @remarks Derivative: linear; imaginary parts that a transform of real numbers cannot have, as the first one, receive 0. Source: NumPy,
 *   `numpy.fft.irfft`.
 * @example
 * import { irfft, rfft } from "@chainrule/autograd/fft";
 * irfft(rfft([1, 2, 3, 4])).toArray() // => [1, 2, 3, 4]
 */
export function irfft(x: ComplexLike, options?: FftOptions): Tensor {
  const { n, axis, norm } = optionsOf("irfft", options);
  const given = partsOf("irfft", x);
  const place = normalizeAxis("irfft", axis, given.re.shape.length);
  const length = n ?? 2 * ((given.re.shape[place] as number) - 1);
  if (length < 1) throw noElements("irfft", given.re);
  const last = { re: swapped(given.re, place), im: swapped(given.im, place) };
  const half = Math.floor(length / 2) + 1;
  const whole = (part: Node, isTurned: boolean): Node => {
    const first = cutTo(part, half);
    const rank = part.shape.length;
    const mirrored = apply(flip, [section(first, rank - 1, 1, length - half)], { axes: [rank - 1] });
    return apply(concat, [first, isTurned ? apply(neg, [mirrored]) : mirrored], { axis: rank - 1 });
  };
  const { re } = inverted({ re: whole(last.re, false), im: whole(last.im, true) });
  return wrap(swapped(times(re, constantNode(scaleOf(length, norm, "backward"), re.dtype)), place));
}

/**
 * The discrete Fourier transform along several axes, one after the other.
 * @param x - Complex numbers, or real ones.
 * @param options - `axes`, by default all; `norm`.
 * @returns The shape of `x`.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link ArgumentError} for other options;
 *   {@link DtypeError} for int32 or bool.
 * @remarks Derivative: linear; that of `fft` along each axis. Source: NumPy, `numpy.fft.fftn`.
 * @example
 * import { fftn } from "@chainrule/autograd/fft";
 * fftn([[1, 2], [3, 4]]).re.toArray() // => [[10, -2], [-4, 0]]
 */
export function fftn(x: ComplexLike, options?: FftnOptions): Complex {
  return wrapped(overAxes("fftn", givenParts("fftn", x), options, undefined, "forward"));
}

/**
 * The inverse of `fftn`.
 * @param x - Complex numbers, or real ones.
 * @param options - `axes`, by default all; `norm`.
 * @returns The shape of `x`.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link ArgumentError} for other options;
 *   {@link DtypeError} for int32 or bool.
 * @remarks Derivative: linear; that of `ifft` along each axis. Source: NumPy, `numpy.fft.ifftn`.
 * @example
 * import { ifftn } from "@chainrule/autograd/fft";
 * ifftn([[10, -2], [-4, 0]]).re.toArray() // => [[1, 2], [3, 4]]
 */
export function ifftn(x: ComplexLike, options?: FftnOptions): Complex {
  return wrapped(overAxes("ifftn", partsOf("ifftn", x), options, undefined, "backward"));
}

/**
 * The discrete Fourier transform along two axes.
 * @param x - Complex numbers, or real ones; at least two axes.
 * @param options - `axes`, by default the last two; `norm`.
 * @returns The shape of `x`.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link ArgumentError} for other options;
 *   {@link DtypeError} for int32 or bool.
 * @remarks Derivative: linear; that of `fft` along each axis. Source: NumPy, `numpy.fft.fft2`.
 * @example
 * import { fft2 } from "@chainrule/autograd/fft";
 * fft2([[1, 2], [3, 4]]).re.toArray() // => [[10, -2], [-4, 0]]
 */
export function fft2(x: ComplexLike, options?: FftnOptions): Complex {
  return wrapped(overAxes("fft2", givenParts("fft2", x), options, [-2, -1], "forward"));
}

/**
 * The inverse of `fft2`.
 * @param x - Complex numbers, or real ones; at least two axes.
 * @param options - `axes`, by default the last two; `norm`.
 * @returns The shape of `x`.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link ArgumentError} for other options;
 *   {@link DtypeError} for int32 or bool.
 * @remarks Derivative: linear; that of `ifft` along each axis. Source: NumPy, `numpy.fft.ifft2`.
 * @example
 * import { ifft2 } from "@chainrule/autograd/fft";
 * ifft2([[10, -2], [-4, 0]]).re.toArray() // => [[1, 2], [3, 4]]
 */
export function ifft2(x: ComplexLike, options?: FftnOptions): Complex {
  return wrapped(overAxes("ifft2", partsOf("ifft2", x), options, [-2, -1], "backward"));
}

function toTensor(op: string, x: TensorLike): Tensor {
  return wrap(toNode(op, x));
}

interface Known {
  readonly n: number | undefined;
  readonly axis: number;
  readonly norm: Normalization;
}

function optionsOf(op: string, options: unknown): Known {
  const { n, axis = -1, norm } = optionsArgument(op, options, ["n", "axis", "norm"]);
  if (n !== undefined && (typeof n !== "number" || !Number.isSafeInteger(n) || n < 1)) {
    throw new ArgumentError(op, `n must be a positive integer, got ${describe(n)}.`);
  }
  return { n, axis: axis as number, norm: normArgument(op, norm) };
}

function normArgument(op: string, norm: unknown = "backward"): Normalization {
  if (norm === "backward" || norm === "ortho" || norm === "forward") return norm;
  throw new ArgumentError(op, `norm must be "backward", "ortho" or "forward", got ${describe(norm)}.`);
}

/** There and back; or there, of real numbers, as far as the first half. */
type Direction = "forward" | "backward" | "half";

/** What a transform is multiplied by; the inverse is divided by its length already. */
function scaleOf(length: number, norm: Normalization, direction: Direction): number {
  const divided = { backward: 0, ortho: 0.5, forward: 1 }[norm];
  return direction === "backward" ? length ** divided : length ** -divided;
}

function along(
  op: string,
  given: Parts,
  axis: number,
  n: number | undefined,
  norm: Normalization,
  direction: Direction,
): WholeParts {
  const place = normalizeAxis(op, axis, given.re.shape.length);
  const last = (part: Node): Node => cutTo(swapped(part, place), n);
  const { re, im } = { re: last(given.re), im: given.im === null ? null : last(given.im) };
  const length = re.shape.at(-1) as number;
  if (length < 1) throw noElements(op, given.re);
  const ways: Readonly<Record<Direction, () => WholeParts>> = {
    forward: () => transformed({ re, im }),
    backward: () => inverted({ re, im: im as Node }),
    half: () => halfTransformed(re),
  };
  const result = ways[direction]();
  const scale = scaleOf(length, norm, direction);
  const back = (part: Node): Node =>
    swapped(scale === 1 ? part : times(part, constantNode(scale, part.dtype)), place);
  return { re: back(result.re), im: back(result.im) };
}

function overAxes(
  op: string,
  given: Parts,
  options: unknown,
  usual: readonly number[] | undefined,
  direction: Direction,
): WholeParts {
  const { axes = usual, norm } = optionsArgument(op, options, ["axes", "norm"]);
  const scale = normArgument(op, norm);
  const rank = given.re.shape.length;
  const all = axesArgument(op, axes, rank);
  if (all.length === 0)
    throw new ShapeError(op, `needs at least one axis, got shape ${formatShape(given.re.shape)}.`);
  let parts = given;
  for (const axis of all) parts = along(op, parts, axis, undefined, scale, direction);
  return parts as WholeParts;
}

/** Cut down, or filled up with zeros, along the last axis. */
function cutTo(x: Node, n: number | undefined): Node {
  const size = x.shape.at(-1) as number;
  if (n === undefined || n === size) return x;
  return n < size ? section(x, x.shape.length - 1, 0, n) : lengthened(x, n);
}

function noElements(op: string, { shape }: Node): ShapeError {
  return new ShapeError(op, `needs at least one element along the axis, got shape ${formatShape(shape)}.`, [
    shape,
  ]);
}
