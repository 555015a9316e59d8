import type { Shape } from "../../shape/shape.ts";
import { spread, spreadInput } from "./elementwise-samples.ts";
import type { Sample, SampleInput } from "./facts.ts";

const cases: readonly (readonly [shape: Shape, axis: number])[] = [
  [[1], -1],
  [[2], -1],
  [[3], -1],
  [[9], -1],
  [[16], -1],
  [[33], -1],
  [[2, 3], -1],
  [[2, 3], -2],
  [[5, 17], -1],
  [[17, 5], -2],
  [[0, 3], -1],
  [[3, 1], -1],
  [[2, 3, 4], -2],
];

const special: readonly (readonly number[])[] = [
  [-0, 0, -0, 0],
  [1, NaN, 3, NaN, 2],
  [NaN, NaN],
  [NaN, -Infinity, Infinity],
  [Infinity, -Infinity, Infinity, 5e-324],
  [2, 1, 2, 1, 2, 1, 0],
];

function inputs(): readonly (readonly [name: string, input: SampleInput, axis: number])[] {
  return [
    ...cases.flatMap(([shape, axis], i) =>
      (["float64", "float32"] as const).map(
        (dtype) =>
          [`shape [${shape}] along ${axis}, ${dtype}`, spreadInput(shape, [-3, 3], i, dtype), axis] as const,
      ),
    ),
    // Few values, which come again.
    ...[[20], [4, 9]].map(
      (shape, i) =>
        [
          `int32, shape [${shape}]`,
          { shape, data: spread(shape, [-3, 3], i).map(Math.trunc), dtype: "int32" },
          -1,
        ] as const,
    ),
    ...special.map(
      (data) =>
        [
          `of [${data.map((v) => (Object.is(v, -0) ? "-0" : v))}]`,
          { shape: [data.length], data },
          -1,
        ] as const,
    ),
  ];
}

export function argExtremumSamples(): Sample<{ readonly axis: number; readonly keepDims: boolean }>[] {
  return inputs().map(([name, input, axis], i) => {
    return { name, inputs: [input], attributes: { axis, keepDims: i % 3 === 0 } };
  });
}

export function argsortSamples(): Sample<{ readonly axis: number; readonly descending: boolean }>[] {
  return inputs().flatMap(([name, input, axis]) =>
    [false, true].map((descending) => ({
      name: descending ? `${name}, descending` : name,
      inputs: [input],
      attributes: { axis, descending },
    })),
  );
}
