import { DerivativeError } from "../error/error.ts";
import { graphBuilder as b, carriesDerivative, expand } from "../graph/graph-builder.ts";
import { asBuilt, type Listing, listing, nowhere, oldestOf, together } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { Attributes, Bilinear, Linear, Partials, Weighted } from "../op/definition.ts";
import { formatShape, reducedShape } from "../shape/shape.ts";
import { accumulate, chain } from "./chain.ts";
import { declaresDerivative } from "./dependence.ts";

/**
 * Reverse mode: carries the cotangents of `outputs` back to `inputs`, as a graph. `null` stands for a cotangent that
 * is zero because nothing flows there.
 */
export function reverse(
  outputs: readonly Node[],
  cotangents: readonly (Node | null)[],
  inputs: readonly Node[],
): (Node | null)[] {
  const oldest = oldestOf(inputs);
  // Nothing that was made before all inputs depends on one of them, and neither does what the oldest was made from.
  const list = listing(outputs, (node) => (node.serial <= oldest ? nowhere : withCaptured(node)));
  return pull(list, cotangents, inputs);
}

/** As {@link reverse}, no further than `boundary`: what one of `inputs` receives does not go on to another behind it. */
export function reverseWithin(
  outputs: readonly Node[],
  cotangents: readonly (Node | null)[],
  inputs: readonly Node[],
  boundary: readonly Node[] = inputs,
): (Node | null)[] {
  return pull(derivationWithin(outputs, new Set(boundary)), cotangents, inputs);
}

/** What derivatives of `outputs` are made from, no further than `boundary`. */
export function derivationWithin(outputs: readonly Node[], boundary: ReadonlySet<Node>): Listing {
  return listing(outputs, (node) => (boundary.has(node) ? nowhere : withCaptured(node)));
}

/** Behind the inputs of a node with a rule stands what the rule says nothing of. */
function withCaptured(node: Node): Node | null {
  const source = asBuilt(node);
  if (source === null || node.rule === null || node.rule.captured.length === 0) return source;
  return together([...node.inputs, ...node.rule.captured]);
}

/** Carries a cotangent of one node back to its own inputs, and no further. */
export function reverseStep(node: Node, cotangent: Node): (Node | null)[] {
  return reverseWithin([node], [cotangent], node.inputs);
}

function pull(list: Listing, cotangents: readonly (Node | null)[], inputs: readonly Node[]): (Node | null)[] {
  const targets = new Set(inputs);
  const pass = new Pass(list, relatedTo(list, targets));
  const { flowing, related } = pass;
  for (const [k, position] of list.roots.entries()) {
    flowing[position] = accumulate(b, flowing[position] as Node | null, cotangents[k] ?? null);
  }
  // A target may also be an intermediate of another: its cotangent is noted when it is complete.
  const result = new Map<Node, Node | null>();
  for (let k = list.nodes.length - 1; k >= 0; k--) {
    const cotangent = flowing[k] as Node | null;
    if (cotangent === null || related[k] === 0) continue;
    const node = list.nodes[k] as Node;
    if (targets.has(node)) result.set(node, cotangent);
    // A leaf, or a node at which the listing was told to end.
    if (list.start[k] !== list.start[k + 1]) transpose(pass, k, cotangent);
  }
  return inputs.map((node) => result.get(node) ?? null);
}

/** The cotangents on their way through a listing. */
class Pass {
  readonly list: Listing;
  readonly related: Uint8Array;
  /** The sum of what reached each node so far; null means none. */
  readonly flowing: (Node | null)[];

  constructor(list: Listing, related: Uint8Array) {
    this.list = list;
    this.related = related;
    this.flowing = new Array<Node | null>(list.nodes.length).fill(null);
  }

  /** Whether a derivative can reach a target through input `i` of node `k`. */
  wants(k: number, i: number): boolean {
    return this.related[this.#input(k, i)] !== 0;
  }

  add(k: number, i: number, contribution: Node | null): void {
    const position = this.#input(k, i);
    this.flowing[position] = accumulate(b, this.flowing[position] as Node | null, contribution);
  }

  #input(k: number, i: number): number {
    return this.list.inputs[(this.list.start[k] as number) + i] as number;
  }
}

/** 1 for nodes through which a derivative can reach one of the targets. */
export function relatedTo(list: Listing, targets: ReadonlySet<Node>): Uint8Array {
  const related = new Uint8Array(list.nodes.length);
  for (let k = 0; k < list.nodes.length; k++) {
    const node = list.nodes[k] as Node;
    if (!carriesDerivative(node)) continue;
    if (targets.has(node)) {
      related[k] = 1;
      continue;
    }
    const first = list.start[k] as number;
    const count = (list.start[k + 1] as number) - first;
    for (let i = 0; i < count; i++) {
      if (related[list.inputs[first + i] as number] !== 0 && declaresDerivative(node, i)) {
        related[k] = 1;
        break;
      }
    }
  }
  return related;
}

