import type { FloatDType } from "../shape/dtype.ts";
import { vectorWidth } from "./simd-lane.ts";

/** How a matrix lies in memory, in elements from its first one; 0 repeats, a negative stride runs backwards. */
export interface MatrixStrides {
  readonly row: number;
  readonly column: number;
}

/** C = A B with constant sizes: A is m x k, B is k x n, C is m x n. */
export interface MatmulSpec {
  readonly dtype: FloatDType;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: MatrixStrides;
  readonly b: MatrixStrides;
  readonly c: MatrixStrides;
  /** One rounding for each multiply-add where the machine has it: faster, but other bits. Needs relaxed SIMD. */
  readonly relaxedFma?: boolean;
  /** The engine keeps instructions in the order in which they are written: another tile is faster then. */
  readonly keepsOrder?: boolean;
}

/**
 * Elements of k summed at a stretch: part of the meaning of matmul, not only of its speed. A sum of 256 products is
 * added to the sum of the blocks before it.
 */
export const blockK = 256;

/** Choices that change speed but never a bit of the result. */
export interface MatmulTuning {
  /** Rows and vectors of a register tile. */
  readonly tileRows: number;
  readonly tileVectors: number;
  readonly packA: boolean;
  readonly packB: boolean;
  /** Rows of A packed at a time, and columns of B. */
  readonly chunkI: number;
  readonly chunkJ: number;
}

/**
 * The problem seen from its vectors: lanes run along j, which is C's columns, or its rows if `swapped`. The operand that
 * is splatted is called A here, the one that is loaded in vectors B.
 */
export interface MatmulPlan extends MatmulTuning {
  readonly dtype: FloatDType;
  readonly swapped: boolean;
  readonly sizeI: number;
  readonly sizeJ: number;
  readonly sizeK: number;
  /** Strides in bytes. */
  readonly aI: number;
  readonly aK: number;
  readonly bK: number;
  readonly bJ: number;
  readonly cI: number;
  readonly cJ: number;
  readonly elementBytes: number;
  /** Elements in a vector. */
  readonly width: number;
}

export function planMatmul(spec: MatmulSpec, tuning: Partial<MatmulTuning> = {}): MatmulPlan {
  const { m, n, k, a, b, c } = spec;
  if (c.row < 0 || c.column < 0) throw new Error("wasm: the result of matmul has no negative strides");
  const width = vectorWidth(spec.dtype);
  const elementBytes = 16 / width;
  // Lanes along the rows suit a result of one column, or a narrow one whose A is stored by columns.
  const swapped = m > n && n <= width / 2 && (n === 1 || a.row === 1);
  const [sizeI, sizeJ] = swapped ? [n, m] : [m, n];
  const [aI, aK] = swapped ? [b.column, b.row] : [a.row, a.column];
  const [bK, bJ] = swapped ? [a.column, a.row] : [b.row, b.column];
  const [cI, cJ] = swapped ? [c.column, c.row] : [c.row, c.column];
  const tile = tileFor(sizeI, Math.ceil(sizeJ / width), spec);
  const depth = Math.min(k, blockK);
  const blockA = sizeI * depth * elementBytes;
  const blockB = sizeJ * depth * elementBytes;
  // Strides of many bytes that divide the size of a cache's way crowd into a few of its sets.
  const crowds = (stride: number): boolean => (stride * elementBytes) % 256 === 0;
  // A packed B pays once several tile rows read it; a strided one is dear to read anyhow.
  const packB =
    bJ === 1
      ? sizeI >= (crowds(bK) ? 16 : 128) && blockB > 16 * 1024
      : k * sizeJ > 64 && (sizeI > 1 || blockB > 4096);
  const manyColumns = sizeJ >= 192;
  const scattered = aK === 1 ? aI * elementBytes >= 1024 : manyColumns || crowds(aK);
  const packA = sizeI >= 16 && sizeJ >= 32 && blockA > 64 * 1024 && scattered && (aK !== 1 || manyColumns);
  return {
    dtype: spec.dtype,
    swapped,
    sizeI,
    sizeJ,
    sizeK: k,
    aI: aI * elementBytes,
    aK: aK * elementBytes,
    bK: bK * elementBytes,
    bJ: bJ * elementBytes,
    cI: cI * elementBytes,
    cJ: cJ * elementBytes,
    elementBytes,
    width,
    ...tile,
    chunkI: 192,
    // A panel that is read once is packed and read while it is in the nearest cache.
    chunkJ: sizeI <= tile.tileRows ? tile.tileVectors * width : 1024,
    ...tuning,
    // The tiles' offsets from their pointers are unsigned.
    packA: (tuning.packA ?? packA) || aI < 0 || aK < 0,
    packB: (tuning.packB ?? packB) || bK < 0 || bJ < 0,
  };
}

