import { ArgumentError } from "../error/error.ts";
import { type Arena, arenaOf } from "../plan/arena.ts";
import type { KernelCall } from "../plan/closed-kernel.ts";
import { callsOf } from "../plan/closing.ts";
import type { Carried } from "../plan/in-place.ts";
import type { Plan } from "../plan/plan.ts";
import type { Value as PlanValue } from "../plan/value.ts";
import { rareFunctions } from "../scalar/rare.ts";
import { allocate, bytesPerElement, copyOf, type DType, type TypedArray } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { ModuleBuilder } from "./assembler.ts";
import { type WebAssemblyEngine, webAssembly } from "./engine.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import { type Lease, SharedMemory, type Tenant } from "./memory.ts";
import { PlanEmission, scratchBytes } from "./plan-emission.ts";

let shared: SharedMemory | null = null;

/** The memory of all compiled plans, made when first needed. */
export function sharedMemory(): SharedMemory {
  shared ??= new SharedMemory();
  return shared;
}

/** How many plans have their place in memory. */
export function livePlans(): number {
  return shared?.count ?? 0;
}

/**
 * About what a module takes up once it is translated, with what refers to it: the engine's machine code in two stages and
 * its notes, the plan, the objects of both. Measured as resident memory, on modules of 1 to 200 kB.
 */
const bytesPerModule = 20_480;
const bytesPerByte = 12;

/** Where one value of a plan lies in memory. */
export interface Slot {
  readonly dtype: DType;
  readonly size: number;
  /** Index of its first element in the view of its dtype. */
  readonly first: number;
}

/** What a plan does beyond computing its roots. */
export interface CompileSettings {
  /** Roots that become the data of leaves for the next run, by position. */
  readonly carried?: readonly { readonly root: number; readonly leaf: number }[];
  /** Roots that can be read until a further run has gone through, by position. */
  readonly left?: readonly number[];
  readonly fastMath?: boolean;
  /** Called before the plan loses its place in memory to another: its values can be read for the last time. */
  readonly vacated?: () => void;
}

/** What a plan takes up. */
export interface Footprint {
  /** Of its region of the memory. */
  readonly arena: number;
  readonly code: number;
}

/** A plan as machine code: fill the leaves, run, read the roots. */
export class CompiledPlan implements Tenant {
  /** In the order of the program's leaves; null for those that turned out not to be needed. */
  readonly leaves: readonly (Slot | null)[];
  readonly roots: readonly Slot[];
  /** Where the roots lie that a run leaves behind; of others, where it computes them. */
  readonly left: readonly Slot[];
  readonly memory: SharedMemory;
  readonly footprint: Footprint;
  readonly #lease: Lease;
  #run: () => number | undefined;
  #vacated: (() => void) | undefined;

  /** @throws {ArgumentError} if there is not enough memory, or if the engine refuses such a module. */
  constructor(plan: Plan, settings: CompileSettings = {}) {
    this.memory = sharedMemory();
    this.#vacated = settings.vacated;
    const arena = arenaOf(plan, carriedIn(plan, settings), leftIn(plan, settings));
    const calls = callsOf(plan);
    const bytes = arena.bytes + scratchBytes(calls);
    const lease = this.memory.take(bytes, this);
    const { start } = lease;
    this.#lease = lease;
    try {
      const module = moduleOf(plan, calls, arena, start, settings).encode();
      this.footprint = { arena: bytes, code: bytesPerModule + bytesPerByte * module.length };
      this.#run = instantiated(module, this.memory);
    } catch (error) {
      this.memory.give(lease);
      throw error;
    }
    this.memory.charge(lease, this.footprint.code);
    const slot = (v: number, at = arena.addresses[v] as number): Slot => {
      const { dtype, shape } = plan.program.values[v] as PlanValue;
      return { dtype, size: sizeOf(shape), first: (start + at) / bytesPerElement(dtype) };
    };
    this.leaves = plan.program.leaves.map((v) => (v < 0 ? null : slot(v)));
    this.roots = plan.program.roots.map((v) => slot(v));
    this.left = plan.program.roots.map((v) => slot(v, arena.left.get(v)));
  }

  /** When it ran last, in moments of the memory. */
  get used(): number {
    return this.#lease.used;
  }

