import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import { cast } from "../op/cast.ts";
import { boundIn, type DType, isFloat } from "../shape/dtype.ts";
import { broadcastShapes } from "../shape/shape.ts";
import { optionsArgument } from "../tensor/argument.ts";
import { floatNode, operand, operandList } from "../tensor/convert.ts";
import { tensor } from "../tensor/create.ts";
import { xlog1py, xlogy } from "../tensor/functions/arithmetic.ts";
import { any } from "../tensor/functions/count.ts";
import { isNaN } from "../tensor/functions/finiteness.ts";
import { takeAlongAxis } from "../tensor/functions/indexing.ts";
import { where } from "../tensor/functions/select.ts";
import { wrap } from "../tensor/handle.ts";
import { type Holder, isHolder } from "../tensor/holder.ts";
import { halfLogOfTwoPi, halfStepOfLgamma, logPoisson, stirlingSlope } from "../tensor/stirling.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import type { Entropy, LogProbability, NoOthers } from "./density-type.ts";
import { logTruncatedNormal } from "./normal-mass.ts";
import {
  bernoulliRules,
  betaRules,
  binomialRules,
  dirichletRules,
  gammaRules,
  multinomialRules,
  normalRules,
  type ParameterRule,
  poissonRules,
  scaleRules,
  studentTRules,
  totalWeight,
  truncatedNormalRules,
  truncatedWidth,
  uniformWidth,
} from "./rules.ts";
import { countedBy, logOfBeta, logOfDirichlet, partOfEntropy } from "./shares.ts";

/** The parameters of each distribution, named as where it is drawn from. */
export interface Distributions {
  /** Between two bounds, by default 0 and 1. */
  readonly uniform: { readonly low?: TensorLike; readonly high?: TensorLike };
  /** By default with mean 0 and standard deviation 1. */
  readonly normal: { readonly mean?: TensorLike; readonly std?: TensorLike };
  /** The same between two bounds, by default none. */
  readonly truncatedNormal: {
    readonly low?: TensorLike;
    readonly high?: TensorLike;
    readonly mean?: TensorLike;
    readonly std?: TensorLike;
  };
  /** With mean `scale`, by default 1. */
  readonly exponential: { readonly scale?: TensorLike };
  /** By default with `loc` 0 and `scale` 1. */
  readonly gumbel: { readonly loc?: TensorLike; readonly scale?: TensorLike };
  /** By default with `loc` 0 and `scale` 1. */
  readonly laplace: { readonly loc?: TensorLike; readonly scale?: TensorLike };
  /** Times `scale`, by default 1. */
  readonly gamma: { readonly alpha: TensorLike; readonly scale?: TensorLike };
  /** Between 0 and 1. */
  readonly beta: { readonly a: TensorLike; readonly b: TensorLike };
  /** Rows that sum to 1, along the last axis. */
  readonly dirichlet: { readonly alpha: TensorLike };
  /** With `df` degrees of freedom. */
  readonly studentT: { readonly df: TensorLike };
  /** True, or 1, with probability `p`. */
  readonly bernoulli: { readonly p: TensorLike };
  /** Categories along the last axis of the logits. */
  readonly categorical: { readonly logits: TensorLike };
  /** With mean `rate`. */
  readonly poisson: { readonly rate: TensorLike };
  /** Of `n` trials. */
  readonly binomial: { readonly n: TensorLike; readonly p: TensorLike };
  /** Of `n` trials, with weights of any sum along the last axis. */
  readonly multinomial: { readonly n: TensorLike; readonly p: TensorLike };
}

/** Those whose entropy has a closed form. */
export type WithEntropy = Exclude<
  keyof Distributions,
  "truncatedNormal" | "poisson" | "binomial" | "multinomial"
>;

/** A distribution: defaults of its parameters, null where there is none, and what they are put into, in that order. */
interface Distribution {
  readonly parameters: Readonly<Record<string, number | null>>;
  /** What some of them have to be. */
  readonly rules?: Readonly<Record<string, ParameterRule>>;
  logProbability(x: Tensor, ...parameters: Tensor[]): Tensor;
  readonly entropy: ((...parameters: Tensor[]) => Tensor) | null;
}

const eulerGamma = 0.5772156649015329;

/** The logarithm of what the density of Student's t distribution has below it: √(df) B(df / 2, ½). */
function logDivisorOfStudentT(df: Tensor): Tensor {
  return halfStepOfLgamma(df.mul(0.5)).neg().add(halfLogOfTwoPi);
}

/** ln(1 + z²), where the square may be out of range. */
function logOfOneAndSquare(z: Tensor): Tensor {
  const isLarge = z.abs().greater(1e10);
  const [large, small] = [where(isLarge, z, 1), where(isLarge, 0, z)];
  return where(isLarge, large.abs().log().mul(2), small.square().log1p());
}

