import type { Node } from "../graph/node.ts";
import { TensorHandle } from "../tensor/handle.ts";

const handles: WeakMap<Node, ArgumentHandle> = new WeakMap();

/**
 * What stands for an argument while a function is recorded, and notices that the function asks for what parameters have: then a
 * parameter has to be itself.
 */
export class ArgumentHandle extends TensorHandle {
  static override readonly name: string = TensorHandle.name;
  readonly #asked: () => void;

  /** @param asked - Is told that the function asks; it throws if the argument is a parameter, to be recorded anew as itself. */
  constructor(node: Node, asked: () => void) {
    super(node);
    this.#asked = asked;
    handles.set(node, this);
  }

  /** What a function was given for a node that stands for its argument; null for any other node. */
  static of(node: Node): ArgumentHandle | null {
    return handles.get(node) ?? null;
  }

  // Of a tensor that is not a parameter, these are undefined.
  get grad(): undefined {
    return this.#ask();
  }

  get pendingGradient(): undefined {
    return this.#ask();
  }

  get takeGradient(): undefined {
    return this.#ask();
  }

  get assign(): undefined {
    return this.#ask();
  }

  override askedForParameter(): void {
    this.#asked();
  }

  #ask(): undefined {
    this.#asked();
  }
}
