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

/** Those that rules have in common, by name. */
interface Common {
  readonly learningRate: LearningRate;
  readonly momentum: Momentum;
  readonly dampening: Dampening;
  readonly weightDecay: WeightDecay;
  readonly epsilon: Epsilon;
  readonly beta1: Beta1;
  readonly beta2: Beta2;
}

type CommonNamed<H extends string, Name extends keyof Common> = Name extends H ? Common[Name] : unknown;

/** The properties for hyperparameters of these names. */
export type Hyperparameters<H extends string> = CommonNamed<H, "learningRate"> &
  CommonNamed<H, "momentum"> &
  CommonNamed<H, "dampening"> &
  CommonNamed<H, "weightDecay"> &
  CommonNamed<H, "epsilon"> &
  CommonNamed<H, "beta1"> &
  CommonNamed<H, "beta2"> & { [Name in Exclude<H, keyof Common>]: Setting };
