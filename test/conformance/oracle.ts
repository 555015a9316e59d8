import type { SampleInput } from "../../packages/autograd/src/op/facts/facts.ts";
import type { Dense, Oracle } from "./dense.ts";
import { elementwiseOracles } from "./elementwise-oracle.ts";
import { factorised } from "./factorisation-oracle.ts";

export type Index = readonly number[];

/** All indices of a shape in row-major order. */
export function indices(shape: readonly number[]): Index[] {
  let result: Index[] = [[]];
  for (const size of shape) {
    result = result.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i]));
  }
  return result;
}

export function flat(index: Index, shape: readonly number[]): number {
  return index.reduce((position, i, axis) => position * (shape[axis] as number) + i, 0);
}

export function at({ shape, data }: Dense, index: Index): number {
  return data[flat(index, shape)] as number;
}

/** A tensor from a rule that gives each element. */
export function dense(shape: readonly number[], element: (index: Index) => number): Dense {
  return { shape, data: indices(shape).map(element) };
}

function lengthOf(radices: unknown): number {
  return (radices as Index).reduce((product, radix) => product * radix, 1);
}

function sumOver(count: number, term: (j: number) => number): number {
  return Array.from({ length: count }, (_, j) => term(j)).reduce((a, b) => a + b, 0);
}

function moving(
  compute: (x: Dense, attributes: Readonly<Record<string, Index>>, all: readonly Dense[]) => Dense,
): Oracle {
  return {
    ulps: 0,
    compute: (inputs, attributes) => {
      return compute(inputs[0] as Dense, attributes as Readonly<Record<string, Index>>, inputs);
    },
  };
}

/** Gathers the elements that end up in the same place and combines each such list. */
export function reducing(ulps: number, combine: (elements: readonly number[]) => number): Oracle {
  return {
    ulps,
    compute: ([x], attributes) => {
      const { shape, data } = x as Dense;
      const axes = attributes["axes"] as Index;
      const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      const groups = new Map(indices(kept).map((index) => [index.join(), [] as number[]]));
      for (const [i, index] of indices(shape).entries()) {
        groups.get(index.map((k, axis) => (axes.includes(axis) ? 0 : k)).join())?.push(data[i] as number);
      }
      return {
        shape: attributes["keepDims"] === true ? kept : kept.filter((_, axis) => !axes.includes(axis)),
        data: [...groups.values()].map(combine),
      };
    },
  };
}

/** An index into a tensor that was stretched to a larger shape. */
function shrunk(index: Index, shape: readonly number[]): Index {
  const missing = index.length - shape.length;
  return shape.map((size, axis) => (size === 1 ? 0 : (index[axis + missing] as number)));
}

const matmul: Oracle = {
  ulps: 16,
  compute: ([left, right]) => {
    const [a, b] = [left as Dense, right as Dense];
    const rank = Math.max(a.shape.length, b.shape.length) - 2;
    const size = ({ shape }: Dense, axis: number): number => shape[shape.length - 3 - axis] ?? 1;
    const batch = Array.from({ length: rank }, (_, k) => {
      const [one, other] = [size(a, rank - 1 - k), size(b, rank - 1 - k)];
      return one === 1 ? other : one;
    });
    const inner = a.shape[a.shape.length - 1] as number;
    return dense(
      [...batch, a.shape[a.shape.length - 2] as number, b.shape[b.shape.length - 1] as number],
      (index) => {
        const [where, row, column] = [index.slice(0, rank), index[rank] as number, index[rank + 1] as number];
        let total = 0;
        for (let k = 0; k < inner; k++) {
          const x = at(a, [...shrunk(where, a.shape.slice(0, -2)), row, k]);
          total += x * at(b, [...shrunk(where, b.shape.slice(0, -2)), k, column]);
        }
        return total;
      },
    );
  },
};

/** Where an element of a window comes from, by its place in the window and that of the window. */
function windowPlace(index: Index, rank: number, steps: Index, dilations: Index): number[] {
  return steps.map(
    (step, k) => (dilations[k] as number) * (index[k] as number) + step * (index[rank + k] as number),
  );
}

