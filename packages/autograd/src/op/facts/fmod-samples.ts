import type { Shape } from "../../shape/shape.ts";
import { spreadInput } from "./elementwise-samples.ts";
import type { Sample } from "./facts.ts";

/** As in `op/fmod.ts`. */
type Attributes = { readonly rank: number };

const shapes: readonly Shape[] = [[], [0], [1], [2], [5], [9], [17], [2, 3], [2, 0], [2, 3, 4]];

/** Rows `[a, b, a mod b, ∂/∂b]`. */
const points: readonly (readonly [a: number, b: number, value: number, slope: number])[] = [
  [5, 3, 2, -1],
  [-5, 3, -2, 1],
  [5, -3, 2, 1],
  [-6, 3, -0, 2],
  [5.1, 0.1, 0.09999999999999937, -50],
  [1.2676506002282294e30, 3, 1, -4.2255020007607644e29],
  [1.7976931348623157e308, 5e-324, 0, -Infinity],
  [5e-324, 1e-323, 5e-324, -0],
  [-0, 2, -0, 0],
  [3, Infinity, 3, -0],
  [Infinity, 2, NaN, NaN],
  [3, 0, NaN, NaN],
  [NaN, 2, NaN, NaN],
  [2, NaN, NaN, NaN],
];

/** Arguments whose quotient is between 4 and 5, so that nothing jumps. */
export function fmodSamples(): Sample<Attributes>[] {
  const samples = shapes.flatMap((shape, k) =>
    (["float64", "float32"] as const)
      .filter((dtype) => dtype === "float64" || k % 3 === 1)
      .map((dtype): Sample<Attributes> => {
        const sign = k % 2 === 0 ? 1 : -1;
        return {
          name: `shape [${shape}], ${dtype}`,
          inputs: [
            spreadInput(shape, sign === 1 ? [4.3, 4.9] : [-4.9, -4.3], k, dtype),
            spreadInput(shape, k % 4 < 2 ? [1.01, 1.05] : [-1.05, -1.01], k + 7, dtype),
          ],
          attributes: { rank: shape.length },
        };
      }),
  );
  for (const [a, b, value, slope] of points) {
    samples.push({
      name: `at (${Object.is(a, -0) ? "-0" : a}, ${b})`,
      inputs: [
        { shape: [], data: [a] },
        { shape: [], data: [b] },
      ],
      attributes: { rank: 0 },
      kink: true,
      value: [value],
      gradient: [[1], [slope]],
    });
  }
  return samples;
}
