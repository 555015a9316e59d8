import type { Shape } from "../../shape/shape.ts";
import { passFactors } from "../fourier-passes.ts";
import { spreadInput } from "./elementwise-samples.ts";
import type { Sample, SampleInput } from "./facts.ts";

const cases: readonly (readonly [radices: readonly number[], batch: Shape, other: Shape])[] = [
  [[2], [], []],
  [[3], [2], [2]],
  [[4], [5], [5]],
  [[2, 4], [3], [3]],
  [[3, 2], [4], []],
  [[5, 4], [2, 3], [3]],
  [[7, 2], [0], [0]],
  [[2, 4, 4], [4], [4]],
  [[5], [1], [1]],
  [[3, 3], [6], [6]],
  [[11], [], [2]],
  [[13, 2], [2], [2]],
  [[4, 4], [3, 1], [2]],
];

function tableInput(radices: readonly number[], isReal: boolean, dtype: "float64" | "float32"): SampleInput {
  const data = passFactors(radices, isReal);
  return { shape: [data.length], data, dtype, isTable: true };
}

const sizeOf = (radices: readonly number[]): number => radices.reduce((product, radix) => product * radix, 1);

export function fourierSamples(): Sample<{ readonly radices: readonly number[] }>[] {
  return cases.flatMap(([radices, batch, other], i) =>
    (["float64", "float32"] as const).map((dtype) => ({
      name: `in passes of ${radices}, of [${batch}] and [${other}], ${dtype}`,
      inputs: [
        spreadInput([...batch, sizeOf(radices)], [-2, 2], i, dtype),
        spreadInput([...other, sizeOf(radices)], [-2, 2], i + 3, dtype),
        tableInput(radices, false, dtype),
      ],
      attributes: { radices },
    })),
  );
}

export function realFourierSamples(): Sample<{
  readonly radices: readonly number[];
  readonly back: boolean;
}>[] {
  return cases.flatMap(([radices, batch], i) =>
    (["float64", "float32"] as const).flatMap((dtype) =>
      [false, true].map((back) => {
        const core = back ? [2, sizeOf(radices) + 1] : [2 * sizeOf(radices)];
        return {
          name: `in passes of ${radices}, of [${batch}]${back ? ", transposed" : ""}, ${dtype}`,
          inputs: [spreadInput([...batch, ...core], [-2, 2], i, dtype), tableInput(radices, true, dtype)],
          attributes: { radices, back },
        };
      }),
    ),
  );
}
