/** Least squares of a dense matrix, by Householder reflections. */

/**
 * A triangular factor R, row by row, and what the reflections made of the right-hand side. A column that depends on those before it
 * has no row of its own: the rows of the others follow each other, and what is left is 0.
 */
export interface Triangle {
  readonly r: readonly Float64Array[];
  readonly rhs: Float64Array;
  /** The columns that depend on those before them. */
  readonly dependent: readonly number[];
}

/**
 * Reduces rows [A | b] to [R | Q'b]. The rows are overwritten; there are at least as many as columns, whose squares can be summed.
 * @param rows - One after the other, each the coefficients of one equation, then its right-hand side.
 * @param tolerance - What is left of a dependent column, at most, as a part of it: rounding leaves that instead of 0.
 */
export function triangulate(rows: Float64Array, columns: number, tolerance = 0): Triangle {
  const width = columns + 1;
  const products = new Float64Array(width);
  const dependent: number[] = [];
  for (let j = 0; j < columns; j++) {
    const top = (j - dependent.length) * width;
    let squares = 0;
    for (let row = top; row < rows.length; row += width) squares += (rows[row + j] as number) ** 2;
    let whole = squares;
    for (let row = 0; row < top; row += width) whole += (rows[row + j] as number) ** 2;
    if (squares <= tolerance ** 2 * whole) {
      for (let row = top; row < rows.length; row += width) rows[row + j] = 0;
      dependent.push(j);
      continue;
    }
    const head = rows[top + j] as number;
    const alpha = head > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    // v = x − α e, of which only the first element differs from x; β = 2 / v'v.
    const beta = -1 / (alpha * (head - alpha));
    rows[top + j] = head - alpha;
    // Row by row, which is the order in which they lie in memory.
    products.fill(0);
    for (let row = top; row < rows.length; row += width) {
      const by = rows[row + j] as number;
      if (by === 0) continue;
      for (let k = j + 1; k <= columns; k++)
        products[k] = (products[k] as number) + by * (rows[row + k] as number);
    }
    for (let row = top; row < rows.length; row += width) {
      const by = beta * (rows[row + j] as number);
      rows[row + j] = 0;
      if (by === 0) continue;
      for (let k = j + 1; k <= columns; k++)
        rows[row + k] = (rows[row + k] as number) - by * (products[k] as number);
    }
    rows[top + j] = alpha;
  }
  const rank = columns - dependent.length;
  // What is left of the right-hand side without a column of its own is what the best solution leaves over.
  return {
    r: Array.from({ length: columns }, (_, i) => rows.slice(i * width, (i + 1) * width)),
    rhs: Float64Array.from({ length: columns }, (_, i) =>
      i < rank ? (rows[i * width + columns] as number) : 0,
    ),
    dependent,
  };
}

/** What rounding leaves of a column that depends on others, at most, as a part of it. */
export function roundingOf(rows: Float64Array, width: number): number {
  return Number.EPSILON * Math.max(8, rows.length / width);
}

/** The Euclidean norms of columns, also where squares are not finite numbers. */
export function columnNorms(rows: Float64Array, width: number, columns: number): Float64Array {
  const largest = new Float64Array(columns);
  for (let row = 0; row < rows.length; row += width) {
    for (let k = 0; k < columns; k++)
      largest[k] = Math.max(largest[k] as number, Math.abs(rows[row + k] as number));
  }
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows.length; row += width) {
    for (let k = 0; k < columns; k++) {
      const part = (rows[row + k] as number) / ((largest[k] as number) || 1);
      sums[k] = (sums[k] as number) + part * part;
    }
  }
  return sums.map((sum, k) => (largest[k] as number) * Math.sqrt(sum));
}

/** The solution of R x = rhs; not finite if R is singular. */
export function backSubstitute(r: readonly Float64Array[], rhs: Float64Array): Float64Array {
  const x = new Float64Array(rhs.length);
  for (let i = rhs.length - 1; i >= 0; i--) {
    let sum = rhs[i] as number;
    const row = r[i] as Float64Array;
    for (let k = i + 1; k < rhs.length; k++) sum -= (row[k] as number) * (x[k] as number);
    x[i] = sum / (row[i] as number);
  }
  return x;
}

/** (R'R)⁻¹, from the columns of R⁻¹. */
export function inverseOfNormal(r: readonly Float64Array[]): Float64Array[] {
  const n = r.length;
  const columns = Array.from({ length: n }, (_, j) => {
    return backSubstitute(
      r,
      Float64Array.from({ length: n }, (_, i) => (i === j ? 1 : 0)),
    );
  });
  return Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => {
      let sum = 0;
      for (const column of columns) sum += (column[i] as number) * (column[j] as number);
      return sum;
    }),
  );
}
