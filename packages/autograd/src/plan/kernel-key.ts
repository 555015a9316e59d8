import { isBody } from "../op/body.ts";
import type { Attributes, Operation } from "../op/definition.ts";
import { dtypes } from "../shape/dtype.ts";
import type { ClosedKernel, ClosedLoop, ClosedPlace, ClosedRoutine } from "./closed-kernel.ts";

const numbers: WeakMap<object, number> = /* @__PURE__ */ new WeakMap();
let numbered = 0;

/**
 * A text that is the same for two closed kernels exactly if all that is in them is. Written out for speed: a large plan has
 * thousands of kernels. `kernel-key.test.ts` changes each field in turn.
 */
export function keyOf(kernel: ClosedKernel): string {
  const key: Key = [kernel.kind];
  switch (kernel.kind) {
    case "loop":
      writeLoop(key, kernel);
      break;
    case "routine":
      writeRoutine(key, kernel);
      break;
    case "place":
      writePlace(key, kernel);
      break;
    case "bodies":
      key.push(JSON.stringify(kernel.inputs), kernel.dtype, `${kernel.refuses}`, numberOf(kernel.op));
      writeAttributes(key, kernel.attributes);
  }
  return key.join();
}

type Key = (number | string)[];

function writeLoop(key: Key, loop: ClosedLoop): void {
  const { values, stores, reductions, width, mayOverrun, callsFunctions } = loop;
  writeAll(key, loop.sizes);
  for (const isReduced of loop.reduced) key.push(isReduced ? 1 : 0);
  writeAll(key, loop.dense);
  key.push(width, mayOverrun ? 1 : 0, callsFunctions ? 1 : 0, values.length);
  for (let k = 0; k < values.length; k++) {
    const { dtype, op, inputs, constant, argument, strides } = values[k] as ClosedLoop["values"][number];
    key.push(dtypes.indexOf(dtype), op === null ? 0 : numberOf(op), argument, textOf(constant));
    writeAll(key, inputs);
    writeAll(key, strides);
  }
  writeAll(key, loop.computed);
  key.push(stores.length);
  for (const { value, argument } of stores) key.push(value, argument);
  for (const { op, source, dtype, argument } of reductions)
    key.push(numberOf(op), source, dtypes.indexOf(dtype), argument);
}

function writeRoutine(key: Key, routine: ClosedRoutine): void {
  key.push(numberOf(routine.op), routine.refuses ? 1 : 0);
  writeAttributes(key, routine.attributes);
  writeAll(key, routine.batches);
  for (const { dtype, along, sizes, strides } of routine.operands) {
    key.push(dtypes.indexOf(dtype));
    writeAll(key, along);
    writeAll(key, sizes);
    writeAll(key, strides);
  }
  for (const { shape, dtype } of routine.scratch) {
    key.push(dtypes.indexOf(dtype));
    writeAll(key, shape);
  }
}

function writePlace(key: Key, { dtype, size, isCovered, parts }: ClosedPlace): void {
  key.push(dtypes.indexOf(dtype), size, isCovered ? 1 : 0);
  for (const { constant, argument, sizes, from, start, to } of parts) {
    key.push(textOf(constant), argument, start);
    writeAll(key, sizes);
    writeAll(key, from);
    writeAll(key, to);
  }
}

/** So many numbers, and which. */
function writeAll(key: Key, all: readonly number[]): void {
  key.push(all.length);
  for (let k = 0; k < all.length; k++) key.push(all[k] as number);
}

function writeAttributes(key: Key, attributes: Attributes): void {
  for (const name in attributes) {
    const value = attributes[name];
    key.push(
      name,
      isBody(value) ? numberOf(value) : typeof value === "number" ? textOf(value) : JSON.stringify(value),
    );
  }
}

/** A constant by its bits: -0 is not 0. */
function textOf(constant: number | null): string {
  return Object.is(constant, -0) ? "-0" : String(constant);
}

/** There is one object for each operation, and for each graph that is an attribute. */
function numberOf(value: Operation | object): number {
  const known = numbers.get(value);
  if (known !== undefined) return known;
  numbers.set(value, ++numbered);
  return numbered;
}
