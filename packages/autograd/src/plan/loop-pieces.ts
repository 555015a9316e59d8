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
  const first = values[0] as number;
  /** By distance from the first value: 1 and up, 0 for what is not computed here. */
  const pieceOf = new Int32Array((values[values.length - 1] as number) - first + 1);
  for (let k = 0; k < values.length; k++) pieceOf[(values[k] as number) - first] = Math.floor(k / length) + 1;
  const isStored = new Uint8Array(pieceOf.length);
  for (const v of loop.stores) isStored[v - first] = 1;
  const read = (input: number, piece: number): void => {
    const from = pieceOf[input - first] ?? 0;
    if (from !== 0 && from !== piece) isStored[input - first] = 1;
  };
  for (let k = 0; k < values.length; k++) {
    const v = values[k] as number;
    for (const input of (program.values[v] as Value).inputs) read(input, pieceOf[v - first] as number);
  }
  for (const v of reductions) read((program.values[v] as Value).inputs[0] as number, count);
  return Array.from({ length: count }, (_, piece): LoopKernel => {
    const own = values.slice(piece * length, (piece + 1) * length);
    const isLast = piece === count - 1;
    return {
      ...loop,
      values: own,
      stores: own.filter((v) => isStored[v - first] === 1),
      reductions: isLast ? reductions : [],
      axes: isLast ? loop.axes : [],
    };
  });
}
