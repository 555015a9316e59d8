import { ArgumentError, type Dims, isTensor, type ShapeOf, type Tensor, type TypedArray } from "@chainrule/autograd";
import { describeValue, isArray, Sources } from "@chainrule/autograd/gears";

/** Examples one below the other: a tensor, whose first axis counts them, or a list of anything. */
export type Rows = Tensor | readonly unknown[];

/** Examples, or several columns that belong together, by name: `{ x, y }`, which may be declared as an interface. */
export type Data<Columns = Readonly<Record<string, Rows>>> =
  | Rows
  | (object & { readonly [Name in keyof Columns]: Rows });

/** Some of the rows of `D`. */
export type Part<D> = D extends Tensor
  ? Tensor<Some<ShapeOf<D>>>
  : D extends readonly (infer Row)[]
    ? Row[]
    : { -readonly [Name in keyof D]: Part<D[Name]> };

type Some<S extends Dims> = S extends readonly [number, ...infer Rest extends Dims] ? [number, ...Rest] : Dims;

/** Data that was checked. */
export interface Table {
  readonly count: number;
  /** The rows at some places, of the kind that the data are. */
  take(indices: ArrayLike<number>): unknown;
}

/** Reads data once, so that parts of them can be taken out often. */
export function tableOf(op: string, data: unknown): Table {
  if (isTensor(data) || isArray(data)) return columnOf(op, "data", data);
  let entries: [string, unknown][];
  try {
    if (typeof data !== "object" || data === null) throw new TypeError();
    entries = Object.entries(data);
  } catch {
    throw refusal(op, "data", data, ", or an object of such, { x, y }");
  }
  const columns = entries.map(([name, column]) => [name, columnOf(op, describeValue(name), column)] as const);
  const [first] = columns;
  if (first === undefined) throw refusal(op, "data", data, ", or an object of such, { x, y }");
  for (const [name, column] of columns) {
    if (column.count !== first[1].count) {
      const counts = `${first[1].count} in ${describeValue(first[0])} and ${column.count} in ${describeValue(name)}`;
      throw new ArgumentError(op, `all columns must have the same number of rows, got ${counts}.`);
    }
  }
  return {
    count: first[1].count,
    take: (indices) => Object.fromEntries(columns.map(([name, column]) => [name, column.take(indices)])),
  };
}

function columnOf(op: string, name: string, rows: unknown): Table {
  if (isArray(rows)) {
    const list = Array.from(rows);
    return { count: list.length, take: (indices) => Array.from(indices, (k) => list[k]) };
  }
  if (!isTensor(rows) || rows.rank === 0) throw refusal(op, name, rows, "");
  const [count, ...rest] = rows.shape as [number, ...number[]];
  const { dtype } = rows;
  const elements = rows.data();
  const make = new Sources([rows]).maker(makingOf(op));
  const width = rest.reduce((product, size) => product * size, 1);
  return {
    count,
    take: (indices) => {
      const List = elements.constructor as new (length: number) => TypedArray;
      const taken = new List(indices.length * width);
      for (let k = 0; k < indices.length; k++) {
        const begin = (indices[k] as number) * width;
        taken.set(elements.subarray(begin, begin + width), k * width);
      }
      return make(taken, [indices.length, ...rest], dtype);
    },
  };
}

function makingOf(op: string) {
  return {
    through: `through what ${op}() returned, which is data`,
    remedy: "Take the rows with slice() or take(), through which derivatives pass, or take stopGradient() of them if they are meant as data.",
  };
}

function refusal(op: string, name: string, value: unknown, or: string): ArgumentError {
  const got = isTensor(value) ? "a scalar" : describeValue(value);
  return new ArgumentError(op, `${name} must be a tensor with rows or an array${or}, got ${got}.`);
}

/** 0 to `count` - 1. */
export function inOrder(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, k) => k);
}
