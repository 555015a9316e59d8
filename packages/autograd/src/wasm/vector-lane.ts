import { truthOf } from "./constant-folding.ts";
import { EmittedLane } from "./emitted-lane.ts";
import type { Value, Variable } from "./expression.ts";
import type { Index } from "./function-builder.ts";

type Vector = Value<"v128">;

/** Byte `indices[k]` goes to place k, the other places are zero: the operand of a swizzle. */
export function placement(entries: Iterable<readonly [place: number, index: number]>): Uint8Array {
  const indices = new Uint8Array(16).fill(255);
  for (const [place, index] of entries) indices[place] = index;
  return indices;
}

/** What vectors of all dtypes have in common: choosing, masks, reading and writing. */
export abstract class VectorLane extends EmittedLane<"v128", "v128"> {
  constant(value: number): Vector {
    return this.f.splat(this.dtype, value);
  }

  and(a: Vector, b: Vector): Vector {
    const known = truthOf(a);
    if (known !== undefined) return known ? b : a;
    return truthOf(b) === undefined ? this.f.op("v128.and", a, b) : this.and(b, a);
  }

  or(a: Vector, b: Vector): Vector {
    const known = truthOf(a);
    if (known !== undefined) return known ? a : b;
    return truthOf(b) === undefined ? this.f.op("v128.or", a, b) : this.or(b, a);
  }

  not(a: Vector): Vector {
    const known = truthOf(a);
    return known === undefined ? this.f.op("v128.not", a) : this.constantMask(!known);
  }

  select(condition: Vector, whenTrue: Vector, whenFalse: Vector): Vector {
    if (whenTrue === whenFalse) return whenTrue;
    const known = truthOf(condition);
    if (known !== undefined) return known ? whenTrue : whenFalse;
    // Zero bits, which also are the number +0, take one step instead of the three that a choice compiles to.
    if (truthOf(whenTrue) === false) return this.f.op("v128.andnot", whenFalse, condition);
    if (truthOf(whenFalse) === false) return this.f.op("v128.and", whenTrue, condition);
    return this.f.op("v128.bitselect", whenTrue, whenFalse, condition);
  }

  load(address: Index, offset = 0): Vector {
    const f = this.f;
    switch (this.width * this.elementBytes) {
      case 16:
        return f.load("v128.load", address, offset);
      case 8:
        return f.load("v128.load64_zero", address, offset);
      case 4:
        return f.load("v128.load32_zero", address, offset);
      default: {
        const base = f.index(address);
        return f.loadLane("v128.load32_lane", 2, base, f.load("v128.load64_zero", base, offset), offset + 8);
      }
    }
  }

  store(address: Index, value: Vector, offset = 0): void {
    const f = this.f;
    const bytes = this.width * this.elementBytes;
    const base = f.index(address);
    if (bytes === 16) f.store("v128.store", base, value, offset);
    if (bytes === 8 || bytes === 12) f.storeLane("v128.store64_lane", 0, base, value, offset);
    if (bytes === 12) f.storeLane("v128.store32_lane", 2, base, value, offset + 8);
    if (bytes === 4) f.storeLane("v128.store32_lane", 0, base, value, offset);
  }

  loadStrided(address: Index, stride: number, offset = 0): Vector {
    if (stride === this.elementBytes) return this.load(address, offset);
    if (stride === 0) return this.loadSplat(address, offset);
    const wide = this.elementBytes === 8;
    const { base, start } = this.#downTo(address, stride, offset);
    let value = this.f.load(wide ? "v128.load64_zero" : "v128.load32_zero", base, start);
    for (let k = 1; k < this.width; k++) {
      const mnemonic = wide ? "v128.load64_lane" : "v128.load32_lane";
      value = this.f.loadLane(mnemonic, k, base, value, start + k * stride);
    }
    return value;
  }

