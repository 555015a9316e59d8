import type { ModuleBuilder } from "./assembler.ts";
import type { FunctionReference, Value } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { ValueType } from "./instruction.ts";

/** Long operations as functions of their own, each once in a module. Which loops call them is said in `plan/long-operations.ts`. */
export class Outlined {
  readonly #module: ModuleBuilder;
  readonly #functions: Map<string, FunctionReference> = new Map();

  constructor(module: ModuleBuilder) {
    this.#module = module;
  }

  /** Calls the function of that name; `build` gives its result if it is new. */
  call(
    f: FunctionBuilder,
    name: string,
    operands: readonly Value[],
    build: (own: FunctionBuilder, operands: readonly Value[]) => Value,
  ): Value {
    const types = operands.map(({ type }) => type);
    const key = `${name} ${types.join(" ")}`;
    let known = this.#functions.get(key);
    if (known === undefined) {
      known = this.#module.define(
        name,
        types,
        types[0] as ValueType,
        (own, ...values) => own.return(build(own, values)),
        undefined,
        true,
      );
      this.#functions.set(key, known);
    }
    return f.call(known, ...operands) as Value;
  }
}
