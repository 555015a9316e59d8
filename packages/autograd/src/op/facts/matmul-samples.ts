import type { Shape } from "../../shape/shape.ts";
import { spreadInput } from "./elementwise-samples.ts";
import type { Sample } from "./facts.ts";

const pairs: readonly (readonly [Shape, Shape])[] = [
  [
    [1, 1],
    [1, 1],
  ],
  [
    [2, 3],
    [3, 4],
  ],
  [
    [4, 3],
    [3, 4],
  ],
  [
    [4, 4],
    [4, 1],
  ],
  [
    [1, 5],
    [5, 1],
  ],
  [
    [5, 1],
    [1, 5],
  ],
  [
    [7, 9],
    [9, 5],
  ],
  [
    [3, 0],
    [0, 2],
  ],
  [
    [0, 3],
    [3, 2],
  ],
  [
    [2, 3],
    [3, 0],
  ],
  [
    [8, 8],
    [8, 8],
  ],
  [
    [5, 17],
    [17, 3],
  ],
  [
    [2, 2, 3],
    [2, 3, 2],
  ],
  [
    [2, 2, 3],
    [3, 2],
  ],
  [
    [2, 3],
    [4, 3, 2],
  ],
  [
    [1, 2, 3],
    [4, 3, 2],
  ],
  [
    [2, 1, 2, 3],
    [3, 3, 2],
  ],
  [
    [2, 2, 1, 2],
    [2, 2, 2, 1],
  ],
  [
    [0, 2, 3],
    [3, 2],
  ],
];

export function matmulSamples(): Sample[] {
  const samples: Sample[] = [];
  for (const dtype of ["float64", "float32"] as const) {
    for (const [i, [a, b]] of pairs.entries()) {
      samples.push({
        name: `[${a}] by [${b}], ${dtype}`,
        inputs: [spreadInput(a, [-2, 2], i, dtype), spreadInput(b, [-2, 2], i + 6, dtype)],
        attributes: {},
      });
    }
  }
  samples.push({
    name: "0 · ∞",
    inputs: [
      { shape: [1, 2], data: [0, 1] },
      { shape: [2, 1], data: [Infinity, 1] },
    ],
    attributes: {},
    kink: true,
    value: [NaN],
    gradient: [
      [Infinity, 1],
      [0, 1],
    ],
  });
  return samples;
}