const movement: Readonly<Record<string, Oracle>> = {
  reshape: moving(({ data }, { shape }) => ({ shape: shape as Index, data })),
  broadcastTo: moving((x, { shape }) => dense(shape as Index, (index) => at(x, shrunk(index, x.shape)))),
  permute: moving((x, { axes }) => {
    const order = axes as Index;
    return dense(
      order.map((axis) => x.shape[axis] as number),
      (index) => {
        const from = new Array<number>(index.length);
        for (const [k, axis] of order.entries()) from[axis] = index[k] as number;
        return at(x, from);
      },
    );
  }),
  slice: moving((x, { starts, sizes, steps }) =>
    dense(sizes as Index, (index) => {
      return at(
        x,
        index.map((i, axis) => (starts?.[axis] as number) + i * (steps?.[axis] as number)),
      );
    }),
  ),
  windows: moving((x, { sizes, steps, dilations }) => {
    const [rank, outer] = [(sizes as Index).length, x.shape.length - (sizes as Index).length];
    // As many as fit, counted one by one.
    const counts = (sizes as Index).map((size, k) => {
      const last = (dilations?.[k] as number) * (size - 1);
      let count = 0;
      while (last + count * (steps?.[k] as number) < (x.shape[outer + k] as number)) count++;
      return count;
    });
    return dense([...x.shape.slice(0, outer), ...(sizes as Index), ...counts], (index) => {
      const place = windowPlace(index.slice(outer), rank, steps as Index, dilations as Index);
      return at(x, [...index.slice(0, outer), ...place]);
    });
  }),
  flip: moving((x, { axes }) =>
    dense(x.shape, (index) => {
      return at(
        x,
        index.map((i, axis) => (axes?.includes(axis) === true ? (x.shape[axis] as number) - 1 - i : i)),
      );
    }),
  ),
  pad: moving((x, { low, high, interior }) => {
    // Built by laying the elements out, not by asking where an element comes from.
    const axisPositions = x.shape.map((size, axis) =>
      Array.from(
        { length: size },
        (_, i) => (low?.[axis] as number) + i * ((interior?.[axis] as number) + 1),
      ),
    );
    const shape = axisPositions.map((positions, axis) => {
      const end =
        positions.length === 0 ? (low?.[axis] as number) : (positions[positions.length - 1] as number) + 1;
      return end + (high?.[axis] as number);
    });
    const places = new Map(
      indices(x.shape).map((index) => [
        index.map((i, axis) => axisPositions[axis]?.[i]).join(),
        at(x, index),
      ]),
    );
    return dense(shape, (index) => places.get(index.join()) ?? 0);
  }),
  concat: {
    ulps: 0,
    compute: (inputs, attributes) => {
      const axis = attributes["axis"] as number;
      const owners = inputs.flatMap((input) =>
        Array.from({ length: input.shape[axis] as number }, (_, i) => ({ input, i })),
      );
      const shape = (inputs[0] as Dense).shape.map((size, k) => (k === axis ? owners.length : size));
      return dense(shape, (index) => {
        const { input, i } = owners[index[axis] as number] as { input: SampleInput; i: number };
        return at(
          input,
          index.map((k, other) => (other === axis ? i : k)),
        );
      });
    },
  },
};

const reductions: Readonly<Record<string, Oracle>> = {
  sum: reducing(8, (elements) =>
    elements.every((x) => Object.is(x, -0)) && elements.length > 0 ? -0 : elements.reduce((a, b) => a + b, 0),
  ),
  prod: reducing(16, (elements) => elements.reduce((a, b) => a * b, 1)),
  max: reducing(0, (elements) => Math.max(...elements)),
  min: reducing(0, (elements) => Math.min(...elements)),
  logsumexp: reducing(8, (elements) => {
    const shift = Math.max(...elements);
    if (!Number.isFinite(shift)) return shift;
    return shift + Math.log(elements.reduce((total, x) => total + Math.exp(x - shift), 0));
  }),
  norm: reducing(8, (elements) => Math.hypot(...elements)),
};

