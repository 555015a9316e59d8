import { ShapeError } from "../error/error.ts";
import { formatShape, type Shape, stridesOf } from "../shape/shape.ts";
import type { Operation } from "./definition.ts";
import type { Facts } from "./facts/facts.ts";
import { movementFacts } from "./facts/movement-facts.ts";
import { type AtAxis, movement } from "./movement.ts";
import { slice } from "./slice.ts";

export const concat: Operation<AtAxis> = /* @__PURE__ */ movement<AtAxis>({
  name: "concat",
  arity: "any",
  shape: (inputs, { axis }) => {
    const first = inputs[0] as Shape;
    let total = 0;
    for (const [i, shape] of inputs.entries()) {
      const fits = shape.length === first.length && shape.every((size, k) => k === axis || size === first[k]);
      if (!fits) {
        throw new ShapeError(
          "concat",
          `shapes must agree except at axis ${axis}, got ${formatShape(first)} at [0] and ${formatShape(shape)} at [${i}].`,
          inputs,
        );
      }
      total += shape[axis] as number;
    }
    return first.map((size, k) => (k === axis ? total : size));
  },
  transpose: (b, cotangent, inputs, { axis }) => {
    const starts = startsOf(
      inputs.map((input) => input.shape),
      axis,
    );
    return (index) => {
      const own = inputs[index]?.shape ?? [];
      return b(slice, cotangent, {
        starts: own.map((_, k) => (k === axis ? (starts[index] as number) : 0)),
        sizes: own,
        steps: own.map(() => 1),
      });
    };
  },
  batch: { inputs: "leading", attributes: ({ axis }) => ({ axis: axis + 1 }) },
  meaning: {
    kind: "place",
    place: (inputs, { axis }) => {
      const starts = startsOf(inputs, axis);
      const first = inputs[0] as Shape;
      const strides = stridesOf(first.map((size, k) => (k === axis ? (starts.at(-1) as number) : size)));
      return inputs.map((_, index) => {
        return { offset: (starts[index] as number) * (strides[axis] as number), strides };
      });
    },
  },
  isIdentity: (inputs) => inputs.length === 1,
});

export const concatFacts: Facts<AtAxis> = /* @__PURE__ */ movementFacts(concat, {
  summary: "Joins tensors along an axis.",
  formula: "y[..., offset_k + i, ...] = x_k[..., i, ...]",
  example: "concat([[1, 2], [3]]).toArray() // => [1, 2, 3]",
  cases: [
    [[[3]], { axis: 0 }],
    [[[2], [3]], { axis: 0 }],
    [[[0], [3]], { axis: 0 }],
    [[[3], [0]], { axis: 0 }],
    [[[1], [1], [1]], { axis: 0 }],
    [[[5], [2], [4]], { axis: 0 }],
    [
      [
        [2, 3],
        [1, 3],
      ],
      { axis: 0 },
    ],
    [
      [
        [2, 3],
        [2, 4],
      ],
      { axis: 1 },
    ],
    [
      [
        [2, 1],
        [2, 1],
      ],
      { axis: 1 },
    ],
    [
      [
        [2, 3, 2],
        [2, 1, 2],
      ],
      { axis: 1 },
    ],
    [
      [
        [1, 2, 2],
        [1, 2, 3],
        [1, 2, 1],
      ],
      { axis: 2 },
    ],
    [[[9], [8]], { axis: 0 }],
    [
      [
        [0, 2],
        [3, 2],
      ],
      { axis: 0 },
    ],
  ],
});

/** Where each input begins along the axis, and at last where all of them end. */
function startsOf(inputs: readonly Shape[], axis: number): number[] {
  const starts = [0];
  for (const [index, shape] of inputs.entries()) {
    starts.push((starts[index] as number) + (shape[axis] as number));
  }
  return starts;
}
