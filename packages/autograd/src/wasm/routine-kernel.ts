import type { ClosedRoutine, RoutineOperand } from "../plan/closed-kernel.ts";
import { bytesPerElement, type DType } from "../shape/dtype.ts";
import { sizeOf, stridesOf } from "../shape/shape.ts";
import { EmittedMachine } from "./emitted-machine.ts";
import { EmittedMemory } from "./emitted-memory.ts";
import type { RoutineEmitter } from "./emitters.ts";
import type { Index } from "./function-builder.ts";
import type { KernelContext } from "./kernel-context.ts";
import type { LaneDType } from "./kernel-lane.ts";
import { nestedLoops } from "./loop-nest.ts";
import { vectorWidth } from "./simd-lane.ts";

/** Routines as their programs say. */
export const wasmRoutines: RoutineEmitter<ClosedRoutine> = {
  emit: emitRoutine,
  scratch: (kernel) => scratchOffsets(kernel).at(-1) as number,
};

/** Emits a routine, in a loop over its batches. */
function emitRoutine(context: KernelContext, kernel: ClosedRoutine): void {
  const { op, attributes, operands, batches } = kernel;
  const { meaning } = op;
  if (meaning.kind !== "routine") throw new TypeError(`${op.name} is not a routine`);
  const machine = new EmittedMachine(context);
  const offsets = scratchOffsets(kernel);
  const copies = copiesOf(kernel);
  const scratch = kernel.scratch.map((spec, k) => {
    const start = context.scratch + (offsets[k] as number);
    const site = { start, strides: stridesOf(spec.shape), ...(copies === 1 ? {} : { copies }) };
    return new EmittedMemory(context, machine, spec, site);
  });
  const emitBatch = (at: readonly Index[]): void => {
    const memories = operands.map(({ dtype, along, sizes, strides }, argument) => {
      const start = context.operands[argument] as Index;
      const spec = { shape: sizes, dtype };
      return new EmittedMemory(context, machine, spec, { start, strides: [...along, ...strides], at });
    });
    meaning.run(
      machine,
      {
        input: (k) => memories[k] as EmittedMemory,
        output: (k) => memories[operands.length - 1 + k] as EmittedMemory,
        scratch: (k) => scratch[k] as EmittedMemory,
      },
      attributes,
    );
  };
  const work = Math.max(1, ...operands.map(({ sizes }) => sizeOf(sizes)));
  if (copies === 1) {
    nestedLoops(context, batches, work, emitBatch);
    return;
  }
  const { dtype } = operands.at(-1) as RoutineOperand;
  nestedLoops(context, batches.slice(0, -1), work, (outer) => {
    machine.sideBySide(dtype as LaneDType, 0, batches.at(-1) as number, (i) => emitBatch([...outer, i]));
  });
}

/** How many batches are computed side by side, each with scratch memory of its own: 1 for one after the other. */
function copiesOf({ op: { meaning }, batches, operands, scratch }: ClosedRoutine): number {
  if (meaning.kind !== "routine" || meaning.isUniform !== true || (batches.at(-1) ?? 1) === 1) return 1;
  const { dtype } = operands.at(-1) as RoutineOperand;
  const isAlike = (other: { readonly dtype: DType }): boolean =>
    other.dtype !== "bool" && bytesPerElement(other.dtype) === bytesPerElement(dtype);
  return operands.every(isAlike) && scratch.every(isAlike) ? vectorWidth(dtype as LaneDType) : 1;
}

/** Where each of a routine's scratch memories begins, and where the last one ends. */
function scratchOffsets(kernel: ClosedRoutine): number[] {
  const copies = copiesOf(kernel);
  const offsets = [0];
  for (const { shape, dtype } of kernel.scratch) {
    const bytes = Math.ceil((copies * sizeOf(shape) * bytesPerElement(dtype)) / 16) * 16;
    offsets.push((offsets.at(-1) as number) + bytes);
  }
  return offsets;
}
