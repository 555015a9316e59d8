import { type Kernel, mayRefuse, type Plan, planMayRefuse, type RoutineKernel } from "../plan/plan.ts";
import type { Value as PlanValue } from "../plan/value.ts";
import { sizeOf } from "../shape/shape.ts";
import { emitterOf, type RoutineEmitter } from "./emitters.ts";
import type { FunctionReference, Value } from "./expression.ts";
import { fasterRoutines } from "./faster-routine.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { KernelContext } from "./kernel-context.ts";
import { emitLoop } from "./loop-kernel.ts";
import { Outlined } from "./outlined.ts";
import { emitPlace } from "./place-kernel.ts";
import { accumulatorBytes } from "./reduce-blocks.ts";

/** Kernels that compute this much are functions of their own, which engines optimise one by one. */
const ownFunctionWork = 8192;

/** A function that has grown to so many expressions takes up no further kernel. */
const largestFunction = 4000;

/** A plan in a module, and where it works in memory. */
export type PlanInModule = Omit<KernelContext, "f" | "outlined">;

/** Emits the kernels of a plan, one after the other. */
export class PlanEmission {
  /** Of functions that call kernels: whether the run was refused, if it may be. */
  readonly result: "i32" | "none";
  readonly #shared: PlanInModule;
  readonly #outlined: Outlined;
  #next = 0;

  constructor(shared: PlanInModule) {
    this.result = planMayRefuse(shared.plan) ? "i32" : "none";
    this.#shared = shared;
    this.#outlined = new Outlined(shared.module, shared.plan);
  }

  contextIn(f: FunctionBuilder, kernel: Kernel | null = null): KernelContext {
    const outlined = kernel !== null && this.#outlined.serves(kernel) ? this.#outlined : null;
    return { ...this.#shared, f, outlined };
  }

  /** Emits all kernels, in a function that returns {@link result}. */
  emit(f: FunctionBuilder): void {
    const { module, plan } = this.#shared;
    this.#emitSome(f);
    while (this.#next < plan.kernels.length) {
      const emitMore = (own: FunctionBuilder): void => {
        this.#emitSome(own);
        this.done(own);
      };
      callUnlessRefused(f, module.define(`kernels${this.#next}`, [], this.result, emitMore));
    }
  }

  /** Ends a function: nothing was refused. */
  done(f: FunctionBuilder): void {
    if (this.result === "i32") f.return(f.i32(0));
  }

  /** Emits the kernels that follow until the function is large enough. */
  #emitSome(f: FunctionBuilder): void {
    const { module, plan } = this.#shared;
    const { kernels } = plan;
    for (; this.#next < kernels.length && f.length < largestFunction; this.#next++) {
      const kernel = kernels[this.#next] as Kernel;
      const name = `kernel${this.#next}`;
      if (mayRefuse(plan, kernel)) {
        const emitOwn = (own: FunctionBuilder): void => {
          this.#emitKernel(own, kernel);
          this.done(own);
        };
        callUnlessRefused(f, module.define(name, [], this.result, emitOwn));
      } else if (workOf(plan, kernel) < ownFunctionWork) this.#emitKernel(f, kernel);
      else f.call(module.define(name, [], "none", (own) => this.#emitKernel(own, kernel)));
    }
  }

  #emitKernel(f: FunctionBuilder, kernel: Kernel): void {
    const context = this.contextIn(f, kernel);
    if (kernel.kind === "loop") emitLoop(context, kernel);
    else if (kernel.kind === "routine") emitterFor(context, kernel).emit(context, kernel);
    else emitPlace(context, kernel);
  }
}

/** Calls a function, and goes on unless that was refused. */
export function callUnlessRefused(
  f: FunctionBuilder,
  callee: FunctionReference,
  ...operands: readonly Value[]
): void {
  const refused = f.call(callee, ...operands);
  if (callee.result === "i32") f.if(refused as Value<"i32">, () => f.return(f.i32(1)));
}

function workOf(plan: Plan, kernel: Kernel): number {
  if (kernel.kind === "loop") return sizeOf(kernel.shape) * (kernel.values.length + kernel.reductions.length);
  return sizeOf((plan.program.values[kernel.value] as PlanValue).shape);
}

/** The memory that the kernels of a plan need while they run, in bytes. */
export function scratchBytes(plan: Plan): number {
  let most = 0;
  for (const kernel of plan.kernels) {
    if (kernel.kind === "routine")
      most = Math.max(most, emitterFor({ plan }, kernel).scratch({ plan }, kernel.value));
    else if (kernel.kind === "loop") most = Math.max(most, accumulatorBytes * kernel.reductions.length);
  }
  return most + 64;
}

function emitterFor({ plan }: Pick<KernelContext, "plan">, kernel: RoutineKernel): RoutineEmitter {
  const value = plan.program.values[kernel.value] as PlanValue;
  return fasterRoutines.get(value.op) ?? emitterOf(value);
}
