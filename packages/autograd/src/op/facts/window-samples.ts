import type { Shape } from "../../shape/shape.ts";
import { spreadInput } from "./elementwise-samples.ts";
import type { Sample } from "./facts.ts";

/** As in `op/windows.ts`. */
type Windows = Readonly<Record<"sizes" | "steps" | "dilations", readonly number[]>>;
type OverlapAttributes = Windows & { readonly lengths: readonly number[] };

export const windowCases: readonly (readonly [shapes: readonly Shape[], attributes: Windows])[] = [
  [[[1]], { sizes: [1], steps: [1], dilations: [1] }],
  [[[5]], { sizes: [2], steps: [1], dilations: [1] }],
  [[[9]], { sizes: [3], steps: [2], dilations: [1] }],
  [[[9]], { sizes: [3], steps: [1], dilations: [3] }],
  [[[8]], { sizes: [2], steps: [4], dilations: [2] }],
  [[[2, 6]], { sizes: [6], steps: [1], dilations: [1] }],
  [[[4, 5]], { sizes: [3, 3], steps: [1, 1], dilations: [1, 1] }],
  [[[5, 4]], { sizes: [2, 1], steps: [2, 3], dilations: [2, 1] }],
  [[[2, 3, 4]], { sizes: [2, 2], steps: [1, 2], dilations: [1, 1] }],
  [[[0, 3]], { sizes: [2], steps: [1], dilations: [1] }],
  [[[17]], { sizes: [5], steps: [3], dilations: [2] }],
  [[[3, 2, 2]], { sizes: [1], steps: [2], dilations: [1] }],
  [[[2, 3, 2, 3]], { sizes: [2, 1, 2], steps: [1, 2, 1], dilations: [1, 1, 1] }],
  [[[2, 1, 3, 3]], { sizes: [1, 2], steps: [1, 1], dilations: [1, 2] }],
];

export function overlapAddSamples(): Sample<OverlapAttributes>[] {
  return (["float64", "float32", "int32"] as const).flatMap((dtype) =>
    windowCases.map(([shapes, attributes], i) => {
      const [from = []] = shapes;
      const outer = from.slice(0, from.length - attributes.sizes.length);
      const lengths = from.slice(outer.length);
      const counts = lengths.map((length, k) => {
        const covered = (attributes.dilations[k] as number) * ((attributes.sizes[k] as number) - 1) + 1;
        return Math.floor((length - covered) / (attributes.steps[k] as number)) + 1;
      });
      const input = spreadInput([...outer, ...attributes.sizes, ...counts], [-3, 3], i, dtype);
      return {
        name: `[${from}] ${JSON.stringify(attributes)} ${dtype}`,
        inputs: [dtype === "int32" ? { ...input, data: input.data.map(Math.trunc) } : input],
        attributes: { ...attributes, lengths },
      };
    }),
  );
}
