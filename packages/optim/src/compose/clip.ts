import { clip, stack, type Tensor, where } from "@chainrule/autograd";
import { argumentIn } from "../hyperparameter.ts";
import type { Rule } from "../rule.ts";

/**
 * Clips each element of each gradient, for a {@link chain}.
 * @param limit - The largest absolute value, positive: the hyperparameter `maxValue`.
 * @returns A rule.
 * @throws {ArgumentError} for another limit.
 * @example
 * const w = parameter([30, -0.25]);
 * optimizer([w], chain(clipByValue(1), gradientDescentRule), { learningRate: 1 }).minimize(w.square().sum());
 * w.toArray() // => [29, 0.25]
 */
export function clipByValue(limit: number): Rule<"maxValue"> {
  const usual = argumentIn("positive", "clipByValue", "limit", limit);
  return {
    hyperparameters: { maxValue: { range: "positive", default: usual } },
    makesSteps: () => false,
    init: () => null,
    update: (gradients, state, { maxValue }) => {
      return [gradients.map((gradient) => clip(gradient, maxValue.neg(), maxValue)), state];
    },
  };
}

/**
 * Scales each gradient whose norm is too large down to it, for a {@link chain}.
 * @param limit - The largest norm of one parameter's gradient, positive: the hyperparameter `maxNorm`.
 * @returns A rule.
 * @throws {ArgumentError} for another limit.
 * @example
 * const w = parameter([3, 4]);
 * optimizer([w], chain(clipByNorm(5), gradientDescentRule), { learningRate: 1 }).minimize(w.square().sum());
 * w.toArray() // => [0, 0]
 */
export function clipByNorm(limit: number): Rule<"maxNorm"> {
  const usual = argumentIn("positive", "clipByNorm", "limit", limit);
  return {
    hyperparameters: { maxNorm: { range: "positive", default: usual } },
    makesSteps: () => false,
    init: () => null,
    update: (gradients, state, { maxNorm }) => {
      return [gradients.map((gradient) => gradient.mul(reduction(gradient.norm(), maxNorm))), state];
    },
  };
}

/**
 * Scales all gradients together if the norm of all their elements is too large, for a {@link chain}. Their direction stays. Inside
 * {@link accumulate}, those count of which a step is made.
 * @param limit - The largest norm, positive: the hyperparameter `maxGlobalNorm`.
 * @returns A rule.
 * @throws {ArgumentError} for another limit.
 * @remarks Source: R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural networks, ICML 2013.
 * @example
 * const [v, w] = [parameter(3), parameter(4)];
 * const descent = optimizer([v, w], chain(clipByGlobalNorm(5), gradientDescentRule), { learningRate: 1 });
 * descent.minimize(v.square().add(w.square()));
 * [v.item(), w.item()] // => [0, 0]
 */
export function clipByGlobalNorm(limit: number): Rule<"maxGlobalNorm"> {
  const usual = argumentIn("positive", "clipByGlobalNorm", "limit", limit);
  return {
    hyperparameters: { maxGlobalNorm: { range: "positive", default: usual } },
    mixed: true,
    makesSteps: () => false,
    init: () => null,
    update: (gradients, state, { maxGlobalNorm, due }) => {
      // A norm of norms, which neither overflows nor underflows where a sum of squares would.
      const norms = gradients.map((gradient, k) => {
        const own = gradient.cast("float64").norm();
        const isDue = due?.[k];
        return isDue === undefined ? own : where(isDue, own, 0);
      });
      const norm = stack(norms).norm();
      const factor = reduction(norm, maxGlobalNorm);
      return [gradients.map((gradient) => gradient.mul(factor.cast(gradient.dtype))), state];
    },
  };
}

/** What makes of a norm at most another one. */
function reduction(norm: Tensor<[]>, most: Tensor<[]>): Tensor<[]> {
  return where(norm.greater(most), most.div(norm), 1);
}
