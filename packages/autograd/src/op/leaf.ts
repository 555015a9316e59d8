import type { DType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import type { DeclaredOperation, Documentation } from "./definition.ts";
import { unarySamples } from "./elementwise-samples.ts";

/** Where a graph begins: data that somebody supplied. Its values are inputs of a plan, never part of its structure. */
export const input: DeclaredOperation<{ readonly shape: Shape; readonly dtype: DType }> = {
  name: "input",
  family: "leaf",
  arity: 0,
  dtype: (_, { dtype }) => dtype,
  shape: (_, { shape }) => shape,
  derivative: { form: "zero", reason: "no inputs" },
  batch: { inputs: "none" },
  meaning: { kind: "leaf" },
  formula: "x",
  documentation: leaf("Data from outside the graph."),
  samples: () => [],
};

/** A scalar known when the graph is built and part of its structure, like the ½ in a derivative rule. */
export const constant: DeclaredOperation<{ readonly value: number; readonly dtype: DType }> = {
  name: "constant",
  family: "leaf",
  arity: 0,
  dtype: (_, { dtype }) => dtype,
  shape: () => [],
  derivative: { form: "zero", reason: "no inputs" },
  batch: { inputs: "none" },
  meaning: { kind: "leaf" },
  formula: "x",
  documentation: leaf("A constant of the structure."),
  samples: () => [],
};

/** A second name for the same value, so that a derivative can be taken with respect to one use of it. */
export const identity: DeclaredOperation = {
  name: "identity",
  family: "leaf",
  arity: 1,
  dtype: (inputs) => inputs[0] as DType,
  shape: (inputs) => inputs[0] as Shape,
  derivative: { form: "linear", transpose: (_, cotangent) => () => cotangent },
  batch: { inputs: "leading", attributes: (attributes) => attributes },
  meaning: { kind: "alias" },
  formula: "x",
  documentation: leaf("The same value under a new name."),
  samples: () =>
    unarySamples(
      [-3, 3],
      [
        [-0, -0, 1],
        [Infinity, Infinity, 1],
        [NaN, NaN, 1],
      ],
    ),
};

/** The same value, without a derivative. */
export const stopGradient: DeclaredOperation = {
  name: "stopGradient",
  family: "leaf",
  arity: 1,
  dtype: (inputs) => inputs[0] as DType,
  shape: (inputs) => inputs[0] as Shape,
  derivative: { form: "zero", reason: "asked for" },
  batch: { inputs: "leading", attributes: (attributes) => attributes },
  meaning: { kind: "alias" },
  formula: "x",
  documentation: leaf("The same value, through which no derivative passes."),
  samples: () => [],
};

/** The first argument, not before the second is known: keeps what is computed from it apart from an earlier copy. */
export const barrier: DeclaredOperation = {
  name: "barrier",
  family: "leaf",
  arity: 2,
  dtype: (inputs) => inputs[0] as DType,
  shape: (inputs) => inputs[0] as Shape,
  derivative: { form: "partials", partials: [(b, y) => b.constant(1, y), null] },
  batch: { inputs: "leading", attributes: (attributes) => attributes },
  meaning: { kind: "alias" },
  formula: "x",
  documentation: leaf("The first argument, once the second is known."),
  samples: () => [],
};

function leaf(summary: string): Documentation {
  return {
    summary,
    domain: "Any dtype.",
    convention: "none",
    source: "docs/architecture.md",
    example: "stopGradient(2).item() // => 2",
  };
}
