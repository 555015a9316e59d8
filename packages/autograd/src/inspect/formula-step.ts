import type { Attributes, Operation, PullStep, Spec } from "../op/definition.ts";
import type { Over } from "../op/derivative/over.ts";
import { sumTo } from "../op/sum.ts";
import { accumulate, type ChainBuilder, chain } from "../transform/chain.ts";
import type { Formula } from "./formula.ts";

/** An operation on formulas. */
export interface Applied {
  readonly op: Operation;
  readonly attributes: Attributes;
  readonly inputs: readonly Formula[];
  readonly result: Formula;
}

/** How to write what has no formula: the way through what a composite expands to, and a rule that a user gave. */
export interface Unwritten {
  readonly expansion: Formula;
  readonly given: Formula;
}

/** Reverse mode through one operation, on formulas: what an input receives, as the operation's own rule prints it. */
export class FormulaStep implements PullStep<Formula, Attributes> {
  readonly b: ChainBuilder<Formula>;
  readonly cotangent: Formula;
  /** Whether the rule looked at a value. What does not depend on any is a number, which says more than its formula. */
  looksAtValues = false;
  #received: Formula | null = null;
  readonly #applied: Applied;
  readonly #wanted: (k: number) => boolean;
  readonly #unwritten: Unwritten;

  /** @param wanted - For which inputs; of several, the sum. */
  constructor(
    b: ChainBuilder<Formula>,
    applied: Applied,
    cotangent: Formula,
    wanted: (k: number) => boolean,
    unwritten: Unwritten,
  ) {
    this.b = b;
    this.cotangent = cotangent;
    this.#applied = { ...applied, result: keptAxes(applied) };
    this.#wanted = wanted;
    this.#unwritten = unwritten;
  }

  /** Null if nothing is received. */
  received(): Formula | null {
    this.op.derivative.pull(this);
    return this.#received;
  }

  get op(): Operation {
    return this.#applied.op;
  }

  get attributes(): Attributes {
    return this.#applied.attributes;
  }

  get arity(): number {
    return this.#applied.inputs.length;
  }

  get result(): Formula {
    this.looksAtValues = true;
    return this.#applied.result;
  }

  input(k: number): Formula {
    this.looksAtValues = true;
    return this.#applied.inputs[k] as Formula;
  }

  inputs(): readonly Formula[] {
    this.looksAtValues = true;
    return this.#applied.inputs;
  }

  specs(): readonly Spec[] {
    return this.#applied.inputs;
  }

  link(flowing: Formula, local: Formula | Over<Formula>): Formula | null {
    return chain(this.b, flowing, local);
  }

  variable(like: Formula): Formula {
    return like;
  }

  given(): readonly Formula[] {
    this.looksAtValues = true;
    return this.#applied.inputs.map(() => this.#unwritten.given);
  }

  pullBack(_build: unknown, _cotangents: unknown, to: readonly Formula[]): readonly Formula[] {
    return to.map(() => this.#unwritten.expansion);
  }

  wants(k: number): boolean {
    return this.#wanted(k);
  }

  receiveBroadcast(k: number, contribution: Formula | null): void {
    const { shape } = this.#applied.inputs[k] as Formula;
    if (contribution !== null) this.receive(k, sumTo(this.b, contribution, shape));
  }

  receivePart(_part: number, _contribution: Formula, inRow: () => Formula): void {
    this.receive(0, inRow());
  }

  cotangentOf(): null {
    return null;
  }

  cotangentOfAll(): Formula {
    return this.cotangent;
  }

  receive(k: number, contribution: Formula | null): void {
    // A rule of one argument need not ask.
    if (this.#wanted(k)) this.#received = accumulate(this.b, this.#received, contribution);
  }
}

/** Of a reduction, rules see the result as if its axes had been kept: so it is written, and not as reshaped to it. */
function keptAxes({ op, attributes, inputs, result }: Applied): Formula {
  if (attributes["keepDims"] !== false) return result;
  const shapes = inputs.map(({ shape }) => shape);
  return { ...result, shape: op.shape(shapes, { ...attributes, keepDims: true }) };
}
