/** PyTorch's operators in terms of functions here. */

import type { Tensor } from "@chainrule/autograd";
import * as chainrule from "@chainrule/autograd";
import * as linalg from "@chainrule/autograd/linalg";

export type Given = readonly unknown[];
export type Keywords = Readonly<Record<string, unknown>>;
export type Call = (args: Given, keywords: Keywords) => Tensor | readonly Tensor[];

const named: Readonly<Record<string, unknown>> = { ...chainrule };

/** Operators that take tensors alone, or numbers in their places, and what they are called here. */
const alike: Readonly<Record<string, string>> = {
  acos: "acos",
  acosh: "acosh",
  asin: "asin",
  asinh: "asinh",
  atan: "atan",
  atan2: "atan2",
  atanh: "atanh",
  copysign: "copysign",
  cosh: "cosh",
  deg2rad: "deg2rad",
  digamma: "digamma",
  erfc: "erfc",
  erfinv: "erfinv",
  exp2: "exp2",
  floor_divide: "floorDivide",
  fmod: "fmod",
  frac: "frac",
  hypot: "hypot",
  i0: "i0",
  lerp: "lerp",
  lgamma: "lgamma",
  log10: "log10",
  log2: "log2",
  logaddexp: "logaddexp",
  rad2deg: "rad2deg",
  remainder: "remainder",
  rsqrt: "rsqrt",
  sinc: "sinc",
  sinh: "sinh",
  "special.erfcx": "erfcx",
  "special.i0e": "i0e",
  "special.i1": "i1",
  "special.i1e": "i1e",
  "special.log_ndtr": "logNormalCdf",
  "special.ndtr": "normalCdf",
  "special.xlog1py": "xlog1py",
  trunc: "trunc",
  xlogy: "xlogy",
  "nn.functional.hardsigmoid": "hardSigmoid",
  "nn.functional.hardswish": "hardSwish",
  "nn.functional.logsigmoid": "logSigmoid",
  "nn.functional.mish": "mish",
  "nn.functional.selu": "selu",
  "nn.functional.silu": "silu",
  "nn.functional.softsign": "softsign",
};

/** With its own keyword, or else the argument at its place. */
const at = (given: Given, k: number, keywords: Keywords, name: string): never =>
  (keywords[name] ?? given[k]) as never;

const axesOf = (keywords: Keywords): [never, { keepDims: boolean }] => [
  keywords["dim"] as never,
  { keepDims: keywords["keepdim"] === true },
];

/** Of images with a batch axis and a bias. */
function convolution(convolved: (...given: never[]) => Tensor, rank: number): Call {
  return ([x, kernel, bias], { padding, output_padding: outputPadding, ...options }) => {
    if ((x as Tensor).shape.length !== rank) throw new Unsupported("images without a batch axis");
    const known = { ...options, padding: padding === "valid" ? 0 : padding, outputPadding };
    const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
    const y = convolved(x as never, kernel as never, given as never);
    if (bias === undefined || bias === null) return y;
    return y.add((bias as Tensor).reshape([-1, ...new Array<number>(rank - 2).fill(1)]) as never);
  };
}

/** What samples ask for that there is not here. */
export class Unsupported extends Error {}

