import type { Spec } from "../op/definition.ts";
import type { Cell, Machine, Memory } from "../scalar/machine.ts";
import type { DType } from "../shape/dtype.ts";
import type { ModuleBuilder } from "./assembler.ts";
import type { Address } from "./element.ts";
import type { Value, Variable } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import type { KernelContext } from "./kernel-context.ts";
import type { MemoryLane } from "./kernel-lane.ts";
import { scalarLane } from "./scalar-lane.ts";

/** The machine that writes a routine out, element by element. */
export class EmittedMachine implements Machine<Value, Value, Value<"i32">> {
  readonly #f: FunctionBuilder;
  readonly #module: ModuleBuilder;
  readonly #lanes: Map<DType, MemoryLane> = new Map();

  constructor({ f, module }: KernelContext) {
    this.#f = f;
    this.#module = module;
  }

  lane(dtype: DType): MemoryLane {
    const known = this.#lanes.get(dtype);
    if (known !== undefined) return known;
    const lane = scalarLane(this.#f, this.#module, dtype === "bool" ? "int32" : dtype);
    this.#lanes.set(dtype, lane);
    return lane;
  }

  plus(a: Index, b: Index): Value<"i32"> {
    return this.#f.plus(a, b);
  }

  times(a: Index, b: number): Value<"i32"> {
    return this.#f.times(a, b);
  }

  range(from: Index, to: Index, body: (i: Value<"i32">) => void): void {
    this.#f.range(from, to, 1, body);
  }

  cell(initial: Value): Cell<Value> {
    return new LocalCell(this.#f, this.#f.variable(initial.type, initial, "cell"));
  }

  index(value: Value): Value<"i32"> {
    return value as Value<"i32">;
  }

  integer(index: Index): Value {
    return this.#f.index(index);
  }

  /** Why is found out by the interpreter: it is given the same data. */
  refuse(condition: Value): void {
    this.#f.if(condition as Value<"i32">, () => this.#f.return(this.#f.i32(1)));
  }
}

class LocalCell implements Cell<Value> {
  readonly #f: FunctionBuilder;
  readonly #variable: Variable;

  constructor(f: FunctionBuilder, variable: Variable) {
    this.#f = f;
    this.#variable = variable;
  }

  get(): Value {
    return this.#f.get(this.#variable);
  }

  set(value: Value): void {
    this.#f.set(this.#variable, value);
  }
}

/** Memory by an index for each axis. */
export class EmittedMemory implements Memory<Value, Value<"i32">> {
  readonly dtype: DType;
  readonly sizes: readonly number[];
  readonly #f: FunctionBuilder;
  readonly #lane: MemoryLane;
  readonly #at: (position: readonly Index[]) => Address;

  constructor(
    { f }: KernelContext,
    lane: MemoryLane,
    { shape, dtype }: Spec,
    at: (position: readonly Index[]) => Address,
  ) {
    this.#f = f;
    this.#lane = lane;
    this.dtype = dtype;
    this.sizes = shape;
    this.#at = at;
  }

  read(...position: readonly Index[]): Value {
    const { address, offset } = this.#at(position);
    if (this.dtype === "bool") return this.#f.load("i32.load8_u", address, offset);
    return this.#lane.load(address, offset);
  }

  write(value: Value, ...position: readonly Index[]): void {
    const { address, offset } = this.#at(position);
    if (this.dtype === "bool") this.#f.store("i32.store8", address, value as Value<"i32">, offset);
    else this.#lane.store(address, value, offset);
  }
}
