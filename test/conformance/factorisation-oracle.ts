import type { Dense } from "./dense.ts";

type Rows = number[][];

function rowsOf({ shape, data }: Dense): Rows {
  const [rows = 0, columns = 0] = shape;
  return Array.from({ length: rows }, (_, i) => data.slice(i * columns, (i + 1) * columns));
}

function denseOf(rows: Rows, columns: number): Dense {
  return { shape: [rows.length, columns], data: rows.flat() };
}

const entry = (rows: Rows, i: number, j: number): number => rows[i]?.[j] as number;

function product(a: Rows, b: Rows): Rows {
  const columns = transposed(b);
  return a.map((row) =>
    columns.map((column) => row.reduce((sum, x, k) => sum + x * (column[k] as number), 0)),
  );
}

function identity(size: number): Rows {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
}

function transposed(a: Rows): Rows {
  return (a[0] ?? []).map((_, j) => a.map((row) => row[j] as number));
}

/** Without a row and a column. */
function minor(a: Rows, i: number, j: number): Rows {
  return a.filter((_, row) => row !== i).map((row) => row.filter((_, column) => column !== j));
}

/** By the first row. */
function determinant(a: Rows): number {
  if (a.length === 0) return 1;
  return (a[0] as number[]).reduce(
    (sum, x, j) => sum + (j % 2 === 0 ? x : -x) * determinant(minor(a, 0, j)),
    0,
  );
}

/**
 * Singular values and vectors, the largest first: the eigenvalues of a matrix beside its transpose, with zeros elsewhere, of which
 * those that are not 0 come in pairs of either sign.
 */
function singular(a: Dense): { u: Rows; s: number[]; v: Rows } {
  const [rows = 0, columns = 0] = a.shape;
  const given = rowsOf(a);
  const size = rows + columns;
  const wide = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) =>
      i < rows && j >= rows
        ? entry(given, i, j - rows)
        : j < rows && i >= rows
          ? entry(given, j, i - rows)
          : 0,
    ),
  );
  const packed = rowsOf(factorised.eigh(denseOf(wide, size)));
  const chosen = Array.from({ length: columns }, (_, k) => size - 1 - k);
  const signs = chosen.map((k) => {
    const vector = packed.slice(rows).map((row) => row[k] as number);
    return vector.reduce((found, x) => (Math.abs(x) > Math.abs(found) + 1e-9 ? x : found), 0) < 0 ? -1 : 1;
  });
  const part = (some: Rows): Rows =>
    some.map((row) => chosen.map((k, i) => Math.SQRT2 * (signs[i] as number) * (row[k] as number)));
  return {
    u: part(packed.slice(0, rows)),
    s: chosen.map((k) => entry(packed, k, size)),
    v: part(packed.slice(rows)),
  };
}

