import type { Kernel, Plan } from "../plan/plan.ts";
import type { Program } from "../plan/program.ts";
import type { Value as PlanValue } from "../plan/value.ts";
import { sizeOf } from "../shape/shape.ts";
import type { ModuleBuilder } from "./assembler.ts";
import type { FunctionReference, Value } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { ValueType } from "./instruction.ts";

/** Loops of at most so many elements call functions where the plan has so many of them. */
const smallLoop = 64;
const manySmall = 100;

/** Loops of more elements do so only where they have so many of their own, or the plan has very many. */
const manyInLoop = 50;
const veryMany = 1000;

/** Whether an operation on an element is a long chain of steps, as an exponential is. */
export function isLong({ op, dtype }: PlanValue): boolean {
  return op.isLong && dtype !== "int32";
}

function longOperations({ values }: Program, kernel: Kernel): number {
  if (kernel.kind !== "loop") return 0;
  let count = 0;
  for (const v of kernel.values) if (isLong(values[v] as PlanValue)) count++;
  return count;
}

/**
 * Long operations as functions of their own, each once in a module. A graph with thousands of sines would otherwise be
 * megabytes of code, which take seconds to emit and compile. In a loop over many elements the steps themselves are better,
 * since they alternate with those of the next elements, unless they are more than there are registers for.
 */
export class Outlined {
  readonly #module: ModuleBuilder;
  readonly #functions: Map<string, FunctionReference> = new Map();
  readonly #program: Program;
  /** How many long operations there are. */
  readonly #count: number;

  constructor(module: ModuleBuilder, { kernels, program }: Plan) {
    this.#module = module;
    this.#program = program;
    this.#count = kernels.reduce((sum, kernel) => sum + longOperations(program, kernel), 0);
  }

  /** Whether a kernel calls functions. */
  serves(kernel: Kernel): boolean {
    if (kernel.kind !== "loop" || this.#count <= manyInLoop) return false;
    if (sizeOf(kernel.shape) <= smallLoop) return this.#count > manySmall;
    return this.#count > veryMany || longOperations(this.#program, kernel) > manyInLoop;
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
