import { maximum, minimum, type Parameter, type Tensor } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { ClipThreshold, LearningRate, WeightDecay } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { updateCount } from "./update-count.ts";
import { zerosLike } from "./zeros-like.ts";

/** Averages of squared gradients: of rows and columns for matrices and beyond, of elements for others. */
type Averages = { readonly rows: Tensor; readonly columns: Tensor } | { readonly square: Tensor };
type State = Averages & { readonly count: Tensor<[]> };

const tiny = { float64: 2 ** -52, float32: 2 ** -23 } as const;

/**
 * Adafactor: of the average of squared gradients of a matrix only those of its rows and columns are kept. The step is
 * min(η, 1 / √t) times the root mean square of w, and shortened where it is far above what gradients were.
 */
export const adafactorRule: Rule<"learningRate" | "weightDecay" | "clipThreshold", State> = {
  name: "adafactor",
  hyperparameters: {
    learningRate: { range: "positive", default: 0.01 },
    weightDecay: { range: "nonNegative", default: 0 },
    clipThreshold: { range: "positive", default: 1 },
  },
  init: (parameter) => {
    const count = updateCount(parameter);
    if (parameter.rank < 2) return { count, square: zerosLike(parameter) };
    return {
      count,
      rows: zerosLike(parameter.mean(-1, { keepDims: true })),
      columns: zerosLike(parameter.mean(-2, { keepDims: true })),
    };
  },
  update(gradients, state, { parameters, learningRate, weightDecay, clipThreshold }) {
    return eachParameter(gradients, state, parameters, (gradient, before, parameter) => {
      const count = before.count.add(1);
      // The weight of what is new; 1 at first.
      const weight = count.pow(-0.8);
      const rest = weight.neg().add(1);
      const rate = minimum(learningRate, count.sqrt().reciprocal());
      const averaged = (old: Tensor, now: Tensor): Tensor => old.mul(rest).add(now.mul(weight));
      const least = tiny[parameter.dtype === "float32" ? "float32" : "float64"];
      const squared = gradient.square();
      let next: State;
      let variance: Tensor;
      if ("square" in before) {
        variance = averaged(before.square, squared);
        next = { count, square: variance };
      } else {
        const rows = averaged(before.rows, squared.mean(-1, { keepDims: true }));
        const columns = averaged(before.columns, squared.mean(-2, { keepDims: true }));
        variance = rows.mul(columns).div(maximum(rows.mean(-2, { keepDims: true }), least));
        next = { count, rows, columns };
      }
      const direction = gradient.div(maximum(variance, least * least).sqrt());
      const excess = maximum(rootMeanSquare(direction).div(clipThreshold), 1);
      const scale = maximum(rootMeanSquare(parameter), 1e-3).mul(rate).div(excess);
      const decay = parameter.mul(learningRate.mul(weightDecay));
      return [direction.mul(scale).add(decay).neg(), next];
    });
  },
};

function rootMeanSquare(x: Tensor): Tensor<[]> {
  return x.norm().div(Math.sqrt(x.size));
}

/** What {@link adafactor} returns. */
export interface Adafactor<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    WeightDecay,
    ClipThreshold {}

/**
 * Adafactor: an adaptive step that keeps of a matrix only a row and a column, for models that barely fit in memory.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`, the largest step relative to the size of a parameter, by default 0.01; `weightDecay`, 0;
 *   `clipThreshold`, 1.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: N. Shazeer, M. Stern, Adafactor: adaptive learning rates with sublinear memory cost, ICML 2018; constants as in
 *   PyTorch.
 * @example
 * const w = parameter([[3, 4], [5, 6]]);
 * const descent = adafactor([w]);
 * Object.keys(descent.state()) // => ["step", "learningRate", "weightDecay", "clipThreshold", "0.count", "0.rows", "0.columns"]
 */
export function adafactor<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "weightDecay" | "clipThreshold">,
): Adafactor<P> {
  return optimizer(parameters, adafactorRule, options);
}