/** Each element from all those up to it. */
function accumulating(ulps: number, combine: (elements: readonly number[]) => number): Oracle {
  return {
    ulps,
    compute: ([x], attributes) => {
      const { shape } = x as Dense;
      const axis = shape.length + (attributes["axis"] as number);
      return dense(shape, (index) => {
        const own = index[axis] as number;
        const others = Array.from({ length: shape[axis] as number }, (_, i) => i);
        const order = attributes["reverse"] === true ? others.reverse() : others;
        const reached = order.slice(0, order.indexOf(own) + 1);
        return combine(reached.map((i) => at(x as Dense, index.with(axis, i))));
      });
    },
  };
}

const cumulative: Readonly<Record<string, Oracle>> = {
  cumsum: accumulating(8, (elements) => elements.reduce((a, b) => a + b, -0)),
};

/** Takes an index of a result apart: of the batch, of the indices, and behind them. */
function parts(index: Index, attributes: Readonly<Record<string, unknown>>): [Index, Index, Index] {
  const [behind, rank] = [-1 - (attributes["axis"] as number), attributes["rank"] as number];
  const end = index.length - behind;
  return [index.slice(0, end - rank), index.slice(end - rank, end), index.slice(end)];
}

/** Where an element of the values stands in what is indexed. */
function takenFrom(
  x: Dense,
  indices: Dense,
  index: Index,
  attributes: Readonly<Record<string, unknown>>,
): Index {
  const [batch, own, behind] = parts(index, attributes);
  const size = x.shape.at(attributes["axis"] as number) as number;
  const found = at(indices, [
    ...shrunk(batch, indices.shape.slice(0, indices.shape.length - own.length)),
    ...own,
  ]);
  const outer = x.shape.slice(0, x.shape.length - 1 - behind.length);
  return [...shrunk(batch, outer), found < 0 ? found + size : found, ...behind];
}

/** Values combined one after the other with what is at their places. */
function scattering(ulps: number, combine: (a: number, b: number) => number): Oracle {
  return {
    ulps,
    compute: ([into, positions, values], attributes) => {
      const [x, added] = [into as Dense, values as Dense];
      const along = x.shape.length + (attributes["axis"] as number);
      const batch = added.shape.slice(0, parts(added.shape, attributes)[0].length);
      const shape = [...batch, ...x.shape.slice(along)];
      const data = dense(shape, (index) => at(x, shrunk(index, x.shape))).data.slice();
      for (const [k, index] of indices(added.shape).entries()) {
        const target = flat(takenFrom({ shape, data }, positions as Dense, index, attributes), shape);
        data[target] = combine(data[target] as number, added.data[k] as number);
      }
      return { shape, data };
    },
  };
}

