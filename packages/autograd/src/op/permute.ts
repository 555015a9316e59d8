import { ShapeError } from "../error/error.ts";
import { formatShape, type Shape, stridesOf } from "../shape/shape.ts";
import type { Operation } from "./definition.ts";
import type { Facts } from "./facts/facts.ts";
import { movementFacts } from "./facts/movement-facts.ts";
import { type Axes, movedAxes, movement } from "./movement.ts";

export const permute: Operation<Axes> = /* @__PURE__ */ movement<Axes>({
  name: "permute",
  arity: 1,
  shape: (inputs, { axes }) => {
    const from = inputs[0] as Shape;
    const seen = new Set(axes);
    if (axes.length !== from.length || seen.size !== axes.length || axes.some((axis) => !(axis in from))) {
      throw new ShapeError(
        "permute",
        `axes must name each axis once, got ${formatShape(axes)} for shape ${formatShape(from)}.`,
        [from],
      );
    }
    return axes.map((axis) => from[axis] as number);
  },
  transpose:
    (b, cotangent, _inputs, { axes }) =>
    () =>
      b(permute, cotangent, { axes: inverse(axes) }),
  batch: { inputs: "leading", attributes: ({ axes }) => ({ axes: [0, ...movedAxes(axes)] }) },
  meaning: {
    kind: "view",
    view: (input, { axes }) => {
      const strides = stridesOf(input);
      return { offset: 0, strides: axes.map((axis) => strides[axis] as number) };
    },
  },
  notation: { suffix: "ᵀ", applies: ({ axes }) => swapsLastTwo(axes) },
  isIdentity: (_, { axes }) => axes.every((axis, k) => axis === k),
  merged: (inner, outer) => ({ axes: outer.axes.map((axis) => inner.axes[axis] as number) }),
});

export const permuteFacts: Facts<Axes> = /* @__PURE__ */ movementFacts(permute, {
  summary: "Reorders the axes.",
  formula: "y[i₀, i₁, ...] = x[i with i_k at axis axes[k]]",
  example: "permute([[1, 2], [3, 4]], [1, 0]).toArray() // => [[1, 3], [2, 4]]",
  cases: [
    [[[]], { axes: [] }],
    [[[3]], { axes: [0] }],
    [[[2, 3]], { axes: [1, 0] }],
    [[[2, 3]], { axes: [0, 1] }],
    [[[1, 5]], { axes: [1, 0] }],
    [[[0, 2]], { axes: [1, 0] }],
    [[[2, 3, 4]], { axes: [2, 0, 1] }],
    [[[2, 3, 4]], { axes: [1, 2, 0] }],
    [[[2, 3, 4]], { axes: [0, 2, 1] }],
    [[[5, 7]], { axes: [1, 0] }],
    [[[2, 2, 2, 2]], { axes: [3, 1, 2, 0] }],
    [[[2, 3, 1, 2]], { axes: [1, 3, 0, 2] }],
    [[[9, 8]], { axes: [1, 0] }],
  ],
});

export function inverse(axes: readonly number[]): number[] {
  const result = new Array<number>(axes.length);
  for (let k = 0; k < axes.length; k++) result[axes[k] as number] = k;
  return result;
}

function swapsLastTwo(axes: readonly number[]): boolean {
  const rank = axes.length;
  return rank > 1 && axes.every((axis, k) => axis === (k < rank - 2 ? k : 2 * rank - 3 - k));
}