/** Adds what each related input of node `k` receives to what flows there: the operation's own rule, read backwards. */
function transpose(pass: Pass, k: number, cotangent: Node): void {
  const node = pass.list.nodes[k] as Node;
  const { op } = node;
  const derivative = op.derivative;
  switch (derivative.form) {
    case "partials":
      transposePartials(pass, k, cotangent, node, derivative);
      return;
    case "linear":
      transposeLinear(pass, k, cotangent, node, derivative);
      return;
    case "bilinear":
      transposeBilinear(pass, k, cotangent, node, derivative);
      return;
    case "weighted":
      transposeWeighted(pass, k, cotangent, node, derivative);
      return;
    case "expansion":
      transposeExpansion(pass, k, cotangent, node);
      return;
    case "custom":
      transposeCustom(pass, k, cotangent, node);
      return;
    case "notImplemented":
      throw new DerivativeError(op.name, `has no derivative: ${derivative.reason}.`);
    case "zero":
  }
}

function transposePartials(pass: Pass, k: number, cotangent: Node, node: Node, { partials }: Partials): void {
  const { inputs } = node;
  const [x1, x2, x3] = inputs as readonly [Node, Node, Node];
  for (let i = 0; i < inputs.length; i++) {
    const partial = partials[i];
    if (!partial || !pass.wants(k, i)) continue;
    const contribution = chain(b, cotangent, partial(b, node, x1, x2, x3));
    if (contribution !== null) pass.add(k, i, b.sumTo(contribution, (inputs[i] as Node).shape));
  }
}

function transposeLinear(pass: Pass, k: number, cotangent: Node, node: Node, rule: Linear<Attributes>): void {
  const { inputs, attributes } = node;
  const received = rule.transpose(b, cotangent, inputs, attributes);
  for (let i = 0; i < inputs.length; i++) {
    if (pass.wants(k, i)) pass.add(k, i, received(i));
  }
}

function transposeBilinear(
  pass: Pass,
  k: number,
  cotangent: Node,
  node: Node,
  rule: Bilinear<Attributes>,
): void {
  const { attributes } = node;
  const [left, right] = node.inputs as readonly [Node, Node];
  if (pass.wants(k, 0)) pass.add(k, 0, rule.transposeLeft(b, cotangent, right, left.shape, attributes));
  if (pass.wants(k, 1)) pass.add(k, 1, rule.transposeRight(b, cotangent, left, right.shape, attributes));
}

function transposeWeighted(
  pass: Pass,
  k: number,
  cotangent: Node,
  node: Node,
  rule: Weighted<Attributes>,
): void {
  const weights = rule.weights(b, node.input(0), kept(node), node.attributes);
  pass.add(k, 0, chain(b, b.reshape(cotangent, keptShape(node)), weights));
}

function transposeCustom(pass: Pass, k: number, cotangent: Node, node: Node): void {
  const isWanted = (i: number): boolean => pass.wants(k, i);
  requireArguments(node, isWanted);
  // A rule is not asked for what nobody wants to know: it may have effects, or refuse.
  if (!node.inputs.some((_, i) => i > 0 && isWanted(i))) return;
  const contributions = node.rule?.pullback(cotangent, isWanted) ?? [];
  for (const [i, contribution] of contributions.entries()) {
    if (pass.wants(k, i + 1)) pass.add(k, i + 1, contribution);
  }
}

/** Refuses to differentiate by what a rule says nothing of. */
export function requireArguments(node: Node, isWanted: (input: number) => boolean): void {
  const found = node.rule?.captured.find((_, i) => isWanted(node.arity + i));
  if (found === undefined) return;
  throw new DerivativeError(
    node.op.name,
    `the rule is for the arguments of the function, but the value is also calculated from ${described(found)} that the ` +
      "function refers to, and the derivative is asked for through that. Pass it as an argument, or take stopGradient() of it " +
      "where it is a constant.",
    [found.shape],
  );
}

function described(node: Node): string {
  return `a ${node.owner === null ? "tensor" : "parameter"} of shape ${formatShape(node.shape)}`;
}

/** No further than the inputs: what lies behind them belongs to the walk that this is a part of. */
function transposeExpansion(pass: Pass, k: number, cotangent: Node, node: Node): void {
  const { inputs } = node;
  const parts = reverseWithin([expand(node)], [cotangent], inputs);
  for (const [i, part] of parts.entries()) {
    if (pass.wants(k, i)) pass.add(k, i, part);
  }
}

/** A reduction's shape as if its axes had been kept with size 1. */
function keptShape(node: Node): readonly number[] {
  return reducedShape((node.inputs[0] as Node).shape, node.attributes["axes"] as readonly number[], true);
}

/** A reduction's result with its axes kept. */
export function kept(node: Node): Node {
  return b.reshape(node, keptShape(node));
}
