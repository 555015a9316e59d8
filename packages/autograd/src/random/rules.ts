/** What parameters of distributions have to be: others are refused where numbers are drawn, and have densities and entropies that are NaN. */

import type { Rule } from "./draw.ts";

export interface ParameterRule extends Rule {
  /** Other bounds for densities: a single number has none, and there are larger counts than int32 holds. */
  readonly density?: Partial<Pick<Rule, "isOpen" | "most">>;
}

type Rules<Names extends string> = Readonly<Record<Names, ParameterRule>>;

const finite = Number.MAX_VALUE;

function positive(name: string): ParameterRule {
  return { least: 0, isOpen: true, most: finite, rule: `${name} must be above 0 and finite` };
}

/** Of a width: without any, all that is drawn is one number. */
function width(name: string): ParameterRule {
  const rule = `${name} must be finite and not negative`;
  return { least: 0, isOpen: false, most: finite, rule, density: { isOpen: true } };
}

export const uniformWidth: ParameterRule = /* @__PURE__ */ width("high - low");
export const normalRules: Rules<"std"> = { std: /* @__PURE__ */ width("std") };
export const scaleRules: Rules<"scale"> = { scale: /* @__PURE__ */ width("scale") };

export const truncatedNormalRules: Rules<"std"> = { std: /* @__PURE__ */ positive("std") };
export const truncatedWidth: ParameterRule = {
  least: 0,
  isOpen: true,
  most: Infinity,
  rule: "high - low must be above 0",
};

export const gammaRules: Rules<"alpha" | "scale"> = {
  alpha: /* @__PURE__ */ positive("alpha"),
  scale: /* @__PURE__ */ positive("scale"),
};
export const betaRules: Rules<"a" | "b"> = {
  a: /* @__PURE__ */ positive("a"),
  b: /* @__PURE__ */ positive("b"),
};
export const dirichletRules: Rules<"alpha"> = { alpha: /* @__PURE__ */ positive("alpha") };
export const studentTRules: Rules<"df"> = { df: /* @__PURE__ */ positive("df") };

const chance: ParameterRule = { least: 0, isOpen: false, most: 1, rule: "p must be from 0 to 1" };
const trials: ParameterRule = {
  least: 0,
  isOpen: false,
  most: 2 ** 31 - 1,
  rule: "n must not be negative",
  density: { most: finite },
};
const weight: ParameterRule = {
  least: 0,
  isOpen: false,
  most: finite,
  rule: "weights must be finite and not negative",
};

export const bernoulliRules: Rules<"p"> = { p: chance };
export const binomialRules: Rules<"n" | "p"> = { n: trials, p: chance };
export const multinomialRules: Rules<"n" | "p"> = { n: trials, p: weight };
export const totalWeight: ParameterRule = {
  least: 0,
  isOpen: true,
  most: finite,
  rule: "the sum of the weights must be finite and above 0",
};
/** Of those along the axis: none may be ∞, and not all -∞. */
export const largestLogit: ParameterRule = {
  least: -finite,
  isOpen: false,
  most: finite,
  rule: "the largest of the logits must be finite",
};
export const poissonRules: Rules<"rate"> = {
  rate: {
    least: 0,
    isOpen: false,
    most: 2 ** 30,
    rule: "rate must be from 0 to 2³⁰",
    density: { most: finite },
  },
};
