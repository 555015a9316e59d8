import type { Shape } from "../../shape/shape.ts";
import { sizeOf } from "../../shape/shape.ts";
import type { Sample, SampleInput } from "./facts.ts";

const shapes: readonly (readonly [key: Shape, counter: Shape])[] = [
  [[], []],
  [[], [0]],
  [[], [1]],
  [[], [3]],
  [[], [4]],
  [[], [5]],
  [[], [17]],
  [[], [2, 3]],
  [[], [2, 3, 4]],
  [[1], [5]],
  [[3], [1]],
  [[2, 1], [3]],
  [
    [4, 1],
    [4, 5],
  ],
];

const words: readonly number[] = [0, -1, 42, 1083814273, -2147483648, 2147483647, -1234567];

function word(shape: Shape, start: number): SampleInput {
  const data = Array.from(
    { length: sizeOf(shape) },
    (_, i) => words[(start + 3 * i) % words.length] as number,
  );
  return { shape, data, dtype: "int32" };
}

/** Keys and counters, of shapes as draws and draws of many keys at once have them, and every pair of some words as a key. */
export function threefrySamples(): Sample[] {
  const samples: Sample[] = shapes.map(([key, counter], i) => ({
    name: `keys [${key}], counters [${counter}]`,
    inputs: [word(key, i), word(key, i + 2), word(counter, i + 4)],
    attributes: {},
  }));
  for (const a of words.slice(0, 4)) {
    for (const b of words.slice(1, 5)) {
      samples.push({
        name: `key ${a}, ${b}`,
        inputs: [word([], 0), word([], 0), word([7], 0)].map((input, k) =>
          k === 0 ? { ...input, data: [a] } : k === 1 ? { ...input, data: [b] } : input,
        ),
        attributes: {},
      });
    }
  }
  return samples;
}
