import { type Shape, stridesOf } from "../shape/shape.ts";
import type { Operation } from "./definition.ts";
import type { Facts } from "./facts/facts.ts";
import { movementFacts } from "./facts/movement-facts.ts";
import { type Axes, movedAxes, movement } from "./movement.ts";

export const flip: Operation<Axes> = /* @__PURE__ */ movement<Axes>({
  name: "flip",
  arity: 1,
  shape: (inputs) => inputs[0] as Shape,
  transpose:
    (b, cotangent, _inputs, { axes }) =>
    () =>
      b(flip, cotangent, { axes }),
  batch: { inputs: "leading", attributes: ({ axes }) => ({ axes: movedAxes(axes) }) },
  meaning: {
    kind: "view",
    view: (input, { axes }) => {
      const strides = stridesOf(input);
      let offset = 0;
      for (const axis of axes) offset += Math.max(0, (input[axis] as number) - 1) * (strides[axis] as number);
      return { offset, strides: strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)) };
    },
  },
  isIdentity: (_, { axes }) => axes.length === 0,
});

export const flipFacts: Facts<Axes> = /* @__PURE__ */ movementFacts(flip, {
  summary: "Reverses the order along axes.",
  formula: "y[i] = x[n - 1 - i]",
  example: "flip([1, 2, 3]).toArray() // => [3, 2, 1]",
  cases: [
    [[[]], { axes: [] }],
    [[[1]], { axes: [0] }],
    [[[0]], { axes: [0] }],
    [[[5]], { axes: [0] }],
    [[[8]], { axes: [0] }],
    [[[2, 3]], { axes: [0] }],
    [[[2, 3]], { axes: [1] }],
    [[[2, 3]], { axes: [0, 1] }],
    [[[2, 3]], { axes: [] }],
    [[[2, 3, 4]], { axes: [1] }],
    [[[2, 3, 4]], { axes: [0, 2] }],
    [[[9, 2]], { axes: [0] }],
    [[[2, 2, 2, 2]], { axes: [0, 1, 2, 3] }],
  ],
});
