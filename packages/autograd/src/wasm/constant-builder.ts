import { isVisible } from "./common-value.ts";
import { Expression, Region, type Value, type Variable } from "./expression.ts";
import type { Instruction, ValueType } from "./instruction.ts";

/** An address or count: a value, or a number known now. */
export type Index = Value<"i32"> | number;

type Literal = Exclude<ValueType, "v128">;

const noOperands: readonly Expression[] = [];

/** Sixteen bytes with one scalar of the dtype repeated. */
function splatBytes(dtype: "float64" | "float32" | "int32", value: number): Uint8Array {
  if (dtype === "float64") return new Uint8Array(new Float64Array(2).fill(value).buffer);
  if (dtype === "float32") return new Uint8Array(new Float32Array(4).fill(value).buffer);
  return new Uint8Array(new Int32Array(4).fill(value).buffer);
}

/** A function under construction: its regions, and its constants, each of which is built once. */
export class ConstantBuilder {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | "none";
  /** Not code: where scalar constants belong, which are seen everywhere. */
  readonly #literalRegion: Region = new Region("literals", undefined);
  readonly #literals: Record<Literal, Map<number | bigint | string, Value>> = {
    i32: new Map(),
    i64: new Map(),
    f32: new Map(),
    f64: new Map(),
  };
  /** Runs before the body: constants hoisted out of loops. */
  readonly prologue: Region = new Region("prologue", this.#literalRegion);
  readonly body: Region = new Region("body", this.prologue);
  /** Every variable, in order of creation. */
  readonly variables: Variable[] = [];
  /** Whether an earlier encoding left its marks on the expressions. */
  isScheduled = false;
  protected region: Region = this.body;
  protected sequence = 0;
  readonly #hoisted: Map<string, Value> = new Map();
  readonly #vectors: Record<"float64" | "float32" | "int32", Map<number | string, Value<"v128">>> = {
    float64: new Map(),
    float32: new Map(),
    int32: new Map(),
  };

  constructor(name: string, parameters: readonly ValueType[], result: ValueType | "none") {
    this.name = name;
    this.parameters = parameters;
    this.result = result;
  }

  protected append<T extends ValueType | "none">(
    type: T,
    kind: Expression["kind"],
    description: Instruction | undefined,
    operands: readonly Expression[],
  ): Expression<T> {
    const region = this.region;
    for (let k = 0; k < operands.length; k++) {
      if (!isVisible((operands[k] as Expression).region, region)) {
        const what = description?.mnemonic ?? kind;
        throw new Error(`wasm: ${what} uses a value of a region that is closed or of another function`);
      }
    }
    const expression = new Expression(type, kind, description, operands, region, this.sequence++);
    region.items.push(expression);
    return expression;
  }

  i32(value: number): Value<"i32"> {
    return this.#literal("i32", value | 0);
  }

  i64(value: bigint): Value<"i64"> {
    return this.#literal("i64", value);
  }

  f32(value: number): Value<"f32"> {
    return this.#literal("f32", Math.fround(value));
  }

  f64(value: number): Value<"f64"> {
    return this.#literal("f64", value);
  }

  /** A vector constant, computed once before the body: engines do not move it out of loops by themselves. */
  v128(bytes: Uint8Array): Value<"v128"> {
    let key = "v128";
    for (const byte of bytes) key += String.fromCharCode(byte);
    return this.shared(key, () => this.#constant("v128", bytes));
  }

  /** One number in every lane of a vector, as {@link v128}. */
  splat(dtype: "float64" | "float32" | "int32", value: number): Value<"v128"> {
    const known = this.#vectors[dtype];
    const key = Object.is(value, -0) ? "-0" : value;
    const found = known.get(key);
    if (found !== undefined) return found;
    const constant = this.v128(splatBytes(dtype, value));
    known.set(key, constant);
    return constant;
  }

  #constant<T extends ValueType>(type: T, literal: Expression["literal"]): Value<T> {
    const value = this.append(type, "constant", undefined, []);
    value.literal = literal;
    return value;
  }

  /** A scalar constant, written wherever it is used; before the body it is a value like any other. */
  #literal<T extends Literal>(type: T, literal: number | bigint): Value<T> {
    if (this.region === this.prologue) return this.#constant(type, literal);
    const known = this.#literals[type];
    // A Map does not tell -0 from 0.
    const key = Object.is(literal, -0) ? "-0" : literal;
    const found = known.get(key);
    if (found !== undefined) return found as Value<T>;
    const value = this.#inline(type, literal);
    known.set(key, value);
    return value;
  }

  /** A number as an i32 constant that is told from others like it. */
  ownI32(value: number): Value<"i32"> {
    return this.#inline("i32", value);
  }

  #inline<T extends Literal>(type: T, literal: number | bigint): Value<T> {
    const region = this.#literalRegion;
    const value = new Expression(type, "constant", undefined, noOperands, region, this.sequence++);
    value.literal = literal;
    value.inline = true;
    return value;
  }

  /** A number as an i32 constant; a value as it is. */
  index(value: Index): Value<"i32"> {
    return typeof value === "number" ? this.i32(value) : value;
  }

  /** Builds values that need nothing but constants and parameters before the body, outside every loop. */
  hoist<T extends Expression>(build: () => T): T {
    const outer = this.region;
    this.region = this.prologue;
    try {
      return build();
    } finally {
      this.region = outer;
    }
  }

  /** {@link hoist}, once for each key in the function. */
  shared<T extends Value>(key: string, build: () => T): T {
    const known = this.#hoisted.get(key);
    if (known !== undefined) return known as unknown as T;
    const value = this.hoist(build);
    this.#hoisted.set(key, value);
    return value;
  }

  /** How many expressions were built so far. */
  get length(): number {
    return this.sequence;
  }

  /** Whether what is built now lies in a loop. */
  get inLoop(): boolean {
    return this.region.inLoop;
  }
}
