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
  writer.emit(op, [sum], { low: -largest, high: largest });
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
  // Each of them with a row of zeros behind it, and one more.
  const range = { low: 0, high: entry };
  const spaced = writer.emit(operationNamed("pad"), [entries], range, {
    low: [0],
    high: [0],
    interior: [size],
  });
  const diagonal = spaced === null ? null : writer.reshaped(spaced, [size, size]);
  if (diagonal === null) return null;
  const sum = { low: matrices.low, high: matrices.high + entry };
  return writer.emit(operationNamed("add"), [matrices, diagonal], sum);
}
