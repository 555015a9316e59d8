import { DerivativeError, type Unreached } from "../error/error.ts";
import { isPresentBehind, type Lineage, type Making } from "../graph/lineage.ts";
import { oldestOf } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { Scope } from "../graph/scope.ts";
import { formatShape } from "../shape/shape.ts";
import {
  capturedFrom,
  firstCopied,
  firstDivided,
  firstLost,
  firstOfBranch,
  isBehind,
  isFromOutside,
  resultsBehind,
} from "../transform/dependence.ts";

/**
 * Ways on which tensors depend on others, but which a derivative does not go, since something on them is data in a recording or
 * outside it. Who records says that there may be some, so that programs without recordings do not bring this along.
 */
export interface WaysThroughData {
  /** Why a derivative by one of some nodes would lack a part. */
  lacking(of: Node, wrt: readonly Node[]): Unreached | null;
  /** Refuses gradients of parameters that would lack what goes through tensors made from one of them outside the recording. */
  requireUndivided(y: Node, leaves: readonly Node[]): void;
  /**
   * Refuses gradients by every parameter, some leaves among them, that would lack what goes through the results of compiled
   * functions, be it a part of one or all of it.
   */
  requireNotLost(y: Node, leaves: readonly Node[]): void;
  /** The first of some nodes by which a derivative of `roots` would lack a part, and why; null if there is none. */
  lost(roots: readonly Node[], wrt: readonly Node[]): { readonly by: Node; readonly making: Making } | null;
  /** How something may depend on others through results of compiled functions, and what to do about it. */
  throughResults(of: Node): Making | null;
}

/** Said of a tensor that a recorded function refers to: it is no part of what is recorded. */
function throughCaptured({ shape }: Node): string {
  return (
    `through a tensor of shape ${formatShape(shape)} that was built from the parameter's present value outside the ` +
    "compiled function, and is data inside"
  );
}

const buildInside = "Build it inside, or take stopGradient() of it if it is meant as data.";

/** Said of a result of a compiled function: it is data, whatever it was computed from. */
const result: Making = {
  through: "through the result of a compiled function, which is data",
  remedy:
    "Differentiate inside that function, leave compile() out, or take stopGradient() of the result if it is meant as data.",
};

/** Said of a result that is the value of a parameter: who refers to that as well has two of it. */
export const copied = {
  through: "also through the parameter whose value it is, which a compiled function returned",
  remedy: "Take the derivative by the parameter, or stopGradient() of what is meant as data.",
};

/** Said of what a branch computes for itself, where it is chosen. */
const branch = {
  through:
    "through the result of cond(), whose function made it: the branch computes its own instead of that tensor",
  remedy: "Make it before, and refer to it in the function.",
};

export const waysThroughData: WaysThroughData = {
  lacking(of, wrt) {
    const results = resultsBehind([of]);
    const lost = firstLost(results, wrt);
    if (lost >= 0) return { index: lost, isRelated: true, ...makingBehind(results, wrt[lost] as Node) };
    const isCopied = firstCopied(of, results, wrt);
    if (isCopied >= 0) return { index: isCopied, isRelated: true, ...copied };
    const madeInBranch = firstOfBranch(of, wrt);
    if (madeInBranch >= 0) return { index: madeInBranch, isRelated: true, ...branch };
    const divided = firstDivided(of, wrt);
    if (divided === null) return null;
    const { position: index, captured } = divided;
    return { index, isRelated: true, through: throughCaptured(captured), remedy: buildInside };
  },

  requireUndivided(y, leaves) {
    const found = leaves.find(isFromOutside);
    if (found === undefined) return;
    const captured = capturedFrom(y, found, found.owner?.node.scope as Scope);
    throw incomplete(found, throughCaptured(captured), buildInside);
  },

  requireNotLost(y, leaves) {
    const results = resultsBehind([y]);
    const lost = leaves[firstLost(results, leaves)];
    if (lost !== undefined) {
      const { through, remedy } = makingBehind(results, lost);
      throw incomplete(lost, through, remedy);
    }
    if (!isPresentBehind(results)) return;
    const { through, remedy } = makingOf(results.find((each) => isPresentBehind([each])) as Lineage);
    throw new DerivativeError("backward", `y depends on a parameter ${through}. ${remedy}`);
  },

  lost(roots, wrt) {
    const results = resultsBehind(roots, oldestOf(wrt));
    const by = wrt[firstLost(results, wrt)];
    return by === undefined ? null : { by, making: makingBehind(results, by) };
  },

  // What other data were made from is always known.
  throughResults: (of) => (resultsBehind([of]).some(({ making }) => making === null) ? result : null),
};

/** How the first of some data came about that were made from a node. */
function makingBehind(results: readonly Lineage[], node: Node): Making {
  return makingOf(results.find((behind) => isBehind(behind, node)) as Lineage);
}

function makingOf({ making }: Lineage): Making {
  return making ?? result;
}

function incomplete({ shape }: Node, through: string, remedy: string): DerivativeError {
  const rule = `y depends on a parameter of shape ${formatShape(shape)} ${through}.`;
  return new DerivativeError("backward", `${rule} ${remedy}`, [shape]);
}
