import { double } from "../scalar/double.ts";
import { integer } from "../scalar/integer.ts";
import { single } from "../scalar/single.ts";
import { numberOf } from "./constant-folding.ts";
import type { Value, Variable } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import { type Instruction, knownInstruction, type ValueType } from "./instruction.ts";
import type { LaneDType, MemoryLane } from "./kernel-lane.ts";

/** Steps on bits, and what instruction each is for i32. */
const bitSteps = {
  bitAnd: "and",
  bitOr: "or",
  bitXor: "xor",
  shiftLeft: "shl",
  shiftRight: "shr_s",
  shiftRightUnsigned: "shr_u",
} as const;
type BitStep = keyof typeof bitSteps;

type UnaryStep = "neg" | "abs" | "sqrt" | "floor" | "ceil" | "trunc" | "nearest";
type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";
type BinaryStep = "add" | "sub" | "mul" | "div" | "min" | "max" | Comparison | BitStep;
type Step = UnaryStep | BinaryStep;
type Steps = Partial<Record<Step, Instruction | undefined>>;

/** Of integers there are such instructions for numbers with and without a sign. */
const signed: ReadonlySet<Step> = new Set(["min", "max", "lt", "le", "gt", "ge"]);

export type LaneShape = "f64" | "f32" | "f64x2" | "f32x4" | "i32" | "i32x4";

const javaScript = { float64: double, float32: single, int32: integer } as const;

/** The instructions of steps so far. They are looked up when something is compiled, which many programs never do. */
const tables: Record<LaneShape, Steps> = { f64: {}, f32: {}, f64x2: {}, f32x4: {}, i32: {}, i32x4: {} };

/** The instruction that a step is; undefined if it is none. */
function instructionOf(shape: LaneShape, step: Step): Instruction | undefined {
  const onBits = (bitSteps as Partial<Record<Step, string>>)[step];
  const isInteger = shape.startsWith("i");
  if (onBits === undefined)
    return knownInstruction(`${shape}.${step}${isInteger && signed.has(step) ? "_s" : ""}`);
  // Those of vectors do not know what their lanes are; shifts take one count for all, so that vectors have none.
  return isInteger ? knownInstruction(`${shape === "i32" ? shape : "v128"}.${onBits}`) : undefined;
}

/** The steps that are single instructions, alike in scalar and SIMD lanes; the others come from the subclasses. */
export abstract class EmittedLane<T extends ValueType, U extends ValueType> implements MemoryLane<T, U> {
  readonly dtype: LaneDType;
  readonly width: number;
  readonly elementBytes: number;
  protected readonly f: FunctionBuilder;
  readonly #shape: LaneShape;
  readonly #steps: Steps;

  constructor(f: FunctionBuilder, dtype: LaneDType, shape: LaneShape, width: number) {
    this.f = f;
    this.dtype = dtype;
    this.width = width;
    this.elementBytes = dtype === "float64" ? 8 : 4;
    this.#shape = shape;
    this.#steps = tables[shape];
  }

