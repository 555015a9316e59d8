import { nextEpoch } from "../graph/listing.ts";
import type { GradientRequest, Node } from "../graph/node.ts";
import { isFloat, type TypedArray } from "../shape/dtype.ts";
import { gradientNodes } from "../transform/gradient.ts";
import { Foresight } from "./foresight.ts";
import { Interpretation } from "./interpretation.ts";
import { type ForeseenGradient, type Found, PlanCache } from "./plan-cache.ts";
import { statistics } from "./settings.ts";

const cache = new PlanCache();

/** Forgets all plans. */
export function clearPlans(): void {
  cache.clear();
}

/**
 * Computes the values of nodes that do not have one yet, all in one run, and remembers them at the nodes. Scalars whose
 * derivatives take part are remembered too: they are computed on the way, and are often read next.
 */
export function materialize(nodes: readonly Node[]): void {
  const asked = unknown(nodes);
  if (asked.length === 0) return;
  const found = cache.find(asked);
  if (found === null) {
    statistics.interpreted += 1;
    keep(
      asked,
      new Interpretation().run([], () => asked),
    );
    return;
  }
  const { entry, roots, leaves } = found;
  const isForeseeable = leaves.every(isData);
  if (entry.expected !== null && isForeseeable) {
    evaluateWithGradient(found, entry.expected);
    return;
  }
  keep(
    roots,
    entry.execution.run(leaves, () => roots),
  );
  for (let k = 0; k < asked.length; k++) {
    const node = asked[k] as Node;
    if (isForeseeable && canBeDifferentiated(node)) node.evaluation = new Foresight(entry, k, leaves);
  }
}

/** Nodes without a value, each once. Derivatives that were asked for in one call are computed in one run. */
function unknown(nodes: readonly Node[]): Node[] {
  const mark = nextEpoch();
  const result: Node[] = [];
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    if (node.value !== null || node.epoch === mark) continue;
    if (node.deferred === null) add(node, mark, result);
    else addTogether(node.deferred.request, mark, result);
  }
  return result;
}

/** All derivatives of a request, unless an earlier run computed them in advance. */
function addTogether({ of, wrt, nodes }: GradientRequest, mark: number, result: Node[]): void {
  const known = of.value === null || of.evaluation === null ? null : of.evaluation.gradient(wrt);
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    if (known !== null) node.value ??= known[k] as TypedArray;
    else if (node.value === null && node.epoch !== mark) add(node, mark, result);
  }
}

function add(node: Node, mark: number, result: Node[]): void {
  node.epoch = mark;
  result.push(node);
}

/** Computes roots together with the gradient that was asked for whenever they had been computed so far. */
function evaluateWithGradient({ entry, roots, leaves }: Found, foreseen: ForeseenGradient): void {
  const of = roots[foreseen.root] as Node;
  const withGradient = (): Node[] => {
    const wrt = foreseen.leaves.map((k) => leaves[k] as Node);
    return [...roots, ...gradientNodes(of, wrt)];
  };
  const values = foreseen.execution.run(leaves, withGradient);
  keep(roots, values);
  of.evaluation = new Foresight(entry, foreseen.root, leaves, foreseen, values.slice(roots.length));
}

function keep(roots: readonly Node[], values: readonly TypedArray[]): void {
  for (let k = 0; k < roots.length; k++) (roots[k] as Node).value = values[k] as TypedArray;
}

/**
 * A value that does not stem from others. The structure of what is evaluated ends at known values and does not tell how they
 * came about, but a derivative goes on behind them: it can be foreseen only where there is nothing behind.
 */
function isData(node: Node): boolean {
  return node.first === null && node.deferred === null;
}

function canBeDifferentiated(node: Node): boolean {
  return node.shape.length === 0 && node.first !== null && !node.hasRule && isFloat(node.dtype);
}
