import { mt19937, type Tensor, where } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import { argumentIn } from "../hyperparameter.ts";
import type { Rule } from "../rule.ts";

/** The moduli and multipliers of P. L'Ecuyer's combined generator: every product is exact in float64. */
const [modulus1, multiplier1] = [2147483563, 40014];
const [modulus2, multiplier2] = [2147483399, 40692];

/** Two numbers for each element, from which the next random number follows. */
type Seeds = { readonly first: Tensor; readonly second: Tensor };

/**
 * Adds normally distributed noise to each gradient, which shrinks over time, for a {@link chain}: its variance is
 * noise² / t^0.55 in step t. The generator's state is part of the optimiser's, so that a step can be compiled, and training that is
 * resumed draws the same numbers.
 * @param deviation - The standard deviation in the first step, not negative: the hyperparameter `noise`.
 * @param seed - An integer from 0 to 2³² − 1. Parameters draw their seeds one after the other, so that each optimiser needs a
 *   rule of its own.
 * @returns A rule.
 * @throws {ArgumentError} for other arguments.
 * @remarks Source: A. Neelakantan et al., Adding gradient noise improves learning for very deep networks, 2015,
 *   arXiv:1511.06807; generator: P. L'Ecuyer, Efficient and portable combined random number generators, CACM 31, 1988.
 * @example
 * const w = parameter([0, 0]);
 * const descent = optimizer([w], chain(gradientNoise(0.1, 7), gradientDescentRule), { learningRate: 1 });
 * descent.step([tensor([0, 0])]);
 * w.abs().less(1).toArray() // => [true, true]
 */
export function gradientNoise(deviation: number, seed: number): Rule<"noise", Seeds> {
  const usual = argumentIn("nonNegative", "gradientNoise", "deviation", deviation);
  const generator = mt19937(seed);
  return {
    hyperparameters: { noise: { range: "nonNegative", default: usual } },
    makesSteps: () => false,
    init: ({ shape }) => ({
      first: generator.integers(shape, { low: 1, high: modulus1 }).cast("float64"),
      second: generator.integers(shape, { low: 1, high: modulus2 }).cast("float64"),
    }),
    update(gradients, state, { parameters, step, noise }) {
      const scale = noise.mul(step.pow(-0.275));
      return eachParameter(gradients, state, parameters, (gradient, before) => {
        const radius = advanced(before);
        const angle = advanced(radius);
        // By G. Box and M. Muller.
        const normal = uniform(radius)
          .log()
          .mul(-2)
          .sqrt()
          .mul(
            uniform(angle)
              .mul(2 * Math.PI)
              .cos(),
          );
        return [gradient.add(normal.cast(gradient.dtype).mul(scale)), angle];
      });
    },
  };
}

function advanced({ first, second }: Seeds): Seeds {
  return {
    first: remainder(first.mul(multiplier1), modulus1),
    second: remainder(second.mul(multiplier2), modulus2),
  };
}

/** Of whole numbers below 2⁵³; the quotient may be rounded up to the next integer. */
function remainder(x: Tensor, modulus: number): Tensor {
  const rest = x.sub(x.div(modulus).floor().mul(modulus));
  return where(rest.less(0), rest.add(modulus), rest);
}

/** Between 0 and 1, without both. */
function uniform({ first, second }: Seeds): Tensor {
  const difference = first.sub(second);
  return where(difference.less(1), difference.add(modulus1 - 1), difference).div(modulus1);
}
