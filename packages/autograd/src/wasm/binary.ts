import { ByteWriter } from "./byte-writer.ts";
import { emit, type Sink } from "./emit.ts";
import type { Expression, FunctionReference, Region } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { Instruction, ValueType } from "./instruction.ts";

/** The binary code of each value type. */
export const typeCodes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** Writes the code of one function in the binary format. */
export class BinarySink implements Sink {
  readonly #code: ByteWriter = new ByteWriter();
  /** Where the last instruction ends if it is a `local.set`, where it starts, and of which local it is. */
  #setEnd = -1;
  #setStart = -1;
  #setLocal = -1;

  /** The function as an entry of the code section, in two parts. */
  function(builder: FunctionBuilder): [header: ByteWriter, code: ByteWriter] {
    const locals = emit(builder, this);
    this.#code.byte(0x0b);
    const declarations = new ByteWriter();
    let groups = 0;
    for (let start = 0; start < locals.length; ) {
      const type = locals[start] as ValueType;
      let end = start + 1;
      while (locals[end] === type) end++;
      declarations.unsigned(end - start);
      declarations.byte(typeCodes[type]);
      groups++;
      start = end;
    }
    const count = new ByteWriter();
    count.unsigned(groups);
    const header = new ByteWriter();
    header.unsigned(count.length + declarations.length + this.#code.length);
    header.bytes(count.data);
    header.bytes(declarations.data);
    return [header, this.#code];
  }

  plain(expression: Expression, instruction: Instruction): void {
    const { code, immediate } = instruction;
    const out = this.#code;
    if (code > 0xff) {
      out.data.push(code >>> 12);
      out.unsigned(code & 0xfff);
    } else {
      out.data.push(code);
    }
    switch (immediate) {
      case "none":
        break;
      case "lane":
        out.byte(expression.lane);
        break;
      case "shuffle":
        out.bytes(expression.literal as Uint8Array);
        break;
      default:
        out.byte(instruction.alignment);
        out.unsigned(expression.offset);
        if (immediate === "memoryLane") out.byte(expression.lane);
    }
  }

  constant(expression: Expression): void {
    const out = this.#code;
    switch (expression.type) {
      case "i32":
        out.byte(0x41);
        out.signed(expression.literal as number);
        break;
      case "i64":
        out.byte(0x42);
        out.signed64(expression.literal as bigint);
        break;
      case "f32":
        out.byte(0x43);
        out.float32(expression.literal as number);
        break;
      case "f64":
        out.byte(0x44);
        out.float64(expression.literal as number);
        break;
      default:
        out.byte(0xfd);
        out.byte(0x0c);
        out.bytes(expression.literal as Uint8Array);
    }
  }

  localGet(local: number): void {
    const { data } = this.#code;
    if (this.#setEnd === data.length && this.#setLocal === local) {
      data[this.#setStart] = 0x22;
      this.#setEnd = -1;
    } else if (local < 0x80) {
      data.push(0x20, local);
    } else {
      data.push(0x20);
      this.#code.unsigned(local);
    }
  }

  localSet(local: number): void {
    const { data } = this.#code;
    this.#setStart = data.length;
    this.#setLocal = local;
    data.push(0x21);
    this.#code.unsigned(local);
    this.#setEnd = data.length;
  }

  call(callee: FunctionReference): void {
    this.#code.byte(0x10);
    this.#code.unsigned(callee.index);
  }

  loop(_region: Region): void {
    this.#open(0x03);
  }

  if(): void {
    this.#open(0x04);
  }

  #open(code: number): void {
    this.#code.byte(code);
    this.#code.byte(0x40);
  }

  else(): void {
    this.#code.byte(0x05);
  }

  end(): void {
    this.#code.byte(0x0b);
  }

  branchIf(_region: Region, depth: number): void {
    this.#code.byte(0x0d);
    this.#code.unsigned(depth);
  }

  return(): void {
    this.#code.byte(0x0f);
  }

  copy(): void {
    this.#code.bytes([0xfc, 0x0a, 0, 0]);
  }

  fill(): void {
    this.#code.bytes([0xfc, 0x0b, 0]);
  }

  drop(): void {
    this.#code.byte(0x1a);
  }
}
