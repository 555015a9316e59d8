import { counted } from "../error/describe.ts";
import { ShapeError } from "../error/error.ts";
import type { Index, Machine } from "../scalar/machine.ts";
import { broadcastShapes, formatShape, type Shape } from "../shape/shape.ts";
import type { Attributes, Core, Cores, Declaration, Meaning, Operation } from "./definition.ts";
import { operation } from "./operation.ts";

type Routine<A extends Attributes> = Extract<Meaning<A>, { readonly kind: "routine" }>;

type Entry<A extends Attributes> = Omit<Declaration<A>, "batch" | "meaning"> & {
  readonly meaning: Omit<Routine<A>, "kind">;
};

/** In whose name an operation refuses: that of the function which its user has called. */
export type CallerAttributes = { readonly name: string };

/** The core axes of a vector, and of a matrix. */
export const vector: Core = [[-1]];
export const matrix: Core = [[-2], [-1]];

/** So many axes as one. */
export function allOf(rank: number): Core {
  return [Array.from({ length: rank }, (_, k) => k - rank)];
}

/** How an operation on core axes batches: what stands in front of them broadcasts. */
function broadcasting<A extends Attributes>(cores: (attributes: A) => Cores): Declaration<A>["batch"] {
  return { inputs: "broadcast", attributes: (attributes) => attributes, cores };
}

/** A routine: that there may be axes in front of its core axes is all that batching needs. */
export function routine<A extends Attributes>(entry: Entry<A>): Operation<A> {
  const { meaning } = entry;
  return operation<A>({
    ...entry,
    shape: (inputs, attributes) => {
      const result = entry.shape(inputs, attributes);
      requireCores(entry.name, inputs, meaning.cores(attributes));
      return result;
    },
    batch: broadcasting((attributes) => meaning.cores(attributes)),
    meaning: { kind: "routine", ...meaning },
  });
}

/** So many sums that need not wait for each other: more of them have no place in a processor's registers. */
const atOnce = 4;

/** How many times there are four indices, or another power of two, from `from` up to and without `to`. */
export function fours<V, M, I>(
  m: Machine<V, M, I>,
  from: Index<I>,
  to: Index<I>,
  count: number = atOnce,
): Index<I> {
  if (typeof from === "number" && typeof to === "number") return Math.floor((to - from) / count);
  const lane = m.lane("int32");
  const bits = lane.constant(Math.log2(count));
  return m.index(lane.shiftRight(lane.sub(m.integer(to), m.integer(from)), bits));
}

/**
 * What is done for each index from `from` up to and without `to`, for four of them side by side: a sum alone waits for each of its
 * additions. How often there are four is told where elements are computed side by side, too.
 */
export function sideBySide<V, M, I>(
  m: Machine<V, M, I>,
  from: Index<I>,
  to: Index<I>,
  body: (own: readonly Index<I>[]) => void,
  blocks: Index<I> = fours(m, from, to),
): void {
  m.range(0, blocks, (block) => {
    const first = m.plus(from, m.times(block, atOnce));
    body(Array.from({ length: atOnce }, (_, k) => m.plus(first, k)));
  });
  m.range(m.plus(from, m.times(blocks, atOnce)), to, (last) => body([last]));
}

type Composite<A extends Attributes> = Extract<Meaning<A>, { readonly kind: "composite" }>;

/** An operation on core axes that is composed of others. */
export function composition<A extends Attributes>(
  entry: Omit<Declaration<A>, "batch" | "meaning"> & {
    readonly cores: Cores;
    readonly expand: Composite<A>["expand"];
  },
): Operation<A> {
  const { cores, expand, ...declared } = entry;
  return operation<A>({
    ...declared,
    batch: broadcasting(() => cores),
    meaning: { kind: "composite", expand },
  });
}

/** Refuses inputs that lack core axes, unless the operation has said so in better words. */
function requireCores(op: string, inputs: readonly Shape[], cores: Cores): void {
  for (const [k, shape] of inputs.entries()) {
    const needed = -Math.min(0, ...(cores.inputs[k] as Core).flat());
    if (shape.length >= needed) continue;
    throw new ShapeError(op, `needs ${counted(needed, "axis", "axes")}, got shape ${formatShape(shape)}.`, [
      shape,
    ]);
  }
}

/** The axes of an operand that are not core axes. */
export function batchAxes(rank: number, core: Core): number[] {
  const axes: number[] = [];
  for (let axis = 0; axis < rank; axis++)
    if (!core.some((taken) => taken.includes(axis - rank))) axes.push(axis);
  return axes;
}

/** The sizes of the core axes. */
export function coreSizes(shape: Shape, core: Core): number[] {
  return core.map((axes) => axes.reduce((size, axis) => size * (shape.at(axis) as number), 1));
}

/** The core axes of each operand, the result behind the inputs. */
export function coresOf({ inputs, output }: Cores): readonly Core[] {
  return [...inputs, output];
}

/** Where the axes of shapes that are not core axes broadcast to. */
export function batchShape(op: string, shapes: readonly Shape[], cores: readonly Core[]): Shape {
  return shapes
    .map((shape, k) => batchAxes(shape.length, cores[k] as Core).map((axis) => shape[axis] as number))
    .reduce<Shape>((all, own) => broadcastShapes(op, all, own), []);
}
