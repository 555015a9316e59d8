import type { Node } from "../graph/node.ts";
import { call, type Formula, formulaBuilder, symbol } from "./formula.ts";
import { FormulaStep } from "./formula-step.ts";
import type { Naming } from "./naming.ts";

const b = /* @__PURE__ */ formulaBuilder();

/** What an input receives from the cotangent of a node, as the rule of the node's operation prints it. */
export function received(naming: Naming, node: Node, from: Node, cotangent: Formula): string {
  const { op, attributes, inputs } = node;
  const named = (other: Node): Formula => symbol(naming.of(other), other.shape, other.dtype);
  const applied = { op, attributes, inputs: inputs.map(named), result: named(node) };
  const unwritten = {
    expansion: { ...call(`pullback of ${op.name}`, [cotangent]), shape: from.shape },
    given: { ...call("pullback", [cotangent]), shape: from.shape },
  };
  const step = new FormulaStep(b, applied, cotangent, (k) => inputs[k] === from, unwritten);
  return step.received()?.text ?? "0";
}
