import { whenFirstMade } from "../error/receiver.ts";
import { resultOfType } from "../graph/build.ts";
import { Lineage } from "../graph/lineage.ts";
import type { Node } from "../graph/node.ts";
import { allocate, type TypedArray } from "../shape/dtype.ts";
import type { DeepArray } from "../shape/nested-type.ts";
import { nest, TensorHandle } from "./handle.ts";
import { refuseReplacing } from "./immutable.ts";

/**
 * A result of a compiled function, of few elements. Most results are read as numbers, if at all: the leaf of a graph is
 * made when somebody calculates with it. Until then the elements are an ordinary array, or a number if the result is a
 * scalar, which engines make several times as fast as a typed array.
 */
export class ComputedTensor extends TensorHandle {
  readonly #elements: number | readonly number[];
  /** What the result was computed from, until the leaf is made that knows it: each field costs time in each call. */
  #leaf: Node | Lineage;

  /** `like` has the result's shape and dtype. */
  constructor(elements: number | readonly number[], like: Node, lineage: Lineage) {
    super(like);
    finish();
    this.#elements = elements;
    this.#leaf = lineage;
  }

  override get node(): Node {
    const leaf = this.#leaf;
    if (!(leaf instanceof Lineage)) return leaf;
    const { type } = super.node.kind;
    const made = resultOfType(this.#copyTo(allocate(type.dtype, type.size)), type, leaf);
    this.#leaf = made;
    return made;
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

  override data(): TypedArray {
    if (!(#elements in this) || !(this.#leaf instanceof Lineage)) return super.data();
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

const finish = /* @__PURE__ */ whenFirstMade(() => {
  refuseReplacing(ComputedTensor.prototype);
  Object.defineProperty(ComputedTensor, "name", { value: "Tensor" });
});