const indexing: Readonly<Record<string, Oracle>> = {
  fmod: {
    ulps: 0,
    compute: ([a, b]) => dense((a as Dense).shape, (index) => at(a as Dense, index) % at(b as Dense, index)),
  },
  overlapAdd: {
    ulps: 8,
    compute: ([x], { lengths, steps, dilations }) => {
      const rank = (lengths as Index).length;
      const { shape, data } = x as Dense;
      const outer = shape.slice(0, shape.length - 2 * rank);
      const sums = dense([...outer, ...(lengths as Index)], () => 0);
      const added = sums.data.slice();
      for (const [k, index] of indices(shape).entries()) {
        const place = windowPlace(index.slice(outer.length), rank, steps as Index, dilations as Index);
        const to = flat([...index.slice(0, outer.length), ...place], sums.shape);
        added[to] = (added[to] as number) + (data[k] as number);
      }
      return { shape: sums.shape, data: added };
    },
  },
  fourier: {
    ulps: 64,
    compute: ([re, im], { radices }) => {
      const size = lengthOf(radices);
      const rank = Math.max((re as Dense).shape.length, (im as Dense).shape.length) - 1;
      const batch = Array.from({ length: rank }, (_, axis) =>
        Math.max((re as Dense).shape.at(axis - rank - 1) ?? 1, (im as Dense).shape.at(axis - rank - 1) ?? 1),
      ).map((own) => ((re as Dense).data.length === 0 ? 0 : own));
      return dense([...batch, 2, size], (index) => {
        const [which, k] = index.slice(rank) as [number, number];
        const part = (x: Dense, j: number): number => at(x, shrunk([...index.slice(0, rank), j], x.shape));
        return sumOver(size, (j) => {
          const [c, s] = [
            Math.cos((2 * Math.PI * ((j * k) % size)) / size),
            Math.sin((2 * Math.PI * ((j * k) % size)) / size),
          ];
          const [x, y] = [part(re as Dense, j), part(im as Dense, j)];
          return which === 0 ? x * c + y * s : y * c - x * s;
        });
      });
    },
  },
  realFourier: {
    ulps: 64,
    compute: ([x], { radices, back }) => {
      const { shape } = x as Dense;
      const size = 2 * lengthOf(radices);
      const wave = (which: number, j: number, k: number): number => {
        const angle = (2 * Math.PI * ((j * k) % size)) / size;
        return which === 0 ? Math.cos(angle) : (2 * k) % size === 0 ? 0 : -Math.sin(angle);
      };
      if (back === false)
        return dense([...shape.slice(0, -1), 2, size / 2 + 1], (index) => {
          const [which, k] = index.slice(-2) as [number, number];
          return sumOver(size, (j) => at(x as Dense, [...index.slice(0, -2), j]) * wave(which, j, k));
        });
      return dense([...shape.slice(0, -2), size], (index) => {
        const term = (which: number, k: number): number =>
          at(x as Dense, [...index.slice(0, -1), which, k]) * wave(which, index.at(-1) as number, k);
        return sumOver(size / 2 + 1, (k) => term(0, k) + term(1, k));
      });
    },
  },
  take: {
    ulps: 0,
    compute: ([x, indices], attributes) => {
      const rank = attributes["rank"] as number;
      const outer = (indices as Dense).shape.slice(0, (indices as Dense).shape.length - rank);
      const along = (x as Dense).shape.length + (attributes["axis"] as number);
      const batch = along > 0 ? (x as Dense).shape.slice(0, along) : outer;
      const own = (indices as Dense).shape.slice(outer.length);
      return dense([...batch, ...own, ...(x as Dense).shape.slice(along + 1)], (index) =>
        at(x as Dense, takenFrom(x as Dense, indices as Dense, index, attributes)),
      );
    },
  },
  scatterAdd: scattering(8, (a, b) => a + b),
  scatterMax: scattering(0, Math.max),
  settled: {
    ulps: 0,
    compute: ([x, error]) => {
      const axes = Math.max((x as Dense).shape.length - 1, (error as Dense).shape.length);
      const axis = (k: number): number =>
        Math.max((x as Dense).shape.at(-2 - k) ?? 1, (error as Dense).shape.at(-1 - k) ?? 1);
      const batch = Array.from({ length: axes }, (_, k) => axis(axes - 1 - k));
      return dense([...batch, (x as Dense).shape.at(-1) as number], (index) =>
        at(x as Dense, shrunk(index, (x as Dense).shape)),
      );
    },
  },
  checkedNumber: { ulps: 0, compute: ([x]) => x as Dense },
  checkedIndex: {
    ulps: 0,
    compute: ([x], { size }) =>
      dense((x as Dense).shape, (index) => (at(x as Dense, index) + (size as number)) % (size as number)),
  },
};

