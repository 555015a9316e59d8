import { bodiesOf } from "../op/body.ts";
import type { Shape } from "../shape/shape.ts";
import type { Access } from "./access.ts";
import type { Program } from "./program.ts";
import { isConstant, type Value } from "./value.ts";

/** What to compute in which order, fused how, in which buffers. */
export interface Plan {
  readonly program: Program;
  /** How each value is read where it is not computed in the same loop; null for values without a buffer. */
  readonly accesses: readonly (Access | null)[];
  readonly kernels: readonly Kernel[];
}

export type Kernel = LoopKernel | RoutineKernel | PlaceKernel;

/** Loops over an index space, computes values element by element, keeps some of them and reduces others. */
export interface LoopKernel {
  readonly kind: "loop";
  readonly shape: Shape;
  /** Elementwise values computed in the loop, in order. A view among them is copied. */
  readonly values: readonly number[];
  /** Those that are written to their buffers. */
  readonly stores: readonly number[];
  /** Reductions, all over the same axes of the index space. */
  readonly reductions: readonly number[];
  readonly axes: readonly number[];
}

/** A routine, for all batches, or an operation with bodies. */
export interface RoutineKernel {
  readonly kind: "routine";
  readonly value: number;
}

/** Zeros, with each input copied to its place. */
export interface PlaceKernel {
  readonly kind: "place";
  readonly value: number;
}

/** Whether a kernel may end the run, because of the data that it is given. */
export function mayRefuse({ program }: Pick<Plan, "program">, kernel: Kernel): boolean {
  if (kernel.kind !== "routine") return false;
  const { op, attributes } = program.values[kernel.value] as Value;
  if (op.meaning.kind === "body") return bodiesOf(attributes).some((body) => body.mayRefuse);
  return op.meaning.kind === "routine" && op.meaning.refusal !== undefined;
}

/** Whether one of the kernels may. */
export function planMayRefuse(plan: Plan): boolean {
  return plan.kernels.some((kernel) => mayRefuse(plan, kernel));
}

/** The values that a kernel leaves in memory. */
export function writtenBy(kernel: Kernel): readonly number[] {
  return kernel.kind === "loop" ? [...kernel.stores, ...kernel.reductions] : [kernel.value];
}

/** The stored values that a kernel reads. */
export function readBy(plan: Plan, kernel: Kernel): number[] {
  const { values } = plan.program;
  const computed = new Set(kernel.kind === "loop" ? kernel.values : []);
  const readers = kernel.kind === "loop" ? [...kernel.values, ...kernel.reductions] : [kernel.value];
  const bases: number[] = [];
  for (const v of readers) {
    for (const input of (values[v] as Value).inputs) {
      if (!computed.has(input)) bases.push(plan.accesses[input]?.base ?? input);
    }
  }
  return bases.filter((base) => !isConstant(values[base] as Value));
}
