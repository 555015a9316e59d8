import type { Shape } from "../../shape/shape.ts";
import { spread, spreadInput } from "./elementwise-samples.ts";
import type { Sample, SampleInput } from "./facts.ts";

/** As in `op/take.ts`. */
type TakeAttributes = { readonly axis: number; readonly rank: number };

/** What is indexed, the indices, and the axis; the number of axes of the indices, where some are batches. */
const cases: readonly (readonly [
  x: Shape,
  indices: readonly number[],
  shape: Shape,
  axis: number,
  rank?: number,
])[] = [
  [[1], [0], [1], -1],
  [[5], [4, 0, 2, 2], [4], -1],
  [[5], [-1, -5, 3], [3], -1],
  [[5], [2], [], -1],
  [[5], [], [0], -1],
  [[9], [8, 7, 6, 5, 4, 3, 2, 1, 0], [9], -1],
  [[4, 3], [3, 1], [2], -2],
  [[4, 3], [2, 0, 2, -1], [2, 2], -2],
  [[4, 3], [1], [], -2],
  [[4, 3], [0, 2, 2, 1], [4], -1],
  [[4, 3], [-1], [], -1],
  [[2, 3, 4], [2, 0], [2], -2],
  [[2, 3, 4], [1, 0, 0, 1], [2, 2], -3],
  // Batches of indices, and of what they index.
  [[2, 3], [0, 2, 1, 1], [2, 2], -1, 1],
  [[3], [0, 2, 1, 1], [2, 2], -1, 1],
  [[2, 3, 2], [0, 1, 2, 0], [2, 2], -2, 1],
];

function indexInput(data: readonly number[], shape: Shape): SampleInput {
  return { shape, data, dtype: "int32" };
}

function attributesOf(axis: number, shape: Shape, rank: number = shape.length): TakeAttributes {
  return { axis, rank };
}

function nameOf(x: Shape, shape: Shape, { axis, rank }: TakeAttributes, dtype: string): string {
  return `of [${x}] along ${axis} at [${shape}]${rank === shape.length ? "" : ", in batches"}, ${dtype}`;
}

export function takeSamples(): Sample<TakeAttributes>[] {
  const samples: Sample<TakeAttributes>[] = [];
  for (const [i, [x, indices, shape, axis, rank]] of cases.entries()) {
    const attributes = attributesOf(axis, shape, rank);
    for (const dtype of ["float64", "float32"] as const) {
      samples.push({
        name: nameOf(x, shape, attributes, dtype),
        inputs: [spreadInput(x, [-3, 3], i, dtype), indexInput(indices, shape)],
        attributes,
      });
    }
  }
  for (const dtype of ["int32", "bool"] as const) {
    const data = spread([4, 3], [0, 2], 1).map(Math.trunc);
    const attributes = attributesOf(-2, [3]);
    samples.push({
      name: nameOf([4, 3], [3], attributes, dtype),
      inputs: [{ shape: [4, 3], data, dtype }, indexInput([3, 0, 3], [3])],
      attributes,
    });
  }
  samples.push({
    name: "signs of zero, infinities, NaN",
    inputs: [{ shape: [4], data: [-0, Infinity, NaN, 1] }, indexInput([2, 1, 0, 0], [4])],
    attributes: { axis: -1, rank: 1 },
    kink: true,
    value: [NaN, Infinity, -0, -0],
    gradient: [[2, 1, 1, 0], null],
  });
  return samples;
}

/** What is scattered into, the indices and the values, in every case. */
function scatterSamples(): Sample<TakeAttributes>[] {
  const samples: Sample<TakeAttributes>[] = [];
  for (const [i, [x, indices, shape, axis, rank]] of cases.entries()) {
    const attributes = attributesOf(axis, shape, rank);
    const values = valuesShape(x, shape, attributes);
    for (const dtype of ["float64", "float32"] as const) {
      samples.push({
        name: nameOf(x, shape, attributes, dtype),
        inputs: [
          spreadInput(x, [-3, 3], i, dtype),
          indexInput(indices, shape),
          spreadInput(values, [-3, 3], i + 5, dtype),
        ],
        attributes,
      });
    }
  }
  return samples;
}

export function scatterMaxSamples(): Sample<TakeAttributes>[] {
  const samples = scatterSamples();
  samples.push({
    name: "int32",
    inputs: [
      { shape: [2], data: [2147483647, -5], dtype: "int32" },
      indexInput([0, 1, 1], [3]),
      { shape: [3], data: [1, -7, 2], dtype: "int32" },
    ],
    attributes: { axis: -1, rank: 1 },
  });
  samples.push({
    name: "ties",
    inputs: [
      { shape: [3], data: [2, 1, -0] },
      indexInput([0, 0, 1, 1, 2], [5]),
      { shape: [5], data: [2, 1, 3, 3, 0] },
    ],
    attributes: { axis: -1, rank: 1 },
    kink: true,
    value: [2, 3, 0],
    gradient: [[0.5, 0, 0.5], null, [0.5, 0, 0.5, 0.5, 0.5]],
  });
  samples.push({
    name: "infinities and NaN",
    inputs: [
      { shape: [3], data: [Infinity, -Infinity, 1] },
      indexInput([0, 1, 2], [3]),
      { shape: [3], data: [5, -Infinity, NaN] },
    ],
    attributes: { axis: -1, rank: 1 },
    kink: true,
    value: [Infinity, -Infinity, NaN],
    gradient: [[1, 0.5, NaN], null, [0, 0.5, NaN]],
  });
  return samples;
}

export function scatterAddSamples(): Sample<TakeAttributes>[] {
  const samples = scatterSamples();
  samples.push({
    name: "int32",
    inputs: [
      { shape: [2], data: [2147483647, 5], dtype: "int32" },
      indexInput([0, 1, 1], [3]),
      { shape: [3], data: [1, -7, 2], dtype: "int32" },
    ],
    attributes: { axis: -1, rank: 1 },
  });
  samples.push({
    name: "signs of zero, infinities, NaN",
    inputs: [
      { shape: [4], data: [-0, Infinity, 1, -0] },
      indexInput([0, 1, 2, 2], [4]),
      { shape: [4], data: [-0, -Infinity, NaN, 1] },
    ],
    attributes: { axis: -1, rank: 1 },
    kink: true,
    value: [-0, NaN, NaN, -0],
    gradient: [[1, 1, 1, 1], null, [1, 1, 1, 1]],
  });
  return samples;
}

function valuesShape(x: Shape, shape: Shape, { axis, rank }: TakeAttributes): Shape {
  const batch = x.slice(0, x.length + axis);
  const own = shape.slice(0, shape.length - rank);
  return [
    ...(batch.length > 0 ? batch : own),
    ...shape.slice(shape.length - rank),
    ...x.slice(x.length + axis + 1),
  ];
}
