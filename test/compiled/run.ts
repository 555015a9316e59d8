import { ChainruleError } from "../../packages/autograd/src/error/error.ts";
import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import type { Listing } from "../../packages/autograd/src/graph/listing.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { interpret } from "../../packages/autograd/src/interpret/run.ts";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import { arenaOf } from "../../packages/autograd/src/plan/arena.ts";
import { lower } from "../../packages/autograd/src/plan/lower.ts";
import { programOf } from "../../packages/autograd/src/plan/program.ts";
import { allocate, isFloat, type TypedArray } from "../../packages/autograd/src/shape/dtype.ts";
import { sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { enableRoutines } from "../../packages/autograd/src/tensor/routines.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { CompiledPlan } from "../../packages/autograd/src/wasm/compile-plan.ts";
import { sharing } from "../../packages/autograd/src/wasm/plan-emission.ts";
import { verifyPlan } from "../plans/verify-plan.ts";

enableRoutines();

let turn = 0;

/**
 * Where compiled code and the interpreter differ, as text; empty if every bit agrees. In turn, kernels are written out, and
 * functions that are given addresses.
 */
export function differences(roots: readonly Node[]): string[] {
  const list = evaluationOrder(roots);
  const wanted = interpretedOrRefused(list);
  const lowered = lower(programOf(list));
  verifyPlan(lowered, arenaOf(lowered));
  const { from } = sharing;
  sharing.from = turn++ % 2 === 0 ? 1 : Number.POSITIVE_INFINITY;
  try {
    return differencesOf(new CompiledPlan(lowered), list, roots, wanted);
  } finally {
    sharing.from = from;
  }
}

function differencesOf(
  plan: CompiledPlan,
  list: Listing,
  roots: readonly Node[],
  wanted: TypedArray[] | ChainruleError,
): string[] {
  try {
    let leaf = 0;
    for (const node of list.nodes) {
      if (node.value === null) continue;
      const slot = plan.leaves[leaf++];
      if (slot) plan.write(slot, node.value);
    }
    // A second run finds the results of the first in memory: nothing may depend on fresh memory.
    const ran = [plan.run(), plan.run()];
    if (ran.some((through) => through === wanted instanceof ChainruleError)) {
      return [
        wanted instanceof ChainruleError
          ? `compiled code computes what is refused: ${wanted.message}`
          : "compiled code refuses what the interpreter computes",
      ];
    }
    if (wanted instanceof ChainruleError) return [];
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

/** What the interpreter computes, or why it does not. */
function interpretedOrRefused(list: Listing): TypedArray[] | ChainruleError {
  try {
    return interpret(list);
  } catch (error) {
    if (error instanceof ChainruleError) return error;
    throw error;
  }
}

/** {@link differences} in what an operation gives at a sample, and in its derivatives: both modes, and forward over reverse. */
export function operationDifferences(op: Operation, sample: Sample): string[] {
  const leaves = sample.inputs.map(({ shape, data, dtype = "float64" }) => {
    const value = allocate(dtype, sizeOf(shape));
    value.set(data);
    return inputNode(value, shape, dtype);
  });
  const y = apply(op, leaves, sample.attributes);
  const roots: Node[] = [y];
  const floats = leaves.filter((leaf) => isFloat(leaf.dtype));
  if (isFloat(y.dtype) && floats.length > 0) {
    const gradients = reverse([y], [like(y, 1)], floats).filter((node) => node !== null);
    roots.push(...gradients);
    roots.push(
      ...forward(
        [y, ...gradients],
        floats,
        floats.map((leaf) => like(leaf, 2)),
      ).filter((node) => node !== null),
    );
  }
  return differences(roots);
}

/** Data without pattern, like a node. */
function like(node: Node, start: number): Node {
  const value = allocate(node.dtype, sizeOf(node.shape));
  for (let i = 0; i < value.length; i++) value[i] = Math.sin(start + 1.7 * i);
  return inputNode(value, node.shape, node.dtype);
}
