import {
  ArgumentError,
  type Dims,
  type FloatDType,
  type Matmul,
  type Parameter,
  type ShapeOf,
  type Tensor,
  type TensorLike,
} from "@chainrule/autograd";
import { checkOptions, describeValue, guardMethods, isArray } from "@chainrule/autograd/gears";
import { type Activation, type ActivationName, activationArgument } from "./activation.ts";
import { floatDtypeArgument, sizeArgument, valueArgument } from "./argument.ts";
import { heUniform, type Initializer, xavierUniform } from "./initializer.ts";
import type { LayerInput } from "./input-type.ts";
import { Linear } from "./linear.ts";
import { generatorArgument, type Randomness } from "./randomness.ts";
import { type Sequential, sequential } from "./sequential.ts";

/**
 * Options of {@link mlp}; `activation` is required.
 * @example mlp([1, 2, 1], { activation: "tanh", output: "sigmoid", bias: false, seed: 1 }).parameters().length // => 2
 */
export interface MlpOptions extends Randomness {
  /** After each layer but the last: `"sigmoid"`, `"tanh"`, `"relu"`, `"identity"`, or a function of your own. */
  readonly activation: ActivationName | Activation;
  /** After the last layer; by default `"identity"`, so that outputs are of any size and sign, and logits of losses. */
  readonly output?: ActivationName | Activation | undefined;
  /** Whether layers have biases, which start at 0; by default true. */
  readonly bias?: boolean | undefined;
  /** Makes the first weights; by default {@link heUniform} for relu, {@link xavierUniform} for others. */
  readonly initializer?: Initializer | undefined;
  /** The first weights themselves, one `[inputs, outputs]` for each layer, instead of an initialiser; no parameters. */
  readonly weights?: readonly TensorLike[] | undefined;
  /** By default float64. */
  readonly dtype?: FloatDType | undefined;
}

/**
 * What {@link mlp} returns. `Sizes` are those of inputs, hidden layers and outputs.
 *
 * `forward` takes them from `this`, as the methods of tensors do with shapes: so a model of sizes 3, 4, 1 is an `Mlp`.
 */
export interface Mlp<out Sizes extends Dims = Dims, out Layers extends readonly Linear[] = LayersOf<Sizes>> {
  /** Of the inputs, the hidden layers and the outputs. */
  readonly sizes: readonly [...Sizes];
  /** The layers before their activations, first to last. */
  readonly layers: Layers;
  /**
   * The model's output.
   * @param x - `[..., inputs]`, of the dtype of the weights; nested arrays take it.
   * @returns `[..., outputs]`.
   * @throws {ShapeError} if the last size is not that of the inputs; {@link DtypeError} for another dtype.
   */
  forward<S extends Dims, const X extends TensorLike>(
    this: Sized<S>,
    x: LayerInput<First<S>, X, ShapeOf<X>>,
  ): Tensor<Matmul<ShapeOf<X>, [First<S>, Last<S>]>>;
  /** Weights and biases, layer by layer. */
  parameters(): Parameter[];
}

/** Anything with statically known sizes. */
export interface Sized<out Sizes extends Dims> {
  /** Numbers of inputs, of hidden units of each layer, and of outputs. */
  readonly sizes: readonly [...Sizes];
}

/** `[Linear<3, 4>, Linear<4, 1>]` for the sizes 3, 4, 1. */
export type LayersOf<Sizes extends Dims, Layers extends readonly Linear[] = []> = Sizes extends [
  infer In extends number,
  infer Out extends number,
  ...infer Rest extends Dims,
]
  ? LayersOf<[Out, ...Rest], [...Layers, Linear<In, Out>]>
  : number extends Sizes["length"]
    ? readonly Linear[]
    : Layers;

type First<Sizes extends Dims> = Sizes extends [infer Size extends number, ...Dims] ? Size : number;
type Last<Sizes extends Dims> = Sizes extends [...Dims, infer Size extends number] ? Size : number;

/**
 * A multilayer perceptron: fully connected layers, an activation after each but the last, whose output is linear unless
 * `output` says otherwise. It is `sequential(new Linear(3, 4), "sigmoid", new Linear(4, 1), "identity")`, for the sizes 3, 4, 1,
 * that knows its sizes; its `layers` are the Linear ones alone, so that names of parameters are `layers.0.weight`,
 * `layers.1.weight`.
 * @param sizes - Of inputs, hidden layers and outputs: at least two positive integers.
 * @param options - `activation`, and what {@link MlpOptions} lists.
 * @returns A model with `forward`, from `[..., inputs]` to `[..., outputs]`, `layers` and `parameters`.
 * @throws {ArgumentError} for other sizes or options.
 * @remarks Weights are drawn in the order of the layers, each row by row. Source: D. Rumelhart, G. Hinton, R. Williams,
 *   Learning representations by back-propagating errors, Nature 323, 1986.
 * @example mlp([3, 4, 1], { activation: "sigmoid" }).forward([[0, 0, 1], [1, 1, 1]]).shape // => [2, 1]
 * @example mlp([1, 1, 1], { activation: "relu", weights: [[[1]], [[-1]]] }).forward([1]).item() // => -1
 */