/** Matrices taken apart in the plainest ways. */
export const factorised = {
  turnedColumns(a: Dense): Dense {
    const { u, s, v } = singular(a);
    return denseOf([...u.map((row) => row.map((x, j) => x * (s[j] as number))), ...v], s.length);
  },

  singularValues(a: Dense): Dense {
    const { s } = singular(a);
    return { shape: [s.length], data: s };
  },

  leftVectors: (a: Dense): Dense => denseOf(singular(a).u, a.shape[1] as number),

  rightVectors: (a: Dense): Dense => denseOf(singular(a).v, a.shape[1] as number),

  /** By the normal equations. */
  pinv(a: Dense): Dense {
    const rows = rowsOf(a);
    const [count = 0, columns = 0] = a.shape;
    if (columns === 0) return { shape: [0, count], data: [] };
    const back = transposed(rows);
    return factorised.solve(denseOf(product(back, rows), columns), denseOf(back, count), false);
  },

  lu(a: Dense): Dense {
    const rows = rowsOf(a).map((row, from) => ({ row, from }));
    const size = rows.length;
    const signs: number[] = [];
    for (let k = 0; k < size; k++) {
      const column = rows.map(({ row }) => Math.abs(row[k] as number));
      const largest = Math.max(...column.slice(k));
      const found = column.indexOf(largest, k);
      const [here, there] = [rows[k], rows[found]] as [(typeof rows)[0], (typeof rows)[0]];
      rows[k] = there;
      rows[found] = here;
      const pivot = there.row[k] as number;
      for (const { row } of rows.slice(k + 1)) {
        row[k] = pivot === 0 ? 0 : (row[k] as number) / pivot;
        for (let j = k + 1; j < size; j++)
          row[j] = (row[j] as number) - (row[k] as number) * (there.row[j] as number);
      }
      signs[k] = found === k ? 1 : -1;
    }
    const result = rows.map(({ row, from }, i) => [...row, from, signs[i] as number]);
    return denseOf(result, size + 2);
  },

  /** Gauss and Jordan. */
  solve(a: Dense, b: Dense, isTransposed: boolean): Dense {
    const [, columns = 0] = b.shape;
    const matrix = isTransposed ? transposed(rowsOf(a)) : rowsOf(a);
    const rows = matrix.map((row, i) => [...row, ...(rowsOf(b)[i] as number[])]);
    for (let k = 0; k < rows.length; k++) {
      const left = rows.slice(k).map((row) => Math.abs(row[k] as number));
      const found = k + left.indexOf(Math.max(...left));
      [rows[k], rows[found]] = [rows[found] as number[], rows[k] as number[]];
      const pivot = rows[k] as number[];
      for (const row of rows) {
        const factor = (row[k] as number) / (pivot[k] as number);
        if (row !== pivot)
          for (let j = 0; j < row.length; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number);
      }
    }
    return denseOf(
      rows.map((row, i) => row.slice(rows.length).map((x) => x / (row[i] as number))),
      columns,
    );
  },

  cofactor(a: Dense): Dense {
    const rows = rowsOf(a);
    const cofactors = rows.map((row, i) =>
      row.map((_, j) => ((i + j) % 2 === 0 ? 1 : -1) * determinant(minor(rows, i, j))),
    );
    return denseOf(cofactors, rows.length);
  },

  det: (a: Dense): number => determinant(rowsOf(a)),

  /** By mirrors written out as matrices. */
  qr(a: Dense): Dense {
    const [rows = 0, columns = 0] = a.shape;
    let r = rowsOf(a);
    let q = identity(rows);
    for (let k = 0; k < columns; k++) {
      const x = r.map((row, i) => (i < k ? 0 : (row[k] as number)));
      if (x.slice(k + 1).every((value) => value === 0)) continue;
      const length = Math.hypot(...x);
      const v = x.with(
        k,
        (x[k] as number) + ((x[k] as number) < 0 || Object.is(x[k], -0) ? -length : length),
      );
      const squared = v.reduce((sum, value) => sum + value * value, 0);
      const mirror = identity(rows).map((row, i) =>
        row.map((value, j) => value - (2 * (v[i] as number) * (v[j] as number)) / squared),
      );
      r = product(mirror, r);
      q = product(q, mirror);
    }
    const side = Array.from({ length: columns }, (_, i) => [
      ...q.map((row) => row[i] as number),
      ...(r[i] as number[]).map((x, j) => (j < i ? 0 : x)),
    ]);
    return denseOf(side, rows + columns);
  },

  /** The largest element beside the diagonal is turned away, by its angle, again and again. */
  eigh(a: Dense): Dense {
    const given = rowsOf(a);
    const size = given.length;
    let left = given.map((row, i) => row.map((x, j) => (x + entry(given, j, i)) / 2));
    let vectors = identity(size);
    for (let turn = 0; turn < 40 * size * size; turn++) {
      let [p, q] = [0, 1];
      for (let i = 0; i < size; i++)
        for (let j = i + 1; j < size; j++)
          if (Math.abs(entry(left, i, j)) > Math.abs(entry(left, p, q))) [p, q] = [i, j];
      if (size < 2 || Math.abs(entry(left, p, q)) < 1e-300) break;
      const angle = Math.atan2(2 * entry(left, p, q), entry(left, q, q) - entry(left, p, p)) / 2;
      const rotation = identity(size);
      (rotation[p] as number[])[p] = Math.cos(angle);
      (rotation[q] as number[])[q] = Math.cos(angle);
      (rotation[p] as number[])[q] = Math.sin(angle);
      (rotation[q] as number[])[p] = -Math.sin(angle);
      left = product(transposed(rotation), product(left, rotation));
      vectors = product(vectors, rotation);
    }
    const columns = transposed(vectors).map((vector, k) => {
      const largest = vector.reduce((found, x) => (Math.abs(x) > Math.abs(found) + 1e-9 ? x : found), 0);
      return { value: entry(left, k, k), vector: vector.map((x) => (largest < 0 ? -x : x)) };
    });
    columns.sort((x, y) => x.value - y.value);
    return denseOf(
      Array.from({ length: size }, (_, i) => [
        ...columns.map(({ vector }) => vector[i] as number),
        columns[i]?.value as number,
      ]),
      size + 1,
    );
  },
};
