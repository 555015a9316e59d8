import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { type DType, isFloat } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape, type Shape, sizeOf } from "../shape/shape.ts";
import { operands } from "../tensor/convert.ts";
import { arange, tensor, zeros } from "../tensor/create.ts";
import { maximum, minimum } from "../tensor/functions/elementwise.generated.ts";
import { take } from "../tensor/functions/indexing.ts";
import { concat } from "../tensor/functions/join.ts";
import { where } from "../tensor/functions/select.ts";
import { argmax } from "../tensor/functions/sorting.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { type Accuracy, accuracyArgument, whereSettled } from "./accuracy.ts";
import { type AnyFunction, requireFunction } from "./functions.ts";
import { flattenArgument, flattenResult } from "./tree.ts";
import { recorded } from "./vector-function.ts";
import { whileLoop } from "./while-loop.ts";

/** How accurate an integral has to be. */
export interface QuadratureOptions {
  /** The error, relative to the largest integral. Default: 1e-10, or 1e-5 for float32. */
  readonly rtol?: number | undefined;
  /** The error beside that. Default: 1e-12, or 1e-6 for float32. */
  readonly atol?: number | undefined;
  /** How many intervals there may be. Default: 50. */
  readonly maxIntervals?: number | undefined;
}

/**
 * Kronrod's rule of 15 nodes and the weights of Gauss's rule of 7 among them, from the ends to the middle. R. Piessens and others,
 * QUADPACK, 1983, QK15.
 */
const nodes = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.20778495500789848, 0,
];
const kronrod = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
];
const gauss = [0, 0.1294849661688697, 0, 0.27970539148927664, 0, 0.3818300505051189, 0, 0.4179591836734694];

/**
 * A definite integral: Gauss and Kronrod's rule, on intervals that are halved where the error is largest.
 * @param f - Takes a number and returns a tensor. It is called once, with a tensor that stands for any number, and may refer to other
 *   tensors and parameters, by which there are derivatives.
 * @param from - The lower limit: a floating-point scalar, which may be -∞.
 * @param to - The upper limit, which may be ∞.
 * @param options - `rtol`, `atol`: the error, relative to the largest element and beside that, by default 1e-10 and 1e-12, for float32 1e-5
 *   and 1e-6; `maxIntervals`: how many intervals there may be, by default 50.
 * @returns The integral, of the shape of what `f` returns.
 * @throws {ArgumentError} if `f` is not a function, does not return a tensor, reads a value, changes a parameter or calls
 *   `customGradient`, for options that do not exist, or infinite limits in the wrong place; also, when the result is computed, if the
 *   intervals do not suffice. {@link DtypeError} unless limits and result are floating-point, of one dtype; {@link ShapeError} if a limit
 *   is not a scalar; {@link DerivativeError} if a derivative that `f` takes goes through x to something that the limits were built from.
 * @remarks Derivative: that of the sum over the intervals that were found, in both modes and of any order, by the limits and all that
 *   `f` refers to. Between infinite limits the integral is one over a finite interval, by a change of variables. Source: R. Piessens
 *   and others, QUADPACK, 1983, QAGS without extrapolation, QAGI; ten intervals at first, where these have one or two, since a peak that is far narrower
 *   than its neighbourhood can pass unseen between the nodes of a rule.
 * @example quadrature((x) => x.square(), 0, 3).item().toFixed(10) // => "9.0000000000"
 * @example quadrature((x) => x.square().neg().exp(), -Infinity, Infinity).item().toFixed(10) // => "1.7724538509"
 */
export function quadrature<Y extends Tensor>(
  f: (x: Tensor<[]>) => Y,
  from: TensorLike,
  to: TensorLike,
  options?: QuadratureOptions,
): Tensor<ShapeOf<Y>>;
export function quadrature(f: unknown, from: unknown, to: unknown, options?: QuadratureOptions): Tensor {
  requireFunction("quadrature", f);
  const [low, high] = limits(from, to);
  const accuracy = accuracyArgument("quadrature", options, low.dtype, usual);
  const state = flattenArgument("quadrature", wrap(low).add(wrap(high)));
  let shape: Shape = [];
  const { body, captured } = recorded(
    { op: "quadrature", f: f as AnyFunction, state, isCarried: false },
    (result) => {
      const output = resultOf(result, low.dtype);
      shape = output.shape;
      return [output];
    },
  );
  const at = (x: Tensor): Tensor => {
    const [count] = x.shape as readonly [number];
    const each = body.batched([...captured.map(() => false), true], count);
    return wrap(each.applied(b, [...captured, nodeOf(x.reshape([count, 1]))])[0] as Node);
  };
  const over = changeOfVariable(limitOf(from, low, -Infinity), limitOf(to, high, Infinity));
  const sum = integral(
    (u) => {
      const { x, slope } = over(u);
      return at(x).mul(slope.reshape([-1, 1]));
    },
    low.dtype,
    sizeOf(shape),
    accuracy,
  );
  return sum.reshape(shape);
}

