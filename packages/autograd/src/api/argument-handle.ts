import { ArgumentError } from "../error/error.ts";
import type { Node } from "../graph/node.ts";
import { TensorHandle, wrap } from "../tensor/handle.ts";
import { isHolder } from "../tensor/holder.ts";
import { ParameterHandle } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TreeLayout } from "./tree.ts";
import { unchangeable } from "./unchangeable.ts";

const handles: WeakMap<Node, ArgumentHandle> = new WeakMap();

/**
 * What a function is given in place of an argument that may be a parameter, and notices that the function asks for what only
 * parameters have.
 */
export class ArgumentHandle extends TensorHandle {
  static override readonly name: string = "Tensor";
  readonly #asked: (what: string) => void;
  /** Whether it stands for a parameter that is data to the function, whatever it asks. */
  readonly #isData: boolean;
  /** Whether only the first of several values that it stands for is a parameter. */
  readonly #isCarried: boolean;

  /**
   * @param asked - Is told that the function asks, and throws if it cannot have an answer: to be recorded anew with the parameter
   *   itself, or because it is data.
   */
  constructor(node: Node, asked: (what: string) => void, isData = false, isCarried = false) {
    super(node);
    this.#asked = asked;
    this.#isData = isData;
    this.#isCarried = isCarried;
    handles.set(node, this);
  }

  /** What a function was given for a node that stands for its argument; null for any other node. */
  static of(node: Node): ArgumentHandle | null {
    return handles.get(node) ?? null;
  }

  static isData(value: unknown): boolean {
    return isHolder(value) && value instanceof ArgumentHandle && value.#isData;
  }

  /** The same for another node, which a function within the function is given. */
  handedOn(node: Node): ArgumentHandle {
    return new ArgumentHandle(node, this.#asked, this.#isData, this.#isCarried);
  }

  // Of a tensor that is not a parameter, these are undefined.
  get grad(): undefined {
    return this.#ask("grad");
  }

  get pendingGradient(): undefined {
    return this.#ask("pendingGradient");
  }

  get takeGradient(): undefined {
    return this.#ask("takeGradient");
  }

  get assign(): undefined {
    return this.#ask("assign");
  }

  override standsForParameter(): boolean {
    if (!this.#isData || this.#isCarried) this.#asked("isParameter");
    return this.#isData;
  }

  #ask(what: string): undefined {
    this.#asked(what);
  }
}

/**
 * A tensor for a function, in place of its argument.
 * @param isCarried - Whether that is what the first step has, and others have what the one before gives.
 */
export function standingFor(op: string, node: Node, argument: Node, isCarried = false): Tensor {
  if (argument.owner instanceof ParameterHandle) {
    const refuse = (what: string): never => {
      const rule =
        what === "isParameter"
          ? `what ${op}() carries begins as a parameter, and is none in further steps, which the function is called for as well. Carry ` +
            "its stopGradient() or mul(1), or do not ask."
          : `a parameter that is an argument of the function given to ${op}() is a tensor inside, which has no ${what}. Refer to the ` +
            "parameter itself in the function, or do outside what needs one.";
      throw new ArgumentError(what, rule);
    };
    return new ArgumentHandle(node, refuse, true, isCarried) as unknown as Tensor;
  }
  return (ArgumentHandle.of(argument)?.handedOn(node) as unknown as Tensor | undefined) ?? wrap(node);
}

/** The arguments of a function, with tensors in place of what it was called with; it cannot change them. */
export function standingForAll(
  op: string,
  layout: TreeLayout,
  nodes: readonly Node[],
  args: readonly Node[],
  isCarried = false,
): unknown {
  const leaves = nodes.map((node, k) => standingFor(op, node, args[k] as Node, isCarried));
  return unchangeable(op, layout.build(leaves, true));
}

/**
 * Whether a tensor is what a function has in place of a parameter that it was called with, and that is data to it: in `grad`, `jvp`,
 * `vmap`, `checkpoint`, `scan` and the like.
 * @param value - Anything.
 * @returns False for anything else, a parameter itself included.
 * @example isInPlaceOfParameter(parameter(1)) // => false
 */
export function isInPlaceOfParameter(value: unknown): boolean {
  return ArgumentHandle.isData(value);
}
