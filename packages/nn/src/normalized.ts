/** What layers have in common that bring numbers to mean 0 and variance 1. */
import {
  ArgumentError,
  DtypeError,
  type FloatDType,
  ones,
  type Parameter,
  rsqrt,
  ShapeError,
  type Tensor,
  zeros,
} from "@chainrule/autograd";
import { checkOptions, describeValue } from "@chainrule/autograd/gears";
import { floatDtypeArgument, positiveArgument, shapeText, sizeArgument, tensorArgument } from "./argument.ts";
import { cell } from "./first-weights.ts";

/**
 * Options of {@link LayerNorm}.
 * @example new LayerNorm(2, { affine: false, epsilon: 1e-3, dtype: "float32" }).parameters() // => []
 */
export interface NormOptions {
  /** Added to the variance, so that nothing is divided by 0; by default 1e-5. */
  readonly epsilon?: number | undefined;
  /** Whether a weight and a bias, which start at 1 and 0, come behind it. By default true. */
  readonly affine?: boolean | undefined;
  /** Of weight, bias and statistics; by default float64. */
  readonly dtype?: FloatDType | undefined;
}

/** Options, looked at. */
export interface Norm<In extends number> {
  readonly epsilon: number;
  readonly dtype: FloatDType;
  readonly weight: Parameter<[In]> | null;
  readonly bias: Parameter<[In]> | null;
  /** The options that only one of the layers has. */
  readonly others: Readonly<Record<string, unknown>>;
}

export function normArgument<In extends number>(
  op: string,
  inputs: In,
  options: unknown,
  others: readonly string[] = [],
): Norm<In> {
  sizeArgument(op, "inputs", inputs);
  const given = checkOptions(op, options, ["epsilon", "affine", "dtype", ...others] as never[]);
  const { epsilon = 1e-5, affine = true, dtype: named = "float64" } = given as NormOptions;
  positiveArgument(op, "epsilon", epsilon);
  if (typeof affine !== "boolean")
    throw new ArgumentError(op, `affine must be true or false, got ${describeValue(affine)}.`);
  const dtype = floatDtypeArgument(op, named);
  return {
    epsilon,
    dtype,
    weight: affine ? cell(ones([inputs], { dtype })) : null,
    bias: affine ? cell(zeros([inputs], { dtype })) : null,
    others: given,
  };
}

/** What goes in, whose size along an axis is known. */
export function normInput(
  op: string,
  x: unknown,
  { inputs, axis, dtype }: { readonly inputs: number; readonly axis: number; readonly dtype: FloatDType },
): Tensor {
  const input = tensorArgument(op, "x", x, dtype);
  const { shape } = input;
  if (shape.at(axis) !== inputs || axis >= shape.length) {
    const where = axis === -1 ? `last size ${inputs}` : `size ${inputs} at axis ${axis}`;
    throw new ShapeError(op, `x must have ${where}, got shape ${shapeText(shape)}.`, [shape]);
  }
  if (input.dtype === dtype) return input;
  const remedy = `Use cast("${dtype}").`;
  throw new DtypeError(op, `x must be ${dtype}, as the layer is, got ${input.dtype}. ${remedy}`);
}

/** (x - mean) / √(variance + epsilon), times the weight, plus the bias, which lie along the first of the last `behind + 1` axes. */
export function normalized(
  x: Tensor,
  { mean, variance }: { readonly mean: Tensor; readonly variance: Tensor },
  { epsilon, weight, bias }: Pick<Norm<number>, "epsilon" | "weight" | "bias">,
  behind = 0,
): Tensor {
  const along = (vector: Tensor): Tensor => vector.reshape([-1, ...new Array<number>(behind).fill(1)]);
  const scaled = x.sub(mean).mul(rsqrt(variance.add(epsilon)));
  const weighted = weight === null ? scaled : scaled.mul(along(weight));
  return bias === null ? weighted : weighted.add(along(bias));
}
