import { describe } from "../error/describe.ts";
import { ArgumentError, DerivativeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { aliasOf, customNode, isGiven } from "../graph/build.ts";
import { momentNow } from "../graph/lineage.ts";
import { type CustomRule, type GradientReceiver, type Node, nodesMade } from "../graph/node.ts";
import type { Operation } from "../op/definition.ts";
import { givenRule } from "../op/derivative/cotangent-rule.ts";
import { identity } from "../op/leaf.ts";
import { variant } from "../op/operation.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape } from "../shape/shape.ts";
import { argumentNode, toNode } from "../tensor/convert.ts";
import { isTensor, nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { reached } from "../transform/dependence.ts";
import { standingFor } from "./argument-handle.ts";
import type { AllGiven } from "./argument-type.ts";
import { bodyOf } from "./function-body.ts";
import { requireFunction, requireLike } from "./functions.ts";
import { standIn } from "./stand-in.ts";
import { tracing } from "./tracing.ts";

/** A value, and what each argument receives from the value's cotangent. */
export type CustomResult<Y extends Tensor = Tensor> = readonly [
  value: Y,
  pullback: (cotangent: Tensor<ShapeOf<Y>>) => TensorLike | readonly TensorLike[],
];

const custom: Operation = /* @__PURE__ */ variant(identity, {
  name: "customGradient",
  arity: "any",
  derivative: /* @__PURE__ */ givenRule(),
});

/**
 * A function with a derivative of your own. The rule is for its arguments alone: to differentiate with respect to something else
 * that the value is calculated from, such as a parameter that `f` refers to or a tensor that it makes, is refused. What is never
 * asked for need not be an argument, and `pullback` may refer to anything; parameters that it reads must not be assigned before it
 * is called.
 * @param f - Takes tensors and returns `[value, pullback]`. `pullback` receives the cotangent of the value and returns the
 *   cotangent of the argument, or an array of one for each argument; it has to be linear. Both are made of tensor
 *   operations, so that higher derivatives and forward mode follow.
 * @returns A function of the same arguments that returns the value.
 * @throws {ArgumentError} when called, if `f` does not return such a pair; {@link ShapeError} when differentiated,
 *   if a cotangent is not of its argument's shape; {@link DerivativeError} when differentiated with respect to what is not an argument.
 * @example grad(customGradient((x) => [x.exp(), (u) => u.mul(2)]))(0).item() // => 2
 */
export function customGradient(f: (...xs: Tensor[]) => CustomResult): (...xs: TensorLike[]) => Tensor;
export function customGradient<Xs extends readonly Tensor[], Y extends Tensor>(
  f: (...xs: Xs) => CustomResult<Y>,
): (...xs: AllGiven<Xs>) => Tensor<ShapeOf<Y>>;
export function customGradient(f: (...xs: Tensor[]) => CustomResult): (...xs: TensorLike[]) => Tensor {
  requireFunction("customGradient", f);
  return (...xs) => {
    const inputs = xs.map((x) => argumentNode("customGradient", x));
    // Names of their own tell what is built from an argument from what the function knows otherwise.
    const own = inputs.map((node) => standIn(aliasOf(node), node));
    const since = nodesMade();
    const result: unknown = f(
      ...own.map((node, k) => standingFor("customGradient", node, inputs[k] as Node)),
    );
    if (!isArray(result) || !isTensor(result[0]) || typeof result[1] !== "function") {
      throw new ArgumentError(
        "customGradient",
        `the function must return [value, pullback], got ${describePair(result)}.`,
      );
    }
    const [value, pullback] = result as unknown as CustomResult;
    const called: Moment = { nodes: nodesMade(), values: momentNow() };
    const rule: CustomRule = {
      pullback: (cotangent) => {
        const nodes = cotangentsOf(
          tracing(() => pullback(wrap(cotangent))),
          inputs,
        );
        requireUnassigned(nodes, cotangent, called);
        return nodes;
      },
      captured: bodyOf(nodeOf(value), own, since).captured,
      made: { from: since, to: called.nodes },
      throughMade: requireNotReached,
    };
    return wrap(customNode(custom, [nodeOf(value), ...inputs], rule));
  };
}

/** Refuses to differentiate by what the function made on the way to its value; by something beside it, nothing comes of that. */
function requireNotReached(value: Node, made: readonly Node[]): boolean {
  const found = made[reached(value, made).indexOf(true)];
  if (found === undefined) return false;
  throw new DerivativeError(
    "customGradient",
    "the rule is for the arguments of the function, but the derivative is asked for by a tensor of shape " +
      `${formatShape(found.shape)} that the function made on the way to its value. Make it before, and pass it as an argument.`,
    [found.shape],
  );
}

function cotangentsOf(returned: unknown, inputs: readonly Node[]): readonly Node[] {
  const list: readonly unknown[] = inputs.length === 1 && !isList(returned) ? [returned] : asList(returned);
  if (list.length !== inputs.length) {
    throw new DerivativeError(
      "customGradient",
      `the pullback must return one cotangent for each argument, got ${list.length} for ${inputs.length}.`,
    );
  }
  const nodes = list.map((cotangent, k) => {
    const input = inputs[k] as Node;
    if (cotangent === undefined || cotangent === null) {
      throw new ArgumentError(
        "customGradient",
        `the pullback must return one cotangent for each argument, got ${describe(cotangent)} for argument ${k}. ` +
          "Return 0 where there is none.",
      );
    }
    return cotangent === 0 ? filled(0, input) : toNode("customGradient", cotangent);
  });
  for (const [k, node] of nodes.entries()) {
    const which = inputs.length === 1 ? "" : ` for argument ${k}`;
    requireLike("customGradient", `the pullback's result${which}`, [node], [inputs[k] as Node]);
  }
  return nodes;
}

/** When a function was called: how many nodes had been made, and how many values parameters had been given. */
interface Moment {
  readonly nodes: number;
  readonly values: number;
}

/**
 * Requires that a pullback, which is called when a derivative is asked for, read no parameter that has another value by then
 * than in the call of the function.
 */
function requireUnassigned(returned: readonly Node[], cotangent: Node, called: Moment): void {
  const met = new Set<Node>();
  const add = (node: Node): void => {
    // What is older was there already.
    if (node !== cotangent && node.serial > called.nodes) met.add(node);
  };
  for (const node of returned) add(node);
  for (const node of met) {
    if (node.owner !== null && !isOfThen(node, node.owner, called)) {
      throw new DerivativeError(
        "customGradient",
        "parameters that the pullback reads must keep their values until the derivative is asked for, got one of shape " +
          `${formatShape(node.shape)} that was assigned. Take the derivative before assign() or step().`,
      );
    }
    // What is added to a set meanwhile is visited, too.
    for (const input of node.inputs) add(input);
  }
}

/** Whether a value of a parameter is the one that it had; what was assigned since in a recording is computed there. */
function isOfThen(node: Node, { version }: GradientReceiver, { values }: Moment): boolean {
  return isGiven(node) && version.isAsAt(values);
}

/** An array by what is in it: which part is wrong is the question. */
function describePair(value: unknown): string {
  return isArray(value) && value.length < 4 ? `[${value.map(describe).join(", ")}]` : describe(value);
}

/** An array with a tensor in it is a list of cotangents; one of numbers is a cotangent. */
function isList(value: unknown): boolean {
  return isArray(value) && value.some(isTensor);
}

function asList(value: unknown): readonly unknown[] {
  return isArray(value) ? value : [value];
}
