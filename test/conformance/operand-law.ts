import { compile, evaluate, type Tensor } from "@chainrule/autograd";
import { apply } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Operation } from "../../packages/autograd/src/op/definition.ts";
import type { Sample, SampleInput } from "../../packages/autograd/src/op/facts/facts.ts";
import { isFloat, type TypedArray } from "../../packages/autograd/src/shape/dtype.ts";
import { nodeOf, wrap } from "../../packages/autograd/src/tensor/handle.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { differs } from "../numeric/closeness.ts";
import { type OperandState, operandIn, operandStates } from "./operand.ts";
import { isVariable, seedOf, subjectOf, valuesOf } from "./subject.ts";

/** How an operation gets its operands, and is run. */
export const runs = ["evaluated", "compiled, operands passed", "compiled, operands captured"] as const;

export type Run = (typeof runs)[number];

/** A state for each operand of a sample, and a way to run it. */
export interface Situation {
  readonly run: Run;
  readonly states: readonly OperandState[];
}

/** Drawn from a seed, another for each sample. */
export function situationOf(sample: Sample, seed: number): Situation {
  let state = seed >>> 0;
  const below = (n: number): number => {
    // Knuth, The Art of Computer Programming, volume 2, section 3.3.4, table 1, line 15: 1664525.
    state = (Math.imul(state ^ (state >>> 15), 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  return {
    run: runs[below(runs.length)] as Run,
    states: sample.inputs.map(() => operandStates[below(operandStates.length)] as OperandState),
  };
}

/**
 * Whatever state its operands are in, an operation gives the bits that it gives for data: its value, both modes, and reverse
 * over reverse. All other laws look at nothing else, so that they hold for operands in that state, too.
 */
export function findingsIn({ run, states }: Situation, op: Operation, sample: Sample): string[] {
  const { leaves, result, variables } = subjectOf(op, sample);
  const seeds = [seedOf(result, 1), ...variables.map((variable, k) => seedOf(variable, k + 2))];
  const expected = valuesOf(everything(op, sample, leaves, seeds));
  const operands = leaves.map((leaf, k) => operandIn(states[k] as OperandState, leaf) ?? wrap(leaf));
  const all = (tensors: readonly Tensor[]): Tensor[] =>
    everything(op, sample, tensors.map(nodeOf), seeds).map((node) => wrap(node));
  const results = {
    evaluated: () => evaluate(all(operands)),
    "compiled, operands passed": () => compile((...tensors: Tensor[]) => all(tensors))(...operands),
    "compiled, operands captured": () => compile(() => all(operands))(),
  }[run]();
  return expected.flatMap((elements, k) => {
    const found = differs((results[k] as Tensor).data(), elements as TypedArray, { signOfZero: true });
    return found === null ? [] : [`${run}; operands: ${states.join(", ")}: result ${k} ${found}`];
  });
}

/** The value of an operation and its derivatives, as graphs. */
function everything(
  op: Operation,
  sample: Sample,
  operands: readonly Node[],
  seeds: readonly Node[],
): Node[] {
  const y = apply(op, operands, sample.attributes);
  const variables = operands.filter((_, k) => isVariable(sample.inputs[k] as SampleInput));
  const [cotangent, ...tangents] = seeds as readonly [Node, ...Node[]];
  if (!isFloat(y.dtype) || variables.length === 0) return [y];
  const received = reverse([y], [cotangent], variables);
  const gradient = received.filter((node) => node !== null);
  const along = tangents.filter((_, k) => received[k] !== null);
  const second = reverse(gradient, along, variables);
  return [
    y,
    ...[...gradient, ...forward([y], variables, tangents), ...second].filter((node) => node !== null),
  ];
}
