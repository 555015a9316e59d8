/** Products of two tensors whose axes have labels, summed over those that nobody needs any more, as graphs. */

import { apply, applyBinary } from "../graph/build.ts";
import { graphBuilder } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { diagonalOf } from "../op/diagonal.ts";
import { matmul } from "../op/matmul.ts";
import { mul } from "../op/mul.ts";
import { permute } from "../op/permute.ts";
import { reshape } from "../op/reshape.ts";
import { sum } from "../op/sum.ts";
import { isFloat } from "../shape/dtype.ts";
import { type Shape, sizeOf } from "../shape/shape.ts";

/** A tensor with a label for each axis. */
export interface Labelled {
  readonly node: Node;
  readonly labels: readonly string[];
}

/** Each label once: of an axis and another of the same label, the diagonal. */
export function withoutRepeats({ node, labels }: Labelled): Labelled {
  const again = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (again < 0) return { node, labels };
  const label = labels[again] as string;
  const others = labels.flatMap((_, axis) =>
    axis === again || axis === labels.indexOf(label) ? [] : [axis],
  );
  const last = apply(permute, [node], { axes: [...others, labels.indexOf(label), again] });
  return withoutRepeats({
    node: diagonalOf(graphBuilder, last),
    labels: [...others.map((axis) => labels[axis] as string), label],
  });
}

/** Summed over the axes whose labels are not kept. */
export function summedOut({ node, labels }: Labelled, keep: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((label, axis) => (keep.has(label) ? [] : [axis]));
  if (axes.length === 0) return { node, labels };
  return {
    node: apply(sum, [node], { axes, keepDims: false }),
    labels: labels.filter((label) => keep.has(label)),
  };
}

/** The product of two tensors, each label once in each, summed over the labels of both that are not kept. */
export function contract(a: Labelled, b: Labelled, keep: ReadonlySet<string>): Labelled {
  const both = a.labels.filter((label) => b.labels.includes(label));
  const batch = both.filter((label) => keep.has(label));
  const inner = both.filter((label) => !keep.has(label));
  const left = a.labels.filter((label) => !both.includes(label));
  const right = b.labels.filter((label) => !both.includes(label));
  const labels = [...batch, ...left, ...right];
  const sizes = new Map([...sizesOf(a), ...sizesOf(b)]);
  const shapeOf = (own: readonly string[]): Shape => own.map((label) => sizes.get(label) as number);
  const isMatrixProduct = inner.length > 0 && left.length + right.length > 0 && isFloat(a.node.dtype);
  if (isMatrixProduct) {
    const count = (own: readonly string[]): number => sizeOf(shapeOf(own));
    const rows = shaped(ordered(a, [...batch, ...left, ...inner]), [
      ...shapeOf(batch),
      count(left),
      count(inner),
    ]);
    const columns = shaped(ordered(b, [...batch, ...inner, ...right]), [
      ...shapeOf(batch),
      count(inner),
      count(right),
    ]);
    return { node: shaped(applyBinary(matmul, rows, columns), shapeOf(labels)), labels };
  }
  const spread = (of: Labelled, own: readonly string[]): Node => {
    const shape = [...labels, ...inner].map((label) =>
      own.includes(label) ? (sizes.get(label) as number) : 1,
    );
    return shaped(
      ordered(
        of,
        [...labels, ...inner].filter((label) => own.includes(label)),
      ),
      shape,
    );
  };
  const product = applyBinary(mul, spread(a, a.labels), spread(b, b.labels));
  return summedOut({ node: product, labels: [...labels, ...inner] }, new Set(labels));
}

/** The axes in the order of labels. */
export function ordered({ node, labels }: Labelled, order: readonly string[]): Node {
  const axes = order.map((label) => labels.indexOf(label));
  return axes.every((axis, k) => axis === k) ? node : apply(permute, [node], { axes });
}

/** The size of the axis of each label. */
export function sizesOf({ node, labels }: Labelled): [label: string, size: number][] {
  return labels.map((label, axis) => [label, node.shape[axis] as number]);
}

function shaped(x: Node, shape: Shape): Node {
  return apply(reshape, [x], { shape });
}
