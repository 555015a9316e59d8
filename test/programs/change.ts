import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { evaluator } from "../numeric/evaluator.ts";
import { derivative } from "../numeric/finite-difference.ts";
import { moved } from "../numeric/vector.ts";
import { decisionsOf } from "./decision.ts";

/** Relative error beyond which a finite difference is too poor to judge anything by. */
const trusted = 1e-7;

/**
 * The change of a scalar along a direction of its leaves, by finite differences; `null` where they cannot tell, because
 * of a kink nearby or because the function is too steep.
 *
 * A kink is where something changes that has no derivative itself: a comparison, a sign, a floor. Those that the
 * derivative depends on stand in its graph; they have to stay as they are at every point that the difference uses.
 */
export function changeAlong(
  loss: Node,
  gradient: readonly (Node | null)[],
  leaves: readonly Node[],
  along: readonly Node[],
): number | null {
  const decisions = decisionsOf([loss, ...gradient.filter((node) => node !== null)]);
  const run = evaluator([loss, ...decisions], leaves);
  const start = leaves.map(({ value }) => Float64Array.from(value ?? []));
  const at = (t: number): ArrayLike<number>[] => {
    return run(start.map((data, k) => moved(data, t, along[k]?.value ?? [])));
  };
  const settled = bits(at(0).slice(1));
  for (let first = 0.05; first > 1e-4; first /= 8) {
    let crossed = false;
    const { value, error } = derivative((t) => {
      const [result, ...decided] = at(t) as [ArrayLike<number>];
      crossed ||= bits(decided) !== settled;
      return result;
    }, first);
    const [change, doubt] = [value[0] as number, error[0] as number];
    if (!crossed && doubt <= trusted * Math.max(1e-3, Math.abs(change))) return change;
  }
  return null;
}

function bits(arrays: readonly ArrayLike<number>[]): string {
  return arrays.map((array) => Array.from(array).join()).join(";");
}
