import type { DType } from "../shape/dtype.ts";
import { type Shape, sizeOf } from "../shape/shape.ts";
import { add } from "./add.ts";
import { cast } from "./cast.ts";
import type { Attributes, Builder, Operation, PullStep } from "./definition.ts";
import { derivativeOf } from "./derivative/form.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { operation } from "./operation.ts";
import { permute } from "./permute.ts";
import { reshape } from "./reshape.ts";
import { pad, slice } from "./slice.ts";
import type { Spec } from "./spec.ts";

/** One of several results of an operation, which lie one after the other in a row of numbers. */
export type Part = {
  readonly index: number;
  /** Where its elements begin. */
  readonly offset: number;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Whether its first axis is for steps. */
  readonly isStacked: boolean;
  /** How many axes for examples are in front of that; in the row they are behind it. */
  readonly examples: number;
};

export const part: Operation<Part> = /* @__PURE__ */ operation<Part>({
  name: "part",
  family: "control flow",
  arity: 1,
  dtype: (_, { dtype }) => dtype,
  shape: (_, { shape }) => shape,
  derivative: /* @__PURE__ */ derivativeOf<Part, []>([], () => ({
    resultOf: ({ index }) => index,
    // The tangent of several results is a row like theirs; the cotangents of each stay apart.
    push: (step) => {
      const row = step.tangent(0);
      return row === null ? null : step.applied([row]);
    },
    pull: (step) => {
      const { stored, axes } = storedAs(step.attributes);
      const back = axes.map((_, axis) => axes.indexOf(axis));
      const { b } = step;
      const received = b(permute, step.cotangent, { axes: back });
      const { index, offset } = step.attributes;
      step.receivePart(index, received, () => inRow(b, received, offset, sizeOf(stored), step.input(0)));
    },
  })),
  batch: {
    inputs: "leading",
    attributes: (own, size) => ({
      ...own,
      offset: own.offset * size,
      shape: [size, ...own.shape],
      examples: own.isStacked ? own.examples + 1 : 0,
    }),
  },
  meaning: {
    kind: "composite",
    expand: <V>(b: Builder<V>, inputs: readonly V[], attributes: Part) =>
      elementsOf(b, inputs[0] as V, attributes),
  },
  isInternal: true,
});

export const partFacts: Facts<Part> = /* @__PURE__ */ facts(part, {
  summary: "One result of an operation that has several.",
  formula: "y[i] = x[offset + i]",
  domain: "Any dtype.",
  convention: "none",
  source: "docs/architecture.md",
  example: "scan((sum, x) => [sum.add(x), sum], 0, [1, 2])[0].item() // => 3",
  samples: () => [],
});

function elementsOf<V>(b: Builder<V>, row: V, own: Part): V {
  const { offset, shape, dtype } = own;
  const elements = b(slice, row, { starts: [offset], sizes: [sizeOf(shape)], steps: [1] });
  const { stored, axes } = storedAs(own);
  return b(cast, b(permute, b(reshape, elements, { shape: stored }), { axes }), { dtype });
}

/** What a row receives from the cotangent of one of its results. */
function inRow<V>(b: Builder<V>, cotangent: V, offset: number, size: number, row: V): V {
  const flat = b(cast, b(reshape, cotangent, { shape: [size] }), { dtype: b.dtypeOf(row) });
  const high = [(b.shapeOf(row)[0] as number) - offset - size];
  return b(pad, flat, { low: [offset], high, interior: [0] });
}

/** What one of several results has received. */
export function cotangentOf<V, A extends Attributes>(step: PullStep<V, A>, own: Part): V | null {
  const { b } = step;
  const row = step.cotangentOfAll();
  const received = step.cotangentOf(own.index);
  const whole = row === null ? null : b(part, row, own);
  // Examples may lie along one more axis, of one step.
  const single = received === null ? null : b(reshape, received, { shape: own.shape });
  return whole === null || single === null ? (whole ?? single) : b(add, whole, single);
}

/** The shape in which a result lies in its row, and how its axes come from there. */
function storedAs({ shape, examples }: Part): { readonly stored: Shape; readonly axes: readonly number[] } {
  const axes = [...shape.keys()];
  if (examples === 0) return { stored: shape, axes };
  return {
    stored: [shape[examples] as number, ...shape.toSpliced(examples, 1)],
    axes: [...axes.slice(1, examples + 1), 0, ...axes.slice(examples + 1)],
  };
}

/** The row in which results lie; those of different dtypes as float64, which holds each of them exactly. */
export function rowOf(results: readonly Spec[]): Spec {
  const dtypes = new Set(results.map(({ dtype }) => dtype));
  const [dtype = "float64"] = dtypes;
  return { shape: [startOf(results, results.length)], dtype: dtypes.size > 1 ? "float64" : dtype };
}

/** Where a result begins. */
export function startOf(results: readonly Spec[], index: number): number {
  return results.slice(0, index).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** A result of an operation that has several. */
export function partOf(results: readonly Spec[], index: number, isStacked: boolean): Part {
  const { shape, dtype } = results[index] as Spec;
  return { index, offset: startOf(results, index), shape, dtype, isStacked, examples: 0 };
}