  storeStrided(address: Index, stride: number, value: Vector, offset = 0): void {
    if (stride === this.elementBytes) {
      this.store(address, value, offset);
      return;
    }
    const mnemonic = this.elementBytes === 8 ? "v128.store64_lane" : "v128.store32_lane";
    const { base, start } = this.#downTo(address, stride, offset);
    for (let k = 0; k < this.width; k++) this.f.storeLane(mnemonic, k, base, value, start + k * stride);
  }

  /** Offsets in instructions are unsigned: what a negative stride goes below the address moves into the address. */
  #downTo(address: Index, stride: number, offset: number): { base: Value<"i32">; start: number } {
    const lowest = Math.min(offset, offset + stride * (this.width - 1), 0);
    return { base: this.f.plus(address, lowest), start: offset - lowest };
  }

  loadSplat(address: Index, offset = 0): Vector {
    return this.f.load(this.elementBytes === 8 ? "v128.load64_splat" : "v128.load32_splat", address, offset);
  }

  /** The element of one lane, in the first. */
  first(value: Vector, lane: number): Vector {
    if (lane === 0) return value;
    const bytes = this.elementBytes;
    return this.f.shuffle(
      value,
      value,
      Array.from({ length: 16 }, (_, k) => lane * bytes + (k % bytes)),
    );
  }

  loadMask(address: Index, offset = 0): Vector {
    const f = this.f;
    const base = f.index(address);
    if (this.width === 4) return this.#spread(f.load("v128.load32_zero", base, offset));
    const zero = this.constantMask(false);
    if (this.width === 1) return this.#spread(f.loadLane("v128.load8_lane", 0, base, zero, offset));
    const two = f.loadLane("v128.load16_lane", 0, base, zero, offset);
    return this.#spread(this.width === 2 ? two : f.loadLane("v128.load8_lane", 2, base, two, offset + 2));
  }

  loadMaskStrided(address: Index, stride: number, offset = 0): Vector {
    if (stride === 1) return this.loadMask(address, offset);
    if (stride === 0) return this.loadMaskSplat(address, offset);
    const { base, start } = this.#downTo(address, stride, offset);
    let bytes = this.constantMask(false);
    for (let k = 0; k < this.width; k++)
      bytes = this.f.loadLane("v128.load8_lane", k, base, bytes, start + k * stride);
    return this.#spread(bytes);
  }

  loadMaskSplat(address: Index, offset = 0): Vector {
    return this.#spread(this.f.load("v128.load8_splat", address, offset));
  }

  /** Byte k to lane k; 1 becomes all-ones. */
  #spread(bytes: Vector): Vector {
    const f = this.f;
    const places = Array.from(
      { length: 16 / this.elementBytes },
      (_, k) => [k * this.elementBytes, k] as const,
    );
    const spread = f.op("i8x16.swizzle", bytes, f.v128(placement(places)));
    return this.elementBytes === 8 ? f.op("i64x2.neg", spread) : f.op("i32x4.neg", spread);
  }

  storeMask(address: Index, mask: Vector, offset = 0): void {
    const f = this.f;
    const places = Array.from({ length: this.width }, (_, k) => [k, k * this.elementBytes] as const);
    const gathered = f.op("i8x16.swizzle", mask, f.v128(placement(places)));
    const bits = f.op("v128.and", gathered, f.v128(new Uint8Array(16).fill(1)));
    const base = f.index(address);
    if (this.width === 4) f.storeLane("v128.store32_lane", 0, base, bits, offset);
    if (this.width === 2 || this.width === 3) f.storeLane("v128.store16_lane", 0, base, bits, offset);
    if (this.width === 3) f.storeLane("v128.store8_lane", 2, base, bits, offset + 2);
    if (this.width === 1) f.storeLane("v128.store8_lane", 0, base, bits, offset);
  }

  constantMask(value: boolean): Vector {
    return this.f.v128(new Uint8Array(16).fill(value ? 255 : 0));
  }

  variable(initial?: Vector, name = ""): Variable<"v128"> {
    return this.f.variable("v128", initial, name);
  }
}
