import { ArgumentError, DerivativeError, DtypeError } from "../error/error.ts";
import { listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { isFloat } from "../shape/dtype.ts";
import { visitAncestors } from "../transform/dependence.ts";
import { relatedTo } from "../transform/pull-order.ts";
import type { Input, Result, Subject } from "./subject.ts";

/** Whether derivatives by this input are checked. */
export function isChecked({ node }: Input): boolean {
  return isFloat(node.dtype);
}

/** Refuses arguments that finite differences cannot move. */
export function requireInputs({ op, inputs }: Subject): void {
  for (const { node, name } of inputs) {
    if (node.dtype !== "float32") continue;
    throw new DtypeError(
      op,
      `arguments must be float64, got float32 for ${name}: 7 digits are too few for finite differences. ` +
        'Pass cast("float64") of it; the rules are the same.',
    );
  }
  if (!inputs.some(isChecked)) {
    const dtypes = inputs.map(({ node, name }) => `${node.dtype} for ${name}`).join(", ");
    throw new DerivativeError(op, `needs a floating-point argument, got ${dtypes === "" ? "none" : dtypes}.`);
  }
}

/** Refuses functions that cannot be checked: of float32, of nothing floating-point, of something else than their arguments. */
export function requireResult(result: Result, aliases: readonly Node[], { op, inputs }: Subject): void {
  const { nodes } = floatsOf(result);
  if (nodes.length === 0) {
    throw new DerivativeError(
      op,
      `the function must return a floating-point tensor, got ${result.nodes[0]?.dtype ?? "none"}.`,
    );
  }
  const seen = new Set<Node>();
  visitAncestors(nodes, (ancestor) => seen.add(ancestor));
  for (const [k, { node, name }] of inputs.entries()) {
    if (!isFloat(node.dtype) || seen.has(aliases[k] as Node) || !seen.has(node)) continue;
    throw new ArgumentError(
      op,
      `f must compute with its argument, but uses ${name} as it was before the call. Write it as a function of its arguments.`,
    );
  }
  const list = listing(nodes);
  const related = relatedTo(list, new Set(aliases));
  for (const [k, node] of list.nodes.entries()) {
    if (related[k] === 0 || node.dtype !== "float32") continue;
    throw new DtypeError(
      op,
      `f must compute in float64, got float32 from ${node.op.name}: 7 digits are too few for finite differences.`,
    );
  }
}

/** The results that have derivatives. */
export function floatsOf({ nodes, names, form }: Result): Result {
  const places = nodes.flatMap(({ dtype }, k) => (isFloat(dtype) ? [k] : []));
  return { nodes: places.map((k) => nodes[k] as Node), names: places.map((k) => names[k] as string), form };
}
