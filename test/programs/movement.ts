import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import { type Shape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import type { Choices } from "./choices.ts";
import type { ProgramWriter, Value } from "./writer.ts";

/** Appends a movement of a value with attributes chosen for its shape; false for one that is not known here. */
export function moved(
  writer: ProgramWriter,
  op: Operation,
  x: Value,
  pick: (from: readonly Value[], k: number) => Value,
  choose: Choices,
): boolean {
  const { shape } = x;
  switch (op.name) {
    case "reshape":
      writer.emit(op, [x], x, { shape: anotherShape(sizeOf(shape), choose) });
      return true;
    case "broadcastTo": {
      const stretched = shape.map((size) => (size === 1 ? choose.below(4) : size));
      writer.emit(op, [x], x, { shape: choose.yes() ? [choose.below(3) + 1, ...stretched] : stretched });
      return true;
    }
    case "permute": {
      const axes: number[] = [];
      for (const axis of shape.keys()) axes.splice(choose.below(axes.length + 1), 0, axis);
      writer.emit(op, [x], x, { axes });
      return true;
    }
    case "flip":
      writer.emit(op, [x], x, { axes: shape.flatMap((_, axis) => (choose.yes() ? [axis] : [])) });
      return true;
    case "slice": {
      const starts = shape.map((size) => choose.below(size + 1));
      const steps = shape.map(() => choose.below(3) + 1);
      const sizes = shape.map((size, axis) => {
        const room = Math.ceil((size - (starts[axis] as number)) / (steps[axis] as number));
        return room - (room > 1 ? choose.below(2) : 0);
      });
      writer.emit(op, [x], x, { starts, sizes, steps });
      return true;
    }
    case "pad": {
      const some = (): number[] => shape.map(() => choose.below(3));
      const range = { low: Math.min(0, x.low), high: Math.max(0, x.high) };
      writer.emit(op, [x], range, { low: some(), high: some(), interior: shape.map(() => choose.below(2)) });
      return true;
    }
    case "concat": {
      if (shape.length === 0) return true;
      const axis = choose.below(shape.length);
      const fitting = writer.floats.filter((other) => joins(other.shape, shape, axis));
      const parts = [x, ...Array.from({ length: 1 + choose.below(2) }, (_, k) => pick(fitting, k + 1))];
      const low = Math.min(...parts.map((part) => part.low));
      writer.emit(op, parts, { low, high: Math.max(...parts.map((part) => part.high)) }, { axis });
      return true;
    }
    default:
      return false;
  }
}

function joins(a: Shape, b: Shape, axis: number): boolean {
  return a.length === b.length && a.every((size, k) => k === axis || size === b[k]);
}

/** A shape of the same size: a divisor, the rest, and an axis of size 1 here and there. */
function anotherShape(size: number, choose: Choices): Shape {
  const divisors = Array.from({ length: size }, (_, k) => k + 1).filter((n) => size % n === 0);
  const first = size === 0 ? choose.below(3) : (divisors[choose.below(divisors.length)] as number);
  const rest = size === 0 ? 0 : size / first;
  const shape = choose.yes() ? [first, rest] : [size];
  if (choose.yes()) shape.splice(choose.below(shape.length + 1), 0, 1);
  return size === 1 && choose.yes() ? [] : shape;
}
