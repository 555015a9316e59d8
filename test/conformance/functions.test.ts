import { stack, type Tensor, tensor, vmap } from "@chainrule/autograd";
import { describe, expect, test } from "vitest";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import { toNode } from "../../packages/autograd/src/tensor/convert.ts";
import { wrap } from "../../packages/autograd/src/tensor/handle.ts";
import { operationDifferences } from "../compiled/run.ts";
import { apart, differs } from "../numeric/closeness.ts";
import { largest } from "../numeric/vector.ts";
import { operationOf } from "./composed.ts";
import { contractionCases } from "./contraction-cases.ts";
import { fftCases } from "./fft-cases.ts";
import type { FunctionCase } from "./function-case.ts";
import { imageCases } from "./image-cases.ts";
import { adjointLaw, reverseLaw } from "./law/first-order.ts";
import { curvatureLaw, nestingLaw } from "./law/second-order.ts";
import { reductionCases } from "./reduction-cases.ts";

/** By subject. */
const subjects: Readonly<Record<string, readonly FunctionCase[]>> = {
  contraction: contractionCases,
  fft: fftCases,
  images: imageCases,
  reduction: reductionCases,
};

/** Both modes, and the second order: what these functions are made of has met the others. */
const laws = [adjointLaw, reverseLaw, nestingLaw, curvatureLaw];

const build =
  ({ f }: FunctionCase) =>
  (inputs: readonly Node[]): Node =>
    toNode("f", f(...inputs.map((input) => wrap(input))));

function operationFor(each: FunctionCase, sample: Sample): Operation {
  return operationOf(each.name, { family: "contraction", arity: "any", build: build(each) }, sample);
}

describe.each(Object.entries(subjects))("%s", (_, cases) => {
  test.each(cases.map((each) => [each.name, each] as const))("%s", (name, each) => {
    const sample: Sample = { name, inputs: each.inputs, attributes: {}, kink: each.kink === true };
    const given = each.inputs.map(({ shape, data, dtype = "float64" }) =>
      tensor(data as number[], { dtype }).reshape(shape),
    );
    const result = each.f(...given);
    const expected = each.expected(
      ...each.inputs.map(({ shape, data, dtype }) => ({
        shape,
        data: dtype === "float32" ? data.map(Math.fround) : data,
      })),
    );
    const got = Array.from(result.data(), Number);
    expect(result.shape).toEqual(expected.shape);
    const allowed = result.dtype === "float32" ? 1e-5 : (each.tolerance ?? 1e-13);
    expect(
      result.dtype === "float64" || result.dtype === "float32"
        ? apart(got, expected.data, allowed, Math.max(1e-3, largest(expected.data)))
        : differs(got, expected.data, { signOfZero: false }),
    ).toBeNull();

    const op = operationFor(each, sample);
    const findings = laws.flatMap((law) => {
      return (law.check(op, sample) ?? []).map((finding) => `${law.name}: ${finding}`);
    });
    expect(findings).toEqual([]);
    expect(operationDifferences(op, sample)).toEqual([]);

    // Examples beside others are what they are alone.
    const examples = given.map((x) => stack([x, x.flip()]));
    const alone = given.map((x) => x.flip());
    expect(vmap((...xs: Tensor[]) => each.f(...xs))(...examples).toArray()).toEqual([
      result.toArray(),
      each.f(...alone).toArray(),
    ]);
  });
});
