import { test } from "vitest";
import { constantNode } from "../../packages/autograd/src/graph/build.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { lower } from "../../packages/autograd/src/plan/lower.ts";
import { arenaOf } from "../../packages/autograd/src/plan/arena.ts";
import { programOf } from "../../packages/autograd/src/plan/program.ts";
import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import { CompiledPlan, sharedMemory } from "../../packages/autograd/src/wasm/compile-plan.ts";
import { instantiate, completed } from "./loss.ts";
test("f32", () => {
  const bad = { dtype: "float32" as const, leaves: [[]], steps: [{ op: "add", inputs: [0, 0], attributes: {}, shape: [], dtype: "float32" as const }] };
    const i = instantiate(bad, 0);
    const g = completed(reverse([i.loss], [constantNode(1, i.loss.dtype)], i.leaves), i.leaves);
    const list = evaluationOrder([i.values[1]!, i.loss, ...g]);
    const low = lower(programOf(list));
    const plan = new CompiledPlan(low);
    const data = list.nodes.flatMap(({ value }) => (value === null ? [] : [value]));
    for (const poison of [0, NaN, 1, Infinity, -5]) {
      sharedMemory().view("float32").fill(poison);
      for (const [k, slot] of plan.leaves.entries()) if (slot) plan.write(slot, data[k]!);
      plan.run();
      console.log(poison, ...plan.roots.map((s) => plan.read(s)[0]));
    }
    console.log(JSON.stringify(low.program.values.map((v, k) => [k, v.op.name, v.inputs, v.shape, v.attributes])), JSON.stringify(low.kernels), low.program.roots, arenaOf(low), plan.roots, plan.leaves);
});
