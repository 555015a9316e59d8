import { type Parameter, scalar, type Tensor, where } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Rule } from "../rule.ts";
import { zerosLike } from "./zeros-like.ts";

type Velocity = { readonly velocity: Tensor };

/** `started` is 0 before the first update and 1 from then on. */
type DampenedVelocity = Velocity & { readonly started: Tensor<[]> };

const hyperparameters = {
  learningRate: { range: "positive" },
  momentum: { range: "fraction", default: 0 },
  weightDecay: { range: "nonNegative", default: 0 },
} as const;

/** The gradient of the loss with ½ λ w² added. */
function decayed(gradient: Tensor, parameter: Parameter, weightDecay: Tensor<[]>): Tensor {
  return gradient.add(parameter.mul(weightDecay));
}

/**
 * Gradient descent with momentum and weight decay, as PyTorch has it: d = g + λ w, v ← μ v + (1 − τ) d, w ← w − η v. The first
 * d is not dampened, and without momentum, μ = 0, none is.
 */
export const momentumRule: Rule<"learningRate" | "momentum" | "dampening" | "weightDecay", DampenedVelocity> =
  {
    name: "gradientDescent",
    hyperparameters: { ...hyperparameters, dampening: { range: "fraction", default: 0 } },
    init: (parameter) => {
      return { velocity: zerosLike(parameter), started: scalar(0, { dtype: parameter.dtype }) };
    },
    update(gradients, state, { parameters, learningRate, momentum, dampening, weightDecay }) {
      return eachParameter(gradients, state, parameters, (gradient, before, parameter) => {
        const share = where(momentum.greater(0), before.started.mul(dampening).neg().add(1), 1);
        const velocity = before.velocity
          .mul(momentum)
          .add(decayed(gradient, parameter, weightDecay).mul(share));
        return [
          velocity.mul(learningRate).neg(),
          { velocity, started: scalar(1, { dtype: parameter.dtype }) },
        ];
      });
    },
  };

/**
 * Gradient descent with Nesterov's momentum, as PyTorch has it: d = g + λ w, v ← μ v + d, w ← w − η (d + μ v), which looks one
 * step ahead.
 */
export const nesterovRule: Rule<"learningRate" | "momentum" | "weightDecay", Velocity> = {
  name: "gradientDescent",
  hyperparameters,
  init: (parameter) => ({ velocity: zerosLike(parameter) }),
  update(gradients, state, { parameters, learningRate, momentum, weightDecay }) {
    return eachParameter(gradients, state, parameters, (gradient, before, parameter) => {
      const descent = decayed(gradient, parameter, weightDecay);
      const velocity = before.velocity.mul(momentum).add(descent);
      return [velocity.mul(momentum).add(descent).mul(learningRate).neg(), { velocity }];
    });
  },
};
