import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { concat } from "../../packages/autograd/src/op/concat.ts";
import type { Attributes, Family, Operation } from "../../packages/autograd/src/op/definition.ts";
import { expansion } from "../../packages/autograd/src/op/derivative/expansion.ts";
import type { Sample } from "../../packages/autograd/src/op/facts/facts.ts";
import { operation } from "../../packages/autograd/src/op/operation.ts";
import { allocate, type DType } from "../../packages/autograd/src/shape/dtype.ts";
import { type Shape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { dot, outer } from "../../packages/autograd/src/tensor/contractions.ts";
import { wrap } from "../../packages/autograd/src/tensor/handle.ts";
import { split, stack } from "../../packages/autograd/src/tensor/joins.ts";
import { expandDims, squeeze } from "../../packages/autograd/src/tensor/movements.ts";
import { logSoftmax, mean, softmax, std, variance } from "../../packages/autograd/src/tensor/reductions.ts";

/** A function of tensors that is composed of operations and is none itself. */
export interface Composed {
  readonly family: Family;
  readonly arity: number | "any";
  readonly build: (inputs: readonly Node[], attributes: Attributes) => Node;
}

function reduction(build: (x: Node, axes: unknown, options: Attributes) => Node): Composed {
  return {
    family: "reduce",
    arity: 1,
    build: ([x], { axes, ...options }) => build(x as Node, axes, options),
  };
}

/** By name; the attributes of samples are the arguments after the tensors. */
export const composed: Readonly<Record<string, Composed>> = {
  mean: reduction(mean),
  var: reduction((x, axes, options) => variance("var", x, axes, options)),
  std: reduction(std),
  softmax: reduction(softmax),
  logSoftmax: reduction(logSoftmax),
  dot: { family: "contraction", arity: 2, build: ([a, b]) => dot(a as Node, b as Node) },
  outer: { family: "contraction", arity: 2, build: ([a, b]) => outer(a as Node, b as Node) },
  stack: {
    family: "movement",
    arity: "any",
    build: (parts, { axis }) =>
      stack(
        parts.map((part) => wrap(part)),
        axis,
      ),
  },
  // All parts, in reverse order, so that each has a part in the derivative.
  split: {
    family: "movement",
    arity: 1,
    build: ([x], { sections, axis = 0 }) => {
      const rank = (x as Node).shape.length;
      const along = (axis as number) < 0 ? (axis as number) + rank : axis;
      return apply(concat, split(x as Node, sections, axis).reverse(), { axis: along as number });
    },
  },
  expandDims: { family: "movement", arity: 1, build: ([x], { axes }) => expandDims(x as Node, axes) },
  squeeze: { family: "movement", arity: 1, build: ([x], { axes }) => squeeze(x as Node, axes) },
};

/**
 * A composition as an operation that expands to it, which is all that the laws need: they then see its value and its
 * derivatives as they see those of an operation. Its shape and dtype are read off a graph of zeros.
 */
export function operationOf(name: string, { family, arity, build }: Composed, sample: Sample): Operation {
  const shapes = sample.inputs.map(({ shape }) => shape);
  const dtypes = sample.inputs.map(({ dtype = "float64" }) => dtype);
  const built = (shapes: readonly Shape[], dtypes: readonly DType[], attributes: Attributes): Node => {
    const leaves = shapes.map((shape, k) => {
      const dtype = dtypes[k] as DType;
      return inputNode(allocate(dtype, sizeOf(shape)), shape, dtype);
    });
    return build(leaves, attributes);
  };
  return operation({
    name,
    family,
    arity,
    dtype: (dtypes, attributes) => built(shapes, dtypes, attributes).dtype,
    shape: (shapes, attributes) => built(shapes, dtypes, attributes).shape,
    derivative: expansion(),
    batch: { inputs: "none" },
    meaning: {
      kind: "composite",
      // Nodes are what graphs are built of; nothing here expands with another builder.
      expand: <V>(_: unknown, inputs: readonly V[], attributes: Attributes) =>
        build(inputs as readonly unknown[] as readonly Node[], attributes) as unknown as V,
    },
  });
}
