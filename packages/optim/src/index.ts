export { eachParameter } from "./each-parameter.ts";
export type { Declaration, Range, Schedule, Setting, Settings } from "./hyperparameter.ts";
export type * from "./hyperparameters.ts";
export { type GradientsOf, type MinimizeOptions, type Optimizer, optimizer } from "./optimizer.ts";
export {
  type GradientDescent,
  type GradientDescentOptions,
  gradientDescent,
  gradientDescentRule,
  type MomentumDescent,
  type MomentumOptions,
} from "./rule/gradient-descent.ts";
export { momentumRule, nesterovRule } from "./rule/momentum.ts";
export type { NamedState, Rule, RuleContext, RuleResult, RuleState } from "./rule.ts";
