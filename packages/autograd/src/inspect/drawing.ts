import { ArgumentError } from "../error/error.ts";
import { type Listing, listing } from "../graph/listing.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { limitArgument, nodesOf } from "./argument.ts";
import { nodeTitle, typeText } from "./node-text.ts";

export interface DrawingOptions {
  /** Most nodes that are drawn. Default: 500. */
  readonly limit?: number;
}

/**
 * A graph as a Mermaid flowchart, which GitHub and many editors draw.
 * @param tensors - A tensor, or several that share a graph. Derivatives among them are written out.
 * @param options - `limit`: how many nodes there may be.
 * @throws {@link ArgumentError} for what is no tensor, or a graph of more nodes than the limit.
 * @example toMermaid(scalar(2).square()).split("\n")[0] // => "flowchart TD"
 */
export function toMermaid(tensors: Tensor | readonly Tensor[], options: DrawingOptions = {}): string {
  const list = drawable("toMermaid", tensors, options);
  const lines = ["flowchart TD"];
  for (const [k, node] of list.nodes.entries()) {
    const text = `${escaped(nodeTitle(node))}<br>${escaped(typeText(node))}`;
    lines.push(
      node.op.family === "leaf" && node.inputs.length === 0 ? `  n${k}(["${text}"])` : `  n${k}["${text}"]`,
    );
    for (const input of inputsOf(list, k)) lines.push(`  n${input} --> n${k}`);
  }
  return lines.join("\n");
}

/**
 * A graph in the DOT language of Graphviz.
 * @param tensors - A tensor, or several that share a graph. Derivatives among them are written out.
 * @param options - `limit`: how many nodes there may be.
 * @throws {@link ArgumentError} for what is no tensor, or a graph of more nodes than the limit.
 * @example toDot(scalar(2).square()).split("\n")[0] // => "digraph {"
 */
export function toDot(tensors: Tensor | readonly Tensor[], options: DrawingOptions = {}): string {
  const list = drawable("toDot", tensors, options);
  const lines = ["digraph {", "  node [shape=box];"];
  for (const [k, node] of list.nodes.entries()) {
    const text = [nodeTitle(node), typeText(node)].map((part) => part.replace(/["\\]/g, "\\$&")).join("\\n");
    const shape = node.op.family === "leaf" && node.inputs.length === 0 ? ", shape=ellipse" : "";
    lines.push(`  n${k} [label="${text}"${shape}];`);
    for (const input of inputsOf(list, k)) lines.push(`  n${input} -> n${k};`);
  }
  return [...lines, "}"].join("\n");
}

function drawable(op: string, tensors: unknown, options: DrawingOptions): Listing {
  const limit = limitArgument(op, options.limit ?? 500);
  const list = listing(nodesOf(op, tensors));
  if (list.nodes.length > limit) {
    throw new ArgumentError(
      op,
      `the graph has ${list.nodes.length} nodes, more than the limit of ${limit}. Raise limit, or print a summary().`,
    );
  }
  return list;
}

function inputsOf(list: Listing, k: number): number[] {
  return [...list.inputs.subarray(list.start[k], list.start[k + 1])];
}

/** Text inside a Mermaid string. */
function escaped(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
