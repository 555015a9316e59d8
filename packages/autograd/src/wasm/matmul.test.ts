import { describe, expect, it } from "vitest";
import { ModuleBuilder } from "./assembler.ts";
import { capabilities } from "./detect.ts";
import { webAssembly } from "./engine.ts";
import { defineMatmul } from "./matmul.ts";
import {
  blockK,
  type MatmulSpec,
  type MatmulTuning,
  type MatrixStrides,
  matmulScratchBytes,
} from "./matmul-plan.ts";
import { moduleText } from "./text.ts";

const engine = webAssembly()!;
type Numbers = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
const arrays = { float64: Float64Array, float32: Float32Array } as const;

/** The specification of the order of summation, as plainly as can be. */
function reference(
  spec: MatmulSpec,
  a: Numbers,
  b: Numbers,
  after: (sum: number, i: number, j: number) => number,
): number[] {
  const round = spec.dtype === "float32" ? Math.fround : (x: number): number => x;
  const c: number[] = [];
  const first = { a: span(spec.m, spec.k, spec.a).first, b: span(spec.k, spec.n, spec.b).first };
  for (let i = 0; i < spec.m; i++) {
    for (let j = 0; j < spec.n; j++) {
      let total = 0;
      for (let start = 0; start < spec.k; start += blockK) {
        let sum = 0;
        for (let k = start; k < Math.min(spec.k, start + blockK); k++) {
          const x = a[first.a + i * spec.a.row + k * spec.a.column]!;
          const y = b[first.b + k * spec.b.row + j * spec.b.column]!;
          const product = round(x * y);
          sum = k === start ? product : round(sum + product);
        }
        total = start === 0 ? sum : round(total + sum);
      }
      c.push(after(total, i, j));
    }
  }
  return c;
}

/** Elements that a matrix extends over, and the place of its first one among them. */
function span(
  rows: number,
  columns: number,
  { row, column }: MatrixStrides,
): { size: number; first: number } {
  if (rows === 0 || columns === 0) return { size: 0, first: 0 };
  const size = (rows - 1) * Math.abs(row) + (columns - 1) * Math.abs(column) + 1;
  return { size, first: Math.max(0, (1 - rows) * row) + Math.max(0, (1 - columns) * column) };
}

/** Runs a kernel in a memory that ends where its data ends, so that reading too far traps, and checks each bit. */
function check(
  spec: MatmulSpec,
  tuning?: Partial<MatmulTuning>,
  after = (sum: number, _i: number, _j: number): number => sum,
): void {
  const array = arrays[spec.dtype];
  const bytes = array.BYTES_PER_ELEMENT;
  const spans = [
    span(spec.m, spec.k, spec.a),
    span(spec.k, spec.n, spec.b),
    span(spec.m, spec.n, spec.c),
  ] as const;
  const sizes = [spans[0].size, spans[1].size, spans[2].size] as const;
  const scratch = matmulScratchBytes(spec, tuning);
  const total = (sizes[0] + sizes[1] + sizes[2]) * bytes + scratch;
  const pages = Math.ceil(total / 65536) + 1;
  const memory = new engine.Memory({ initial: pages });
  const end = pages * 65536;
  // B last, A before it: what is read only must not be overrun.
  const b = end - sizes[1] * bytes;
  const a = b - sizes[0] * bytes;
  const c = a - sizes[2] * bytes - 64;
  const module = new ModuleBuilder();
  module.importMemory("env", "memory");
  defineMatmul(module, "matmul", spec, tuning, "matmul");
  const instance = new engine.Instance(new engine.Module(module.encode()), { env: { memory } });
  const [dataA, dataB, dataC] = [
    new array(memory.buffer, a, sizes[0]),
    new array(memory.buffer, b, sizes[1]),
    new array(memory.buffer, c, sizes[2]),
  ];
  const guard = new Uint8Array(memory.buffer, c + sizes[2] * bytes, 64).fill(77);
  for (let k = 0; k < sizes[0]; k++) dataA[k] = Math.sin(k + 1) * 3;
  for (let k = 0; k < sizes[1]; k++) dataB[k] = Math.cos(k + 1) / 7;
  if (sizes[0] > 0) dataA[0] = -0;
  dataC.fill(99);
  const expected = reference(spec, dataA, dataB, after);
  instance.exports["matmul"]!(a + spans[0].first * bytes, b + spans[1].first * bytes, c, 0);
  for (let i = 0; i < spec.m; i++) {
    for (let j = 0; j < spec.n; j++) {
      const got = dataC[i * spec.c.row + j * spec.c.column];
      if (!Object.is(got, expected[i * spec.n + j])) {
        expect.fail(
          `${JSON.stringify(spec)} ${JSON.stringify(tuning)} at ${i}, ${j}: got ${got}, expected ${expected[i * spec.n + j]}`,
        );
      }
    }
  }
  expect(guard.every((byte) => byte === 77)).toBe(true);
  if (spec.c.column === 1 && spec.c.row > spec.n && spec.m > 1) expect(dataC[spec.n]).toBe(99);
}

