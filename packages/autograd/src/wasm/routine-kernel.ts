import type { Core, Spec } from "../op/definition.ts";
import { batchAxes, coresOf } from "../op/routine.ts";
import { type Access, whole } from "../plan/access.ts";
import { coreOperand } from "../plan/core-operand.ts";
import { indexSpace } from "../plan/index-space.ts";
import type { RoutineKernel } from "../plan/plan.ts";
import type { Value as PlanValue } from "../plan/value.ts";
import { bytesPerElement } from "../shape/dtype.ts";
import { sizeOf, stridesOf } from "../shape/shape.ts";
import { place, placeFrom } from "./element.ts";
import { EmittedMachine, EmittedMemory } from "./emitted-machine.ts";
import type { RoutineEmitter } from "./emitters.ts";
import { type KernelContext, valueOf } from "./kernel-context.ts";
import { nestedLoops } from "./loop-nest.ts";

/** Routines as their programs say. */
export const wasmRoutines: RoutineEmitter = {
  emit: emitRoutine,
  scratch: (context, v) => scratchOf(context, v).bytes,
};

/** Emits a routine, in a loop over its batches. */
function emitRoutine(context: KernelContext, kernel: RoutineKernel): void {
  const { op, inputs, attributes, shape } = valueOf(context, kernel.value);
  const { meaning } = op;
  if (meaning.kind !== "routine") throw new TypeError(`${op.name} is not a routine`);
  const cores = meaning.cores(attributes);
  const batch = batchAxes(shape.length, cores.output).map((axis) => shape[axis] as number);
  const operands = [...inputs, kernel.value].map((v, k) => {
    const { shape: own, dtype } = valueOf(context, v);
    const access = v === kernel.value ? whole(v, own) : (context.plan.accesses[v] as Access);
    return { access, dtype, ...coreOperand(access, own, coresOf(cores)[k] as Core, batch) };
  });
  const space = indexSpace(
    batch,
    operands.map(({ along }) => along.strides),
    [],
  );
  const machine = new EmittedMachine(context);
  const { scratch: start } = context;
  const { specs, offsets } = scratchOf(context, kernel.value);
  const scratch = specs.map((spec, k) => {
    const strides = stridesOf(spec.shape);
    const bytes = bytesPerElement(spec.dtype);
    return new EmittedMemory(context, machine.lane(spec.dtype), spec, (position) =>
      placeFrom(context, start + (offsets[k] as number), strides, bytes, position),
    );
  });
  const work = Math.max(1, ...operands.map(({ sizes }) => sizeOf(sizes)));
  nestedLoops(context, space.sizes, work, (batchIndex) => {
    const memories = operands.map(({ access, dtype, sizes, strides }, k) => {
      const reading = { access, strides: [...(space.strides[k] as readonly number[]), ...strides] };
      const spec = { shape: sizes, dtype };
      return new EmittedMemory(context, machine.lane(dtype), spec, (position) =>
        place(context, reading, bytesPerElement(dtype), [...batchIndex, ...position]),
      );
    });
    meaning.run(
      machine,
      {
        input: (k) => memories[k] as EmittedMemory,
        output: (k) => memories[inputs.length + k] as EmittedMemory,
        scratch: (k) => scratch[k] as EmittedMemory,
      },
      attributes,
    );
  });
}

/** What a routine's program needs, and where it lies. */
function scratchOf({ plan }: Pick<KernelContext, "plan">, v: number): Scratch {
  const { values } = plan.program;
  const { op, inputs, attributes } = values[v] as PlanValue;
  const { meaning } = op;
  if (meaning.kind !== "routine") throw new TypeError(`${op.name} is not a routine`);
  const specs =
    meaning.scratch?.(
      inputs.map((x) => values[x] as PlanValue),
      attributes,
    ) ?? [];
  const offsets: number[] = [];
  let bytes = 0;
  for (const { shape, dtype } of specs) {
    offsets.push(bytes);
    bytes += Math.ceil((sizeOf(shape) * bytesPerElement(dtype)) / 16) * 16;
  }
  return { specs, offsets, bytes };
}

interface Scratch {
  readonly specs: readonly Spec[];
  readonly offsets: readonly number[];
  readonly bytes: number;
}
