import { DtypeError } from "../error/error.ts";
import type { Lane } from "../scalar/lane.ts";
import { type DType, isFloat } from "../shape/dtype.ts";
import { broadcastShapes, type Shape } from "../shape/shape.ts";
import type { Builder } from "./builder.ts";
import type { Attributes, Batching, DeclaredOperation, Documentation, Family } from "./definition.ts";
import {
  type BinaryPoint,
  binarySamples,
  comparisonSamples,
  type Interval,
  logicalSamples,
  type UnaryPoint,
  unarySamples,
} from "./elementwise-samples.ts";

/** What an elementwise operation says of itself; the makers below add what the family has in common. */
interface Entry extends Documentation {
  readonly name: string;
  readonly family: Family;
  readonly formula: string;
}

export interface UnaryEntry extends Entry {
  /** Which dtypes it takes: all numbers, or floating-point numbers only. */
  readonly takes: "numbers" | "floats";
  scalar<V, M>(m: Lane<V, M>, x: V): V;
  /** dy/dx from x and y; `"zero"` for piecewise constant functions. */
  readonly partial: (<V>(b: Builder<V>, x: V, y: V) => V) | "zero";
  /** Where the function is smooth: the ordinary samples are drawn there. */
  readonly smooth: Interval;
  /** Rows `[x, f(x), f'(x)]` at special points, exact. */
  readonly points: readonly UnaryPoint[];
}

export interface BinaryEntry extends Entry {
  readonly takes: "numbers" | "floats";
  scalar<V, M>(m: Lane<V, M>, a: V, b: V): V;
  /** ∂y/∂a and ∂y/∂b from the arguments and y. */
  readonly partials: readonly [
    <V>(b: Builder<V>, x1: V, x2: V, y: V) => V,
    <V>(b: Builder<V>, x1: V, x2: V, y: V) => V,
  ];
  readonly smooth: readonly [Interval, Interval];
  /** Rows `[a, b, f, ∂f/∂a, ∂f/∂b]` at special points, exact. */
  readonly points: readonly BinaryPoint[];
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

/** Elementwise operations broadcast and have no attributes. */
export const elementwiseBatching: Batching<Attributes> = {
  inputs: "broadcast",
  attributes: (attributes) => attributes,
};

/** An elementwise operation of one argument. */
export function unary(entry: UnaryEntry): DeclaredOperation {
  const partial = entry.partial;
  return {
    name: entry.name,
    family: entry.family,
    arity: 1,
    dtype: (inputs) => numericDtype(entry.name, entry.takes, inputs),
    shape: (inputs) => inputs[0] as Shape,
    derivative:
      partial === "zero"
        ? { form: "zero", reason: "piecewise constant" }
        : { form: "partials", partials: [(b, y, x) => partial(b, x, y)] },
    batch: elementwiseBatching,
    meaning: { kind: "map", scalar: (m, x) => entry.scalar(m, x) },
    formula: entry.formula,
    documentation: entry,
    samples: () => unarySamples(entry.smooth, entry.points, entry.takes),
  };
}

/** An elementwise operation of two arguments, which broadcast. */
export function binary(entry: BinaryEntry): DeclaredOperation {
  const [first, second] = entry.partials;
  return {
    name: entry.name,
    family: entry.family,
    arity: 2,
    dtype: (inputs) => numericDtype(entry.name, entry.takes, inputs),
    shape: (inputs) => broadcastShapes(entry.name, inputs[0] as Shape, inputs[1] as Shape),
    derivative: {
      form: "partials",
      partials: [(b, y, x1, x2) => first(b, x1, x2, y), (b, y, x1, x2) => second(b, x1, x2, y)],
    },
    batch: elementwiseBatching,
    meaning: { kind: "map", scalar: (m, a, b) => entry.scalar(m, a, b) },
    formula: entry.formula,
    documentation: entry,
    samples: () => binarySamples(entry.smooth, entry.points, entry.takes),
  };
}

/** Compares two arguments, which broadcast; the result is `bool` and has no derivative. */
export function comparison(entry: ComparisonEntry): DeclaredOperation {
  return {
    name: entry.name,
    family: entry.family,
    arity: 2,
    dtype: (inputs) => {
      numericDtype(entry.name, entry.takes, inputs);
      return "bool";
    },
    shape: (inputs) => broadcastShapes(entry.name, inputs[0] as Shape, inputs[1] as Shape),
    derivative: { form: "zero", reason: "the result is bool" },
    batch: elementwiseBatching,
    meaning: { kind: "compare", scalar: (m, a, b) => entry.scalar(m, a, b) },
    formula: entry.formula,
    documentation: entry,
    samples: () => comparisonSamples(entry.takes),
  };
}

/** Combines `bool` arguments, which broadcast. */
export function logical(entry: LogicalEntry): DeclaredOperation {
  return {
    name: entry.name,
    family: entry.family,
    arity: entry.arity,
    dtype: (inputs) => {
      for (const dtype of inputs) {
        if (dtype !== "bool") {
          throw new DtypeError(
            entry.name,
            `arguments must be bool, got ${dtype}. Compare first, e.g. with notEqual(x, 0).`,
          );
        }
      }
      return "bool";
    },
    shape: (inputs) =>
      inputs.length === 1
        ? (inputs[0] as Shape)
        : broadcastShapes(entry.name, inputs[0] as Shape, inputs[1] as Shape),
    derivative: { form: "zero", reason: "the result is bool" },
    batch: elementwiseBatching,
    meaning: { kind: "logic", scalar: (m, a, b) => entry.scalar(m, a, b) },
    formula: entry.formula,
    documentation: entry,
    samples: () => logicalSamples(entry.arity),
  };
}

/**
 * The common dtype of arguments.
 * @throws {@link DtypeError} for bool unless any dtype is taken, for integers where only floats are, and for mixed dtypes.
 */
export function numericDtype(
  op: string,
  takes: "any" | "numbers" | "floats",
  inputs: readonly DType[],
): DType {
  const dtype = inputs[0] as DType;
  // Nearly every node of nearly every graph.
  if (dtype === "float64" && (inputs.length === 1 || (inputs.length === 2 && inputs[1] === dtype)))
    return dtype;
  for (const other of inputs) requireNumeric(op, takes, other);
  for (const other of inputs) {
    if (other !== dtype) throw mixedDtypes(op, dtype, other);
  }
  return dtype;
}

/** The text of every refusal to mix dtypes. */
export function mixedDtypes(op: string, a: DType, b: DType): DtypeError {
  return new DtypeError(
    op,
    `dtypes must match, got ${a} and ${b}. Cast one of them, e.g. with cast("${a}").`,
  );
}

function requireNumeric(op: string, takes: "any" | "numbers" | "floats", dtype: DType): void {
  if (takes === "any") return;
  if (dtype === "bool") {
    throw new DtypeError(op, 'arguments must be numbers, got bool. Cast first, e.g. with cast("float64").');
  }
  if (takes === "floats" && !isFloat(dtype)) {
    throw new DtypeError(
      op,
      `arguments must be floating-point, got ${dtype}. Cast first, e.g. with cast("float64").`,
    );
  }
}