/** What becomes of the rows along an axis. */
function byRow(
  compute: (row: readonly number[], attributes: Readonly<Record<string, unknown>>) => number[],
): Oracle {
  return {
    ulps: 0,
    compute: ([given], attributes) => {
      const x = given as Dense;
      const axis = x.shape.length + (attributes["axis"] as number);
      const rows = indices(x.shape.with(axis, 1)).map((index) => {
        const row = Array.from({ length: x.shape[axis] as number }, (_, i) => at(x, index.with(axis, i)));
        return [index, compute(row, attributes)] as const;
      });
      const size = "keepDims" in attributes ? 1 : (x.shape[axis] as number);
      const shape = x.shape.with(axis, size);
      const data = new Array<number>(rows.length * size);
      for (const [index, row] of rows)
        for (const [i, value] of row.entries()) data[flat(index.with(axis, i), shape)] = value;
      return { shape: attributes["keepDims"] === false ? shape.toSpliced(axis, 1) : shape, data };
    },
  };
}

/** The index of the first NaN, or else of the first of the largest. */
function firstLargest(row: readonly number[]): number[] {
  const nan = row.findIndex(Number.isNaN);
  const largest = row.reduce((a, b) => (b > a ? b : a));
  return [nan >= 0 ? nan : row.findIndex((x) => x === largest)];
}

const sorting: Readonly<Record<string, Oracle>> = {
  argmax: byRow(firstLargest),
  argmin: byRow((row) => firstLargest(row.map((x) => -x))),
  searchSorted: {
    ulps: 0,
    compute: ([sorted, values], { right, rank }) => {
      const [rows, wanted] = [sorted as Dense, values as Dense];
      const isBefore = (a: number, b: number): boolean =>
        Number.isNaN(b) ? right === true || !Number.isNaN(a) : right === true ? a <= b : a < b;
      return dense(wanted.shape, (index) => {
        const batch = index.slice(0, index.length - (rank as number));
        const row = shrunk(batch, rows.shape.slice(0, -1));
        const own = Array.from({ length: rows.shape.at(-1) as number }, (_, i) => at(rows, [...row, i]));
        return own.filter((each) => isBefore(each, at(wanted, index))).length;
      });
    },
  },
  // JavaScript's own sort is stable.
  argsort: byRow((row, { descending }) => {
    const numbers = [...row.keys()].filter((i) => !Number.isNaN(row[i]));
    const difference = (a: number, b: number): number => {
      const [x, y] = [row[a] as number, row[b] as number];
      return x === y ? 0 : x < y === (descending !== true) ? -1 : 1;
    };
    return [...numbers.sort(difference), ...[...row.keys()].filter((i) => Number.isNaN(row[i]))];
  }),
};

/** What becomes of matrices, batch by batch. */
export function byMatrix(
  ulps: number,
  compute: (matrices: readonly Dense[], attributes: Readonly<Record<string, unknown>>) => Dense,
  coreOf?: (core: Index, attributes: Readonly<Record<string, unknown>>) => Index,
): Oracle {
  return {
    ulps,
    compute: (inputs, attributes) => {
      const batches = inputs.map(({ shape }) => shape.slice(0, -2));
      const rank = Math.max(...batches.map(({ length }) => length));
      const batch = Array.from({ length: rank }, (_, axis) =>
        batches.reduce((size, own) => {
          const other = own[axis - rank + own.length] ?? 1;
          return size === 1 ? other : size;
        }, 1),
      );
      const results = indices(batch).map((index) =>
        compute(
          inputs.map((x, k) => {
            const outer = shrunk(index, batches[k] as Index);
            return dense(x.shape.slice(-2), (own) => at(x, [...outer, ...own]));
          }),
          attributes,
        ),
      );
      const last = (inputs.at(-1) as Dense).shape.slice(-2);
      const core = coreOf === undefined ? last : coreOf(last, attributes);
      return { shape: [...batch, ...core], data: results.flatMap(({ data }) => [...data]) };
    },
  };
}

