import { isConstant } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { formatShape, sizeOf } from "../shape/shape.ts";
import { attributeText } from "./formula.ts";
import type { Naming } from "./naming.ts";

/** What a node is: its operation with its attributes; of a leaf what it holds. Behind it the name, if it has one. */
export function nodeTitle(node: Node, naming: Naming): string {
  const name = naming.known(node);
  return name === undefined ? titleOf(node) : `${titleOf(node)} "${name}"`;
}

function titleOf(node: Node): string {
  if (isConstant(node)) return `constant ${node.attributes["value"] as number}`;
  if (node.op.meaning.kind === "data") {
    const kind = node.owner === null ? "data" : "parameter";
    const known = node.value !== null && sizeOf(node.shape) === 1 && node.owner === null;
    return known ? `${kind} ${node.value?.[0]}` : kind;
  }
  const settings = Object.entries(node.attributes).map(([name, value]) => `${name}=${attributeText(value)}`);
  return settings.length === 0 ? node.op.name : `${node.op.name} ${settings.join(" ")}`;
}

/** `float64 [2, 3]`. */
export function typeText(node: Node): string {
  return `${node.dtype} ${formatShape(node.shape)}`;
}
