import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import { cast } from "../op/cast.ts";
import { isFloat } from "../shape/dtype.ts";
import { optionsArgument } from "../tensor/argument.ts";
import { floatNode, operand, operandList } from "../tensor/convert.ts";
import { xlog1py, xlogy } from "../tensor/functions/arithmetic.ts";
import { lgamma, logNormalCdf } from "../tensor/functions/elementwise.generated.ts";
import { takeAlongAxis } from "../tensor/functions/indexing.ts";
import { where } from "../tensor/functions/select.ts";
import { wrap } from "../tensor/handle.ts";
import { isHolder } from "../tensor/holder.ts";
import {
  halfStepOfLgamma,
  lgammaStep,
  logBeta,
  logPoisson,
  stirlingRest,
  stirlingSlope,
} from "../tensor/stirling.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";

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
export type WithEntropy = Exclude<keyof Distributions, "poisson" | "binomial" | "multinomial">;

/** A distribution: defaults of its parameters, null where there is none, and what they are put into, in that order. */
interface Distribution {
  readonly parameters: Readonly<Record<string, number | null>>;
  logProbability(x: Tensor, ...parameters: Tensor[]): Tensor;
  readonly entropy: ((...parameters: Tensor[]) => Tensor) | null;
}

const logOfTwoPi = Math.log(2 * Math.PI);
const eulerGamma = 0.5772156649015329;

const halfLogOfTwoPi = logOfTwoPi / 2;

/** The logarithm of what the density of Student's t distribution has below it: √(df) B(df / 2, ½). */
function logDivisorOfStudentT(df: Tensor): Tensor {
  return halfStepOfLgamma(df.mul(0.5)).neg().add(halfLogOfTwoPi);
}

/** ln Γ(α) - (α - 1) ψ(α) + α, the large terms of which are subtracted on paper. */
function partOfEntropy(alpha: Tensor): Tensor {
  const slope = alpha.mul(2).reciprocal().sub(stirlingSlope(alpha));
  const rest = stirlingRest(alpha).add(minusOne(alpha).mul(slope));
  return alpha.log().mul(0.5).add(halfLogOfTwoPi).add(rest);
}

/** Of a Dirichlet distribution, by its α and their sum, whose large terms are gone in the same way. */
function entropyOfShares(parts: Tensor, sum: Tensor, count: number): Tensor {
  const slope = sum.mul(2).reciprocal().sub(stirlingSlope(sum));
  const rest = stirlingRest(sum).add(sum.sub(count).mul(slope));
  return parts.sub(sum.log().mul(count - 0.5)).sub(rest.add(halfLogOfTwoPi));
}

/** From so many trials on, densities of shares are those of counts, which have digits where logarithms of factorials have none. */
const manyTrials = 10;

function logOfBeta(x: Tensor, a: Tensor, b: Tensor): Tensor {
  const [first, second] = [minusOne(a), minusOne(b)];
  const isMany = first.add(second).greaterEqual(manyTrials);
  const [k, rest, share] = [where(isMany, first, 5), where(isMany, second, 5), where(isMany, x, 0.5)];
  const trials = k.add(rest);
  const counted = logPoisson(k, trials.mul(share))
    .add(logPoisson(rest, trials.mul(share.neg().add(1))))
    .sub(logPoisson(trials, trials))
    .add(trials.log1p());
  const [c, d] = [where(isMany, 1, a), where(isMany, 1, b)];
  const direct = xlogy(minusOne(c), x)
    .add(xlog1py(minusOne(d), x.neg()))
    .sub(logBeta(c, d));
  return where(isMany, counted, direct);
}

/**
 * n! / Π k! · Π pᵏ as a logarithm, of counts k along the last axis.
 * @param trials - n, with that axis.
 */
function countedBy(counts: Tensor, trials: Tensor, chances: Tensor): Tensor {
  const parts = logPoisson(counts, trials.mul(chances)).sum(-1);
  const n = trials.squeeze(-1);
  // The formula knows nothing of chances that do not quite sum to 1.
  return parts.sub(logPoisson(n, n)).add(n.mul(chances.sum(-1).sub(1)));
}

function logOfDirichlet(x: Tensor, alpha: Tensor): Tensor {
  const count = alpha.shape.at(-1) as number;
  const isMany = alpha.sum(-1, { keepDims: true }).sub(count).greaterEqual(manyTrials);
  const k = where(isMany, minusOne(alpha), manyTrials);
  const trials = k.sum(-1, { keepDims: true });
  const shares = where(isMany, x, 1 / count);
  const parts = countedBy(k, trials, shares);
  const all = trials.squeeze(-1);
  const counted = parts.add(lgammaStep(all.add(1), all.mul(0).add(count - 1)));
  const few = where(isMany, 1, alpha);
  const direct = xlogy(minusOne(few), x)
    .sub(lgamma(few))
    .sum(-1)
    .add(lgamma(few.sum(-1)));
  return where(isMany.squeeze(-1), counted, direct);
}

