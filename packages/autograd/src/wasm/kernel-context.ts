import type { Arena } from "../plan/arena.ts";
import type { Plan } from "../plan/plan.ts";
import type { Value as PlanValue } from "../plan/value.ts";
import type { ModuleBuilder } from "./assembler.ts";
import type { FunctionReference } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { KernelLane, LaneDType } from "./kernel-lane.ts";
import type { Outlined } from "./outlined.ts";
import { simdLane } from "./simd-lane.ts";

/** What the emission of one plan shares. */
export interface KernelContext {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
  readonly plan: Plan;
  readonly arena: Arena;
  /** Where the arena starts in memory, in bytes. */
  readonly base: number;
  /** Where memory starts that a kernel may use while it runs, in bytes. */
  readonly scratch: number;
  /** Whether matrix products may round product and sum in one step. */
  readonly fastMath: boolean;
  /** Functions that kernels share, by what they do. */
  readonly functions: Map<string, FunctionReference>;
  /** The functions that the loop being emitted calls instead of writing out their steps. */
  readonly outlined: Outlined | null;
}

export function valueOf(context: KernelContext, v: number): PlanValue {
  return context.plan.program.values[v] as PlanValue;
}

/** Where a stored value lies in memory, in bytes. */
export function addressOf(context: KernelContext, v: number): number {
  const address = context.arena.addresses[v] as number;
  if (address < 0) throw new TypeError(`${valueOf(context, v).op.name} has no buffer`);
  return context.base + address;
}

/** Lanes of all dtypes, equally wide, for one loop. */
export class Lanes {
  readonly width: number;
  readonly #context: KernelContext;
  readonly #lanes: Map<LaneDType, KernelLane> = new Map();

  constructor(context: KernelContext, width: number) {
    this.#context = context;
    this.width = width;
  }

  /** The same lanes in another function. */
  in(f: FunctionBuilder): Lanes {
    return new Lanes({ ...this.#context, f }, this.width);
  }

  of(dtype: LaneDType): KernelLane {
    const known = this.#lanes.get(dtype);
    if (known !== undefined) return known;
    const { f, module } = this.#context;
    const lane = simdLane(f, module, dtype, this.width);
    this.#lanes.set(dtype, lane);
    return lane;
  }
}
