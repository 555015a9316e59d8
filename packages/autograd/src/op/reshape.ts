import { ShapeError } from "../error/error.ts";
import { formatShape, type Shape, sameShape, sizeOf } from "../shape/shape.ts";
import type { Builder, Operation, Spec } from "./definition.ts";
import type { Facts } from "./facts/facts.ts";
import { movementFacts } from "./facts/movement-facts.ts";
import { movement, type ToShape } from "./movement.ts";

export const reshape: Operation<ToShape> = /* @__PURE__ */ movement<ToShape>({
  name: "reshape",
  arity: 1,
  shape: (inputs, { shape }) => {
    const from = inputs[0] as Shape;
    if (sizeOf(from) !== sizeOf(shape)) {
      throw new ShapeError(
        "reshape",
        `the number of elements must stay the same, got ${formatShape(from)} with ${sizeOf(from)} and ` +
          `${formatShape(shape)} with ${sizeOf(shape)}.`,
        [from, shape],
      );
    }
    return shape;
  },
  transpose: (b, cotangent, inputs) => () => b(reshape, cotangent, { shape: inputs[0]?.shape ?? [] }),
  batch: { inputs: "leading", attributes: ({ shape }, size) => ({ shape: [size, ...shape] }) },
  meaning: { kind: "alias", planned: "view" },
  isIdentity: (inputs, { shape }) => sameShape((inputs[0] as Spec).shape, shape),
  merged: (_, outer) => outer,
});

/** A vector as a matrix of one row. */
export function asRow<V>(b: Builder<V>, x: V): V {
  const shape = b.shapeOf(x);
  return b(reshape, x, { shape: [...shape.slice(0, -1), 1, shape.at(-1) as number] });
}

/** A vector as a matrix of one column. */
export function asColumn<V>(b: Builder<V>, x: V): V {
  return b(reshape, x, { shape: [...b.shapeOf(x), 1] });
}

export const reshapeFacts: Facts<ToShape> = /* @__PURE__ */ movementFacts(reshape, {
  summary: "The same elements in row-major order, in another shape.",
  formula: "y[j] = x[i] where i and j have the same row-major position",
  example: "reshape([[1, 2], [3, 4]], [4]).toArray() // => [1, 2, 3, 4]",
  cases: [
    [[[]], { shape: [1] }],
    [[[1]], { shape: [] }],
    [[[0]], { shape: [3, 0] }],
    [[[6]], { shape: [2, 3] }],
    [[[2, 3]], { shape: [3, 2] }],
    [[[2, 3]], { shape: [6] }],
    [[[2, 3, 4]], { shape: [4, 6] }],
    [[[1, 5, 1]], { shape: [5] }],
    [[[7]], { shape: [7] }],
    [[[2, 2, 2, 2]], { shape: [4, 1, 4] }],
    [[[5]], { shape: [5, 1] }],
    [[[3, 4]], { shape: [2, 6] }],
    [[[9]], { shape: [3, 3] }],
  ],
});
