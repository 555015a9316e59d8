import { constantNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import { type Node, nodesMade } from "../graph/node.ts";
import type { Attributes, Body, Builder, WritesAround } from "../op/definition.ts";
import { bodyOf, closed } from "../transform/body.ts";

/**
 * Writes around a body what functions of tensors say, such as {@link scan}. Each is kept in a constant: bodies know by it what was
 * written around them already.
 * @param op - Whose it is, for errors.
 * @param write - From a body and inputs.
 */
export function writtenAround<A extends Attributes>(
  op: string,
  write: (body: Body, inputs: readonly Node[], attributes: A) => readonly Node[],
): WritesAround<A> {
  return <V>(_: Builder<V>, body: Body, inputs: readonly V[], attributes: A) => {
    // What is written around a body is a graph.
    const nodes = inputs as readonly unknown[] as readonly Node[];
    const since = nodesMade();
    return withoutData(op, write(body, nodes, attributes), nodes, since) as readonly unknown[] as V[];
  };
}

/** The same with the numbers that it was written with, which are data elsewhere, as constants of its structure. */
function withoutData(op: string, outputs: readonly Node[], inputs: readonly Node[], since: number): Node[] {
  const all = closed(outputs, { op, inputs, since, hoists: false });
  const numbers = all.captured.map(({ value, shape, dtype }) => {
    if (value === null || shape.length > 0) throw new TypeError("a solver that refers to tensors");
    return constantNode(value[0] as number, dtype);
  });
  return bodyOf(all).applied(b, [...numbers, ...inputs]);
}
