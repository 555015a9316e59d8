import type { Operation } from "../op/definition.ts";
import type { ClosedLoop, LoopValue } from "../plan/closed-kernel.ts";
import { isLong } from "../plan/long-operations.ts";
import { bytesPerElement, type DType } from "../shape/dtype.ts";
import { convertMask, convertValue, maskToValue, valueToMask } from "./conversion.ts";
import type { Value } from "./expression.ts";
import type { Index } from "./function-builder.ts";
import type { KernelContext, Lanes } from "./kernel-context.ts";
import type { KernelLane, LaneDType } from "./kernel-lane.ts";

/** A value being computed: numbers of a lane, or truth values kept as a mask of a lane. */
interface Computed {
  readonly value: Value;
  readonly lane: KernelLane;
}

/** How an argument is read or written: its stride in each loop, in elements. */
export interface Reading {
  readonly argument: number;
  readonly strides: readonly number[];
}

/**
 * The values of one loop at one position, computed when they are first asked for. Every operation's meaning is run on
 * the loop's lanes, which emits the instructions.
 */
export class Element {
  readonly #context: KernelContext;
  readonly #lanes: Lanes;
  readonly #loop: ClosedLoop;
  readonly #position: readonly Index[];
  readonly #known: Map<number, Computed> = new Map();

  constructor(context: KernelContext, lanes: Lanes, loop: ClosedLoop, position: readonly Index[]) {
    this.#context = context;
    this.#lanes = lanes;
    this.#loop = loop;
    this.#position = position;
  }

  /** Computes values one after the other, each after what it reads: a chain of them may be longer than the stack. */
  compute(values: readonly number[]): void {
    for (let k = 0; k < values.length; k++) this.#computed(values[k] as number);
  }

  /** The numbers of a value in its own dtype's lane. */
  numbers(v: number): Value {
    return this.#computed(v).value;
  }

  /** The truth values of a bool, as a mask of the given lane. */
  #mask(v: number, lane: KernelLane): Value {
    const { value, lane: own } = this.#computed(v);
    return convertMask(this.#context.f, own, lane, value);
  }