/**
 * Where something can be drawn: not where any of these is true. What is not a number is neither, and of parameters that are not, nothing is
 * known.
 */
function unless(logProbability: Tensor, parameters: readonly Tensor[], ...isOutside: Tensor[]): Tensor {
  const [isUnknown, isNowhere] = [parameters.map((parameter) => isNaN(parameter)), isOutside].map((masks) =>
    masks.reduce((either, one) => either.logicalOr(one)),
  ) as [Tensor, Tensor];
  const { dtype } = logProbability;
  // Of which the slopes are unknown, too.
  const unknown = parameters.reduce((all, one) => all.add(one)).mul(NaN);
  const never = where(isUnknown, unknown, tensor(-Infinity, { dtype }));
  return where(isNowhere, never, logProbability);
}

/** An entropy that counts as 0 what cannot happen. */
function entropyOf(p: Tensor): Tensor {
  // Not minus the sum, which would be -0 for what is certain.
  return p.mul(0).sub(xlogy(p, p).add(xlog1py(p.neg().add(1), p.neg())));
}

const table: Readonly<Record<keyof Distributions, Distribution>> = {
  uniform: {
    parameters: { low: 0, high: 1 },
    logProbability: (x, low, high) => {
      const width = within(high.sub(low), uniformWidth);
      // A density that knows nothing of x, but for NaN.
      return unless(width.log().neg().add(x.mul(0)), [width], x.less(low), x.greater(high));
    },
    entropy: (low, high) => within(high.sub(low), uniformWidth).log(),
  },
  normal: {
    parameters: { mean: 0, std: 1 },
    rules: normalRules,
    logProbability: (x, mean, std) =>
      x.sub(mean).div(std).square().mul(-0.5).sub(std.log()).sub(halfLogOfTwoPi),
    entropy: (mean, std) =>
      std
        .log()
        .add(mean.mul(0))
        .add((1 + 2 * halfLogOfTwoPi) / 2),
  },
  truncatedNormal: {
    parameters: { low: -Infinity, high: Infinity, mean: 0, std: 1 },
    rules: truncatedNormalRules,
    logProbability: (x, low, high, mean, given) => {
      const width = high.sub(low);
      const isKnown = known(width, truncatedWidth);
      const std = given.mul(isKnown);
      const [from, to] = [low.sub(mean).div(std), high.sub(mean).div(std)];
      const density = logTruncatedNormal(x.sub(mean).div(std), from, to).sub(std.log());
      return unless(density, [mean, std, width.mul(isKnown)], x.less(low), x.greater(high));
    },
    // Its closed form is a difference of large numbers where bounds are far out or close together.
    entropy: null,
  },
  exponential: {
    parameters: { scale: 1 },
    rules: scaleRules,
    logProbability: (x, scale) => unless(x.div(scale).neg().sub(scale.log()), [scale], x.less(0)),
    entropy: (scale) => scale.log().add(1),
  },
  gumbel: {
    parameters: { loc: 0, scale: 1 },
    rules: scaleRules,
    logProbability: (x, loc, scale) => {
      const z = loc.sub(x).div(scale);
      return unless(z.sub(z.exp()).sub(scale.log()), [loc, scale], x.equal(-Infinity));
    },
    entropy: (loc, scale) =>
      scale
        .log()
        .add(loc.mul(0))
        .add(1 + eulerGamma),
  },
  laplace: {
    parameters: { loc: 0, scale: 1 },
    rules: scaleRules,
    logProbability: (x, loc, scale) => x.sub(loc).abs().div(scale).neg().sub(scale.mul(2).log()),
    entropy: (loc, scale) => scale.mul(2).log().add(loc.mul(0)).add(1),
  },
  gamma: {
    parameters: { alpha: null, scale: 1 },
    rules: gammaRules,
    logProbability: (x, alpha, scale) => {
      const density = logPoisson(alpha.sub(1), x.div(scale), alpha).sub(scale.log());
      return unless(density, [alpha, scale], x.less(0), x.equal(Infinity));
    },
    entropy: (alpha, scale) => partOfEntropy(alpha).add(scale.log()),
  },
  beta: {
    parameters: { a: null, b: null },
    rules: betaRules,
    logProbability: (x, a, b) => unless(logOfBeta(x, a, b), [a, b], x.less(0), x.greater(1)),
    entropy: (a, b) =>
      partOfEntropy(a)
        .add(partOfEntropy(b))
        .sub(partOfEntropy(a.add(b), 2)),
  },
  dirichlet: {
    parameters: { alpha: null },
    rules: dirichletRules,
    logProbability: (x, alpha) => unless(logOfDirichlet(x, alpha), [alpha.sum(-1)], any(x.less(0), -1)),
    entropy: (alpha) =>
      partOfEntropy(alpha)
        .sum(-1)
        .sub(partOfEntropy(alpha.sum(-1), alpha.shape.at(-1) as number)),
  },
  studentT: {
    parameters: { df: null },
    rules: studentTRules,
    logProbability: (x, df) => {
      const half = df.add(1).mul(0.5);
      return half
        .mul(logOfOneAndSquare(x.div(df.sqrt())))
        .add(logDivisorOfStudentT(df))
        .neg();
    },
    entropy: (df) => {
      // ψ(h + ½) - ψ(h), of two that are nearly equal where h is large.
      const [half, more] = [df.mul(0.5), df.add(1).mul(0.5)];
      const main = df.reciprocal().log1p().add(half.mul(more).mul(4).reciprocal());
      const step = main.add(stirlingSlope(more)).sub(stirlingSlope(half));
      return more.mul(step).add(logDivisorOfStudentT(df));
    },
  },
  bernoulli: {
    parameters: { p: null },
    rules: bernoulliRules,
    logProbability: (x, p) =>
      unless(xlogy(x, p).add(xlog1py(x.neg().add(1), p.neg())), [p], x.less(0), x.greater(1)),
    entropy: entropyOf,
  },
  categorical: {
    parameters: { logits: null },
    logProbability: (x, logits) => {
      const isOutside = x.less(0).logicalOr(x.greaterEqual(logits.shape.at(-1) as number));
      const isInside = isOutside.logicalOr(isNaN(x)).logicalNot();
      const index = where(isInside, x, 0).cast("int32");
      const rows = logits.logSoftmax(-1);
      const shape = broadcastShapes("logProbability", index.shape, rows.shape.slice(0, -1));
      const own = rows.broadcastTo([...shape, rows.shape.at(-1) as number]);
      const found = takeAlongAxis(own, index.broadcastTo([...shape]).expandDims(-1), -1).squeeze(-1);
      return unless(where(isNaN(x), NaN, found), [rows.sum(-1)], isOutside);
    },
    entropy: (logits) => {
      const logarithms = logits.logSoftmax(-1);
      // Not the logarithm of what may have become 0, nor minus the sum, which would be -0 for what is certain.
      const known = where(logarithms.greater(-Infinity), logarithms, 0);
      const parts = logits.softmax(-1).mul(known);
      return parts.sum(-1).neg().add(0);
    },
  },
  poisson: {
    parameters: { rate: null },
    rules: poissonRules,
    logProbability: (x, rate) => unless(logPoisson(x, rate), [rate], x.less(0), x.equal(Infinity)),
    entropy: null,
  },
  binomial: {
    parameters: { n: null, p: null },
    rules: binomialRules,
    logProbability: (x, n, p) => {
      const rest = n.sub(x);
      const failed = n.mul(p.neg().add(1));
      const all = logPoisson(x, n.mul(p)).add(logPoisson(rest, failed)).sub(logPoisson(n, n));
      return unless(all, [n, p], x.less(0), x.greater(n));
    },
    entropy: null,
  },
  multinomial: {
    parameters: { n: null, p: null },
    rules: multinomialRules,
    logProbability: (x, n, p) => {
      // As it is drawn: by weights of any sum.
      const total = within(p.sum(-1, { keepDims: true }), totalWeight);
      const density = countedBy(x, n.expandDims(-1), p.div(total));
      return unless(density, [n, total.squeeze(-1)], any(x.less(0), -1));
    },
    entropy: null,
  },
};

