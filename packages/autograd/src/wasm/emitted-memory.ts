import type { Spec } from "../op/definition.ts";
import type { Memory } from "../scalar/machine.ts";
import { bytesPerElement, type DType } from "../shape/dtype.ts";
import { type Address, placeFrom } from "./element.ts";
import type { EmittedMachine } from "./emitted-machine.ts";
import type { Value } from "./expression.ts";
import type { Index } from "./function-builder.ts";
import type { KernelContext } from "./kernel-context.ts";

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
    const { address, offset } = this.placeAt(position);
    if (this.dtype === "bool") return this.#context.f.load("i32.load8_u", address, offset);
    const vector = this.#machine.vectorLane(this.dtype);
    if (vector === null) return this.#machine.lane(this.dtype).load(address, offset);
    return vector.loadStrided(address, this.stepAt(position), offset);
  }

  write(value: Value, ...position: readonly Index[]): void {
    const { address, offset } = this.placeAt(position);
    const { f } = this.#context;
    if (this.dtype === "bool") {
      f.store("i32.store8", address, value as Value<"i32">, offset);
      return;
    }
    const vector = this.#machine.vectorLane(this.dtype);
    if (vector === null) this.#machine.lane(this.dtype).store(address, value, offset);
    else vector.storeStrided(address, this.stepAt(position), value, offset);
  }

  /** What is known of indices is left to the instruction. */
  placeAt(position: readonly Index[]): Address {
    const { start, strides, at = [], copies = 1 } = this.#site;
    const bytes = bytesPerElement(this.dtype) * copies;
    let more = 0;
    const indices = [...at, ...position].map((own, k) => {
      const { index, known } = this.#machine.sumOf(own) ?? { index: own, known: 0 };
      more += known * bytes * (strides[k] as number);
      return index;
    });
    return placeFrom(this.#context, start, strides, bytes, indices, more);
  }

  get bytes(): number {
    return bytesPerElement(this.dtype);
  }

  /** Bytes from an element to the next along the last axis. */
  get stride(): number {
    const { strides, copies = 1 } = this.#site;
    return (strides.at(-1) as number) * copies * bytesPerElement(this.dtype);
  }

  /** Bytes from one of the elements side by side to the next. */
  stepAt(position: readonly Index[]): number {
    const { strides, at = [], copies } = this.#site;
    const bytes = bytesPerElement(this.dtype);
    if (copies !== undefined) return bytes;
    const steps = [...at, ...position].map(
      (index, k) => this.#machine.stepOf(index) * (strides[k] as number),
    );
    return bytes * steps.reduce((sum, step) => sum + step, 0);
  }
}
