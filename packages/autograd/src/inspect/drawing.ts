import { ArgumentError } from "../error/error.ts";
import { type Listing, listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { nodesOf, viewOptions } from "./argument.ts";
import { innerListings } from "./body-listing.ts";
import type { Naming } from "./naming.ts";
import { nodeTitle, typeText } from "./node-text.ts";

/**
 * Options of {@link toDot} and {@link toMermaid}.
 * @example toMermaid(scalar(2).square(), { limit: 1 }) // => throws "the graph has 2 nodes, more than the limit of 1."
 */
export interface DrawingOptions {
  /** The most nodes to draw. Default: 500. */
  readonly limit?: number | undefined;
  /** Tensors by the names that the drawing should mention: `{ loss, W1: w }`. */
  readonly names?: Readonly<Record<string, Tensor>> | undefined;
}

/**
 * A graph as a Mermaid flowchart, which GitHub and many editors draw.
 * @param tensors - A tensor, or several that share a graph. Derivatives among them are written out.
 * @param options - `limit`: how many nodes there may be. `names`: tensors by name, which the drawing then mentions.
 * @returns Text that begins with `flowchart TD`: a box for each node with its operation, dtype and shape, round for data.
 * @throws {ArgumentError} for anything but tensors, or a graph of more nodes than the limit.
 * @example toMermaid(scalar(2).square()).split("\n")[0] // => "flowchart TD"
 */
export function toMermaid(tensors: Tensor | readonly Tensor[], options?: DrawingOptions): string {
  const { list, naming } = drawable("toMermaid", tensors, options);
  return ["flowchart TD", ...mermaidLines(list, "n", naming)].join("\n");
}

/** @param name - What the names of nodes begin with. */
function mermaidLines(list: Listing, name: string, naming: Naming): string[] {
  const lines: string[] = [];
  for (const [k, node] of list.nodes.entries()) {
    const text = `${escaped(nodeTitle(node, naming))}<br>${escaped(typeText(node))}`;
    lines.push(node.arity === 0 ? `  ${name}${k}(["${text}"])` : `  ${name}${k}["${text}"]`);
    for (const { input, label } of edgesOf(list, k)) {
      lines.push(`  ${name}${input} ${label === "" ? "-->" : `-->|${label}|`} ${name}${k}`);
    }
  }
  for (const [i, { position, list: inner }] of innerListings(list.nodes).entries()) {
    const own = `${name}${position}b${i}`;
    lines.push(
      `  subgraph ${own}["body of ${name}${position}"]`,
      ...mermaidLines(inner, `${own}n`, naming),
      "  end",
    );
  }
  return lines;
}

/**
 * A graph in the DOT language of Graphviz.
 * @param tensors - A tensor, or several that share a graph. Derivatives among them are written out.
 * @param options - `limit`: how many nodes there may be. `names`: tensors by name, which the drawing then mentions.
 * @returns Text of a `digraph`: a box for each node with its operation, dtype and shape, an ellipse for data.
 * @throws {ArgumentError} for anything but tensors, or a graph of more nodes than the limit.
 * @example toDot(scalar(2).square()).split("\n")[0] // => "digraph {"
 */
export function toDot(tensors: Tensor | readonly Tensor[], options?: DrawingOptions): string {
  const { list, naming } = drawable("toDot", tensors, options);
  return ["digraph {", "  node [shape=box];", ...dotLines(list, "n", naming), "}"].join("\n");
}

/** @param name - What the names of nodes begin with. */
function dotLines(list: Listing, name: string, naming: Naming): string[] {
  const lines: string[] = [];
  for (const [k, node] of list.nodes.entries()) {
    const text = [nodeTitle(node, naming), typeText(node)]
      .map((part) => part.replace(/["\\]/g, "\\$&"))
      .join("\\n");
    const shape = node.arity === 0 ? ", shape=ellipse" : "";
    lines.push(`  ${name}${k} [label="${text}"${shape}];`);
    for (const { input, label } of edgesOf(list, k)) {
      lines.push(`  ${name}${input} -> ${name}${k}${label === "" ? "" : ` [label="${label}"]`};`);
    }
  }
  for (const [i, { position, list: inner }] of innerListings(list.nodes).entries()) {
    const own = `${name}${position}b${i}`;
    const title = `label="body of ${name}${position}";`;
    lines.push(`  subgraph cluster_${own} {`, `  ${title}`, ...dotLines(inner, `${own}n`, naming), "  }");
  }
  return lines;
}

function drawable(
  op: string,
  tensors: unknown,
  options: unknown,
): { readonly list: Listing; readonly naming: Naming } {
  const { limit, naming } = viewOptions(op, options, 500);
  const list = listing(nodesOf(op, tensors));
  if (list.nodes.length > limit) {
    throw new ArgumentError(
      op,
      `the graph has ${list.nodes.length} nodes, more than the limit of ${limit}. Raise limit, or print a summary().`,
    );
  }
  return { list, naming };
}

/** The edges into a node, numbered where their order matters. */
function edgesOf(list: Listing, k: number): { readonly input: number; readonly label: string }[] {
  const inputs = [...list.inputs.subarray(list.start[k], list.start[k + 1])];
  const isOrdered = inputs.length > 1 && !(list.nodes[k] as Node).op.isCommutative;
  return inputs.map((input, i) => ({ input, label: isOrdered ? String(i + 1) : "" }));
}

/** Text inside a Mermaid string. */
function escaped(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
