import type { Builder } from "../op/builder.ts";
import { operationNamed } from "../op/table.ts";
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
export type ScalarBuilder = Builder<Scalar> & ChainBuilder<Scalar>;

export function scalarBuilder(lane: NumberLane): ScalarBuilder {
  const constants = new Map<number, Constant>();
  const apply = (name: string, a: Scalar, b: Scalar = 0, c: Scalar = 0): number =>
    scalarOf(operationNamed(name).meaning, lane, numberOf(a), numberOf(b), numberOf(c));
  const operation = (name: string): ((a: Scalar, b?: Scalar, c?: Scalar) => number) => {
    const { meaning } = operationNamed(name);
    return (a, b = 0, c = 0) => scalarOf(meaning, lane, numberOf(a), numberOf(b), numberOf(c));
  };
  // A movement of a scalar to a scalar, or a reduction over no axes, changes nothing.
  const same = (x: Scalar): Scalar => x;
  return {
    constantOf: (x) => (typeof x === "number" ? null : x.value),
    shapeOf: () => [],
    constant(value) {
      if (value === 0) return new Constant(value);
      let known = constants.get(value);
      if (known === undefined) constants.set(value, (known = new Constant(lane.constant(value))));
      return known;
    },

    add: operation("add"),
    sub: operation("sub"),
    mul: operation("mul"),
    div: operation("div"),
    neg: operation("neg"),
    pow: operation("pow"),
    strongMul: operation("strongMul"),
    exp: operation("exp"),
    log: operation("log"),
    sin: operation("sin"),
    cos: operation("cos"),
    sqrt: operation("sqrt"),
    square: operation("square"),
    reciprocal: operation("reciprocal"),
    sigmoid: operation("sigmoid"),
    sign: operation("sign"),
    abs: operation("abs"),

    equal: operation("equal"),
    notEqual: operation("notEqual"),
    less: operation("less"),
    lessEqual: operation("lessEqual"),
    greater: operation("greater"),
    greaterEqual: operation("greaterEqual"),
    logicalAnd: operation("logicalAnd"),
    where: operation("where"),

    sum: same,
    max: same,
    prod: same,
    reshape: same,
    broadcastTo: same,
    permute: same,
    slice: same,
    flip: same,
    pad: same,
    concat: () => unreachable("concat"),
    matmul: () => unreachable("matmul"),
    sumTo: same,
    // All floating-point values of a graph that is computed this way have one dtype.
    cast: same,

    apply: (name, ...[a = 0, b, c]) => apply(name, a, b, c),
  };
}

function unreachable(name: string): never {
  throw new TypeError(`${name} does not work on scalars`);
}
