import type { ClosedRoutine } from "../plan/closed-kernel.ts";
import { bytesPerElement } from "../shape/dtype.ts";
import { sizeOf, stridesOf } from "../shape/shape.ts";
import { place, placeFrom } from "./element.ts";
import { EmittedMachine, EmittedMemory } from "./emitted-machine.ts";
import type { RoutineEmitter } from "./emitters.ts";
import type { KernelContext } from "./kernel-context.ts";
import { nestedLoops } from "./loop-nest.ts";

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
  const { scratch: start } = context;
  const offsets = scratchOffsets(kernel);
  const scratch = kernel.scratch.map((spec, k) => {
    const strides = stridesOf(spec.shape);
    const bytes = bytesPerElement(spec.dtype);
    return new EmittedMemory(context, machine.lane(spec.dtype), spec, (position) =>
      placeFrom(context, start + (offsets[k] as number), strides, bytes, position),
    );
  });
  const work = Math.max(1, ...operands.map(({ sizes }) => sizeOf(sizes)));
  nestedLoops(context, batches, work, (batchIndex) => {
    const memories = operands.map(({ dtype, along, sizes, strides }, argument) => {
      const reading = { argument, strides: [...along, ...strides] };
      const spec = { shape: sizes, dtype };
      return new EmittedMemory(context, machine.lane(dtype), spec, (position) =>
        place(context, reading, bytesPerElement(dtype), [...batchIndex, ...position]),
      );
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
  });
}

/** Where each of a routine's scratch memories begins, and where the last one ends. */
function scratchOffsets({ scratch }: ClosedRoutine): number[] {
  const offsets = [0];
  for (const { shape, dtype } of scratch) {
    const bytes = Math.ceil((sizeOf(shape) * bytesPerElement(dtype)) / 16) * 16;
    offsets.push((offsets.at(-1) as number) + bytes);
  }
  return offsets;
}