function limits(from: unknown, to: unknown): readonly [Node, Node] {
  const limit = [from, to] as const;
  if (from === Number.POSITIVE_INFINITY || to === Number.NEGATIVE_INFINITY) {
    throw new ArgumentError(
      "quadrature",
      "the lower limit must not be Infinity, nor the upper one -Infinity. Exchange them, and take the negative.",
    );
  }
  const found = operands("quadrature", limit[0], limit[1]);
  for (const { shape, dtype } of found) {
    if (!isFloat(dtype))
      throw new DtypeError("quadrature", `limits must be floating-point, got ${dtype}. Use cast("float64").`);
    if (shape.length > 0)
      throw new ShapeError("quadrature", `limits must be scalars, got shape ${formatShape(shape)}.`, [shape]);
  }
  const [low, high] = found;
  if (low.dtype !== high.dtype)
    throw new DtypeError("quadrature", `limits must have one dtype, got ${low.dtype} and ${high.dtype}.`);
  return found;
}

function resultOf(result: unknown, dtype: DType): Node {
  const { nodes: found, layout } = flattenResult("quadrature", result);
  const [output] = found;
  if (output === undefined || layout.text !== "*")
    throw new ArgumentError(
      "quadrature",
      "the function must return a tensor, got a tree. Integrate each part.",
    );
  if (output.dtype !== dtype)
    throw new DtypeError(
      "quadrature",
      `the function must return ${dtype} as the limits are, got ${output.dtype}.`,
    );
  return output;
}

const usual = {
  float64: { rtol: 1e-10, atol: 1e-12 },
  float32: { rtol: 1e-5, atol: 1e-6 },
  limit: "maxIntervals",
  most: 50,
} as const;

/** The variable for numbers from 0 to 1, and its slope. */
interface Variable {
  readonly x: Tensor;
  readonly slope: Tensor;
}

type Change = (u: Tensor) => Variable;

/** A limit, and whether it is the infinite one: known of a number, and of a tensor when it is computed. */
interface Limit {
  readonly value: Tensor;
  readonly isInfinite: boolean | Tensor;
}

function limitOf(given: unknown, node: Node, infinite: number): Limit {
  const value = wrap(node);
  if (typeof given === "number") {
    // What is infinite is not looked at.
    return { value, isInfinite: given === infinite };
  }
  const isInfinite = value.equal(infinite);
  return { value: where(isInfinite, 0, value), isInfinite };
}

function changeOfVariable(low: Limit, high: Limit): Change {
  return (u) => {
    const rest = u.neg().add(1);
    const width = high.value.sub(low.value);
    const finite = { x: low.value.add(width.mul(u)), slope: u.mul(0).add(width) };
    const far = u.div(rest);
    const slope = rest.square().reciprocal();
    const upwards = { x: low.value.add(far), slope };
    const downwards = { x: high.value.sub(far), slope };
    // x = t / (1 - t²), for t from -1 to 1.
    const t = u.mul(2).sub(1);
    const left = u.mul(rest).mul(4);
    const both = { x: t.div(left), slope: t.square().add(1).div(left.square()).mul(2) };
    return either(
      low.isInfinite,
      either(high.isInfinite, both, downwards),
      either(high.isInfinite, upwards, finite),
    );
  };
}

function either(condition: boolean | Tensor, yes: Variable, no: Variable): Variable {
  if (typeof condition === "boolean") return condition ? yes : no;
  return { x: where(condition, yes.x, no.x), slope: where(condition, yes.slope, no.slope) };
}

interface Intervals {
  readonly left: Tensor;
  readonly width: Tensor;
  readonly error: Tensor;
  readonly sum: Tensor;
  readonly count: Tensor;
}

