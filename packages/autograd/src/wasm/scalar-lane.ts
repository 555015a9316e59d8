import type { ModuleBuilder } from "./assembler.ts";
import { truthOf } from "./constant-folding.ts";
import { EmittedLane } from "./emitted-lane.ts";
import type { Value, Variable } from "./expression.ts";
import { type FloatFormat, floatFormats } from "./float-format.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import { instruction, type Load, type Store } from "./instruction.ts";
import type { LaneDType, MemoryLane } from "./kernel-lane.ts";

/** A lane on plain WebAssembly numbers, one element wide; its masks are i32, 0 or 1. */
export type ScalarLane<T extends "f64" | "f32" | "i32" = "f64" | "f32" | "i32"> = MemoryLane<T, "i32">;

/** The scalar lane of a dtype. */
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: "float64"): ScalarLane<"f64">;
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: "float32"): ScalarLane<"f32">;
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: "int32"): ScalarLane<"i32">;
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: LaneDType): ScalarLane;
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: LaneDType): unknown {
  return dtype === "int32" ? new IntegerLane(f) : new FloatLane(f, module, dtype);
}

/** A number of another scalar lane, as {@link convertValue} converts vectors of them. */
export function convertScalar(f: FunctionBuilder, to: LaneDType, value: Value): Value {
  switch (to) {
    case "float64":
      if (value.type === "f64") return value;
      return value.type === "f32"
        ? f.op("f64.promote_f32", value as Value<"f32">)
        : f.op("f64.convert_i32_s", value as Value<"i32">);
    case "float32":
      if (value.type === "f32") return value;
      return value.type === "f64"
        ? f.op("f32.demote_f64", value as Value<"f64">)
        : f.op("f32.convert_i32_s", value as Value<"i32">);
    case "int32":
      if (value.type === "i32") return value;
      return value.type === "f64"
        ? f.op("i32.trunc_sat_f64_s", value as Value<"f64">)
        : f.op("i32.trunc_sat_f32_s", value as Value<"f32">);
  }
}

function keyOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

type Float = "f64" | "f32";

abstract class SingleElementLane<T extends Float | "i32"> extends EmittedLane<T, "i32"> {
  protected readonly type: T;

  constructor(f: FunctionBuilder, dtype: LaneDType, type: T) {
    super(f, dtype, type, 1);
    this.type = type;
  }

  and(a: Value<"i32">, b: Value<"i32">): Value<"i32"> {
    const known = truthOf(a);
    if (known !== undefined) return known ? b : a;
    return truthOf(b) === undefined ? this.f.op("i32.and", a, b) : this.and(b, a);
  }

  or(a: Value<"i32">, b: Value<"i32">): Value<"i32"> {
    const known = truthOf(a);
    if (known !== undefined) return known ? a : b;
    return truthOf(b) === undefined ? this.f.op("i32.or", a, b) : this.or(b, a);
  }

  not(a: Value<"i32">): Value<"i32"> {
    return this.f.op("i32.eqz", a);
  }

  select(condition: Value<"i32">, whenTrue: Value<T>, whenFalse: Value<T>): Value<T> {
    if (whenTrue === whenFalse) return whenTrue;
    const known = truthOf(condition);
    return known === undefined ? this.f.select(condition, whenTrue, whenFalse) : known ? whenTrue : whenFalse;
  }

  constantMask(value: boolean): Value<"i32"> {
    return this.f.i32(value ? 1 : 0);
  }

  load(address: Index, offset = 0): Value<T> {
    return this.f.load(`${this.type}.load` as Load, address, offset) as Value<T>;
  }

  store(address: Index, value: Value<T>, offset = 0): void {
    this.f.store(`${this.type}.store` as Store, address, value as never, offset);
  }

  variable(initial?: Value<T>, name = ""): Variable<T> {
    return this.f.variable(this.type, initial, name);
  }
}

class IntegerLane extends SingleElementLane<"i32"> {
  constructor(f: FunctionBuilder) {
    super(f, "int32", "i32");
  }

  constant(value: number): Value<"i32"> {
    return this.f.i32(value);
  }

  override neg(a: Value<"i32">): Value<"i32"> {
    return this.sub(this.f.i32(0), a);
  }

