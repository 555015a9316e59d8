import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Deferred, Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { isFloat, type TypedArray } from "../shape/dtype.ts";
import { gradientNodes } from "../transform/gradient.ts";
import { Foresight } from "./foresight.ts";
import { type CacheEntry, PlanCache } from "./plan-cache.ts";
import { statistics } from "./settings.ts";
import { Structure } from "./structure.ts";

const cache = new PlanCache();
const structure = new Structure();

/** Forgets all plans. */
export function clearPlans(): void {
  cache.clear();
}

/**
 * Computes the values of nodes that do not have one yet, all in one run, and remembers them at the nodes. Scalars whose
 * derivatives take part are remembered too: they are computed on the way, and are often read next.
 */
export function materialize(nodes: readonly Node[]): void {
  const roots: Node[] = [];
  for (const node of nodes) {
    if (node.deferred !== null && node.value === null) addTogether(node.deferred, roots);
    if (node.value === null && !roots.includes(node)) roots.push(node);
  }
  if (roots.length === 0) return;
  const entry = lookUp(roots);
  if (entry === null) {
    statistics.interpreted += 1;
    keep(roots, interpret(evaluationOrder(roots)));
    return;
  }
  const leaves = structure.leaves;
  const { foreseen } = entry;
  if (foreseen !== null) {
    evaluateWithGradient(
      roots,
      entry,
      leaves,
      roots[foreseen.root] as Node,
      foreseen.leaves.map((k) => leaves[k] as Node),
    );
    return;
  }
  keep(roots, entry.run(roots, leaves));
  for (let k = 0; k < roots.length; k++) {
    const root = roots[k] as Node;
    if (canBeDifferentiated(root)) root.evaluation = new Foresight(entry, k, leaves, null);
  }
}

/** Derivatives that were asked for in one call are computed in one run, if not known from an earlier one. */
function addTogether({ of, wrt, together }: Deferred, roots: Node[]): void {
  const known = of.value === null ? null : of.evaluation?.gradient(of, wrt);
  for (let k = 0; k < together.length; k++) {
    const node = together[k] as Node;
    if (known) node.value ??= known[k] as TypedArray;
    else if (node.value === null && !roots.includes(node)) roots.push(node);
  }
}

/** The cache entry of what `roots` need; scalars whose derivatives take part become roots. */
function lookUp(roots: Node[]): CacheEntry | null {
  structure.read(roots);
  return cache.find(structure);
}

/** Computes roots together with the gradient that was asked for whenever they had been computed so far. */
function evaluateWithGradient(
  roots: readonly Node[],
  entry: CacheEntry,
  leaves: readonly Node[],
  of: Node,
  wrt: readonly Node[],
): void {
  const gradient = gradientNodes(of, wrt);
  const all = [...roots, ...gradient];
  const joint = lookUp(all);
  const values = joint === null ? interpret(evaluationOrder(all)) : joint.run(all, structure.leaves);
  keep(roots, values);
  of.evaluation = new Foresight(entry, roots.indexOf(of), leaves, values.slice(roots.length, all.length));
}

function keep(roots: readonly Node[], values: readonly TypedArray[]): void {
  for (let k = 0; k < roots.length; k++) (roots[k] as Node).value = values[k] as TypedArray;
}

function canBeDifferentiated(node: Node): boolean {
  return node.shape.length === 0 && isFloat(node.dtype) && node.value !== null && node.inputs.length > 0;
}