const linearAlgebra: Readonly<Record<string, Oracle>> = {
  triangle: byMatrix(0, ([x], { upper, diagonal }) =>
    dense((x as Dense).shape, ([i = 0, j = 0]) => {
      const own = at(x as Dense, [i, j]);
      if (i === j) return diagonal === 0 ? 0 : own * (diagonal as number);
      return i < j === upper ? own : 0;
    }),
  ),
  // By Gaussian elimination of the whole matrix.
  solveTriangular: byMatrix(64, ([given, b], { lower, transposed, unitDiagonal }) => {
    const [a, x] = [given as Dense, b as Dense];
    const [size = 0, columns = 0] = x.shape;
    const rows = Array.from({ length: size }, (_, i) => [
      ...Array.from({ length: size }, (_, j) => {
        const [row, column] = transposed === true ? [j, i] : [i, j];
        if (row === column) return unitDiagonal === true ? 1 : at(a, [row, column]);
        return row > column === lower ? at(a, [row, column]) : 0;
      }),
      ...Array.from({ length: columns }, (_, j) => at(x, [i, j])),
    ]);
    for (let k = 0; k < size; k++) {
      const pivot = rows[k] as number[];
      for (const row of rows) {
        if (row === pivot) continue;
        const factor = (row[k] as number) / (pivot[k] as number);
        if (factor !== 0)
          for (let j = 0; j < row.length; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number);
      }
    }
    return dense(x.shape, ([i = 0, j = 0]) => (rows[i]?.[size + j] as number) / (rows[i]?.[i] as number));
  }),
  // Column by column, of what is left of the matrix when those before are taken away.
  cholesky: byMatrix(64, ([a]) => {
    const { shape } = a as Dense;
    const left = dense(
      shape,
      ([i = 0, j = 0]) => (at(a as Dense, [i, j]) + at(a as Dense, [j, i])) / 2,
    ).data.slice();
    const size = shape[0] as number;
    const factor = new Array<number>(size * size).fill(0);
    for (let k = 0; k < size; k++) {
      for (let i = k; i < size; i++) {
        factor[i * size + k] = (left[i * size + k] as number) / Math.sqrt(left[k * size + k] as number);
      }
      for (let i = size - 1; i >= k; i--) {
        for (let j = size - 1; j >= k; j--) {
          left[i * size + j] =
            (left[i * size + j] as number) -
            (factor[i * size + k] as number) * (factor[j * size + k] as number);
        }
      }
    }
    return { shape, data: factor };
  }),
};

/** Where the first of those is that no other one up to an element beats; the first NaN, if there is one. */
function reaching(beats: (a: number, b: number) => boolean): Oracle {
  return {
    ulps: 0,
    compute: ([x], attributes) => {
      const { shape } = x as Dense;
      const axis = shape.length + (attributes["axis"] as number);
      return dense(shape, (index) => {
        const others = Array.from({ length: shape[axis] as number }, (_, i) => i);
        const order = attributes["reverse"] === true ? others.reverse() : others;
        const reached = order.slice(0, order.indexOf(index[axis] as number) + 1);
        const element = (i: number): number => at(x as Dense, index.with(axis, i));
        const missing = reached.find((i) => Number.isNaN(element(i)));
        return (
          missing ?? (reached.find((i) => !reached.some((j) => beats(element(j), element(i)))) as number)
        );
      });
    },
  };
}

const scans: Readonly<Record<string, Oracle>> = {
  cumprod: accumulating(8, (elements) => elements.reduce((a, b) => a * b, 1)),
  logcumsumexp: accumulating(16, (elements) => {
    const shift = Math.max(...elements);
    if (!Number.isFinite(shift)) return shift;
    return shift + Math.log(elements.reduce((total, x) => total + Math.exp(x - shift), 0));
  }),
  argcummax: reaching((a, b) => a > b),
  argcummin: reaching((a, b) => a < b),
  recurrence: {
    ulps: 16,
    compute: ([terms, factors], attributes) => {
      const { shape } = terms as Dense;
      const axis = shape.length + (attributes["axis"] as number);
      const back = attributes["reverse"] === true;
      const value = (index: Index): number => {
        const own = index[axis] as number;
        const isFirst = own === (back ? (shape[axis] as number) - 1 : 0);
        const before = isFirst ? 0 : value(index.with(axis, own + (back ? 1 : -1)));
        return at(terms as Dense, index) + at(factors as Dense, index) * before;
      };
      return dense(shape, value);
    },
  },
};