/**
 * The logarithm of the probability of what was drawn, or of its density.
 * @param distribution - The name of the function that draws from it.
 * @param parameters - Those of the distribution, by name, which broadcast with `x`.
 * @param x - What was drawn: numbers, integers, or truth values for `"bernoulli"`; rows along the last axis for `"dirichlet"` and
 *   `"multinomial"`.
 * @returns A tensor of the dtype of the parameters, of the shape that they broadcast to with `x`, without the last axis where that is
 *   one of rows or, for `"categorical"`, of logits; -∞ for numbers that cannot be drawn, NaN for parameters that there cannot be.
 *   Whether integers are integers, and rows sum to what they should, is not looked at.
 * @throws {ArgumentError} for another distribution or other parameters; {@link DtypeError} or {@link ShapeError} for dtypes and shapes that do
 *   not go together.
 * @remarks Derivatives with respect to parameters and `x`, of any order. Those by mean and std of `"truncatedNormal"` lose digits in reverse
 *   mode where its bounds are close together beside std: of 16, 4 remain at 1e-6 of it.
 * @example
 * import { logProbability } from "@chainrule/autograd/random";
 * logProbability("normal", { mean: 1, std: 2 }, 1).item() // => -1.612085713764618
 * logProbability("poisson", { rate: 2 }, [0, 1]).exp().toArray() // => [0.1353…, 0.2706…]
 */
