import type { Setting } from "./hyperparameter.ts";

/**
 * The hyperparameters of an optimiser as its properties. Each is read as the number that it is in the next step, and can be
 * set at any time to a number or a schedule.
 */
// One interface for each, since the types of getter and setter differ, which no mapped type can say.
export interface LearningRate {
  /** The factor of each step, positive and finite. */
  get learningRate(): number;
  set learningRate(value: Setting);
}

export interface Momentum {
  /** How much of the previous step is kept, at least 0 and less than 1. */
  get momentum(): number;
  set momentum(value: Setting);
}

export interface Dampening {
  /** How much of each gradient but the first is left out of the momentum, at least 0 and less than 1. */
  get dampening(): number;
  set dampening(value: Setting);
}

export interface WeightDecay {
  /** The pull of each parameter towards 0; not negative. */
  get weightDecay(): number;
  set weightDecay(value: Setting);
}

export interface Epsilon {
  /** Added where a division by 0 could be; not negative. */
  get epsilon(): number;
  set epsilon(value: Setting);
}

export interface Beta1 {
  /** How much of the average of gradients is kept, at least 0 and less than 1. */
  get beta1(): number;
  set beta1(value: Setting);
}

export interface Beta2 {
  /** How much of the average of squared gradients is kept, at least 0 and less than 1. */
  get beta2(): number;
  set beta2(value: Setting);
}

export interface Rho {
  /** How much of the average of squared gradients is kept, at least 0 and less than 1. */
  get rho(): number;
  set rho(value: Setting);
}

export interface MomentumDecay {
  /** How fast momentum grows to its full size; not negative. */
  get momentumDecay(): number;
  set momentumDecay(value: Setting);
}

export interface ClipThreshold {
  /** The largest root mean square of a step, in units of what gradients were; positive. */
  get clipThreshold(): number;
  set clipThreshold(value: Setting);
}

export interface Shrink {
  /** The factor of a step where the gradient changed its sign, at least 0 and less than 1. */
  get shrink(): number;
  set shrink(value: Setting);
}

export interface Grow {
  /** The factor of a step where the gradient kept its sign; positive. */
  get grow(): number;
  set grow(value: Setting);
}

export interface Smallest {
  /** The smallest step; positive. */
  get smallest(): number;
  set smallest(value: Setting);
}

export interface Largest {
  /** The largest step; positive. */
  get largest(): number;
  set largest(value: Setting);
}

export interface MaxValue {
  /** The largest absolute value of an element of a gradient, positive. */
  get maxValue(): number;
  set maxValue(value: Setting);
}

export interface MaxNorm {
  /** The largest norm of the gradient of one parameter, positive. */
  get maxNorm(): number;
  set maxNorm(value: Setting);
}

export interface MaxGlobalNorm {
  /** The largest norm of all gradients together, positive. */
  get maxGlobalNorm(): number;
  set maxGlobalNorm(value: Setting);
}

export interface SlowStep {
  /** How much of the way slow weights go with fast ones, positive. */
  get slowStep(): number;
  set slowStep(value: Setting);
}

export interface Noise {
  /** The standard deviation of what is added to gradients at first; not negative. */
  get noise(): number;
  set noise(value: Setting);
}

/** Those that rules have in common, by name. */
interface Common {
  readonly learningRate: LearningRate;
  readonly momentum: Momentum;
  readonly dampening: Dampening;
  readonly weightDecay: WeightDecay;
  readonly epsilon: Epsilon;
  readonly beta1: Beta1;
  readonly beta2: Beta2;
  readonly rho: Rho;
  readonly noise: Noise;
  readonly slowStep: SlowStep;
  readonly maxGlobalNorm: MaxGlobalNorm;
  readonly maxNorm: MaxNorm;
  readonly maxValue: MaxValue;
  readonly largest: Largest;
  readonly smallest: Smallest;
  readonly grow: Grow;
  readonly shrink: Shrink;
  readonly clipThreshold: ClipThreshold;
  readonly momentumDecay: MomentumDecay;
}

type CommonNamed<H extends string, Name extends keyof Common> = Name extends H ? Common[Name] : unknown;

/** The properties for hyperparameters of these names. */
export type Hyperparameters<H extends string> = CommonNamed<H, "learningRate"> &
  CommonNamed<H, "momentum"> &
  CommonNamed<H, "dampening"> &
  CommonNamed<H, "weightDecay"> &
  CommonNamed<H, "epsilon"> &
  CommonNamed<H, "beta1"> &
  CommonNamed<H, "beta2"> &
  CommonNamed<H, "rho"> &
  CommonNamed<H, "noise"> &
  CommonNamed<H, "slowStep"> &
  CommonNamed<H, "maxGlobalNorm"> &
  CommonNamed<H, "maxNorm"> &
  CommonNamed<H, "maxValue"> &
  CommonNamed<H, "largest"> &
  CommonNamed<H, "smallest"> &
  CommonNamed<H, "grow"> &
  CommonNamed<H, "shrink"> &
  CommonNamed<H, "clipThreshold"> &
  CommonNamed<H, "momentumDecay"> & { [Name in Exclude<H, keyof Common>]: Setting };
