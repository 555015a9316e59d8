import type { FloatDType, Parameter, ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { moments } from "@chainrule/autograd";
import { guardMethods } from "@chainrule/autograd/gears";
import type { LayerInput } from "./input-type.ts";
import { type NormOptions, normArgument, normalized, normInput } from "./normalized.ts";

/**
 * A layer that brings each row of numbers, along the last axis, to mean 0 and variance 1; then each number has a weight and a bias of its
 * own.
 * @param inputs - The last size of what goes in, a positive integer.
 * @param options - What {@link NormOptions} lists.
 * @throws {ArgumentError} or {@link DtypeError} for another size, or options that do not exist.
 * @remarks Derivative: of the row, through its mean and variance too. Rows are independent of one another. Source: J. Ba, J. Kiros, G.
 *   Hinton, Layer normalization, 2016; PyTorch, `torch.nn.LayerNorm`.
 * @example new LayerNorm(2).forward([[1, 3], [0, 200]]).round().toArray() // => [[-1, 1], [-1, 1]]
 */
export class LayerNorm<const In extends number = number> {
  static readonly name: string = "LayerNorm";

  /** The last size of what goes in, and of what comes out. */
  readonly inputs: In;
  /** What is added to the variance. */
  readonly epsilon: number;
  /** Of what goes in. */
  readonly dtype: FloatDType;
  /** `[inputs]`, or null if the layer has none. */
  readonly weight: Parameter<[In]> | null;
  /** `[inputs]`, or null if the layer has none. */
  readonly bias: Parameter<[In]> | null;

  static {
    guardMethods(LayerNorm.prototype, "a layer", "layer", (value) => value instanceof LayerNorm);
  }

  constructor(inputs: In, options?: NormOptions) {
    const { epsilon, dtype, weight, bias } = normArgument("LayerNorm", inputs, options);
    this.inputs = inputs;
    this.epsilon = epsilon;
    this.weight = weight;
    this.bias = bias;
    this.dtype = dtype;
  }

  /**
   * The layer's output.
   * @param x - `[..., inputs]`, of the dtype of the layer; nested arrays take it.
   * @returns The shape of `x`.
   * @throws {ShapeError} if the last size is not `inputs`; {@link DtypeError} for another dtype.
   */
  forward<const X extends TensorLike>(x: LayerInput<In, X, ShapeOf<X>>): Tensor<ShapeOf<X>> {
    const { inputs, dtype } = this;
    const input = normInput("LayerNorm.forward", x, { inputs, axis: -1, dtype });
    return normalized(input, moments(input, -1, { keepDims: true }), this) as Tensor<ShapeOf<X>>;
  }

  /** Weight and bias, if there are any. */
  parameters(): Parameter[] {
    return [this.weight, this.bias].filter((each) => each !== null);
  }
}
