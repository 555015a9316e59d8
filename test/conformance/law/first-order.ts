import type { Sample } from "../../../packages/autograd/src/op/facts/facts.ts";
import { isFloat } from "../../../packages/autograd/src/shape/dtype.ts";
import { apart } from "../../numeric/closeness.ts";
import { concatenated, dot, dotScale, largest } from "../../numeric/vector.ts";
import { probes } from "../probe.ts";
import {
  cotangents,
  flowsOf,
  flowsTogether,
  isSingle,
  likeNode,
  seedOf,
  subjectOf,
  tangent,
} from "../subject.ts";
import { Findings, type Law } from "./law.ts";

/** Relative errors allowed: what finite differences reach, and what float32 can hold. */
const tolerance = { double: 1e-11, single: 1e-6 };

function applies({ kink }: Sample, dtype: string): boolean {
  return kink !== true && (dtype === "float64" || dtype === "float32");
}

/** Jv as forward mode gives it, against finite differences. */
export const forwardLaw: Law = {
  name: "forward mode agrees with finite differences",
  check(op, sample) {
    const subject = subjectOf(op, sample);
    if (!applies(sample, subject.result.dtype)) return null;
    const findings = new Findings();
    const allowed = isSingle(subject) ? tolerance.single : tolerance.double;
    const probed = probes(op, sample);
    const along = probed.map(({ direction }) =>
      tangent(
        subject,
        subject.variables.map((variable, k) => likeNode(variable, direction[k] as Float64Array)),
      ),
    );
    const actual = flowsOf(
      along,
      along.map(() => subject.result),
    );
    for (const [k, { change }] of probed.entries()) {
      findings.add("the tangent", apart(actual[k] ?? [], change.value, allowed, scaleOf(change.value)));
    }
    return findings.list;
  },
};

/** Jᵀu as reverse mode gives it, against finite differences: element by element where directions are the axes. */
export const reverseLaw: Law = {
  name: "reverse mode agrees with finite differences",
  check(op, sample) {
    const subject = subjectOf(op, sample);
    if (!applies(sample, subject.result.dtype)) return null;
    const findings = new Findings();
    const allowed = isSingle(subject) ? tolerance.single : tolerance.double;
    const seed = seedOf(subject.result, 3);
    const weights = Float64Array.from(seed.value ?? []);
    const received = concatenated(flowsOf(cotangents(subject, seed), subject.variables));
    for (const { direction, change } of probes(op, sample)) {
      const actual = dot(received, concatenated(direction));
      const expected = dot(weights, change.value);
      const scale = Math.max(scaleOf([expected]), dotScale(weights, change.value));
      findings.add("the cotangent along a direction", apart([actual], [expected], allowed, scale));
    }
    return findings.list;
  },
};

/** ⟨u, Jv⟩ = ⟨Jᵀu, v⟩: both modes follow one rule. Holds at kinks too, wherever all numbers are finite. */
export const adjointLaw: Law = {
  name: "⟨u, Jv⟩ = ⟨Jᵀu, v⟩",
  check(op, sample) {
    const subject = subjectOf(op, sample);
    if (!isFloat(subject.result.dtype)) return null;
    const findings = new Findings();
    for (const salt of [0, 5]) {
      const seed = seedOf(subject.result, salt);
      const directions = subject.variables.map((variable, k) => seedOf(variable, salt + k + 1));
      const [[jv], received] = flowsTogether([
        [[tangent(subject, directions)], [subject.result]],
        [cotangents(subject, seed), subject.variables],
      ]) as [[Float64Array], Float64Array[]];
      const jtu = concatenated(received);
      const u = seed.value ?? [];
      const v = concatenated(directions.map(({ value }) => value ?? []));
      const [left, right] = [dot(u, jv), dot(jtu, v)];
      if (!Number.isFinite(left) || !Number.isFinite(right)) {
        const bothUndefined = !Number.isFinite(left) && !Number.isFinite(right);
        if (!bothUndefined) findings.add("⟨u, Jv⟩", `is ${left} and ⟨Jᵀu, v⟩ ${right}`);
        continue;
      }
      const scale = Math.max(dotScale(u, jv), dotScale(jtu, v));
      const allowed = isSingle(subject) ? 1e-5 : 1e-13;
      findings.add("⟨Jᵀu, v⟩", apart([right], [left], allowed, scale));
    }
    return findings.list;
  },
};

/** What an error is relative to where the derivative itself is small. */
function scaleOf(change: ArrayLike<number>): number {
  return Math.max(0.1, largest(change));
}