interface Layout {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly transposeC?: boolean;
  readonly padding?: number;
}

function specOf(
  dtype: "float64" | "float32",
  m: number,
  k: number,
  n: number,
  layout: Layout = {},
): MatmulSpec {
  const padding = layout.padding ?? 0;
  const strides = (
    rows: number,
    columns: number,
    transposed: boolean | undefined,
  ): { row: number; column: number } =>
    transposed === true ? { row: 1, column: rows + padding } : { row: columns + padding, column: 1 };
  return {
    dtype,
    m,
    n,
    k,
    a: strides(m, k, layout.transposeA),
    b: strides(k, n, layout.transposeB),
    c: strides(m, n, layout.transposeC),
  };
}

const layouts: readonly Layout[] = [
  {},
  { transposeA: true },
  { transposeB: true },
  { transposeA: true, transposeB: true, padding: 1 },
  { transposeC: true, padding: 2 },
];

const sizes: readonly (readonly [m: number, k: number, n: number])[] = [
  [1, 1, 1],
  [1, 0, 3],
  [4, 3, 4],
  [4, 4, 1],
  [1, 5, 7],
  [2, 9, 3],
  [3, 2, 17],
  [5, 1, 5],
  [7, 13, 11],
  [33, 17, 1],
  [40, 12, 2],
  [1, 300, 6],
  [6, 256, 2],
  [5, 257, 9],
  [9, 512, 1],
  [17, 600, 13],
  [64, 128, 10],
  [20, 64, 40],
  [0, 3, 3],
  [3, 0, 5],
];

describe.each(["float64", "float32"] as const)("matmul of %s", (dtype) => {
  it.each(sizes)("%i x %i by %i x ... in every layout", (m, k, n) => {
    for (const layout of layouts) {
      check(specOf(dtype, m, k, n, layout));
      check({ ...specOf(dtype, m, k, n, layout), keepsOrder: true });
    }
  });

  it("does not depend on tiles and packing", () => {
    for (const [m, k, n] of [
      [13, 21, 19],
      [9, 300, 14],
      [1, 7, 9],
    ] as const) {
      for (const layout of layouts) {
        for (const packA of [false, true]) {
          for (const packB of [false, true]) {
            for (const [tileRows, tileVectors] of [
              [1, 1],
              [3, 3],
              [4, 2],
              [5, 2],
              [8, 1],
              [2, 4],
              [2, 5],
            ] as const) {
              check(specOf(dtype, m, k, n, layout), { packA, packB, tileRows, tileVectors });
            }
          }
        }
      }
    }
  });

  it("cuts into chunks", () => {
    for (const layout of [{}, { transposeA: true, transposeB: true }]) {
      for (const tileRows of [2, 3, 4]) {
        const tuning = { packA: true, packB: true, chunkI: 10, chunkJ: 16, tileRows };
        check(specOf(dtype, 29, 270, 37, layout), tuning);
      }
    }
  });

  it("reads operands backwards", () => {
    const forward = specOf(dtype, 21, 70, 19);
    const backward = specOf(dtype, 21, 70, 19, { transposeA: true, transposeB: true });
    const flips = [
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const;
    for (const spec of [forward, backward, specOf(dtype, 300, 9, 1), specOf(dtype, 3, 300, 5)]) {
      for (const [row, column] of flips) {
        const flip = (strides: MatrixStrides): MatrixStrides => ({
          row: row * strides.row,
          column: column * strides.column,
        });
        check({ ...spec, a: flip(spec.a) });
        check({ ...spec, b: flip(spec.b) });
        check({ ...spec, a: flip(spec.a), b: flip(spec.b) });
      }
    }
  });

  it("broadcasts operands with stride 0", () => {
    check({ ...specOf(dtype, 5, 60, 9), a: { row: 60, column: 0 } });
    check({ ...specOf(dtype, 5, 60, 9), b: { row: 0, column: 1 } });
    check({ ...specOf(dtype, 5, 60, 9), a: { row: 1, column: 0 }, b: { row: 0, column: 1 } });
    check({ ...specOf(dtype, 5, 60, 9), b: { row: 1, column: 0 } });
    check({ ...specOf(dtype, 50, 300, 9), a: { row: 0, column: 1 }, b: { row: 0, column: 0 } });
  });

  it("uses the fused multiply-add only if asked to", () => {
    const count = (relaxedFma: boolean): number => {
      const module = new ModuleBuilder();
      module.importMemory("env", "memory");
      defineMatmul(module, "matmul", { ...specOf(dtype, 8, 100, 8), relaxedFma });
      if (!relaxedFma || capabilities().relaxedSimd) expect(engine.validate(module.encode())).toBe(true);
      return moduleText(module).split("relaxed_madd").length - 1;
    };
    expect(count(false)).toBe(0);
    expect(count(true)).toBeGreaterThan(0);
  });
});

it("refuses a result that runs backwards", () => {
  const spec = { ...specOf("float64", 2, 2, 2), c: { row: -2, column: 1 } };
  expect(() => matmulScratchBytes(spec)).toThrow("no negative strides");
});
