/**
 * The inverse of a small matrix, by Gauss–Jordan elimination with the largest pivot of each column.
 * @returns Null if there is none.
 */
export function inverse(matrix: readonly Float64Array[]): Float64Array[] | null {
  const n = matrix.length;
  const rows: Float64Array[] = matrix.map((row, i) => {
    const wide = new Float64Array(2 * n);
    wide.set(row);
    wide[n + i] = 1;
    return wide;
  });
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) {
      if (Math.abs(at(rows, i, column)) > Math.abs(at(rows, pivot, column))) pivot = i;
    }
    const head = at(rows, pivot, column);
    if (head === 0 || !Number.isFinite(head)) return null;
    const chosen = (rows[pivot] as Float64Array).map((value) => value / head);
    rows[pivot] = rows[column] as Float64Array;
    rows[column] = chosen;
    for (const [i, row] of rows.entries()) {
      const by = row[column] as number;
      if (i === column || by === 0) continue;
      for (let k = column; k < 2 * n; k++) row[k] = (row[k] as number) - by * (chosen[k] as number);
    }
  }
  return rows.map((row) => row.slice(n));
}

function at(rows: readonly Float64Array[], i: number, k: number): number {
  return (rows[i] as Float64Array)[k] as number;
}

/** The product of a matrix and a vector. */
export function times(matrix: readonly Float64Array[], vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => {
    let sum = 0;
    for (let k = 0; k < vector.length; k++) sum += (row[k] as number) * (vector[k] as number);
    return sum;
  });
}
