import { DerivativeError } from "../error/error.ts";
import { inputOfType } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { allocate, type TypedArray } from "../shape/dtype.ts";
import type { DeepArray } from "../shape/nested-type.ts";
import { nest, TensorHandle } from "./handle.ts";
import { refuseReplacing } from "./immutable.ts";

/** Why a result of a compiled function cannot be differentiated. */
export const noDerivative: string =
  "results of a compiled function carry no derivative, got one. Compute the gradient inside the function, or do not compile it.";

/**
 * A result of a compiled function, of few elements. Most results are read as numbers, if at all: the leaf of a graph is
 * made when somebody calculates with it. Until then the elements are an ordinary array, or a number if the result is a
 * scalar, which engines make several times as fast as a typed array.
 */
export class ComputedTensor extends TensorHandle {
  readonly #elements: number | readonly number[];
  #leaf: Node | null = null;

  /** `like` has the result's shape and dtype. */
  constructor(elements: number | readonly number[], like: Node) {
    super(like);
    this.#elements = elements;
  }

  override get node(): Node {
    if (this.#leaf === null) {
      const { type } = super.node.kind;
      this.#leaf = inputOfType(this.#copyTo(allocate(type.dtype, type.size)), type);
    }
    return this.#leaf;
  }

  override item(): number | boolean {
    if (!(#elements in this)) return super.item();
    const elements = this.#elements;
    if (typeof elements !== "number") return super.item();
    return super.node.dtype === "bool" ? elements !== 0 : elements;
  }

  override toArray(): DeepArray<number | boolean> {
    if (!(#elements in this)) return super.toArray();
    const elements = this.#elements;
    if (typeof elements === "number") return this.item();
    const { shape, dtype } = super.node;
    return nest(elements, shape, dtype);
  }

  override backward(): void {
    if (!(#elements in this)) return super.backward();
    throw new DerivativeError("backward", noDerivative);
  }

  override data(): TypedArray {
    if (!(#elements in this) || this.#leaf !== null) return super.data();
    const { dtype, size } = super.node.kind.type;
    switch (dtype) {
      case "float64":
        return this.#copyTo(new Float64Array(size));
      case "float32":
        return this.#copyTo(new Float32Array(size));
      case "int32":
        return this.#copyTo(new Int32Array(size));
      case "bool":
        return this.#copyTo(new Uint8Array(size));
    }
  }

  #copyTo(target: TypedArray): TypedArray {
    const elements = this.#elements;
    if (typeof elements === "number") target[0] = elements;
    else for (let i = 0; i < elements.length; i++) target[i] = elements[i] as number;
    return target;
  }
}

refuseReplacing(ComputedTensor.prototype);
Object.defineProperty(ComputedTensor, "name", { value: "Tensor" });
