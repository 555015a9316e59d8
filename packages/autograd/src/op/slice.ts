import { ShapeError } from "../error/error.ts";
import { formatShape, type Shape, sameShape, stridesOf } from "../shape/shape.ts";
import type { Operation, Spec } from "./definition.ts";
import type { Facts } from "./facts/facts.ts";
import { movementFacts } from "./facts/movement-facts.ts";
import { movement } from "./movement.ts";

export type Window = {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
};
export type Padding = {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly interior: readonly number[];
};

export const slice: Operation<Window> = /* @__PURE__ */ movement<Window>({
  name: "slice",
  arity: 1,
  shape: (inputs, { starts, sizes, steps }) => {
    const from = inputs[0] as Shape;
    for (let axis = 0; axis < from.length; axis++) {
      const [start, size, step, whole] = [starts[axis], sizes[axis], steps[axis], from[axis]] as [
        number,
        number,
        number,
        number,
      ];
      if (step < 1 || start < 0 || (size > 0 && start + (size - 1) * step >= whole)) {
        throw new ShapeError(
          "slice",
          `the window must lie inside, got start ${start}, size ${size}, step ${step} at axis ${axis} of shape ` +
            `${formatShape(from)}.`,
          [from],
        );
      }
    }
    return sizes;
  },
  transpose:
    (b, cotangent, inputs, { starts, sizes, steps }) =>
    () => {
      const from = inputs[0]?.shape ?? [];
      const covered = sizes.map((size, axis) => (size === 0 ? 0 : (size - 1) * (steps[axis] as number) + 1));
      const low = starts.map((start, axis) => (covered[axis] === 0 ? 0 : start));
      const high = from.map((size, axis) => size - (low[axis] as number) - (covered[axis] as number));
      return b(pad, cotangent, { low, high, interior: steps.map((step) => step - 1) });
    },
  batch: {
    inputs: "leading",
    attributes: ({ starts, sizes, steps }, size) => ({
      starts: [0, ...starts],
      sizes: [size, ...sizes],
      steps: [1, ...steps],
    }),
  },
  meaning: {
    kind: "view",
    view: (input, { starts, steps }) => {
      const strides = stridesOf(input);
      return {
        offset: starts.reduce((offset, start, axis) => offset + start * (strides[axis] as number), 0),
        strides: strides.map((stride, axis) => stride * (steps[axis] as number)),
      };
    },
  },
  isIdentity: (inputs, { sizes }) => sameShape((inputs[0] as Spec).shape, sizes),
});

/** The window of one axis from `start`, `size` long, whole in the others. */
export function sectionOf(shape: Shape, axis: number, start: number, size: number): Window {
  return {
    starts: shape.map((_, k) => (k === axis ? start : 0)),
    sizes: shape.with(axis, size),
    steps: shape.map(() => 1),
  };
}

export const sliceFacts: Facts<Window> = /* @__PURE__ */ movementFacts(slice, {
  summary: "A window of the elements, every `step`-th along each axis.",
  formula: "y[i] = x[start + i · step]",
  example: "slice([1, 2, 3, 4], [{ start: 1, step: 2 }]).toArray() // => [2, 4]",
  cases: [
    [[[]], { starts: [], sizes: [], steps: [] }],
    [[[5]], { starts: [0], sizes: [5], steps: [1] }],
    [[[5]], { starts: [1], sizes: [3], steps: [1] }],
    [[[5]], { starts: [4], sizes: [1], steps: [1] }],
    [[[5]], { starts: [2], sizes: [0], steps: [1] }],
    [[[5]], { starts: [5], sizes: [0], steps: [1] }],
    [[[5]], { starts: [0], sizes: [3], steps: [2] }],
    [[[9]], { starts: [1], sizes: [3], steps: [3] }],
    [[[4, 5]], { starts: [1, 0], sizes: [2, 5], steps: [1, 1] }],
    [[[4, 5]], { starts: [0, 1], sizes: [4, 2], steps: [1, 2] }],
    [[[4, 5]], { starts: [3, 4], sizes: [1, 1], steps: [1, 1] }],
    [[[2, 3, 4]], { starts: [0, 1, 0], sizes: [2, 2, 2], steps: [1, 1, 3] }],
    [[[0, 3]], { starts: [0, 1], sizes: [0, 2], steps: [1, 1] }],
  ],
});

export const pad: Operation<Padding> = /* @__PURE__ */ movement<Padding>({
  name: "pad",
  arity: 1,
  shape: (inputs, { low, high, interior }) =>
    (inputs[0] as Shape).map(
      (size, axis) => (low[axis] as number) + spaced(size, interior[axis] as number) + (high[axis] as number),
    ),
  transpose:
    (b, cotangent, inputs, { low, interior }) =>
    () =>
      b(slice, cotangent, {
        starts: low,
        sizes: inputs[0]?.shape ?? [],
        steps: interior.map((gap) => gap + 1),
      }),
  batch: {
    inputs: "leading",
    attributes: ({ low, high, interior }) => ({
      low: [0, ...low],
      high: [0, ...high],
      interior: [0, ...interior],
    }),
  },
  meaning: {
    kind: "place",
    place: (inputs, { low, high, interior }) => {
      const from = inputs[0] as Shape;
      const strides = stridesOf(
        from.map(
          (size, axis) =>
            (low[axis] as number) + spaced(size, interior[axis] as number) + (high[axis] as number),
        ),
      );
      return [
        {
          offset: strides.reduce((offset, stride, axis) => offset + stride * (low[axis] as number), 0),
          strides: strides.map((stride, axis) => stride * ((interior[axis] as number) + 1)),
        },
      ];
    },
  },
  isIdentity: (inputs, { low, high, interior }) =>
    low.every(
      (n, k) =>
        n === 0 && high[k] === 0 && (interior[k] === 0 || ((inputs[0] as Spec).shape[k] as number) < 2),
    ),
});

export const padFacts: Facts<Padding> = /* @__PURE__ */ movementFacts(pad, {
  summary: "Surrounds the elements with zeros.",
  formula: "y[low + i · (interior + 1)] = x[i], 0 elsewhere",
  example: "pad([1, 2], [[1, 2]]).toArray() // => [0, 1, 2, 0, 0]",
  cases: [
    [[[]], { low: [], high: [], interior: [] }],
    [[[3]], { low: [0], high: [0], interior: [0] }],
    [[[3]], { low: [1], high: [0], interior: [0] }],
    [[[3]], { low: [0], high: [2], interior: [0] }],
    [[[3]], { low: [1], high: [1], interior: [2] }],
    [[[0]], { low: [1], high: [2], interior: [0] }],
    [[[1]], { low: [0], high: [0], interior: [3] }],
    [[[2, 3]], { low: [1, 0], high: [0, 2], interior: [0, 0] }],
    [[[2, 3]], { low: [0, 0], high: [0, 0], interior: [1, 1] }],
    [[[2, 3]], { low: [2, 1], high: [1, 2], interior: [0, 1] }],
    [[[2, 1, 3]], { low: [0, 1, 0], high: [1, 1, 0], interior: [0, 0, 0] }],
    [[[2, 0]], { low: [0, 1], high: [0, 1], interior: [0, 0] }],
    [[[9]], { low: [3], high: [5], interior: [0] }],
  ],
});

/** Length of `size` elements with `gap` zeros between neighbours. */
function spaced(size: number, gap: number): number {
  return size === 0 ? 0 : (size - 1) * (gap + 1) + 1;
}
