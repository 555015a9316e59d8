import { commonValue, rememberValue } from "./common-value.ts";
import { ConstantBuilder, type Index } from "./constant-builder.ts";
import { type Expression, type FunctionReference, type Value, Variable } from "./expression.ts";
import {
  type Instruction,
  instruction,
  type LaneAccess,
  type LaneLoad,
  type LaneLoadSignatures,
  type LaneSignatures,
  type LaneStore,
  type Load,
  type LoadSignatures,
  type OperandsOf,
  type Plain,
  type PlainSignatures,
  type ResultOf,
  type Store,
  type StoreSignatures,
  type ValueType,
} from "./instruction.ts";

/** Operand values for a list of types. */
type Values<T> = { readonly [K in keyof T]: T[K] extends ValueType ? Value<T[K]> : never };
type Result<S> = ResultOf<S> extends infer R extends ValueType ? Value<R> : never;
type StoredBy<S> = S extends `i32,${infer T extends ValueType}:none` ? Value<T> : never;

export function typeName(value: Expression | undefined): string {
  return value === undefined ? "nothing" : value.type;
}

/**
 * The values of a function under construction. Methods append to the current region in program order and return
 * handles; a handle may be used any number of times where its region is visible, and is computed once. Pure values that
 * nobody uses vanish.
 */
export class ValueBuilder extends ConstantBuilder {
  /** Any instruction of the tables; the typed methods below are kinder to callers that know which. */
  apply(description: Instruction, ...operands: readonly Expression[]): Expression {
    return this.#build(description, operands);
  }

