import { constantNode } from "../../packages/autograd/src/graph/build.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { flowsOf } from "../conformance/subject.ts";
import { apart } from "../numeric/closeness.ts";
import { concatenated, dot, dotScale } from "../numeric/vector.ts";
import { changeAlong } from "./change.ts";
import { directionsFor, instantiate } from "./loss.ts";
import type { Lookup, Program } from "./program.ts";

export interface Agreement {
  /** What is wrong, or null. */
  readonly finding: string | null;
  /** Whether finite differences could tell. */
  readonly compared: boolean;
}

/** The change of a program's loss along a direction, by reverse mode, forward mode and finite differences. */
export function agreement(program: Program, salt: number, lookup?: Lookup): Agreement {
  const { leaves, loss } = instantiate(program, salt, lookup);
  const along = directionsFor(leaves, salt);
  const gradient = reverse([loss], [constantNode(1, program.dtype)], leaves);
  const received = concatenated(flowsOf(gradient, leaves));
  const direction = concatenated(along.map(({ value }) => value ?? []));
  const scale = Math.max(1e-3, dotScale(received, direction));
  const slope = dot(received, direction);
  const [tangent] = flowsOf(forward([loss], leaves, along), [loss]) as [Float64Array];
  const modes = apart(tangent, [slope], 1e-10, scale);
  if (modes !== null) return { finding: `forward mode ${modes}`, compared: false };
  const change = changeAlong(loss, gradient, leaves, along);
  if (change === null) return { finding: null, compared: false };
  const numeric = apart([slope], [change], 1e-6, scale);
  return {
    finding: numeric === null ? null : `against finite differences, the slope ${numeric}`,
    compared: true,
  };
}
