/**
 * The compile-time half of shapes: what the type parameter of `Tensor<S>` may be, and the words its rules share.
 *
 * Three things guide every `*-type.ts` file of this folder:
 *
 * - Literal sizes are checked, `number` is a size unknown at compile time and matches anything, `number[]` is a
 *   shape of which even the rank is unknown. What the types let through is checked again at run time.
 * - A mismatch is the type of the offending *parameter*: a sentence, to which no argument is assignable. A wrong
 *   result type (`never`) would pass unnoticed wherever the result is only chained on.
 * - Rules are tail-recursive and short: each use of an operation in a program pays for them.
 */

/** What a tensor's type parameter may be: a tuple of sizes, or `number[]` if the rank is unknown. */
export type Dims = number[];

/**
 * Anything with a statically known shape: the receiver of methods. Inferring from this one property is several times
 * cheaper for the compiler than comparing whole tensor types, above all for subtypes such as `Parameter<S>`.
 */
export interface Shaped<out S extends Dims = Dims> {
  /** Sizes of the axes, outermost first. */
  readonly shape: readonly [...S];
}

declare const dimName: unique symbol;

/** A size with a name: equal names match, different names do not, `number` matches both. */
export type Dim<Name extends string> = number & { readonly [dimName]: Name };

/**
 * Wraps a type so that `Exactly<A> extends Exactly<B>` asks for identity. Unlike `A extends B`, the compiler decides
 * it at once for an uninstantiated `S` against itself: that is what lets generic code over one shape compile.
 */
export interface Exactly<in out T> {
  /** There for the compiler alone. */
  readonly exactly: (value: T) => T;
}

/** A property that says what to write: see {@link ShapeHint}. */
export declare const hint: unique symbol;

/**
 * What the compiler shows where a tensor of one shape does not go into a variable of another: it names the path to the first
 * member that differs, and here the path is a sentence.
 */
export interface ShapeHint<S extends Dims> {
  /** The shape. */
  readonly "to take any shape, declare a plain Tensor: let h: Tensor = …": S;
  /**
   * Without a key that is worked out from `S`, however constant, the compiler would compare `S` alone, say that `number[]` is
   * not `[4, 8]`, and look at no member.
   */
  readonly compared: { readonly [Key in AlwaysOne<S>]: S };
}

type AlwaysOne<S extends Dims> = S extends Dims ? "shape" : never;

/** In place of a shape: why there is none. It is a `number[]` too, so that it may stand wherever a shape may. */
export type Mismatch<Reason extends string = string> = Dims & { readonly mismatch: Reason };

/** `[2, 3]`, `[batch, 784]`, `[number, 3]`; `[...]` if the rank is unknown. */
export type ShapeText<S extends Dims> = number extends S["length"] ? "[...]" : `[${JoinDims<S>}]`;

/** One size as text: its name, its literal value or `number`. */
export type DimText<D extends number> = D extends { readonly [dimName]: infer Name extends string }
  ? Name
  : `${D}`;

type JoinDims<S extends Dims, Text extends string = ""> = S extends [
  infer D extends number,
  ...infer Rest extends Dims,
]
  ? JoinDims<Rest, Text extends "" ? DimText<D> : `${Text}, ${DimText<D>}`>
  : Text;

/** How many elements a list has, with their noun. */
export type Counted<
  List extends readonly unknown[],
  Noun extends string,
  Plural extends string = `${Noun}s`,
> = `${List["length"]} ${List["length"] extends 1 ? Noun : Plural}`;
