import type { Spec } from "../op/definition.ts";
import type { Cell, Machine, Memory } from "../scalar/machine.ts";
import { bytesPerElement, type DType } from "../shape/dtype.ts";
import { type Address, placeFrom } from "./element.ts";
import type { Value, Variable } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import { type KernelContext, Lanes } from "./kernel-context.ts";
import type { KernelLane, LaneDType, MemoryLane } from "./kernel-lane.ts";
import { scalarLane } from "./scalar-lane.ts";
import { vectorWidth } from "./simd-lane.ts";

/** The machine that writes a routine out, element by element, or some elements at a time. */
export class EmittedMachine implements Machine<Value, Value, Value<"i32">> {
  readonly #context: KernelContext;
  readonly #f: FunctionBuilder;
  readonly #scalars: Map<DType, MemoryLane> = new Map();
  /** While elements are computed side by side, the lanes for them. */
  #vectors: Vectors | null = null;
  /** How far indices go on from one of these elements to the next; those that are missing stay. */
  readonly #steps: Map<Index, number> = new Map();

  constructor(context: KernelContext) {
    this.#context = context;
    this.#f = context.f;
  }

  lane(dtype: DType): MemoryLane {
    if (this.#vectors !== null) return this.#vectors.of(dtype);
    const known = this.#scalars.get(dtype);
    if (known !== undefined) return known;
    const lane = scalarLane(this.#f, this.#context.module, dtype === "bool" ? "int32" : dtype);
    this.#scalars.set(dtype, lane);
    return lane;
  }

  /** The lane of what is read or written side by side; null where there is one element. */
  vectorLane(dtype: DType): KernelLane | null {
    return this.#vectors?.of(dtype) ?? null;
  }

  /** How far an index goes on from element to element. */
  stepOf(index: Index): number {
    return this.#steps.get(index) ?? 0;
  }

  plus(a: Index, b: Index): Value<"i32"> {
    return this.#moving(this.#f.plus(a, b), this.stepOf(a) + this.stepOf(b));
  }

  times(a: Index, b: number): Value<"i32"> {
    return this.#moving(this.#f.times(a, b), this.stepOf(a) * b);
  }

  #moving(index: Value<"i32">, step: number): Value<"i32"> {
    if (step === 0) return index;
    const own = index.kind === "constant" ? this.#f.ownI32(index.literal as number) : index;
    this.#steps.set(own, step);
    return own;
  }

  range(from: Index, to: Index, body: (i: Value<"i32">) => void): void {
    this.#f.range(from, to, 1, body);
  }

  each(
    dtype: DType,
    from: Index,
    to: Index,
    given: readonly Value[],
    body: (lane: MemoryLane, i: Value<"i32">, given: readonly Value[]) => void,
  ): void {
    if (this.#vectors !== null || dtype === "bool") {
      this.range(from, to, (i) => body(this.lane(dtype), i, given));
      return;
    }
    const spread = given.map((value) => this.#f.spread(value));
    this.sideBySide(dtype, from, to, (i) => body(this.lane(dtype), i, spread));
  }

  /** For each index, as many at a time as a vector has elements of a dtype. */
  sideBySide(dtype: LaneDType, from: Index, to: Index, build: (i: Value<"i32">) => void): void {
    const f = this.#f;
    const width = vectorWidth(dtype);
    if (typeof from === "number" && typeof to === "number") {
      const end = to - ((to - from) % width);
      f.range(from, end, width, (i) => this.#abreast(width, i, build));
      if (end < to) this.#abreast(to - end, f.i32(end), build);
      return;
    }
    const count = f.plus(to, f.times(from, -1));
    const end = f.plus(from, f.op("i32.and", f.index(count), f.i32(-width)));
    f.range(from, end, width, (i) => this.#abreast(width, i, build));
    f.range(end, to, 1, (i) => this.#abreast(1, i, build));
  }

  #abreast(width: number, first: Value<"i32">, build: (i: Value<"i32">) => void): void {
    this.#vectors = new Vectors(this.#context, width);
    build(this.#moving(first, 1));
    this.#vectors = null;
  }

  cell(initial: Value): Cell<Value> {
    return new LocalCell(this.#f, this.#f.variable(initial.type, initial, "cell"));
  }

  index(value: Value): Value<"i32"> {
    return value as Value<"i32">;
  }

  integer(index: Index): Value {
    if (this.stepOf(index) !== 0) throw new TypeError("not one index");
    const value = this.#f.index(index);
    return this.#vectors === null ? value : this.#f.spread(value);
  }

  /** Why is found out by the interpreter: it is given the same data. */
  refuse(condition: Value): void {
    this.#f.if(condition as Value<"i32">, () => this.#f.return(this.#f.i32(1)));
  }
}

/** The lanes of elements that are computed side by side. Masks are as wide as elements, which therefore are of one size. */
class Vectors {
  readonly #lanes: Lanes;
  #bytes = 0;

  constructor(context: KernelContext, width: number) {
    this.#lanes = new Lanes(context, width);
  }

  of(dtype: DType): KernelLane {
    const bytes = bytesPerElement(dtype);
    this.#bytes ||= bytes;
    if (bytes === 1 || bytes !== this.#bytes)
      throw new TypeError(`${dtype} is not computed side by side here`);
    return this.#lanes.of(dtype as LaneDType);
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

/** Where a memory lies, by its core axes. */
interface Site {
  readonly start: Index;
  /** In elements: of the axes in front of the core axes, then of these. */
  readonly strides: readonly number[];
  /** The indices of the axes in front. */
  readonly at?: readonly Index[];
  /** Of memory that each of the elements side by side has for itself: how many there are. */
  readonly copies?: number;
}

/** Memory by an index for each axis. */
export class EmittedMemory implements Memory<Value, Value<"i32">> {
  readonly dtype: DType;
  readonly sizes: readonly number[];
  readonly #context: KernelContext;
  readonly #machine: EmittedMachine;
  readonly #site: Site;

  constructor(context: KernelContext, machine: EmittedMachine, { shape, dtype }: Spec, site: Site) {
    this.#context = context;
    this.#machine = machine;
    this.dtype = dtype;
    this.sizes = shape;
    this.#site = site;
  }

  read(...position: readonly Index[]): Value {
    const { address, offset } = this.#at(position);
    if (this.dtype === "bool") return this.#context.f.load("i32.load8_u", address, offset);
    const vector = this.#machine.vectorLane(this.dtype);
    if (vector === null) return this.#machine.lane(this.dtype).load(address, offset);
    return vector.loadStrided(address, this.#step(position), offset);
  }

  write(value: Value, ...position: readonly Index[]): void {
    const { address, offset } = this.#at(position);
    const { f } = this.#context;
    if (this.dtype === "bool") {
      f.store("i32.store8", address, value as Value<"i32">, offset);
      return;
    }
    const vector = this.#machine.vectorLane(this.dtype);
    if (vector === null) this.#machine.lane(this.dtype).store(address, value, offset);
    else vector.storeStrided(address, this.#step(position), value, offset);
  }

  #at(position: readonly Index[]): Address {
    const { start, strides, at = [], copies = 1 } = this.#site;
    return placeFrom(this.#context, start, strides, bytesPerElement(this.dtype) * copies, [
      ...at,
      ...position,
    ]);
  }

  /** Bytes from one of the elements side by side to the next. */
  #step(position: readonly Index[]): number {
    const { strides, at = [], copies } = this.#site;
    const bytes = bytesPerElement(this.dtype);
    if (copies !== undefined) return bytes;
    const steps = [...at, ...position].map(
      (index, k) => this.#machine.stepOf(index) * (strides[k] as number),
    );
    return bytes * steps.reduce((sum, step) => sum + step, 0);
  }
}
