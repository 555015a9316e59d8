import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Body } from "../op/body.ts";
import { graphOf } from "../transform/body.ts";
import { type Arena, arenaOf } from "./arena.ts";
import type { KernelCall } from "./closed-kernel.ts";
import { callsOf } from "./closing.ts";
import { lower } from "./lower.ts";
import type { Plan } from "./plan.ts";
import { givenNodes, programOf } from "./program.ts";

/** How a body runs. */
export interface BodyPlan {
  readonly plan: Plan;
  readonly calls: readonly KernelCall[];
  /** The value that each input fills; -1 for those that turned out not to be needed. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const plans: WeakMap<Body, BodyPlan> = new WeakMap();

/** The plan of a body, made once. */
export function bodyPlan(body: Body): BodyPlan {
  let planned = plans.get(body);
  if (planned === undefined) {
    planned = planOf(body);
    plans.set(body, planned);
  }
  return planned;
}

function planOf(body: Body): BodyPlan {
  const { inputs, outputs } = graphOf(body);
  const list = evaluationOrder(outputs);
  const given = givenNodes(list);
  const plan = lower(programOf(list));
  const { leaves, roots } = plan.program;
  const values = new Map(given.map((node, k) => [node, leaves[k] as number]));
  return {
    plan,
    calls: callsOf(plan),
    inputs: inputs.map((input) => values.get(input) ?? -1),
    outputs: roots,
  };
}

/** Where the values of a body lie, which may leave an output of a pair at the place of the input. */
export function bodyArena(
  { plan, inputs, outputs }: BodyPlan,
  replaced: readonly (readonly [output: number, input: number])[],
): Arena {
  const carried = replaced
    .map(([output, input]) => ({ root: outputs[output] as number, leaf: inputs[input] as number }))
    .filter(({ leaf }) => leaf >= 0);
  return arenaOf(plan, carried);
}
