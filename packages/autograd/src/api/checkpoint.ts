import { describe } from "../error/describe.ts";
import { ArgumentError, DerivativeError } from "../error/error.ts";
import { aliasOf, apply, asPlainAs, customNode, isConstant } from "../graph/build.ts";
import { type CustomRule, type Node, nodesMade } from "../graph/node.ts";
import { noteRepetition } from "../graph/repetition.ts";
import { withoutEffects } from "../graph/unknown-value-refusals.ts";
import type { Operation } from "../op/definition.ts";
import { givenRule } from "../op/derivative/cotangent-rule.ts";
import { barrier, identity, stopGradient } from "../op/leaf.ts";
import { variant } from "../op/operation.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { sameBits } from "../shape/same-bits.ts";
import { formatShape } from "../shape/shape.ts";
import { elementsOf, isTensor, nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { isComputable } from "../transform/dependence.ts";
import { reverseWithin } from "../transform/reverse.ts";
import { isSameStep, sameType } from "../transform/same-step.ts";
import { standingForAll } from "./argument-handle.ts";
import type { AllGiven, TensorsForNumbers } from "./argument-type.ts";
import { ComparedPairs, type Pair, requestOf } from "./compared-pairs.ts";
import { bodyOf, type FunctionBody } from "./function-body.ts";
import { type AnyFunction, requireFunction } from "./functions.ts";
import { standIn } from "./stand-in.ts";
import { tracing } from "./tracing.ts";
import { flattenArguments, type TreeLayout } from "./tree.ts";

const checkpointed: Operation = /* @__PURE__ */ variant(identity, {
  name: "checkpoint",
  arity: "any",
  derivative: /* @__PURE__ */ givenRule(),
});

/**
 * A function whose intermediates are not kept for the derivative but computed again: less memory, more time. Values and
 * derivatives stay the same, including those with respect to parameters and tensors that the function refers to, and to those
 * that it makes: a derivative with respect to a tensor that `f` made from its arguments goes through what the call calculated, and so
 * does every derivative once a tensor that `f` refers to was replaced by an equal one.
 * @param f - Takes tensors and returns a tensor. It is called once more for each derivative, and must do the same then; what it
 *   would do besides, it would do once more as well, which is refused of parameters: to assign one, or to call `backward()`.
 * @returns A function of the same arguments.
 * @throws {ArgumentError} if `f` is not a function, or when called, if it does not return a tensor, or changes a parameter;
 *   {@link DerivativeError} when differentiated, if a parameter that `f` reads was assigned in between, or if `f` does something
 *   other than it did for the value.
 * @example grad(checkpoint((x) => x.square().square()))(2).item() // => 32
 */
export function checkpoint(f: (...xs: Tensor[]) => Tensor): (...xs: TensorLike[]) => Tensor;
export function checkpoint<Xs extends readonly unknown[], Y extends Tensor>(
  f: ((...xs: Xs) => Y) & TensorsForNumbers<Xs>,
): (...xs: AllGiven<Xs>) => Tensor<ShapeOf<Y>>;
export function checkpoint(f: unknown): (...xs: unknown[]) => Tensor {
  requireFunction("checkpoint", f);
  return (...xs) => {
    const { nodes: inputs, layout } = flattenArguments("checkpoint", xs);
    const given = inputs.map((node) => standIn(aliasOf(node), node));
    const { value, reached, captured, made } = called(f as AnyFunction, layout, given, inputs);
    const own = inputs.filter((_, k) => reached[k]);
    const pullback = (cotangent: Node, isWanted: (input: number) => boolean): readonly Node[] => {
      const again = inputs.map((node) => standIn(asPlainAs(node, apply(barrier, [node, cotangent])), node));
      const repeated = called(f as AnyFunction, layout, again, inputs);
      if (captured.length !== repeated.captured.length) throw different();
      const outside = captured.map((node, k): Pair => [node, repeated.captured[k] as Node]);
      const compared = requireSame(
        [value, repeated.value],
        outside,
        given.map((node, k): Pair => [node, again[k] as Node]),
      );
      // By what was replaced meanwhile a derivative is taken where it still is: it may be asked for again, of this one.
      const isKept = areMade(compared, again, repeated.made);
      if (isKept) noteRepetitions(compared);
      const from = isKept ? repeated : { value, captured };
      const receivers = [...(isKept ? again : given).filter((_, k) => reached[k]), ...from.captured];
      const targets = receivers.filter((_, k) => isWanted(k + 1));
      const found = reverseWithin([from.value], [cotangent], targets, receivers);
      const received = new Map(targets.map((node, k) => [node, found[k] ?? null]));
      return receivers.map((node) => received.get(node) ?? filled(0, node));
    };
    const rule = { pullback, captured: [], made, throughMade: () => true };
    return wrap(customNode(checkpointed, [value, ...own, ...captured], rule));
  };
}

interface Call extends FunctionBody {
  readonly value: Node;
  readonly made: CustomRule["made"];
}

/**
 * @param inputs - Nodes that nothing depends on yet.
 * @param given - What they stand for.
 */
function called(f: AnyFunction, layout: TreeLayout, inputs: readonly Node[], given: readonly Node[]): Call {
  const args = standingForAll("checkpoint", layout, inputs, given) as unknown[];
  const since = nodesMade();
  const result = withoutEffects("checkpoint", () => tracing(() => f(...args)));
  if (!isTensor(result)) {
    throw new ArgumentError("checkpoint", `the function must return a tensor, got ${describe(result)}.`);
  }
  const value = nodeOf(result);
  return { value, ...bodyOf(value, inputs, since), made: { from: since, to: nodesMade() } };
}

/**
 * Requires that a function did the same twice: what it built, from what it referred to, with what numbers.
 * @param outside - What it referred to or made without its arguments.
 * @param mates - What stands for its arguments in the second call.
 * @returns What was found to be the same.
 */
function requireSame(values: Pair, outside: readonly Pair[], mates: readonly Pair[]): ComparedPairs {
  const compared = new ComparedPairs();
  for (const [first, second] of mates) compared.add(first, second);
  for (const root of [...outside, values]) {
    const pairs = [root];
    for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
      const [first, second] = pair;
      if (compared.add(first, second)) requireSamePair(first, second, pairs, compared);
    }
  }
  if (!compared.areTargetsMatched()) throw different();
  return compared;
}

