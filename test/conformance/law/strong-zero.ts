import type { Node } from "../../../packages/autograd/src/graph/node.ts";
import { isFloat } from "../../../packages/autograd/src/shape/dtype.ts";
import { forward } from "../../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../../packages/autograd/src/transform/reverse.ts";
import { cotangents, filledLike, flowsTogether, seedOf, subjectOf, tangent } from "../subject.ts";
import { Findings, type Law } from "./law.ts";

/** Inside a matrix product 0 · ∞ = NaN, as its documentation says. */
const exempt: ReadonlySet<string> = new Set(["matmul"]);

/**
 * A cotangent or tangent of exactly 0 gives exactly 0, however infinite or undefined the local derivative, at first
 * and at second order.
 */
export const strongZeroLaw: Law = {
  name: "zeros are strong",
  check(op, sample) {
    const subject = subjectOf(op, sample);
    const { variables, result } = subject;
    if (!isFloat(result.dtype) || exempt.has(op.name)) return null;
    const nothing = filledLike(result, 0);
    const still = variables.map((variable) => filledLike(variable, 0));
    const along = variables.map((variable, k) => seedOf(variable, k));

    const gradient = cotangents(subject, nothing);
    const carried = tangent(subject, still);
    const flows: Flow[] = [
      ["Jᵀ0", gradient, variables],
      ["J0", [carried], [result]],
      ...variables.map((variable, k): Flow => {
        const only = variables.map((other) => (other === variable ? (still[k] as Node) : null));
        return [`J0 along input ${k} alone`, [tangent(subject, only)], [result]];
      }),
    ];

    const some = gradient.filter((node) => node !== null);
    const directions = along.filter((_, k) => gradient[k] !== null);
    flows.push(["reverse over Jᵀ0", reverse(some, directions, variables), variables]);
    flows.push(["forward over Jᵀ0", forward(some, variables, along), some]);
    if (carried !== null) {
      flows.push(["forward over J0", forward([carried], variables, along), [result]]);
      flows.push(["reverse over J0", reverse([carried], [seedOf(result, 3)], variables), variables]);
    }
    const findings = new Findings();
    const values = flowsTogether(flows.map(([, nodes, like]) => [nodes, like]));
    for (const [k, [what]] of flows.entries()) findings.add(what, notZero(values[k] ?? []));
    return findings.list;
  },
};

/** What has to be zero: its name, nodes, and what they are like. */
type Flow = readonly [what: string, nodes: readonly (Node | null)[], like: readonly Node[]];

function notZero(parts: readonly Float64Array[]): string | null {
  for (const part of parts) {
    const index = part.findIndex((x) => x !== 0);
    if (index >= 0) return `is ${part[index]} at [${index}]`;
  }
  return null;
}
