import { isConstant } from "../graph/build.ts";
import type { NodeKind } from "../graph/node-kind.ts";
import { add } from "../op/add.ts";
import type { Attributes, Operation, PullStep, Spec } from "../op/definition.ts";
import { chain } from "../transform/chain.ts";
import type { NumberLane } from "./scalar.ts";
import { Constant, numberOf, type Scalar, type ScalarBuilder, scalarBuilder } from "./scalar-builder.ts";

/** What is known of a cotangent: nothing flowed yet, a constant of the chain rule, or a number that was computed. */
const none = 0;
const constant = 1;
const computed = 2;

/** Reverse mode on numbers: the cotangents of a program of scalars, from node `of` back to the first. */
export class ScalarReverse implements PullStep<Scalar, Attributes> {
  readonly b: ScalarBuilder;
  /** Of each node, after a run: the sum of what reached it. */
  readonly cotangents: Float64Array;
  readonly #of: number;
  readonly #kinds: readonly NodeKind[];
  readonly #start: Int32Array;
  readonly #inputs: Int32Array;
  readonly #values: Float64Array;
  /** 1 for nodes through which a derivative can reach what it is taken by. */
  readonly #related: Uint8Array;
  /** Constants among the nodes, which rules see as such. There are few, and mostly none. */
  readonly #constants: ReadonlyMap<number, Scalar>;
  readonly #state: Uint8Array;
  /** The node that is passed through at present, and what it does. */
  #node = 0;
  #kind: NodeKind;
  /** Where its inputs stand. */
  #first = 0;
  arity = 0;

  constructor(
    of: number,
    kinds: readonly NodeKind[],
    start: Int32Array,
    inputs: Int32Array,
    values: Float64Array,
    related: Uint8Array,
    lane: NumberLane,
  ) {
    this.#of = of;
    this.#kinds = kinds;
    this.#start = start;
    this.#inputs = inputs;
    this.#values = values;
    this.#related = related;
    this.#kind = kinds[of] as NodeKind;
    this.b = scalarBuilder(lane);
    const constants = new Map<number, Scalar>();
    for (let k = 0; k < kinds.length; k++) {
      if (isConstant(kinds[k] as NodeKind)) constants.set(k, this.b.constant(values[k] as number, 0));
    }
    this.#constants = constants;
    this.cotangents = new Float64Array(values.length);
    this.#state = new Uint8Array(values.length);
  }

  run(): void {
    this.#state.fill(none);
    this.#add(this.#of, this.b.constant(1, 0));
    for (let k = this.#of; k >= 0; k--) {
      if (this.#state[k] === none || this.#related[k] === 0) continue;
      this.#first = this.#start[k] as number;
      this.arity = (this.#start[k + 1] as number) - this.#first;
      if (this.arity === 0) continue;
      this.#kind = this.#kinds[k] as NodeKind;
      this.#node = k;
      this.#kind.op.derivative.pull(this);
    }
  }

  // Read where they are, since a number kept in a field is an object of its own.
  get cotangent(): Scalar {
    return this.#flow(this.#node);
  }

  get result(): Scalar {
    return this.#values[this.#node] as number;
  }

  get op(): Operation {
    return this.#kind.op;
  }

  get attributes(): Attributes {
    return this.#kind.attributes;
  }

  input(i: number): Scalar {
    const k = this.#inputs[this.#first + i] as number;
    const value = this.#values[k] as number;
    return this.#constants.size === 0 ? value : (this.#constants.get(k) ?? value);
  }

  inputs(): Scalar[] {
    return Array.from({ length: this.arity }, (_, i) => this.input(i));
  }

  specs(): readonly Spec[] {
    const { type } = this.#kind;
    return [type, type, type];
  }

  link(flowing: Scalar, local: Scalar): Scalar | null {
    return chain(this.b, flowing, local);
  }

  wants(i: number): boolean {
    return this.#related[this.#inputs[this.#first + i] as number] !== 0;
  }

  receive(i: number, contribution: Scalar | null): void {
    if (contribution !== null) this.#add(this.#inputs[this.#first + i] as number, contribution);
  }

  receiveBroadcast(i: number, contribution: Scalar | null): void {
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

  #flow(k: number): Scalar {
    const value = this.cotangents[k] as number;
    return this.#state[k] === constant ? this.b.constant(value, 0) : value;
  }

  #add(k: number, contribution: Scalar): void {
    const sum = this.#state[k] === none ? contribution : this.b(add, this.#flow(k), contribution);
    this.cotangents[k] = numberOf(sum);
    this.#state[k] = sum instanceof Constant ? constant : computed;
  }
}
