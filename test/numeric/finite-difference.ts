/** A derivative found by finite differences alone, and how far it can be trusted, element by element. */
export interface Estimate {
  readonly value: Float64Array;
  readonly error: Float64Array;
}

const ratio = 1.6;

/**
 * d/dt f(t) at t = 0 by central differences with steps that shrink by 1.6, extrapolated to step 0 (Ridders 1982;
 * Numerical Recipes, 5.7). The entry of the tableau that agrees best with its neighbours wins, for each element by
 * itself, so that truncation error on the one side and rounding error on the other are both avoided. For smooth
 * functions about 12 digits are right.
 */
export function derivative(f: (t: number) => ArrayLike<number>, firstStep = 0.1, levels = 8): Estimate {
  const columns: Float64Array[] = [];
  let value = new Float64Array(0);
  let error = new Float64Array(0);
  for (let level = 0, step = firstStep; level < levels; level++, step /= ratio) {
    // Rounded so that the distance between the two points is exact.
    const exact = 1 + step - 1;
    let below = central(f(exact), f(-exact), exact);
    if (level === 0) {
      value = below.slice();
      error = new Float64Array(below.length).fill(Infinity);
    }
    for (let order = 1, factor = ratio ** 2; order <= level; order++, factor *= ratio ** 2) {
      const left = columns[order - 1] as Float64Array;
      const next = new Float64Array(below.length);
      for (let i = 0; i < next.length; i++) {
        const [coarse, fine] = [left[i] as number, below[i] as number];
        const extrapolated = (fine * factor - coarse) / (factor - 1);
        const doubt = Math.max(Math.abs(extrapolated - fine), Math.abs(extrapolated - coarse));
        if (doubt <= (error[i] as number)) {
          error[i] = doubt;
          value[i] = extrapolated;
        }
        next[i] = extrapolated;
      }
      columns[order - 1] = below;
      below = next;
    }
    columns[level] = below;
  }
  return { value, error };
}

function central(above: ArrayLike<number>, below: ArrayLike<number>, step: number): Float64Array {
  const slopes = new Float64Array(above.length);
  for (let i = 0; i < slopes.length; i++) {
    slopes[i] = ((above[i] as number) - (below[i] as number)) / (2 * step);
  }
  return slopes;
}
