import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { isGiven } from "../graph/build.ts";
import { asBuilt, type Listing, listing, listingWithin, nowhere } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { type Body, bodiesOf, isBody } from "../op/body.ts";
import type { Attributes, AttributeValue } from "../op/definition.ts";
import type { DType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import { isTensor, wrap } from "../tensor/handle.ts";
import type { Parameter } from "../tensor/parameter.ts";
import { recorder } from "../tensor/recording.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { graphOf } from "../transform/body.ts";
import { ReferredParameters } from "./argument-identity.ts";
import type { AllGiven } from "./argument-type.ts";
import { requireFunction } from "./functions.ts";
import { type RecordedGraph, recordSettled } from "./recorded-graph.ts";
import { isTraced } from "./tracing.ts";
import { flattenArguments } from "./tree.ts";

/** Where data comes from, in a {@link Trace}. */
export type TraceSource =
  /** From the call: the tensor of the arguments with this position among them. */
  | { readonly from: "argument"; readonly position: number }
  /** A parameter, with the value that it has when the function is called. */
  | { readonly from: "parameter"; readonly parameter: Parameter }
  /** The gradient that a parameter has from before the call. */
  | { readonly from: "gradient"; readonly parameter: Parameter }
  /** A tensor that the function refers to, or a number in its code. */
  | { readonly from: "data"; readonly tensor: Tensor };

/** One value of a {@link Trace}. */
export interface TraceNode {
  /** The name of the operation that computes it; `"input"` for data. */
  readonly operation: string;
  /** What else the operation was given: axes, sizes, the number of a constant. */
  readonly attributes: Readonly<Record<string, number | string | boolean | readonly number[]>>;
  /** Positions of what it is computed from, all before its own. */
  readonly inputs: readonly number[];
  /** The sizes of its axes. */
  readonly shape: Shape;
  /** The type of its elements. */
  readonly dtype: DType;
  /** Where data comes from; null for what is computed. */
  readonly source: TraceSource | null;
  /** The graphs that the operation runs: the step of a `scan`, the two branches of a `cond`. */
  readonly bodies: readonly TraceBody[];
}

/** A graph inside an operation. */
export interface TraceBody {
  /** Its values; data in it is an `"argument"` of the graph. */
  readonly nodes: readonly TraceNode[];
  /** Positions of its arguments: what the operation is computed from, or in `scan` one row of it, in the same order. */
  readonly arguments: readonly number[];
  /** Positions of its results. */
  readonly outputs: readonly number[];
}

/** What a traced function does to a parameter. */
export interface TraceUpdate {
  /** The parameter. */
  readonly parameter: Parameter;
  /** Position of the value that it is assigned; null if it keeps the one that it has. */
  readonly value: number | null;
  /** Position of the gradient that it receives; null if it receives none. */
  readonly gradient: number | null;
  /** Whether the function sets its gradient to null. */
  readonly isGradientRemoved: boolean;
}

/** A function as a graph: see {@link trace}. Nothing in it can be changed. */
export interface Trace {
  /** All values, each after what it is computed from. */
  readonly nodes: readonly TraceNode[];
  /** Positions of the tensors of the arguments, in their order. */
  readonly arguments: readonly number[];
  /** Positions of the tensors that the function returns, in the order of its result. */
  readonly outputs: readonly number[];
  /** The parameters that the function changes. */
  readonly updates: readonly TraceUpdate[];
}

/**
 * The graph that a function builds, as plain data to read: for drawing, export and tools. The function is called once, as
 * {@link compile} calls it, with tensors whose values are not known; nothing is computed and no parameter changes.
 * @param f - Takes and returns tensors, or trees of them; may return nothing. It may read and assign parameters.
 * @param examples - Its arguments, as an array. Of tensors, numbers and nested arrays only shape and dtype matter.
 * @returns The nodes in an order in which they can be computed, which of them are arguments and results, and what parameters
 *   receive. Derivatives are written out. Of a tensor from elsewhere whose value is not known, what it is computed from is there too.
 * @throws {ArgumentError} if `f` reads a value that depends on its arguments or on a parameter, or returns something else
 *   than tensors; or inside a function that is being recorded or transformed.
 * @example
 * const { nodes, outputs } = trace((x) => x.square().sum(), [[1, 2]]);
 * nodes.map((node) => node.operation) // => ["input", "square", "sum"]
 * outputs // => [2]
 */
export function trace(f: (...args: Tensor[]) => unknown, examples: readonly TensorLike[]): Trace;
export function trace<Args extends readonly unknown[]>(
  f: (...args: Args) => unknown,
  examples: AllGiven<Args>,
): Trace;
export function trace(f: unknown, examples: unknown): Trace {
  if (isTensor(f) || isArray(f)) {
    const elsewhere = "The sum of a diagonal is trace() of @chainrule/autograd/linalg.";
    throw new ArgumentError("trace", `takes a function, got ${describe(f)}. ${elsewhere}`);
  }
  requireFunction("trace", f);
  if (!isArray(examples)) {
    throw new ArgumentError("trace", `takes the arguments as an array, got ${describe(examples)}.`);
  }
  if (recorder() !== null || isTraced()) {
    throw new ArgumentError(
      "trace",
      "cannot be called inside a function that is being recorded or transformed.",
    );
  }
  const flat = flattenArguments("trace", Array.from(examples));
  const { graph, identity } = recordSettled(
    f as (...args: unknown[]) => unknown,
    flat,
    new ReferredParameters(),
    "trace",
  );
  const { own } = identity;
  const { placeholders, cells, outputs, roots } = graph;
  const cellOf = new Map(cells.map((cell) => [cell.cell as object, cell]));
  const given = placeholders.map((node, k) => cellOf.get(own[k] as object)?.placeholder ?? node);
  const list = listing([...given, ...roots], (node) =>
    node.value !== null && isGiven(node) ? nowhere : asBuilt(node),
  );
  const sources = sourcesOf(graph, given);
  const nodes = nodesIn(
    list,
    (node) => sources.get(node) ?? Object.freeze({ from: "data", tensor: wrap(node) }),
  );
  const at = list.roots.slice(given.length);
  const positionOf = (root: number): number | null => (root < 0 ? null : (at[root] as number));
  const updates = cells
    .filter(({ value, gradient, isRemoved }) => value >= 0 || gradient >= 0 || isRemoved)
    .map(({ cell, value, gradient, isRemoved }) =>
      Object.freeze({
        parameter: cell as unknown as Parameter,
        value: positionOf(value),
        gradient: positionOf(gradient),
        isGradientRemoved: isRemoved,
      }),
    );
  return Object.freeze({
    nodes,
    arguments: Object.freeze(list.roots.slice(0, given.length)),
    outputs: Object.freeze(at.slice(0, outputs.length)),
    updates: Object.freeze(updates),
  });
}

function nodesIn(list: Listing, sourceOf: (node: Node) => TraceSource): readonly TraceNode[] {
  const nodes = list.nodes.map((node, k): TraceNode => {
    const inputs = Object.freeze([...list.inputs.subarray(list.start[k], list.start[k + 1])]);
    const { shape, dtype, op } = node;
    const attributes = isGiven(node) ? {} : node.attributes;
    return Object.freeze({
      operation: isGiven(node) ? "input" : op.name,
      attributes: copied(attributes),
      inputs,
      shape,
      dtype,
      source: isGiven(node) ? sourceOf(node) : null,
      bodies: Object.freeze(bodiesOf(attributes).map(traceOf)),
    });
  });
  return Object.freeze(nodes);
}

function traceOf(body: Body): TraceBody {
  const { inputs, outputs } = graphOf(body);
  const list = listingWithin([...inputs, ...outputs], new Set(inputs));
  const nodes = nodesIn(list, (node) => Object.freeze({ from: "argument", position: inputs.indexOf(node) }));
  return Object.freeze({
    nodes,
    arguments: Object.freeze(list.roots.slice(0, inputs.length)),
    outputs: Object.freeze(list.roots.slice(inputs.length)),
  });
}

function sourcesOf({ cells }: RecordedGraph, given: readonly Node[]): Map<Node, TraceSource> {
  const sources = new Map<Node, TraceSource>();
  const note = (node: Node, source: TraceSource): void => {
    if (!sources.has(node)) sources.set(node, Object.freeze(source));
  };
  for (const { cell, placeholder, prior } of cells) {
    const parameter = cell as unknown as Parameter;
    note(placeholder, { from: "parameter", parameter });
    if (prior !== null) note(prior, { from: "gradient", parameter });
  }
  for (const [position, node] of given.entries()) note(node, { from: "argument", position });
  return sources;
}

/** The engine's own lists of numbers stay its own. */
function copied(attributes: Attributes): TraceNode["attributes"] {
  const copy: Record<string, Exclude<AttributeValue, Body>> = {};
  for (const [name, value] of Object.entries(attributes))
    if (!isBody(value)) copy[name] = typeof value === "object" ? Object.freeze([...value]) : value;
  return Object.freeze(copy);
}
