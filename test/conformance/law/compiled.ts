import { canCompile } from "../../../packages/autograd/src/evaluate/compilation.ts";
import { evaluationOrder } from "../../../packages/autograd/src/graph/evaluation-order.ts";
import type { Node } from "../../../packages/autograd/src/graph/node.ts";
import { interpret } from "../../../packages/autograd/src/interpret/run.ts";
import { lower } from "../../../packages/autograd/src/plan/lower.ts";
import { programOf } from "../../../packages/autograd/src/plan/program.ts";
import { isFloat, type TypedArray } from "../../../packages/autograd/src/shape/dtype.ts";
import { reverse } from "../../../packages/autograd/src/transform/reverse.ts";
import { CompiledPlan } from "../../../packages/autograd/src/wasm/compile-plan.ts";
import { differs } from "../../numeric/closeness.ts";
import { cotangents, type Subject, seedOf, subjectOf, tangent } from "../subject.ts";
import { Findings, type Law } from "./law.ts";

/** Compiled code gives the interpreter's bits: for the value, for both modes, and at second order. */
export const compiledLaw: Law = {
  name: "compiled code gives the same bits",
  check(op, sample) {
    if (!canCompile()) return null;
    const subject = subjectOf(op, sample);
    const findings = new Findings();
    const roots = everything(subject);
    const expected = interpret(evaluationOrder(roots.map(({ node }) => node)));
    const actual = compiled(roots.map(({ node }) => node));
    for (const [k, { name }] of roots.entries()) {
      findings.add(name, differs(actual[k] ?? [], expected[k] ?? [], { signOfZero: true }));
    }
    return findings.list;
  },
};

interface Named {
  readonly name: string;
  readonly node: Node;
}

/** What there is to compute about an operation at a sample. */
function everything(subject: Subject): Named[] {
  const { result, variables } = subject;
  const roots: Named[] = [{ name: "the value", node: result }];
  if (!isFloat(result.dtype)) return roots;
  const gradient = cotangents(subject, seedOf(result, 3));
  const along = variables.map((variable, k) => seedOf(variable, 20 + k));
  const some = gradient.filter((node) => node !== null);
  const second = reverse(
    some,
    along.filter((_, k) => gradient[k] !== null),
    variables,
  );
  for (const [k, node] of gradient.entries()) if (node !== null) roots.push({ name: `cotangent ${k}`, node });
  for (const [k, node] of second.entries()) if (node !== null) roots.push({ name: `H w, part ${k}`, node });
  const carried = tangent(subject, along);
  if (carried !== null) roots.push({ name: "the tangent", node: carried });
  return roots;
}

function compiled(roots: readonly Node[]): TypedArray[] {
  const list = evaluationOrder(roots);
  const plan = new CompiledPlan(lower(programOf(list)));
  try {
    const data = list.nodes.flatMap(({ value }) => (value === null ? [] : [value]));
    for (const [k, slot] of plan.leaves.entries()) if (slot !== null) plan.write(slot, data[k] as TypedArray);
    plan.run();
    return plan.roots.map((slot) => plan.read(slot));
  } finally {
    plan.release();
  }
}
