import type { Cell, Link } from "./influence.ts";

/** A way from `x` to `y`: its steps from `y` down, and what it contributes to the derivative. */
export interface Path {
  readonly links: readonly Link[];
  readonly product: number;
}

/** Of more paths than this only so many are compared. */
const mostCompared = 1000;

/** The way down to some cell so far, as a list that ways share. */
interface Trail {
  readonly cell: Cell;
  readonly link: Link | null;
  readonly above: Trail | null;
  readonly product: number;
}

/** The paths that contribute most, the largest contribution first. */
export function largestPaths(end: Cell, count: number): Path[] {
  const found: Trail[] = [];
  const stack: Trail[] = [{ cell: end, link: null, above: null, product: 1 }];
  for (let trail = stack.pop(); trail !== undefined && found.length < mostCompared; trail = stack.pop()) {
    const { cell, product } = trail;
    if (cell.links.length === 0) {
      found.push(trail);
      continue;
    }
    // The largest factor comes last, and so is followed first.
    for (const link of [...cell.links].sort((a, b) => Math.abs(a.factor) - Math.abs(b.factor))) {
      stack.push({ cell: link.from, link, above: trail, product: strongProduct(product, link.factor) });
    }
  }
  found.sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
  return found.slice(0, count).map((trail) => ({ links: linksOf(trail), product: trail.product }));
}

function linksOf(trail: Trail): Link[] {
  const links: Link[] = [];
  for (let at: Trail | null = trail; at !== null; at = at.above) if (at.link !== null) links.push(at.link);
  return links.reverse();
}

/** A product in which an exact zero stays one, as in the gradient itself. */
export function strongProduct(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}