export function logProbability<
  const D extends keyof Distributions,
  const P extends Distributions[D],
  const X extends TensorLike,
>(distribution: D, parameters: P & NoOthers<P, Distributions[D]>, x: X): Tensor<LogProbability<D, P, X>> {
  const own = distributionNamed("logProbability", distribution);
  const given = parametersOf("logProbability", own, parameters, x);
  const [like] = given as [Tensor];
  const node = isHolder(x) ? x.node : operand("logProbability", x, floatNode("logProbability", like));
  const value = isFloat(node.dtype) ? node : apply(cast, [node], { dtype: like.dtype });
  return own.logProbability(wrap(value), ...given) as Tensor<LogProbability<D, P, X>>;
}

/**
 * The entropy of a distribution, in nats: the mean of minus the logarithm of the probability, or density, of what is drawn.
 * @param distribution - The name of the function that draws from it, other than `"truncatedNormal"`, `"poisson"`, `"binomial"` and
 *   `"multinomial"`, which have no closed form of it that keeps its digits.
 * @param parameters - Those of the distribution, by name.
 * @returns A tensor of the shape that the parameters broadcast to, for `"categorical"` and `"dirichlet"` without the last axis;
 *   NaN for parameters that there cannot be.
 * @throws {ArgumentError} for another distribution or other parameters; {@link DtypeError} or {@link ShapeError} for dtypes and shapes that do
 *   not go together.
 * @remarks Derivatives with respect to the parameters, of any order.
 * @example
 * import { entropy } from "@chainrule/autograd/random";
 * entropy("bernoulli", { p: [0, 0.5] }).toArray() // => [0, 0.693147180559945…]
 */
export function entropy<const D extends WithEntropy, const P extends Distributions[D]>(
  distribution: D,
  parameters: P & NoOthers<P, Distributions[D]>,
): Tensor<Entropy<D, P>> {
  const own = distributionNamed("entropy", distribution);
  if (own.entropy === null) {
    throw new ArgumentError("entropy", `there is no closed form for ${describe(distribution)}.`);
  }
  const given = parametersOf("entropy", own, parameters, undefined);
  return own.entropy(...given) as Tensor<Entropy<D, P>>;
}

function distributionNamed(op: string, name: unknown): Distribution {
  if (typeof name === "string" && Object.hasOwn(table, name)) return table[name as keyof Distributions];
  const names = Object.keys(table).map((known) => JSON.stringify(known));
  throw new ArgumentError(op, `distribution must be ${names.join(", ")}, got ${describe(name)}.`);
}

/** In the order of the table; numbers among them take the dtype of the tensors, or of a floating-point tensor beside them. */
function parametersOf(op: string, own: Distribution, given: unknown, beside: unknown): Tensor[] {
  const names = Object.keys(own.parameters);
  const options = optionsArgument(op, given, names);
  const values = names.map((name) => options[name] ?? own.parameters[name]);
  for (const [k, value] of values.entries()) {
    if (value === null || value === undefined)
      throw new ArgumentError(op, `parameter ${names[k]} must be given.`);
  }
  const like = [...values, beside].find(isFloating);
  const nodes =
    like === undefined
      ? operandList(
          op,
          values.map((value) => floating(value, "float64")),
        )
      : values.map((value) => operand(op, floating(value, like.node.dtype), floatNode(op, like)));
  const dtype = nodes.find((node) => isFloat(node.dtype))?.dtype ?? "float64";
  return nodes.map((node, k) => {
    const parameter = wrap(isFloat(node.dtype) ? node : apply(cast, [node], { dtype }));
    const rule = own.rules?.[names[k] as string];
    return rule === undefined ? parameter : within(parameter, rule);
  });
}

/** A parameter as it is, NaN where a distribution cannot have it; so are derivatives. */
function within(parameter: Tensor, rule: ParameterRule): Tensor {
  return parameter.mul(known(parameter, rule));
}

/** 1 where a parameter is what it has to be, NaN elsewhere. */
function known(parameter: Tensor, rule: ParameterRule): Tensor {
  const { least, isOpen, most } = { ...rule, ...rule.density };
  const { dtype } = parameter;
  const isAbove = isOpen ? parameter.greater(least) : parameter.greaterEqual(least);
  const isRight = isAbove.logicalAnd(parameter.lessEqual(boundIn(dtype, most)));
  return where(isRight, tensor(1, { dtype }), tensor(NaN, { dtype }));
}

function isFloating(value: unknown): value is Holder {
  return isHolder(value) && isFloat(value.node.dtype);
}

/** Trials may be integers. */
function floating(value: unknown, dtype: DType): unknown {
  return isHolder(value) && value.node.dtype === "int32" ? wrap(apply(cast, [value.node], { dtype })) : value;
}
