import { DerivativeError } from "../error/error.ts";
import { constantNode, inputNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import { listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { allocate, type TypedArray } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { forward } from "../transform/forward.ts";
import { relatedTo } from "../transform/pull-order.ts";
import { copyOf, valuesOf } from "./copy.ts";

/** One element of a node through which `x` acts on `y`. */
export interface Cell {
  /** Larger than those of the elements that it depends on. */
  readonly number: number;
  readonly node: Node;
  readonly element: number;
  readonly value: number;
  /** From the elements that this one depends on directly. */
  readonly links: Link[];
  /** On how many paths `x` reaches it. */
  paths: number;
}

/** A step of the chain rule: how an element changes with one that it was computed from. */
export interface Link {
  readonly to: Cell;
  readonly from: Cell;
  factor: number;
}

/** More elements than this are not worth looking at one by one. */
const mostCells = 100_000;

/** Everything through which one element of `x` acts on the scalar `y`. */
export class Influence {
  /** `y`; null if it does not depend on the element. */
  readonly end: Cell | null;
  readonly #values: ReadonlyMap<Node, TypedArray>;
  #count = 0;
  /** Factors between scalars, worked out all at once. */
  readonly #pending: { readonly link: Link; readonly tangent: Node }[] = [];

  constructor(y: Node, x: Node, element: number) {
    const list = listing([y]);
    const related = relatedTo(list, new Set([x]));
    this.#values = valuesOf(list.nodes.filter((_, k) => related[k] === 1));
    const cells = new Map<Node, Map<number, Cell>>();
    cells.set(x, new Map([[element, this.#cell(x, element)]]));
    for (const cell of cells.get(x)?.values() ?? []) cell.paths = 1;
    for (const [k, node] of list.nodes.entries()) {
      if (related[k] === 0 || node === x) continue;
      const found = this.#reach(node, cells);
      if (found.size > 0) cells.set(node, found);
    }
    this.#settle();
    this.end = cells.get(y)?.get(0) ?? null;
  }

  valueOf(node: Node): TypedArray | undefined {
    return this.#values.get(node);
  }

  /** The elements of a node that are reached, from those of its inputs. */
  #reach(node: Node, cells: ReadonlyMap<Node, ReadonlyMap<number, Cell>>): Map<number, Cell> {
    const inputs = [...new Set(node.inputs)];
    const leaves = new Map(inputs.map((input) => [input, this.#leaf(input)]));
    const own = node.inputs.map((input) => leaves.get(input) as Node);
    const alone = copyOf(node, own, this.#values.get(node) ?? null);
    const reached = new Map<number, Cell>();
    for (const input of inputs) {
      for (const from of cells.get(input)?.values() ?? []) {
        const unit = unitOf(input, from.element);
        const [tangent] = forward([alone], [leaves.get(input) as Node], [unit]);
        if (tangent) this.#connect(node, from, tangent, reached);
      }
    }
    return reached;
  }

  #connect(node: Node, from: Cell, tangent: Node, reached: Map<number, Cell>): void {
    const isScalar = node.shape.length === 0 && from.node.shape.length === 0;
    const factors = isScalar ? [NaN] : (interpret(evaluationOrder([tangent]))[0] as TypedArray);
    for (const [element, factor] of factors.entries()) {
      // Elements that do not depend on it are not steps; a scalar is shown even where its derivative is 0.
      if (factor === 0 && !isScalar) continue;
      const to = reached.get(element) ?? this.#cell(node, element);
      reached.set(element, to);
      const link = { to, from, factor };
      to.links.push(link);
      to.paths += from.paths;
      if (isScalar) this.#pending.push({ link, tangent });
    }
  }

  #settle(): void {
    const factors = interpret(evaluationOrder(this.#pending.map(({ tangent }) => tangent)));
    for (const [k, { link }] of this.#pending.entries()) link.factor = factors[k]?.[0] as number;
    this.#pending.length = 0;
  }

  #leaf(node: Node): Node {
    const value = this.#values.get(node);
    return value === undefined ? node : inputNode(value, node.shape, node.dtype);
  }

  #cell(node: Node, element: number): Cell {
    this.#count += 1;
    if (this.#count > mostCells) {
      throw new DerivativeError(
        "explain",
        `more than ${mostCells} elements lie between x and y. Explain part of the way, to or from an intermediate.`,
      );
    }
    const number = this.#count;
    return { number, node, element, value: this.#values.get(node)?.[element] as number, links: [], paths: 0 };
  }
}

/** A tangent along one element. */
function unitOf({ shape, dtype }: Node, element: number): Node {
  if (shape.length === 0) return constantNode(1, dtype);
  const elements = allocate(dtype, sizeOf(shape));
  elements[element] = 1;
  return inputNode(elements, shape, dtype);
}
