import { apply } from "../graph/build.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { Attributes, PushStep } from "../op/definition.ts";
import { accumulate, filled } from "./chain.ts";
import { relatedTo } from "./pull-order.ts";
import { derivationWithin, NodeStep, requireArguments } from "./reverse.ts";

/**
 * Forward mode: carries the tangents of `inputs` on to `outputs`, as a graph. `null` stands for a tangent that is zero
 * because nothing flows there.
 */
export function forward(
  outputs: readonly Node[],
  inputs: readonly Node[],
  tangents: readonly (Node | null)[],
): (Node | null)[] {
  return new Push(derivationWithin(outputs, new Set(inputs))).run(inputs, tangents);
}

/** The tangents on their way through a listing, node by node: the operations' own rules, read forwards. */
class Push extends NodeStep implements PushStep<Node, Attributes> {
  result: Node;
  readonly #list: Listing;
  readonly #flowing: (Node | null)[];
  /** Where the inputs of the present node stand in the listing. */
  #first = 0;

  constructor(list: Listing) {
    super();
    this.#list = list;
    this.#flowing = new Array<Node | null>(list.nodes.length).fill(null);
    // Until the first node is passed through.
    this.result = list.nodes[0] as Node;
  }

  run(inputs: readonly Node[], tangents: readonly (Node | null)[]): (Node | null)[] {
    const { nodes, start, roots } = this.#list;
    const given = new Map(inputs.map((node, i) => [node, tangents[i] ?? null]));
    const related = relatedTo(this.#list, new Set(inputs));
    for (let k = 0; k < nodes.length; k++) {
      if (related[k] === 0) continue;
      const node = nodes[k] as Node;
      const own = given.get(node);
      if (own !== undefined) {
        this.#flowing[k] = own;
        continue;
      }
      this.result = node;
      this.#first = start[k] as number;
      requireArguments(node, (input) => this.isWanted(input));
      this.#flowing[k] = this.#hasTangent() ? node.op.derivative.push(this) : null;
    }
    return roots.map((position) => this.#flowing[position] as Node | null);
  }

  #hasTangent(): boolean {
    for (let k = 0; k < this.arity; k++) if (this.tangent(k) !== null) return true;
    return false;
  }

  protected isWanted(input: number): boolean {
    return this.tangent(input) !== null;
  }

  /** Tangents are given to what stands for an argument, and nothing that is older is made of that. */
  protected madeFor(): readonly Node[] {
    return [];
  }

  tangent(k: number): Node | null {
    return this.#flowing[this.#list.inputs[this.#first + k] as number] as Node | null;
  }

  sum(x: Node | null, y: Node | null): Node | null {
    return accumulate(this.b, x, y);
  }

  applied(inputs: readonly Node[]): Node {
    return apply(this.op, inputs, this.attributes);
  }

  zero(like: Node): Node {
    return filled(0, like);
  }

  pushOn(build: () => Node): Node | null {
    const inputs = this.inputs();
    const tangents = inputs.map((_, k) => this.tangent(k));
    return forward([build()], inputs, tangents)[0] ?? null;
  }
}
