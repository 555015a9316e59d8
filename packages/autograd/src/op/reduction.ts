import { ShapeError } from "../error/error.ts";
import { formatShape, normalizeAxes, reducedShape, type Shape } from "../shape/shape.ts";
import type { Builder, Declaration, Operation } from "./definition.ts";
import { numericDtype } from "./dtype-rule.ts";
import { operation } from "./operation.ts";

/** The axes are normalised: ascending, distinct, counted from the front. */
export type ReduceAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };

type Entry = Pick<
  Declaration<ReduceAttributes>,
  "name" | "derivative" | "meaning" | "isIdentity" | "isRoot"
> & {
  readonly takes: "numbers" | "floats";
  /** Whether there is a value over no elements. */
  readonly empty: boolean;
};

export function reduction(entry: Entry): Operation<ReduceAttributes> {
  const { name, takes, empty } = entry;
  return operation<ReduceAttributes>({
    ...entry,
    family: "reduce",
    arity: 1,
    dtype: (inputs) => numericDtype(name, takes, inputs),
    shape: (inputs, { axes, keepDims }) => {
      const shape = inputs[0] as Shape;
      const normalized = normalizeAxes(name, axes, shape.length);
      if (!empty) requireElements(name, shape, normalized);
      return reducedShape(shape, normalized, keepDims);
    },
    batch: {
      inputs: "leading",
      attributes: ({ axes, keepDims }) => ({ axes: axes.map((axis) => axis + 1), keepDims }),
    },
  });
}

/** Whether a reduction has nothing to reduce. */
export function isOverNothing(_: unknown, { axes }: ReduceAttributes): boolean {
  return axes.length === 0;
}

/** A reduction whose axes stay with size 1. */
export function keeping<V>(b: Builder<V>, op: Operation<ReduceAttributes>, x: V, axes: readonly number[]): V {
  return b(op, x, { axes, keepDims: true });
}

export function requireElements(op: string, shape: Shape, axes: readonly number[]): void {
  for (const axis of axes) {
    if (shape[axis] === 0) {
      throw new ShapeError(
        op,
        `needs at least one element, got shape ${formatShape(shape)}, empty at axis ${axis}.`,
        [shape],
      );
    }
  }
}
