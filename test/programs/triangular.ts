import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import type { Choices } from "./choices.ts";
import { magnitude } from "./range.ts";
import type { ProgramWriter, Value } from "./writer.ts";

/** Beyond this, derivatives of second order lose digits. */
const largestSize = 4;

/** Appends the factor of x xᵀ + 1, which is positive definite whatever x is. */
export function factored(writer: ProgramWriter, op: Operation, x: Value): void {
  const [rows = 0, columns = 0] = x.shape.slice(-2);
  const small = writer.fitted(x, { low: -1, high: 1 });
  if (rows > largestSize) return;
  const flipped = transposed(writer, small);
  if (flipped === null) return;
  const most = Math.max(1, columns) * magnitude(small) ** 2;
  const product = writer.emit(operationNamed("matmul"), [small, flipped], { low: -most, high: most });
  const sum = product === null ? null : withDiagonal(writer, product, 1);
  if (sum === null) return;
  const largest = Math.sqrt(most + 1);
  writer.emit(op, [sum], { low: -largest, high: largest }, { name: op.name });
}

/** Appends the solution of equations whose diagonal, 2 and a bit, outweighs the rest. */
export function solved(
  writer: ProgramWriter,
  op: Operation,
  known: Value,
  other: Value,
  choose: Choices,
): void {
  const size = known.shape.at(-2) ?? 0;
  if (size > largestSize) return;
  const square = writer.coerced(other, [size, size]);
  if (square === null) return;
  const small = writer.fitted(square, { low: -0.5, high: 0.5 });
  const given = withDiagonal(writer, small, 2);
  if (given === null) return;
  const attributes = { lower: choose.yes(), transposed: choose.yes(), unitDiagonal: choose.yes() };
  let sum = 0;
  let largest = 0;
  for (let row = 0; row < size; row++) {
    largest = (magnitude(known) + 0.5 * sum) / (attributes.unitDiagonal ? 1 : 1.5);
    sum += largest;
  }
  writer.emit(op, [given, known], { low: -largest, high: largest }, attributes);
}

/** Appends what an operation makes of a matrix whose diagonal, 2, 4 and so on, and a bit, outweighs the rest; or of such a row. */
export function graded(
  writer: ProgramWriter,
  op: Operation,
  known: Value,
  other: Value,
  choose: Choices,
): void {
  const size = known.shape.at(-2) ?? 0;
  if (size > largestSize || size === 0) return;
  const takesRow = op.name === "gaps";
  const given = writer.coerced(other, takesRow ? [size] : [size, size]);
  if (given === null) return;
  const small = writer.fitted(given, { low: -0.25, high: 0.25 });
  const entries = ascending(writer, size);
  if (entries === null) return;
  const diagonal = takesRow ? entries : diagonalOf(writer, entries, 2 * size);
  if (diagonal === null) return;
  const sum = { low: -0.25, high: 2 * size + 0.25 };
  const matrix = writer.emit(operationNamed("add"), [small, diagonal], sum);
  if (matrix === null) return;
  const attributes = {
    name: op.name,
    ...(op.name === "lu" ? { isRegular: true } : {}),
    ...(op.name === "solve" ? { transposed: choose.yes() } : {}),
    ...(op.name === "regularTriangle" ? { of: "columns", units: 4 } : {}),
    ...(takesRow ? { sums: choose.yes(), positive: choose.yes(), vectors: "eigenvectors" } : {}),
  };
  const inputs = op.arity === 2 ? [matrix, known] : [matrix];
  // Determinants are products of the diagonal, and the like.
  const most = (2 * size + 1) ** size * Math.max(1, magnitude(known));
  writer.emit(op, inputs, { low: -most, high: most }, attributes);
}

/** 2, 4 and so on. */
function ascending(writer: ProgramWriter, size: number): Value | null {
  const range = { low: 2, high: 2 * size };
  const entries = Array.from({ length: size }, (_, k) =>
    writer.emit(operationNamed("broadcastTo"), [writer.constant(2 * k + 2)], range, { shape: [1] }),
  );
  return entries.includes(null)
    ? null
    : writer.emit(operationNamed("concat"), entries as Value[], range, { axis: 0 });
}

export function transposed(writer: ProgramWriter, value: Value): Value | null {
  const axes = value.shape.map((_, axis) => axis);
  const rank = axes.length;
  axes.splice(rank - 2, 2, rank - 1, rank - 2);
  return writer.emit(operationNamed("permute"), [value], value, { axes });
}

function withDiagonal(writer: ProgramWriter, matrices: Value, entry: number): Value | null {
  const size = matrices.shape.at(-1) as number;
  const one = { low: entry, high: entry };
  const entries = writer.emit(operationNamed("broadcastTo"), [writer.constant(entry)], one, {
    shape: [size],
  }) as Value;
  const diagonal = diagonalOf(writer, entries, entry);
  if (diagonal === null) return null;
  const sum = { low: matrices.low, high: matrices.high + entry };
  return writer.emit(operationNamed("add"), [matrices, diagonal], sum);
}

/** The entries on the diagonal, and zeros. */
function diagonalOf(writer: ProgramWriter, entries: Value, largest: number): Value | null {
  const size = entries.shape[0] as number;
  // Each of them with a row of zeros behind it, and one more.
  const spaced = writer.emit(
    operationNamed("pad"),
    [entries],
    { low: 0, high: largest },
    {
      low: [0],
      high: [0],
      interior: [size],
    },
  );
  return spaced === null ? null : writer.reshaped(spaced, [size, size]);
}
