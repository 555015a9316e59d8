import {
  DtypeError,
  type FloatDType,
  type Matmul,
  type Parameter,
  ShapeError,
  type ShapeOf,
  type Tensor,
  type TensorLike,
  zeros,
} from "@chainrule/autograd";
import { checkOptions, guardMethods } from "@chainrule/autograd/gears";
import { floatDtypeArgument, shapeText, sizeArgument, tensorArgument, valueArgument } from "./argument.ts";
import { cell, firstWeights } from "./first-weights.ts";
import { type Initializer, xavierUniform } from "./initializer.ts";
import type { LayerInput } from "./input-type.ts";
import type { Randomness } from "./randomness.ts";

/**
 * Options of a {@link Linear} layer.
 * @example new Linear(2, 1, { bias: false, weight: [[1], [2]], dtype: "float32" }).parameters().length // => 1
 */
export interface LinearOptions extends Randomness {
  /** Whether there is a bias, which starts at 0; or its first values, `[outputs]`. By default true. */
  readonly bias?: TensorLike | undefined;
  /** Makes the first weights; by default {@link xavierUniform}. */
  readonly initializer?: Initializer | undefined;
  /** The first weights themselves, `[inputs, outputs]`, instead of an initialiser; no parameters. */
  readonly weight?: TensorLike | undefined;
  /** Of weights and bias; by default float64. */
  readonly dtype?: FloatDType | undefined;
}

/**
 * A fully connected layer: x · weight + bias.
 * @param inputs - How many numbers go in, a positive integer.
 * @param outputs - How many come out, a positive integer.
 * @param options - What {@link LinearOptions} lists.
 * @throws {ArgumentError} for sizes that are not positive integers, or options that do not exist;
 *   {@link ShapeError} or {@link DtypeError} for first values that do not fit.
 * @remarks Derivative: with respect to the weight xᵀ ȳ, to the bias ȳ, both summed over the leading axes; to x ȳ weightᵀ. Source: D.
 *   Rumelhart, G. Hinton, R. Williams, Learning representations by back-propagating errors, Nature 323, 1986.
 * @example new Linear(2, 1, { weight: [[3], [4]], bias: [5] }).forward([[1, 10]]).toArray() // => [[48]]
 */
export class Linear<const In extends number = number, const Out extends number = number> {
  static readonly name: string = "Linear";

  /** The last size of what goes in. */
  readonly inputs: In;
  /** The last size of what comes out. */
  readonly outputs: Out;
  /** `[inputs, outputs]`. */
  readonly weight: Parameter<[In, Out]>;
  /** `[outputs]`, or null if the layer has none. */
  readonly bias: Parameter<[Out]> | null;

  static {
    guardMethods(Linear.prototype, "a layer", "layer", (value) => value instanceof Linear);
  }

  constructor(inputs: In, outputs: Out, options?: LinearOptions) {
    const op = "Linear";
    sizeArgument(op, "inputs", inputs);
    sizeArgument(op, "outputs", outputs);
    const known = ["bias", "initializer", "weight", "dtype", "generator", "seed"];
    const given = checkOptions(op, options, known);
    const { bias = true, initializer, weight, dtype: named = "float64", generator, seed } = given;
    const dtype = floatDtypeArgument(op, named);
    const firstBias = typeof bias === "boolean" ? zeros([outputs], { dtype }) : bias;
    this.inputs = inputs;
    this.outputs = outputs;
    this.weight = firstWeights(op, [inputs, outputs], {
      weight,
      initializer,
      generator,
      seed,
      otherwise: xavierUniform(),
      dtype,
      fanIn: inputs,
      fanOut: outputs,
    });
    const checkedBias = valueArgument(op, "bias", firstBias, [outputs], dtype);
    this.bias = bias === false ? null : cell(checkedBias);
  }

  /**
   * The layer's output.
   * @param x - `[..., inputs]`, of the dtype of the weights; nested arrays take it.
   * @returns `[..., outputs]`.
   * @throws {ShapeError} if the last size is not `inputs`; {@link DtypeError} for another dtype.
   */
  forward<const X extends TensorLike>(
    x: LayerInput<In, X, ShapeOf<X>>,
  ): Tensor<Matmul<ShapeOf<X>, [In, Out]>> {
    const op = "Linear.forward";
    const { weight, bias, inputs } = this;
    const dtype = weight.dtype as FloatDType;
    const input = tensorArgument(op, "x", x, dtype);
    if (input.shape.at(-1) !== inputs) {
      const { shape } = input;
      throw new ShapeError(op, `x must have last size ${inputs}, got shape ${shapeText(shape)}.`, [shape]);
    }
    if (input.dtype !== dtype) {
      const remedy = `Use cast("${dtype}").`;
      throw new DtypeError(op, `x must be ${dtype}, as the weights are, got ${input.dtype}. ${remedy}`);
    }
    const product = input.matmul(weight);
    return (bias === null ? product : product.add(bias)) as Tensor<never>;
  }

  /** Weight and bias, if there is one. */
  parameters(): Parameter[] {
    return this.bias === null ? [this.weight] : [this.weight, this.bias];
  }
}
