import type { Argument, ClosedKernel, ClosedRoutine, KernelCall } from "../plan/closed-kernel.ts";
import { canBeShared } from "../plan/closing.ts";
import { type Plan, planMayRefuse } from "../plan/plan.ts";
import { bytesPerElement } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { emitterOf, type RoutineEmitter } from "./emitters.ts";
import type { FunctionReference, Value } from "./expression.ts";
import { fasterRoutines } from "./faster-routine.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import type { KernelContext } from "./kernel-context.ts";
import { emitLoop } from "./loop-kernel.ts";
import { Outlined } from "./outlined.ts";
import { emitPlace } from "./place-kernel.ts";
import { accumulatorBytes } from "./reduce-blocks.ts";

/** Kernels that compute this much are functions of their own, which engines optimise one by one. */
const ownFunctionWork = 8192;

/** A function that has grown to so many expressions takes up no further kernel. */
const largestFunction = 4000;

/**
 * Kernels that occur so often in a plan are functions that are given addresses, unless these are very many. Others are written out
 * with the addresses in them, which is somewhat faster. Tests set it.
 */
export const sharing: { from: number } = { from: 3 };

/** A plan in a module, and where it works in memory. */
export interface PlanInModule extends Omit<KernelContext, "f" | "outlined" | "operands"> {
  readonly plan: Plan;
  readonly calls: readonly KernelCall[];
  /** Where each stored value lies, in bytes. */
  readonly addresses: ArrayLike<number>;
}

/** Emits the kernels of a plan, one after the other. */
export class PlanEmission {
  /** Of functions that call kernels: whether the run was refused, if it may be. */
  readonly result: "i32" | "none";
  readonly #shared: PlanInModule;
  readonly #outlined: Outlined;
  /** How often each kernel occurs. */
  readonly #counts: Map<ClosedKernel, number> = new Map();
  /** The functions of those that occur often. */
  readonly #functions: Map<ClosedKernel, FunctionReference> = new Map();
  #next = 0;

  constructor(shared: PlanInModule) {
    this.result = planMayRefuse(shared.plan) ? "i32" : "none";
    this.#shared = shared;
    this.#outlined = new Outlined(shared.module);
    for (const { kernel } of shared.calls) this.#counts.set(kernel, (this.#counts.get(kernel) ?? 0) + 1);
  }

  /** Emits all kernels, in a function that returns {@link result}. */
  emit(f: FunctionBuilder): void {
    const { module, calls } = this.#shared;
    this.#emitSome(f);
    while (this.#next < calls.length) {
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
    const { module, calls } = this.#shared;
    for (; this.#next < calls.length && f.length < largestFunction; this.#next++) {
      const call = calls[this.#next] as KernelCall;
      const { kernel, operands } = call;
      const addresses = operands.map((argument) => this.#addressOf(argument));
      const name = `kernel${this.#next}`;
      if ((this.#counts.get(kernel) as number) >= sharing.from && canBeShared(call)) {
        const callee = this.#functions.get(kernel) ?? this.#define(name, kernel, addresses.length);
        this.#functions.set(kernel, callee);
        callUnlessRefused(f, callee, ...addresses.map((address) => f.i32(address)));
      } else if (mayRefuse(kernel)) {
        const emitOwn = (own: FunctionBuilder): void => {
          this.#emitKernel(own, kernel, addresses);
          this.done(own);
        };
        callUnlessRefused(f, module.define(name, [], "i32", emitOwn));
      } else if (workOf(kernel) < ownFunctionWork) this.#emitKernel(f, kernel, addresses);
      else f.call(module.define(name, [], "none", (own) => this.#emitKernel(own, kernel, addresses)));
    }
  }

  /** A function that is given the addresses. */
  #define(name: string, kernel: ClosedKernel, count: number): FunctionReference {
    const refuses = mayRefuse(kernel);
    const parameters = new Array<"i32">(count).fill("i32");
    return this.#shared.module.define(name, parameters, refuses ? "i32" : "none", (own, ...addresses) => {
      this.#emitKernel(own, kernel, addresses);
      if (refuses) own.return(own.i32(0));
    });
  }

  #addressOf({ base, offset, dtype }: Argument): number {
    const address = this.#shared.addresses[base] as number;
    if (address < 0) throw new TypeError("an argument of a kernel has no buffer");
    return address + offset * bytesPerElement(dtype);
  }

  #emitKernel(f: FunctionBuilder, kernel: ClosedKernel, operands: readonly Index[]): void {
    const { module, scratch, fastMath, functions } = this.#shared;
    const context = { module, f, operands, scratch, fastMath, functions, outlined: this.#outlined };
    switch (kernel.kind) {
      case "loop":
        emitLoop(context, kernel);
        break;
      case "routine":
        routineEmitter(kernel).emit(context, kernel);
        break;
      case "bodies":
        emitterOf("body", kernel.op).emit(context, kernel);
        break;
      case "place":
        emitPlace(context, kernel);
    }
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

function mayRefuse(kernel: ClosedKernel): boolean {
  return (kernel.kind === "routine" || kernel.kind === "bodies") && kernel.refuses;
}

function workOf(kernel: ClosedKernel): number {
  switch (kernel.kind) {
    case "loop":
      return sizeOf(kernel.sizes) * (kernel.computed.length + kernel.reductions.length);
    case "routine":
      return sizeOf(kernel.batches) * sizeOf(kernel.operands.at(-1)?.sizes ?? []);
    case "bodies":
      return ownFunctionWork;
    case "place":
      return kernel.size;
  }
}

/** The memory that kernels need while they run, in bytes. */
export function scratchBytes(calls: readonly KernelCall[]): number {
  let most = 0;
  for (const kernel of new Set(calls.map((call) => call.kernel))) most = Math.max(most, scratchOf(kernel));
  return most + 64;
}

function scratchOf(kernel: ClosedKernel): number {
  switch (kernel.kind) {
    case "loop":
      return accumulatorBytes * kernel.reductions.length;
    case "routine":
      return routineEmitter(kernel).scratch(kernel);
    case "bodies":
      return emitterOf("body", kernel.op).scratch(kernel);
    case "place":
      return 0;
  }
}

function routineEmitter({ op }: ClosedRoutine): RoutineEmitter<ClosedRoutine> {
  return fasterRoutines.get(op) ?? emitterOf("routine", op);
}
