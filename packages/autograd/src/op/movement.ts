/** Movement operations rearrange elements of any dtype and compute nothing. */
import { ShapeError } from "../error/error.ts";
import type { DType } from "../shape/dtype.ts";
import {
  broadcastStrides,
  broadcastsTo,
  formatShape,
  type Shape,
  sizeOf,
  stridesOf,
} from "../shape/shape.ts";
import type { Attributes, DeclaredOperation, Documentation, Linear, Sample } from "./definition.ts";
import { mixedDtypes } from "./elementwise.ts";
import { spread, spreadInput } from "./elementwise-samples.ts";

type Axes = { readonly axes: readonly number[] };
type ToShape = { readonly shape: Shape };
type Window = {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
};
type Padding = {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly interior: readonly number[];
};
type AtAxis = { readonly axis: number };

const domain = "Any dtype.";
const convention = "none; linear";
const source = "docs/architecture.md, movement operations";

type Entry<A extends Attributes> = Pick<
  DeclaredOperation<A>,
  "name" | "arity" | "shape" | "batch" | "meaning" | "formula"
> & {
  transpose: Linear<A>["transpose"];
  readonly documentation: Pick<Documentation, "summary" | "example">;
  readonly cases: readonly (readonly [shapes: readonly Shape[], attributes: A])[];
};

function movement<A extends Attributes>(entry: Entry<A>): DeclaredOperation<A> {
  return {
    name: entry.name,
    family: "movement",
    arity: entry.arity,
    dtype: (inputs) => commonDtype(entry.name, inputs),
    shape: entry.shape,
    derivative: { form: "linear", transpose: entry.transpose },
    batch: entry.batch,
    meaning: entry.meaning,
    formula: entry.formula,
    documentation: { ...entry.documentation, domain, convention, source },
    samples: () => movementSamples(entry.cases),
  };
}

function commonDtype(op: string, inputs: readonly DType[]): DType {
  const dtype = inputs[0] as DType;
  for (const other of inputs) if (other !== dtype) throw mixedDtypes(op, dtype, other);
  return dtype;
}

function movementSamples<A extends Attributes>(cases: Entry<A>["cases"]): Sample<A>[] {
  const samples: Sample<A>[] = [];
  // The other dtypes have no derivative: that their elements arrive is enough.
  for (const dtype of ["int32", "bool"] as const) {
    const [shapes, attributes] = cases[8] as (typeof cases)[number];
    samples.push({
      name: dtype,
      inputs: shapes.map((shape) => ({
        ...spreadInput(shape, [0, 2], 1, dtype),
        data: spread(shape, [0, 2], 1).map(Math.trunc),
      })),
      attributes,
    });
  }
  for (const dtype of ["float64", "float32"] as const) {
    for (const [i, [shapes, attributes]] of cases.entries()) {
      samples.push({
        name: `${shapes.map((shape) => `[${shape}]`).join(", ")} ${JSON.stringify(attributes)} ${dtype}`,
        inputs: shapes.map((shape, k) => spreadInput(shape, [-3, 3], i + 5 * k, dtype)),
        attributes,
      });
    }
  }
  return samples;
}