export function mlp<const Sizes extends Dims>(sizes: readonly [...Sizes], options: MlpOptions): Mlp<Sizes> {
  const op = "mlp";
  const checked = sizesArgument(op, sizes);
  const known = ["activation", "output", "bias", "initializer", "weights", "dtype", "generator", "seed"];
  const given = checkOptions(op, options, known);
  const { activation, output = "identity", bias = true, weights, dtype: named = "float64", seed } = given;
  const hidden = activationArgument(op, "activation", activation);
  const last = activationArgument(op, "output", output);
  if (typeof bias !== "boolean") {
    throw new ArgumentError(op, `bias must be true or false, got ${describeValue(bias)}.`);
  }
  const { initializer = activation === "relu" ? heUniform() : xavierUniform() } = given;
  const dtype = floatDtypeArgument(op, named);
  // One generator for all layers; each with its own would start them all with the same numbers.
  const generator = generatorArgument(op, given["generator"], seed);
  const shapes = checked.slice(1).map((outputs, k) => [checked[k] as number, outputs] as const);
  if (weights !== undefined) weightsArgument(op, weights, shapes.length, given["initializer"]);
  const layers = shapes.map((shape, k) => {
    const first =
      weights === undefined
        ? { initializer: initializer as Initializer, generator }
        : { weight: valueArgument(op, `weights[${k}]`, (weights as unknown[])[k], shape, dtype) };
    return new Linear(...shape, { ...first, bias, dtype });
  });
  return new Perceptron(checked, layers, hidden, last) as unknown as Mlp<Sizes>;
}

class Perceptron implements Mlp {
  static readonly name: string = "Perceptron";

  readonly sizes: readonly number[];
  readonly layers: readonly Linear[];
  // Not private: a Proxy of a model, as Vue's reactive state makes it, has no private fields.
  /** The same layers, each with its activation behind it. Not enumerable: layers have their names by `layers`. */
  declare sequence: Sequential;
  declare readonly activations: readonly Activation[];

  static {
    guardMethods(Perceptron.prototype, "a model", "model", (value) => value instanceof Perceptron);
  }

  constructor(sizes: readonly number[], layers: readonly Linear[], hidden: Activation, last: Activation) {
    this.sizes = sizes;
    this.layers = layers;
    const activations = layers.map((_, k) => (k === layers.length - 1 ? last : hidden));
    // Configurable, since a Proxy could not show them otherwise.
    Object.defineProperty(this, "activations", { value: activations, configurable: true });
    const sequence = paired(layers, activations);
    Object.defineProperty(this, "sequence", { value: sequence, writable: true, configurable: true });
  }

  forward(x: unknown): Tensor<never> {
    return sequenceOf(this).forward(x as Tensor) as Tensor<never>;
  }

  parameters(): Parameter[] {
    return sequenceOf(this).parameters();
  }
}

/** Of the layers that are there now: a new one may have been put in another's place, as one does with a last layer. */
function sequenceOf(model: Perceptron): Sequential {
  const { layers, activations, sequence } = model;
  if ((activations as unknown) === undefined) {
    throw new ArgumentError(
      "mlp",
      "a copy of a model by Object.assign() or the like lacks its activations, and shares the parameters. Make another mlp, and fill it " +
        "with loadState(other, stateOf(model)).",
    );
  }
  const isSame =
    layers.length === activations.length && layers.every((layer, k) => sequence.layers[2 * k] === layer);
  if (!isSame) model.sequence = paired(layers, activations);
  return model.sequence;
}

function paired(layers: readonly Linear[], activations: readonly Activation[]): Sequential {
  if (layers.length !== activations.length) {
    throw new ArgumentError(
      "mlp",
      `layers must stay ${activations.length} in number, got ${layers.length}. Use sequential.`,
    );
  }
  const pairs = layers.flatMap((layer, k) => [layer, activations[k] as Activation]);
  return sequential(...(pairs as [Linear, Activation]));
}

function sizesArgument(op: string, sizes: unknown): readonly number[] {
  if (!isArray(sizes)) {
    throw new ArgumentError(op, `sizes must be an array such as [3, 4, 1], got ${describeValue(sizes)}.`);
  }
  if (sizes.length < 2) {
    throw new ArgumentError(
      op,
      `there must be at least two sizes, of the inputs and of the outputs, got ${describeValue(sizes)}.`,
    );
  }
  // By index, since `map` skips holes.
  const checked = new Array<number>(sizes.length);
  for (let k = 0; k < sizes.length; k++) checked[k] = sizeArgument(op, `sizes[${k}]`, sizes[k]);
  return checked;
}

function weightsArgument(op: string, weights: unknown, layers: number, initializer: unknown): void {
  if (!isArray(weights)) {
    throw new ArgumentError(
      op,
      `weights must be an array, one for each layer, got ${describeValue(weights)}.`,
    );
  }
  if (weights.length !== layers) {
    throw new ArgumentError(
      op,
      `weights must have one entry for each layer, got ${weights.length} for ${layers}.`,
    );
  }
  if (initializer !== undefined) {
    throw new ArgumentError(op, "weights and initializer cannot be given together. Leave one out.");
  }
}
