import type { Shape } from "../../shape/shape.ts";
import type { CumulativeAttributes } from "../cumulative.ts";
import type { Operation } from "../definition.ts";
import { takes } from "./elementwise-facts.ts";
import { type Interval, spreadInput } from "./elementwise-samples.ts";
import { type Documentation, type Facts, facts, type Sample } from "./facts.ts";

interface CumulativeFacts extends Documentation {
  readonly smooth: Interval;
  readonly points: readonly CumulativePoint[];
}

/** Elements of a vector, the value, and the gradient for a cotangent of ones. */
type CumulativePoint = readonly [x: readonly number[], value: readonly number[], gradient: readonly number[]];

export function cumulativeFacts(
  op: Operation<CumulativeAttributes>,
  { smooth, points, ...documentation }: CumulativeFacts,
): Facts<CumulativeAttributes> {
  return facts(op, { ...documentation, samples: () => cumulativeSamples(op, smooth, points) });
}

const cases: readonly (readonly [Shape, number])[] = [
  [[0], -1],
  [[1], -1],
  [[2], -1],
  [[9], -1],
  [[33], -1],
  [[2, 3], -1],
  [[2, 3], -2],
  [[5, 17], -1],
  [[17, 5], -2],
  [[3, 0], -1],
  [[0, 3], -1],
  [[3, 1], -1],
  [[2, 3, 4], -1],
  [[2, 3, 4], -2],
  [[2, 3, 4], -3],
];

export function recurrenceSamples(): Sample<CumulativeAttributes>[] {
  return cases.flatMap(([shape, axis], i) =>
    (["float64", "float32"] as const).map((dtype, d) => {
      const reverse = (i + d) % 2 === 1;
      return {
        name: `shape [${shape}] along ${axis}${reverse ? ", reversed" : ""}, ${dtype}`,
        inputs: [spreadInput(shape, [-2, 2], i, dtype), spreadInput(shape, [-1.2, 1.2], i + 7, dtype)],
        attributes: { axis, reverse },
      };
    }),
  );
}

/** Elements that come again, and those that nothing beats. */
const ties: readonly (readonly number[])[] = [
  [2, 1, 2, 3, 3, 0],
  [-0, 0, -0],
  [5, 4, 3, 3, 4, 5, 6],
  [1, NaN, 3, NaN],
  [-Infinity, Infinity, Infinity],
];

export function argCumulativeSamples(): Sample<CumulativeAttributes>[] {
  const rows = cases.map(([shape, axis], i) => ({
    name: `shape [${shape}] along ${axis}`,
    inputs: [spreadInput(shape, [-3, 3], i, i % 3 === 2 ? "float32" : "float64")],
    attributes: { axis, reverse: i % 2 === 1 },
  }));
  const integers = {
    name: "int32",
    inputs: [{ shape: [2, 4], data: [3, 1, 3, 5, -2147483648, 2147483647, 0, 0], dtype: "int32" as const }],
    attributes: { axis: -1, reverse: false },
  };
  const repeated = ties.flatMap((data) =>
    [false, true].map((reverse) => ({
      name: `of [${data.map((v) => (Object.is(v, -0) ? "-0" : v))}]${reverse ? ", reversed" : ""}`,
      inputs: [{ shape: [data.length], data }],
      attributes: { axis: -1, reverse },
    })),
  );
  return [...rows, integers, ...repeated];
}

function cumulativeSamples(
  op: Operation<CumulativeAttributes>,
  smooth: Interval,
  points: readonly CumulativePoint[],
): Sample<CumulativeAttributes>[] {
  const samples: Sample<CumulativeAttributes>[] = [];
  for (const [i, [shape, axis]] of cases.entries()) {
    for (const dtype of ["float64", "float32"] as const) {
      const reverse = (i + (dtype === "float32" ? 1 : 0)) % 2 === 1;
      samples.push({
        name: `shape [${shape}] along ${axis}${reverse ? ", reversed" : ""}, ${dtype}`,
        inputs: [spreadInput(shape, smooth, i, dtype)],
        attributes: { axis, reverse },
      });
    }
  }
  if (takes(op, "int32")) {
    samples.push({
      name: "int32",
      inputs: [{ shape: [2, 4], data: [2147483647, 3, -1, 65536, 7, 65537, 2, -5], dtype: "int32" }],
      attributes: { axis: -1, reverse: false },
    });
  }
  for (const [x, value, gradient] of points) {
    samples.push({
      name: `of [${x.map((v) => (Object.is(v, -0) ? "-0" : v))}]`,
      inputs: [{ shape: [x.length], data: x }],
      attributes: { axis: -1, reverse: false },
      kink: true,
      value,
      gradient: [gradient],
    });
  }
  return samples;
}
