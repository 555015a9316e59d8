import type { Kernel, LoopKernel, Plan } from "../plan/plan.ts";
import { accessIn, copiedAccess, isCopied } from "../plan/reading.ts";
import { isConstant, type Value } from "../plan/value.ts";
import { formatShape, stridesOf } from "../shape/shape.ts";

const names = ["i", "j", "k", "l", "m", "n"];

/** A kernel as loops with assignments, as one might write it by hand. */
export function loopText(plan: Plan, kernel: Kernel): string {
  if (kernel.kind === "loop") return elementwiseText(plan, kernel);
  const { op, inputs, shape } = plan.program.values[kernel.value] as Value;
  return `%${kernel.value} = ${op.name}(${inputs.map((input) => wholeText(plan, input)).join(", ")})  // ${formatShape(shape)}`;
}

function elementwiseText(plan: Plan, kernel: LoopKernel): string {
  const { values } = plan.program;
  const indices = kernel.shape.map((_, axis) => names[axis] ?? `i${axis}`);
  const inLoop = new Set(kernel.values);
  const element = (v: number): string => {
    if (inLoop.has(v)) return `t${v}`;
    const source = values[plan.accesses[v]?.base ?? v] as Value;
    if (isConstant(source)) return `${source.attributes["value"] as number}`;
    const { base, offset, strides } = accessIn(plan, v, kernel.shape);
    return `%${base}[${position(indices, offset, strides)}]`;
  };
  const lines = kernel.shape.map((size, axis) => `${"  ".repeat(axis)}for ${indices[axis]} in 0..${size}`);
  const indent = "  ".repeat(kernel.shape.length);
  const own = position(indices, 0, stridesOf(kernel.shape));
  for (const v of kernel.values) {
    const value = values[v] as Value;
    lines.push(`${indent}t${v} = ${isCopied(value) ? copyText(plan, v, indices) : call(value, element)}`);
    if (kernel.stores.includes(v)) lines.push(`${indent}%${v}[${own}] = t${v}`);
  }
  const kept = indices.filter((_, axis) => !kernel.axes.includes(axis));
  for (const v of kernel.reductions) {
    const value = values[v] as Value;
    lines.push(`${indent}%${v}[${kept.join(", ")}] ${value.op.name}= ${element(value.inputs[0] as number)}`);
  }
  return lines.join("\n");
}

function call({ op, inputs }: Value, element: (v: number) => string): string {
  return `${op.name}(${inputs.map(element).join(", ")})`;
}

function copyText(plan: Plan, v: number, indices: readonly string[]): string {
  const { base, offset, strides } = copiedAccess(plan, v);
  return `%${base}[${position(indices, offset, strides)}]`;
}

function wholeText(plan: Plan, v: number): string {
  const access = plan.accesses[v];
  return access && access.base !== v ? `%${access.base} by strides ${formatShape(access.strides)}` : `%${v}`;
}

/** Where an element stands: `6 + 3·i + j`. */
function position(indices: readonly string[], offset: number, strides: readonly number[]): string {
  const terms = indices.flatMap((index, axis) => {
    const stride = strides[axis] as number;
    return stride === 0 ? [] : [stride === 1 ? index : `${stride}·${index}`];
  });
  if (offset !== 0 || terms.length === 0) terms.unshift(String(offset));
  return terms.join(" + ");
}
