import type { Attributes, Rewriter } from "../op/definition.ts";
import { sameShape } from "../shape/shape.ts";
import { rewriterOf } from "./rewriter.ts";
import { simplified } from "./simplify.ts";
import { isConstant, type Value, type Values } from "./value.ts";

/** Values looked at before giving up, so that building stays fast where one value has thousands of readers. */
const mostTried = 64;

/** Collects values, each once: asked for the same operation on the same inputs, it answers with the same number. */
export class ProgramBuilder implements Values {
  readonly values: Value[] = [];
  readonly rewriter: Rewriter<number> = rewriterOf(this);
  /** For each value the newest of those whose newest input it is, and for each of these the one before; or -1. */
  readonly #newest: number[] = [];
  readonly #older: number[] = [];
  readonly #constants: Map<string, number> = new Map();

  /** The number of this value, or of one that is equal bit for bit and cheaper. */
  add(value: Value): number {
    const simpler = simplified(this, value);
    if (typeof simpler === "number") return simpler;
    const { inputs } = simpler;
    if (inputs.length === 0) return isConstant(simpler) ? this.#addConstant(simpler) : this.append(simpler);
    let key = inputs[0] as number;
    for (let k = 1; k < inputs.length; k++) if ((inputs[k] as number) > key) key = inputs[k] as number;
    let known = this.#newest[key] as number;
    for (let tried = 0; known >= 0 && tried < mostTried; tried++) {
      if (areSame(simpler, this.values[known] as Value)) return known;
      known = this.#older[known] as number;
    }
    const number = this.append(simpler);
    this.#older[number] = this.#newest[key] as number;
    this.#newest[key] = number;
    return number;
  }

  #addConstant(value: Value): number {
    const number = value.attributes["value"] as number;
    const key = `${value.dtype} ${Object.is(number, -0) ? "-0" : String(number)} ${value.shape.join()}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const added = this.append(value);
    this.#constants.set(key, added);
    return added;
  }

  /** A value that is never merged with another, like data. */
  append(value: Value): number {
    this.#newest.push(-1);
    this.#older.push(-1);
    return this.values.push(value) - 1;
  }

  at(number: number): Value {
    return this.values[number] as Value;
  }
}

function areSame(a: Value, b: Value): boolean {
  return (
    a.op === b.op &&
    a.dtype === b.dtype &&
    haveSameInputs(a, b) &&
    sameShape(a.shape, b.shape) &&
    (a.attributes === b.attributes || haveSameAttributes(a.attributes, b.attributes))
  );
}

function haveSameInputs({ op, inputs }: Value, { inputs: others }: Value): boolean {
  if (op.isCommutative && inputs[0] === others[1] && inputs[1] === others[0]) return true;
  if (inputs.length !== others.length) return false;
  for (let k = 0; k < inputs.length; k++) if (inputs[k] !== others[k]) return false;
  return true;
}

/** Attributes are numbers, booleans, names, and lists of numbers or of such lists. */
function haveSameAttributes(a: Attributes, b: Attributes): boolean {
  for (const name in a) if (!isSame(a[name], b[name])) return false;
  for (const name in b) if (!(name in a)) return false;
  return true;
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return Object.is(a, b);
  return a.length === b.length && a.every((item, k) => isSame(item, b[k]));
}
