import { DtypeError } from "../error/error.ts";
import type { Lane } from "../scalar/lane.ts";
import { broadcastShapes, type Shape } from "../shape/shape.ts";
import type { Batching, Builder, Declaration, NoAttributes, PlainOperation } from "./definition.ts";
import { type Local, partials } from "./derivative/partials.ts";
import { zero } from "./derivative/zero.ts";
import { numericDtype } from "./dtype-rule.ts";
import { operation } from "./operation.ts";

/** What an elementwise operation says of itself; the makers below add what the family has in common. */
type Entry = Omit<
  Declaration<NoAttributes>,
  "arity" | "dtype" | "shape" | "derivative" | "batch" | "meaning" | "isIdentity" | "merged"
>;

export interface UnaryEntry extends Entry {
  /** Which dtypes it takes: all numbers, or floating-point numbers only. */
  readonly takes: "numbers" | "floats";
  scalar<V, M>(m: Lane<V, M>, x: V): V;
  /** dy/dx from x and y; `"zero"` for piecewise constant functions. */
  readonly partial: (<V>(b: Builder<V>, x: V, y: V) => Local<V>) | "zero";
}

export interface BinaryEntry extends Entry {
  readonly takes: "numbers" | "floats";
  scalar<V, M>(m: Lane<V, M>, a: V, b: V): V;
  /** ∂y/∂a and ∂y/∂b from the arguments and y. */
  readonly partials: readonly [
    <V>(b: Builder<V>, x1: V, x2: V, y: V) => Local<V>,
    <V>(b: Builder<V>, x1: V, x2: V, y: V) => Local<V>,
  ];
}

export interface ComparisonEntry extends Entry {
  /** Whether masks are compared as well: they are equal or not, but have no order. */
  readonly takes: "any" | "numbers";
  scalar<V, M>(m: Lane<V, M>, a: V, b: V): M;
}

export interface LogicalEntry extends Entry {
  readonly arity: 1 | 2;
  scalar<V, M>(m: Lane<V, M>, a: M, b: M): M;
}

export interface BitwiseEntry extends Entry {
  readonly arity: 1 | 2;
  scalar<V, M>(m: Lane<V, M>, a: V, b: V): V;
}

/** Elementwise operations broadcast and have no attributes. */
export const elementwiseBatching: Batching<NoAttributes> = {
  inputs: "broadcast",
  attributes: (attributes) => attributes,
};

/** An elementwise operation of one argument. */
export function unary(entry: UnaryEntry): PlainOperation {
  const { name, partial, takes } = entry;
  return operation<NoAttributes>({
    ...entry,
    arity: 1,
    dtype: (inputs) => numericDtype(name, takes, inputs),
    shape: (inputs) => inputs[0] as Shape,
    derivative: partial === "zero" ? zero("piecewise constant") : partials((b, y, x) => partial(b, x, y)),
    batch: elementwiseBatching,
    meaning: { kind: "map", scalar: (m, x) => entry.scalar(m, x) },
  });
}

/** An elementwise operation of two arguments, which broadcast. */
export function binary(entry: BinaryEntry): PlainOperation {
  const { name, takes } = entry;
  const [first, second] = entry.partials;
  return operation<NoAttributes>({
    ...entry,
    arity: 2,
    dtype: (inputs) => numericDtype(name, takes, inputs),
    shape: (inputs) => broadcastShapes(name, inputs[0] as Shape, inputs[1] as Shape),
    derivative: partials(
      (b, y, x1, x2) => first(b, x1, x2, y),
      (b, y, x1, x2) => second(b, x1, x2, y),
    ),
    batch: elementwiseBatching,
    meaning: { kind: "map", scalar: (m, a, b) => entry.scalar(m, a, b) },
  });
}

/** Compares two arguments, which broadcast; the result is `bool` and has no derivative. */
export function comparison(entry: ComparisonEntry): PlainOperation {
  const { name, takes } = entry;
  return operation<NoAttributes>({
    ...entry,
    arity: 2,
    dtype: (inputs) => {
      numericDtype(name, takes, inputs);
      return "bool";
    },
    shape: (inputs) => broadcastShapes(name, inputs[0] as Shape, inputs[1] as Shape),
    derivative: zero("the result is bool"),
    batch: elementwiseBatching,
    meaning: { kind: "compare", scalar: (m, a, b) => entry.scalar(m, a, b) },
  });
}

/** Combines `bool` arguments, which broadcast. */
export function logical(entry: LogicalEntry): PlainOperation {
  const { name } = entry;
  return operation<NoAttributes>({
    ...entry,
    dtype: (inputs) => {
      for (const dtype of inputs) {
        if (dtype !== "bool") {
          throw new DtypeError(
            name,
            `arguments must be bool, got ${dtype}. Compare first, e.g. with notEqual(x, 0).`,
          );
        }
      }
      return "bool";
    },
    shape: (inputs) => broadcastAll(name, inputs),
    derivative: zero("the result is bool"),
    batch: elementwiseBatching,
    meaning: { kind: "logic", scalar: (m, a, b) => entry.scalar(m, a, b) },
  });
}

/** Works on the bits of int32 arguments, which broadcast; integers have no derivative. */
export function bitwise(entry: BitwiseEntry): PlainOperation {
  const { name } = entry;
  return operation<NoAttributes>({
    ...entry,
    dtype: (inputs) => numericDtype(name, "integers", inputs),
    shape: (inputs) => broadcastAll(name, inputs),
    derivative: zero("the result is int32"),
    batch: elementwiseBatching,
    meaning: { kind: "map", scalar: (m, a, b) => entry.scalar(m, a, b) },
  });
}

/** The shape that all arguments broadcast to. */
export function broadcastAll(op: string, inputs: readonly Shape[]): Shape {
  return inputs.reduce((shape, other) => broadcastShapes(op, shape, other));
}
