/**
 * The objects behind the interface `Tensor`: a class that reads values and refuses JavaScript's operators, with the
 * methods of `tensor/methods.ts` on its prototype.
 */
import { describe } from "../error/describe.ts";
import { OperatorError, ShapeError } from "../error/error.ts";
import { detached } from "../error/receiver.ts";
import { materialize } from "../evaluate/materialize.ts";
import type { Node } from "../graph/node.ts";
import { aboutNumbers } from "../graph/unknown-value.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import type { DeepArray } from "../shape/nested-type.ts";
import { formatShape, type Shape, sizeOf } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { backward, requireAlone } from "./backward.ts";
import { Holder, isHolder } from "./holder.ts";
import { refuseForeignProperties, refuseReplacing } from "./immutable.ts";
import { atMethod, type Method, methods, splitMethod } from "./methods.ts";
import { formatElements } from "./print.ts";
import { noteRead } from "./reads.ts";
import { rowsOf, rowsOfScalar } from "./rows.ts";
import type { Mask, Tensor } from "./tensor.ts";

let made = 0;

/** What structuredClone() and postMessage() say, which would otherwise make an empty object of a tensor. */
const cloning = Symbol("a tensor: send its toArray(), or data() and shape");

/**
 * What a tensor shows in a failed comparison. jest prints a copy of the object, made of those properties that it names
 * under a symbol of jest's; older versions copy all. A copy has this one as a value, where a tensor computes it.
 */
const elementsInCopy = Symbol("elements");

interface Copied {
  readonly [elementsInCopy]: unknown;
}

export class TensorHandle extends Holder {
  /** The one that users know. */
  static override readonly name: string = "Tensor";
  /**
   * The only property that can be enumerated, different for each tensor. `toEqual` of test runners and Node's
   * `deepStrictEqual` compare such properties: without one they would take any two tensors for equal.
   */
  readonly id: number = ++made;
  /** Makes cloning fail, in words. */
  readonly cloning: symbol = cloning;
  // Here and not in `Holder`: engines are slow at making objects whose fields a base class declares.
  readonly #node: Node;

  static {
    Holder.holds = (value) => #node in value;
  }

  constructor(node: Node) {
    super();
    this.#node = node;
  }

  override get node(): Node {
    return this.#node;
  }

  get shape(): Shape {
    return attached("shape", this).node.shape;
  }

  get dtype(): DType {
    return attached("dtype", this).node.dtype;
  }

  get rank(): number {
    return attached("rank", this).node.shape.length;
  }

  get size(): number {
    return sizeOf(attached("size", this).node.shape);
  }

  [Symbol.iterator](): IterableIterator<TensorHandle> {
    const { node } = attached("iterator", this);
    return node.shape.length === 0 ? rowsOfScalar() : rowsOf(node, (row) => new TensorHandle(row));
  }

  /** Not `Object`: test runners would take a tensor apart and print its `id`, Vue would put a Proxy around it. */
  get [Symbol.toStringTag](): string {
    return TensorHandle.name;
  }

  item(): number | boolean {
    const { shape, dtype } = attached("item", this).node;
    if (sizeOf(shape) !== 1) {
      throw new ShapeError(
        "item",
        `needs exactly one element, got shape ${formatShape(shape)}. Use toArray().`,
        [shape],
      );
    }
    const element = elementsOf(this.node)[0] as number;
    return dtype === "bool" ? element !== 0 : element;
  }

  toArray(): DeepArray<number | boolean> {
    const { shape, dtype } = attached("toArray", this).node;
    return nest(elementsOf(this.node), shape, dtype);
  }

  data(): TypedArray {
    return elementsOf(attached("data", this).node).slice();
  }

  override toString(): string {
    const { shape, dtype } = attached("toString", this).node;
    return formatElements(elementsOf(this.node), shape, dtype);
  }

  toJSON(): unknown {
    return isHolder(this) ? this.toArray() : (elementsOfCopy(this) ?? attached("toJSON", this));
  }

  /** Text for template strings; everything else that makes a primitive of an object is a mistake. */
  [Symbol.toPrimitive](hint: "string" | "number" | "default"): string {
    if (hint === "string") return this.toString();
    if (hint === "default") {
      throw new OperatorError(
        "operator",
        "+ and == do not work on tensors. Use add() or equal(), item() for a number, toString() for text.",
      );
    }
    throw new OperatorError(
      "operator",
      "JavaScript's operators do not work on tensors. Use add(), sub(), mul(), div(), pow() and neg() to calculate, " +
        `less(), greater() and equal() to compare, item() for a number.${isHolder(this) ? aboutNumbers(this.node) : ""}`,
    );
  }

  backward(...further: readonly unknown[]): void {
    const { node } = attached("backward", this);
    requireAlone(further);
    backward(node);
  }