const factorisations: Readonly<Record<string, Oracle>> = {
  regularTriangle: byMatrix(0, ([x]) => x as Dense),
  lu: byMatrix(
    64,
    ([a]) => factorised.lu(a as Dense),
    ([rows = 0]) => [rows, rows + 2],
  ),
  solve: byMatrix(256, ([a, b], { transposed }) =>
    factorised.solve(a as Dense, b as Dense, transposed === true),
  ),
  cofactor: byMatrix(64, ([a]) => factorised.cofactor(a as Dense)),
  det: byMatrix(
    64,
    ([a]) => ({ shape: [], data: [factorised.det(a as Dense)] }),
    () => [],
  ),
  qr: byMatrix(
    64,
    ([a]) => factorised.qr(a as Dense),
    ([rows = 0, columns = 0]) => [columns, rows + columns],
  ),
  eigh: byMatrix(
    256,
    ([a], { isAlone }) => {
      const { shape, data } = factorised.eigh(a as Dense);
      const [size = 0, columns = 0] = shape;
      return isAlone === true
        ? { shape: [size, 1], data: data.filter((_, k) => k % columns === size) }
        : { shape, data };
    },
    ([rows = 0], { isAlone }) => [rows, isAlone === true ? 1 : rows + 1],
  ),
  eigenvalues: byMatrix(
    64,
    ([a]) => {
      const { shape, data } = factorised.eigh(a as Dense);
      const [size = 0, columns = 0] = shape;
      return { shape: [size], data: data.filter((_, k) => k % columns === size) };
    },
    ([rows = 0]) => [rows],
  ),
  eigenvectors: byMatrix(256, ([a]) => {
    const { shape, data } = factorised.eigh(a as Dense);
    const [size = 0, columns = 0] = shape;
    return { shape: [size, size], data: data.filter((_, k) => k % columns < size) };
  }),
  turnedColumns: byMatrix(
    256,
    ([a]) => factorised.turnedColumns(a as Dense),
    ([rows = 0, columns = 0]) => [rows + columns, columns],
  ),
  singularBasis: byMatrix(
    256,
    ([a], { isAlone }) => {
      const { shape, data } = factorised.singularValues(a as Dense);
      const [columns = 0] = shape;
      if (isAlone === true) return { shape: [1, columns], data };
      return { shape: [columns + 1, columns], data: [...data, ...factorised.rightVectors(a as Dense).data] };
    },
    ([, columns = 0], { isAlone }) => [isAlone === true ? 1 : columns + 1, columns],
  ),
  singularValues: byMatrix(
    64,
    ([a]) => factorised.singularValues(a as Dense),
    ([, columns = 0]) => [columns],
  ),
  leftVectors: byMatrix(256, ([a]) => factorised.leftVectors(a as Dense)),
  rightVectors: byMatrix(
    256,
    ([a]) => factorised.rightVectors(a as Dense),
    ([, columns = 0]) => [columns, columns],
  ),
  pinv: byMatrix(
    1024,
    ([a]) => factorised.pinv(a as Dense),
    ([rows = 0, columns = 0]) => [columns, rows],
  ),
  gaps: {
    ulps: 64,
    compute: ([x], { sums, positive }) => {
      const { shape } = x as Dense;
      return dense([...shape, shape.at(-1) as number], (index) => {
        const [i, j] = index.slice(-2) as [number, number];
        const own = (k: number): number => at(x as Dense, [...index.slice(0, -2), k]);
        return i === j && !(sums === true && positive === true)
          ? 0
          : 1 / (sums === true ? own(j) + own(i) : own(j) - own(i));
      });
    },
  },
};

/** By name of the operation. The suite requires one for every operation that has samples. */
export const oracles: Readonly<Record<string, Oracle>> = {
  ...elementwiseOracles,
  ...movement,
  ...reductions,
  ...cumulative,
  ...scans,
  ...indexing,
  ...sorting,
  ...linearAlgebra,
  ...factorisations,
  matmul,
};
