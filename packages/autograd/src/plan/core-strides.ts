import type { Core } from "../op/definition.ts";
import type { Shape } from "../shape/shape.ts";
import { indexSpace } from "./index-space.ts";

/** The strides along core axes; null if elements of neighbouring axes that count as one do not follow each other evenly. */
export function coreStrides(shape: Shape, strides: readonly number[], core: Core): number[] | null {
  const result: number[] = [];
  for (const axes of core) {
    const { sizes, strides: joined } = indexSpace(
      axes.map((axis) => shape.at(axis) as number),
      [axes.map((axis) => strides.at(axis) as number)],
      [],
    );
    if (sizes.length > 1) return null;
    result.push(joined[0]?.[0] ?? 0);
  }
  return result;
}
