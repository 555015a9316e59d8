import type { DType, TypedArray } from "../shape/dtype.ts";
import { type Shape, sizeOf } from "../shape/shape.ts";

/** Beyond this many elements, or rows, only the outermost are printed. */
const longest = 1000;
/** How many at each end of an axis then. */
const edge = 3;

/**
 * Elements as text, as NumPy lays them out: a vector on one line, rows of a matrix on lines of their own and flush
 * right, matrices apart by an empty line. Numbers have as many digits as tell them from their neighbours.
 */
export function formatElements(elements: TypedArray, shape: Shape, dtype: DType): string {
  const rank = shape.length;
  if (rank === 0) return formatElement(elements[0] as number, dtype);
  const elide = sizeOf(shape) > longest || shape.some((size) => size > longest);
  const cells: string[] = [];
  collect(shape, elide, (offset) => cells.push(formatElement(elements[offset] as number, dtype)));
  const width = rank < 2 ? 0 : cells.reduce((most, cell) => Math.max(most, cell.length), 0);

  let next = 0;
  const layOut = (axis: number): string => {
    if (axis === rank) return (cells[next++] as string).padStart(width);
    const parts: string[] = [];
    visit(shape[axis] as number, elide, (index) => parts.push(index === null ? "..." : layOut(axis + 1)));
    const inner = rank - axis - 1;
    return `[${parts.join(inner === 0 ? ", " : `,${"\n".repeat(inner)}${" ".repeat(axis + 1)}`)}]`;
  };
  return layOut(0);
}

/** Calls back with the offset of each element that is printed, in order. */
function collect(shape: Shape, elide: boolean, found: (offset: number) => void): void {
  const walk = (axis: number, offset: number): void => {
    if (axis === shape.length) {
      found(offset);
      return;
    }
    const size = shape[axis] as number;
    visit(size, elide, (index) => {
      if (index !== null) walk(axis + 1, offset * size + index);
    });
  };
  walk(0, 0);
}

/** Calls back with each index that is printed, and once with `null` where some are left out. */
function visit(size: number, elide: boolean, found: (index: number | null) => void): void {
  const gap = elide && size > 2 * edge;
  for (let index = 0; index < size; index++) {
    if (gap && index === edge) {
      found(null);
      index = size - edge;
    }
    found(index);
  }
}

function formatElement(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "false" : "true";
  if (Object.is(value, -0)) return "-0";
  return dtype === "float32" ? shortestFloat32(value) : String(value);
}

/** The fewest digits that round to this float32: 0.1, not 0.10000000149011612. */
function shortestFloat32(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(Number(value.toPrecision(9)));
}
