import type { Dims } from "./shape-type.ts";

/** The shape that subscripts such as `"ij,jk->ik"` give; of unknown rank without an arrow, or with an ellipsis. */
export type Einsum<Subscripts extends string, Shapes extends readonly Dims[]> = string extends Subscripts
  ? number[]
  : WithoutSpaces<Subscripts> extends `${infer Inputs}->${infer Output}`
    ? `${Inputs}${Output}` extends `${string}.${string}`
      ? number[]
      : Sized<Output, Labels<Inputs, Shapes>>
    : number[];

type WithoutSpaces<Text extends string> = Text extends `${infer Before} ${infer After}`
  ? WithoutSpaces<`${Before}${After}`>
  : Text;

/** All letters with their sizes, as a union of pairs. */
type Labels<
  Inputs extends string,
  Shapes extends readonly Dims[],
  Found extends readonly [string, number] = never,
> = Shapes extends readonly [infer First extends Dims, ...infer Rest extends readonly Dims[]]
  ? Inputs extends `${infer Term},${infer After}`
    ? Labels<After, Rest, Found | Pairs<Term, First>>
    : Labels<"", Rest, Found | Pairs<Inputs, First>>
  : Found;

type Pairs<
  Term extends string,
  S extends Dims,
  Found extends readonly [string, number] = never,
> = Term extends `${infer Letter}${infer Rest}`
  ? S extends [infer D extends number, ...infer After extends Dims]
    ? Pairs<Rest, After, Found | [Letter, D]>
    : Pairs<Rest, S, Found | [Letter, number]>
  : Found;

type Sized<
  Output extends string,
  Found extends readonly [string, number],
  Result extends Dims = [],
> = Output extends `${infer Letter}${infer Rest}`
  ? Sized<Rest, Found, [...Result, SizeOf<Extract<Found, readonly [Letter, number]>>]>
  : Result;

type SizeOf<Pair extends readonly [string, number]> = [Pair] extends [never] ? number : Pair[1];