/**
 * The tile that keeps enough sums going to hide the latency of an addition, and all of them, a row of B and a splatted
 * element of A in the 15 vector registers that engines leave to us. Measured on Node 20 and 24.
 */
function tileFor(
  sizeI: number,
  vectors: number,
  { relaxedFma = false, keepsOrder = false }: MatmulSpec,
): { tileRows: number; tileVectors: number } {
  if (sizeI === 1) return { tileRows: 1, tileVectors: evenShare(vectors) };
  if (sizeI < 4) return { tileRows: sizeI, tileVectors: Math.min(vectors, sizeI === 2 ? 4 : 3) };
  if (vectors === 1) return { tileRows: Math.min(sizeI, 8), tileVectors: 1 };
  // A fused multiply-add takes longer than an addition and wants more sums going.
  if (vectors === 3) return { tileRows: relaxedFma ? 3 : 2, tileVectors: 3 };
  // Few splats, and one vector of B at a time: as long as nobody loads them all in advance.
  if (keepsOrder && vectors > 3) return { tileRows: 2, tileVectors: wideShare(vectors) };
  return { tileRows: 4, tileVectors: 2 };
}

/** Vectors of a tile of one row: eight or somewhat fewer, so that no short rest waits for its own latency. */
function evenShare(vectors: number): number {
  if (vectors <= 8) return vectors;
  const cost = (share: number): number => {
    const rest = vectors % share;
    return vectors - rest + (rest > 0 ? Math.max(rest, 4) : 0);
  };
  return [8, 7, 6, 5, 4].reduce((best, share) => (cost(share) < cost(best) ? share : best));
}

/** Five vectors of a tile of two rows, or four if that leaves a better rest. */
function wideShare(vectors: number): number {
  // Each step of a tile costs somewhat more than its vectors, and a short rest waits for its own latency.
  const cost = (share: number): number => {
    const rest = vectors % share;
    return ((vectors - rest) / share) * (share + 0.7) + (rest > 0 ? Math.max(rest, 3) + 0.7 : 0);
  };
  return cost(5) < cost(4) ? 5 : 4;
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

/** Bytes of scratch memory that the kernel needs for packed operands. */
export function matmulScratchBytes(spec: MatmulSpec, tuning?: Partial<MatmulTuning>): number {
  const plan = planMatmul(spec, tuning);
  return packedBBytes(plan) + packedABytes(plan);
}

export function packedBBytes(plan: MatmulPlan): number {
  if (!plan.packB) return 0;
  const columns = roundUp(Math.min(plan.sizeJ, plan.chunkJ), plan.width);
  return columns * Math.min(plan.sizeK, blockK) * plan.elementBytes;
}

function packedABytes(plan: MatmulPlan): number {
  if (!plan.packA) return 0;
  const rows = roundUp(Math.min(plan.sizeI, chunkRows(plan)), panelRows(plan));
  return roundUp(rows * Math.min(plan.sizeK, blockK) * plan.elementBytes, 16);
}

/** Rows of A that are packed at a time: whole panels. */
export function chunkRows(plan: MatmulPlan): number {
  return roundUp(plan.chunkI, panelRows(plan));
}

/** Rows of A in a packed panel: those of a tile, or of several if they fill a vector together, which is packed at once. */
export function panelRows({ tileRows, width }: MatmulPlan): number {
  return width % tileRows === 0 ? width : tileRows;
}
