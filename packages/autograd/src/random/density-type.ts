import type { Broadcast } from "../shape/broadcast-type.ts";
import type { MatrixRow } from "../shape/matrix-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { Dims } from "../shape/shape-type.ts";

/** The parameters whose rows along the last axis belong to one draw, and in `each` those beside such rows. */
interface Rows {
  readonly categorical: { readonly rows: "logits"; readonly each: [] };
  readonly dirichlet: { readonly rows: "alpha"; readonly each: [] };
  readonly multinomial: { readonly rows: "p"; readonly each: ["n"] };
}

/** All names of parameters: those that a distribution does not have change nothing. */
type Names = ["low", "high", "mean", "std", "loc", "scale", "alpha", "a", "b", "df", "p", "rate", "n"];

/** What two shapes broadcast to; where they do not, the run says so. */
type Joined<A extends Dims, B extends Dims> = Broadcast<A, B> extends infer S extends Dims ? S : number[];

/** What a shape and those of some parameters broadcast to. */
type WithParameters<P, List extends readonly string[], S extends Dims> = List extends readonly [
  infer Name,
  ...infer Rest extends readonly string[],
]
  ? WithParameters<P, Rest, Name extends keyof P ? Joined<S, ParameterShape<P[Name]>> : S>
  : S;

/** One that is left out is a number. */
type ParameterShape<Value> = undefined extends Value
  ? Joined<ShapeOf<Exclude<Value, undefined>>, []>
  : ShapeOf<Value>;

type OfRows<D, P> = D extends keyof Rows ? ShapeOf<P[Rows[D]["rows"] & keyof P]> : never;

/** The shape of the logarithms of the probabilities of what was drawn. */
export type LogProbability<D, P, X> = D extends "categorical"
  ? Joined<ShapeOf<X>, MatrixRow<OfRows<D, P>>>
  : D extends keyof Rows
    ? WithParameters<P, Rows[D]["each"], MatrixRow<Joined<ShapeOf<X>, OfRows<D, P>>>>
    : WithParameters<P, Names, ShapeOf<X>>;

/** The shape of the entropies of distributions. */
export type Entropy<D, P> = D extends keyof Rows ? MatrixRow<OfRows<D, P>> : WithParameters<P, Names, []>;

type KeysOf<T> = T extends unknown ? keyof T : never;

/** Where names are known, those that are not parameters of the distribution are refused. */
export type NoOthers<P, Known> = string extends keyof P
  ? unknown
  : { readonly [Name in Exclude<keyof P, KeysOf<Known>>]: never };
