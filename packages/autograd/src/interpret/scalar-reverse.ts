import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import type { Attributes, Operation, PullStep, Spec } from "../op/definition.ts";
import type { Over } from "../op/derivative/over.ts";
import { type ChainBuilder, chain } from "../transform/chain.ts";
import { pullOrder } from "../transform/pull-order.ts";
import { scalarBuilder } from "./scalar-builder.ts";
import type { ScalarSteps } from "./scalar-steps.ts";

/** Where nothing has flowed yet. */
const nowhere = -1;

/**
 * Reverse mode on a graph of scalars, whose values stand in the first places of a program: adds the steps that compute cotangents,
 * from node `of` back to the first.
 */
export class ScalarReverse implements PullStep<number, Attributes> {
  readonly b: ChainBuilder<number>;
  /** Where the cotangent of each node is, the sum of what reached it; -1 where nothing did. */
  readonly cotangents: Int32Array;
  readonly #list: Listing;
  /** 1 for nodes through which a derivative can reach what it is taken by. */
  readonly #related: Uint8Array;
  readonly #steps: ScalarSteps;
  /** What the node does that is passed through at present, its place, and where its inputs stand. */
  op: Operation = add;
  result = 0;
  #first = 0;
  arity = 0;

  constructor(list: Listing, related: Uint8Array, steps: ScalarSteps) {
    this.b = scalarBuilder(steps);
    this.cotangents = new Int32Array(list.nodes.length).fill(nowhere);
    this.#list = list;
    this.#related = related;
    this.#steps = steps;
  }

  run(of: number): void {
    const { start } = this.#list;
    this.cotangents[of] = this.b.constant(1, 0);
    const order = pullOrder(this.#list, [of], this.#related);
    for (let at = order.length - 1; at >= 0; at--) {
      const k = order[at] as number;
      if (this.cotangents[k] === nowhere) continue;
      this.#first = start[k] as number;
      this.arity = (start[k + 1] as number) - this.#first;
      if (this.arity === 0) continue;
      this.result = k;
      this.op = this.#steps.operationAt(k);
      this.op.derivative.pull(this);
    }
  }

  get cotangent(): number {
    return this.cotangents[this.result] as number;
  }

  get attributes(): Attributes {
    return this.#node.attributes;
  }

  get #node(): Node {
    return this.#list.nodes[this.result] as Node;
  }

  input(i: number): number {
    return this.#list.inputs[this.#first + i] as number;
  }

  inputs(): number[] {
    return Array.from({ length: this.arity }, (_, i) => this.input(i));
  }

  specs(): readonly Spec[] {
    const { type } = this.#node.kind;
    return [type, type, type];
  }

  link(flowing: number, local: number | Over<number>): number | null {
    return chain(this.b, flowing, local);
  }

  wants(i: number): boolean {
    return this.#related[this.input(i)] !== 0;
  }

  receive(i: number, contribution: number | null): void {
    if (contribution === null) return;
    const { cotangents } = this;
    const k = this.input(i);
    const sum = cotangents[k] as number;
    cotangents[k] = sum === nowhere ? contribution : this.b(add, sum, contribution);
  }

  receiveBroadcast(i: number, contribution: number | null): void {
    this.receive(i, contribution);
  }

  receivePart(): never {
    throw this.#noGraph();
  }

  cotangentOf(): never {
    throw this.#noGraph();
  }

  cotangentOfAll(): never {
    throw this.#noGraph();
  }

  variable(): never {
    throw this.#noGraph();
  }

  given(): never {
    throw this.#noGraph();
  }

  pullBack(): never {
    throw this.#noGraph();
  }

  #noGraph(): TypeError {
    return new TypeError(`${this.op.name} has a rule that builds a graph`);
  }
}
