import type { Attributes, Operation } from "../op/definition.ts";
import type { ChainBuilder } from "../transform/chain.ts";
import { type NumberLane, scalarOf } from "./scalar.ts";

/** A constant that a rule made: the chain rule treats ±1 and 0 apart, which are something else as results. */
export class Constant {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A number that was computed, or a constant. */
export type Scalar = number | Constant;

export function numberOf(x: Scalar): number {
  return typeof x === "number" ? x : x.value;
}

/** Rules run on this builder compute numbers, step by step those of the graph that they would build. */
export type ScalarBuilder = ChainBuilder<Scalar>;

export function scalarBuilder(lane: NumberLane): ScalarBuilder {
  const constants = new Map<number, Constant>();
  const { dtype } = lane;
  // Two arguments at most are looked for by name: gathering them in a list takes longer than most operations.
  const applied = (op: Operation, a: Scalar, b?: Scalar | Attributes, c?: Scalar | Attributes): Scalar => {
    const { arity, meaning } = op;
    // Operations with attributes move, reduce or cast: scalars of one dtype to scalars of that dtype.
    if (arity === 1 ? b !== undefined : arity === 2 && c !== undefined) return a;
    const second = b === undefined ? 0 : numberOf(b as Scalar);
    return scalarOf(meaning, lane, numberOf(a), second, c === undefined ? 0 : numberOf(c as Scalar));
  };
  return Object.assign(applied as ScalarBuilder, {
    constantOf: (x: Scalar) => (typeof x === "number" ? null : x.value),
    shapeOf: () => scalarShape,
    dtypeOf: () => dtype,
    constant(value: number) {
      if (value === 0) return new Constant(value);
      let known = constants.get(value);
      if (known === undefined) constants.set(value, (known = new Constant(lane.constant(value))));
      return known;
    },
  });
}

const scalarShape: readonly number[] = [];
