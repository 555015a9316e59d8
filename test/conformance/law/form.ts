import type { Node } from "../../../packages/autograd/src/graph/node.ts";
import { isFloat, type TypedArray } from "../../../packages/autograd/src/shape/dtype.ts";
import { formatShape, sameShape, sizeOf } from "../../../packages/autograd/src/shape/shape.ts";
import { cotangents, filledLike, type Subject, seedOf, subjectOf, tangent, valuesOf } from "../subject.ts";
import { Findings, type Law } from "./law.ts";

const arrays: Readonly<Record<string, (value: TypedArray) => boolean>> = {
  float64: (value) => value instanceof Float64Array,
  float32: (value) => value instanceof Float32Array,
  int32: (value) => value instanceof Int32Array,
  bool: (value) => value instanceof Uint8Array && value.every((bit) => bit <= 1),
};

/** What the shape and dtype rules say is what is computed. */
export const specLaw: Law = {
  name: "the shape and dtype rules describe the value",
  check(op, sample) {
    const { result, leaves } = subjectOf(op, sample);
    const findings = new Findings();
    const [value] = valuesOf([result]) as [TypedArray];
    if (value.length !== sizeOf(result.shape)) {
      findings.add("the value", `has ${value.length} elements for shape ${formatShape(result.shape)}`);
    }
    if (arrays[result.dtype]?.(value) !== true)
      findings.add("the value", `is not an array of ${result.dtype}`);
    if (op.arity === "any" ? leaves.length < 1 : leaves.length !== op.arity) {
      findings.add("the sample", `has ${leaves.length} inputs for arity ${op.arity}`);
    }
    return findings.list;
  },
};

/**
 * The declared form of the derivative is complete: every floating-point input gets a cotangent of its own shape and
 * dtype and passes on a tangent of the result's, unless the form says that there is none.
 */
export const formLaw: Law = {
  name: "the derivative is complete",
  check(op, sample) {
    const subject = subjectOf(op, sample);
    const { result, variables } = subject;
    const findings = new Findings();
    const none = op.derivative.noSlope !== null || !isFloat(result.dtype);
    const flowing = none ? variables.map(() => null) : cotangents(subject, seedOf(result, 3));
    if (none) findings.add("reverse mode", nothingFlows(subject));
    for (const [k, variable] of variables.entries()) {
      const only = variables.map((other) => (other === variable ? filledLike(variable, 1) : null));
      const carried = tangent(subject, only);
      if (none) {
        if (carried !== null)
          findings.add(`a tangent of variable ${k}`, "passes where there is no derivative");
        continue;
      }
      // Between no elements nothing has to flow: the product of none is a constant.
      const empty = sizeOf(variable.shape) === 0 || sizeOf(result.shape) === 0;
      const flow = flowing[k] ?? null;
      if (flow !== null || !empty) findings.add(`the cotangent of variable ${k}`, unlike(flow, variable));
      if (carried !== null || !empty)
        findings.add(`the tangent along variable ${k}`, unlike(carried, result));
    }
    return findings.list;
  },
};

function nothingFlows(subject: Subject): string | null {
  const received = cotangents(subject, filledLike(subject.result, 1));
  return received.every((node) => node === null) ? null : "gives a cotangent where there is no derivative";
}

function unlike(flow: Node | null, node: Node): string | null {
  if (flow === null) return "is missing";
  if (!sameShape(flow.shape, node.shape)) {
    return `has shape ${formatShape(flow.shape)} instead of ${formatShape(node.shape)}`;
  }
  return flow.dtype === node.dtype ? null : `has dtype ${flow.dtype} instead of ${node.dtype}`;
}
