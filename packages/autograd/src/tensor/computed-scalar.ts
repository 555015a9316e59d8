import { inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { allocate } from "../shape/dtype.ts";
import { TensorHandle } from "./handle.ts";

/**
 * A scalar that a compiled function returned. Most are read as a number, if at all: the leaf of a graph is made when
 * somebody calculates with it.
 */
export class ComputedScalar extends TensorHandle {
  static override readonly name: string = "Tensor";
  readonly #value: number;
  #leaf: Node | null = null;

  /** `like` has the scalar's shape and dtype. */
  constructor(value: number, like: Node) {
    super(like);
    this.#value = value;
  }

  override get node(): Node {
    if (this.#leaf === null) {
      const { shape, dtype } = super.node;
      const elements = allocate(dtype, 1);
      elements[0] = this.#value;
      this.#leaf = inputNode(elements, shape, dtype);
    }
    return this.#leaf;
  }

  override item(): number | boolean {
    return super.node.dtype === "bool" ? this.#value !== 0 : this.#value;
  }
}
