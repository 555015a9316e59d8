import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { apply, inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { concat } from "../op/concat.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { allocate } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape } from "../shape/shape.ts";
import { axesArgument, countArgument, finiteArgument } from "../tensor/argument.ts";
import { operands } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { section } from "../tensor/slices.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { type Complex, type ComplexLike, givenParts } from "./complex.ts";
import { inverted, lengthened, multiplied, powerFrom, transformed, type WholeParts } from "./transform.ts";

/**
 * The frequencies that the numbers of a transform are of, in cycles per unit of the distance between samples.
 * @param n - The length of the transform.
 * @param d - The distance between samples; by default 1.
 * @returns `[n]`: 0, 1, … and then the negative ones, divided by n d.
 * @throws {ArgumentError} for an `n` that is not a positive integer, or a `d` that is not a finite number.
 * @remarks No derivative passes. Source: NumPy, `numpy.fft.fftfreq`.
 * @example
 * import { fftfreq } from "@chainrule/autograd/fft";
 * fftfreq(4).toArray() // => [0, 0.25, -0.5, -0.25]
 */
export function fftfreq(n: number, d: number = 1): Tensor<[number]> {
  const half = Math.ceil(sizeArgument("fftfreq", n) / 2);
  return frequencies("fftfreq", n, n, d, (k) => (k < half ? k : k - n));
}

/**
 * The frequencies that the numbers of `rfft` are of, in cycles per unit of the distance between samples.
 * @param n - The length of the real numbers.
 * @param d - The distance between samples; by default 1.
 * @returns `[⌊n / 2⌋ + 1]`: 0, 1, …, divided by n d.
 * @throws {ArgumentError} for an `n` that is not a positive integer, or a `d` that is not a finite number.
 * @remarks No derivative passes. Source: NumPy, `numpy.fft.rfftfreq`.
 * @example
 * import { rfftfreq } from "@chainrule/autograd/fft";
 * rfftfreq(4).toArray() // => [0, 0.25, 0.5]
 */
export function rfftfreq(n: number, d: number = 1): Tensor<[number]> {
  const count = Math.floor(sizeArgument("rfftfreq", n) / 2) + 1;
  return frequencies("rfftfreq", n, count, d, (k) => k);
}

/** What has been moved: complex numbers of complex numbers. */
export type Shifted<X extends ComplexLike> = X extends TensorLike ? Tensor<ShapeOf<X>> : Complex;

/**
 * With the frequency 0 in the middle.
 * @param x - Complex numbers, or real ones; floating-point.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @returns The shape of `x`: along each axis, the second half comes first.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 or bool.
 * @remarks Derivative: `ifftshift` of the cotangent. Source: NumPy, `numpy.fft.fftshift`.
 * @example
 * import { fftfreq, fftshift } from "@chainrule/autograd/fft";
 * fftshift(fftfreq(4)).toArray() // => [-0.5, -0.25, 0, 0.25]
 */
export function fftshift<const X extends ComplexLike>(x: X, axes?: number | readonly number[]): Shifted<X> {
  return turned("fftshift", x, axes, (size) => Math.ceil(size / 2)) as Shifted<X>;
}

/**
 * The inverse of `fftshift`.
 * @param x - Complex numbers, or real ones; floating-point.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @returns The shape of `x`.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 or bool.
 * @remarks Derivative: `fftshift` of the cotangent. Source: NumPy, `numpy.fft.ifftshift`.
 * @example
 * import { ifftshift } from "@chainrule/autograd/fft";
 * ifftshift([-1, 0, 1]).toArray() // => [0, 1, -1]
 */
export function ifftshift<const X extends ComplexLike>(x: X, axes?: number | readonly number[]): Shifted<X> {
  return turned("ifftshift", x, axes, (size) => Math.floor(size / 2)) as Shifted<X>;
}

/**
 * The convolution of two rows along the last axis, by their transforms: yₖ = Σⱼ aⱼ bₖ₋ⱼ.
 * @param a - `[..., n]`, floating-point; leading axes are batches, which broadcast.
 * @param b - `[..., m]`, of the same dtype.
 * @param mode - `"full"`, the default, gives n + m - 1 numbers; `"same"` the n in the middle; `"valid"` those for which no row has to be
 *   filled up with zeros.
 * @returns `[..., k]`.
 * @throws {ShapeError} for rows without elements, or batches that do not broadcast; {@link DtypeError} for int32, bool, or dtypes that
 *   differ; {@link ArgumentError} for another `mode`.
 * @remarks Derivative: each row receives the convolution of the cotangent with the other, turned round. Rounding errors are relative to
 *   the largest numbers. Source: SciPy, `scipy.signal.fftconvolve`.
 * @example
 * import { fftconvolve } from "@chainrule/autograd/fft";
 * fftconvolve([1, 2], [1, 1, 1]).shape // => [4]
 */
export function fftconvolve(a: TensorLike, b: TensorLike, mode: "full" | "same" | "valid" = "full"): Tensor {
  const [left, right] = operands("fftconvolve", a, b);
  numericDtype("fftconvolve", "floats", [left.dtype, right.dtype]);
  const [n = 0, m = 0] = [left.shape.at(-1), right.shape.at(-1)];
  if (n < 1 || m < 1) {
    throw new ShapeError(
      "fftconvolve",
      `both must have elements along the last axis, got a ${formatShape(left.shape)} and b ${formatShape(right.shape)}.`,
      [left.shape, right.shape],
    );
  }
  if (!["full", "same", "valid"].includes(mode)) {
    throw new ArgumentError("fftconvolve", `mode must be "full", "same" or "valid", got ${describe(mode)}.`);
  }
  const length = powerFrom(n + m - 1);
  const whole = (row: Node): WholeParts => transformed({ re: lengthened(row, length), im: null });
  const { re } = inverted(multiplied(whole(left), whole(right)));
  const valid = Math.max(n, m) - Math.min(n, m) + 1;
  const [from, count] = {
    full: [0, n + m - 1],
    same: [Math.floor((m - 1) / 2), n],
    valid: [Math.min(n, m) - 1, valid],
  }[mode] as [number, number];
  return wrap(section(re, re.shape.length - 1, from, count));
}

function sizeArgument(op: string, n: unknown): number {
  if (countArgument(op, "n", n) > 0) return n as number;
  throw new ArgumentError(op, "n must be a positive integer, got 0.");
}

function frequencies(
  op: string,
  n: number,
  count: number,
  d: unknown,
  of: (k: number) => number,
): Tensor<[number]> {
  const distance = finiteArgument(op, "d", d);
  const data = allocate("float64", count);
  for (let k = 0; k < count; k++) data[k] = of(k) / (n * distance);
  return wrap(inputNode(data, [count], "float64"));
}

/** Along each axis, what comes from a place on is first. */
function turned(op: string, x: unknown, axes: unknown, placeOf: (size: number) => number): Complex | Tensor {
  const { re, im } = givenParts(op, x);
  const along = axesArgument(op, axes, re.shape.length);
  const whole = (part: Node): Tensor =>
    wrap(
      along.reduce((node, axis) => {
        const size = node.shape[axis] as number;
        const place = placeOf(size);
        const halves = [section(node, axis, place, size - place), section(node, axis, 0, place)];
        return apply(concat, halves, { axis });
      }, part),
    );
  return im === null ? whole(re) : { re: whole(re), im: whole(im) };
}