  override abs(a: Value<"i32">): Value<"i32"> {
    return this.select(this.lt(a, this.f.i32(0)), this.neg(a), a);
  }

  override min(a: Value<"i32">, b: Value<"i32">): Value<"i32"> {
    return this.select(this.lt(a, b), a, b);
  }

  override max(a: Value<"i32">, b: Value<"i32">): Value<"i32"> {
    return this.select(this.gt(a, b), a, b);
  }
}

type Bits = Value<"i64" | "i32">;

class FloatLane extends SingleElementLane<Float> {
  readonly #module: ModuleBuilder;
  readonly #format: FloatFormat;
  readonly #isDouble: boolean;
  /** The type of integers that have as many bits. */
  readonly #bitType: "i64" | "i32";

  constructor(f: FunctionBuilder, module: ModuleBuilder, dtype: "float64" | "float32") {
    super(f, dtype, dtype === "float64" ? "f64" : "f32");
    this.#module = module;
    this.#format = floatFormats[dtype];
    this.#isDouble = dtype === "float64";
    this.#bitType = this.#isDouble ? "i64" : "i32";
  }

  /** A constant in a loop is computed before it: newer engines do not move it out by themselves, and lose a fifth. */
  constant(value: number): Value<Float> {
    const { f, type } = this;
    const build = (): Value<Float> => f[type](value);
    return f.inLoop ? f.shared(`${type} ${keyOf(value)}`, build) : build();
  }

  #bits(a: Value<Float>): Bits {
    return this.f.apply(instruction(`${this.#bitType}.reinterpret_${this.type}`), a) as Bits;
  }

  #number(bits: Bits): Value<Float> {
    return this.f.apply(instruction(`${this.type}.reinterpret_${this.#bitType}`), bits) as Value<Float>;
  }

  #step(name: "and" | "or" | "shl" | "shr_u", a: Bits, pattern: bigint): Bits {
    const { f } = this;
    const b = this.#isDouble ? f.i64(pattern) : f.i32(Number(pattern));
    return f.apply(instruction(`${this.#bitType}.${name}`), a, b) as Bits;
  }

  override copysign(a: Value<Float>, b: Value<Float>): Value<Float> {
    return this.f.apply(instruction(`${this.type}.copysign`), a, b) as Value<Float>;
  }

  override pow2(k: Value<Float>): Value<Float> {
    const { bias, integerMagic, significandBits } = this.#format;
    const biased = this.add(k, this.constant(integerMagic + bias));
    return this.#number(this.#step("shl", this.#bits(biased), BigInt(significandBits)));
  }

  override exponent(a: Value<Float>): Value<Float> {
    const { f } = this;
    const { bias, significandBits } = this.#format;
    const bits = this.#step("shr_u", this.#bits(a), BigInt(significandBits));
    const biased = this.#isDouble ? f.op("i32.wrap_i64", bits as Value<"i64">) : (bits as Value<"i32">);
    return f.op(`${this.type}.convert_i32_s`, f.op("i32.sub", biased, f.i32(bias)));
  }

  override mantissa(a: Value<Float>): Value<Float> {
    const { bias, fractionMask, significandBits } = this.#format;
    const fraction = this.#step("and", this.#bits(a), fractionMask);
    return this.#number(this.#step("or", fraction, BigInt(bias) << BigInt(significandBits)));
  }

  override upper(a: Value<Float>): Value<Float> {
    return this.#number(this.#step("and", this.#bits(a), this.#format.upperMask));
  }

  override rare(
    condition: Value<"i32">,
    name: string,
    argument: Value<Float>,
    otherwise: Value<Float>,
  ): Value<Float> {
    const { f } = this;
    const callee = this.#module.importFunction("rare", name, ["f64"], "f64", true);
    const result = this.variable(otherwise, "rare");
    f.if(condition, () => {
      if (this.#isDouble) f.set(result, f.call(callee, argument) as Value<Float>);
      else {
        const value = f.call(callee, f.op("f64.promote_f32", argument as Value<"f32">)) as Value<"f64">;
        f.set(result, f.op("f32.demote_f64", value));
      }
    });
    return f.get(result);
  }
}
