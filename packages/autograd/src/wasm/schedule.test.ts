import { describe, expect, it } from "vitest";
import { ModuleBuilder } from "./assembler.ts";
import { webAssembly } from "./engine.ts";
import type { Value, Variable } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import { moduleText } from "./text.ts";

/** A random program: values are numbered, and mean what they are worth where they are written. */
type Step =
  | { readonly kind: "constant"; readonly id: number; readonly number: number }
  | {
      readonly kind: "binary";
      readonly id: number;
      readonly op: "add" | "sub" | "mul" | "xor";
      readonly a: number;
      readonly b: number;
    }
  | { readonly kind: "get"; readonly id: number; readonly variable: number }
  | { readonly kind: "load"; readonly id: number; readonly word: number }
  | { readonly kind: "call"; readonly id: number; readonly a: number }
  | { readonly kind: "set"; readonly variable: number; readonly a: number }
  | { readonly kind: "store"; readonly word: number; readonly a: number }
  | {
      readonly kind: "if";
      readonly a: number;
      readonly whenTrue: readonly Step[];
      readonly whenFalse: readonly Step[];
    }
  | { readonly kind: "range"; readonly count: number; readonly id: number; readonly body: readonly Step[] };

const variableCount = 3;
const wordCount = 6;

class Generator {
  #state: number;
  #ids = 0;

  constructor(seed: number) {
    this.#state = seed * 2654435761 + 1;
  }

  #below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  steps(outer: readonly number[], length: number, depth: number): Step[] {
    const visible = [...outer];
    const steps: Step[] = [];
    const pick = (): number => visible[this.#below(visible.length)]!;
    const fresh = (): number => {
      visible.push(this.#ids);
      return this.#ids++;
    };
    for (let k = 0; k < length; k++) {
      const choice = visible.length === 0 ? 0 : this.#below(depth > 0 ? 21 : 18);
      if (choice < 2) steps.push({ kind: "constant", id: fresh(), number: this.#below(1000) - 500 });
      else if (choice < 8) {
        const op = (["add", "sub", "mul", "xor"] as const)[this.#below(4)]!;
        const [a, b] = [pick(), pick()];
        steps.push({ kind: "binary", op, a, b, id: fresh() });
      } else if (choice < 10) steps.push({ kind: "get", variable: this.#below(variableCount), id: fresh() });
      else if (choice < 12) steps.push({ kind: "load", word: this.#below(wordCount), id: fresh() });
      else if (choice < 13) steps.push({ kind: "call", a: pick(), id: fresh() });
      else if (choice < 15) steps.push({ kind: "set", variable: this.#below(variableCount), a: pick() });
      else if (choice < 18) steps.push({ kind: "store", word: this.#below(wordCount), a: pick() });
      else if (choice < 20) {
        const [whenTrue, whenFalse] = [
          this.steps(visible, 6, depth - 1),
          this.steps(visible, this.#below(6), depth - 1),
        ];
        steps.push({ kind: "if", a: pick(), whenTrue, whenFalse });
      } else {
        const id = this.#ids++;
        steps.push({
          kind: "range",
          count: this.#below(4),
          id,
          body: this.steps([...visible, id], 8, depth - 1),
        });
      }
    }
    return steps;
  }
}

/** The effect of the imported function: it counts its calls, in memory, and returns something of both. */
function impure(memory: Int32Array, a: number): number {
  memory[0] = (memory[0]! + 1) | 0;
  return (a ^ (memory[0] * 77)) | 0;
}

function interpret(
  steps: readonly Step[],
  memory: Int32Array,
  variables: Int32Array,
  values: Map<number, number>,
): void {
  const at = (id: number): number => values.get(id)!;
  for (const step of steps) {
    switch (step.kind) {
      case "constant":
        values.set(step.id, step.number);
        break;
      case "binary": {
        const [a, b] = [at(step.a), at(step.b)];
        values.set(
          step.id,
          { add: (a + b) | 0, sub: (a - b) | 0, mul: Math.imul(a, b), xor: a ^ b }[step.op],
        );
        break;
      }
      case "get":
        values.set(step.id, variables[step.variable]!);
        break;
      case "load":
        values.set(step.id, memory[step.word]!);
        break;
      case "call":
        values.set(step.id, impure(memory, at(step.a)));
        break;
      case "set":
        variables[step.variable] = at(step.a);
        break;
      case "store":
        memory[step.word] = at(step.a);
        break;
      case "if":
        interpret(at(step.a) === 0 ? step.whenFalse : step.whenTrue, memory, variables, values);
        break;
      case "range":
        for (let i = 0; i < step.count; i++) {
          values.set(step.id, i);
          interpret(step.body, memory, variables, values);
        }
    }
  }
}

function emitSteps(
  steps: readonly Step[],
  f: FunctionBuilder,
  call: (a: Value<"i32">) => Value<"i32">,
  variables: readonly Variable<"i32">[],
  values: Map<number, Value<"i32">>,
): void {
  const at = (id: number): Value<"i32"> => values.get(id)!;
  const inner = (body: readonly Step[]): void => emitSteps(body, f, call, variables, values);
  for (const step of steps) {
    switch (step.kind) {
      case "constant":
        values.set(step.id, f.i32(step.number));
        break;
      case "binary":
        values.set(step.id, f.op(`i32.${step.op}`, at(step.a), at(step.b)));
        break;
      case "get":
        values.set(step.id, f.get(variables[step.variable]!));
        break;
      case "load":
        values.set(step.id, f.load("i32.load", 4 * step.word));
        break;
      case "call":
        values.set(step.id, call(at(step.a)));
        break;
      case "set":
        f.set(variables[step.variable]!, at(step.a));
        break;
      case "store":
        f.store("i32.store", 0, at(step.a), 4 * step.word);
        break;
      case "if":
        f.if(
          at(step.a),
          () => inner(step.whenTrue),
          step.whenFalse.length > 0 ? () => inner(step.whenFalse) : undefined,
        );
        break;
      case "range":
        f.range(0, step.count, 1, (i) => {
          values.set(step.id, i);
          inner(step.body);
        });
    }
  }
}

describe("schedule", () => {
  it("keeps the meaning of 1,500 random programs", () => {
    const engine = webAssembly()!;
    for (let seed = 1; seed <= 1500; seed++) {
      const steps = new Generator(seed).steps([], 24, 3);
      const module = new ModuleBuilder();
      module.importMemory("env", "memory");
      const callee = module.importFunction("env", "impure", ["i32"], "i32");
      module.define(
        "run",
        [],
        "none",
        (f) => {
          const variables = Array.from({ length: variableCount }, () => f.variable("i32"));
          emitSteps(steps, f, (a) => f.call(callee, a) as Value<"i32">, variables, new Map());
          for (const [k, variable] of variables.entries())
            f.store("i32.store", 4 * (wordCount + k), f.get(variable));
        },
        "run",
      );
      const memory = new engine.Memory({ initial: 1 });
      const words = new Int32Array(memory.buffer, 0, wordCount + variableCount);
      const expected = words.slice();
      const variables = expected.subarray(wordCount);
      interpret(steps, expected, variables, new Map());
      const imports = { env: { memory, impure: (a: number) => impure(words, a) } };
      new engine.Instance(new engine.Module(module.encode()), imports).exports["run"]!();
      expect(Array.from(words), `seed ${seed}\n${moduleText(module)}`).toEqual(Array.from(expected));
    }
  });
});