/** How many there are before any is halved. */
const firstIntervals = 10;

/** The integral from 0 to 1 of a function that gives a row for each number. */
function integral(
  f: (u: Tensor) => Tensor,
  dtype: DType,
  size: number,
  { rtol, atol, most }: Accuracy,
): Tensor {
  const rule = (half: readonly number[], sign: number): Tensor =>
    tensor(
      [
        ...half,
        ...half
          .slice(0, -1)
          .reverse()
          .map((x) => sign * x),
      ],
      { dtype },
    );
  const [points, wide, narrow] = [rule(nodes, -1), rule(kronrod, 1), rule(gauss, 1)];
  const pieces = (left: Tensor, width: Tensor): { sum: Tensor; error: Tensor } => {
    const [count] = left.shape as readonly [number];
    const half = width.reshape([count, 1]).div(2);
    const u = left.reshape([count, 1]).add(half.mul(points.add(1)));
    const values = f(u.reshape([count * 15]))
      .reshape([count, 15, size])
      .mul(half.reshape([count, 1, 1]));
    const sum = values.mul(wide.reshape([15, 1])).sum(1);
    const change = sum.sub(values.mul(narrow.reshape([15, 1])).sum(1)).abs();
    const mean = sum.div(2).reshape([count, 1, size]);
    const spread = values
      .sub(mean)
      .abs()
      .mul(wide.reshape([15, 1]))
      .sum(1);
    // As QK15: the rules' difference is the error of the lesser one.
    const scaled = spread.mul(minimum(change.mul(200).div(spread).pow(1.5), 1));
    return { sum, error: where(spread.greater(0), scaled, change).sum(1) };
  };
  const place = arange(most, { dtype: "int32" });
  // In one batch, so that a peak between the nodes of a single rule is not taken for nothing.
  const count = Math.min(firstIntervals, most);
  const [lefts, widths] = [arange(count, { dtype }).div(count), zeros([count], { dtype }).add(1 / count)];
  const first = pieces(lefts, widths);
  const padded = (x: Tensor): Tensor => concat([x, zeros([most - count, ...x.shape.slice(1)], { dtype })]);
  const errorOf = ({ error }: Intervals): Tensor => error.sum();
  const allowed = ({ sum }: Intervals): Tensor =>
    size === 0 ? tensor(atol, { dtype }) : maximum(sum.sum(0).abs().max().mul(rtol), atol);
  const begin: Intervals = {
    left: padded(lefts),
    width: padded(widths),
    error: padded(first.error),
    sum: padded(first.sum),
    count: tensor(count, { dtype: "int32" }),
  };
  const found: Intervals = whileLoop(
    (now: Intervals) => errorOf(now).greater(allowed(now)).logicalAnd(now.count.less(most)),
    (now: Intervals) => {
      const worst = argmax(now.error);
      const at = take(now.left, worst);
      const width = take(now.width, worst).div(2);
      const both = (a: Tensor, c: Tensor): Tensor => concat([a.reshape([1]), c.reshape([1])]);
      const halves = pieces(both(at, at.add(width)), both(width, width));
      const [isOld, isNew] = [place.equal(worst), place.equal(now.count)];
      const put = (one: Tensor, other: Tensor, rest: Tensor): Tensor =>
        where(isOld, one, where(isNew, other, rest));
      const row = (mask: Tensor): Tensor => mask.reshape([most, 1]);
      return {
        left: put(at, at.add(width), now.left),
        width: put(width, width, now.width),
        error: put(take(halves.error, 0), take(halves.error, 1), now.error),
        sum: where(row(isOld), take(halves.sum, 0), where(row(isNew), take(halves.sum, 1), now.sum)),
        count: now.count.add(1),
      };
    },
    begin,
  );
  // The intervals that were found count as given; those that are not needed are the first once more, and leave nothing.
  const isUsed = place.less(found.count);
  const used = (x: Tensor): Tensor => where(isUsed, x, take(x, 0)).stopGradient();
  const { sum } = pieces(used(found.left), used(found.width));
  const total = where(isUsed.reshape([most, 1]), sum, 0).sum(0);
  return whereSettled(total, errorOf(found).div(allowed(found)), {
    caller: "quadrature",
    most: 1,
    rule: `the error must come below the tolerances with ${most} intervals`,
    remedy: "That is how many times as large it was. Allow more with maxIntervals, rtol or atol.",
  });
}
