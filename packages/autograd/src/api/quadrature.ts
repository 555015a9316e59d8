import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { specsOf } from "../op/body.ts";
import { type DType, isFloat } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import { operands } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { accuracyArgument } from "./accuracy.ts";
import { type AnyFunction, requireFunction } from "./functions.ts";
import { divisionInputs, integrated } from "./quadrature-intervals.ts";
import { infinityOf, overUnit } from "./quadrature-variable.ts";
import { flattenArgument, flattenResult } from "./tree.ts";
import { recorded } from "./vector-function.ts";

/** How accurate an integral has to be. */
export interface QuadratureOptions {
  /** The error, relative to the largest integral. Default: 1e-10, or 1e-5 for float32. */
  readonly rtol?: number | undefined;
  /** The error beside that. Default: 2e-12 of the integral of the absolute value, or 1e-6 of it for float32. */
  readonly atol?: number | undefined;
  /** How many intervals there may be. Default: 50. */
  readonly maxIntervals?: number | undefined;
}

/**
 * A definite integral: Gauss and Kronrod's rule, on intervals that are halved where the error is largest.
 * @param f - Takes a number and returns a tensor. It is called once, with a tensor that stands for any number, and may refer to other
 *   tensors and parameters, by which there are derivatives.
 * @param from - The lower limit: a floating-point scalar, which may be -∞.
 * @param to - The upper limit, which may be ∞.
 * @param options - `rtol`, `atol`: the error, relative to the largest element and beside that, by default 1e-10, and 2e-12 of the integral of
 *   the absolute value, for float32 1e-5 and 1e-6; `maxIntervals`: how many intervals there may be, by default 50.
 * @returns The integral, of the shape of what `f` returns.
 * @throws {ArgumentError} if `f` is not a function, does not return a tensor, reads a value, changes a parameter or calls
 *   `customGradient`, for options that do not exist, or infinite limits in the wrong place; also, when the result is computed, if the
 *   intervals do not suffice. {@link DtypeError} unless limits and result are floating-point, of one dtype; {@link ShapeError} if a limit
 *   is not a scalar; {@link DerivativeError} if a derivative that `f` takes goes through x to something that the limits were built from.
 * @remarks Derivative: in both modes and of any order, by the limits and all that `f` refers to: that of the sum over intervals which are
 *   found for the integral and for its derivatives up to this order, each as accurate as the integral has to be, so that they may need more
 *   intervals than it. Between infinite limits the integral is one over a finite interval, by a change of variables. Source: R. Piessens
 *   and others, QUADPACK, 1983, QAGS without extrapolation, QAGI; ten intervals at first, where these have one or two, since a peak that is far narrower
 *   than its neighbourhood can pass unseen between the nodes of a rule.
 * @example quadrature((x) => x.square(), 0, 3).item().toFixed(10) // => "9.0000000000"
 * @example quadrature((x) => x.square().neg().exp(), -Infinity, Infinity).item().toFixed(10) // => "1.7724538509"
 */
export function quadrature<Y extends Tensor>(
  f: (x: Tensor<[]>) => Y,
  from: TensorLike,
  to: TensorLike,
  options?: QuadratureOptions,
): Tensor<ShapeOf<Y>>;
export function quadrature(f: unknown, from: unknown, to: unknown, options?: QuadratureOptions): Tensor {
  requireFunction("quadrature", f);
  const [low, high] = limits(from, to);
  const accuracy = accuracyArgument("quadrature", options, low.dtype, usual);
  const state = flattenArgument("quadrature", wrap(low).add(wrap(high)));
  let shape: Shape = [];
  const { body, captured } = recorded(
    { op: "quadrature", f: f as AnyFunction, state, isCarried: false },
    (result) => {
      const output = resultOf(result, low.dtype);
      shape = output.shape;
      return [output];
    },
  );
  const known = [...divisionInputs(accuracy.most, low.dtype), ...captured, low, high];
  const integrand = body.around(overUnit, [...specsOf(b, known), { shape: [], dtype: low.dtype }], {
    low: infinityOf(from, Number.NEGATIVE_INFINITY),
    high: infinityOf(to, Number.POSITIVE_INFINITY),
  });
  // Whatever the units: an integral may be small as a whole.
  const stol = accuracy.atol > 0 ? 0 : low.dtype === "float32" ? 1e-6 : 2e-12;
  return wrap(integrated(integrand, known, { ...accuracy, stol })).reshape(shape);
}

function limits(from: unknown, to: unknown): readonly [Node, Node] {
  const limit = [from, to] as const;
  if (from === Number.POSITIVE_INFINITY || to === Number.NEGATIVE_INFINITY) {
    throw new ArgumentError(
      "quadrature",
      "the lower limit must not be Infinity, nor the upper one -Infinity. Exchange them, and take the negative.",
    );
  }
  const found = operands("quadrature", limit[0], limit[1]);
  for (const { shape, dtype } of found) {
    if (!isFloat(dtype))
      throw new DtypeError("quadrature", `limits must be floating-point, got ${dtype}. Use cast("float64").`);
    if (shape.length > 0)
      throw new ShapeError("quadrature", `limits must be scalars, got shape ${formatShape(shape)}.`, [shape]);
  }
  const [low, high] = found;
  if (low.dtype !== high.dtype)
    throw new DtypeError("quadrature", `limits must have one dtype, got ${low.dtype} and ${high.dtype}.`);
  return found;
}

function resultOf(result: unknown, dtype: DType): Node {
  const { nodes: found, layout } = flattenResult("quadrature", result);
  const [output] = found;
  if (output === undefined || layout.text !== "*")
    throw new ArgumentError(
      "quadrature",
      "the function must return a tensor, got a tree. Integrate each part.",
    );
  if (output.dtype !== dtype)
    throw new DtypeError(
      "quadrature",
      `the function must return ${dtype} as the limits are, got ${output.dtype}.`,
    );
  return output;
}

const usual = {
  float64: { rtol: 1e-10, atol: 0 },
  float32: { rtol: 1e-5, atol: 0 },
  limit: "maxIntervals",
  most: 50,
} as const;
