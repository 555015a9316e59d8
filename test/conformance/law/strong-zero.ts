import type { Node } from "../../../packages/autograd/src/graph/node.ts";
import { isFloat } from "../../../packages/autograd/src/shape/dtype.ts";
import { forward } from "../../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../../packages/autograd/src/transform/reverse.ts";
import { cotangents, filledLike, flowsOf, seedOf, subjectOf, tangent } from "../subject.ts";
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
    const findings = new Findings();
    const nothing = filledLike(result, 0);
    const still = variables.map((variable) => filledLike(variable, 0));
    const along = variables.map((variable, k) => seedOf(variable, k));

    const gradient = cotangents(subject, nothing);
    findings.add("Jᵀ0", notZero(flowsOf(gradient, variables)));
    findings.add("J0", notZero(flowsOf([tangent(subject, still)], [result])));
    for (const [k, variable] of variables.entries()) {
      const only = variables.map((other) => (other === variable ? (still[k] as Node) : null));
      findings.add(`J0 along input ${k} alone`, notZero(flowsOf([tangent(subject, only)], [result])));
    }

    const some = gradient.filter((node) => node !== null);
    const directions = along.filter((_, k) => gradient[k] !== null);
    findings.add("reverse over Jᵀ0", notZero(flowsOf(reverse(some, directions, variables), variables)));
    findings.add("forward over Jᵀ0", notZero(flowsOf(forward(some, variables, along), some)));
    const carried = tangent(subject, still);
    if (carried !== null) {
      findings.add("forward over J0", notZero(flowsOf(forward([carried], variables, along), [result])));
      const back = reverse([carried], [seedOf(result, 3)], variables);
      findings.add("reverse over J0", notZero(flowsOf(back, variables)));
    }
    return findings.list;
  },
};

function notZero(parts: readonly Float64Array[]): string | null {
  for (const part of parts) {
    const index = part.findIndex((x) => x !== 0);
    if (index >= 0) return `is ${part[index]} at [${index}]`;
  }
  return null;
}
