import type { DType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import type { Attributes, NoAttributes, Operation, PlainOperation } from "./definition.ts";
import { linear } from "./derivative/linear.ts";
import { partials } from "./derivative/partials.ts";
import { zero } from "./derivative/zero.ts";
import { unarySamples } from "./facts/elementwise-samples.ts";
import { type Documentation, type Facts, facts, type Sample } from "./facts/facts.ts";
import { operation } from "./operation.ts";

/** Where a graph begins: data that somebody supplied. Its values are inputs of a plan, never part of its structure. */
export const input: Operation<{ readonly shape: Shape; readonly dtype: DType }> = /* @__PURE__ */ operation({
  name: "input",
  family: "leaf",
  arity: 0,
  dtype: (_, { dtype }) => dtype,
  shape: (_, { shape }) => shape,
  derivative: /* @__PURE__ */ zero("no inputs"),
  batch: { inputs: "none" },
  meaning: { kind: "data" },
});

export const inputFacts: Facts<{ readonly shape: Shape; readonly dtype: DType }> = /* @__PURE__ */ facts(
  input,
  /* @__PURE__ */ leaf("Data from outside the graph."),
);

/** A scalar known when the graph is built and part of its structure, like the ½ in a derivative rule. */
export const constant: Operation<{ readonly value: number; readonly dtype: DType }> =
  /* @__PURE__ */ operation({
    name: "constant",
    family: "leaf",
    arity: 0,
    dtype: (_, { dtype }) => dtype,
    shape: () => [],
    derivative: /* @__PURE__ */ zero("no inputs"),
    batch: { inputs: "none" },
    meaning: { kind: "constant" },
  });

export const constantFacts: Facts<{ readonly value: number; readonly dtype: DType }> = /* @__PURE__ */ facts(
  constant,
  /* @__PURE__ */ leaf("A constant of the structure."),
);

/** A second name for the same value, so that a derivative can be taken with respect to one use of it. */
export const identity: PlainOperation = /* @__PURE__ */ operation<NoAttributes>({
  name: "identity",
  family: "leaf",
  arity: 1,
  dtype: (inputs) => inputs[0] as DType,
  shape: (inputs) => inputs[0] as Shape,
  derivative: /* @__PURE__ */ linear((_, cotangent) => () => cotangent),
  batch: { inputs: "leading", attributes: (attributes) => attributes },
  meaning: { kind: "alias", planned: "nothing" },
  notation: "argument",
});

export const identityFacts: Facts = /* @__PURE__ */ facts(
  identity,
  /* @__PURE__ */ leaf("The same value under a new name.", () =>
    unarySamples(
      [-3, 3],
      [
        [-0, -0, 1],
        [Infinity, Infinity, 1],
        [NaN, NaN, 1],
      ],
      false,
    ),
  ),
);

/** The same value, without a derivative. */
export const stopGradient: PlainOperation = /* @__PURE__ */ operation<NoAttributes>({
  name: "stopGradient",
  family: "leaf",
  arity: 1,
  dtype: (inputs) => inputs[0] as DType,
  shape: (inputs) => inputs[0] as Shape,
  derivative: /* @__PURE__ */ zero("asked for"),
  batch: { inputs: "leading", attributes: (attributes) => attributes },
  meaning: { kind: "alias", planned: "nothing" },
});

export const stopGradientFacts: Facts = /* @__PURE__ */ facts(
  stopGradient,
  /* @__PURE__ */ leaf("The same value, through which no derivative passes."),
);

/** The first argument, not before the second is known: keeps what is computed from it apart from an earlier copy. */
export const barrier: PlainOperation = /* @__PURE__ */ operation<NoAttributes>({
  name: "barrier",
  family: "leaf",
  arity: 2,
  dtype: (inputs) => inputs[0] as DType,
  shape: (inputs) => inputs[0] as Shape,
  derivative: /* @__PURE__ */ partials((b, y) => b.constant(1, y), null),
  batch: { inputs: "leading", attributes: (attributes) => attributes },
  meaning: { kind: "alias", planned: "copy" },
});

export const barrierFacts: Facts = /* @__PURE__ */ facts(
  barrier,
  /* @__PURE__ */ leaf("The first argument, once the second is known."),
);

function leaf<A extends Attributes>(
  summary: string,
  samples: () => readonly Sample<A>[] = () => [],
): Documentation & Pick<Facts<A>, "samples"> {
  return {
    summary,
    formula: "x",
    domain: "Any dtype.",
    convention: "none",
    source: "docs/architecture.md",
    example: "stopGradient(2).item() // => 2",
    samples,
  };
}
