import { clip, type Parameter, type Tensor, where } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Grow, Largest, LearningRate, Shrink, Smallest } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { zerosLike } from "./zeros-like.ts";

/**
 * Rprop, the variant without backtracking: a step d of its own for each element, which grows while the gradient keeps its sign
 * and shrinks when that changes; after a change the element rests for a step. w ← w − sign(g) d.
 */
export const rpropRule: Rule<
  "learningRate" | "shrink" | "grow" | "smallest" | "largest",
  { readonly size: Tensor; readonly gradient: Tensor }
> = {
  name: "rprop",
  hyperparameters: {
    learningRate: { range: "positive", default: 0.01 },
    shrink: { range: "fraction", default: 0.5 },
    grow: { range: "positive", default: 1.2 },
    smallest: { range: "positive", default: 1e-6 },
    largest: { range: "positive", default: 50 },
  },
  init: (parameter) => ({ size: zerosLike(parameter), gradient: zerosLike(parameter) }),
  update(gradients, state, { parameters, learningRate, shrink, grow, smallest, largest }) {
    return eachParameter(gradients, state, parameters, (found, before) => {
      // By signs, since the product of two small gradients is 0.
      const agreement = found.sign().mul(before.gradient.sign());
      const factor = where(agreement.greater(0), grow, where(agreement.less(0), shrink, 1));
      // A size of 0 says that there has been no step yet.
      const size = clip(
        where(before.size.equal(0), learningRate, before.size).mul(factor),
        smallest,
        largest,
      );
      const gradient = where(agreement.less(0), 0, found);
      return [gradient.sign().mul(size).neg(), { size, gradient }];
    });
  },
};

/** What {@link rprop} returns. */
export interface Rprop<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Shrink,
    Grow,
    Smallest,
    Largest {}

/**
 * Rprop: steps that depend on the sign of the gradient alone, for batches that are all the data.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`, the first step, by default 0.01; `shrink`, 0.5; `grow`, 1.2; `smallest`, 1e-6; `largest`, 50.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: M. Riedmiller, H. Braun, A direct adaptive method for faster backpropagation learning: the RPROP algorithm, 1993;
 *   C. Igel, M. Hüsken, Improving the Rprop learning algorithm, 2000 (iRprop−).
 * @example
 * const w = parameter([3, -400]);
 * rprop([w], { learningRate: 0.5 }).minimize(w.square().sum());
 * w.toArray() // => [2.5, -399.5]
 */
export function rprop<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "shrink" | "grow" | "smallest" | "largest">,
): Rprop<P> {
  return optimizer(parameters, rpropRule, options);
}
