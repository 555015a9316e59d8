import type { Shape } from "../shape/shape.ts";
import { concat } from "./concat.ts";
import type { CumulativeAttributes } from "./cumulative.ts";
import type { Builder, Operation } from "./definition.ts";
import { cotangentRule } from "./derivative/cotangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { recurrenceSamples } from "./facts/cumulative-facts.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { batchShape, routine } from "./routine.ts";
import { sectionOf, slice } from "./slice.ts";
import { strongMul } from "./strong-mul.ts";
import { filledWith, sumTo } from "./sum.ts";

/** A step of the derivatives of cumulative operations: each tangent is what came before, times a factor, and something new. */
export const recurrence: Operation<CumulativeAttributes> = /* @__PURE__ */ routine<CumulativeAttributes>({
  name: "recurrence",
  family: "cumulative",
  arity: 2,
  dtype: (inputs) => numericDtype("recurrence", "floats", inputs),
  shape: (inputs, { axis }) => {
    const core = [[[axis]], [[axis]]];
    const batch = batchShape("recurrence", inputs, core);
    return batch.toSpliced(batch.length + 1 + axis, 0, (inputs[0] as Shape).at(axis) as number);
  },
  derivative: /* @__PURE__ */ cotangentRule((b, cotangent, step) => {
    const [terms, factors] = [step.input(0), step.input(1)];
    const back = { axis: step.attributes.axis, reverse: !step.attributes.reverse };
    const received = b(recurrence, cotangent, before(b, factors, back, 0), back);
    const product = b(strongMul, received, before(b, step.result, step.attributes, 0));
    return [sumTo(b, received, b.shapeOf(terms)), sumTo(b, product, b.shapeOf(factors))];
  }),
  isInternal: true,
  meaning: {
    isUniform: true,
    cores: ({ axis }) => ({ inputs: [[[axis]], [[axis]]], output: [[axis]] }),
    run: (m, { input, output }, { reverse }) => {
      const [terms, factors, y] = [input(0), input(1), output(0)];
      const [size = 0] = terms.sizes;
      const lane = m.lane(y.dtype);
      const zero = lane.constant(0);
      const last = m.cell(zero);
      m.range(0, size, (i) => {
        const at = reverse ? m.plus(m.times(i, -1), size - 1) : i;
        const factor = factors.read(at);
        const isNothing = lane.or(lane.eq(factor, zero), lane.eq(last.get(), zero));
        const product = lane.select(isNothing, zero, lane.mul(factor, last.get()));
        last.set(lane.add(terms.read(at), product));
        y.write(last.get(), at);
      });
    },
  },
});

export const recurrenceFacts: Facts<CumulativeAttributes> = /* @__PURE__ */ facts(recurrence, {
  summary: "What came before times a factor, and something new.",
  formula: "yᵢ = aᵢ + bᵢ yᵢ₋₁; aᵢ + bᵢ yᵢ₊₁ if reversed",
  domain: "Floating-point numbers.",
  convention: "none; linear in a. Strong zeros",
  source: "G. Blelloch, Prefix sums and their applications, 1990, 1.4",
  example: "cumprod([1, 2, 3]).toArray() // => [1, 2, 6]",
  samples: recurrenceSamples,
});

/** What came before each element along an axis, and a number before the first one. */
export function before<V>(b: Builder<V>, x: V, { axis, reverse }: CumulativeAttributes, first: number): V {
  const shape = b.shapeOf(x);
  const along = shape.length + axis;
  const size = shape[along] as number;
  if (size === 0) return x;
  const start = filledWith(b, first, x, shape.with(along, 1));
  const rest = b(slice, x, sectionOf(shape, along, reverse ? 1 : 0, size - 1));
  return reverse ? b(concat, rest, start, { axis: along }) : b(concat, start, rest, { axis: along });
}
