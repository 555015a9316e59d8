import { apply, customNode, derivedNode, placeholderNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import { asBuilt, listing, nowhere, together } from "../graph/listing.ts";
import type { CustomRule, Node, Origin } from "../graph/node.ts";
import { carryRepetition } from "../graph/repetition.ts";
import type { Scope } from "../graph/scope.ts";
import { reshape } from "../op/reshape.ts";
import { broadcastTo } from "../op/sum.ts";

/**
 * Batching: `outputs` for `size` examples at once. `inputs` are leaves without a value, which stand for one
 * example; what takes their place has a batch axis of `size` in front of their shape. A node that no input
 * leads to is the same for all examples: it stays as it is, and broadcasts where it meets others.
 * @param examples - For each of `inputs`, what takes its place.
 * @param scope - The call that `inputs` belong to.
 * @returns For each of `outputs` a node with the batch axis in front.
 */
export function batch(
  outputs: readonly Node[],
  inputs: readonly Node[],
  examples: readonly Node[],
  size: number,
  scope: Scope,
): Node[] {
  return new Pass(inputs, examples, size, scope).carry(outputs);
}

/**
 * One application of `batch`. Rules that users gave run later and refer to nodes for one example, so that it
 * remembers for them what took the place of these.
 *
 * How an operation takes the axis is its own field, `batch`, instead of a switch over meanings here: the
 * meanings of `slice` and `permute` are both views, but their attributes speak of axes in different ways.
 */
class Pass {
  readonly #size: number;
  readonly #scope: Scope;
  /** What takes the place of a node; null if that is the node itself. */
  readonly #known: WeakMap<Node, Node | null>;

  constructor(inputs: readonly Node[], examples: readonly Node[], size: number, scope: Scope) {
    this.#size = size;
    this.#scope = scope;
    this.#known = new WeakMap(inputs.map((node, k) => [node, examples[k] as Node] as const));
  }

  carry(outputs: readonly Node[]): Node[] {
    // What has a value does not depend on inputs, which have none.
    const list = listing(outputs, (node) =>
      node.value !== null || this.#known.has(node) ? nowhere : withRelations(node),
    );
    const carried = new Array<Node | null>(list.nodes.length).fill(null);
    let ruled = false;
    for (let k = 0; k < list.nodes.length; k++) {
      const node = list.nodes[k] as Node;
      const first = list.start[k] as number;
      const last = list.start[k + 1] as number;
      carried[k] = this.#known.get(node) ?? null;
      let depends = false;
      for (let edge = first; edge < last; edge++) depends ||= carried[list.inputs[edge] as number] !== null;
      if (!depends) continue;
      const examples = Array.from(list.inputs.subarray(first, last), (edge) => carried[edge] as Node | null);
      const applied = this.#applied(node, examples);
      const taken = node.origin === null ? applied : this.#derived(applied, node.origin, examples.slice(1));
      carryRepetition(node, taken);
      carried[k] = taken;
      ruled ||= node.rule !== null;
    }
    if (ruled) for (const [k, node] of list.nodes.entries()) this.#known.set(node, carried[k] as Node | null);
    return list.roots.map((position, i) => carried[position] ?? this.#repeated(outputs[i] as Node));
  }

  /** A derivative of all examples; `examples` are what became of what it was taken of and by. */
  #derived(node: Node, { outputs, wrt }: Origin, examples: readonly (Node | null)[]): Node {
    const all = [...outputs, ...wrt].map((own, k) => examples[k] ?? own);
    return derivedNode(node, {
      outputs: all.slice(0, outputs.length),
      wrt: all.slice(outputs.length),
      epoch: 0,
    });
  }

  /** A node's operation on all examples; the inputs that are the same for all are null in `examples`, as what else it relates to. */
  #applied(node: Node, examples: readonly (Node | null)[]): Node {
    const { op, attributes, rule } = node;
    const batching = op.batch;
    if (batching.inputs === "none") throw new TypeError(`${op.name} has no inputs`);
    if (batching.inputs === "any") {
      const inputs = node.inputs.map((input, i) => examples[i] ?? input);
      const hasExamples = inputs.map((_, i) => examples[i] !== null);
      return batching.applied(b, inputs, hasExamples, attributes, this.#size);
    }
    const cores = batching.cores?.(attributes);
    const inputs = node.inputs.map((input, i) => {
      const own = examples[i] as Node | null;
      if (batching.inputs === "leading") return own ?? this.#repeated(input);
      if (own === null) return input;
      const beyondCores = node.shape.length - (cores?.output.flat().length ?? 0);
      return aligned(own, beyondCores + (cores?.inputs[i]?.flat().length ?? 0));
    });
    if (rule !== null) {
      const captured = rule.captured.map((own, i) => examples[node.arity + i] ?? own);
      return customNode(op, inputs, this.#batchedRule(node, rule, captured));
    }
    return apply(op, inputs, batching.attributes(attributes, this.#size));
  }

  /** The rule itself, asked about one example, and its answer carried over to all. */
  #batchedRule({ shape, dtype }: Node, rule: CustomRule, captured: readonly Node[]): CustomRule {
    return {
      ...rule,
      captured,
      pullback: (cotangent, isWanted) => {
        const example = placeholderNode(shape, dtype, this.#scope);
        this.#known.set(example, cotangent);
        return this.carry(this.#scope.during(() => rule.pullback(example, isWanted)));
      },
    };
  }

  #repeated(node: Node): Node {
    return b(broadcastTo, node, { shape: [this.#size, ...node.shape] });
  }
}

/**
 * What a walk follows from a node: its inputs, then what a derivative was taken of and by, though its graph may lack them, and
 * what a rule says nothing of.
 */
function withRelations(node: Node): Node | null {
  const source = asBuilt(node);
  const { origin, rule } = node;
  if (source === null || (origin === null && (rule === null || rule.captured.length === 0))) return source;
  return together([
    ...node.inputs,
    ...(origin === null ? [] : [...origin.outputs, ...origin.wrt]),
    ...(rule === null ? [] : rule.captured),
  ]);
}

/** Broadcasting aligns the last axes, which would let the batch axis of a lower rank meet another axis: to `rank` axes. */
function aligned(node: Node, rank: number): Node {
  const [size, ...shape] = node.shape as readonly [number, ...number[]];
  const inserted = new Array<number>(rank - shape.length).fill(1);
  return b(reshape, node, { shape: [size, ...inserted, ...shape] });
}
