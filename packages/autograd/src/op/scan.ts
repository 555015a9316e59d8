import { isFloat } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import type { Body } from "./body.ts";
import type { Builder, Operation, PullStep, PushStep } from "./definition.ts";
import { derivativeOf } from "./derivative/form.ts";
import { repeated } from "./examples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { loopStep } from "./loop-step.ts";
import { operation } from "./operation.ts";
import { cotangentOf, type Part, part, partOf, rowOf, startOf } from "./part.ts";
import { permute } from "./permute.ts";
import type { Spec } from "./spec.ts";
import { filledWith } from "./sum.ts";

/**
 * A loop. Its inputs are constants, what is carried at first, and what the steps are given, along first axes; its results are
 * what is carried in the end, and what the steps give, stacked.
 */
export type Scan = {
  readonly body: Body;
  readonly constants: number;
  readonly carried: number;
  readonly length: number;
  readonly reverse: boolean;
};

export const scan: Operation<Scan> = /* @__PURE__ */ operation<Scan>({
  name: "scan",
  family: "control flow",
  arity: "any",
  dtype: (_, attributes) => rowOf(resultsOf(attributes)).dtype,
  shape: (_, attributes) => rowOf(resultsOf(attributes)).shape,
  derivative: /* @__PURE__ */ derivativeOf<Scan, []>([], () => ({
    needsGraph: true,
    reaches: (k, attributes, result) => {
      const reached = attributes.body.reached(attributes, attributes.length);
      return result === undefined ? reached.some((of) => of[k]) : reached[result]?.[k] === true;
    },
    obstacle: (k, attributes, result) => attributes.body.obstacle(attributes, k, result),
    push,
    pull,
  })),
  batch: {
    inputs: "any",
    applied: (b, inputs, hasExamples, attributes, size) => {
      const { constants, carried } = attributes;
      const isCarried = (k: number): boolean => k >= constants && k < constants + carried;
      const operands = inputs.map((input, k) => {
        const shape = b.shapeOf(input);
        if (isCarried(k)) return hasExamples[k] ? input : repeated(b, input, size);
        if (k < constants || !hasExamples[k]) return input;
        // What a step is given is all examples of it.
        return b(permute, input, { axes: [1, 0, ...shape.slice(2).map((_, axis) => axis + 2)] });
      });
      const each = inputs.map((_, k) => isCarried(k) || hasExamples[k] === true);
      return b(scan, ...operands, { ...attributes, body: attributes.body.batched(each, size) });
    },
  },
  meaning: {
    kind: "body",
    run: (m, inputs, attributes) => {
      const { body, constants, carried, length, reverse } = attributes;
      const results = resultsOf(attributes);
      const { body: step, sizes, carryOn, leave } = loopStep(m, attributes);
      m.range(length, reverse, (i) => {
        for (let k = constants + carried; k < inputs.length; k++) {
          const size = sizeOf((body.inputs[k] as Spec).shape);
          m.copy(m.at(m.input(k), 0, i, size), step.input(k), size);
        }
        step.run();
        for (let k = carried; k < sizes.length; k++) {
          const size = sizes[k] as number;
          m.copy(step.output(k), m.at(m.output(), startOf(results, k), i, size), size);
        }
        carryOn();
      });
      leave(results);
    },
  },
});

export const scanFacts: Facts<Scan> = /* @__PURE__ */ facts(scan, {
  summary: "A loop whose steps are one graph: each is given what the one before carries on.",
  formula: "(cᵢ₊₁, yᵢ) = f(cᵢ, xᵢ)",
  domain: "Any dtype.",
  convention: "as f",
  source: "JAX, jax.lax.scan",
  example: "scan((sum, x) => [sum.add(x), sum], 0, [1, 2])[0].item() // => 3",
  samples: () => [],
});

/** The results of a loop. */
export function resultsOf({ body, carried, length }: Scan): Spec[] {
  return body.outputs.map(({ shape, dtype }, k) => ({
    shape: k < carried ? shape : [length, ...shape],
    dtype,
  }));
}

