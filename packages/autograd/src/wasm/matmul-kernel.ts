import { type Access, broadcastAccess } from "../plan/access.ts";
import { indexSpace } from "../plan/index-space.ts";
import type { RoutineKernel } from "../plan/plan.ts";
import { bytesPerElement, type FloatDType } from "../shape/dtype.ts";
import { type Shape, sizeOf, stridesOf } from "../shape/shape.ts";
import { capabilities } from "./detect.ts";
import { place, type Reading } from "./element.ts";
import type { Index } from "./function-builder.ts";
import { type KernelContext, valueOf } from "./kernel-context.ts";
import { nestedLoops } from "./loop-nest.ts";
import { defineMatmul, emitMatmul } from "./matmul.ts";
import { type MatmulSpec, matmulScratchBytes } from "./matmul-plan.ts";

/** Products of fewer multiply-adds are written where they are used; larger ones are functions, shared by equal specs. */
const inlinedWork = 4096;

/** Emits a matrix product, once for each element of the batch axes. */
export function emitMatmulKernel(context: KernelContext, { value: v }: RoutineKernel): void {
  const { inputs, shape } = valueOf(context, v);
  if (sizeOf(shape) === 0) return;
  const [left, right] = inputs as readonly [number, number];
  const spec = { ...matmulSpec(context, v), relaxedFma: context.fastMath && capabilities().relaxedSimd };
  const batch = shape.slice(0, -2);
  const accesses = [
    batched(context, left, batch),
    batched(context, right, batch),
    { base: v, offset: 0, strides: stridesOf(shape).slice(0, -2) },
  ];
  const space = indexSpace(
    batch,
    accesses.map((access) => access.strides),
    [],
  );
  const bytes = bytesPerElement(spec.dtype);
  const { f, module, scratch, functions } = context;
  const work = spec.m * spec.n * spec.k;
  nestedLoops(context, space.sizes, work, (position) => {
    const [a, b, c] = accesses.map((access, k): Index => {
      const reading: Reading = { access, strides: space.strides[k] as number[] };
      const { address, offset } = place(context, reading, bytes, position);
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
export function matmulScratch(context: Pick<KernelContext, "plan">, v: number): number {
  return matmulScratchBytes(matmulSpec(context, v));
}

function matmulSpec({ plan }: Pick<KernelContext, "plan">, v: number): MatmulSpec {
  const { values } = plan.program;
  const value = values[v] as { inputs: readonly number[]; shape: Shape; dtype: FloatDType };
  const [left, right] = value.inputs as readonly [number, number];
  const sizes = (x: number): Shape => (values[x]?.shape ?? []).slice(-2);
  const strides = (x: number): { row: number; column: number } => {
    const [row = 0, column = 0] = (plan.accesses[x] as Access).strides.slice(-2);
    return { row, column };
  };
  const [m = 0, k = 0] = sizes(left);
  const n = sizes(right)[1] as number;
  return {
    dtype: value.dtype,
    m,
    n,
    k,
    a: strides(left),
    b: strides(right),
    c: { row: n, column: 1 },
    keepsOrder: capabilities().keepsOrder,
  };
}

/** How the matrices of an operand are found along the batch axes. */
function batched({ plan }: KernelContext, x: number, batch: Shape): Access {
  const access = plan.accesses[x] as Access;
  const own = (plan.program.values[x]?.shape ?? []).slice(0, -2);
  return broadcastAccess({ ...access, strides: access.strides.slice(0, -2) }, own, batch);
}
