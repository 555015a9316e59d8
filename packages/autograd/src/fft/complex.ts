import { applyBinary, applyUnary } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { atan2 } from "../op/atan.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { hypot } from "../op/hypot.ts";
import { neg } from "../op/neg.ts";
import { broadcastTo } from "../op/sum.ts";
import { broadcastShapes, sameShape } from "../shape/shape.ts";
import { isOptions } from "../tensor/argument.ts";
import { operands, toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { multiplied, type WholeParts } from "./transform.ts";

/** Complex numbers: two tensors of one shape and dtype. Trees of tensors are taken and returned by whatever takes trees. */
export interface Complex {
  /** The real parts. */
  readonly re: Tensor;
  /** The imaginary parts. */
  readonly im: Tensor;
}

/** Complex numbers, or real ones. */
export type ComplexLike = TensorLike | { readonly re: TensorLike; readonly im: TensorLike };

/**
 * Complex numbers of real and imaginary parts.
 * @param re - The real parts; floating-point.
 * @param im - The imaginary parts, of the same dtype; both broadcast. By default 0.
 * @returns Both, in one shape.
 * @throws {ShapeError} for shapes that do not broadcast; {@link DtypeError} for int32, bool, or dtypes that differ.
 * @remarks Derivative: each part receives its own cotangent. Source: NumPy, complex numbers.
 * @example
 * import { complex, magnitude } from "@chainrule/autograd/fft";
 * magnitude(complex([3, 0], [4, 1])).toArray() // => [5, 1]
 */
export function complex(re: TensorLike, im: TensorLike = 0): Complex {
  return wrapped(partsOf("complex", { re, im }));
}

/**
 * Complex numbers with the other sign of their imaginary parts.
 * @param z - Complex numbers, or real ones.
 * @returns The shape of `z`.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: the conjugate of the cotangent. Source: NumPy, `numpy.conj`.
 * @example
 * import { complex, conj } from "@chainrule/autograd/fft";
 * conj(complex(1, 2)).im.item() // => -2
 */
export function conj(z: ComplexLike): Complex {
  const { re, im } = partsOf("conj", z);
  return wrapped({ re, im: applyUnary(neg, im) });
}

/**
 * Products of complex numbers.
 * @param a - Complex numbers, or real ones.
 * @param b - The same, of one dtype; both broadcast.
 * @returns The shape that both broadcast to.
 * @throws {ShapeError} for shapes that do not broadcast; {@link DtypeError} for int32, bool, or dtypes that differ.
 * @remarks Derivative: as of the four products. Source: NumPy, `numpy.multiply`.
 * @example
 * import { complex, multiply } from "@chainrule/autograd/fft";
 * multiply(complex(1, 2), complex(3, 4)).im.item() // => 10
 */
export function multiply(a: ComplexLike, b: ComplexLike): Complex {
  const [x, y] = [partsOf("multiply", a), partsOf("multiply", b)];
  numericDtype("multiply", "floats", [x.re.dtype, y.re.dtype]);
  return wrapped(multiplied(x, y));
}

/**
 * The sizes of complex numbers: √(re² + im²), without overflow.
 * @param z - Complex numbers, or real ones.
 * @returns The shape of `z`.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: each part receives its share, ȳ re / y and ȳ im / y, and 0 at 0. Source: NumPy, `numpy.abs`.
 * @example
 * import { complex, magnitude } from "@chainrule/autograd/fft";
 * magnitude(complex(3, -4)).item() // => 5
 */
export function magnitude(z: ComplexLike): Tensor {
  const { re, im } = partsOf("magnitude", z);
  return wrap(applyBinary(hypot, re, im));
}

/**
 * The angles of complex numbers, from -π to π.
 * @param z - Complex numbers, or real ones.
 * @returns The shape of `z`.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: that of `atan2`; NaN at 0. Source: NumPy, `numpy.angle`.
 * @example
 * import { angle, complex } from "@chainrule/autograd/fft";
 * angle(complex(0, 1)).item() // => 1.5707963267948966
 */
export function angle(z: ComplexLike): Tensor {
  const { re, im } = partsOf("angle", z);
  return wrap(applyBinary(atan2, im, re));
}

export function wrapped({ re, im }: WholeParts): Complex {
  return { re: wrap(re), im: wrap(im) };
}

/** Both parts in one shape; of a real argument, zeros. */
export function partsOf(op: string, z: unknown): WholeParts {
  const { re, im } = givenParts(op, z);
  return { re, im: im ?? b(broadcastTo, b.constant(0, re), { shape: re.shape }) };
}

/** Both parts in one shape; null for the imaginary ones of a real argument. */
export function givenParts(op: string, z: unknown): { re: Node; im: Node | null } {
  if (isComplex(z)) {
    const [re, im] = operands(op, z.re, z.im);
    numericDtype(op, "floats", [re.dtype, im.dtype]);
    const shape = broadcastShapes(op, re.shape, im.shape);
    const spread = (x: Node): Node => (sameShape(x.shape, shape) ? x : b(broadcastTo, x, { shape }));
    return { re: spread(re), im: spread(im) };
  }
  const re = toNode(op, z);
  numericDtype(op, "floats", [re.dtype]);
  return { re, im: null };
}

function isComplex(z: unknown): z is { readonly re: unknown; readonly im: unknown } {
  return isOptions(z, ["re", "im"]) && "re" in z && "im" in z;
}
