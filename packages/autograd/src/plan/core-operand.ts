import type { Core } from "../op/definition.ts";
import { batchAxes, coreSizes } from "../op/routine.ts";
import type { Shape } from "../shape/shape.ts";
import { type Access, broadcastAccess } from "./access.ts";
import { indexSpace } from "./index-space.ts";

/** The strides along core axes; null if elements of neighbouring axes that count as one do not follow each other evenly. */
export function coreStrides(shape: Shape, strides: readonly number[], core: Core): number[] | null {
  const result: number[] = [];
  for (const axes of core) {
    if (axes.length === 1) {
      result.push(strides.at(axes[0] as number) as number);
      continue;
    }
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

/** How a routine goes through an operand. */
export interface CoreOperand {
  /** From batch to batch. */
  readonly along: Access;
  /** Within a batch: of the core axes. */
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
}

/** How a routine of the given batches goes through an operand whose core axes are even. */
export function coreOperand(access: Access, shape: Shape, core: Core, batch: Shape): CoreOperand {
  const axes = batchAxes(shape.length, core);
  const outer = { ...access, strides: axes.map((axis) => access.strides[axis] as number) };
  return {
    along: broadcastAccess(
      outer,
      axes.map((axis) => shape[axis] as number),
      batch,
    ),
    sizes: coreSizes(shape, core),
    strides: coreStrides(shape, access.strides, core) as readonly number[],
  };
}
