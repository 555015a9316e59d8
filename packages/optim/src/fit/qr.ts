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
 * Reduces [A | b] to [R | Q'b]. It is overwritten; there are at least as many rows as columns, whose squares can be summed.
 * @param matrix - The columns of A, then b, one after the other.
 * @param n - How many columns A has.
 * @param tolerance - What is left of a dependent column, at most, as a part of it: rounding leaves that instead of 0.
 */
export function triangulate(matrix: Float64Array, n: number, tolerance = 0): Triangle {
  const count = matrix.length / (n + 1);
  const dependent: number[] = [];
  for (let j = 0; j < n; j++) {
    const column = j * count;
    const top = j - dependent.length;
    const squares = squaresOf(matrix, column + top, column + count);
    if (squares <= tolerance ** 2 * (squaresOf(matrix, column, column + top) + squares)) {
      matrix.fill(0, column + top, column + count);
      dependent.push(j);
      continue;
    }
    const head = matrix[column + top] as number;
    const alpha = head > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    // v = x − α e, of which only the first element differs from x; β = 2 / v'v.
    const beta = -1 / (alpha * (head - alpha));
    matrix[column + top] = head - alpha;
    let k = j + 1;
    for (; k < n; k += 2) reflectTwo(matrix, column, k * count, top, count, beta);
    if (k === n) reflect(matrix, column, k * count, top, count, beta);
    matrix.fill(0, column + top + 1, column + count);
    matrix[column + top] = alpha;
  }
  const rank = n - dependent.length;
  const r: Float64Array[] = [];
  // What is left of the right-hand side without a column of its own is what the best solution leaves over.
  const rhs = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(n);
    for (let k = i; k < n; k++) row[k] = matrix[k * count + i] as number;
    r.push(row);
    if (i < rank) rhs[i] = matrix[n * count + i] as number;
  }
  return { r, rhs, dependent };
}

function squaresOf(matrix: Float64Array, from: number, to: number): number {
  // Of two halves, so that one sum does not wait for the other.
  let sum = 0;
  let other = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const x = matrix[i] as number;
    const y = matrix[i + 1] as number;
    sum += x * x;
    other += y * y;
  }
  if (i < to) sum += (matrix[i] as number) ** 2;
  return sum + other;
}

/** Takes β v v'a from a column a. v and a begin at places of the matrix; above `top`, v is 0. */
function reflect(matrix: Float64Array, v: number, a: number, top: number, count: number, beta: number): void {
  let sum = 0;
  let other = 0;
  let i = top;
  for (; i + 1 < count; i += 2) {
    sum += (matrix[v + i] as number) * (matrix[a + i] as number);
    other += (matrix[v + i + 1] as number) * (matrix[a + i + 1] as number);
  }
  if (i < count) sum += (matrix[v + i] as number) * (matrix[a + i] as number);
  const by = (sum + other) * beta;
  for (i = top; i < count; i++) matrix[a + i] = (matrix[a + i] as number) - by * (matrix[v + i] as number);
}

/** The same of a column and the next one: v is read once for both. */
function reflectTwo(
  matrix: Float64Array,
  v: number,
  a: number,
  top: number,
  count: number,
  beta: number,
): void {
  const b = a + count;
  let ofA = 0;
  let moreOfA = 0;
  let ofB = 0;
  let moreOfB = 0;
  let i = top;
  for (; i + 1 < count; i += 2) {
    const x = matrix[v + i] as number;
    const y = matrix[v + i + 1] as number;
    ofA += x * (matrix[a + i] as number);
    ofB += x * (matrix[b + i] as number);
    moreOfA += y * (matrix[a + i + 1] as number);
    moreOfB += y * (matrix[b + i + 1] as number);
  }
  if (i < count) {
    const x = matrix[v + i] as number;
    ofA += x * (matrix[a + i] as number);
    ofB += x * (matrix[b + i] as number);
  }
  const byA = (ofA + moreOfA) * beta;
  const byB = (ofB + moreOfB) * beta;
  for (i = top; i < count; i++) {
    const x = matrix[v + i] as number;
    matrix[a + i] = (matrix[a + i] as number) - byA * x;
    matrix[b + i] = (matrix[b + i] as number) - byB * x;
  }
}

/** What rounding leaves of a column of so many elements that depends on others, at most, as a part of it. */
export function roundingOf(count: number): number {
  return Number.EPSILON * Math.max(8, count);
}

/** The Euclidean norms of the first n columns, of `count` elements each, also where squares are not finite numbers. */
export function columnNorms(matrix: Float64Array, count: number, n: number): Float64Array {
  const norms = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const [from, to] = [k * count, (k + 1) * count];
    const squares = squaresOf(matrix, from, to);
    // Neither rounded to 0 nor too large.
    const isInRange = squares > 1e-280 && squares < Number.POSITIVE_INFINITY;
    norms[k] = isInRange ? Math.sqrt(squares) : scaledNorm(matrix.subarray(from, to));
  }
  return norms;
}

function scaledNorm(column: Float64Array): number {
  let largest = 0;
  for (const value of column) largest = Math.max(largest, Math.abs(value));
  const parts = column.map((value) => value / (largest || 1));
  return largest * Math.sqrt(squaresOf(parts, 0, parts.length));
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
