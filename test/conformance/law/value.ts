import type { Family } from "../../../packages/autograd/src/op/definition.ts";
import { formatShape, sameShape } from "../../../packages/autograd/src/shape/shape.ts";
import { apart, differs } from "../../numeric/closeness.ts";
import { largest } from "../../numeric/vector.ts";
import { composedOracles } from "../composed-oracle.ts";
import { oracles } from "../oracle.ts";
import { subjectOf, valuesOf } from "../subject.ts";
import { Findings, type Law } from "./law.ts";

/** What is computed is what the plainest program computes: for comparisons, JavaScript's own operators. */
export const valueLaw: Law = {
  name: "the value is what an independent oracle says",
  check(op, sample) {
    const oracle = oracles[op.name] ?? composedOracles[op.name];
    if (oracle === undefined) return null;
    // A value that is documented exactly is checked exactly, by another law.
    if (oracle.ulps > 0 && sample.value !== undefined) return null;
    const { result, leaves } = subjectOf(op, sample);
    const findings = new Findings();
    const inputs = sample.inputs.map((input, i) => ({ ...input, data: Array.from(leaves[i]?.value ?? []) }));
    const { shape, data } = oracle.compute(inputs, sample.attributes);
    if (!sameShape(shape, result.shape)) {
      findings.add("the shape", `is ${formatShape(result.shape)} instead of ${formatShape(shape)}`);
      return findings.list;
    }
    const single = result.dtype === "float32";
    const expected = single ? data.map(Math.fround) : result.dtype === "int32" ? data.map(wrapped) : data;
    const [actual] = valuesOf([result]);
    findings.add(
      "the value",
      oracle.ulps === 0
        ? differs(actual ?? [], expected, { signOfZero: true })
        : apart(
            actual ?? [],
            expected,
            oracle.ulps * (single ? 2 ** -23 : 2 ** -52),
            scaleOf(op.family, expected),
          ),
    );
    return findings.list;
  },
};

const summing: ReadonlySet<Family> = new Set(["reduce", "contraction", "cumulative"]);

/** Terms of a sum may cancel: its error is relative to them and not to the result. */
function scaleOf(family: Family, expected: readonly number[]): number {
  return summing.has(family) ? Math.max(1, largest(expected)) : 1e-3;
}

/** int32 arithmetic wraps around. */
function wrapped(x: number): number {
  return x | 0;
}
