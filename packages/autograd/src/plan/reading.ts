import type { View } from "../op/definition.ts";
import { type Shape, stridesOf } from "../shape/shape.ts";
import { type Access, broadcastAccess, compose } from "./access.ts";
import type { LoopKernel, Plan } from "./plan.ts";
import { isConstant, type Value } from "./value.ts";

/** Everything that a loop reads from memory, as strides over its index space. */
export function readsOf(plan: Pick<Plan, "program" | "accesses">, loop: LoopKernel): Access[] {
  const values = plan.program.values;
  const computed = new Set(loop.values);
  const reads: Access[] = [];
  const read = (input: number): void => {
    const value = values[input] as Value;
    if (!computed.has(input) && !isConstant(value)) reads.push(accessIn(plan, input, loop.shape));
  };
  for (const v of loop.values) {
    const value = values[v] as Value;
    if (isCopied(value)) reads.push(copiedAccess(plan, v));
    else for (const input of value.inputs) read(input);
  }
  for (const v of loop.reductions) read((values[v] as Value).inputs[0] as number);
  return reads;
}

/** How a loop over `shape` reads a value that it does not compute. */
export function accessIn(plan: Pick<Plan, "program" | "accesses">, v: number, shape: Shape): Access {
  return broadcastAccess(plan.accesses[v] as Access, (plan.program.values[v] as Value).shape, shape);
}

/** How the elements of a copied view are read from where they come from. */
export function copiedAccess(plan: Pick<Plan, "program" | "accesses">, v: number): Access {
  const value = plan.program.values[v] as Value;
  const x = value.inputs[0] as number;
  const from = (plan.program.values[x] as Value).shape;
  const access = compose(plan.accesses[x] as Access, from, viewOf(value, from), value.shape);
  if (access === null) throw new TypeError(`${value.op.name} of a view cannot be copied in one step`);
  return access;
}

/** Whether a value among a loop's values is a view, to be copied. */
export function isCopied(value: Value): boolean {
  const { meaning } = value.op;
  return meaning.kind === "view" || meaning.kind === "alias";
}

/** Where a movement operation finds its elements. */
export function viewOf(value: Value, from: Shape): View {
  const { meaning } = value.op;
  return meaning.kind === "view"
    ? meaning.view(from, value.attributes)
    : { offset: 0, strides: stridesOf(value.shape) };
}
