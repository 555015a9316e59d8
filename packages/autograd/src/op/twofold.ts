import { type Body, givenAll } from "./body.ts";
import type { Builder, Operation, Step } from "./definition.ts";
import { derivativeThrough } from "./derivative/expansion.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { operation } from "./operation.ts";
import type { Spec } from "./spec.ts";

/**
 * What is calculated in one way and derived in another, which comes to the same as nearly as somebody asked, but takes more work. The body
 * has both as outputs: the value, and what has the derivatives.
 */
export type Twofold = {
  readonly body: Body;
};

export const twofold: Operation<Twofold> = /* @__PURE__ */ operation<Twofold>({
  name: "twofold",
  family: "control flow",
  arity: "any",
  dtype: (_, { body }) => valueOf(body).dtype,
  shape: (_, { body }) => valueOf(body).shape,
  derivative: /* @__PURE__ */ derivativeThrough<Twofold>(derived, {
    reaches: (k, { body }) => body.reached(givenAll, 1)[1]?.[k] === true,
    obstacle: (k, { body }) => body.obstacle(givenAll, k, 1),
  }),
  batch: {
    inputs: "any",
    applied: (b, inputs, hasExamples, { body }, size) =>
      b(twofold, ...inputs, { body: body.batched(hasExamples, size) }),
  },
  meaning: {
    kind: "composite",
    expand: <V>(b: Builder<V>, inputs: readonly V[], { body }: Twofold) => body.applied(b, inputs)[0] as V,
  },
  isInternal: true,
});

export const twofoldFacts: Facts<Twofold> = /* @__PURE__ */ facts(twofold, {
  summary: "What is calculated in one way and derived in another.",
  formula: "f(x), ∂g/∂x",
  domain: "Whatever both take.",
  convention: "g(x) is f(x) but for an error that somebody allows.",
  source: "docs/architecture.md",
  example: "odeint((y) => y.neg(), 1, [0, 1])[0].item() // => 1",
  samples: () => [],
});

function valueOf({ outputs }: Body): Spec {
  return outputs[0] as Spec;
}

function derived<V>(step: Step<V, Twofold>): V {
  return step.attributes.body.applied(step.b, step.inputs())[1] as V;
}
