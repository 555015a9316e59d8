import { counted } from "../error/describe.ts";
import { Node } from "../graph/node.ts";
import { elided, numeral, shortened } from "./explanation-text.ts";
import { type Cell, Influence, type Link } from "./influence.ts";
import { definition, elementName, localDerivative } from "./local-derivative.ts";
import { isLiteral, type Naming } from "./naming.ts";
import { largestPaths, type Path, strongProduct } from "./path.ts";

/** The chain rule from one element of `x` to the scalar `y`, in numbers. */
export function explainElement(y: Node, x: Node, element: number, naming: Naming, limit: number): string {
  const influence = new Influence(y, x, element);
  const { end } = influence;
  const of = naming.of(y);
  const by = elementName(naming, x, element).text;
  if (end === null) return `∂${of}/∂${by} = 0: every path has a factor of 0`;
  const paths = largestPaths(end, limit);
  const total = gradientOf(end);
  const counts = x.shape.length === 0 ? "" : ", not counting those with a factor of 0";
  const headline = `∂${of}/∂${by} = ${numeral(total)}, over ${counted(end.paths, "path")}${counts}`;
  if (end.links.length === 0) return `∂${of}/∂${by} = 1: they are the same`;
  // Before the paths, so that numbers in names ascend from x to y.
  const values = valueLines(paths, naming, influence);
  const blocks = paths.map((path, k) => pathText(path, naming, paths.length > 1 ? ` ${k + 1}` : ""));
  const rest = end.paths - paths.length;
  if (rest > 0) {
    const shown = paths.reduce((sum, { product }) => sum + product, 0);
    blocks.push([`and ${counted(rest, "path")} more, together ${numeral(total - shown)}`]);
  }
  return [headline, "", ...values, ...blocks.flatMap((lines) => ["", ...lines])].join("\n");
}

/** The sum over all paths, without walking each of them. */
function gradientOf(end: Cell): number {
  const below = new Set<Cell>([end]);
  for (const cell of below) for (const { from } of cell.links) below.add(from);
  const flowing = new Map<Cell, number>([[end, 1]]);
  let total = 0;
  for (const cell of [...below].sort((a, b) => b.number - a.number)) {
    const own = flowing.get(cell) ?? 0;
    if (cell.links.length === 0) total = own;
    for (const { from, factor } of cell.links) {
      flowing.set(from, (flowing.get(from) ?? 0) + strongProduct(own, factor));
    }
  }
  return total;
}

/** The elements that the paths lead through, from x up, behind what else their formulas mention. */
function valueLines(paths: readonly Path[], naming: Naming, influence: Influence): string[] {
  const cells = new Set(paths.flatMap(({ links }) => links.flatMap(({ to, from }) => [to, from])));
  const ordered = [...cells].sort((a, b) => a.number - b.number);
  const own = new Set(ordered.map(({ node }) => node));
  const others = new Set(
    ordered.flatMap(({ node }) => node.inputs).filter((node) => isMentioned(node) && !own.has(node)),
  );
  const things: readonly (Cell | Node)[] = [...others, ...ordered];
  return elided(things, "values", (thing) => {
    if (thing instanceof Node) {
      const value = influence.valueOf(thing)?.[0] ?? NaN;
      return [naming.of(thing), "", thing.dtype === "bool" ? String(value === 1) : numeral(value)];
    }
    return [
      elementName(naming, thing.node, thing.element).text,
      definition(naming, thing),
      numeral(thing.value),
    ];
  });
}

/** A single number that is not written out where it is used. */
function isMentioned(node: Node): boolean {
  return node.shape.length === 0 && !isLiteral(node);
}

function pathText({ links, product }: Path, naming: Naming, number: string): string[] {
  const name = ({ node, element }: Cell): string => elementName(naming, node, element).text;
  const derivative = ({ to, from }: Link): string => `∂${name(to)}/∂${name(from)}`;
  const shown = shortened(links, 4).map((part) =>
    typeof part === "number" ? `(${part} more)` : derivative(part),
  );
  const last = links.length > 1 ? { last: ["product", "", numeral(product)] as const } : {};
  const lines = elided(
    links,
    "factors",
    (link) => [derivative(link), localDerivative(naming, link), numeral(link.factor)],
    last,
  );
  return [`path${number}: ${shown.join(" · ")}`, ...lines];
}
