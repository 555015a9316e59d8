import { DerivativeError } from "../error/error.ts";
import type { Lineage } from "../graph/lineage.ts";
import type { GradientReceiver, Node } from "../graph/node.ts";
import type { Scope } from "../graph/scope.ts";
import { requireAlive, requireShared } from "../graph/unknown-value.ts";
import { stopGradient } from "../op/leaf.ts";
import { isFloat } from "../shape/dtype.ts";
import { formatShape } from "../shape/shape.ts";
import {
  capturedFrom,
  firstLost,
  isFromOutside,
  obstacle,
  reachedLeaves,
  resultsBehind,
} from "../transform/dependence.ts";
import { gradientNodes } from "../transform/gradient.ts";
import { recorder } from "./recording.ts";

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
  recorder()?.asked(y, null);
  const leaves = reachedLeaves(y);
  const present = leaves.filter((leaf) => ownerOf(leaf).holds(leaf));
  if (present.length < leaves.length) {
    requireUndivided(y, leaves);
    requirePresent(leaves, present);
  }
  const results = resultsBehind(y);
  requireNotLost(present, results);
  if (present.length === 0) throw withoutSlope(y, results.length > 0);
  for (const [k, gradient] of gradientNodes(y, present).entries()) {
    ownerOf(present[k] as Node).receiveGradient(gradient);
  }
}

/** Said of a tensor that a recorded function refers to: it is no part of what is recorded. */
export function throughCaptured({ shape }: Node): string {
  return (
    `through a tensor of shape ${formatShape(shape)} that was built from the parameter's present value outside the ` +
    "compiled function, and is data inside"
  );
}

export const buildInside: string = "Build it inside, or take stopGradient() of it if it is meant as data.";

/** A gradient that would lack what goes through tensors made from a parameter outside the recording is refused. */
function requireUndivided(y: Node, leaves: readonly Node[]): void {
  const found = leaves.find(isFromOutside);
  if (found === undefined) return;
  const captured = capturedFrom(y, found, ownerOf(found).node.scope as Scope);
  throw new DerivativeError(
    "backward",
    `y depends on a parameter of shape ${formatShape(found.shape)} ${throughCaptured(captured)}. ${buildInside}`,
    [found.shape],
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

/** Said of a result of a compiled function: it is data, whatever it was computed from. */
export const throughResult: string = "through the result of a compiled function, which is data";
export const differentiateInside: string =
  "Differentiate inside that function, leave compile() out, or take stopGradient() of the result if it is meant as data.";

/** A gradient that would lack what goes through the results of compiled functions is refused. */
function requireNotLost(leaves: readonly Node[], results: readonly Lineage[]): void {
  const lost = leaves[firstLost(results, leaves)];
  if (lost === undefined) return;
  throw new DerivativeError(
    "backward",
    `y depends on a parameter of shape ${formatShape(lost.shape)} ${throughResult}. ${differentiateInside}`,
    [lost.shape],
  );
}

function withoutSlope(y: Node, hasResults: boolean): DerivativeError {
  const { operations, stopped } = obstacle(y, (node) => node.owner !== null);
  if (operations.length > 0)
    return new DerivativeError("backward", `y depends on parameters ${onlyThrough(operations)}.`);
  if (hasResults) {
    return new DerivativeError(
      "backward",
      `the tensor depends on no parameter, or only ${throughResult}. ${differentiateInside}`,
    );
  }
  const unless = stopped ? `, or ${onlyThrough([stopGradient.name])}` : "";
  return new DerivativeError(
    "backward",
    `the tensor depends on no parameter${unless}. Create one with parameter().`,
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
