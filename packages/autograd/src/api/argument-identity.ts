import { ArgumentError } from "../error/error.ts";
import { isConstant } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { ParameterHandle } from "../tensor/parameter.ts";

/**
 * Which of the tensors among arguments are one and the same: of each the first that it is. A derivative by one is a derivative
 * by the other.
 */
function firstsOf(nodes: readonly Node[]): readonly number[] {
  const places = new Map<Node, number>();
  return nodes.map((node, k) => {
    // Numbers that are equal share a node, but nobody would take them for one tensor.
    const first = isConstant(node) ? undefined : places.get(node);
    if (first === undefined) places.set(node, k);
    return first ?? k;
  });
}

/** Which arguments are one another, or a parameter that the function refers to. */
export interface ArgumentIdentity {
  /** Of each tensor the first that it is. */
  readonly firsts: readonly number[];
  /** The parameters that have to be themselves, in their places; null where something else is. */
  readonly own: readonly (ParameterHandle | null)[];
  /** Tells it from others. */
  readonly key: string;
}

/** The parameter whose present value a node is; null for anything else. */
export function parameterOf(node: Node): ParameterHandle | null {
  const { owner } = node;
  return owner instanceof ParameterHandle && owner.holds(node) ? owner : null;
}

/** Of a recording that does not fit any more. */
export const anotherArgument =
  "the function uses another argument or parameter than when it was recorded: pass what that depends on as an argument";

/**
 * The parameters that a function refers to. Given as an argument as well, such a parameter has to be itself: to the function it
 * is the one whose derivative it asks for, or that it assigns. Any other is data, so that models of a kind share a recording;
 * but if the function calls `backward()` on what is built from arguments, which leaves a gradient with each of them.
 */
export class ReferredParameters {
  readonly #numbers: WeakMap<object, number> = new WeakMap();
  #count = 0;
  #areAll = false;

  /** Adds those of a recording, and all that will be arguments if `areAll`. */
  add(cells: Iterable<ParameterHandle>, areAll: boolean): void {
    for (const cell of cells) this.#numberOf(cell);
    this.#areAll ||= areAll;
  }

  /**
   * Notes that a function asks whether an argument has a gradient, or assigns it: parameters have to be themselves from now on.
   * @throws {ArgumentError} if this one is a parameter, which it was data for so far: the recording is of no use.
   */
  ask(op: string, { owner }: Node): void {
    this.#areAll = true;
    if (owner instanceof ParameterHandle) {
      throw new ArgumentError(op, `${anotherArgument}.`);
    }
  }

  /** Whether a parameter has to be itself. */
  isReferred(parameter: object): boolean {
    return this.#areAll || this.#numbers.has(parameter);
  }

  identityOf(nodes: readonly Node[]): ArgumentIdentity {
    const firsts = firstsOf(nodes);
    const own = nodes.map((node) => {
      const parameter = parameterOf(node);
      return parameter !== null && this.isReferred(parameter) ? parameter : null;
    });
    const numbers = own.map((cell) => (cell === null ? "" : this.#numberOf(cell)));
    return { firsts, own, key: `${firsts.join()} ${numbers.join()}` };
  }

  #numberOf(cell: ParameterHandle): number {
    const number = this.#numbers.get(cell) ?? ++this.#count;
    this.#numbers.set(cell, number);
    return number;
  }
}
