import type { Node } from "../graph/node.ts";
import type { Core, Refused } from "../op/definition.ts";
import { batchAxes, coresOf } from "../op/routine.ts";
import { whole } from "../plan/access.ts";
import { coreOperand } from "../plan/core-operand.ts";
import type { Cell, Machine, Memory, Place as MemoryPlace } from "../scalar/machine.ts";
import { allocate, type DType, type TypedArray } from "../shape/dtype.ts";
import { indexOf, type Shape, sizeOf, stridesOf } from "../shape/shape.ts";
import { positionsOf } from "./positions.ts";
import type { Place } from "./runners.ts";
import { laneOf, type NumberLane } from "./scalar.ts";

/** Runs a routine, batch by batch. `places` are those of the inputs, then that of the result. */
export function runRoutine(node: Node, places: readonly Place[]): void {
  const { meaning } = node.op;
  if (meaning.kind !== "routine") throw new TypeError(`${node.op.name} is not a routine`);
  const cores = meaning.cores(node.attributes);
  const batch = batchAxes(node.shape.length, cores.output).map((axis) => node.shape[axis] as number);
  const starts: Int32Array[] = [];
  const memories = [...node.inputs, node].map(({ shape, dtype }, k) => {
    const { along, sizes, strides } = coreOperand(whole(k, shape), shape, coresOf(cores)[k] as Core, batch);
    const { array, offset } = places[k] as Place;
    starts.push(positionsOf(batch, offset, along.strides));
    return new ArrayMemory({ array, offset }, shape, dtype, sizes, strides);
  });
  const specs = node.inputs.map(({ kind }) => kind.type);
  const scratch = (meaning.scratch?.(specs, node.attributes) ?? []).map(({ shape, dtype }) => {
    const array = allocate(dtype, sizeOf(shape));
    return new ArrayMemory({ array, offset: 0 }, shape, dtype, shape, stridesOf(shape));
  });
  const operands = {
    input: (k: number) => memories[k] as ArrayMemory,
    output: (k: number) => memories[node.arity + k] as ArrayMemory,
    scratch: (k: number) => scratch[k] as ArrayMemory,
  };
  const machine = new NumberMachine((refused) => {
    const error = meaning.refusal?.(refused, specs, node.attributes);
    return error ?? new TypeError(`${node.op.name} does not say what it refuses`);
  });
  for (let b = 0; b < sizeOf(batch); b++) {
    for (const [k, memory] of memories.entries()) memory.start = starts[k]?.[b] as number;
    meaning.run(machine, operands, node.attributes);
  }
}

/** The core axes of a batch, in a typed array. */
class ArrayMemory implements Memory<number, number> {
  start = 0;
  readonly dtype: DType;
  readonly sizes: readonly number[];
  readonly #array: TypedArray;
  readonly #offset: number;
  readonly #shape: Shape;
  /** Six, of which those that a core does not have are 0. */
  readonly #strides: readonly [number, number, number, number, number, number];

  constructor(
    { array, offset }: Place,
    shape: Shape,
    dtype: DType,
    sizes: readonly number[],
    strides: readonly number[],
  ) {
    this.#array = array;
    this.#offset = offset;
    this.#shape = shape;
    this.dtype = dtype;
    this.sizes = sizes;
    const [i = 0, j = 0, k = 0, l = 0, m = 0, n = 0] = strides;
    this.#strides = [i, j, k, l, m, n];
  }

  read(i = 0, j = 0, k = 0, l = 0, m = 0, n = 0): number {
    return this.#array[this.#at(i, j, k, l, m, n)] as number;
  }

  write(value: number, i = 0, j = 0, k = 0, l = 0, m = 0, n = 0): void {
    this.#array[this.#at(i, j, k, l, m, n)] = value;
  }

  /** The index of an element among all batches. */
  indexOf(i = 0, j = 0): number[] {
    return indexOf(this.#at(i, j, 0, 0, 0, 0) - this.#offset, this.#shape);
  }

  #at(i: number, j: number, k: number, l: number, m: number, n: number): number {
    const s = this.#strides;
    return this.start + i * s[0] + j * s[1] + k * s[2] + l * s[3] + m * s[4] + n * s[5];
  }
}

class NumberCell implements Cell<number> {
  #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  get(): number {
    return this.#value;
  }

  set(value: number): void {
    this.#value = value;
  }
}

/** The machine that computes. */
class NumberMachine implements Machine<number, boolean, number> {
  readonly #errorOf: (refused: Refused) => Error;

  constructor(errorOf: (refused: Refused) => Error) {
    this.#errorOf = errorOf;
  }

  lane(dtype: DType): NumberLane {
    return laneOf(dtype);
  }

  plus(a: number, b: number): number {
    return a + b;
  }

  times(a: number, b: number): number {
    return a * b;
  }

  range(from: number, to: number, body: (i: number) => void): void {
    for (let i = from; i < to; i++) body(i);
  }

  each(
    dtype: DType,
    from: number,
    to: number,
    given: readonly number[],
    body: (lane: NumberLane, i: number, given: readonly number[]) => void,
  ): void {
    const lane = laneOf(dtype);
    for (let i = from; i < to; i++) body(lane, i, given);
  }

  copy(from: MemoryPlace<number, number>, to: MemoryPlace<number, number>, count: number): void {
    const [source, target] = [[...from.at], [...to.at]];
    const last = [source.length - 1, target.length - 1] as const;
    const [start, end] = [source[last[0]] as number, target[last[1]] as number];
    for (let i = 0; i < count; i++) {
      source[last[0]] = start + i;
      target[last[1]] = end + i;
      to.memory.write(from.memory.read(...(source as [number])), ...(target as [number]));
    }
  }

  cell(initial: number): Cell<number> {
    return new NumberCell(initial);
  }

  index(value: number): number {
    return value;
  }

  integer(index: number): number {
    return index;
  }

  refuse(condition: boolean, value: number, of: Memory<number, number>, i?: number, j?: number): void {
    if (condition) throw this.#errorOf({ index: (of as ArrayMemory).indexOf(i, j), value });
  }
}