  at(...places: readonly unknown[]): TensorHandle {
    return new TensorHandle(atMethod(attached("at", this).node, places));
  }

  split(sections: unknown, axis: unknown): TensorHandle[] {
    return splitMethod(attached("split", this).node, sections, axis).map((node) => new TensorHandle(node));
  }
}

// What Node's `console.log` prints. Not in the class, whose type cannot name this symbol.
Object.defineProperty(TensorHandle.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: TensorHandle): string {
    if (!isHolder(this)) return describe(this);
    const { shape, dtype } = this.node;
    const separator = shape.length > 1 ? "\n" : " ";
    return `${this.constructor.name} ${formatShape(shape)} ${dtype}${separator}${this.toString()}`;
  },
  configurable: true,
});

Object.defineProperty(TensorHandle.prototype, elementsInCopy, {
  get(this: TensorHandle): unknown {
    return this.toArray();
  },
  configurable: true,
});
Object.defineProperty(TensorHandle.prototype, Symbol.for("@jest/serializableProperties"), {
  value: [elementsInCopy],
  configurable: true,
});

// Vue's `reactive` leaves objects alone that say so: behind its Proxies a tensor could not be recognised.
Object.defineProperty(TensorHandle.prototype, "__v_skip", { value: true, configurable: true });

for (const [name, method] of Object.entries(methods)) {
  Object.defineProperty(TensorHandle.prototype, name, {
    value: onHandle(name, method),
    configurable: true,
  });
}

refuseReplacing(TensorHandle.prototype);
refuseForeignProperties(Holder.prototype);

function onHandle(name: string, method: Method): (first: unknown, second: unknown) => TensorHandle {
  // The computed key names the function, for stack traces.
  const named = {
    [name](this: TensorHandle, first: unknown, second: unknown): TensorHandle {
      return new TensorHandle(method(attached(name, this).node, first, second));
    },
  };
  return named[name] as (first: unknown, second: unknown) => TensorHandle;
}

/** The tensor that a method was called on; it may have been taken off its tensor, or called on a Proxy of it. */
function attached(method: string, receiver: TensorHandle): TensorHandle {
  if (isHolder(receiver)) return receiver;
  throw detached(method, "a tensor", "x", receiver);
}

function elementsOfCopy(copy: unknown): unknown {
  try {
    return Object.hasOwn(copy as object, elementsInCopy) ? (copy as Copied)[elementsInCopy] : undefined;
  } catch {
    // Not an object, or one that cannot be looked at.
    return undefined;
  }
}

/** A node as a user holds it. Its static shape is the caller's knowledge. */
export function wrap<S extends Dims = Dims>(node: Node): Tensor<S> {
  return new TensorHandle(node) as unknown as Tensor<S>;
}

/** As {@link wrap}, for nodes of dtype bool. */
export function wrapMask<S extends Dims = Dims>(node: Node): Mask<S> {
  return new TensorHandle(node) as unknown as Mask<S>;
}

/** The node behind a tensor; of a parameter, the leaf with its present value. */
export function nodeOf(tensor: Tensor): Node {
  return (tensor as unknown as TensorHandle).node;
}

/**
 * Whether a value is a tensor (or a parameter, which is one).
 * @param value - Anything.
 * @returns True for tensors, masks and parameters, false for numbers and arrays. It never throws.
 * @example isTensor(scalar(1)) // => true
 */
export function isTensor(value: unknown): value is Tensor {
  return isHolder(value);
}

/** The elements of a node, computed if need be. Not to be written to. */
export function elementsOf(node: Node): TypedArray {
  noteRead(node);
  if (node.value === null) materialize([node]);
  return node.value as TypedArray;
}

/**
 * The elements of a tensor, computed if need be: what `data()` copies.
 * @param tensor - Whose elements.
 * @returns Not to be written to.
 * @example sharedElements(tensor([1, 2]).mul(2)) // => [2, 4]
 */
export function sharedElements(tensor: Tensor): TypedArray {
  return elementsOf(nodeOf(tensor));
}

/** The elements as nested arrays. */
export function nest(elements: ArrayLike<number>, shape: Shape, dtype: DType): DeepArray<number | boolean> {
  const element = (offset: number): number | boolean => {
    const value = elements[offset] as number;
    return dtype === "bool" ? value !== 0 : value;
  };
  const rank = shape.length;
  let offset = 0;
  const rows = (axis: number): DeepArray<number | boolean> => {
    if (axis === rank) return element(offset++);
    const size = shape[axis] as number;
    const row = new Array<DeepArray<number | boolean>>(size);
    for (let i = 0; i < size; i++) row[i] = rows(axis + 1);
    return row;
  };
  return rows(0);
}
