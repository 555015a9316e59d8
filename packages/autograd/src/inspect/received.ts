import type { Node } from "../graph/node.ts";
import { reducedShape } from "../shape/shape.ts";
import { call, type Formula, formulaBuilder, symbol } from "./formula.ts";
import type { Naming } from "./naming.ts";

const b = /* @__PURE__ */ formulaBuilder();

/** What an input receives from the cotangent of a node, as the rule of the node's operation prints it. */
export function received(naming: Naming, node: Node, from: Node, cotangent: Formula): string {
  const terms = node.inputs.flatMap((input, i) => (input === from ? [term(naming, node, i, cotangent)] : []));
  return terms.reduce((sum, each) => b.add(sum, each)).text;
}

function term(naming: Naming, node: Node, i: number, cotangent: Formula): Formula {
  const { derivative, name } = node.op;
  const { attributes } = node;
  const named = (other: Node): Formula => symbol(naming.of(other), other.shape);
  const input = node.input(i);
  switch (derivative.form) {
    case "partials": {
      const rule = derivative.partials[i];
      const [x1, x2, x3] = node.inputs.map(named) as [Formula, Formula, Formula];
      return rule ? b.sumTo(b.mul(cotangent, rule(b, named(node), x1, x2, x3)), input.shape) : symbol("0");
    }
    case "linear":
      return derivative.transpose(b, cotangent, node.inputs, attributes)(i);
    case "bilinear": {
      const other = named(node.input(1 - i));
      return i === 0
        ? derivative.transposeLeft(b, cotangent, other, input.shape, attributes)
        : derivative.transposeRight(b, cotangent, other, input.shape, attributes);
    }
    case "weighted": {
      const kept = reducedShape(input.shape, attributes["axes"] as readonly number[], true);
      const weights = derivative.weights(b, named(input), symbol(naming.of(node), kept), attributes);
      return b.mul(b.reshape(cotangent, kept), weights);
    }
    case "custom":
      return call("pullback", [cotangent], input.shape);
    default:
      return call(`pullback of ${name}`, [cotangent], input.shape);
  }
}
