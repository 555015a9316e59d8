import { describe } from "../error/describe.ts";
import { ArgumentError, DerivativeError, type Unreached } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import type { Node } from "../graph/node.ts";
import { currentScope } from "../graph/scope.ts";
import { requireAlive } from "../graph/unknown-value.ts";
import { stopGradient } from "../op/leaf.ts";
import { isFloat } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { optionsArgument } from "../tensor/argument.ts";
import { onlyThrough, requireScalar } from "../tensor/backward.ts";
import { isTensor, nodeOf, wrap } from "../tensor/handle.ts";
import { waysOfRecordings } from "../tensor/recording.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { firstOutdated, firstUnreached, obstacle, reached } from "../transform/dependence.ts";
import { gradientNodes } from "../transform/gradient.ts";
import { noteAsked } from "./asked-derivatives.ts";
import { originalOf } from "./stand-in.ts";

/** Options of {@link gradients}. */
export interface GradientsOptions {
  /**
   * What becomes of tensors that no derivative of `y` reaches, since `y` does not depend on them, or only through
   * operations that have none. By default they are refused; `"zero"` gives zeros.
   */
  readonly unused?: "zero" | undefined;
}

/**
 * Backpropagation: the derivatives of a scalar with respect to several tensors, as further nodes of the graph. They can be
 * read, used in other expressions and differentiated again.
 * @param y - A floating-point scalar.
 * @param xs - Tensors or parameters that `y` was built from.
 * @param options - `unused`: `"zero"` gives zeros for those of `xs` that no derivative of `y` reaches. By default they are
 *   refused.
 * @returns One tensor for each of `xs`, of its shape.
 * @throws {DerivativeError} if `y` is not a floating-point scalar, or no derivative of it reaches one of `xs`: `y`
 *   does not depend on that, or only through operations without a derivative, such as `round`, comparisons, casts to int32
 *   and `stopGradient`. A slope that happens to be 0 is not such a case. Also, whatever the options say, if `y` depends on a
 *   value that one of them no longer has; or on one of them through what is data: the result of a compiled function, or, in
 *   such a function, a tensor that was built from a parameter outside it.
 * @example const x = tensor([1, 2]); gradients(x.square().sum(), [x])[0].toArray() // => [2, 4]
 * @example gradients(scalar(1), [tensor([1, 2])], { unused: "zero" })[0].toArray() // => [0, 0]
 */
export function gradients<const X extends readonly Tensor[]>(
  y: Tensor,
  xs: X,
  options?: GradientsOptions,
): { -readonly [K in keyof X]: Tensor<ShapeOf<X[K]>> } {
  const { of, wrt } = request("gradients", y, xs);
  requireWhole("gradients", of, wrt);
  if (isZeroAsked(options)) requirePresent(of, wrt);
  else requireReached(of, wrt);
  return gradientNodes(of, wrt).map((node) => wrap(node)) as never;
}

/**
 * Whether a derivative of a scalar reaches each of several tensors: whether {@link gradients} gives one. The question is
 * about operations, not about values: a slope that happens to be 0 counts.
 * @param y - A floating-point scalar.
 * @param xs - Tensors or parameters.
 * @returns True or false for each of `xs`.
 * @throws {DerivativeError} if `y` is not a floating-point scalar, or depends on one of `xs` through what is data, as
 *   {@link gradients} does.
 * @example const x = tensor([1, 2]); dependsOn(x.relu().sum(), [x, scalar(3)]) // => [true, false]
 */
export function dependsOn(y: Tensor, xs: readonly Tensor[]): boolean[] {
  const { of, wrt } = request("dependsOn", y, xs);
  requireWhole("dependsOn", of, wrt);
  noteAsked(currentScope(), { outputs: [of], wrt });
  return reached(of, wrt);
}

/** What a derivative is asked for of, and by what, checked. */
function request(op: string, y: unknown, xs: unknown): { of: Node; wrt: Node[] } {
  const of = requireTensor(op, "y", y);
  requireScalar(op, of);
  if (!isArray(xs)) {
    const remedy = isTensor(xs) ? " Write [x] for one." : "";
    throw new ArgumentError(
      op,
      `takes an array of tensors as its second argument, got ${describe(xs)}.${remedy}`,
    );
  }
  // By index, since `map` skips holes.
  const wrt = Array.from({ length: xs.length }, (_, k) => originalOf(requireTensor(op, `xs[${k}]`, xs[k])));
  for (let k = 0; k < wrt.length; k++) {
    const { dtype } = wrt[k] as Node;
    if (!isFloat(dtype)) {
      throw new DerivativeError(
        op,
        `xs[${k}] must be floating-point, got ${dtype}. Cast it, e.g. with cast("float64"), and build y from that.`,
      );
    }
  }
  requireAlive([of, ...wrt]);
  return { of, wrt };
}

function requireTensor(op: string, name: string, value: unknown): Node {
  if (!isTensor(value)) {
    throw new ArgumentError(op, `${name} must be a tensor or parameter, got ${describe(value)}.`);
  }
  return nodeOf(value);
}

function isZeroAsked(options: unknown): boolean {
  if (options === undefined) return false;
  const { unused } = optionsArgument("gradients", options, ["unused"]);
  if (unused !== undefined && unused !== "zero") {
    throw new ArgumentError("gradients", `unused must be "zero", got ${describe(unused)}.`);
  }
  return unused === "zero";
}

/**
 * A derivative that would lack a part is refused: what goes through the results of compiled functions, or, in a recording,
 * through tensors that were made from a parameter outside.
 */
function requireWhole(op: string, of: Node, wrt: readonly Node[]): void {
  const why = waysOfRecordings()?.lacking(of, wrt) ?? null;
  if (why !== null) throw unreached(op, why);
}

/** A parameter is not unrelated because it was assigned since. */
function requirePresent(of: Node, wrt: readonly Node[]): void {
  const k = firstOutdated(of, wrt);
  if (k < 0) return;
  throw unreached("gradients", {
    index: k,
    isRelated: true,
    through: "only through a value that it no longer has",
    remedy: "Build the graph anew after assign() or step().",
  });
}

const zeros = 'For zeros instead of this error, pass { unused: "zero" }.';

function requireReached(of: Node, wrt: readonly Node[]): void {
  const index = firstUnreached(of, wrt);
  if (index < 0) return;
  requirePresent(of, wrt);
  const wanted = wrt[index] as Node;
  const { operations, stopped } = obstacle([of], (node) => node === wanted);
  const isRelated = operations.length > 0;
  const result = waysOfRecordings()?.throughResults(of) ?? null;
  const ways = isRelated
    ? [onlyThrough(operations)]
    : [
        ...(stopped ? [`or ${onlyThrough([stopGradient.name])}`] : []),
        ...(result === null ? [] : [`or only ${result.through}`]),
      ];
  const why = { index, isRelated, through: ways.join(", "), remedy: "" };
  throw unreached("gradients", why, zeros);
}

function unreached(op: string, why: Unreached, ending = ""): DerivativeError {
  const { index, isRelated, through } = why;
  const remedy = [why.remedy, ending].filter((sentence) => sentence !== "").join(" ");
  if (isRelated) return new DerivativeError(op, `y depends on xs[${index}] ${through}. ${remedy}`, [], why);
  const way = through === "" ? "" : `, ${through}`;
  const rule = `y does not depend on xs[${index}]${way}. Build y from that very tensor.`;
  return new DerivativeError(op, `${rule} ${remedy}`, [], why);
}
