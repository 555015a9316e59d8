import { evaluationOrder } from "../graph/evaluation-order.ts";
import { bodiesOf } from "../op/body.ts";
import { type Arena, arenaOf } from "../plan/arena.ts";
import { bodyPlan } from "../plan/body-plan.ts";
import { callsOf } from "../plan/closing.ts";
import { lower } from "../plan/lower.ts";
import { type Kernel, type Plan, writtenBy } from "../plan/plan.ts";
import { isLeaf, programOf } from "../plan/program.ts";
import type { Value } from "../plan/value.ts";
import { bytesPerElement } from "../shape/dtype.ts";
import { formatShape, sizeOf } from "../shape/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { moduleOf } from "../wasm/compile-plan.ts";
import { moduleText } from "../wasm/text.ts";
import { nodesOf } from "./argument.ts";
import { uncomputed } from "./copy.ts";
import { attributeText } from "./formula.ts";
import { loopText } from "./loop-text.ts";
import { summary } from "./summary.ts";

/** What becomes of a graph when it is compiled, each stage as text. */
export interface Inspection {
  /** The nodes, as the user built them. */
  readonly graph: string;
  /** The values that are left after simplification, and the kernels that compute them, with their places in memory. */
  readonly plan: string;
  /** What each kernel does, as loops. */
  readonly loops: string;
  /** The WebAssembly module. */
  readonly wasm: string;
}

/**
 * The stages of compilation of a graph, for reading: graph, plan, fused loops, WebAssembly.
 * @param tensors - A tensor, or several that are computed together. Derivatives among them are written out. It does not
 *   matter whether their values are known already.
 * @returns The text of each stage; {@link Inspection} says what is in it.
 * @throws {ArgumentError} for anything but tensors.
 * @example inspect(tensor([1, 2]).add(1).square()).loops.includes("square") // => true
 */
export function inspect(tensors: Tensor | readonly Tensor[]): Inspection {
  const nodes = nodesOf("inspect", tensors);
  const graph = summary(tensors);
  const plan = lower(programOf(evaluationOrder(uncomputed(nodes))));
  const arena = arenaOf(plan);
  return {
    graph,
    plan: planText(plan, arena),
    loops: loopsText(plan),
    wasm: moduleText(moduleOf(plan, callsOf(plan), arena, 0)),
  };
}

function planText(plan: Plan, arena: Arena): string {
  const values = plan.program.values.map((value, k) => `%${k} = ${valueText(plan, value, k, arena)}`);
  const kernels = plan.kernels.map((kernel, k) => `kernel ${k}: ${kernelText(plan, kernel)}`);
  const roots = plan.program.roots.map((root) => `%${root}`).join(", ");
  const bodies = innerPlans(plan).map(
    ({ title, inner }) => `\n\n${title}\n${planText(inner, arenaOf(inner))}`,
  );
  return (
    [...values, "", ...kernels, "", `results ${roots}; ${arena.bytes} bytes`].join("\n") + bodies.join("")
  );
}

function loopsText(plan: Plan): string {
  const kernels = plan.kernels.map((kernel, k) => `kernel ${k}\n${loopText(plan, kernel)}`);
  const bodies = innerPlans(plan).map(({ title, inner }) => `${title}\n\n${loopsText(inner)}`);
  return [...kernels, ...bodies].join("\n\n");
}

/** The plans of bodies, each behind the one that it is in. */
function innerPlans({ program }: Plan): { readonly title: string; readonly inner: Plan }[] {
  return program.values.flatMap(({ attributes }, v) =>
    bodiesOf(attributes).map((body) => ({ title: `body of %${v}:`, inner: bodyPlan(body).plan })),
  );
}

function valueText(plan: Plan, value: Value, k: number, arena: Arena): string {
  const { op, inputs, attributes, dtype, shape } = value;
  const address = arena.addresses[k] as number;
  const place = address >= 0 ? ` at ${address}, ${sizeOf(shape) * bytesPerElement(dtype)} bytes` : "";
  const settings = isLeaf(value)
    ? ""
    : Object.entries(attributes)
        .map(([name, each]) => ` ${name}=${attributeText(each)}`)
        .join("");
  const view =
    address < 0 && plan.accesses[k] && plan.accesses[k]?.base !== k
      ? ` (read from %${plan.accesses[k]?.base})`
      : "";
  return `${op.name}${inputs.map((input) => ` %${input}`).join("")}${settings} -> ${dtype} ${formatShape(shape)}${place}${view}`;
}

function kernelText(plan: Plan, kernel: Kernel): string {
  const written = writtenBy(kernel).map((v) => `%${v}`);
  if (kernel.kind !== "loop") return `${kernel.kind} writes ${written.join(", ")}`;
  const computed = [...kernel.values, ...kernel.reductions].map((v) => plan.program.values[v]?.op.name);
  return `loop over ${formatShape(kernel.shape)}: ${computed.join(", ")}; writes ${written.join(", ")}`;
}
