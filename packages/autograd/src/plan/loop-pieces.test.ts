import { expect, it } from "vitest";
import { apply, inputNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import { interpret } from "../interpret/run.ts";
import { operationNamed } from "../op/table.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { CompiledPlan, type Slot } from "../wasm/compile-plan.ts";
import { largestLoop } from "./loop-pieces.ts";
import { lower } from "./lower.ts";
import type { LoopKernel } from "./plan.ts";
import { programOf } from "./program.ts";

it.each([
  ["scalars", []],
  ["vectors", [3]],
])("a loop of very many values of %s is cut into pieces", (_, shape) => {
  const size = shape.length === 0 ? 1 : 3;
  const x = inputNode(Float64Array.of(0.3, 0.2, 0.1).slice(0, size), shape, "float64");
  // Each value is read in the next piece, and the first one in all of them.
  let y = x;
  let z = x;
  const first = apply(operationNamed("sin"), [x]);
  for (let k = 0; k < 3 * largestLoop; k++) {
    [y, z] = [apply(operationNamed("sin"), [z]), apply(operationNamed("add"), [y, x])];
  }
  const axes = [...shape.keys()];
  const total = apply(operationNamed("sum"), [y], { axes, keepDims: false });
  // Reductions come with the last piece: what they reduce may be of the first.
  const early = apply(operationNamed("sum"), [first], { axes, keepDims: false });
  const list = evaluationOrder([z, total, early]);
  const plan = lower(programOf(list));
  const loops = plan.kernels.filter((kernel): kernel is LoopKernel => kernel.kind === "loop");
  expect(loops.length).toBeGreaterThan(5);
  for (const loop of loops) expect(loop.values.length).toBeLessThanOrEqual(largestLoop);
  const compiled = new CompiledPlan(plan);
  compiled.write(compiled.leaves[0] as Slot, x.value as TypedArray);
  compiled.run();
  expect(compiled.roots.map((slot) => compiled.read(slot))).toEqual(interpret(list));
});
