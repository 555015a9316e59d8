import { isConstant } from "../graph/build.ts";
import type { NodeKind } from "../graph/node-kind.ts";
import type { PartialRule } from "../op/definition.ts";
import { chain } from "../transform/chain.ts";
import type { NumberLane } from "./scalar.ts";
import { Constant, numberOf, type Scalar, type ScalarBuilder, scalarBuilder } from "./scalar-builder.ts";

/** What is known of a cotangent: nothing flowed yet, a constant of the chain rule, or a number that was computed. */
const none = 0;
const constant = 1;
const computed = 2;

/** Reverse mode on numbers: the cotangents of a program of scalars, from node `of` back to the first. */
export class ScalarReverse {
  /** Of each node, after a run: the sum of what reached it. */
  readonly cotangents: Float64Array;
  readonly #of: number;
  readonly #kinds: readonly NodeKind[];
  readonly #start: Int32Array;
  readonly #inputs: Int32Array;
  readonly #values: Float64Array;
  /** 1 for nodes through which a derivative can reach what it is taken by. */
  readonly #related: Uint8Array;
  readonly #builder: ScalarBuilder;
  /** Constants among the nodes, which rules see as such. There are few, and mostly none. */
  readonly #constants: ReadonlyMap<number, Scalar>;
  readonly #state: Uint8Array;

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
    this.#builder = scalarBuilder(lane);
    const constants = new Map<number, Scalar>();
    for (let k = 0; k < kinds.length; k++) {
      if (isConstant(kinds[k] as NodeKind)) constants.set(k, this.#builder.constant(values[k] as number, 0));
    }
    this.#constants = constants;
    this.cotangents = new Float64Array(values.length);
    this.#state = new Uint8Array(values.length);
  }

  run(): void {
    this.#state.fill(none);
    this.#receive(this.#of, this.#builder.constant(1, 0));
    for (let k = this.#of; k >= 0; k--) {
      if (this.#state[k] !== none && this.#related[k] !== 0) this.#pass(k);
    }
  }

  /** Hands the cotangent of node `k` on to its inputs. */
  #pass(k: number): void {
    const first = this.#start[k] as number;
    const end = this.#start[k + 1] as number;
    if (first === end) return;
    const { op, attributes, type } = this.#kinds[k] as NodeKind;
    const { derivative } = op;
    const cotangent = this.#flow(k);
    for (let edge = first; edge < end; edge++) {
      const input = this.#inputs[edge] as number;
      if (this.#related[input] === 0) continue;
      if (derivative.form === "partials") {
        const rule = derivative.partials[edge - first];
        if (!rule) continue;
        const contribution = chain(this.#builder, cotangent, this.#local(rule, k, first, end));
        if (contribution !== null) this.#receive(input, contribution);
      } else if (derivative.form === "linear") {
        const inputs = [type, type, type];
        this.#receive(
          input,
          derivative.transpose(this.#builder, cotangent, inputs, attributes)(edge - first),
        );
      }
    }
  }

  #local(rule: PartialRule & object, k: number, first: number, end: number): Scalar {
    const a = this.#input(first);
    const b = first + 1 < end ? this.#input(first + 1) : 0;
    const c = first + 2 < end ? this.#input(first + 2) : 0;
    return rule<Scalar>(this.#builder, this.#values[k] as number, a, b, c);
  }

  #input(edge: number): Scalar {
    const k = this.#inputs[edge] as number;
    const value = this.#values[k] as number;
    return this.#constants.size === 0 ? value : (this.#constants.get(k) ?? value);
  }

  #flow(k: number): Scalar {
    const value = this.cotangents[k] as number;
    return this.#state[k] === constant ? this.#builder.constant(value, 0) : value;
  }

  #receive(k: number, contribution: Scalar): void {
    const sum = this.#state[k] === none ? contribution : this.#builder.add(this.#flow(k), contribution);
    this.cotangents[k] = numberOf(sum);
    this.#state[k] = sum instanceof Constant ? constant : computed;
  }
}
