import { ShapeError } from "../../packages/autograd/src/error/error.ts";
import type { Attributes, Operation } from "../../packages/autograd/src/op/definition.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { type DType, type FloatDType, isFloat } from "../../packages/autograd/src/shape/dtype.ts";
import { type Shape, sameShape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { type Bodies, type Program, type Step, withBodies } from "./program.ts";
import { magnitude, type Range, within } from "./range.ts";

/** A value of the program being written. */
export interface Value extends Range {
  readonly index: number;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Several results, one after the other, and the attributes of the operation that has them. */
export interface Row {
  readonly row: Value;
  readonly attributes: Attributes;
}

const largestSize = 48;
const largestRank = 4;
/** Beyond this a value is of no use to later steps. */
const largestMagnitude = 1e6;

/** Writes a program step by step, keeping track of shapes and ranges so that every step is within its domain. */
export class ProgramWriter {
  readonly dtype: FloatDType;
  readonly values: Value[] = [];
  readonly #leaves: Shape[] = [];
  readonly #steps: Step[] = [];
  /** What steps that need one bring along, and rows of several results. */
  readonly #hidden = new Set<number>();

  constructor(dtype: FloatDType, leaves: readonly Shape[]) {
    this.dtype = dtype;
    for (const shape of leaves) {
      this.#leaves.push(shape);
      this.values.push({ index: this.values.length, shape, dtype, low: -2, high: 2 });
    }
  }

  program(): Program {
    return { dtype: this.dtype, leaves: this.#leaves, steps: this.#steps };
  }

  /** What a step may take for an argument; constants only come with the step that needs them, rows are for their parts. */
  get floats(): readonly Value[] {
    return this.values.filter(({ dtype, index }) => isFloat(dtype) && !this.#hidden.has(index));
  }

  get masks(): readonly Value[] {
    return this.values.filter(({ dtype, index }) => dtype === "bool" && !this.#hidden.has(index));
  }

  get integers(): readonly Value[] {
    return this.values.filter(({ dtype, index }) => dtype === "int32" && !this.#hidden.has(index));
  }

  /** Adds a step, unless its shapes do not fit or its result is too large. */
  emit(op: Operation, inputs: readonly Value[], range: Range, attributes: Attributes = {}): Value | null {
    const shape = shapeOrNull(
      op,
      inputs.map((value) => value.shape),
      attributes,
    );
    if (shape === null || shape.length > largestRank || sizeOf(shape) > largestSize) return null;
    if (!(magnitude(range) <= largestMagnitude)) return null;
    const dtype = op.dtype(
      inputs.map((value) => value.dtype),
      attributes,
    );
    return this.#add({ op: op.name, inputs: numbersOf(inputs), attributes, bodies: {}, shape, dtype }, range);
  }

  /** Adds several results in a row; only its parts are of use to other steps. */
  emitRow(op: Operation, inputs: readonly Value[], attributes: Attributes, bodies: Bodies): Row {
    const known = withBodies(attributes, bodies);
    const shape = op.shape(
      inputs.map((value) => value.shape),
      known,
    );
    const dtype = op.dtype(
      inputs.map((value) => value.dtype),
      known,
    );
    const nothing = { low: 0, high: 0 };
    const row = this.#add(
      { op: op.name, inputs: numbersOf(inputs), attributes, bodies, shape, dtype },
      nothing,
    );
    this.#hidden.add(row.index);
    return { row, attributes: known };
  }

  #add(step: Step, { low, high }: Range): Value {
    this.#steps.push(step);
    const value = { index: this.values.length, shape: step.shape, dtype: step.dtype, low, high };
    this.values.push(value);
    return value;
  }

  constant(value: number, dtype: DType = this.dtype): Value {
    const attributes = { value, dtype };
    const result = this.emit(
      operationNamed("constant"),
      [],
      { low: value, high: value },
      attributes,
    ) as Value;
    this.#hidden.add(result.index);
    return result;
  }

  /** The value, mapped linearly into a range if it is not there already. */
  fitted(value: Value, range: Range): Value {
    if (within(value, range)) return value;
    const [low, high] = [range.low, range.high];
    const span = value.high - value.low;
    // What lies close together is not spread out so far that numbers on the way are too large.
    const most = largestMagnitude / 2 / Math.max(1, magnitude(value));
    const factor = span === 0 ? 0 : Math.min((high - low) / span, most);
    const scaled = this.emit(operationNamed("mul"), [value, this.constant(factor)], {
      low: value.low * factor,
      high: value.high * factor,
    }) as Value;
    const shift = span === 0 ? (low + high) / 2 : low - value.low * factor;
    return this.emit(operationNamed("add"), [scaled, this.constant(shift)], range) as Value;
  }

  reshaped(value: Value, shape: Shape): Value | null {
    if (sameShape(value.shape, shape)) return value;
    return this.emit(operationNamed("reshape"), [value], value, { shape });
  }

  /** The elements of a value in another shape: cut off or filled up with zeros where sizes differ. */
  coerced(value: Value, shape: Shape): Value | null {
    const [have, want] = [sizeOf(value.shape), sizeOf(shape)];
    let flat = this.reshaped(value, [have]);
    if (flat !== null && have > want) {
      flat = this.emit(operationNamed("slice"), [flat], flat, { starts: [0], sizes: [want], steps: [1] });
    } else if (flat !== null && have < want) {
      const range = { low: Math.min(0, flat.low), high: Math.max(0, flat.high) };
      flat = this.emit(operationNamed("pad"), [flat], range, {
        low: [0],
        high: [want - have],
        interior: [0],
      });
    }
    return flat === null ? null : this.reshaped(flat, shape);
  }
}

function numbersOf(values: readonly Value[]): number[] {
  return values.map(({ index }) => index);
}

function shapeOrNull(op: Operation, shapes: readonly Shape[], attributes: Attributes): Shape | null {
  try {
    return op.shape(shapes, attributes);
  } catch (error) {
    if (error instanceof ShapeError) return null;
    throw error;
  }
}
