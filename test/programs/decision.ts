import { apply } from "../../packages/autograd/src/graph/build.ts";
import { graphBuilder } from "../../packages/autograd/src/graph/graph-builder.ts";
import { listing } from "../../packages/autograd/src/graph/listing.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { type Cond, chosenOf, cond } from "../../packages/autograd/src/op/cond.ts";
import { resultOf, type Scan, scan } from "../../packages/autograd/src/op/scan.ts";
import { GraphBody, graphOf } from "../../packages/autograd/src/transform/body.ts";
import { filled } from "../../packages/autograd/src/transform/chain.ts";

/** The nodes that change in steps, which have no derivative: comparisons, signs, those with bodies inside of which there are any. */
export function decisionsOf(roots: readonly Node[]): Node[] {
  return listing(roots).nodes.flatMap((node) => {
    const { op, inputs } = node;
    if (op.meaning.kind === "body") return insideOf(node);
    return op.derivative.noSlope !== null && inputs.length > 0 ? [node] : [];
  });
}

/** What is decided inside of a loop, for each step, or of a branch, where it is chosen: further results of the same. */
function insideOf({ op, inputs, attributes }: Node): Node[] {
  // By name: it may be the operation with a defect planted.
  if (op.name === scan.name) {
    const own = attributes as unknown as Scan;
    const body = graphOf(own.body);
    const decisions = decisionsOf(body.outputs);
    if (decisions.length === 0) return [];
    const more = { ...own, body: new GraphBody(body.inputs, [...body.outputs, ...decisions]) };
    const row = apply(scan, inputs, more);
    return decisions.map((_, k) => resultOf(graphBuilder, row, more, body.outputs.length + k));
  }
  const { whenTrue, whenFalse } = attributes as unknown as Cond;
  const [one, other] = [graphOf(whenTrue), graphOf(whenFalse)];
  const [ofOne, ofOther] = [decisionsOf(one.outputs), decisionsOf(other.outputs)];
  const nothing = (nodes: readonly Node[]): Node[] => nodes.map((node) => filled(0, node));
  const more = {
    whenTrue: new GraphBody(one.inputs, [...ofOne, ...nothing(ofOther)]),
    whenFalse: new GraphBody(other.inputs, [...nothing(ofOne), ...ofOther]),
  };
  const row = apply(cond, inputs, more);
  return [...ofOne, ...ofOther].map((_, k) => chosenOf(graphBuilder, row, more, k));
}
