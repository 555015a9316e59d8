import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { interpret } from "../../packages/autograd/src/interpret/run.ts";
import { lower } from "../../packages/autograd/src/plan/lower.ts";
import { programOf } from "../../packages/autograd/src/plan/program.ts";
import type { TypedArray } from "../../packages/autograd/src/shape/dtype.ts";
import { CompiledPlan } from "../../packages/autograd/src/wasm/compile-plan.ts";

/** Where compiled code and the interpreter differ, as text; empty if every bit agrees. */
export function differences(roots: readonly Node[]): string[] {
  const list = evaluationOrder(roots);
  const wanted = interpret(list);
  const plan = new CompiledPlan(lower(programOf(list)));
  try {
    let leaf = 0;
    for (const node of list.nodes) {
      if (node.value === null) continue;
      const slot = plan.leaves[leaf++];
      if (slot) plan.write(slot, node.value);
    }
    plan.run();
    // A second run finds the results of the first in memory: nothing may depend on fresh memory.
    plan.run();
    return roots.flatMap((root, k) => {
      const got = plan.read(plan.roots[k] as CompiledPlan["roots"][number]);
      const values = wanted[k] as TypedArray;
      const differing = [...values.keys()].filter((i) => !Object.is(got[i], values[i]));
      const [i] = differing;
      if (i === undefined) return [];
      const where = `root ${k} (${root.op.name} [${root.shape}] ${root.dtype})`;
      return [
        `${where} differs in ${differing.length} elements, first at ${i}: ${got[i]} instead of ${values[i]}`,
      ];
    });
  } finally {
    plan.release();
  }
}
