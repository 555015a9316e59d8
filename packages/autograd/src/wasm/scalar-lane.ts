import type { ModuleBuilder } from "./assembler.ts";
import { truthOf } from "./constant-folding.ts";
import { EmittedLane } from "./emitted-lane.ts";
import type { Value, Variable } from "./expression.ts";
import { type FloatFormat, floatFormats } from "./float-format.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import type { LaneDType, MemoryLane } from "./kernel-lane.ts";

/** A lane on plain WebAssembly numbers, one element wide; its masks are i32, 0 or 1. */
export type ScalarLane<T extends "f64" | "f32" | "i32" = "f64" | "f32" | "i32"> = MemoryLane<T, "i32">;

/** The scalar lane of a dtype. */
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: "float64"): ScalarLane<"f64">;
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: "float32"): ScalarLane<"f32">;
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: "int32"): ScalarLane<"i32">;
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: LaneDType): ScalarLane;
export function scalarLane(f: FunctionBuilder, module: ModuleBuilder, dtype: LaneDType): unknown {
  switch (dtype) {
    case "float64":
      return new DoubleLane(f, module);
    case "float32":
      return new SingleLane(f, module);
    case "int32":
      return new IntegerLane(f);
  }
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

/** A constant in a loop is computed before it: newer engines do not move it out by themselves, and lose a fifth. */
function hoisted<T extends "f64" | "f32">(f: FunctionBuilder, key: string, build: () => Value<T>): Value<T> {
  return f.inLoop ? f.shared(key, build) : build();
}

function keyOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

abstract class SingleElementLane<T extends "f64" | "f32" | "i32"> extends EmittedLane<T, "i32"> {
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

  abstract override variable(initial?: Value<T>, name?: string): Variable<T>;
}

class IntegerLane extends SingleElementLane<"i32"> {
  constructor(f: FunctionBuilder) {
    super(f, "int32", "i32", 1);
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

  load(address: Index, offset = 0): Value<"i32"> {
    return this.f.load("i32.load", address, offset);
  }

  store(address: Index, value: Value<"i32">, offset = 0): void {
    this.f.store("i32.store", address, value, offset);
  }

  variable(initial?: Value<"i32">, name = ""): Variable<"i32"> {
    return this.f.variable("i32", initial, name);
  }
}

class DoubleLane extends SingleElementLane<"f64"> {
  readonly #module: ModuleBuilder;
  readonly #format: FloatFormat = floatFormats.float64;

  constructor(f: FunctionBuilder, module: ModuleBuilder) {
    super(f, "float64", "f64", 1);
    this.#module = module;
  }

  constant(value: number): Value<"f64"> {
    return hoisted(this.f, `f64 ${keyOf(value)}`, () => this.f.f64(value));
  }

  #bits(a: Value<"f64">): Value<"i64"> {
    return this.f.op("i64.reinterpret_f64", a);
  }

  #number(bits: Value<"i64">): Value<"f64"> {
    return this.f.op("f64.reinterpret_i64", bits);
  }

  override copysign(a: Value<"f64">, b: Value<"f64">): Value<"f64"> {
    return this.f.op("f64.copysign", a, b);
  }

  override pow2(k: Value<"f64">): Value<"f64"> {
    const biased = this.add(k, this.constant(this.#format.integerMagic + this.#format.bias));
    return this.#number(this.f.op("i64.shl", this.#bits(biased), this.f.i64(52n)));
  }

  override exponent(a: Value<"f64">): Value<"f64"> {
    const biased = this.f.op("i32.wrap_i64", this.f.op("i64.shr_u", this.#bits(a), this.f.i64(52n)));
    return this.f.op("f64.convert_i32_s", this.f.op("i32.sub", biased, this.f.i32(this.#format.bias)));
  }

  override mantissa(a: Value<"f64">): Value<"f64"> {
    const fraction = this.f.op("i64.and", this.#bits(a), this.f.i64(this.#format.fractionMask));
    return this.#number(this.f.op("i64.or", fraction, this.f.i64(0x3ff0000000000000n)));
  }

  override upper(a: Value<"f64">): Value<"f64"> {
    return this.#number(this.f.op("i64.and", this.#bits(a), this.f.i64(this.#format.upperMask)));
  }

  override rare(
    condition: Value<"i32">,
    name: string,
    argument: Value<"f64">,
    otherwise: Value<"f64">,
  ): Value<"f64"> {
    const callee = this.#module.importFunction("rare", name, ["f64"], "f64", true);
    const result = this.variable(otherwise, "rare");
    this.f.if(condition, () => this.f.set(result, this.f.call(callee, argument) as Value<"f64">));
    return this.f.get(result);
  }

  load(address: Index, offset = 0): Value<"f64"> {
    return this.f.load("f64.load", address, offset);
  }

  store(address: Index, value: Value<"f64">, offset = 0): void {
    this.f.store("f64.store", address, value, offset);
  }

  variable(initial?: Value<"f64">, name = ""): Variable<"f64"> {
    return this.f.variable("f64", initial, name);
  }
}

class SingleLane extends SingleElementLane<"f32"> {
  readonly #module: ModuleBuilder;
  readonly #format: FloatFormat = floatFormats.float32;

  constructor(f: FunctionBuilder, module: ModuleBuilder) {
    super(f, "float32", "f32", 1);
    this.#module = module;
  }

  constant(value: number): Value<"f32"> {
    return hoisted(this.f, `f32 ${keyOf(value)}`, () => this.f.f32(value));
  }

  #bits(a: Value<"f32">): Value<"i32"> {
    return this.f.op("i32.reinterpret_f32", a);
  }

  #number(bits: Value<"i32">): Value<"f32"> {
    return this.f.op("f32.reinterpret_i32", bits);
  }

  override copysign(a: Value<"f32">, b: Value<"f32">): Value<"f32"> {
    return this.f.op("f32.copysign", a, b);
  }

  override pow2(k: Value<"f32">): Value<"f32"> {
    const biased = this.add(k, this.constant(this.#format.integerMagic + this.#format.bias));
    return this.#number(this.f.op("i32.shl", this.#bits(biased), this.f.i32(23)));
  }

  override exponent(a: Value<"f32">): Value<"f32"> {
    const biased = this.f.op("i32.shr_u", this.#bits(a), this.f.i32(23));
    return this.f.op("f32.convert_i32_s", this.f.op("i32.sub", biased, this.f.i32(this.#format.bias)));
  }

  override mantissa(a: Value<"f32">): Value<"f32"> {
    const fraction = this.f.op("i32.and", this.#bits(a), this.f.i32(Number(this.#format.fractionMask)));
    return this.#number(this.f.op("i32.or", fraction, this.f.i32(0x3f800000)));
  }

  override upper(a: Value<"f32">): Value<"f32"> {
    return this.#number(this.f.op("i32.and", this.#bits(a), this.f.i32(Number(this.#format.upperMask))));
  }

  override rare(
    condition: Value<"i32">,
    name: string,
    argument: Value<"f32">,
    otherwise: Value<"f32">,
  ): Value<"f32"> {
    const f = this.f;
    const callee = this.#module.importFunction("rare", name, ["f64"], "f64", true);
    const result = this.variable(otherwise, "rare");
    f.if(condition, () => {
      const value = f.call(callee, f.op("f64.promote_f32", argument)) as Value<"f64">;
      f.set(result, f.op("f32.demote_f64", value));
    });
    return f.get(result);
  }

  load(address: Index, offset = 0): Value<"f32"> {
    return this.f.load("f32.load", address, offset);
  }

  store(address: Index, value: Value<"f32">, offset = 0): void {
    this.f.store("f32.store", address, value, offset);
  }

  variable(initial?: Value<"f32">, name = ""): Variable<"f32"> {
    return this.f.variable("f32", initial, name);
  }
}
