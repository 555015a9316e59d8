import { DerivativeError } from "../error/error.ts";
import { inputNode } from "../graph/build.ts";
import { type GraphBuilder, graphBuilder } from "../graph/graph-builder.ts";
import { asBuilt, type Listing, listing, nowhere, oldestOf, together } from "../graph/listing.ts";
import type { CustomRule, Node } from "../graph/node.ts";
import { isRepeated, oneOf } from "../graph/repetition.ts";
import type { Attributes, Operation, PullStep, Step } from "../op/definition.ts";
import type { Over } from "../op/derivative/over.ts";
import { sumTo } from "../op/sum.ts";
import { allocate } from "../shape/dtype.ts";
import { formatShape, sizeOf } from "../shape/shape.ts";
import { accumulate, chain } from "./chain.ts";
import { pullOrder, relatedTo } from "./pull-order.ts";

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
  return new Pull(list, inputs).run(cotangents);
}

/** As {@link reverse}, no further than `boundary`: what one of `inputs` receives does not go on to another behind it. */
export function reverseWithin(
  outputs: readonly Node[],
  cotangents: readonly (Node | null)[],
  inputs: readonly Node[],
  boundary: readonly Node[] = inputs,
): (Node | null)[] {
  return new Pull(derivationWithin(outputs, new Set(boundary)), inputs).run(cotangents);
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

/** What forward and reverse mode have in common in a node that they pass through. One object serves for many nodes. */
export abstract class NodeStep implements Step<Node, Attributes> {
  readonly b: GraphBuilder = graphBuilder;
  abstract readonly result: Node;

  /** Whether a derivative passes through an input, or through what a rule says nothing of, which stands behind the inputs. */
  protected abstract isWanted(input: number): boolean;

  /** What derivatives are asked for by of what a function made that a rule is for. */
  protected abstract madeFor(rule: CustomRule): readonly Node[];

  get op(): Operation {
    return this.result.op;
  }

  get attributes(): Attributes {
    return this.result.attributes;
  }

  get arity(): number {
    return this.result.arity;
  }

  input(k: number): Node {
    return this.result.input(k);
  }

  inputs(): readonly Node[] {
    return this.result.inputs;
  }

  specs(): readonly Node[] {
    return this.result.inputs;
  }

  link(flowing: Node, local: Node | Over<Node>): Node | null {
    return chain(this.b, flowing, local);
  }

  variable({ shape, dtype }: Node): Node {
    return inputNode(allocate(dtype, sizeOf(shape)), shape, dtype);
  }

  given(cotangent: Node): readonly (Node | null)[] {
    const { rule } = this.result;
    const isWanted = (input: number): boolean => this.isWanted(input);
    requireArguments(this.result, isWanted);
    const made = rule === null ? [] : this.madeFor(rule);
    // The way through the value is also that to the inputs.
    if (made.length > 0 && rule?.throughMade(this.input(0), made)) return [cotangent];
    // A rule is not asked for what nobody wants to know: it may have effects, or refuse.
    if (rule === null || !this.inputs().some((_, input) => input > 0 && isWanted(input))) return [];
    return [null, ...rule.pullback(cotangent, isWanted)];
  }

  pullBack(
    build: () => readonly (Node | null)[],
    cotangents: readonly (Node | null)[],
    to: readonly Node[],
  ): readonly (Node | null)[] {
    const outputs = build();
    const present = [...outputs.keys()].filter((k) => outputs[k] !== null);
    return reverseWithin(
      present.map((k) => outputs[k] as Node),
      present.map((k) => cotangents[k] ?? null),
      to,
      // What lies behind the node's own inputs was there before, and does not depend on what was built for this.
      [...to, ...this.inputs(), this.result],
    );
  }
}

/** What reached one result of a node. */
interface Flow {
  readonly cotangent: Node | null;
  /** What each contribution is to all results. */
  readonly rows: readonly (() => Node)[];
}

/** The cotangents on their way through a listing, node by node: the operations' own rules, read backwards. */
class Pull extends NodeStep implements PullStep<Node, Attributes> {
  result: Node;
  cotangent: Node;
  readonly #list: Listing;
  readonly #inputs: readonly Node[];
  /** What each node counts as of what derivatives are taken by. */
  readonly #targets: ReadonlyMap<Node, Node>;
  readonly #newest: number;
  readonly #related: Uint8Array;
  /** The sum of what reached each node so far; null means none. */
  readonly #flowing: (Node | null)[];
  /** What reached single results of nodes that have several, by their numbers. */
  readonly #parts: Map<number, Map<number, Flow>> = new Map();
  /** The present node, and where its inputs stand in the listing. */
  #position = 0;
  #first = 0;

  constructor(list: Listing, inputs: readonly Node[]) {
    super();
    this.#list = list;
    this.#inputs = inputs;
    this.#targets = targetsIn(list, inputs);
    this.#newest = newestOf(this.#targets.keys());
    this.#related = relatedTo(list, this.#targets);
    this.#flowing = new Array<Node | null>(list.nodes.length).fill(null);
    // Until the first node is passed through.
    this.result = list.nodes[0] as Node;
    this.cotangent = this.result;
  }

  run(cotangents: readonly (Node | null)[]): (Node | null)[] {
    const { nodes, start, roots } = this.#list;
    for (const [k, position] of roots.entries()) this.#add(position, cotangents[k] ?? null);
    // A target may also be an intermediate of another: its cotangent is noted when it is complete.
    const result = new Map<Node, Node>();
    const order = pullOrder(this.#list, roots, this.#related);
    for (let at = order.length - 1; at >= 0; at--) {
      const k = order[at] as number;
      const node = nodes[k] as Node;
      const target = this.#targets.get(node);
      if (target !== undefined) this.#joinParts(k);
      const cotangent = (this.#flowing[k] as Node | null) ?? this.#anyPart(k);
      if (cotangent === null) continue;
      if (target !== undefined) {
        // One for all examples may count as one that has none.
        const own = target === node ? cotangent : sumTo(this.b, cotangent, target.shape);
        result.set(target, accumulate(this.b, result.get(target) ?? null, own) as Node);
      }
      this.#first = start[k] as number;
      // A leaf, or a node at which the listing was told to end.
      if (this.#first === start[k + 1]) continue;
      this.result = node;
      this.cotangent = cotangent;
      this.#position = k;
      node.op.derivative.pull(this);
    }
    return this.#inputs.map((node) => result.get(node) ?? null);
  }

  protected isWanted(input: number): boolean {
    return this.wants(input);
  }

  protected madeFor({ made }: CustomRule): readonly Node[] {
    if (this.#newest <= made.from) return [];
    const given = this.inputs().slice(1);
    const isMade = (node: Node): boolean => node.serial > made.from && node.serial <= made.to;
    return [...this.#targets.keys()].filter((node) => isMade(node) && !given.includes(node));
  }

  wants(k: number): boolean {
    return this.#related[this.#list.inputs[this.#first + k] as number] !== 0;
  }

  receive(k: number, contribution: Node | null): void {
    this.#add(this.#list.inputs[this.#first + k] as number, contribution);
  }

  receiveBroadcast(k: number, contribution: Node | null): void {
    if (contribution !== null) this.receive(k, sumTo(this.b, contribution, this.input(k).shape));
  }

  receivePart(part: number, contribution: Node, inRow: () => Node): void {
    const position = this.#list.inputs[this.#first] as number;
    const flows = this.#parts.get(position) ?? new Map<number, Flow>();
    this.#parts.set(position, flows);
    const { cotangent = null, rows = [] } = flows.get(part) ?? {};
    flows.set(part, { cotangent: accumulate(this.b, cotangent, contribution), rows: [...rows, inRow] });
  }

  cotangentOf(part: number): Node | null {
    return this.#parts.get(this.#position)?.get(part)?.cotangent ?? null;
  }

  cotangentOfAll(): Node | null {
    return this.#flowing[this.#position] as Node | null;
  }

  /** Any one of the cotangents that reached results of a node, which say that there is something to hand on. */
  #anyPart(position: number): Node | null {
    for (const { cotangent } of this.#parts.get(position)?.values() ?? []) return cotangent;
    return null;
  }

  /** Makes what reached single results of a node that of all, in a row. */
  #joinParts(position: number): void {
    for (const { rows } of this.#parts.get(position)?.values() ?? [])
      for (const inRow of rows) this.#add(position, inRow());
    this.#parts.delete(position);
  }

  #add(position: number, contribution: Node | null): void {
    this.#flowing[position] = accumulate(this.b, this.#flowing[position] as Node | null, contribution);
  }
}

/** Those of `inputs`, and what of a listing is one of them once more. */
function targetsIn({ nodes }: Listing, inputs: readonly Node[]): Map<Node, Node> {
  const targets = new Map(inputs.map((node) => [node, node]));
  if (!inputs.some(isRepeated)) return targets;
  const wanted = new Set(inputs);
  for (const node of nodes) {
    const target = oneOf(wanted, node);
    if (target !== null) targets.set(node, target);
  }
  return targets;
}

function newestOf(nodes: Iterable<Node>): number {
  let newest = 0;
  for (const { serial } of nodes) newest = Math.max(newest, serial);
  return newest;
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