export const reshape: DeclaredOperation<ToShape> = movement<ToShape>({
  name: "reshape",
  arity: 1,
  shape: (inputs, { shape }) => {
    const from = inputs[0] as Shape;
    if (sizeOf(from) !== sizeOf(shape)) {
      throw new ShapeError(
        "reshape",
        `the number of elements must stay the same, got ${formatShape(from)} with ${sizeOf(from)} and ` +
          `${formatShape(shape)} with ${sizeOf(shape)}.`,
        [from, shape],
      );
    }
    return shape;
  },
  transpose: (b, cotangent, inputs) => () => b.reshape(cotangent, inputs[0]?.shape ?? []),
  batch: { inputs: "leading", attributes: ({ shape }, size) => ({ shape: [size, ...shape] }) },
  meaning: { kind: "alias" },
  formula: "y[j] = x[i] where i and j have the same row-major position",
  documentation: {
    summary: "The same elements in row-major order, in another shape.",
    example: "reshape([[1, 2], [3, 4]], [4]).toArray() // => [1, 2, 3, 4]",
  },
  cases: [
    [[[]], { shape: [1] }],
    [[[1]], { shape: [] }],
    [[[0]], { shape: [3, 0] }],
    [[[6]], { shape: [2, 3] }],
    [[[2, 3]], { shape: [3, 2] }],
    [[[2, 3]], { shape: [6] }],
    [[[2, 3, 4]], { shape: [4, 6] }],
    [[[1, 5, 1]], { shape: [5] }],
    [[[7]], { shape: [7] }],
    [[[2, 2, 2, 2]], { shape: [4, 1, 4] }],
    [[[5]], { shape: [5, 1] }],
    [[[3, 4]], { shape: [2, 6] }],
    [[[9]], { shape: [3, 3] }],
  ],
});

export const broadcastTo: DeclaredOperation<ToShape> = movement<ToShape>({
  name: "broadcastTo",
  arity: 1,
  shape: (inputs, { shape }) => {
    const from = inputs[0] as Shape;
    if (!broadcastsTo(from, shape)) {
      throw new ShapeError(
        "broadcastTo",
        `sizes must be equal or 1, aligned at the last axis, got ${formatShape(from)} to ${formatShape(shape)}.`,
        [from, shape],
      );
    }
    return shape;
  },
  transpose: (b, cotangent, inputs) => () => b.sumTo(cotangent, inputs[0]?.shape ?? []),
  batch: { inputs: "broadcast", attributes: ({ shape }, size) => ({ shape: [size, ...shape] }) },
  meaning: {
    kind: "view",
    view: (input, { shape }) => ({ offset: 0, strides: broadcastStrides(input, shape) }),
  },
  formula: "y[i] = x[i, with 0 at stretched axes]",
  documentation: {
    summary: "Repeats elements along axes of size 1 and along new leading axes.",
    example: "broadcastTo([1, 2], [2, 2]).toArray() // => [[1, 2], [1, 2]]",
  },
  cases: [
    [[[]], { shape: [] }],
    [[[]], { shape: [3] }],
    [[[]], { shape: [2, 3] }],
    [[[1]], { shape: [5] }],
    [[[1]], { shape: [0] }],
    [[[3]], { shape: [3] }],
    [[[3]], { shape: [2, 3] }],
    [[[2, 1]], { shape: [2, 3] }],
    [[[1, 3]], { shape: [2, 3] }],
    [[[2, 1, 4]], { shape: [2, 3, 4] }],
    [[[3, 1]], { shape: [2, 3, 4] }],
    [[[1, 1]], { shape: [5, 7] }],
    [[[4]], { shape: [2, 1, 4] }],
  ],
});

