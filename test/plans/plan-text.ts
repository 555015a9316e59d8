import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Access } from "../../packages/autograd/src/plan/access.ts";
import type { Arena } from "../../packages/autograd/src/plan/arena.ts";
import { type Kernel, type Plan, writtenBy } from "../../packages/autograd/src/plan/plan.ts";
import { isLeaf } from "../../packages/autograd/src/plan/program.ts";
import { accessIn, copiedAccess, isCopied } from "../../packages/autograd/src/plan/reading.ts";
import { isConstant, type Value } from "../../packages/autograd/src/plan/value.ts";
import { formatShape, type Shape, stridesOf } from "../../packages/autograd/src/shape/shape.ts";
import type { WrittenGraph } from "./graph-text.ts";

/**
 * The kernels of a plan and the places of its values. Data has the name that the text gives it, other values a number.
 * `x` is read as it lies, `x@2+3i-j` from element 2 on with a stride of 3 along the first axis of the loop, -1 along the second.
 */
export function planText(plan: Plan, arena: Arena, given: readonly Node[], graph: WrittenGraph): string {
  const names = plan.program.values.map((_, v) => `%${v}`);
  for (const [k, leaf] of plan.program.leaves.entries()) {
    for (const [name, node] of graph.nodes) if (leaf >= 0 && node === given[k]) names[leaf] = name;
  }
  const text = new PlanText(plan, arena, names);
  return [
    ...plan.kernels.map((kernel) => text.kernel(kernel)),
    `places${plan.program.values.flatMap((value, v) => (isLeaf(value) ? [text.place(v)] : [])).join("")}`,
    `return ${plan.program.roots.map((root) => names[root]).join(" ")}`,
  ].join("\n");
}

class PlanText {
  readonly #plan: Plan;
  readonly #arena: Arena;
  readonly #names: readonly string[];

  constructor(plan: Plan, arena: Arena, names: readonly string[]) {
    this.#plan = plan;
    this.#arena = arena;
    this.#names = names;
  }

  kernel(kernel: Kernel): string {
    const written = writtenBy(kernel).map((v) => this.place(v));
    return `${kernel.kind === "loop" ? this.#loop(kernel) : this.#single(kernel.value, kernel.kind)} ->${written.join("")}`;
  }

  place(v: number): string {
    return ` ${this.#names[v]} at ${this.#arena.addresses[v]}`;
  }

  #loop({ shape, values, reductions, axes }: Extract<Kernel, { kind: "loop" }>): string {
    const inLoop = new Set(values);
    const operand = (v: number): string =>
      inLoop.has(v) ? (this.#names[v] as string) : this.#read(accessIn(this.#plan, v, shape), shape);
    const steps = values.map((v) => {
      const value = this.#value(v);
      const from = isCopied(value)
        ? [this.#read(copiedAccess(this.#plan, v), shape)]
        : value.inputs.map(operand);
      return `${this.#names[v]} = ${value.op.name} ${from.join(" ")}`;
    });
    const reduced = reductions.map(
      (v) => `${this.#names[v]} = ${this.#value(v).op.name} ${operand(this.#value(v).inputs[0] as number)}`,
    );
    const over = reduced.length > 0 ? `; over ${formatShape(axes)} ${reduced.join(", ")}` : "";
    return `loop ${formatShape(shape)}: ${steps.join(", ")}${over}`;
  }

  #single(v: number, kind: string): string {
    const { op, inputs } = this.#value(v);
    const operands = inputs.map((x) => this.#read(this.#plan.accesses[x] as Access, this.#value(x).shape));
    return `${kind}: ${this.#names[v]} = ${op.name} ${operands.join(" ")}`;
  }

  #read({ base, offset, strides }: Access, shape: Shape): string {
    const source = this.#value(base);
    if (isConstant(source)) return `${source.attributes["value"] as number}`;
    const dense = stridesOf(shape);
    if (offset === 0 && shape.every((size, axis) => size <= 1 || strides[axis] === dense[axis]))
      return this.#names[base] as string;
    const terms = strides.flatMap((stride, axis) =>
      stride === 0
        ? []
        : [`${stride < 0 ? "-" : "+"}${Math.abs(stride) === 1 ? "" : Math.abs(stride)}${"ijklmn"[axis]}`],
    );
    return `${this.#names[base]}@${offset}${terms.join("")}`;
  }

  #value(v: number): Value {
    return this.#plan.program.values[v] as Value;
  }
}
