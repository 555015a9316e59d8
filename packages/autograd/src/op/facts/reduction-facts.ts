import type { Shape } from "../../shape/shape.ts";
import type { Operation } from "../definition.ts";
import type { ReduceAttributes } from "../reduction.ts";
import { takes } from "./elementwise-facts.ts";
import { type Interval, spreadInput } from "./elementwise-samples.ts";
import { type Documentation, type Facts, facts, type Sample } from "./facts.ts";

interface ReductionFacts extends Documentation {
  readonly smooth: Interval;
  readonly points: readonly ReducePoint[];
}

/** Elements of a vector, the value of reducing it, and the gradient there. */
type ReducePoint = readonly [x: readonly number[], value: number, gradient: readonly number[]];

export function reductionFacts(
  op: Operation<ReduceAttributes>,
  { smooth, points, ...documentation }: ReductionFacts,
): Facts<ReduceAttributes> {
  return facts(op, { ...documentation, samples: () => reduceSamples(op, smooth, points) });
}

const reduced: readonly (readonly [Shape, readonly number[]])[] = [
  [[1], [0]],
  [[2], [0]],
  [[7], [0]],
  [[8], [0]],
  [[9], [0]],
  [[33], [0]],
  [[], []],
  [[2, 3], []],
  [[2, 3], [0]],
  [[2, 3], [1]],
  [
    [2, 3],
    [0, 1],
  ],
  [[5, 1], [1]],
  [[1, 5], [0]],
  [[17, 5], [0]],
  [[5, 17], [1]],
  [[2, 3, 4], [1]],
  [
    [2, 3, 4],
    [0, 2],
  ],
  [
    [2, 3, 4],
    [0, 1, 2],
  ],
  [[3, 0], [0]],
  [
    [2, 2, 2, 2],
    [1, 3],
  ],
];

function reduceSamples(
  op: Operation<ReduceAttributes>,
  smooth: Interval,
  points: readonly ReducePoint[],
): Sample<ReduceAttributes>[] {
  const samples: Sample<ReduceAttributes>[] = [];
  for (const [i, [shape, axes]] of reduced.entries()) {
    for (const keepDims of i % 4 === 0 ? [false, true] : [i % 2 === 0]) {
      samples.push({
        name: `shape [${shape}] over [${axes}]${keepDims ? ", kept" : ""}`,
        inputs: [spreadInput(shape, smooth, i)],
        attributes: { axes, keepDims },
      });
    }
  }
  for (const [shape, axes] of [
    [[9], [0]],
    [[3, 5], [0]],
  ] as const) {
    samples.push({
      name: `float32 [${shape}] over [${axes}]`,
      inputs: [spreadInput(shape, smooth, 4, "float32")],
      attributes: { axes, keepDims: false },
    });
  }
  if (takes(op, "int32")) {
    samples.push({
      name: "int32 [4,2] over [0]",
      inputs: [{ shape: [4, 2], data: [-2147483648, 3, -1, 65536, 7, 65537, 2, -5], dtype: "int32" }],
      attributes: { axes: [0], keepDims: false },
    });
  }
  for (const [x, value, gradient] of points) {
    samples.push({
      name: `of [${x.map((v) => (Object.is(v, -0) ? "-0" : v))}]`,
      inputs: [{ shape: [x.length], data: x }],
      attributes: { axes: [0], keepDims: false },
      kink: true,
      value: [value],
      gradient: [gradient],
    });
  }
  return samples;
}
