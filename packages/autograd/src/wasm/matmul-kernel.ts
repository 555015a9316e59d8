import type { ClosedRoutine, RoutineOperand } from "../plan/closed-kernel.ts";
import { bytesPerElement, type FloatDType } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { capabilities } from "./detect.ts";
import { place } from "./element.ts";
import type { Index } from "./function-builder.ts";
import type { KernelContext } from "./kernel-context.ts";
import { nestedLoops } from "./loop-nest.ts";
import { defineMatmul, emitMatmul } from "./matmul.ts";
import { type MatmulSpec, type MatrixStrides, matmulScratchBytes } from "./matmul-plan.ts";

/** Products of fewer multiply-adds are written where they are used; larger ones are functions, shared by equal specs. */
const inlinedWork = 4096;

/** Emits a matrix product, once for each element of the batch axes. */
export function emitMatmulKernel(context: KernelContext, kernel: ClosedRoutine): void {
  const own = matmulSpec(kernel);
  const { batches, operands } = kernel;
  if (own.m * own.n * sizeOf(batches) === 0) return;
  const spec = { ...own, relaxedFma: context.fastMath && capabilities().relaxedSimd };
  const bytes = bytesPerElement(spec.dtype);
  const { f, module, scratch, functions } = context;
  const work = spec.m * spec.n * spec.k;
  nestedLoops(context, batches, work, (position) => {
    const [a, b, c] = operands.map(({ along }, argument): Index => {
      const { address, offset } = place(context, { argument, strides: along }, bytes, position);
      return typeof address === "number" ? address + offset : f.plus(address, offset);
    }) as [Index, Index, Index];
    if (work <= inlinedWork) {
      emitMatmul(f, module, spec, { a, b, c, scratch });
      return;
    }
    const key = JSON.stringify(spec);
    let callee = functions.get(key);
    if (callee === undefined) {
      callee = defineMatmul(module, `matmul${functions.size}`, spec);
      functions.set(key, callee);
    }
    f.call(callee, f.index(a), f.index(b), f.index(c), f.i32(scratch));
  });
}

/** The scratch memory that a product needs, in bytes. */
export function matmulScratch(kernel: ClosedRoutine): number {
  return matmulScratchBytes(matmulSpec(kernel));
}

function matmulSpec({ operands }: ClosedRoutine): MatmulSpec {
  const [left, right, result] = operands as readonly [RoutineOperand, RoutineOperand, RoutineOperand];
  const [m = 0, k = 0] = left.sizes;
  const n = right.sizes[1] as number;
  const strides = ({ strides: [row = 0, column = 0] }: RoutineOperand): MatrixStrides => ({ row, column });
  return {
    dtype: result.dtype as FloatDType,
    m,
    n,
    k,
    a: strides(left),
    b: strides(right),
    c: { row: n, column: 1 },
    keepsOrder: capabilities().keepsOrder,
  };
}
