import type { ModuleBuilder } from "./assembler.ts";
import { emit, type Sink } from "./emit.ts";
import type { Expression, FunctionReference, Region } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { Instruction } from "./instruction.ts";

/** Longer expressions are broken over lines. */
const lineWidth = 100;

/** The module in the WebAssembly text format, folded and indented: the same instructions that `encode` writes. */
export function moduleText(module: ModuleBuilder): string {
  const lines: string[] = ["(module"];
  for (const { module: from, name, reference } of module.imports) {
    lines.push(`  (import "${from}" "${name}" (func ${identifier(reference)}${signature(reference)}))`);
  }
  if (module.memory !== undefined) {
    const { module: from, name, minimum } = module.memory;
    lines.push(`  (import "${from}" "${name}" (memory ${minimum}))`);
  }
  for (const { reference, builder } of module.functions) {
    lines.push(...functionText(builder, identifier(reference)).map((line) => `  ${line}`));
  }
  for (const { name, reference } of module.exports) {
    lines.push(`  (export "${name}" (func ${identifier(reference)}))`);
  }
  return `${lines.join("\n")})\n`;
}

function identifier(reference: FunctionReference): string {
  return `$${reference.name.replace(/[^\w.]/g, "_")}`;
}

function signature(reference: FunctionReference): string {
  const parameters = reference.parameters.length === 0 ? "" : ` (param ${reference.parameters.join(" ")})`;
  return `${parameters}${reference.result === "none" ? "" : ` (result ${reference.result})`}`;
}

function functionText(builder: FunctionBuilder, name: string): string[] {
  const sink = new TextSink(builder);
  const locals = emit(builder, sink);
  sink.finish();
  const named = builder.parameters.map((type, k) => ` (param ${sink.local(k)} ${type})`);
  const head = `(func ${name}${named.join("")}${builder.result === "none" ? "" : ` (result ${builder.result})`}`;
  const declared = locals.map((type, k) => `(local ${sink.local(builder.parameters.length + k)} ${type})`);
  const lines = [head];
  for (let k = 0; k < declared.length; k += 4) lines.push(`  ${declared.slice(k, k + 4).join(" ")}`);
  lines.push(...sink.lines.map((line) => `  ${line}`));
  const last = lines.at(-1) ?? "";
  if (last.trimStart().startsWith(";;")) return [...lines, ")"];
  return [...lines.slice(0, -1), `${last})`];
}

function decimal(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? String(value).replace("e+", "e") : value > 0 ? "inf" : "-inf";
}

/** Four words, which read the same whatever the shape of the lanes. */
function words(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const hex = (k: number): string =>
    `0x${view
      .getUint32(4 * k, true)
      .toString(16)
      .padStart(8, "0")}`;
  return `i32x4 ${hex(0)} ${hex(1)} ${hex(2)} ${hex(3)}`;
}

/** Folds operands into the instruction that consumes them, one statement a line. */
class TextSink implements Sink {
  readonly lines: string[] = [];
  readonly #stack: string[] = [];
  #lastSet:
    | { readonly local: number; readonly start: number; readonly end: number; readonly text: string }
    | undefined = undefined;
  readonly #builder: FunctionBuilder;
  /** For each open block, whether it is the arm of an `if`. */
  readonly #isArm: boolean[] = [];
  #indent = "";

  constructor(builder: FunctionBuilder) {
    this.#builder = builder;
  }

  local(index: number): string {
    if (index < this.#builder.parameters.length) return `$p${index}`;
    for (const variable of this.#builder.variables) {
      if (variable.local === index && variable.name !== "") return `$${variable.name}${index}`;
    }
    return `$t${index}`;
  }

  finish(): void {
    if (this.#stack.length > 0) throw new Error("wasm: operands left on the stack");
  }

  #fold(head: string, operandCount: number): string {
    const operands = this.#stack.splice(this.#stack.length - operandCount, operandCount);
    const line = [head, ...operands].join(" ");
    const fits = this.#indent.length + line.length + 2 <= lineWidth && !line.includes("\n");
    if (operandCount === 0 || fits) return `(${line})`;
    return `(${[head, ...operands.map((operand) => operand.replaceAll(/^/gm, "  "))].join("\n")})`;
  }

  #statement(text: string): void {
    for (const line of text.split("\n")) this.lines.push(this.#indent + line);
  }

  plain(expression: Expression, { mnemonic, immediate }: Instruction): void {
    let head = mnemonic;
    if (immediate.startsWith("memory") && expression.offset > 0) head += ` offset=${expression.offset}`;
    if (immediate === "lane" || immediate === "memoryLane") head += ` ${expression.lane}`;
    if (immediate === "shuffle") head += ` ${Array.from(expression.literal as Uint8Array).join(" ")}`;
    const folded = this.#fold(head, expression.operands.length);
    if (expression.type === "none") this.#statement(folded);
    else this.#stack.push(folded);
  }

  constant(expression: Expression): void {
    const literal = expression.literal;
    const shown =
      literal instanceof Uint8Array
        ? words(literal)
        : typeof literal === "number"
          ? decimal(literal)
          : literal;
    this.#stack.push(`(${expression.type}.const ${shown})`);
  }

  /** A read right after the assignment becomes `local.tee`, as in the binary. */
  localGet(local: number): void {
    const set = this.#lastSet;
    if (this.#stack.length === 0 && set?.local === local && set.end === this.lines.length) {
      this.lines.length = set.start;
      this.#stack.push(set.text.replace("local.set", "local.tee"));
    } else {
      this.#stack.push(`(local.get ${this.local(local)})`);
    }
  }

  localSet(local: number): void {
    const start = this.lines.length;
    const text = this.#fold(`local.set ${this.local(local)}`, 1);
    this.#statement(text);
    this.#lastSet = { local, start, end: this.lines.length, text };
  }

  call(callee: FunctionReference): void {
    const folded = this.#fold(`call ${identifier(callee)}`, callee.parameters.length);
    if (callee.result === "none") this.#statement(folded);
    else this.#stack.push(folded);
  }

  loop(region: Region): void {
    this.#open(region.label < 0 ? "(loop" : `(loop $l${region.label}`);
    this.#isArm.push(false);
  }

  if(): void {
    this.#open(this.#fold("if", 1).slice(0, -1));
    this.#open("(then");
    this.#isArm.push(true);
  }

  #open(text: string): void {
    this.#statement(text);
    this.#indent += "  ";
  }

  #close(): void {
    this.#indent = this.#indent.slice(2);
    this.lines[this.lines.length - 1] += ")";
  }

  else(): void {
    this.#close();
    this.#open("(else");
  }

  end(): void {
    this.#close();
    // An arm has two parentheses to close: its own and that of its `if`.
    if (this.#isArm.pop() === true) this.#close();
  }

  branchIf(region: Region): void {
    this.#statement(this.#fold(`br_if $l${region.label}`, 1));
  }

  return(hasValue: boolean): void {
    this.#statement(this.#fold("return", hasValue ? 1 : 0));
  }

  copy(): void {
    this.#statement(this.#fold("memory.copy", 3));
  }

  fill(): void {
    this.#statement(this.#fold("memory.fill", 3));
  }

  drop(): void {
    this.#statement(this.#fold("drop", 1));
  }
}
