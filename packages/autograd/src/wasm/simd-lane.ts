import type { ModuleBuilder } from "./assembler.ts";
import { numberOf } from "./constant-folding.ts";
import type { Value } from "./expression.ts";
import { type FloatFormat, floatFormats } from "./float-format.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import { type Instruction, instruction } from "./instruction.ts";
import type { KernelLane, LaneDType } from "./kernel-lane.ts";
import { VectorLane } from "./vector-lane.ts";

type Vector = Value<"v128">;

/** A lane on 128-bit vectors. */
export type SimdLane = KernelLane<"v128", "v128">;

/** Elements in a whole vector of a dtype. */
export function vectorWidth(dtype: LaneDType): number {
  return dtype === "float64" ? 2 : 4;
}

/**
 * The SIMD lane of a dtype: f64x2, f32x4 or i32x4. With a smaller `width` it reads and writes only that many elements,
 * in the low part of the vector, and no memory beyond: for the rest of a loop, or to stand beside a wider dtype in one
 * kernel. The unused part then holds zeros or whatever the computation makes of them.
 */
export function simdLane(
  f: FunctionBuilder,
  module: ModuleBuilder,
  dtype: LaneDType,
  width?: number,
): SimdLane {
  const full = vectorWidth(dtype);
  const used = width ?? full;
  if (!Number.isInteger(used) || used < 1 || used > full) {
    throw new Error(`wasm: ${dtype} has no SIMD lane of width ${width}`);
  }
  return dtype === "int32"
    ? new IntegerVectorLane(f, dtype, "i32x4", used)
    : new FloatVectorLane(f, module, dtype, used);
}

class IntegerVectorLane extends VectorLane {
  override shiftLeft(a: Vector, count: Vector): Vector {
    return this.#shifted("shl", a, count);
  }

  override shiftRight(a: Vector, count: Vector): Vector {
    return this.#shifted("shr_s", a, count);
  }

  override shiftRightUnsigned(a: Vector, count: Vector): Vector {
    return this.#shifted("shr_u", a, count);
  }

  /** Vectors shift by one count for all lanes; by others, one lane after the other. */
  #shifted(direction: "shl" | "shr_s" | "shr_u", a: Vector, count: Vector): Vector {
    const known = numberOf(count, "int32");
    if (known !== undefined) return this.f.op(`i32x4.${direction}`, a, this.f.i32(known));
    let result = a;
    for (let k = 0; k < this.width; k++) {
      const lane = this.f.lane("i32x4.extract_lane", k, a);
      const by = this.f.lane("i32x4.extract_lane", k, count);
      result = this.f.lane("i32x4.replace_lane", k, result, this.f.op(`i32.${direction}`, lane, by));
    }
    return result;
  }
}

class FloatVectorLane extends VectorLane {
  readonly #module: ModuleBuilder;
  readonly #format: FloatFormat;
  readonly #isDouble: boolean;
  readonly #less: Instruction;

  constructor(f: FunctionBuilder, module: ModuleBuilder, dtype: "float64" | "float32", width: number) {
    super(f, dtype, dtype === "float64" ? "f64x2" : "f32x4", width);
    this.#module = module;
    this.#format = floatFormats[dtype];
    this.#isDouble = dtype === "float64";
    this.#less = instruction(this.#isDouble ? "f64x2.lt" : "f32x4.lt");
  }

  /** Choosing the smaller or the larger of two by comparing them is one instruction, NaN and zeros included. */
  override select(condition: Vector, whenTrue: Vector, whenFalse: Vector): Vector {
    if (condition.instruction === this.#less) {
      const [a, b] = condition.operands;
      if (a === whenTrue && b === whenFalse) {
        return this.f.op(this.#isDouble ? "f64x2.pmin" : "f32x4.pmin", whenFalse, whenTrue);
      }
      if (a === whenFalse && b === whenTrue) {
        return this.f.op(this.#isDouble ? "f64x2.pmax" : "f32x4.pmax", whenFalse, whenTrue);
      }
    }
    return super.select(condition, whenTrue, whenFalse);
  }

  /** The same bits in every lane. */
  #pattern(bits: bigint): Vector {
    const bytes = this.#isDouble ? new BigUint64Array(2).fill(bits) : new Uint32Array(4).fill(Number(bits));
    return this.f.v128(new Uint8Array(bytes.buffer));
  }

  override copysign(a: Vector, b: Vector): Vector {
    return this.f.op("v128.bitselect", b, a, this.#pattern(this.#format.signMask));
  }

  override pow2(k: Vector): Vector {
    const biased = this.add(k, this.constant(this.#format.integerMagic + this.#format.bias));
    const bits = this.f.i32(this.#format.significandBits);
    return this.#isDouble ? this.f.op("i64x2.shl", biased, bits) : this.f.op("i32x4.shl", biased, bits);
  }

  override exponent(a: Vector): Vector {
    const bits = this.f.i32(this.#format.significandBits);
    const biased = this.#isDouble ? this.f.op("i64x2.shr_u", a, bits) : this.f.op("i32x4.shr_u", a, bits);
    const { exponentMagic, bias } = this.#format;
    return this.sub(this.or(biased, this.constant(exponentMagic)), this.constant(exponentMagic + bias));
  }

  override mantissa(a: Vector): Vector {
    return this.or(this.and(a, this.#pattern(this.#format.fractionMask)), this.constant(1));
  }

  override upper(a: Vector): Vector {
    return this.and(a, this.#pattern(this.#format.upperMask));
  }

  override rare(condition: Vector, name: string, argument: Vector, otherwise: Vector): Vector {
    const f = this.f;
    const callee = this.#module.importFunction("rare", name, ["f64"], "f64", true);
    const result = f.variable("v128", otherwise, "rare");
    // The unused half at width 2 holds anything and must not take the slow path.
    const used = this.width * this.elementBytes;
    const mask = used === 16 ? condition : this.and(condition, f.v128(new Uint8Array(16).fill(255, 0, used)));
    f.if(f.op("v128.any_true", mask), () => {
      for (let k = 0; k < this.width; k++) {
        f.if(f.lane("i32x4.extract_lane", this.#isDouble ? 2 * k : k, mask), () => {
          const x = this.#isDouble
            ? f.lane("f64x2.extract_lane", k, argument)
            : f.op("f64.promote_f32", f.lane("f32x4.extract_lane", k, argument));
          const y = f.call(callee, x) as Value<"f64">;
          const replaced = this.#isDouble
            ? f.lane("f64x2.replace_lane", k, f.get(result), y)
            : f.lane("f32x4.replace_lane", k, f.get(result), f.op("f32.demote_f64", y));
          f.set(result, replaced);
        });
      }
    });
    return f.get(result);
  }
}
