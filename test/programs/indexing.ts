import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import type { Choices } from "./choices.ts";
import type { ProgramWriter, Value } from "./writer.ts";

/**
 * Appends elements taken at indices, or put there. Whatever the integers of a program are, and however they came about, the
 * indices are cut down to the size of the axis, or are those that sort something no longer.
 */
export function indexed(
  writer: ProgramWriter,
  op: Operation,
  x: Value,
  /** An integer without bounds. */
  anyInteger: Value,
  other: Value,
  choose: Choices,
): void {
  const axis = choose.below(x.shape.length) - x.shape.length;
  const size = x.shape.at(axis) ?? 0;
  if (size === 0) return;
  const indices = positions(writer, anyInteger, other, size, choose);
  if (indices === null) return;
  const rank = indices.shape.length;
  if (op.arity === 1) {
    const naming = { caller: "take", noun: "indices" };
    writer.emit(op, [indices], { low: 0, high: size - 1 }, { size, isFromEnd: true, rank, ...naming });
    return;
  }
  const attributes = { axis, rank };
  if (op.arity === 2) {
    writer.emit(op, [x, indices], x, attributes);
    return;
  }
  const taken = operationNamed("take").shape([x.shape, indices.shape], attributes);
  const values = writer.coerced(other, taken);
  if (values === null) return;
  const count = sizeOf(indices.shape);
  const range =
    op.name === "scatterMax"
      ? { low: x.low, high: Math.max(x.high, values.high) }
      : {
          low: x.low + Math.min(0, count * values.low),
          high: x.high + Math.max(0, count * values.high),
        };
  writer.emit(op, [x, indices, values], range, attributes);
}

function positions(
  writer: ProgramWriter,
  integer: Value,
  other: Value,
  size: number,
  choose: Choices,
): Value | null {
  const length = other.shape.at(-1) ?? 0;
  if (choose.yes() && length > 0 && length <= size) {
    const sorting = { axis: -1, descending: choose.yes() };
    return writer.emit(operationNamed("argsort"), [other], { low: 0, high: length - 1 }, sorting);
  }
  const last = 2 ** Math.floor(Math.log2(size)) - 1;
  const fromFront = { low: 0, high: last };
  const masked = writer.emit(
    operationNamed("bitwiseAnd"),
    [integer, writer.constant(last, "int32")],
    fromFront,
  );
  if (masked === null || choose.yes()) return masked;
  const fromEnd = { low: -size, high: last - size };
  return writer.emit(operationNamed("sub"), [masked, writer.constant(size, "int32")], fromEnd);
}
