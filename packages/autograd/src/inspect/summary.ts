import { counted } from "../error/describe.ts";
import { type Listing, listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { sizeOf } from "../shape/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { nodesOf, viewOptions } from "./argument.ts";
import { innerListings } from "./body-listing.ts";
import type { Naming } from "./naming.ts";
import { nodeTitle, typeText } from "./node-text.ts";

/**
 * Options of {@link summary}.
 * @example const x = scalar(2); summary(x.square(), { names: { x } }).split("\n")[0]?.includes("x") // => true
 */
export interface SummaryOptions {
  /** The most lines of nodes; longer graphs are shown without their middle, which is counted. Default: 60. */
  readonly limit?: number | undefined;
  /** Tensors by the names that their lines should mention: `{ loss, W1: w }`. */
  readonly names?: Readonly<Record<string, Tensor>> | undefined;
}

/**
 * A graph as text: a line for each node, `%number = operation inputs -> dtype shape`, then how many nodes there are of each
 * operation.
 * @param tensors - A tensor, or several that share a graph. Derivatives among them are written out.
 * @param options - `limit`: how many nodes are shown. `names`: tensors by name, which their lines then mention.
 * @returns Text: the lines, inputs before what uses them, an empty line, and two of totals.
 * @throws {ArgumentError} for anything but tensors, or a limit that is not a positive integer.
 * @example summary(scalar(2).square()).split("\n")[0] // => "%0 = data 2 -> float64 []"
 */
export function summary(tensors: Tensor | readonly Tensor[], options?: SummaryOptions): string {
  const { limit, naming } = viewOptions("summary", options, 60);
  const list = listing(nodesOf("summary", tensors));
  return [...nodeLines(list, limit, naming), "", ...totals(list)].join("\n");
}

/** A line for each node; behind them, further in, those of bodies. */
function nodeLines(list: Listing, limit: number, naming: Naming): string[] {
  const count = list.nodes.length;
  const lines: string[] = [];
  const head = count <= limit ? count : Math.ceil(limit / 2);
  const tail = count <= limit ? 0 : Math.floor(limit / 2);
  for (let k = 0; k < head; k++) lines.push(nodeLine(list, k, naming));
  if (head + tail < count) lines.push(`... ${count - head - tail} more ...`);
  for (let k = count - tail; k < count; k++) lines.push(nodeLine(list, k, naming));
  for (const { position, list: inner } of innerListings(list.nodes)) {
    lines.push(`body of %${position}:`);
    lines.push(...nodeLines(inner, limit, naming).map((line) => `  ${line}`));
  }
  return lines;
}

function nodeLine(list: Listing, k: number, naming: Naming): string {
  const node = list.nodes[k] as Node;
  const inputs = Array.from(list.inputs.subarray(list.start[k], list.start[k + 1]), (input) => ` %${input}`);
  const root = list.roots.includes(k) ? "  (asked for)" : "";
  return `%${k} = ${nodeTitle(node, naming)}${inputs.join("")} -> ${typeText(node)}${root}`;
}

function totals(list: Listing): string[] {
  const operations = new Map<string, number>();
  const depths = new Int32Array(list.nodes.length);
  let parameters = 0;
  let elements = 0;
  let deepest = 0;
  for (const [k, node] of list.nodes.entries()) {
    elements += sizeOf(node.shape);
    if (node.owner !== null) parameters += 1;
    operations.set(node.op.name, (operations.get(node.op.name) ?? 0) + 1);
    for (let edge = list.start[k] as number; edge < (list.start[k + 1] as number); edge++) {
      depths[k] = Math.max(depths[k] as number, (depths[list.inputs[edge] as number] as number) + 1);
    }
    deepest = Math.max(deepest, depths[k] as number);
  }
  const counts = [...operations].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${count} ${name}`);
  return [
    `${counted(list.nodes.length, "node")} (${counted(parameters, "parameter")}), ${counted(elements, "element")}, longest path ${deepest}`,
    counts.join(", "),
  ];
}