/** A list of one stands for all axes. */
function one(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** The others, with what their arguments are called here. */
const others: Readonly<Record<string, Call>> = {
  logit: ([x, eps], keywords) => {
    if ((eps ?? keywords["eps"] ?? null) !== null) throw new Unsupported("bounds for arguments");
    return chainrule.logit(x as never);
  },
  nan_to_num: ([x, ...values], keywords) => {
    const given = ["nan", "posinf", "neginf"].map((name, k) => [name, values[k] ?? keywords[name]] as const);
    return chainrule.nanToNum(
      x as never,
      Object.fromEntries(given.filter(([, value]) => (value ?? null) !== null)),
    );
  },
  polygamma: (given, keywords) => chainrule.polygamma(at(given, 1, keywords, "n"), given[0] as never),
  "nn.functional.celu": ([x], { alpha }) => chainrule.celu(x as never, alpha as never),
  "nn.functional.elu": ([x], { alpha }) => chainrule.elu(x as never, alpha as never),
  "nn.functional.gelu": ([x], { approximate }) =>
    chainrule.gelu(x as never, { approximate: approximate as never }),
  "nn.functional.leaky_relu": ([x, slope], { negative_slope: named }) =>
    chainrule.leakyRelu(x as never, (slope ?? named) as never),
  cummax: (given, keywords) => chainrule.cummax(given[0] as never, at(given, 1, keywords, "dim")),
  cummin: (given, keywords) => chainrule.cummin(given[0] as never, at(given, 1, keywords, "dim")),
  cumprod: (given, keywords) => chainrule.cumprod(given[0] as never, at(given, 1, keywords, "dim")),
  cumsum: (given, keywords) => chainrule.cumsum(given[0] as never, at(given, 1, keywords, "dim")),
  logcumsumexp: (given, keywords) => chainrule.logcumsumexp(given[0] as never, at(given, 1, keywords, "dim")),
  nanmean: ([x], keywords) => chainrule.nanMean(x as never, ...axesOf(keywords)),
  nansum: ([x], keywords) => chainrule.nanSum(x as never, ...axesOf(keywords)),
  quantile: ([x, q], keywords) => {
    if (keywords["interpolation"] !== undefined && keywords["interpolation"] !== "linear")
      throw new Unsupported("other interpolations");
    if (typeof q !== "number") throw new Unsupported("fractions that are tensors");
    return chainrule.quantile(x as never, q, ...axesOf(keywords));
  },
  diagonal: ([x, ...rest], keywords) => {
    const [offset, first, second] = ["offset", "dim1", "dim2"].map((name, k) => rest[k] ?? keywords[name]);
    return chainrule.diagonal(
      x as never,
      (offset ?? 0) as number,
      (first ?? 0) as number,
      (second ?? 1) as number,
    );
  },
  gather: ([x, axis, indices]) => {
    const [own, places] = [x as Tensor, indices as Tensor];
    const isShorter = places.shape.some((size, k) => k !== (axis as number) && size !== own.shape[k]);
    if (own.shape.length === 0 || isShorter) throw new Unsupported("fewer indices than rows");
    return chainrule.takeAlongAxis(own, places, axis as never);
  },
  index_select: ([x, axis, indices]) => chainrule.take(x as never, indices as never, axis as never),
  repeat: ([x, ...repeats]) => chainrule.tile(x as never, repeats.flat() as number[]),
  tile: ([x, ...repeats]) => chainrule.tile(x as never, repeats.flat() as number[]),
  roll: ([x, shift, axis], keywords) =>
    chainrule.roll(x as never, shift as never, (axis ?? keywords["dims"]) as never),
  take_along_dim: ([x, indices, axis], keywords) => {
    const along = axis ?? keywords["dim"];
    if (along === undefined)
      return chainrule.takeAlongAxis((x as Tensor).reshape([-1]), (indices as Tensor).reshape([-1]));
    return chainrule.takeAlongAxis(x as never, indices as never, along as never);
  },
  tril: ([x, k]) => chainrule.tril(x as never, (k ?? 0) as never),
  triu: ([x, k]) => chainrule.triu(x as never, (k ?? 0) as never),
  trace: ([x]) => linalg.trace(x as never),
  cdist: ([x, y, p]) => chainrule.cdist(x as never, y as never, { p: p as number }),
  tensordot: ([a, b], { dims }) => {
    const [left, right] = [a as Tensor, b as Tensor];
    const pairs = Array.isArray(dims) ? (dims as [number[], number[]]) : null;
    if (pairs?.[0].some((axis, k) => left.shape[axis] !== right.shape[pairs[1][k] as number]))
      throw new Unsupported("axes of size 1 that are summed over with longer ones");
    return chainrule.tensordot(left, right, dims as never);
  },
  "nn.functional.avg_pool2d": (given, keywords) => {
    const names = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"];
    const [size, stride, padding, ceilMode, countIncludePad, divisor] = names.map((name, k) =>
      one(at(given, k + 1, keywords, name)),
    );
    if ((given[0] as Tensor).shape.length !== 4 || (divisor ?? null) !== null)
      throw new Unsupported("images without a batch axis, other divisors");
    const known = { stride, padding, ceilMode, countIncludePad };
    const isGiven = ([, value]: readonly [string, unknown]): boolean =>
      (value ?? null) !== null && (value as { length?: number }).length !== 0;
    const options = Object.fromEntries(Object.entries(known).filter(isGiven));
    return chainrule.avgPool2d(given[0] as never, size as never, options);
  },
  "nn.functional.max_pool2d": (
    [x],
    { kernel_size: size, stride, ceil_mode: ceilMode, padding, dilation },
  ) => {
    if ((x as Tensor).shape.length !== 4) throw new Unsupported("images without a batch axis");
    return chainrule.maxPool2d(x as never, size as never, {
      ...(stride === null ? {} : { stride: stride as number }),
      ceilMode: ceilMode as boolean,
      padding: padding as number,
      dilation: dilation as number,
    });
  },
  "nn.functional.conv1d": convolution(chainrule.conv1d, 3),
  "nn.functional.conv2d": convolution(chainrule.conv2d, 4),
  "nn.functional.conv_transpose2d": convolution(chainrule.convTranspose2d, 4),
  "nn.functional.cosine_similarity": ([x, y], { dim }) =>
    chainrule.cosineSimilarity(x as never, y as never, (dim ?? 1) as never),
  "linalg.cholesky": ([a], { upper }) => {
    const factor = linalg.cholesky(a as Tensor);
    return upper ? factor.permute([...factor.shape.keys()].toSpliced(-2, 2, -1, -2) as never) : factor;
  },
  "linalg.det": ([a]) => linalg.det(a as never),
  "linalg.eigvalsh": ([a]) => linalg.eigvalsh(a as never),
  "linalg.inv": ([a]) => linalg.inv(a as never),
  "linalg.matrix_power": ([a, n]) => linalg.matrixPower(a as never, n as never),
  "linalg.pinv": ([a], { rtol, hermitian }) => {
    if ((rtol ?? null) !== null || hermitian) throw new Unsupported("other tolerances");
    return linalg.pinv(a as never);
  },
  "linalg.slogdet": ([a]) => Object.values(linalg.slogdet(a as never)),
  "linalg.solve": ([a, b], { left = true }: Keywords) => {
    if (!left) throw new Unsupported("equations from the right");
    const [matrix, right] = [a as Tensor, b as Tensor];
    if (matrix.shape.length > 2 && right.shape.length < matrix.shape.length)
      throw new Unsupported("batches of vectors");
    return linalg.solve(matrix, right);
  },
  "linalg.svdvals": ([a]) => linalg.svdvals(a as never),
  matrix_exp: ([a]) => linalg.expm(a as never),
};

/** A function for one of PyTorch's operators, which takes its arguments and keywords. */
export function callOf(name: string): Call {
  const own = alike[name];
  if (own === undefined) return others[name] as Call;
  return (given) => (named[own] as (...xs: Given) => Tensor)(...given);
}
