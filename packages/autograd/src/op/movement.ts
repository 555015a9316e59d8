/** Movement operations rearrange elements of any dtype and compute nothing. */
import type { Shape } from "../shape/shape.ts";
import type { Attributes, Declaration, Operation } from "./definition.ts";
import { linear, type Transpose } from "./derivative/linear.ts";
import { commonDtype } from "./dtype-rule.ts";
import { operation } from "./operation.ts";

export type Axes = { readonly axes: readonly number[] };
export type ToShape = { readonly shape: Shape };
export type AtAxis = { readonly axis: number };

type Entry<A extends Attributes> = Pick<
  Declaration<A>,
  "name" | "arity" | "shape" | "batch" | "meaning" | "notation" | "isIdentity" | "merged"
> & { readonly transpose: Transpose<A> };

export function movement<A extends Attributes>(entry: Entry<A>): Operation<A> {
  return operation<A>({
    ...entry,
    family: "movement",
    dtype: (inputs) => commonDtype(entry.name, inputs),
    derivative: linear(entry.transpose),
  });
}

/** The same axes behind a batch axis. */
export function movedAxes(axes: readonly number[]): number[] {
  return axes.map((axis) => axis + 1);
}
