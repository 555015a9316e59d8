import type { LoopKernel } from "./plan.ts";
import type { Program } from "./program.ts";
import type { Value } from "./value.ts";

/**
 * Values computed by one loop at most. A larger one, as graphs of many scalars make, would be a function that engines
 * take long to optimise and whose values they keep in memory anyhow.
 */
export const largestLoop = 1000;

/** A loop as one or several, one after the other; what a later piece reads of an earlier one goes through memory. */
export function inPieces(program: Program, loop: LoopKernel): LoopKernel[] {
  const { values, reductions } = loop;
  const count = Math.ceil(values.length / largestLoop);
  if (count <= 1) return [loop];
  const length = Math.ceil(values.length / count);
  const pieceOf = new Map<number, number>();
  for (const [k, v] of values.entries()) pieceOf.set(v, Math.floor(k / length));
  const stored = new Set(loop.stores);
  const read = (input: number, piece: number): void => {
    const from = pieceOf.get(input);
    if (from !== undefined && from !== piece) stored.add(input);
  };
  for (const [v, piece] of pieceOf)
    for (const input of (program.values[v] as Value).inputs) read(input, piece);
  for (const v of reductions) read((program.values[v] as Value).inputs[0] as number, count - 1);
  return Array.from({ length: count }, (_, piece): LoopKernel => {
    const own = values.slice(piece * length, (piece + 1) * length);
    const isLast = piece === count - 1;
    return {
      ...loop,
      values: own,
      stores: own.filter((v) => stored.has(v)),
      reductions: isLast ? reductions : [],
      axes: isLast ? loop.axes : [],
    };
  });
}