  #computed(v: number): Computed {
    const known = this.#known.get(v);
    if (known !== undefined) return known;
    const value = this.#valueOf(v);
    const computed = value.op === null ? this.#read(value) : this.#compute(value, value.op);
    this.#known.set(v, computed);
    return computed;
  }

  #valueOf(v: number): LoopValue {
    return this.#loop.values[v] as LoopValue;
  }

  #compute({ inputs, dtype }: LoopValue, op: Operation): Computed {
    const { meaning } = op;
    const [a = 0, b = 0, c = 0] = inputs;
    switch (meaning.kind) {
      case "map": {
        const lane = this.#lanes.of(dtype as LaneDType);
        const x = this.numbers(a);
        const y = inputs.length > 1 ? this.numbers(b) : x;
        const z = inputs.length > 2 ? this.numbers(c) : x;
        const { outlined, f } = this.#context;
        if (!this.#loop.callsFunctions || !isLong({ op, dtype }))
          return { value: meaning.scalar(lane, x, y, z), lane };
        const operands = [x, y, z].slice(0, inputs.length);
        const called = outlined.call(f, `${op.name}.${dtype}`, operands, (own, [p, q, r]) => {
          const first = p as Value;
          return meaning.scalar(this.#lanes.in(own).of(dtype as LaneDType), first, q ?? first, r ?? first);
        });
        return { value: called, lane };
      }
      case "compare": {
        const type = this.#valueOf(a).dtype;
        if (type !== "bool") {
          const lane = this.#lanes.of(type);
          return { value: meaning.scalar(lane, this.numbers(a), this.numbers(b)), lane };
        }
        const { lane } = this.#computed(a);
        const [x, y] = [a, b].map((v) => maskToValue(lane, this.#mask(v, lane))) as [Value, Value];
        return { value: meaning.scalar(lane, x, y), lane };
      }
      case "logic": {
        const { lane } = this.#computed(a);
        const x = this.#mask(a, lane);
        return { value: meaning.scalar(lane, x, inputs.length > 1 ? this.#mask(b, lane) : x), lane };
      }
      case "select": {
        if (dtype === "bool") {
          const { lane } = this.#computed(a);
          const [condition, x, y] = [a, b, c].map((v) => this.#mask(v, lane)) as [Value, Value, Value];
          return {
            value: lane.or(lane.and(condition, x), lane.and(lane.not(condition), y)),
            lane,
          };
        }
        const lane = this.#lanes.of(dtype);
        return { value: lane.select(this.#mask(a, lane), this.numbers(b), this.numbers(c)), lane };
      }
      case "cast":
        return this.#cast(a, dtype);
      default:
        throw new TypeError(`${op.name} is not computed element by element`);
    }
  }

  #cast(input: number, dtype: DType): Computed {
    const from = this.#computed(input);
    const isMask = this.#valueOf(input).dtype === "bool";
    if (dtype === "bool")
      return isMask ? from : { value: valueToMask(from.lane, from.value), lane: from.lane };
    const lane = this.#lanes.of(dtype);
    return isMask
      ? { value: maskToValue(lane, this.#mask(input, lane)), lane }
      : { value: convertValue(this.#context.f, from.lane, lane, from.value), lane };
  }

  #read(value: LoopValue): Computed {
    const { dtype, constant, strides } = value;
    if (constant !== null) {
      const lane = this.#lanes.of(dtype === "bool" ? "int32" : dtype);
      return { value: dtype === "bool" ? lane.constantMask(constant !== 0) : lane.constant(constant), lane };
    }
    const bytes = bytesPerElement(dtype);
    const { address, offset } = place(this.#context, value, bytes, this.#position);
    const inner = (strides[strides.length - 1] ?? 0) * bytes;
    const lane = this.#lanes.of(dtype === "bool" ? this.#maskDtype() : dtype);
    if (dtype !== "bool") return { value: lane.loadStrided(address, inner, offset), lane };
    return { value: lane.loadMaskStrided(address, inner, offset), lane };
  }

  /** Masks are read for the widest numbers in the loop; narrower lanes convert them. */
  #maskDtype(): LaneDType {
    return this.#lanes.width > 2 ? "int32" : "float64";
  }

  /** Writes values to their places. */
  store(): void {
    const { stores, values, dense } = this.#loop;
    for (const { value: v, argument } of stores) {
      const { dtype } = values[v] as LoopValue;
      const { address, offset } = place(
        this.#context,
        { argument, strides: dense },
        bytesPerElement(dtype),
        this.#position,
      );
      const { value, lane } = this.#computed(v);
      if (dtype === "bool") lane.storeMask(address, value, offset);
      else lane.store(address, value, offset);
    }
  }
}

/** An address, as a value and what is added to it. */
export interface Address {
  readonly address: Index;
  readonly offset: number;
}

/** The address of the element at a position, with what is known of it as the instruction's offset. */
export function place(
  context: KernelContext,
  { argument, strides }: Reading,
  bytes: number,
  position: readonly Index[],
): Address {
  return placeFrom(context, context.operands[argument] as Index, strides, bytes, position);
}

/** The same of elements that begin at an address, and so many bytes behind it. */
export function placeFrom(
  { f }: KernelContext,
  start: Index,
  strides: readonly number[],
  bytes: number,
  position: readonly Index[],
  more = 0,
): Address {
  const isKnown = typeof start === "number";
  let address: Index = isKnown ? 0 : start;
  let known = isKnown ? start + more : more;
  let negative = false;
  for (const [loop, at] of position.entries()) {
    const index = typeof at !== "number" && at.kind === "constant" ? (at.literal as number) : at;
    const stride = (strides[loop] as number) * bytes;
    if (stride === 0) continue;
    if (typeof index === "number") known += index * stride;
    else {
      address = address === 0 ? f.times(index, stride) : f.plus(address, f.times(index, stride));
      negative ||= stride < 0;
    }
  }
  // An instruction's offset is unsigned and added without wrapping, so that the address itself must not be negative.
  return negative || known < 0 ? { address: f.plus(address, known), offset: 0 } : { address, offset: known };
}

/** An index some steps further on. */
export function shifted(context: KernelContext, index: Index, steps: number): Index {
  return typeof index === "number" ? index + steps : context.f.plus(index, steps);
}
