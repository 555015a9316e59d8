import type { Cell, Machine, Place } from "../scalar/machine.ts";
import { bytesPerElement, type DType } from "../shape/dtype.ts";
import type { Value, Variable } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import { type KernelContext, Lanes } from "./kernel-context.ts";
import type { KernelLane, LaneDType, MemoryLane } from "./kernel-lane.ts";
import { scalarLane } from "./scalar-lane.ts";
import { vectorWidth } from "./simd-lane.ts";

/** Copies elements side by side; false if it does not know how. */
export type Copying = (
  machine: EmittedMachine,
  from: Place<Value, Value<"i32">>,
  to: Place<Value, Value<"i32">>,
  count: number,
) => boolean;

let copying: Copying = () => false;

/** Tells how elements side by side are copied faster than one after the other. Who copies says so, as with what runs routines. */
export function copyBy(by: Copying): void {
  copying = by;
}

/** The machine that writes a routine out, element by element, or some elements at a time. */
export class EmittedMachine implements Machine<Value, Value, Value<"i32">> {
  readonly #context: KernelContext;
  readonly f: FunctionBuilder;
  readonly #scalars: Map<DType, MemoryLane> = new Map();
  /** While elements are computed side by side, the lanes for them. */
  #vectors: Vectors | null = null;
  /** How far indices go on from one of these elements to the next; those that are missing stay. */
  readonly #steps: Map<Index, number> = new Map();
  readonly #sums: Map<Index, Sum> = new Map();

  constructor(context: KernelContext) {
    this.#context = context;
    this.f = context.f;
  }

  lane(dtype: DType): MemoryLane {
    if (this.#vectors !== null) return this.#vectors.of(dtype);
    const known = this.#scalars.get(dtype);
    if (known !== undefined) return known;
    const lane = scalarLane(this.f, this.#context.module, dtype === "bool" ? "int32" : dtype);
    this.#scalars.set(dtype, lane);
    return lane;
  }

  /** How many elements are computed side by side. */
  get width(): number {
    return this.#vectors?.width ?? 1;
  }

  /** The lane of what is read or written side by side; null where there is one element. */
  vectorLane(dtype: DType): KernelLane | null {
    return this.#vectors?.of(dtype) ?? null;
  }

  /** How far an index goes on from element to element. */
  stepOf(index: Index): number {
    return this.#steps.get(index) ?? 0;
  }

  /** An index as a sum of one that is not negative, as counters are not, and of what is known of it. */
  sumOf(index: Index): Sum | undefined {
    if (typeof index !== "number") return this.#sums.get(index);
    return index < 0 ? undefined : { index: 0, known: index };
  }

  #noted(index: Value<"i32">, sum: Sum): Value<"i32"> {
    this.#sums.set(index, sum);
    return index;
  }

  plus(a: Index, b: Index): Value<"i32"> {
    const [x, y] = [this.sumOf(a), this.sumOf(b)];
    const sum = this.#moving(this.f.plus(a, b), this.stepOf(a) + this.stepOf(b));
    if (x === undefined || y === undefined) return sum;
    return this.#noted(sum, { index: this.f.plus(x.index, y.index), known: x.known + y.known });
  }

  times(a: Index, b: number): Value<"i32"> {
    const x = this.sumOf(a);
    const product = this.#moving(this.f.times(a, b), this.stepOf(a) * b);
    if (x === undefined || b < 0) return product;
    return this.#noted(product, { index: this.f.times(x.index, b), known: x.known * b });
  }

  /**
   * An index that goes on from element to element, told from every other: the builder gives one value for equal sums, and an operand for a
   * sum with 0, and these may be indices that stay.
   */
  #moving(index: Value<"i32">, step: number): Value<"i32"> {
    if (step === 0) return index;
    const { f } = this;
    const own =
      index.kind === "constant" ? f.ownI32(index.literal as number) : f.op("i32.add", index, f.ownI32(0));
    this.#steps.set(own, step);
    return own;
  }

  range(from: Index, to: Index, body: (i: Value<"i32">) => void): void {
    this.f.range(from, to, 1, (i) => body(this.#noted(i, { index: i, known: 0 })));
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
    const spread = given.map((value) => this.f.spread(value));
    this.sideBySide(dtype, from, to, (i) => body(this.lane(dtype), i, spread));
  }

  /** For each index, as many at a time as a vector has elements of a dtype. */
  sideBySide(dtype: LaneDType, from: Index, to: Index, build: (i: Value<"i32">) => void): void {
    const f = this.f;
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
    const index = this.#moving(first, 1);
    build(this.#noted(index, { index, known: 0 }));
    this.#vectors = null;
  }

  copy(from: Place<Value, Value<"i32">>, to: Place<Value, Value<"i32">>, count: number): void {
    if (this.#vectors !== null && copying(this, from, to, count)) return;
    this.each(from.memory.dtype, 0, count, [], (_, i) => this.move(from, to, i));
  }

  /** Copies an element, or those side by side. */
  move(from: Place<Value, Value<"i32">>, to: Place<Value, Value<"i32">>, i: Index): void {
    const value = from.memory.read(...(this.moved(from.at, i) as [Index]));
    to.memory.write(value, ...(this.moved(to.at, i) as [Index]));
  }

  /** A position further on along the last axis. */
  moved(at: readonly number[], i: Index): Index[] {
    return at.map((index, k) => (k === at.length - 1 ? this.plus(i, index) : index));
  }

  cell(initial: Value): Cell<Value> {
    return new LocalCell(this.f, this.f.variable(initial.type, initial, "cell"));
  }

  index(value: Value): Value<"i32"> {
    return value as Value<"i32">;
  }

  integer(index: Index): Value {
    if (this.stepOf(index) !== 0) throw new TypeError("not one index");
    const value = this.f.index(index);
    return this.#vectors === null ? value : this.f.spread(value);
  }

  /** Why is found out by the interpreter: it is given the same data. */
  refuse(condition: Value): void {
    this.f.if(condition as Value<"i32">, () => this.f.return(this.f.i32(1)));
  }
}

interface Sum {
  readonly index: Index;
  readonly known: number;
}

/** The lanes of elements that are computed side by side. Masks are as wide as elements, which therefore are of one size. */
class Vectors {
  readonly width: number;
  readonly #lanes: Lanes;
  #bytes = 0;

  constructor(context: KernelContext, width: number) {
    this.width = width;
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
