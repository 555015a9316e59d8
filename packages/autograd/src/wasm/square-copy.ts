/**
 * How rows are copied where batches are computed side by side: elements of one row follow each other, and lie across vectors in what each
 * batch has for itself. A square of them is turned at a time.
 */
import type { Address } from "./element.ts";
import type { Copying } from "./emitted-machine.ts";
import { EmittedMemory } from "./emitted-memory.ts";
import type { Value } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";

export const copyInSquares: Copying = (machine, from, to, count) => {
  const [source, target] = [from.memory, to.memory];
  if (!(source instanceof EmittedMemory && target instanceof EmittedMemory)) return false;
  const [given, found] = [follow(source, from.at), follow(target, to.at)];
  const { f, width } = machine;
  if (given === null || found === null || width * source.bytes !== 16) return false;
  const end = count - (count % width);
  machine.range(0, end / width, (block) => {
    const i = machine.times(block, width);
    const rows = vectorsAt(source, machine.moved(from.at, i), given).map(({ address, offset }) =>
      f.load("v128.load", address, offset),
    );
    const columns = given === found ? rows : turned(f, rows);
    for (const [k, { address, offset }] of vectorsAt(target, machine.moved(to.at, i), found).entries())
      f.store("v128.store", address, columns[k] as Value<"v128">, offset);
  });
  for (let i = end; i < count; i++) machine.move(from, to, i);
  return true;
};

/** Whether those side by side follow each other in memory, or elements along the last axis do; null if neither. */
type Follow = "beside" | "along" | null;

function follow(memory: EmittedMemory, at: readonly number[]): Follow {
  const { stride, bytes } = memory;
  const step = memory.stepAt(at);
  if (step === bytes) return stride > 0 ? "beside" : null;
  return stride === bytes && step > 0 ? "along" : null;
}

/** Where the vectors of a square are: one for each element, or for each of those side by side. */
function vectorsAt(memory: EmittedMemory, position: readonly Index[], how: Follow): Address[] {
  const { address, offset } = memory.placeAt(position);
  const step = how === "along" ? memory.stepAt(position) : memory.stride;
  return Array.from({ length: 16 / memory.bytes }, (_, k) => ({ address, offset: offset + k * step }));
}

/** Rows of a square of elements as its columns. */
function turned(f: FunctionBuilder, rows: readonly Value<"v128">[]): Value<"v128">[] {
  const [a, b, c, d] = rows as [Value<"v128">, Value<"v128">, Value<"v128">, Value<"v128">];
  const halves = (x: Value<"v128">, y: Value<"v128">): Value<"v128">[] => [
    f.shuffle(x, y, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]),
    f.shuffle(x, y, [8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31]),
  ];
  if (rows.length === 2) return halves(a, b);
  const low = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
  const high = low.map((byte) => byte + 8);
  const [first, second] = [f.shuffle(a, b, low), f.shuffle(c, d, low)];
  const [third, fourth] = [f.shuffle(a, b, high), f.shuffle(c, d, high)];
  return [...halves(first, second), ...halves(third, fourth)];
}