  /** Notes that nobody runs it for the time being: it gives way before others do. */
  rest(): void {
    this.memory.rest(this.#lease);
  }

  /** False if the data were refused: what was left behind before is then as it was. The interpreter knows why. */
  run(): boolean {
    this.memory.use(this.#lease);
    return this.#run() !== 1;
  }

  write(slot: Slot, data: ArrayLike<number>): void {
    const view = this.memory.view(slot.dtype);
    const { first, size } = slot;
    if (size > 64) {
      view.set(data, first);
      return;
    }
    for (let i = 0; i < size; i++) view[first + i] = data[i] as number;
  }

  read(slot: Slot): TypedArray {
    const view = this.memory.view(slot.dtype);
    const { first, size, dtype } = slot;
    // For a few elements, setting up a block copy costs more than copying.
    if (size > 64) return copyOf(dtype, view, first, first + size);
    const result = allocate(dtype, size);
    for (let i = 0; i < size; i++) result[i] = view[first + i] as number;
    return result;
  }

  readNumbers({ dtype, first, size }: Slot): number[] {
    const view = this.memory.view(dtype);
    const result = new Array<number>(size);
    for (let i = 0; i < size; i++) result[i] = view[first + i] as number;
    return result;
  }

  /** The first element, as a number. */
  readFirst({ dtype, first }: Slot): number {
    return this.memory.view(dtype)[first] as number;
  }

  /** Returns the memory and lets go of the code; the plan must not run again. */
  release(): void {
    this.memory.give(this.#lease);
    this.#run = gone;
    this.#vacated = undefined;
  }

  vacate(): void {
    this.#vacated?.();
    this.release();
  }
}

function gone(): never {
  throw new TypeError("the plan has given way");
}

/** The function `run` of a module that uses the memory. */
function instantiated(bytes: Uint8Array<ArrayBuffer>, { memory }: SharedMemory): () => number | undefined {
  const engine = webAssembly() as WebAssemblyEngine;
  try {
    const module = new engine.Module(bytes);
    const { exports } = new engine.Instance(module, { env: { memory }, rare: rareFunctions });
    return exports["run"] as () => number | undefined;
  } catch (error) {
    // What does not validate is a mistake in this code.
    if (!engine.validate(bytes)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArgumentError(
      "compile",
      `the engine refuses a module of ${bytes.length} bytes: ${reason} ` +
        "Browsers allow more in a worker than on the main thread.",
    );
  }
}

/** The module of a plan with these calls, whose arena starts at `base`. */
export function moduleOf(
  plan: Plan,
  calls: readonly KernelCall[],
  arena: Arena,
  base: number,
  settings: CompileSettings = {},
): ModuleBuilder {
  const module = new ModuleBuilder();
  module.importMemory("env", "memory");
  const scratch = Math.ceil((base + arena.bytes) / 64) * 64;
  const { fastMath = false } = settings;
  const addresses = arena.addresses.map((address) => (address < 0 ? address : base + address));
  const emission = new PlanEmission({
    module,
    plan,
    calls,
    addresses,
    scratch,
    fastMath,
    functions: new Map(),
  });
  module.define(
    "run",
    [],
    emission.result,
    (f) => {
      emission.emit(f);
      for (const [v, address] of arena.left)
        emitCopy(f, plan.program.values[v] as PlanValue, addresses[v] as number, base + address);
      for (const { root, leaf } of carriedIn(plan, settings))
        emitCopy(
          f,
          plan.program.values[root] as PlanValue,
          addresses[root] as number,
          addresses[leaf] as number,
        );
      emission.done(f);
    },
    "run",
  );
  return module;
}

/** The carried values by number; a leaf that nobody reads needs no value. */
function carriedIn({ program }: Plan, { carried = [] }: CompileSettings): Carried[] {
  return carried
    .map(({ root, leaf }) => ({ root: program.roots[root] as number, leaf: program.leaves[leaf] as number }))
    .filter(({ leaf }) => leaf >= 0);
}

/** The roots that are left behind, by number. */
function leftIn({ program }: Plan, { left = [] }: CompileSettings): number[] {
  return left.map((root) => program.roots[root] as number);
}

/** Copies a value, for after the run, unless it lies there. */
function emitCopy(f: FunctionBuilder, { dtype, shape }: PlanValue, from: number, to: number): void {
  const bytes = sizeOf(shape) * bytesPerElement(dtype);
  if (from === to) return;
  if (bytes > 256) {
    f.copy(to, from, bytes);
    return;
  }
  if (sizeOf(shape) === 1) {
    f.store("i64.store", to, f.load("i64.load", from));
    return;
  }
  // Buffers are padded to whole vectors.
  for (let at = 0; at < bytes; at += 16) f.store("v128.store", to, f.load("v128.load", from, at), at);
}
