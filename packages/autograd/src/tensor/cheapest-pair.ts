/** In which order tensors are multiplied two by two, so that the multiplications are few. */

type Sizes = ReadonlyMap<string, number>;

/** From this many tensors on, the pair that is the cheapest by itself comes next; below, all orders are compared. */
const fewest = 6;

/** The two that are multiplied first. */
export function bestPair(
  terms: readonly (readonly string[])[],
  output: ReadonlySet<string>,
  sizes: Sizes,
): readonly [number, number] {
  let best: readonly [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < terms.length; i++) {
    for (let j = i + 1; j < terms.length; j++) {
      const { cost, left } = multiplied(terms, i, j, output, sizes);
      const total = terms.length > fewest ? cost : cost + leastCost(left, output, sizes, least - cost);
      if (total >= least) continue;
      least = total;
      best = [i, j];
    }
  }
  return best;
}

/** The multiplications of the cheapest order; no less than `limit` if they are not fewer. */
function leastCost(
  terms: readonly (readonly string[])[],
  output: ReadonlySet<string>,
  sizes: Sizes,
  limit: number,
): number {
  if (terms.length < 2) return 0;
  let least = limit;
  for (let i = 0; i < terms.length; i++) {
    for (let j = i + 1; j < terms.length; j++) {
      const { cost, left } = multiplied(terms, i, j, output, sizes);
      if (cost < least) least = Math.min(least, cost + leastCost(left, output, sizes, least - cost));
    }
  }
  return least;
}

function multiplied(
  terms: readonly (readonly string[])[],
  i: number,
  j: number,
  output: ReadonlySet<string>,
  sizes: Sizes,
): { readonly cost: number; readonly left: readonly (readonly string[])[] } {
  const rest = terms.filter((_, k) => k !== i && k !== j);
  const all = [...new Set([...(terms[i] as readonly string[]), ...(terms[j] as readonly string[])])];
  const kept = all.filter((label) => output.has(label) || rest.some((term) => term.includes(label)));
  return {
    cost: all.reduce((product, label) => product * (sizes.get(label) as number), 1),
    left: [...rest, kept],
  };
}
