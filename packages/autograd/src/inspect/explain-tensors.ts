import { counted } from "../error/describe.ts";
import { DerivativeError } from "../error/error.ts";
import { constantNode, inputNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { allocate, type TypedArray } from "../shape/dtype.ts";
import { formatShape } from "../shape/shape.ts";
import { filled } from "../transform/chain.ts";
import { reverse, reverseStep } from "../transform/reverse.ts";
import { copyOf, valuesOf } from "./copy.ts";
import { elided, numeral, shortened } from "./explanation-text.ts";
import { formulaBuilder, symbol } from "./formula.ts";
import type { Naming } from "./naming.ts";
import { received } from "./received.ts";

const b = /* @__PURE__ */ formulaBuilder();

/** More nodes than this are not worth looking at one by one. */
const mostNodes = 10_000;

/** The chain rule from a tensor `x` to the scalar `y`, in shapes and norms. */
export function explainTensors(
  y: Node,
  x: Node,
  between: readonly Node[],
  naming: Naming,
  limit: number,
): string {
  if (between.length > mostNodes) {
    throw new DerivativeError(
      "explain",
      `more than ${mostNodes} tensors lie between x and y. Explain part of the way, to or from an intermediate.`,
    );
  }
  // Numbers in names ascend from x to y.
  for (const node of between) naming.of(node);
  const ways = new Ways(x, between);
  const values = valuesOf(between);
  const paths = ways.down(y, limit);
  const blocks = paths.map((path, k) => pathText(path, values, naming, paths.length > 1 ? ` ${k + 1}` : ""));
  const total = reverse([y], [constantNode(1, y.dtype)], [x])[0] ?? filled(0, x);
  const [gradient] = interpret(evaluationOrder([total])) as [TypedArray];
  const count = ways.count(y);
  const rest = count - paths.length;
  return [
    `∂${naming.of(y)}/∂${naming.of(x)} has shape ${formatShape(x.shape)} and norm ${numeral(norm(gradient))}, over ` +
      `${counted(count, "path")}. For numbers, choose an { element }.`,
    ...blocks.flatMap((lines) => ["", ...lines]),
    ...(rest > 0 ? ["", `and ${counted(rest, "path")} more`] : []),
  ].join("\n");
}

/** The ways from nodes down to `x`. */
class Ways {
  readonly #x: Node;
  readonly #between: ReadonlySet<Node>;
  readonly #counts: Map<Node, number> = new Map();

  constructor(x: Node, between: readonly Node[]) {
    this.#x = x;
    this.#between = new Set(between);
    for (const node of between) {
      const below = this.#below(node).reduce((sum, input) => sum + this.count(input), 0);
      this.#counts.set(node, node === x ? 1 : below);
    }
  }

  count(node: Node): number {
    return this.#counts.get(node) ?? 0;
  }

  /** The first few ways, each as the nodes from `y` to `x`. */
  down(y: Node, limit: number): Node[][] {
    const found: Node[][] = [];
    const stack: Node[][] = [[y]];
    for (let path = stack.pop(); path !== undefined && found.length < limit; path = stack.pop()) {
      const last = path[path.length - 1] as Node;
      if (last === this.#x) found.push(path);
      else for (const input of this.#below(last).reverse()) stack.push([...path, input]);
    }
    return found;
  }

  #below(node: Node): Node[] {
    return node === this.#x ? [] : [...new Set(node.inputs)].filter((input) => this.#between.has(input));
  }
}

function pathText(
  path: readonly Node[],
  values: ReadonlyMap<Node, TypedArray>,
  naming: Naming,
  number: string,
): string[] {
  const [y] = path as readonly [Node];
  const derivative = (node: Node): string => `∂${naming.of(y)}/∂${naming.of(node)}`;
  let cotangent = inputNode(allocate(y.dtype, 1).fill(1), y.shape, y.dtype);
  const rows = path.slice(1).map((from, k) => {
    const to = path[k] as Node;
    const incoming =
      k === 0 ? b.constant(1, symbol("", [], to.dtype)) : symbol(derivative(to), to.shape, to.dtype);
    const text = received(naming, to, from, incoming);
    cotangent = step(to, from, cotangent, values);
    const size = `${formatShape(from.shape)} norm ${numeral(norm(cotangent.value as TypedArray))}`;
    return [derivative(from), text, size] as const;
  });
  const route = shortened(path, 4).map((part) =>
    typeof part === "number" ? `(${part} more)` : naming.of(part),
  );
  return [`path${number}: ${route.join(" ← ")}`, ...elided(rows, "steps", (row) => row, { between: "   " })];
}

/** What one input receives from a cotangent of a node, computed. */
function step(to: Node, from: Node, cotangent: Node, values: ReadonlyMap<Node, TypedArray>): Node {
  const leaves = new Map(to.inputs.map((input) => [input, leafOf(input, values)]));
  const inputs = to.inputs.map((input) => leaves.get(input) as Node);
  const alone = copyOf(to, inputs, values.get(to) ?? null);
  const found = reverseStep(alone, cotangent)[to.inputs.indexOf(from)] ?? filled(0, from);
  const [elements] = interpret(evaluationOrder([found])) as [TypedArray];
  return inputNode(elements, from.shape, from.dtype);
}

function leafOf(node: Node, values: ReadonlyMap<Node, TypedArray>): Node {
  return inputNode(values.get(node) as TypedArray, node.shape, node.dtype);
}

function norm(elements: TypedArray): number {
  let sum = 0;
  for (const element of elements) sum += element * element;
  return Math.sqrt(sum);
}
