import {
  deferred,
  isLeaf,
  leaf,
  origin,
  originDeferred,
  originNone,
  recordLength,
  type Structure,
} from "../../packages/autograd/src/evaluate/structure.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { formatShape } from "../../packages/autograd/src/shape/shape.ts";
import type { WrittenGraph } from "./graph-text.ts";

/**
 * A structure, as its integers say it: what is evaluated, then what each request for derivatives depends on, then what was
 * asked for and what a run gives besides. Names of nodes are those of the graph.
 * @param at - The node at each position.
 */
export function structureText(structure: Structure, at: readonly Node[], graph: WrittenGraph): string {
  const { records, inputs, sections, roots } = structure;
  const kinds = new Map(at.map(({ kind }) => [kind.number, kind]));
  const types = new Map(at.map(({ kind }) => [kind.type.number, kind.type]));
  const nameOf = (position: number): string => {
    for (const [name, node] of graph.nodes) if (node === at[position]) return name;
    return `#${position}`;
  };
  const operands = (a: number, b: number): number[] =>
    b < -1 ? [...inputs.subarray(a, a - b)] : [a, b].filter((position) => position >= 0);
  const applied = (number: number, a: number, b: number): string => {
    const kind = kinds.get(number);
    const attributes = Object.entries(kind?.attributes ?? {})
      .filter(([name]) => name !== "dtype")
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return [kind?.op.name, ...operands(a, b).map(nameOf), ...attributes].join(" ");
  };
  const record = (start: number): string => {
    const [what, position, a, b] = records.subarray(start, start + recordLength) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const name = nameOf(position);
    if (what === originNone) return `${name} was given`;
    if (what === originDeferred) return `${name} was derivative ${b} of request ${a}`;
    if (what === deferred) return `${name} = derivative ${b} of request ${a}`;
    if (isLeaf(what)) {
      const type = types.get(leaf - what);
      return `${name}: ${type?.dtype} ${formatShape(type?.shape ?? [])}`;
    }
    return what >= origin
      ? `${name} was ${applied(what - origin, a, b)}`
      : `${name} = ${applied(what, a, b)}`;
  };
  const lines: string[] = [];
  let start = 0;
  const upTo = (end: number): void => {
    for (; start < end; start += recordLength) lines.push(record(start));
  };
  upTo(sections[0] as number);
  for (let s = 1, request = 0; s < sections.length; request++) {
    const [end, of, count] = sections.subarray(s, s + 3) as unknown as [number, number, number];
    const by = [...sections.subarray(s + 3, s + 3 + count)].map(nameOf);
    lines.push(`request ${request}: ${nameOf(of)} by ${by.join(" ")}`);
    upTo(end);
    s += 3 + count;
  }
  const [asked = 0, ...positions] = roots;
  const names = positions.map(nameOf);
  const besides = names.slice(asked);
  lines.push(
    `return ${names.slice(0, asked).join(" ")}${besides.length > 0 ? `, and ${besides.join(" ")}` : ""}`,
  );
  return lines.join("\n");
}
