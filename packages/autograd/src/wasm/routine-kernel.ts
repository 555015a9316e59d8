import type { Core } from "../op/definition.ts";
import { batchAxes, coreSizes, coresOf } from "../op/routine.ts";
import { type Access, broadcastAccess, whole } from "../plan/access.ts";
import { coreStrides } from "../plan/core-strides.ts";
import { indexSpace } from "../plan/index-space.ts";
import type { RoutineKernel } from "../plan/plan.ts";
import { sizeOf } from "../shape/shape.ts";
import { EmittedMachine, StoredMemory } from "./emitted-machine.ts";
import { fasterRoutines } from "./faster-routine.ts";
import { type KernelContext, valueOf } from "./kernel-context.ts";
import { nestedLoops } from "./loop-nest.ts";

/** Emits a routine, in a loop over its batches. */
export function emitRoutine(context: KernelContext, kernel: RoutineKernel): void {
  const { op, inputs, attributes, shape } = valueOf(context, kernel.value);
  const { meaning } = op;
  const faster = fasterRoutines.get(op);
  if (faster !== undefined) {
    faster.emit(context, kernel);
    return;
  }
  if (meaning.kind !== "routine") throw new TypeError(`${op.name} is not a routine`);
  const cores = meaning.cores(attributes);
  const batch = batchAxes(shape.length, cores.output).map((axis) => shape[axis] as number);
  const operands = [...inputs, kernel.value].map((v, k) => {
    const { shape: own, dtype } = valueOf(context, v);
    const access = v === kernel.value ? whole(v, own) : (context.plan.accesses[v] as Access);
    const core = coresOf(cores)[k] as Core;
    const axes = batchAxes(own.length, core);
    const along = broadcastAccess(
      { ...access, strides: axes.map((axis) => access.strides[axis] as number) },
      axes.map((axis) => own[axis] as number),
      batch,
    );
    const strides = coreStrides(own, access.strides, core) as readonly number[];
    return { access, dtype, along, sizes: coreSizes(own, core), strides };
  });
  const space = indexSpace(
    batch,
    operands.map(({ along }) => along.strides),
    [],
  );
  const machine = new EmittedMachine(context);
  const work = Math.max(1, ...operands.map(({ sizes }) => sizeOf(sizes)));
  nestedLoops(context, space.sizes, work, (position) => {
    const memories = operands.map(({ access, dtype, sizes, strides }, k) => {
      const reading = { access, strides: [...(space.strides[k] as readonly number[]), ...strides] };
      return new StoredMemory(context, machine.lane(dtype), dtype, sizes, reading, position);
    });
    const [input, output] = [0, inputs.length].map((first) => (k: number) => {
      return memories[first + k] as StoredMemory;
    }) as [(k: number) => StoredMemory, (k: number) => StoredMemory];
    meaning.run(machine, { input, output }, attributes);
  });
}

/** The scratch memory that a routine needs, in bytes. */
export function routineScratch(context: Pick<KernelContext, "plan">, { value: v }: RoutineKernel): number {
  const { op } = context.plan.program.values[v] as { readonly op: Parameters<typeof fasterRoutines.get>[0] };
  return fasterRoutines.get(op)?.scratch(context, v) ?? 0;
}
