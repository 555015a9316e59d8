import { BinarySink, typeCodes } from "./binary.ts";
import { ByteWriter, joined } from "./byte-writer.ts";
import { FunctionReference, type Value } from "./expression.ts";
import { FunctionBuilder } from "./function-builder.ts";
import type { ValueType } from "./instruction.ts";

/** The values of a function's parameters. */
export type ParameterValues<P extends readonly ValueType[]> = { [K in keyof P]: Value<P[K]> };

/** Where the module's memory comes from; sizes in pages of 64 KiB. */
export interface MemoryImport {
  readonly module: string;
  readonly name: string;
  readonly minimum: number;
}

interface ImportedFunction {
  readonly module: string;
  readonly name: string;
  readonly reference: FunctionReference;
}

/** A WebAssembly module under construction. */
export class ModuleBuilder {
  readonly imports: ImportedFunction[] = [];
  readonly functions: { readonly reference: FunctionReference; readonly builder: FunctionBuilder }[] = [];
  readonly exports: { readonly name: string; readonly reference: FunctionReference }[] = [];
  memory: MemoryImport | undefined = undefined;

  /** The module's memory is given at instantiation. */
  importMemory(module: string, name: string, minimum = 1): void {
    this.memory = { module, name, minimum };
  }

  /** Imports a function, once for each name. `pure` promises that it leaves the memory alone. */
  importFunction(
    module: string,
    name: string,
    parameters: readonly ValueType[],
    result: ValueType | "none",
    pure = false,
  ): FunctionReference {
    for (const known of this.imports) {
      if (known.module === module && known.name === name) return known.reference;
    }
    const reference = new FunctionReference(`${module}.${name}`, parameters, result, pure);
    this.imports.push({ module, name, reference });
    return reference;
  }

  /**
   * Defines a function; `build` fills its body. Give `exported` a name to make it callable from outside. `pure` promises
   * that it leaves the memory alone.
   */
  define<const P extends readonly ValueType[]>(
    name: string,
    parameters: P,
    result: ValueType | "none",
    build: (f: FunctionBuilder, ...values: ParameterValues<P>) => void,
    exported?: string,
    pure = false,
  ): FunctionReference {
    const builder = new FunctionBuilder(name, parameters, result);
    const reference = new FunctionReference(name, parameters, result, pure);
    this.functions.push({ reference, builder });
    build(builder, ...(parameters.map((_, k) => builder.parameter(k)) as unknown as ParameterValues<P>));
    if (exported !== undefined) this.exports.push({ name: exported, reference });
    return reference;
  }

  /** The module in the binary format. */
  encode(): Uint8Array<ArrayBuffer> {
    let index = 0;
    for (const { reference } of this.imports) reference.index = index++;
    for (const { reference } of this.functions) reference.index = index++;

    const parts = [new ByteWriter()];
    parts[0]?.bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    let section = new ByteWriter();
    /** Ends a section; `entries` follow what was written to it. */
    const finish = (id: number, entries: readonly ByteWriter[] = []): void => {
      const head = new ByteWriter();
      head.byte(id);
      head.unsigned(entries.reduce((sum, entry) => sum + entry.length, section.length));
      parts.push(head, section, ...entries);
      section = new ByteWriter();
    };

    const types = new Map<string, number>();
    const typeOf = (reference: FunctionReference): number => {
      const key = `${reference.parameters.join()}:${reference.result}`;
      const known = types.get(key);
      if (known !== undefined) return known;
      types.set(key, types.size);
      return types.size - 1;
    };
    const references = [...this.imports, ...this.functions].map((entry) => entry.reference);
    const typeIndices = references.map(typeOf);

    section.unsigned(types.size);
    for (const key of types.keys()) {
      const [parameters = "", result = ""] = key.split(":");
      section.byte(0x60);
      const list = (parameters === "" ? [] : parameters.split(",")) as ValueType[];
      section.unsigned(list.length);
      for (const type of list) section.byte(typeCodes[type]);
      section.byte(result === "none" ? 0 : 1);
      if (result !== "none") section.byte(typeCodes[result as ValueType]);
    }
    finish(1);

    section.unsigned(this.imports.length + (this.memory === undefined ? 0 : 1));
    for (const [k, { module, name }] of this.imports.entries()) {
      section.name(module);
      section.name(name);
      section.byte(0);
      section.unsigned(typeIndices[k] as number);
    }
    if (this.memory !== undefined) {
      section.name(this.memory.module);
      section.name(this.memory.name);
      section.byte(2);
      section.byte(0);
      section.unsigned(this.memory.minimum);
    }
    finish(2);

    section.unsigned(this.functions.length);
    for (let k = 0; k < this.functions.length; k++)
      section.unsigned(typeIndices[this.imports.length + k] as number);
    finish(3);

    section.unsigned(this.exports.length);
    for (const { name, reference } of this.exports) {
      section.name(name);
      section.byte(0);
      section.unsigned(reference.index);
    }
    finish(7);

    section.unsigned(this.functions.length);
    finish(
      10,
      this.functions.flatMap(({ builder }) => new BinarySink().function(builder)),
    );

    // Function names, so that profilers and stack traces speak plainly.
    section.name("name");
    const names = new ByteWriter();
    names.unsigned(references.length);
    for (const [k, reference] of references.entries()) {
      names.unsigned(k);
      names.name(reference.name);
    }
    section.byte(1);
    section.unsigned(names.length);
    section.bytes(names.data);
    finish(0);
    return joined(parts);
  }
}