  #build(description: Instruction, operands: readonly Expression[], lane = 0): Expression {
    const expected = description.operands;
    for (let k = 0; k < expected.length || k < operands.length; k++) {
      const operand = operands[k];
      if (operand === undefined || operand.type !== expected[k]) {
        throw new Error(
          `wasm: ${description.mnemonic} takes ${expected.join(", ")}, got ${operands.map(typeName).join(", ")}`,
        );
      }
    }
    const isPure = description.immediate === "none" || description.immediate === "lane";
    return isPure
      ? this.#common(description.result, description, operands, lane)
      : this.append(description.result, "plain", description, operands);
  }

  /** A value that depends on its operands only, built once. */
  #common<T extends ValueType | "none">(
    type: T,
    description: Instruction,
    operands: readonly Expression[],
    lane: number,
  ): Expression<T> {
    const known = commonValue(description, operands, lane, this.region);
    if (known !== undefined) return known as Expression<T>;
    const value = this.append(type, "plain", description, operands);
    value.lane = lane;
    rememberValue(value);
    return value;
  }

  /** The parameter at `index`, as a value; {@link FunctionBuilder.variable} makes an assignable copy. */
  parameter(index: number): Value {
    const type = this.parameters[index];
    if (type === undefined) throw new Error(`wasm: ${this.name} has no parameter ${index}`);
    const value = this.hoist(() => this.append(type, "parameter", undefined, []));
    value.offset = index;
    return value;
  }

  /** Any instruction without immediates, by mnemonic. */
  op<N extends Plain>(
    mnemonic: N,
    ...operands: Values<OperandsOf<PlainSignatures[N]>>
  ): Result<PlainSignatures[N]> {
    return this.#build(instruction(mnemonic), operands) as Result<PlainSignatures[N]>;
  }

  /** Reads memory at `address + offset`. */
  load<N extends Load>(mnemonic: N, address: Index, offset = 0): Result<LoadSignatures[N]> {
    const value = this.#build(instruction(mnemonic), [this.index(address)]);
    value.offset = offset;
    return value as Result<LoadSignatures[N]>;
  }

  /** Writes memory at `address + offset`. */
  store<N extends Store>(mnemonic: N, address: Index, value: StoredBy<StoreSignatures[N]>, offset = 0): void {
    this.#build(instruction(mnemonic), [this.index(address), value]).offset = offset;
  }

  /** Reads one lane of a vector, or replaces one. */
  lane<N extends LaneAccess>(
    mnemonic: N,
    lane: number,
    ...operands: Values<OperandsOf<LaneSignatures[N]>>
  ): Result<LaneSignatures[N]> {
    return this.#build(instruction(mnemonic), operands, lane) as Result<LaneSignatures[N]>;
  }

  /** Reads memory into one lane of `vector`. */
  loadLane<N extends LaneLoad>(
    mnemonic: N,
    lane: number,
    address: Index,
    vector: Value<"v128">,
    offset = 0,
  ): Result<LaneLoadSignatures[N]> {
    const value = this.#build(instruction(mnemonic), [this.index(address), vector]);
    value.lane = lane;
    value.offset = offset;
    return value as Result<LaneLoadSignatures[N]>;
  }

  /** Writes one lane of `vector` to memory. */
  storeLane(mnemonic: LaneStore, lane: number, address: Index, vector: Value<"v128">, offset = 0): void {
    const statement = this.#build(instruction(mnemonic), [this.index(address), vector]);
    statement.lane = lane;
    statement.offset = offset;
  }

  /** Picks sixteen bytes from `a` (0 to 15) and `b` (16 to 31). */
  shuffle(a: Value<"v128">, b: Value<"v128">, indices: readonly number[]): Value<"v128"> {
    const value = this.#build(instruction("i8x16.shuffle"), [a, b]);
    value.literal = Uint8Array.from(indices);
    return value as Value<"v128">;
  }

  /** A number in every lane of a vector; a vector as it is. */
  spread(value: Value): Value<"v128"> {
    switch (value.type) {
      case "v128":
        return value as Value<"v128">;
      case "f64":
        return this.op("f64x2.splat", value as Value<"f64">);
      case "f32":
        return this.op("f32x4.splat", value as Value<"f32">);
      default:
        return this.op("i32x4.splat", value as Value<"i32">);
    }
  }

  /** i32 addition that folds numbers known now. */
  plus(a: Index, b: Index): Value<"i32"> {
    const known = knownIndex(a);
    const added = knownIndex(b);
    if (typeof known === "number") {
      return typeof added === "number" ? this.i32(known + added) : this.plus(added, known);
    }
    return added === 0 ? known : this.op("i32.add", known, this.index(added));
  }

  /** i32 multiplication that folds numbers known now. */
  times(a: Index, b: number): Value<"i32"> {
    const known = knownIndex(a);
    if (typeof known === "number") return this.i32(Math.imul(known, b));
    if (b === 0) return this.i32(0);
    if (b === 1) return known;
    const power = Math.log2(b);
    return Number.isInteger(power)
      ? this.op("i32.shl", known, this.i32(power))
      : this.op("i32.mul", known, this.i32(b));
  }

  /** `condition != 0 ? whenTrue : whenFalse`, both computed. */
  select<T extends ValueType>(condition: Value<"i32">, whenTrue: Value<T>, whenFalse: Value<T>): Value<T> {
    if (whenTrue.type !== whenFalse.type || condition.type !== "i32") {
      throw new Error(
        `wasm: select takes i32 and two alike, got ${[condition, whenTrue, whenFalse].map(typeName).join(", ")}`,
      );
    }
    return this.#common(whenTrue.type, selectInstruction, [whenTrue, whenFalse, condition], 0);
  }

  /** A local that can be assigned; it starts as `initial`, or zero at function start. */
  variable<T extends ValueType>(type: T, initial?: Value<T>, name = ""): Variable<T> {
    const variable = new Variable(type, name);
    this.variables.push(variable);
    if (initial !== undefined) this.set(variable, initial);
    return variable;
  }

  /** The variable's value at this point; later assignments do not change it. */
  get<T extends ValueType>(variable: Variable<T>): Value<T> {
    const value = this.append(variable.type, "get", undefined, []);
    value.subject = variable as unknown as Variable;
    return value;
  }

  set<T extends ValueType>(variable: Variable<T>, value: Value<T>): void {
    if (variable.type !== value.type)
      throw new Error(`wasm: cannot set ${variable.type} variable to ${value.type}`);
    this.append("none", "set", undefined, [value]).subject = variable as unknown as Variable;
  }

  call(callee: FunctionReference, ...operands: readonly Expression[]): Expression {
    const types = operands.map(typeName).join(", ");
    if (types !== callee.parameters.join(", ")) {
      throw new Error(`wasm: ${callee.name} takes ${callee.parameters.join(", ")}, got ${types}`);
    }
    const value = this.append(callee.result, "call", undefined, operands);
    value.subject = callee;
    return value;
  }
}

/** A number, if it is known now. */
function knownIndex(index: Index): Index {
  return typeof index !== "number" && index.kind === "constant" ? (index.literal as number) : index;
}

const selectInstruction: Instruction = {
  mnemonic: "select",
  code: 0x1b,
  operands: [],
  result: "none",
  immediate: "none",
  alignment: 0,
};
