/**
 * Which run computed a node on the way, without keeping its value: the structure that it ran, by number, and the node's
 * position there, together one integer that engines need no object for. Numbers of structures are given anew after a while.
 * Mistaking one for another costs no more than that a value is kept in vain.
 */
const positionBits = 18;
export const mostPositions: number = (1 << positionBits) - 2;
export const mostStructures: number = 1 << 12;

/** Of a run whose structure is not kept. */
export const unknownStructure = 0;

/** The history of a node, or of a request by its number. It is positive. */
export function historyOf(structure: number, position: number): number {
  return (structure << positionBits) | (Math.min(position, mostPositions) + 1);
}

/** The structure and the position of a history; null if they are not known. */
export function placeOf(history: number): { readonly structure: number; readonly position: number } | null {
  const structure = history >> positionBits;
  const position = (history & ((1 << positionBits) - 1)) - 1;
  return structure === unknownStructure || position === mostPositions ? null : { structure, position };
}