export const permute: DeclaredOperation<Axes> = movement<Axes>({
  name: "permute",
  arity: 1,
  shape: (inputs, { axes }) => {
    const from = inputs[0] as Shape;
    const seen = new Set(axes);
    if (axes.length !== from.length || seen.size !== axes.length || axes.some((axis) => !(axis in from))) {
      throw new ShapeError(
        "permute",
        `axes must name each axis once, got ${formatShape(axes)} for shape ${formatShape(from)}.`,
        [from],
      );
    }
    return axes.map((axis) => from[axis] as number);
  },
  transpose:
    (b, cotangent, _inputs, { axes }) =>
    () =>
      b.permute(cotangent, inverse(axes)),
  batch: { inputs: "leading", attributes: ({ axes }) => ({ axes: [0, ...moved(axes)] }) },
  meaning: {
    kind: "view",
    view: (input, { axes }) => {
      const strides = stridesOf(input);
      return { offset: 0, strides: axes.map((axis) => strides[axis] as number) };
    },
  },
  formula: "y[i₀, i₁, ...] = x[i with i_k at axis axes[k]]",
  documentation: {
    summary: "Reorders the axes.",
    example: "permute([[1, 2], [3, 4]], [1, 0]).toArray() // => [[1, 3], [2, 4]]",
  },
  cases: [
    [[[]], { axes: [] }],
    [[[3]], { axes: [0] }],
    [[[2, 3]], { axes: [1, 0] }],
    [[[2, 3]], { axes: [0, 1] }],
    [[[1, 5]], { axes: [1, 0] }],
    [[[0, 2]], { axes: [1, 0] }],
    [[[2, 3, 4]], { axes: [2, 0, 1] }],
    [[[2, 3, 4]], { axes: [1, 2, 0] }],
    [[[2, 3, 4]], { axes: [0, 2, 1] }],
    [[[5, 7]], { axes: [1, 0] }],
    [[[2, 2, 2, 2]], { axes: [3, 1, 2, 0] }],
    [[[2, 3, 1, 2]], { axes: [1, 3, 0, 2] }],
    [[[9, 8]], { axes: [1, 0] }],
  ],
});

export const slice: DeclaredOperation<Window> = movement<Window>({
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
      return b.pad(
        cotangent,
        low,
        high,
        steps.map((step) => step - 1),
      );
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
  formula: "y[i] = x[start + i · step]",
  documentation: {
    summary: "A window of the elements, every `step`-th along each axis.",
    example: "slice([1, 2, 3, 4], [{ start: 1, step: 2 }]).toArray() // => [2, 4]",
  },
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

export const flip: DeclaredOperation<Axes> = movement<Axes>({
  name: "flip",
  arity: 1,
  shape: (inputs) => inputs[0] as Shape,
  transpose:
    (b, cotangent, _inputs, { axes }) =>
    () =>
      b.flip(cotangent, axes),
  batch: { inputs: "leading", attributes: ({ axes }) => ({ axes: moved(axes) }) },
  meaning: {
    kind: "view",
    view: (input, { axes }) => {
      const strides = stridesOf(input);
      let offset = 0;
      for (const axis of axes) offset += Math.max(0, (input[axis] as number) - 1) * (strides[axis] as number);
      return { offset, strides: strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)) };
    },
  },
  formula: "y[i] = x[n - 1 - i]",
  documentation: {
    summary: "Reverses the order along axes.",
    example: "flip([1, 2, 3]).toArray() // => [3, 2, 1]",
  },
  cases: [
    [[[]], { axes: [] }],
    [[[1]], { axes: [0] }],
    [[[0]], { axes: [0] }],
    [[[5]], { axes: [0] }],
    [[[8]], { axes: [0] }],
    [[[2, 3]], { axes: [0] }],
    [[[2, 3]], { axes: [1] }],
    [[[2, 3]], { axes: [0, 1] }],
    [[[2, 3]], { axes: [] }],
    [[[2, 3, 4]], { axes: [1] }],
    [[[2, 3, 4]], { axes: [0, 2] }],
    [[[9, 2]], { axes: [0] }],
    [[[2, 2, 2, 2]], { axes: [0, 1, 2, 3] }],
  ],
});

