import type { Shape } from "../../shape/shape.ts";
import type { Attributes, Operation } from "../definition.ts";
import { spread, spreadInput } from "./elementwise-samples.ts";
import { type Documentation, type Facts, facts, type Sample } from "./facts.ts";

interface MovementFacts<A extends Attributes> extends Pick<Documentation, "summary" | "formula" | "example"> {
  readonly cases: readonly (readonly [shapes: readonly Shape[], attributes: A])[];
}

export function movementFacts<A extends Attributes>(
  op: Operation<A>,
  { summary, formula, example, cases }: MovementFacts<A>,
): Facts<A> {
  return facts(op, {
    summary,
    formula,
    domain: "Any dtype.",
    convention: "none; linear",
    source: "docs/architecture.md, movement operations",
    example,
    samples: () => movementSamples(cases),
  });
}

function movementSamples<A extends Attributes>(cases: MovementFacts<A>["cases"]): Sample<A>[] {
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
