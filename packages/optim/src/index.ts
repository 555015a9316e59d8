export { accumulate } from "./compose/accumulate.ts";
export { type AnyRule, chain, type HyperparametersOf } from "./compose/chain.ts";
export { clipByGlobalNorm, clipByNorm, clipByValue } from "./compose/clip.ts";
export { gradientNoise } from "./compose/gradient-noise.ts";
export { type Group, type GroupedHyperparameters, groups } from "./compose/groups.ts";
export { lookahead } from "./compose/lookahead.ts";
export { masked } from "./compose/masked.ts";
export { decoupledWeightDecay, weightDecay } from "./compose/weight-decay.ts";
export { eachParameter } from "./each-parameter.ts";
export type { BoundsOption } from "./fit/bounds.ts";
export type { FitStep, Reason } from "./fit/iteration.ts";
export {
  type LeastSquaresOptions,
  type LeastSquaresResult,
  leastSquares,
} from "./fit/least-squares.ts";
export type { RobustLoss } from "./fit/loss.ts";
export {
  type MinimizationMethod,
  type MinimizationOptions,
  type Minimum,
  minimize,
} from "./fit/minimize.ts";
export type { Solution, TensorsOf } from "./fit/unknowns.ts";
export type { Declaration, Range, Schedule, Setting, Settings } from "./hyperparameter.ts";
export type * from "./hyperparameters.ts";
export { type MovingAverage, movingAverage } from "./moving-average.ts";
export { type GradientsOf, type MinimizeOptions, type Optimizer, optimizer } from "./optimizer.ts";
export { type Adadelta, adadelta, adadeltaRule } from "./rule/adadelta.ts";
export { type Adafactor, adafactor, adafactorRule } from "./rule/adafactor.ts";
export { type Adagrad, adagrad, adagradRule } from "./rule/adagrad.ts";
export { type Adam, adam, adamRule } from "./rule/adam.ts";
export { type AdamW, adamW, adamWRule } from "./rule/adam-w.ts";
export { type Adamax, adamax, adamaxRule } from "./rule/adamax.ts";
export { amsGrad, amsGradRule } from "./rule/ams-grad.ts";
export {
  type GradientDescent,
  type GradientDescentOptions,
  gradientDescent,
  gradientDescentRule,
  type MomentumDescent,
  type MomentumOptions,
} from "./rule/gradient-descent.ts";
export { type Lamb, lamb, lambRule } from "./rule/lamb.ts";
export { type Lion, lion, lionRule } from "./rule/lion.ts";
export { momentumRule, nesterovRule } from "./rule/momentum.ts";
export { type Muon, muon, muonRule } from "./rule/muon.ts";
export { type NAdam, nadam, nadamRule } from "./rule/nadam.ts";
export { type RAdam, radam, radamRule } from "./rule/radam.ts";
export { centeredRmsPropRule, type RmsProp, rmsProp, rmsPropRule } from "./rule/rms-prop.ts";
export { type Rprop, rprop, rpropRule } from "./rule/rprop.ts";
export type { NamedState, Rule, RuleContext, RuleResult, RuleState } from "./rule.ts";
export { constant } from "./schedule/constant.ts";
export { cosineDecay, cosineRestarts } from "./schedule/cosine.ts";
export { exponentialDecay, polynomialDecay, stepDecay } from "./schedule/decay.ts";
export { oneCycle } from "./schedule/one-cycle.ts";
export { piecewise } from "./schedule/piecewise.ts";
export { type Plateau, type PlateauOptions, reduceOnPlateau } from "./schedule/plateau.ts";
export { warmUp } from "./schedule/warm-up.ts";