/** ln(Φ(b) - Φ(a)), from the end from which both are less. */
function logNormalMass(a: Tensor, b: Tensor): Tensor {
  const isAbove = a.greater(0);
  const most = logNormalCdf(where(isAbove, a.neg(), b));
  const less = logNormalCdf(where(isAbove, b.neg(), a));
  return most.add(less.sub(most).exp().neg().log1p());
}

/** Where something can be drawn. */
function inside(condition: Tensor, logProbability: Tensor): Tensor {
  return where(condition, logProbability, -Infinity);
}

function minusOne(x: Tensor): Tensor {
  return x.sub(1);
}

/** An entropy that counts as 0 what cannot happen. */
function entropyOf(p: Tensor): Tensor {
  // Not minus the sum, which would be -0 for what is certain.
  return p.mul(0).sub(xlogy(p, p).add(xlog1py(p.neg().add(1), p.neg())));
}

const table: Readonly<Record<keyof Distributions, Distribution>> = {
  uniform: {
    parameters: { low: 0, high: 1 },
    logProbability: (x, low, high) =>
      inside(x.greaterEqual(low), inside(x.lessEqual(high), high.sub(low).log().neg())),
    entropy: (low, high) => high.sub(low).log(),
  },
  normal: {
    parameters: { mean: 0, std: 1 },
    logProbability: (x, mean, std) =>
      x
        .sub(mean)
        .div(std)
        .square()
        .mul(-0.5)
        .sub(std.log())
        .sub(logOfTwoPi / 2),
    entropy: (mean, std) =>
      std
        .log()
        .add(mean.mul(0))
        .add((1 + logOfTwoPi) / 2),
  },
  truncatedNormal: {
    parameters: { low: -Infinity, high: Infinity, mean: 0, std: 1 },
    logProbability: (x, low, high, mean, std) => {
      const all = table.normal.logProbability(x, mean, std);
      const share = logNormalMass(low.sub(mean).div(std), high.sub(mean).div(std));
      return inside(x.greaterEqual(low), inside(x.lessEqual(high), all.sub(share)));
    },
    entropy: (low, high, mean, std) => {
      const [from, to] = [low.sub(mean).div(std), high.sub(mean).div(std)];
      const share = logNormalMass(from, to);
      // An end times the density there, which is 0 where there is no end.
      const moment = (at: Tensor): Tensor =>
        where(at.abs().less(Infinity), at, 0).mul(
          table.normal.logProbability(at, share.mul(0), share.mul(0).add(1)).sub(share).exp(),
        );
      return std
        .log()
        .add(share)
        .add((1 + logOfTwoPi) / 2)
        .add(moment(from).sub(moment(to)).mul(0.5));
    },
  },
  exponential: {
    parameters: { scale: 1 },
    logProbability: (x, scale) => inside(x.greaterEqual(0), x.div(scale).neg().sub(scale.log())),
    entropy: (scale) => scale.log().add(1),
  },
  gumbel: {
    parameters: { loc: 0, scale: 1 },
    logProbability: (x, loc, scale) => {
      const z = loc.sub(x).div(scale);
      return z.sub(z.exp()).sub(scale.log());
    },
    entropy: (loc, scale) =>
      scale
        .log()
        .add(loc.mul(0))
        .add(1 + eulerGamma),
  },
  laplace: {
    parameters: { loc: 0, scale: 1 },
    logProbability: (x, loc, scale) => x.sub(loc).abs().div(scale).neg().sub(scale.mul(2).log()),
    entropy: (loc, scale) => scale.mul(2).log().add(loc.mul(0)).add(1),
  },
  gamma: {
    parameters: { alpha: null, scale: 1 },
    logProbability: (x, alpha, scale) =>
      inside(x.greaterEqual(0), logPoisson(minusOne(alpha), x.div(scale)).sub(scale.log())),
    entropy: (alpha, scale) => partOfEntropy(alpha).add(scale.log()),
  },
  beta: {
    parameters: { a: null, b: null },
    logProbability: (x, a, b) => inside(x.greaterEqual(0), inside(x.lessEqual(1), logOfBeta(x, a, b))),
    entropy: (a, b) => entropyOfShares(partOfEntropy(a).add(partOfEntropy(b)), a.add(b), 2),
  },
  dirichlet: {
    parameters: { alpha: null },
    logProbability: logOfDirichlet,
    entropy: (alpha) =>
      entropyOfShares(partOfEntropy(alpha).sum(-1), alpha.sum(-1), alpha.shape.at(-1) as number),
  },
  studentT: {
    parameters: { df: null },
    logProbability: (x, df) => {
      const half = df.add(1).mul(0.5);
      return half.mul(x.square().div(df).log1p()).add(logDivisorOfStudentT(df)).neg();
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
    logProbability: (x, p) => xlogy(x, p).add(xlog1py(x.neg().add(1), p.neg())),
    entropy: entropyOf,
  },
  categorical: {
    parameters: { logits: null },
    logProbability: (x, logits) => {
      const index = x.cast("int32").expandDims(-1);
      const rows = logits.logSoftmax(-1);
      const own = rows.broadcastTo([...index.shape.slice(0, -1), rows.shape.at(-1) as number]);
      return takeAlongAxis(own, index, -1).squeeze(-1);
    },
    entropy: (logits) => {
      const p = logits.softmax(-1);
      return xlogy(p, p).sum(-1).neg();
    },
  },
  poisson: {
    parameters: { rate: null },
    logProbability: (x, rate) => inside(x.greaterEqual(0), logPoisson(x, rate)),
    entropy: null,
  },
  binomial: {
    parameters: { n: null, p: null },
    logProbability: (x, n, p) => {
      const rest = n.sub(x);
      const failed = n.mul(p.neg().add(1));
      const all = logPoisson(x, n.mul(p)).add(logPoisson(rest, failed)).sub(logPoisson(n, n));
      return inside(x.greaterEqual(0), inside(x.lessEqual(n), all));
    },
    entropy: null,
  },
  multinomial: {
    parameters: { n: null, p: null },
    logProbability: (x, n, p) => {
      // As it is drawn: by weights of any sum.
      const chance = p.div(p.sum(-1, { keepDims: true }));
      return countedBy(x, n.expandDims(-1), chance);
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
 * @returns A tensor of the dtype of the parameters; -∞ for numbers that cannot be drawn. Whether integers are integers, and rows sum to what they
 *   should, is not looked at.
 * @throws {ArgumentError} for another distribution or other parameters; {@link DtypeError} or {@link ShapeError} for dtypes and shapes that do
 *   not go together.
 * @remarks Derivatives with respect to parameters and `x`, of any order.
 * @example
 * import { logProbability } from "@chainrule/autograd/random";
 * logProbability("normal", { mean: 1, std: 2 }, 1).item() // => -1.612085713764618
 * logProbability("poisson", { rate: 2 }, [0, 1]).exp().toArray() // => [0.1353…, 0.2706…]
 */
export function logProbability<const D extends keyof Distributions>(
  distribution: D,
  parameters: Distributions[D],
  x: TensorLike,
): Tensor {
  const own = distributionNamed("logProbability", distribution);
  const given = parametersOf("logProbability", own, parameters, x);
  const [like] = given as [Tensor];
  const node = isHolder(x) ? x.node : operand("logProbability", x, floatNode("logProbability", like));
  const value = isFloat(node.dtype) ? node : apply(cast, [node], { dtype: like.dtype });
  return own.logProbability(wrap(value), ...given);
}

/**
 * The entropy of a distribution, in nats: the mean of minus the logarithm of the probability, or density, of what is drawn.
 * @param distribution - The name of the function that draws from it, other than `"poisson"`, `"binomial"` and `"multinomial"`, which
 *   have no closed form of it.
 * @param parameters - Those of the distribution, by name.
 * @returns A tensor of the shape that the parameters broadcast to, for `"categorical"` and `"dirichlet"` without the last axis.
 * @throws {ArgumentError} for another distribution or other parameters; {@link DtypeError} or {@link ShapeError} for dtypes and shapes that do
 *   not go together.
 * @remarks Derivatives with respect to the parameters, of any order.
 * @example
 * import { entropy } from "@chainrule/autograd/random";
 * entropy("bernoulli", { p: [0, 0.5] }).toArray() // => [0, 0.693147180559945…]
 */
export function entropy<const D extends WithEntropy>(distribution: D, parameters: Distributions[D]): Tensor {
  const own = distributionNamed("entropy", distribution);
  if (own.entropy === null) {
    throw new ArgumentError("entropy", `there is no closed form for ${describe(distribution)}.`);
  }
  return own.entropy(...parametersOf("entropy", own, parameters, undefined));
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
  const like = [...values, beside].find((value) => isHolder(value) && isFloat(value.node.dtype));
  const nodes =
    like === undefined
      ? operandList(op, values.map(floating))
      : values.map((value) => operand(op, floating(value), floatNode(op, like)));
  const dtype = nodes.find((node) => isFloat(node.dtype))?.dtype ?? "float64";
  return nodes.map((node) => wrap(isFloat(node.dtype) ? node : apply(cast, [node], { dtype })));
}

/** Trials may be integers. */
function floating(value: unknown): unknown {
  return isHolder(value) && value.node.dtype === "int32"
    ? wrap(apply(cast, [value.node], { dtype: "float64" }))
    : value;
}
