import type { Lane } from "../scalar/lane.ts";
import { normalizeAxis, reducedShape, type Shape } from "../shape/shape.ts";
import type { Operation } from "./definition.ts";
import { zero } from "./derivative/zero.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { argExtremumSamples } from "./facts/sort-samples.ts";
import { requireElements } from "./reduction.ts";
import { routine } from "./routine.ts";

/** The axis is counted from the end. */
export type ArgExtremumAttributes = { readonly axis: number; readonly keepDims: boolean };

/** What is looked for, of arguments of extremes. */
export interface Extreme {
  readonly name: string;
  /** Whether the first is more extreme than the second; neither is NaN. */
  beats<V, M>(m: Lane<V, M>, a: V, b: V): M;
}

/** Whether an element takes the place of the most extreme one so far: the first NaN beats everything. */
export function isBetter<V, M>(lane: Lane<V, M>, extreme: Extreme, own: V, best: V): M {
  const isFirstNaN = lane.and(lane.ne(own, own), lane.eq(best, best));
  return lane.or(extreme.beats(lane, own, best), isFirstNaN);
}

function argExtremum(entry: Extreme): Operation<ArgExtremumAttributes> {
  const { name } = entry;
  return routine<ArgExtremumAttributes>({
    name,
    family: "sorting",
    arity: 1,
    dtype: (inputs) => {
      numericDtype(name, "numbers", inputs);
      return "int32";
    },
    shape: (inputs, { axis, keepDims }) => {
      const shape = inputs[0] as Shape;
      const axes = [normalizeAxis(name, axis, shape.length)];
      requireElements(name, shape, axes);
      return reducedShape(shape, axes, keepDims);
    },
    derivative: zero("the result is int32"),
    meaning: {
      cores: ({ axis, keepDims }) => ({ inputs: [[[axis]]], output: [keepDims ? [axis] : []] }),
      run: (m, { input, output }) => {
        const [x, y] = [input(0), output(0)];
        const [lane, integers] = [m.lane(x.dtype), m.lane("int32")];
        const best = m.cell(x.read(0));
        const at = m.cell(integers.constant(0));
        m.range(1, x.sizes[0] as number, (i) => {
          const [own, other] = [x.read(i), best.get()];
          const isNew = isBetter(lane, entry, own, other);
          best.set(lane.select(isNew, own, other));
          at.set(integers.select(isNew, m.integer(i), at.get()));
        });
        y.write(at.get(), 0);
      },
    },
  });
}

export const argmax: Operation<ArgExtremumAttributes> = /* @__PURE__ */ argExtremum({
  name: "argmax",
  beats: (m, a, b) => m.gt(a, b),
});

export const argmaxFacts: Facts<ArgExtremumAttributes> = /* @__PURE__ */ facts(argmax, {
  summary: "The index of the largest element along an axis.",
  formula: "the least i with xᵢ = max x",
  domain: "Numbers; at least one element along the axis.",
  convention: "piecewise constant; of equal elements the first, and the first NaN before all numbers",
  source: "NumPy, numpy.argmax",
  example: "argmax([1, 3, 2]).item() // => 1",
  samples: argExtremumSamples,
});

export const argmin: Operation<ArgExtremumAttributes> = /* @__PURE__ */ argExtremum({
  name: "argmin",
  beats: (m, a, b) => m.lt(a, b),
});

export const argminFacts: Facts<ArgExtremumAttributes> = /* @__PURE__ */ facts(argmin, {
  summary: "The index of the smallest element along an axis.",
  formula: "the least i with xᵢ = min x",
  domain: "Numbers; at least one element along the axis.",
  convention: "piecewise constant; of equal elements the first, and the first NaN before all numbers",
  source: "NumPy, numpy.argmin",
  example: "argmin([3, 1, 2]).item() // => 1",
  samples: argExtremumSamples,
});
