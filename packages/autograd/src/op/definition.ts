import type { Lane } from "../scalar/lane.ts";
import type { DType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import type { Builder } from "./builder.ts";

/** Parameters of an operation that are part of the graph's structure: axes, sizes, a dtype. Plain data. */
export type Attributes = Readonly<Record<string, AttributeValue>>;
export type AttributeValue = number | string | boolean | readonly number[];

/** What is known about a value before it is computed. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

export type Family =
  | "arithmetic"
  | "elementary"
  | "special"
  | "comparison"
  | "logical"
  | "select"
  | "reduce"
  | "movement"
  | "contraction"
  | "conversion"
  | "leaf";

/** One primitive operation: everything the engine knows of it. */
export interface Operation<A extends Attributes = Attributes> {
  readonly name: string;
  readonly family: Family;
  /** Number of inputs; `"any"` means one or more. */
  readonly arity: number | "any";
  /** The dtype of the result. @throws DtypeError for dtypes it does not take. */
  dtype(inputs: readonly DType[], attributes: A): DType;
  /** The shape of the result. @throws ShapeError for shapes that do not fit. */
  shape(inputs: readonly Shape[], attributes: A): Shape;
  readonly derivative: Derivative<A>;
  readonly batch: Batching<A>;
  readonly meaning: Meaning<A>;
  /** Steps of derivatives are printed as the formula that they stand for. */
  readonly formula: string;
}

/**
 * An operation as its file declares it: everything there is to say of it, in one place. Every field is required, so that an
 * operation that lacks, say, its derivative does not compile. What goes beyond {@link Operation} is for tests and
 * generators, which find it in `declarations.ts`; the build leaves it out of what is shipped (`scripts/left-out.mjs`).
 */
export interface DeclaredOperation<A extends Attributes = Attributes> extends Operation<A> {
  readonly documentation: Documentation;
  /** What the conformance suite runs every law on. */
  samples(): readonly Sample<A>[];
}

/** The derivative, declared once; `transform` draws forward and reverse mode from it. */
export type Derivative<A extends Attributes> =
  | Partials
  | Linear<A>
  | Bilinear<A>
  | Weighted<A>
  /** The derivative of what the composite expands to. */
  | { readonly form: "expansion" }
  /** A pair that a user gave, kept at the node. */
  | { readonly form: "custom"; readonly reason: string }
  | { readonly form: "zero"; readonly reason: string }
  | { readonly form: "notImplemented"; readonly reason: string };

/** Elementwise operations: ∂y/∂xᵢ of each argument, an elementwise expression of the arguments and the result. */
export interface Partials {
  readonly form: "partials";
  readonly partials: readonly PartialRule[];
}

/** From the result and the arguments; `null` where an argument has no derivative, like the condition of `where`. */
export type PartialRule = (<V>(b: Builder<V>, result: V, x1: V, x2: V, x3: V) => V) | null;

/** Linear in all inputs together: forward mode applies the operation to the tangents. */
export interface Linear<A extends Attributes> {
  readonly form: "linear";
  /** Gives the cotangent that input `index` receives; what is the same for all inputs is worked out once. */
  transpose<V>(b: Builder<V>, cotangent: V, inputs: readonly Spec[], attributes: A): (index: number) => V;
}

/** Linear in each of two inputs: forward mode applies the operation to one tangent and one primal. */
export interface Bilinear<A extends Attributes> {
  readonly form: "bilinear";
  transposeLeft<V>(b: Builder<V>, cotangent: V, right: V, left: Shape, attributes: A): V;
  transposeRight<V>(b: Builder<V>, cotangent: V, left: V, right: Shape, attributes: A): V;
}

/**
 * Reductions: dy = Σ w·dx over the reduced axes, with weights of the shape of x. Forward mode sums w·ẋ, reverse mode
 * spreads ȳ over w. The rule receives y with the reduced axes kept.
 */
export interface Weighted<A extends Attributes> {
  readonly form: "weighted";
  weights<V>(b: Builder<V>, x: V, y: V, attributes: A): V;
}

/**
 * How the same operation works on many examples at once, which lie along a batch axis in front of the others.
 * `transform/batch.ts` applies it to inputs of which at least one has such an axis.
 */
export type Batching<A extends Attributes> =
  | {
      /**
       * Inputs with a batch axis are given it as it is (`"leading"`), those without are repeated along it. Or inputs broadcast
       * (`"broadcast"`): those of lower rank than the result get axes of size 1 behind the batch axis, and those without a
       * batch axis stay as they are.
       */
      readonly inputs: "leading" | "broadcast";
      /** The attributes that make room for a batch axis of `size`, where they speak of axes or sizes. */
      attributes(attributes: A, size: number): A;
    }
  /** There are no inputs that could have one. */
  | { readonly inputs: "none" };

/** What the operation computes; the interpreter and the compiler both read it. */
export type Meaning<A extends Attributes> =
  /** Values to a value, element by element, at the lane of the result's dtype. */
  | {
      readonly kind: "map";
      scalar<V, M>(m: Lane<V, M>, a: V, b: V, c: V): V;
    }
  /** Values to a truth value, at the lane of the arguments' dtype. */
  | {
      readonly kind: "compare";
      scalar<V, M>(m: Lane<V, M>, a: V, b: V): M;
    }
  /** Truth values to a truth value. */
  | {
      readonly kind: "logic";
      scalar<V, M>(m: Lane<V, M>, a: M, b: M): M;
    }
  /** A truth value and two values to a value. */
  | { readonly kind: "select" }
  | { readonly kind: "cast" }
  /** The same elements: `identity`, `stopGradient`, `reshape`. */
  | { readonly kind: "alias" }
  /**
   * Combines the elements along the reduced axes in the order of `plan/reduction-order.ts`, starting from the
   * neutral element; `empty` is the value over no elements.
   */
  | {
      readonly kind: "reduce";
      readonly neutral: number;
      readonly empty: number;
      combine<V, M>(m: Lane<V, M>, a: V, b: V): V;
    }
  /** Element `index` of the result is the input's element at `offset + Σ index·stride`. */
  | {
      readonly kind: "view";
      view(input: Shape, attributes: A): View;
    }
  /** Zero, except that each input's elements go to `offset + Σ index·stride` of the result, by its own view. */
  | {
      readonly kind: "place";
      place(inputs: readonly Shape[], attributes: A): readonly View[];
    }
  /** Matrix product of the last two axes, in the order of `plan/contraction-order.ts`. */
  | { readonly kind: "matmul" }
  /** Computed by other operations; expanded before planning, after differentiation. */
  | {
      readonly kind: "composite";
      expand<V>(b: Builder<V>, inputs: readonly V[], attributes: A): V;
    }
  /** Data or a constant: nothing to compute. */
  | { readonly kind: "leaf" };

export interface View {
  readonly offset: number;
  readonly strides: readonly number[];
}

export interface Documentation {
  /** First line of the docstring, ends with a full stop. */
  readonly summary: string;
  /** Where the operation is defined or differentiable, and the range of its values. */
  readonly domain: string;
  /** What holds at kinks, ties and singular points; `"none"` for smooth operations. */
  readonly convention: string;
  /** Where the formula and the derivative come from. */
  readonly source: string;
  /** One line, `expression // => value`, run by the tests. */
  readonly example: string;
}

/** Inputs for one run of the laws. */
export interface Sample<A extends Attributes = Attributes> {
  /** Says what is special about it; part of the name of a failing test. */
  readonly name: string;
  readonly inputs: readonly SampleInput[];
  readonly attributes: A;
  /** At this point the derivative is a convention or does not exist: no finite differences. */
  readonly kink?: boolean;
  /** Expected value, where the point is there for its exact value. */
  readonly value?: readonly number[];
  /** Expected cotangents of the inputs for a cotangent of ones, where the convention fixes them. */
  readonly gradient?: readonly (readonly number[] | null)[];
}

export interface SampleInput {
  readonly shape: Shape;
  readonly data: readonly number[];
  readonly dtype?: DType;
}
