import { constantNode } from "../../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../../packages/autograd/src/graph/node.ts";
import { isFloat } from "../../../packages/autograd/src/shape/dtype.ts";
import { differs } from "../../numeric/closeness.ts";
import { cotangents, filledLike, flowsOf, type Subject, subjectOf, tangent, valuesOf } from "../subject.ts";
import { Findings, type Law } from "./law.ts";

/** The value a sample documents, to the last bit and the sign of zero. */
export const exactValueLaw: Law = {
  name: "the documented value",
  check(op, sample) {
    if (sample.value === undefined) return null;
    const findings = new Findings();
    const [value] = valuesOf([subjectOf(op, sample).result]);
    findings.add("the value", differs(value ?? [], sample.value, { signOfZero: true }));
    return findings.list;
  },
};

/**
 * The gradient a sample documents, from a cotangent of ones given as data and, for scalars, as the constant 1, which
 * `transform` has a shortcut for. A single variable of one element has it in forward mode too. A convention that holds
 * for zeros holds for both of them: their sign does not matter.
 */
export const exactGradientLaw: Law = {
  name: "the documented gradient",
  check(op, sample) {
    const documented = sample.gradient;
    if (documented === undefined) return null;
    const subject = subjectOf(op, sample);
    const findings = new Findings();
    for (const [seed, kind] of seeds(subject)) {
      const received = flowsOf(cotangents(subject, seed), subject.variables);
      for (const [i, leaf] of subject.leaves.entries()) {
        const expected = documented[i] ?? null;
        const k = subject.variables.indexOf(leaf);
        if ((expected === null) !== k < 0)
          findings.add(`input ${i}`, "has a gradient where it cannot have one");
        if (expected === null || k < 0) continue;
        const actual = received[k] as Float64Array;
        findings.add(
          `the gradient of input ${i}, ${kind},`,
          differs(actual, expected, { signOfZero: false }),
        );
      }
    }
    for (const [i, leaf] of subject.leaves.entries()) {
      const expected = documented[i] ?? null;
      if (expected?.length !== 1 || leaf.shape.length > 0) continue;
      const tangents = subject.variables.map((variable) => (variable === leaf ? filledLike(leaf, 1) : null));
      const [actual] = flowsOf([tangent(subject, tangents)], [subject.result]) as [Float64Array];
      findings.add(`the tangent along input ${i}`, differs(actual, expected, { signOfZero: false }));
    }
    return findings.list;
  },
};

function seeds({ result }: Subject): (readonly [Node, string])[] {
  if (!isFloat(result.dtype)) return [];
  const data: [Node, string] = [filledLike(result, 1), "from ones as data"];
  if (result.shape.length > 0) return [data];
  return [data, [constantNode(1, result.dtype), "from the constant 1"]];
}
