import { ArgumentError, type FloatDType, type RandomGenerator, type Tensor } from "@chainrule/autograd";
import { finiteArgument, nonNegativeArgument, positiveArgument } from "./argument.ts";

/**
 * Makes a layer's first weights. `zeros` and `ones` of `@chainrule/autograd` are initialisers too, and so is any function
 * that returns a tensor of the shape and dtype asked for.
 */
export type Initializer = (
  shape: readonly number[],
  options: { readonly dtype: FloatDType },
  source: InitializerSource,
) => Tensor;

/** What an initialiser may draw on. */
export interface InitializerSource {
  /** What random numbers are taken from. */
  readonly generator: RandomGenerator;
  /** How many inputs each output of the layer depends on. */
  readonly fanIn: number;
  /** How many outputs each input of the layer goes into. */
  readonly fanOut: number;
}

/**
 * Weights uniform in [low, high).
 * @param low - Finite, by default 0.
 * @param high - Finite, by default 1.
 * @returns An initialiser of any shape; each weight takes one number from the generator.
 * @throws {ArgumentError} for bounds that are not finite, or low ≥ high.
 * @example new Linear(1, 2, { initializer: uniform(-1, 1), seed: 10 }).weight.toArray() // => [[0.542641286533492, -0.958496101281197]]
 */
export function uniform(low = 0, high = 1): Initializer {
  finiteArgument("uniform", "low", low);
  finiteArgument("uniform", "high", high);
  if (low >= high) throw new ArgumentError("uniform", `low must be less than high, got ${low} and ${high}.`);
  return (shape, { dtype }, { generator }) => generator.uniform(shape, { low, high, dtype });
}

/**
 * Weights normally distributed.
 * @param mean - Finite, by default 0.
 * @param standardDeviation - Finite and not negative, by default 1.
 * @returns An initialiser of any shape.
 * @throws {ArgumentError} for other arguments.
 * @example new Linear(1, 1, { initializer: normal(5, 0), seed: 1 }).weight.toArray() // => [[5]]
 */
export function normal(mean = 0, standardDeviation = 1): Initializer {
  finiteArgument("normal", "mean", mean);
  nonNegativeArgument("normal", "standardDeviation", standardDeviation);
  return (shape, { dtype }, { generator }) => generator.normal(shape, { mean, standardDeviation, dtype });
}

/**
 * Weights uniform in ±gain · √(6 / (fanIn + fanOut)): keeps the variance of values and gradients from layer to layer, for
 * activations that are nearly the identity around 0.
 * @param gain - Positive, by default 1.
 * @returns An initialiser, whose bound follows the sizes of the layer.
 * @throws {ArgumentError} for a gain that is not positive and finite.
 * @remarks Source: X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks,
 *   AISTATS 2010, equation 16.
 * @example new Linear(3, 3, { initializer: xavierUniform(), seed: 1 }).weight.abs().max().less(1).item() // => true
 */
export function xavierUniform(gain = 1): Initializer {
  positiveArgument("xavierUniform", "gain", gain);
  return (shape, { dtype }, { generator, fanIn, fanOut }) =>
    symmetric(generator, shape, gain * Math.sqrt(6 / (fanIn + fanOut)), dtype);
}

/**
 * Weights normal with mean 0 and standard deviation gain · √(2 / (fanIn + fanOut)): see {@link xavierUniform}.
 * @param gain - Positive, by default 1.
 * @returns An initialiser, whose deviation follows the sizes of the layer.
 * @throws {ArgumentError} for a gain that is not positive and finite.
 * @remarks Source: X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks,
 *   AISTATS 2010, equation 12.
 * @example new Linear(3, 4, { initializer: xavierNormal(), seed: 1 }).weight.shape // => [3, 4]
 */
export function xavierNormal(gain = 1): Initializer {
  positiveArgument("xavierNormal", "gain", gain);
  return (shape, { dtype }, { generator, fanIn, fanOut }) =>
    generator.normal(shape, { standardDeviation: gain * Math.sqrt(2 / (fanIn + fanOut)), dtype });
}

/**
 * Weights uniform in ±√(6 / fanIn): keeps the variance of values from layer to layer where relu sets half of them to 0.
 * @returns An initialiser, whose bound follows the number of inputs.
 * @remarks Source: K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers, ICCV 2015, equation 10.
 * @example new Linear(6, 2, { initializer: heUniform(), seed: 1 }).weight.abs().max().less(1).item() // => true
 */
export function heUniform(): Initializer {
  return (shape, { dtype }, { generator, fanIn }) => symmetric(generator, shape, Math.sqrt(6 / fanIn), dtype);
}

/**
 * Weights normal with mean 0 and standard deviation √(2 / fanIn): see {@link heUniform}.
 * @returns An initialiser, whose deviation follows the number of inputs.
 * @remarks Source: K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers, ICCV 2015, equation 10.
 * @example new Linear(3, 4, { initializer: heNormal(), seed: 1 }).weight.shape // => [3, 4]
 */
export function heNormal(): Initializer {
  return (shape, { dtype }, { generator, fanIn }) =>
    generator.normal(shape, { standardDeviation: Math.sqrt(2 / fanIn), dtype });
}

function symmetric(
  generator: RandomGenerator,
  shape: readonly number[],
  bound: number,
  dtype: FloatDType,
): Tensor {
  return generator.uniform(shape, { low: -bound, high: bound, dtype });
}
