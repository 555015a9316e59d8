import { ChainruleError } from "../error/error.ts";
import { isPlaceholder } from "../graph/build.ts";
import { nextEpoch } from "../graph/listing.ts";
import { type GradientRequest, mostUnread, type Node, takeDeepNodes } from "../graph/node.ts";
import { sourceOf, takeOver, takeOverAll } from "../graph/stop-gradient.ts";
import { isFloat, type TypedArray } from "../shape/dtype.ts";
import { gradientNodes } from "../transform/gradient.ts";
import { canBeForeseen, Foresight } from "./foresight.ts";
import { Interpretation } from "./interpretation.ts";
import { type Again, type ForeseenGradient, type Found, PlanCache } from "./plan-cache.ts";
import { requestOf } from "./written-out.ts";

const cache = new PlanCache();

let refused = 0;

/** How many runs were refused so far: as long as that is the same, all that was computed since has a value. */
export function refusals(): number {
  return refused;
}

/** Forgets all plans. */
export function clearPlans(): void {
  cache.clear();
}

/**
 * Computes the values of nodes that do not have one yet, all in one run, and remembers them at the nodes. Scalars whose
 * derivatives take part are remembered too: they are computed on the way, and are often read next.
 *
 * What an earlier run had on the way is not computed once more with all that is behind it, but in a run of its own, and
 * the structure that had it keeps its value from then on: state that a loop carries along costs one step in each step.
 */
export function materialize(nodes: readonly Node[]): void {
  const asked = unknown(nodes);
  if (asked.length > 0) {
    const deep = takeDeepNodes();
    for (let k = 0; k < asked.length; k++) cache.keepNextTime(asked[k] as Node);
    run(asked, true, nodes);
    if (deep.length > 0) computeDeep(deep, asked);
    // Those that were made in between belong to derivatives that were written out.
    takeDeepNodes();
  }
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    if (node.value === null) takeOverAll(node);
  }
}

/**
 * @param looksBack - Whether what an earlier run had on the way is computed on its own first.
 * @param wanted - What somebody wants of it: if something else is refused, this is computed alone.
 */
function run(asked: readonly Node[], looksBack: boolean, wanted: readonly Node[] = asked): void {
  const found = cache.find(asked, looksBack);
  try {
    compute(found, asked);
  } catch (error) {
    refused += 1;
    if (!(error instanceof ChainruleError)) throw error;
    interpretOnce([...new Set(wanted.map(sourceOf))].filter(({ value }) => value === null));
  }
}

/** Computes nodes, and others with them that are likely to be read next. */
function compute(found: Found | Again | null, asked: readonly Node[]): void {
  if (found === null) {
    interpretOnce(asked);
    return;
  }
  if ("again" in found) {
    const again = unknown(found.again);
    for (const node of again) cache.keepNextTime(node);
    // A run may have foreseen all of them, or computed what they have their values from.
    if (again.length > 0) run(again, false);
    const left = unknown(asked);
    if (left.length > 0) run(left, false);
    return;
  }
  const { entry, roots, leaves, kept } = found;
  if (kept.some(({ value }) => value !== null)) {
    // Others of its request were computed by a structure that knows nothing of them.
    interpretOnce(roots);
    return;
  }
  const { expected } = entry;
  if (expected !== null && canBeForeseen(expected, leaves)) {
    evaluateWithGradient(found, expected);
    return;
  }
  const all = kept.length === 0 ? roots : [...roots, ...kept];
  keep(
    all,
    entry.execution.run(leaves, () => all),
  );
  for (let k = 0; k < asked.length; k++) {
    const node = asked[k] as Node;
    if (canBeDifferentiated(node)) node.evaluation = new Foresight(entry, k, leaves);
  }
}

function interpretOnce(roots: readonly Node[]): void {
  keep(
    roots,
    new Interpretation().run([], () => roots),
  );
}

/**
 * Computes nodes behind which much hangs that nobody has read, such as a mean that is updated in each step of a loop and only
 * read at its end: the graph would grow until then. Not what runs had on the way, the last one to compute other nodes included.
 */
function computeDeep(nodes: readonly Node[], computed: readonly Node[]): void {
  const deep: Node[] = [];
  const unseen = nodes.filter(({ value, history }) => value === null && history <= 0);
  // Mostly there are none, and what was computed need not be walked through.
  if (unseen.length === 0) return;
  const onTheWay = nextEpoch();
  for (const node of computed) walkUnread(node.inputs, onTheWay);
  const candidates = unseen.filter(({ epoch }) => epoch !== onTheWay);
  let mark = nextEpoch();
  // The newest often has all others behind it, so that one walk answers for all of them.
  for (let k = candidates.length - 1; k >= 0; k--) {
    const node = candidates[k] as Node;
    const unread = unreadBehind(node);
    if (unread <= mostUnread) node.history = -unread;
    else if (walkUnread([node], mark)) deep.push(node);
    else mark = nextEpoch();
  }
  if (deep.length === 0) return;
  try {
    run(deep, true);
  } catch (error) {
    // Nobody has asked for it. When somebody does, it is refused once more.
    if (!(error instanceof ChainruleError)) throw error;
  }
}

/** The number of nodes without a value that a node depends on, itself included, as far as it is of interest. */
function unreadBehind(node: Node): number {
  const seen = new Set([node]);
  for (const next of seen) {
    if (seen.size > mostUnread) break;
    for (let k = 0; k < next.arity; k++) {
      const input = next.input(k);
      if (!takeOver(input)) seen.add(input);
    }
  }
  return seen.size;
}

/**
 * Marks all nodes without a value that some depend on, themselves included, but for those that are marked. Stops at one that
 * stands for data that is not known, and gives false.
 */
function walkUnread(nodes: readonly Node[], mark: number): boolean {
  const stack = [...nodes];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.epoch === mark || takeOver(next)) continue;
    next.epoch = mark;
    if (isPlaceholder(next)) return false;
    for (let k = 0; k < next.arity; k++) stack.push(next.input(k));
  }
  return true;
}

/** Nodes without a value, each once. Derivatives that were asked for in one call are computed in one run. */
function unknown(nodes: readonly Node[]): Node[] {
  const mark = nextEpoch();
  const result: Node[] = [];
  for (let k = 0; k < nodes.length; k++) {
    const node = sourceOf(nodes[k] as Node);
    if (node.value !== null || node.epoch === mark) continue;
    const request = requestOf(node);
    if (request === null) add(node, mark, result);
    else addTogether(request, mark, result);
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
function evaluateWithGradient({ entry, roots, leaves, kept }: Found, foreseen: ForeseenGradient): void {
  const of = roots[foreseen.root] as Node;
  const all = [...roots, ...kept];
  const withGradient = (): Node[] => {
    const wrt = foreseen.leaves.map((k) => leaves[k] as Node);
    return [...all, ...gradientNodes(of, wrt)];
  };
  const values = foreseen.execution.run(leaves, withGradient);
  keep(all, values);
  of.evaluation = new Foresight(entry, foreseen.root, leaves, foreseen, values.slice(all.length));
}

function keep(nodes: readonly Node[], values: readonly TypedArray[]): void {
  for (let k = 0; k < nodes.length; k++) (nodes[k] as Node).value = values[k] as TypedArray;
}

function canBeDifferentiated(node: Node): boolean {
  return node.shape.length === 0 && node.first !== null && !node.hasRule && isFloat(node.dtype);
}
