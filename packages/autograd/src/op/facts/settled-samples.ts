import type { Shape } from "../../shape/shape.ts";
import { spreadInput } from "./elementwise-samples.ts";
import type { Sample } from "./facts.ts";

/** As in `op/settled.ts`. */
type Attributes = {
  readonly caller: string;
  readonly most: number;
  readonly rule: string;
  readonly remedy: string;
};

const shapes: readonly (readonly [x: Shape, error: Shape])[] = [
  [[0], []],
  [[2], []],
  [[3], []],
  [[8], []],
  [[33], []],
  [[0], [2]],
  [[1], []],
  [[7], []],
  [[17], []],
  [[2, 3], [2]],
  [[3], [2]],
  [
    [3, 2, 2],
    [3, 2],
  ],
  [
    [2, 3],
    [2, 1],
  ],
];

export function settledSamples(): Sample<Attributes>[] {
  return shapes.flatMap(([x, error], k) =>
    (["float64", "float32"] as const).map((dtype) => ({
      name: `[${x}] with errors [${error}], ${dtype}`,
      inputs: [spreadInput(x, [-2, 2], k, dtype), spreadInput(error, [0, 1], k + 1, dtype)],
      attributes: { caller: "root", most: 2, rule: "errors must be at most 2", remedy: "" },
    })),
  );
}
