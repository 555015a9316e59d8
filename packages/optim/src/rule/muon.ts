import { ArgumentError, matmul, maximum, type Parameter, type Tensor } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { LearningRate, Momentum, WeightDecay } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { zerosLike } from "./zeros-like.ts";

/** The coefficients of K. Jordan's quintic: steep at 0, so that small singular values become about 1 in few iterations. */
const [a, b, c] = [3.4445, -4.775, 2.0315];

/** Newton-Schulz iterations. */
const iterations = 5;

/** The factor of U V' in the singular value decomposition U S V' of a matrix, roughly: singular values between 0.7 and 1.2. */
function orthogonalized(matrix: Tensor): Tensor {
  const [rows = 0, columns = 0] = matrix.shape;
  let x: Tensor = rows > columns ? matrix.transpose() : matrix;
  x = x.div(maximum(x.norm(), 1e-7));
  for (let k = 0; k < iterations; k++) {
    const gram: Tensor = matmul(x, x.transpose());
    x = x.mul(a).add(matmul(gram.mul(b).add(matmul(gram, gram).mul(c)), x));
  }
  return rows > columns ? x.transpose() : x;
}

/**
 * Muon: m ← μ m + (1 − μ) g, and w moves along the orthogonalised (1 − μ) g + μ m, for matrices alone:
 * w ← w − η (√max(1, rows / columns) O + λ w).
 */
export const muonRule: Rule<"learningRate" | "momentum" | "weightDecay", { readonly mean: Tensor }> = {
  name: "muon",
  hyperparameters: {
    learningRate: { range: "positive", default: 0.001 },
    momentum: { range: "fraction", default: 0.95 },
    weightDecay: { range: "nonNegative", default: 0 },
  },
  init: (parameter) => {
    if (parameter.rank !== 2) {
      const shape = `[${parameter.shape.join(", ")}]`;
      throw new ArgumentError(
        "muon",
        `parameters must be matrices, got one of shape ${shape}. Use adam() for others.`,
      );
    }
    return { mean: zerosLike(parameter) };
  },
  update(gradients, state, { parameters, learningRate, momentum, weightDecay }) {
    const weight = momentum.neg().add(1);
    return eachParameter(gradients, state, parameters, (gradient, before, parameter) => {
      const mean = before.mean.mul(momentum).add(gradient.mul(weight));
      const [rows = 0, columns = 1] = parameter.shape;
      const direction = orthogonalized(gradient.mul(weight).add(mean.mul(momentum)));
      const scaled = direction.mul(Math.sqrt(Math.max(1, rows / columns)));
      return [scaled.add(parameter.mul(weightDecay)).mul(learningRate).neg(), { mean }];
    });
  },
};

/** What {@link muon} returns. */
export interface Muon<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Momentum,
    WeightDecay {}

/**
 * Muon: momentum whose singular values are made about equal, so that a weight matrix learns in all directions.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`, by default 0.001; `momentum`, 0.95; `weightDecay`, 0.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: K. Jordan et al., Muon: an optimizer for hidden layers in neural networks, 2024; decay and scale as in PyTorch.
 * @example
 * const w = parameter([[3, 0], [0, -400]]);
 * muon([w], { learningRate: 0.5 }).minimize(w.square().sum());
 * w.sub([[3, 0], [0, -400]]).abs().less(1).toArray() // => [[true, true], [true, true]]
 */
export function muon<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "momentum" | "weightDecay">,
): Muon<P> {
  return optimizer(parameters, muonRule, options);
}
