import type { Operation } from "../op/definition.ts";
import { type NumberLane, scalarOf } from "./scalar.ts";
import { called, codeOf } from "./step-code.ts";

/** In front of a place that holds data or a constant; numbers of operations are positive. */
const data = 0;
const constant = -1;

/** Integers of a place: what it holds, and where the arguments are. */
const recordLength = 4;

/**
 * Operations on numbers, one after the other. Each number has a place; that of a result comes after those of its arguments. Rows of
 * integers and numbers, so that running them again visits no object.
 */
export class ScalarSteps {
  readonly lane: NumberLane;
  /** How many places there are. */
  length = 0;
  #records: Int32Array;
  #values: Float64Array;
  /** Those that occur, by number; there is none of number 0. */
  readonly #operations: (Operation | null)[] = [null];
  readonly #numbers: Map<Operation, number> = new Map();
  #last: Operation | null = null;
  #lastNumber = 0;

  /** @param places - About how many places there will be; too many cost nothing, since memory is given when it is written to. */
  constructor(lane: NumberLane, places: number) {
    this.lane = lane;
    this.#records = new Int32Array(recordLength * places);
    this.#values = new Float64Array(places);
  }

  /** A place for data. */
  input(): number {
    return this.#add(data, 0, 0, 0);
  }

  constant(value: number): number {
    const place = this.#add(constant, 0, 0, 0);
    this.#values[place] = this.lane.constant(value);
    return place;
  }

  /** The place of the result of an elementwise operation; of places that it does not need any will do. */
  step(op: Operation, a: number, b: number, c: number): number {
    return this.#add(this.#numberOf(op), a, b, c);
  }

  /** What computes a place that is the result of a step. */
  operationAt(place: number): Operation {
    return this.#operations[this.#records[recordLength * place] as number] as Operation;
  }

  /** The value of a constant, null of anything else. */
  constantAt(place: number): number | null {
    return this.#records[recordLength * place] === constant ? (this.#values[place] as number) : null;
  }

  valueAt(place: number): number {
    return this.#values[place] as number;
  }

  set(place: number, value: number): void {
    this.#values[place] = value;
  }

  run(): void {
    const records = this.#records;
    const values = this.#values;
    const { lane, length } = this;
    const codes = Uint8Array.from(this.#operations, (op) => (op === null ? called : codeOf(op)));
    const isSingle = lane.dtype === "float32";
    for (let k = 0, at = 0; k < length; k++, at += recordLength) {
      const operation = records[at] as number;
      if (operation <= 0) continue;
      const a = values[records[at + 1] as number] as number;
      const b = values[records[at + 2] as number] as number;
      // Numbers that are handed to a function are objects for that time, which cost more than the arithmetic.
      let result: number;
      // As `step-code.ts` numbers expressions.
      switch (codes[operation]) {
        case 1:
          result = a + b;
          break;
        case 2:
          result = a - b;
          break;
        case 3:
          result = a * b;
          break;
        case 4:
          result = a / b;
          break;
        case 5:
          result = -a;
          break;
        case 6:
          result = a === 0 || b === 0 ? 0 : a * b;
          break;
        case 7:
          result = a * a;
          break;
        case 8:
          result = Math.max(a, 0);
          break;
        case 9:
          result = a > b ? 1 : 0;
          break;
        case 10:
          result = a === 0 || Math.abs(b) === Infinity ? 0 : a / b;
          break;
        default: {
          const { meaning } = this.#operations[operation] as Operation;
          result = scalarOf(meaning, lane, a, b, values[records[at + 3] as number] as number);
        }
      }
      // Which is what the lane does.
      values[k] = isSingle ? Math.fround(result) : result;
    }
  }

  #add(what: number, a: number, b: number, c: number): number {
    const place = this.length++;
    if (place === this.#values.length) this.#grow();
    const records = this.#records;
    const at = recordLength * place;
    records[at] = what;
    records[at + 1] = a;
    records[at + 2] = b;
    records[at + 3] = c;
    return place;
  }

  #grow(): void {
    const places = 2 * this.#values.length + 16;
    const records = new Int32Array(recordLength * places);
    records.set(this.#records);
    this.#records = records;
    const values = new Float64Array(places);
    values.set(this.#values);
    this.#values = values;
  }

  #numberOf(op: Operation): number {
    if (op === this.#last) return this.#lastNumber;
    let number = this.#numbers.get(op);
    if (number === undefined) {
      number = this.#operations.length;
      this.#numbers.set(op, number);
      this.#operations.push(op);
    }
    this.#last = op;
    this.#lastNumber = number;
    return number;
  }
}