/** All results of a loop. */
export function allResults<V>(b: Builder<V>, inputs: readonly V[], attributes: Scan): V[] {
  const row = b(scan, ...inputs, attributes);
  return attributes.body.outputs.map((_, k) => resultOf(b, row, attributes, k));
}

/** One result of a loop. */
export function resultOf<V>(b: Builder<V>, row: V, attributes: Scan, index: number): V {
  return b(part, row, placeOf(attributes, index));
}

function placeOf(attributes: Scan, index: number): Part {
  return partOf(resultsOf(attributes), index, index >= attributes.carried);
}

/** What was carried before each step, as a loop keeps it that goes through the same steps. */
function kept<V>(b: Builder<V>, inputs: readonly V[], attributes: Scan, carried: readonly number[]): V[] {
  if (carried.length === 0) return [];
  const { body, constants } = attributes;
  const keeping = { ...attributes, body: body.keeping(carried.map((k) => constants + k)) };
  const row = b(scan, ...inputs, keeping);
  return carried.map((_, k) => resultOf(b, row, keeping, body.outputs.length + k));
}

/** A loop over tangents, of the same results. */
function push<V>(step: PushStep<V, Scan>): V {
  const { b, attributes } = step;
  const { constants, carried } = attributes;
  const inputs = step.inputs();
  const tangents = inputs.map((_, k) => step.tangent(k));
  const { body, reads } = attributes.body.pushed(
    attributes,
    tangents.map((tangent) => tangent !== null),
  );
  const present = (from: number, to?: number): V[] =>
    tangents.slice(from, to).filter((each) => each !== null);
  const before = [...reads.constants.map((k) => inputs[k] as V), ...present(0, constants)];
  const all = inputs
    .slice(constants, constants + carried)
    .map((input, k) => tangents[constants + k] ?? step.zero(input));
  const given = [
    ...reads.given.map((k) => inputs[k] as V),
    ...present(constants + carried),
    ...kept(b, inputs, attributes, reads.carried),
  ];
  return b(scan, ...before, ...all, ...given, { ...attributes, body, constants: before.length });
}

/** A loop over cotangents, from the last step to the first. */
function pull<V>(step: PullStep<V, Scan>): void {
  const { b, attributes } = step;
  const { constants, carried, length, reverse } = attributes;
  const { outputs } = attributes.body;
  const inputs = step.inputs();
  const isFloatInput = (k: number): boolean => isFloat(b.dtypeOf(inputs[k] as V));
  const floats = Array.from({ length: carried }, (_, k) => k).filter((k) => isFloatInput(constants + k));
  const cotangents = outputs.map((_, k) => cotangentOf(step, placeOf(attributes, k)));
  const wanted = inputs.map((_, k) => {
    const isCarried = k >= constants && k < constants + carried;
    return isCarried ? isFloatInput(k) : step.wants(k);
  });
  const { body, reads } = attributes.body.pulled(
    attributes,
    outputs.map((_, k) => (k < carried ? floats.includes(k) : cotangents[k] !== null)),
    wanted,
  );
  const chosen = [...inputs.keys()].filter((k) => wanted[k]);
  const summed = chosen.filter((k) => k < constants);
  const given = chosen.filter((k) => k >= constants + carried);
  const zeros = (k: number): V => filledWith(b, 0, inputs[k] as V);
  const row = [
    ...reads.constants.map((k) => inputs[k] as V),
    ...floats.map((k) => cotangents[k] ?? zeros(constants + k)),
    ...summed.map(zeros),
    ...reads.given.map((k) => inputs[k] as V),
    ...kept(b, inputs, attributes, reads.carried),
    ...cotangents.slice(carried).filter((each) => each !== null),
  ];
  const back: Scan = {
    body,
    constants: reads.constants.length,
    carried: floats.length + summed.length,
    length,
    reverse: !reverse,
  };
  const result = b(scan, ...row, back);
  const receivers = [...floats.map((k) => constants + k), ...summed, ...given];
  for (const [index, k] of receivers.entries())
    if (step.wants(k)) step.receive(k, resultOf(b, result, back, index));
}
