import { isFloat } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { type Body, bodiesOf, givenAll } from "./body.ts";
import type { Builder, Operation, PullStep, PushStep } from "./definition.ts";
import { derivativeOf } from "./derivative/form.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { operation } from "./operation.ts";
import { cotangentOf, part, partOf, rowOf, startOf } from "./part.ts";
import { scan } from "./scan.ts";

/** One of two graphs on the same inputs, which stand behind the truth value that chooses. */
export type Cond = { readonly whenTrue: Body; readonly whenFalse: Body };

export const cond: Operation<Cond> = /* @__PURE__ */ operation<Cond>({
  name: "cond",
  family: "control flow",
  arity: "any",
  dtype: (_, { whenTrue }) => rowOf(whenTrue.outputs).dtype,
  shape: (_, { whenTrue }) => rowOf(whenTrue.outputs).shape,
  derivative: /* @__PURE__ */ derivativeOf<Cond, []>([], () => ({
    needsGraph: true,
    reaches: (k, branches, result) =>
      bodiesOf(branches).some((body) => {
        const reached = body.reached(givenAll, 1);
        return result === undefined ? reached.some((of) => of[k - 1]) : reached[result]?.[k - 1] === true;
      }),
    obstacle: (k, branches, result) => {
      if (k === 0) return { isRelated: true, operations: [cond.name], stopped: false };
      const found = bodiesOf(branches).map((body) => body.obstacle(givenAll, k - 1, result));
      return {
        isRelated: found.some(({ isRelated }) => isRelated),
        operations: [...new Set(found.flatMap(({ operations }) => operations))],
        stopped: found.some(({ stopped }) => stopped),
      };
    },
    push,
    pull,
  })),
  batch: {
    inputs: "any",
    applied: (b, inputs, hasExamples, { whenTrue, whenFalse }, size) => {
      const [chooses, ...each] = hasExamples as [boolean, ...boolean[]];
      if (!chooses) {
        const [first, second] = [whenTrue, whenFalse].map((body) => body.batched(each, size)) as [Body, Body];
        return b(cond, ...inputs, { whenTrue: first, whenFalse: second });
      }
      // Examples choose differently: both are computed, in a loop of one step.
      const body = whenTrue.chosen(whenFalse, each, size);
      return b(scan, ...inputs, { body, constants: inputs.length, carried: 0, length: 1, reverse: false });
    },
  },
  meaning: {
    kind: "body",
    run: (m, inputs, { whenTrue, whenFalse }) => {
      const branch = (body: Body): (() => void) => {
        return () => {
          const ready = m.body(body);
          for (let k = 1; k < inputs.length; k++) ready.bind(k - 1, m.input(k));
          ready.run();
          for (const [k, { shape }] of body.outputs.entries())
            m.copy(ready.output(k), m.at(m.output(), startOf(body.outputs, k)), sizeOf(shape));
        };
      };
      m.choose(m.input(0), branch(whenTrue), branch(whenFalse));
    },
  },
});

export const condFacts: Facts<Cond> = /* @__PURE__ */ facts(cond, {
  summary: "One of two graphs; the other is not run.",
  formula: "c ? f(x) : g(x)",
  domain: "Any dtype.",
  convention: "as the one that is run",
  source: "JAX, jax.lax.cond",
  example: "cond(true, (x) => x.mul(2), (x) => x.neg(), 3).item() // => 6",
  samples: () => [],
});

/** One result. */
export function chosenOf<V>(b: Builder<V>, row: V, { whenTrue }: Cond, index: number): V {
  return b(part, row, partOf(whenTrue.outputs, index, false));
}

/** What derivatives of both branches are given has to be the same. */
function push<V>(step: PushStep<V, Cond>): V {
  const { whenTrue, whenFalse } = step.attributes;
  const [condition, ...operands] = step.inputs() as readonly [V, ...V[]];
  const tangents = operands.map((_, k) => step.tangent(k + 1));
  const has = tangents.map((tangent) => tangent !== null);
  const [first, second] = [whenTrue, whenFalse].map((body) => body.pushed(givenAll, has).body) as [
    Body,
    Body,
  ];
  const present = tangents.filter((tangent) => tangent !== null);
  return step.b(cond, condition, ...operands, ...present, { whenTrue: first, whenFalse: second });
}

function pull<V>(step: PullStep<V, Cond>): void {
  const { b } = step;
  const { whenTrue, whenFalse } = step.attributes;
  const [condition, ...operands] = step.inputs() as readonly [V, ...V[]];
  const cotangents = whenTrue.outputs.map((_, k) => cotangentOf(step, partOf(whenTrue.outputs, k, false)));
  const has = cotangents.map((cotangent) => cotangent !== null);
  const wanted = operands.map((operand, k) => isFloat(b.dtypeOf(operand)) && step.wants(k + 1));
  const [first, second] = [whenTrue, whenFalse].map((body) => body.pulled(givenAll, has, wanted).body) as [
    Body,
    Body,
  ];
  const present = cotangents.filter((cotangent) => cotangent !== null);
  const back: Cond = { whenTrue: first, whenFalse: second };
  const row = b(cond, condition, ...operands, ...present, back);
  const receivers = [...operands.keys()].filter((k) => wanted[k]);
  for (const [index, k] of receivers.entries()) step.receive(k + 1, chosenOf(b, row, back, index));
}