  /** The instruction of a step. */
  #of(step: Step): Instruction {
    this.#steps[step] ??= instructionOf(this.#shape, step);
    return this.#steps[step] ?? this.refused(step);
  }

  /** A step on constants is taken now: the JavaScript lane gives the same bits. */
  #unary(step: UnaryStep, a: Value<T>): Value {
    if (a.kind === "constant") {
      const x = numberOf(a, this.dtype);
      if (x !== undefined) return this.constant(javaScript[this.dtype][step](x));
    }
    return this.f.apply(this.#of(step), a) as Value;
  }

  #binary(step: BinaryStep, a: Value<T>, b: Value<T>): Value {
    if (a.kind === "constant" && b.kind === "constant") {
      const x = numberOf(a, this.dtype);
      const y = numberOf(b, this.dtype);
      if (x !== undefined && y !== undefined) {
        const result = javaScript[this.dtype][step](x, y);
        return typeof result === "number" ? this.constant(result) : this.constantMask(result);
      }
    }
    return this.f.apply(this.#of(step), a, b) as Value;
  }

  protected refused(step: string): never {
    const remedy = this.dtype === "int32" ? "a floating-point dtype" : "int32";
    throw new TypeError(`${step}: ${this.dtype} has no such step. Convert to ${remedy} first.`);
  }

  abstract constant(value: number): Value<T>;

  add(a: Value<T>, b: Value<T>): Value<T> {
    return this.#binary("add", a, b) as Value<T>;
  }

  sub(a: Value<T>, b: Value<T>): Value<T> {
    return this.#binary("sub", a, b) as Value<T>;
  }

  mul(a: Value<T>, b: Value<T>): Value<T> {
    return this.#binary("mul", a, b) as Value<T>;
  }

  div(a: Value<T>, b: Value<T>): Value<T> {
    return this.#binary("div", a, b) as Value<T>;
  }

  neg(a: Value<T>): Value<T> {
    return this.#unary("neg", a) as Value<T>;
  }

  abs(a: Value<T>): Value<T> {
    return this.#unary("abs", a) as Value<T>;
  }

  min(a: Value<T>, b: Value<T>): Value<T> {
    return this.#binary("min", a, b) as Value<T>;
  }

  max(a: Value<T>, b: Value<T>): Value<T> {
    return this.#binary("max", a, b) as Value<T>;
  }

  sqrt(a: Value<T>): Value<T> {
    return this.#unary("sqrt", a) as Value<T>;
  }

  floor(a: Value<T>): Value<T> {
    return this.#unary("floor", a) as Value<T>;
  }

  ceil(a: Value<T>): Value<T> {
    return this.#unary("ceil", a) as Value<T>;
  }

  trunc(a: Value<T>): Value<T> {
    return this.#unary("trunc", a) as Value<T>;
  }

  nearest(a: Value<T>): Value<T> {
    return this.#unary("nearest", a) as Value<T>;
  }

  eq(a: Value<T>, b: Value<T>): Value<U> {
    return this.#binary("eq", a, b) as Value<U>;
  }

  ne(a: Value<T>, b: Value<T>): Value<U> {
    return this.#binary("ne", a, b) as Value<U>;
  }

  lt(a: Value<T>, b: Value<T>): Value<U> {
    return this.#binary("lt", a, b) as Value<U>;
  }

  le(a: Value<T>, b: Value<T>): Value<U> {
    return this.#binary("le", a, b) as Value<U>;
  }

  gt(a: Value<T>, b: Value<T>): Value<U> {
    return this.#binary("gt", a, b) as Value<U>;
  }

  ge(a: Value<T>, b: Value<T>): Value<U> {
    return this.#binary("ge", a, b) as Value<U>;
  }

  copysign(_a: Value<T>, _b: Value<T>): Value<T> {
    return this.refused("copysign");
  }

  pow2(_k: Value<T>): Value<T> {
    return this.refused("pow2");
  }

  exponent(_a: Value<T>): Value<T> {
    return this.refused("exponent");
  }

  mantissa(_a: Value<T>): Value<T> {
    return this.refused("mantissa");
  }

  upper(_a: Value<T>): Value<T> {
    return this.refused("upper");
  }

  bitAnd(a: Value<T>, b: Value<T>): Value<T> {
    return this.#binary("bitAnd", a, b) as Value<T>;
  }

  bitOr(a: Value<T>, b: Value<T>): Value<T> {
    return this.#binary("bitOr", a, b) as Value<T>;
  }

  bitXor(a: Value<T>, b: Value<T>): Value<T> {
    return this.#binary("bitXor", a, b) as Value<T>;
  }

  shiftLeft(a: Value<T>, count: Value<T>): Value<T> {
    return this.#binary("shiftLeft", a, count) as Value<T>;
  }

  shiftRight(a: Value<T>, count: Value<T>): Value<T> {
    return this.#binary("shiftRight", a, count) as Value<T>;
  }

  shiftRightUnsigned(a: Value<T>, count: Value<T>): Value<T> {
    return this.#binary("shiftRightUnsigned", a, count) as Value<T>;
  }

  rare(_condition: Value<U>, _name: string, _argument: Value<T>, _otherwise: Value<T>): Value<T> {
    return this.refused("rare");
  }

  abstract and(a: Value<U>, b: Value<U>): Value<U>;
  abstract or(a: Value<U>, b: Value<U>): Value<U>;
  abstract not(a: Value<U>): Value<U>;
  abstract select(condition: Value<U>, whenTrue: Value<T>, whenFalse: Value<T>): Value<T>;

  abstract load(address: Index, offset?: number): Value<T>;
  abstract store(address: Index, value: Value<T>, offset?: number): void;
  abstract constantMask(value: boolean): Value<U>;
  abstract variable(initial?: Value<T>, name?: string): Variable<T>;
}
