/** Least squares of a dense matrix, by Householder reflections. */

/** A triangular factor R, row by row, and what the reflections made of the right-hand side. */
export interface Triangle {
  readonly r: readonly Float64Array[];
  readonly rhs: Float64Array;
}

/**
 * Reduces rows [A | b] to [R | Q'b]. The rows are overwritten; there are at least as many as columns.
 * @param rows - Each the coefficients of one equation, then its right-hand side.
 */
export function triangulate(rows: readonly Float64Array[], columns: number): Triangle {
  const row = (i: number): Float64Array => rows[i] as Float64Array;
  for (let j = 0; j < columns; j++) {
    let norm = 0;
    for (let i = j; i < rows.length; i++) norm = Math.hypot(norm, row(i)[j] as number);
    if (norm === 0) continue;
    const head = row(j)[j] as number;
    const alpha = head > 0 ? -norm : norm;
    // v = x − α e, of which only the first element differs from x; β = 2 / v'v.
    const first = head - alpha;
    const beta = -1 / (alpha * first);
    for (let k = j + 1; k <= columns; k++) {
      let product = first * (row(j)[k] as number);
      for (let i = j + 1; i < rows.length; i++) product += (row(i)[j] as number) * (row(i)[k] as number);
      product *= beta;
      row(j)[k] = (row(j)[k] as number) - product * first;
      for (let i = j + 1; i < rows.length; i++) {
        row(i)[k] = (row(i)[k] as number) - product * (row(i)[j] as number);
      }
    }
    row(j)[j] = alpha;
    for (let i = j + 1; i < rows.length; i++) row(i)[j] = 0;
  }
  return {
    r: rows.slice(0, columns),
    rhs: Float64Array.from({ length: columns }, (_, i) => row(i)[columns] as number),
  };
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