export const pad: DeclaredOperation<Padding> = movement<Padding>({
  name: "pad",
  arity: 1,
  shape: (inputs, { low, high, interior }) =>
    (inputs[0] as Shape).map(
      (size, axis) => (low[axis] as number) + spaced(size, interior[axis] as number) + (high[axis] as number),
    ),
  transpose:
    (b, cotangent, inputs, { low, interior }) =>
    () =>
      b.slice(
        cotangent,
        low,
        inputs[0]?.shape ?? [],
        interior.map((gap) => gap + 1),
      ),
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
  formula: "y[low + i · (interior + 1)] = x[i], 0 elsewhere",
  documentation: {
    summary: "Surrounds the elements with zeros.",
    example: "pad([1, 2], [[1, 2]]).toArray() // => [0, 1, 2, 0, 0]",
  },
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

export const concat: DeclaredOperation<AtAxis> = movement<AtAxis>({
  name: "concat",
  arity: "any",
  shape: (inputs, { axis }) => {
    const first = inputs[0] as Shape;
    let total = 0;
    for (const [i, shape] of inputs.entries()) {
      const fits = shape.length === first.length && shape.every((size, k) => k === axis || size === first[k]);
      if (!fits) {
        throw new ShapeError(
          "concat",
          `shapes must agree except at axis ${axis}, got ${formatShape(first)} at [0] and ${formatShape(shape)} at [${i}].`,
          inputs,
        );
      }
      total += shape[axis] as number;
    }
    return first.map((size, k) => (k === axis ? total : size));
  },
  transpose: (b, cotangent, inputs, { axis }) => {
    const starts = startsOf(
      inputs.map((input) => input.shape),
      axis,
    );
    return (index) => {
      const own = inputs[index]?.shape ?? [];
      return b.slice(
        cotangent,
        own.map((_, k) => (k === axis ? (starts[index] as number) : 0)),
        own,
        own.map(() => 1),
      );
    };
  },
  batch: { inputs: "leading", attributes: ({ axis }) => ({ axis: axis + 1 }) },
  meaning: {
    kind: "place",
    place: (inputs, { axis }) => {
      const starts = startsOf(inputs, axis);
      const first = inputs[0] as Shape;
      const strides = stridesOf(first.map((size, k) => (k === axis ? (starts.at(-1) as number) : size)));
      return inputs.map((_, index) => {
        return { offset: (starts[index] as number) * (strides[axis] as number), strides };
      });
    },
  },
  formula: "y[..., offset_k + i, ...] = x_k[..., i, ...]",
  documentation: {
    summary: "Joins tensors along an axis.",
    example: "concat([[1, 2], [3]]).toArray() // => [1, 2, 3]",
  },
  cases: [
    [[[3]], { axis: 0 }],
    [[[2], [3]], { axis: 0 }],
    [[[0], [3]], { axis: 0 }],
    [[[3], [0]], { axis: 0 }],
    [[[1], [1], [1]], { axis: 0 }],
    [[[5], [2], [4]], { axis: 0 }],
    [
      [
        [2, 3],
        [1, 3],
      ],
      { axis: 0 },
    ],
    [
      [
        [2, 3],
        [2, 4],
      ],
      { axis: 1 },
    ],
    [
      [
        [2, 1],
        [2, 1],
      ],
      { axis: 1 },
    ],
    [
      [
        [2, 3, 2],
        [2, 1, 2],
      ],
      { axis: 1 },
    ],
    [
      [
        [1, 2, 2],
        [1, 2, 3],
        [1, 2, 1],
      ],
      { axis: 2 },
    ],
    [[[9], [8]], { axis: 0 }],
    [
      [
        [0, 2],
        [3, 2],
      ],
      { axis: 0 },
    ],
  ],
});

/** The same axes behind a batch axis. */
function moved(axes: readonly number[]): number[] {
  return axes.map((axis) => axis + 1);
}

export function inverse(axes: readonly number[]): number[] {
  const result = new Array<number>(axes.length);
  for (let k = 0; k < axes.length; k++) result[axes[k] as number] = k;
  return result;
}

/** Length of `size` elements with `gap` zeros between neighbours. */
function spaced(size: number, gap: number): number {
  return size === 0 ? 0 : (size - 1) * (gap + 1) + 1;
}

/** Where each input begins along the axis, and at last where all of them end. */
function startsOf(inputs: readonly Shape[], axis: number): number[] {
  const starts = [0];
  for (const [index, shape] of inputs.entries()) {
    starts.push((starts[index] as number) + (shape[axis] as number));
  }
  return starts;
}
