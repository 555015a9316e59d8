import { apply, constantNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { abs } from "../op/abs.ts";
import { add } from "../op/add.ts";
import { greater, lessEqual } from "../op/comparison.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { exp2 } from "../op/exp2.ts";
import { stopGradient } from "../op/leaf.ts";
import { solve } from "../op/linear-solve.ts";
import { log2 } from "../op/log2.ts";
import { matmul } from "../op/matmul.ts";
import { max } from "../op/max.ts";
import { maximum } from "../op/maximum.ts";
import { minimum } from "../op/minimum.ts";
import { mul } from "../op/mul.ts";
import { neg } from "../op/neg.ts";
import { ceil, floor } from "../op/rounding.ts";
import { requireSquare } from "../op/solve-triangular.ts";
import { sub } from "../op/sub.ts";
import { broadcastTo, sum } from "../op/sum.ts";
import { where } from "../op/where.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { identityLike } from "./identity.ts";

/**
 * The exponential of a square matrix: 1 + a + a² / 2 + …
 * @param a - `[..., n, n]`, floating-point; leading axes are batches.
 * @returns The shape of `a`. NaN, as are its derivatives, where a sum of sizes along a column is larger than 350,000, unless powers of `a`
 *   grow more slowly. Where it is large, so are errors, up to 2¹⁶ times those of rounding: as often as the matrix is halved and its exponential
 *   squared, they double.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool.
 * @remarks Derivative: that of its steps, a rational function and squares. Source: SciPy, `scipy.linalg.expm`; A. Al-Mohy,
 *   N. Higham, A new scaling and squaring algorithm for the matrix exponential, 2009.
 * @example
 * import { expm } from "@chainrule/autograd/linalg";
 * expm([[0, 1], [0, 0]]).toArray() // => [[1, 1], [0, 1]]
 */
export function expm<const A extends TensorLike>(a: A): Tensor<ShapeOf<A>> {
  const matrix = toNode("expm", a);
  numericDtype("expm", "floats", [matrix.dtype]);
  requireSquare("expm", matrix.shape);
  return wrap(exponential(matrix));
}

/** How often it is squared at most. */
const mostSquares = 16;
/** Up to here the rational function is exact in float64. */
const largestNorm = 5.371920351148152;
/** Up to here it is, if that is the size which powers of a matrix have. */
const largestSize = 4.25;
const degree = 13;
/** The coefficient of the first term that it leaves out: 13!² / (26! 27!). */
const leftOut = 8.829961602018678e-36;
/** Of the rational function of degree 13: Padé's, times 13! / 26! of the last. */
const coefficients = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
  670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
] as const;

function exponential(a: Node): Node {
  const number = (value: number): Node => constantNode(value, a.dtype);
  if (a.shape.at(-1) === 0) return apply(broadcastTo, [a], { shape: a.shape });
  const still = apply(stopGradient, [a]);
  // Halved so often that the norm is small. Of 0 the logarithm is -∞, of which nothing is left.
  const most = b(maximum, b(ceil, b(log2, b(mul, normOf(still), number(1 / largestNorm)))), number(0));
  const halvings = b(sub, most, spared(b(mul, still, b(exp2, b(neg, most))), most));
  // Beyond what is squared it is NaN from here on, as its derivatives are: those of a constant would be 0.
  const isKnown = b(lessEqual, halvings, number(mostSquares));
  const x = b(mul, a, b(where, isKnown, b(exp2, b(neg, halvings)), number(Number.NaN)));
  let result = rational(x);
  const none = number(0);
  for (let k = 0; k < mostSquares; k++) {
    // What is not taken is not squared either: it might overflow.
    const isTaken = b(greater, halvings, number(k));
    const factor = b(where, isTaken, result, none);
    result = b(where, isTaken, b(matmul, factor, factor), result);
  }
  return result;
}

/** The largest sum of sizes along a column. */
function normOf(a: Node): Node {
  const rank = a.shape.length;
  const sums = b(sum, b(abs, a), { axes: [rank - 2], keepDims: true });
  return b(max, sums, { axes: [rank - 1], keepDims: true });
}

/**
 * How many of the halvings, after which the norm is as small as in x, are not needed since the norms of powers of x are much smaller than
 * the powers of its norm: every one loses a bit of what is small.
 */
function spared(x: Node, most: Node): Node {
  const number = (value: number): Node => constantNode(value, x.dtype);
  const x2 = b(matmul, x, x);
  const x4 = b(matmul, x2, x2);
  const x6 = b(matmul, x4, x2);
  // How large x counts as: roots of norms of powers, in powers of two.
  const root = (power: Node, degree: number): Node => b(mul, b(log2, normOf(power)), number(1 / degree));
  const eighth = root(b(matmul, x4, x4), 8);
  const size = b(minimum, b(maximum, root(x6, 6), eighth), b(maximum, eighth, root(b(matmul, x6, x4), 10)));
  const possible = b(minimum, most, b(floor, b(sub, number(Math.log2(largestSize)), size)));
  // So often again, as the first term that the rational function leaves out is larger than rounding.
  const doubled = b(abs, b(mul, x, b(exp2, possible)));
  let powers = b(matmul, b(broadcastTo, number(1), { shape: [1, x.shape.at(-1) as number] }), doubled);
  for (let k = 1; k < 2 * degree + 1; k++) powers = b(matmul, powers, doubled);
  const term = b(sub, b(log2, normOf(powers)), b(log2, normOf(doubled)));
  const again = b(ceil, b(mul, b(add, term, number(Math.log2(leftOut) + 53)), number(1 / (2 * degree))));
  const result = b(sub, possible, b(maximum, again, number(0)));
  // Nothing of what is NaN: of a matrix of zeros, or where powers are beyond every number.
  return b(where, b(greater, result, number(0)), result, number(0));
}

function rational(x: Node): Node {
  const one = identityLike(x);
  const times = (c: number, y: Node): Node => b(mul, constantNode(c, x.dtype), y);
  const total = (...parts: readonly Node[]): Node => parts.reduce((all, part) => b(add, all, part));
  const c = coefficients;
  const x2 = b(matmul, x, x);
  const x4 = b(matmul, x2, x2);
  const x6 = b(matmul, x4, x2);
  const high = (from: number): Node =>
    total(times(c[from + 4] as number, x6), times(c[from + 2] as number, x4), times(c[from] as number, x2));
  const low = (from: number): Node =>
    total(
      times(c[from + 6] as number, x6),
      times(c[from + 4] as number, x4),
      times(c[from + 2] as number, x2),
      times(c[from] as number, one),
    );
  const odd = b(matmul, x, b(add, b(matmul, x6, high(9)), low(1)));
  const even = b(add, b(matmul, x6, high(8)), low(0));
  return applyRoutine(solve, [b(sub, even, odd), b(add, even, odd)], { transposed: false, name: "expm" });
}
