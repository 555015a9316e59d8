import type { Node } from "../graph/node.ts";

let made = 0;

/**
 * What every tensor is underneath: a reference to a node of the graph. A class of its own, below `tensor/handle.ts`, so
 * that arguments can be recognised without knowing the methods of tensors.
 */
export class Holder {
  /**
   * The only property that can be enumerated, different for each tensor. `toEqual` of test runners and Node's
   * `deepStrictEqual` compare such properties: without one they would take any two tensors for equal.
   */
  readonly id: number = ++made;
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  get node(): Node {
    return this.#node;
  }
}
