import type { Node } from "../graph/node.ts";
import { batchAxes, coresOf, ofCore } from "../op/routine.ts";
import { broadcastAccess } from "../plan/access.ts";
import type { Cell, Machine, Memory } from "../scalar/machine.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import { sizeOf, stridesOf } from "../shape/shape.ts";
import { walk } from "./positions.ts";
import { laneOf, type NumberLane } from "./scalar.ts";

/** Where the elements of a value are. */
export interface Place {
  readonly array: TypedArray;
  readonly offset: number;
}

/** Runs a routine, batch by batch. `places` are those of the inputs, then that of the result. */
export function runRoutine(node: Node, places: readonly Place[]): void {
  const { meaning } = node.op;
  if (meaning.kind !== "routine") throw new TypeError(`${node.op.name} is not a routine`);
  const cores = meaning.cores(node.attributes);
  const batch = batchAxes(node.shape.length, cores.output).map((axis) => node.shape[axis] as number);
  const starts: Int32Array[] = [];
  const memories = [...node.inputs, node].map(({ shape, dtype }, k) => {
    const core = coresOf(cores)[k] as readonly number[];
    const strides = stridesOf(shape);
    const own = batchAxes(shape.length, core);
    const access = broadcastAccess(
      { base: k, offset: 0, strides: own.map((axis) => strides[axis] as number) },
      own.map((axis) => shape[axis] as number),
      batch,
    );
    const { array, offset } = places[k] as Place;
    const start = new Int32Array(sizeOf(batch));
    walk(batch, offset, access.strides, (index, position) => {
      start[index] = position;
    });
    starts.push(start);
    return new ArrayMemory(array, dtype, ofCore(shape, core), ofCore(strides, core));
  });
  const operands = {
    input: (k: number) => memories[k] as ArrayMemory,
    output: (k: number) => memories[node.arity + k] as ArrayMemory,
  };
  for (let b = 0; b < sizeOf(batch); b++) {
    for (const [k, memory] of memories.entries()) memory.start = starts[k]?.[b] as number;
    meaning.run(numberMachine, operands, node.attributes);
  }
}

/** The core axes of a batch, in a typed array. */
class ArrayMemory implements Memory<number, number> {
  start = 0;
  readonly dtype: DType;
  readonly sizes: readonly number[];
  readonly #array: TypedArray;
  /** Four, of which those that a core does not have are 0. */
  readonly #strides: readonly [number, number, number, number];

  constructor(array: TypedArray, dtype: DType, sizes: readonly number[], strides: readonly number[]) {
    this.#array = array;
    this.dtype = dtype;
    this.sizes = sizes;
    const [i = 0, j = 0, k = 0, l = 0] = strides;
    this.#strides = [i, j, k, l];
  }

  read(i = 0, j = 0, k = 0, l = 0): number {
    return this.#array[this.#at(i, j, k, l)] as number;
  }

  write(value: number, i = 0, j = 0, k = 0, l = 0): void {
    this.#array[this.#at(i, j, k, l)] = value;
  }

  #at(i: number, j: number, k: number, l: number): number {
    const strides = this.#strides;
    return this.start + i * strides[0] + j * strides[1] + k * strides[2] + l * strides[3];
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
const numberMachine: Machine<number, boolean, number> = {
  lane: (dtype): NumberLane => laneOf(dtype),
  plus: (a, b) => a + b,
  times: (a, b) => a * b,
  range: (from, to, body) => {
    for (let i = from; i < to; i++) body(i);
  },
  cell: (initial) => new NumberCell(initial),
};