/** Whether a call made all that is not what it was in the call before: it refers to no other tensors, not even to equal ones. */
function areMade(compared: ComparedPairs, inputs: readonly Node[], { from }: CustomRule["made"]): boolean {
  for (const [first, second] of compared.pairs())
    if (second.serial <= from && !isConstant(first) && !inputs.includes(second)) return false;
  return true;
}

function noteRepetitions(compared: ComparedPairs): void {
  for (const [first, second] of compared.pairs())
    if (!isConstant(first) && !noteRepetition(first, second)) throw different();
}

function requireSamePair(first: Node, second: Node, pairs: Pair[], compared: ComparedPairs): void {
  if (first.owner !== null && first.owner === second.owner) {
    throw new DerivativeError(
      "checkpoint",
      "parameters that the function reads must keep their values until the derivative is asked for, got one of shape " +
        `${formatShape(first.shape)} that was assigned. Take the derivative before assign() or step().`,
    );
  }
  if (first.owner !== null && second.owner !== null) {
    // Parameters that the function makes anew.
    if (!sameType(first, second) || !sameBits(elementsOf(first), elementsOf(second))) throw different();
    return;
  }
  const [was, is] = [requestOf(first), requestOf(second)];
  if (was !== null && is !== null) {
    const asked = compared.derivative([first, second], was, is);
    if (asked === null) throw different();
    pairs.push(...asked);
    return;
  }
  if (first.op === stopGradient && second.op === stopGradient && (first.arity === 0 || second.arity === 0)) {
    // One of them has let go of what it was made from: what is left is the value, if that of the other can be had.
    const isComparable = isComputable(first) && isComputable(second);
    if (isComparable && !sameBits(elementsOf(first), elementsOf(second))) throw different();
    return;
  }
  if (!isSameStep(first, second)) throw different();
  // Constants are told apart by their attributes.
  if (first.arity === 0 && !isConstant(first) && !sameBits(elementsOf(first), elementsOf(second)))
    throw different();
  for (let k = 0; k < first.arity; k++) pairs.push([first.input(k), second.input(k)]);
}

function different(): DerivativeError {
  return new DerivativeError(
    "checkpoint",
    "the function must do the same each time it is called, but did something else for the derivative.",
  );
}
