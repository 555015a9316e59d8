import {
  ArgumentError,
  type Dims,
  DtypeError,
  type FloatDType,
  isTensor,
  type Parameter,
  type ShapeOf,
  type Tensor,
  type TensorLike,
  take,
  tensor,
} from "@chainrule/autograd";
import { checkOptions, describeValue, guardMethods, isArray } from "@chainrule/autograd/gears";
import { floatDtypeArgument, sizeArgument } from "./argument.ts";
import { firstWeights } from "./first-weights.ts";
import { type Initializer, normal } from "./initializer.ts";
import type { Randomness } from "./randomness.ts";

/**
 * Options of an {@link Embedding} layer.
 * @example new Embedding(2, 1, { weight: [[1], [2]], dtype: "float32" }).weight.dtype // => "float32"
 */
export interface EmbeddingOptions extends Randomness {
  /** Makes the first rows; by default {@link normal}. */
  readonly initializer?: Initializer | undefined;
  /** The first rows themselves, `[count, outputs]`, instead of an initialiser; no parameters. */
  readonly weight?: TensorLike | undefined;
  /** Of the rows; by default float64. */
  readonly dtype?: FloatDType | undefined;
}

/** The shape of rows looked up by indices of a shape. */
export type LookedUp<S extends Dims, Out extends number> = number extends S["length"] ? Dims : [...S, Out];

/**
 * A row of numbers for each of a number of things, such as words or categories: what goes in are their indices.
 * @param count - How many things there are, a positive integer.
 * @param outputs - How many numbers each row has, a positive integer.
 * @param options - What {@link EmbeddingOptions} lists.
 * @throws {ArgumentError} for sizes that are not positive integers, or options that do not exist;
 *   {@link ShapeError} or {@link DtypeError} for first rows that do not fit.
 * @remarks Derivative: each row receives the cotangents of the places where it was looked up, added; rows that were not receive exactly
 *   0. Gradient descent without momentum leaves these as they are, to the bit; optimisers that remember earlier gradients move them on.
 *   Source: PyTorch, `torch.nn.Embedding`.
 * @example new Embedding(3, 2, { weight: [[1, 2], [3, 4], [5, 6]] }).forward([2, 0]).toArray() // => [[5, 6], [1, 2]]
 */
export class Embedding<const Count extends number = number, const Out extends number = number> {
  static readonly name: string = "Embedding";

  /** How many rows there are. */
  readonly count: Count;
  /** The last size of what comes out. */
  readonly outputs: Out;
  /** `[count, outputs]`. */
  readonly weight: Parameter<[Count, Out]>;

  static {
    guardMethods(Embedding.prototype, "a layer", "layer", (value) => value instanceof Embedding);
  }

  constructor(count: Count, outputs: Out, options?: EmbeddingOptions) {
    const op = "Embedding";
    sizeArgument(op, "count", count);
    sizeArgument(op, "outputs", outputs);
    const known = ["initializer", "weight", "dtype", "generator", "seed"];
    const { initializer, weight, dtype = "float64", generator, seed } = checkOptions(op, options, known);
    this.count = count;
    this.outputs = outputs;
    this.weight = firstWeights(op, [count, outputs], {
      weight,
      initializer,
      generator,
      seed,
      otherwise: normal(),
      dtype: floatDtypeArgument(op, dtype),
      fanIn: count,
      fanOut: outputs,
    });
  }

  /**
   * The rows of indices.
   * @param x - int32, of any shape; nested arrays of integers are taken as such. Negative ones count from the end.
   * @returns The shape of `x`, and behind it `outputs`.
   * @throws {DtypeError} for indices that are not int32; {@link ArgumentError} for an index out of range.
   */
  forward<const X extends TensorLike>(x: X): Tensor<LookedUp<ShapeOf<X>, Out>> {
    return take(this.weight as Tensor, indicesArgument(x)) as Tensor<never>;
  }

  /** The rows. */
  parameters(): Parameter[] {
    return [this.weight];
  }
}

function indicesArgument(x: unknown): Tensor {
  const op = "Embedding.forward";
  if (!isTensor(x)) {
    if (typeof x === "number" || isArray(x)) return tensor(x as number, { dtype: "int32" });
    throw new ArgumentError(
      op,
      `x must be an int32 tensor or nested arrays of integers, got ${describeValue(x)}.`,
    );
  }
  if (x.dtype === "int32") return x;
  throw new DtypeError(op, `x must be int32, got ${x.dtype}. Use cast("int32").`);
}
