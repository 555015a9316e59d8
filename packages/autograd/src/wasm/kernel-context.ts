import type { ModuleBuilder } from "./assembler.ts";
import type { FunctionReference } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import type { KernelLane, LaneDType } from "./kernel-lane.ts";
import type { Outlined } from "./outlined.ts";
import { simdLane } from "./simd-lane.ts";

/** What the emission of one closed kernel is given. */
export interface KernelContext {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
  /** Where each of the kernel's arguments begins in memory, in bytes. */
  readonly operands: readonly Index[];
  /** Where memory starts that a kernel may use while it runs, in bytes. */
  readonly scratch: number;
  /** Whether matrix products may round product and sum in one step. */
  readonly fastMath: boolean;
  /** Functions that kernels share, by what they do. */
  readonly functions: Map<string, FunctionReference>;
  /** The functions that a loop may call instead of writing out their steps. */
  readonly outlined: Outlined;
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
