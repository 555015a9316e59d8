import { describe } from "../error/describe.ts";
import { ArgumentError, DerivativeError } from "../error/error.ts";
import type { GradientReceiver, Node } from "../graph/node.ts";
import { requireAlive, requireShared } from "../graph/unknown-value.ts";
import { stopGradient } from "../op/leaf.ts";
import { isFloat } from "../shape/dtype.ts";
import { formatShape } from "../shape/shape.ts";
import { obstacle, reachedLeaves } from "../transform/dependence.ts";
import { gradientNodes } from "../transform/gradient.ts";
import { type BackwardCall, backwardCall } from "./gradient.ts";
import { recorder, waysOfRecordings } from "./recording.ts";

/** A parameter, which is made of tensors. */
interface HasGradient {
  receiveGradient(found: Node, call: BackwardCall): void;
}

/**
 * Adds the gradient of a scalar to the `grad` of every parameter that a derivative of it reaches.
 * @throws {DerivativeError} for what is not a floating-point scalar, has a derivative with respect to no parameter, or to one only
 *   through a value that it no longer has.
 */
export function backward(y: Node): void {
  requireScalar("backward", y);
  requireAlive([y]);
  requireShared(
    "backward",
    "y",
    y,
    "Return it and call backward() outside, on the sum over the examples, or use grad() inside.",
  );
  recorder()?.asked(y);
  const leaves = reachedLeaves(y);
  const present = leaves.filter((leaf) => ownerOf(leaf).holds(leaf));
  const ways = waysOfRecordings();
  if (present.length < leaves.length) {
    ways?.requireUndivided(y, leaves);
    requirePresent(leaves, present);
  }
  ways?.requireNotLost(y, present);
  if (present.length === 0) throw withoutSlope(y);
  const call = backwardCall();
  for (const [k, gradient] of gradientNodes(y, present).entries()) {
    const owner = ownerOf(present[k] as Node) as unknown as HasGradient;
    owner.receiveGradient(gradient, call);
  }
}

/** A cotangent would go unnoticed. */
export function requireAlone(further: readonly unknown[]): void {
  const found = further.find((value) => value !== undefined);
  if (found === undefined) return;
  throw new ArgumentError(
    "backward",
    `takes no arguments, got ${describe(found)}. Multiply before: y.mul(2).backward().`,
  );
}

/** An earlier value may take part beside the present one: it is a constant then. */
function requirePresent(leaves: readonly Node[], present: readonly Node[]): void {
  const known = new Set(present.map(ownerOf));
  const found = leaves.find((leaf) => !known.has(ownerOf(leaf)));
  if (found === undefined) return;
  throw new DerivativeError(
    "backward",
    "y must be built from values that parameters have now, got one that was replaced, of a parameter of shape " +
      `${formatShape(found.shape)}. Build y anew after assign() or step().`,
    [found.shape],
  );
}

function withoutSlope(y: Node): DerivativeError {
  const { operations, stopped } = obstacle([y], (node) => node.owner !== null);
  if (operations.length > 0)
    return new DerivativeError("backward", `y depends on parameters ${onlyThrough(operations)}.`);
  const result = waysOfRecordings()?.throughResults(y) ?? null;
  const unless =
    result !== null
      ? `, or only ${result.through}`
      : stopped
        ? `, or ${onlyThrough([stopGradient.name])}`
        : "";
  return new DerivativeError(
    "backward",
    `the tensor depends on no parameter${unless}. ${result?.remedy ?? "Create one with parameter()."}`,
  );
}

/** The end of a sentence about what y depends on: operations that are declared to have no derivative. */
export function onlyThrough(operations: readonly string[]): string {
  const verb = operations.length === 1 ? "has" : "have";
  return `only through ${listed(operations)}, which ${verb} no derivative`;
}

function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

function ownerOf(leaf: Node): GradientReceiver {
  return leaf.owner as GradientReceiver;
}

/** What can be differentiated in reverse: a floating-point number. */
export function requireScalar(op: string, y: Node): void {
  if (!isFloat(y.dtype)) {
    throw new DerivativeError(op, `y must be floating-point, got ${y.dtype}, which has no derivative.`);
  }
  if (y.shape.length > 0) {
    throw new DerivativeError(
      op,
      `y must be a scalar, got shape ${formatShape(y.shape)}. Reduce it, e.g. with sum(), or use jacobian().`,
      [y.shape],
    );
  }
}
