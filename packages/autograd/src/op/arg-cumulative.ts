import type { Shape } from "../shape/shape.ts";
import { type Extreme, isBetter } from "./arg-extremum.ts";
import type { CumulativeAttributes } from "./cumulative.ts";
import type { Operation } from "./definition.ts";
import { zero } from "./derivative/zero.ts";
import { numericDtype } from "./dtype-rule.ts";
import { argCumulativeSamples } from "./facts/cumulative-facts.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { routine } from "./routine.ts";

function argCumulative(entry: Extreme): Operation<CumulativeAttributes> {
  const { name } = entry;
  return routine<CumulativeAttributes>({
    name,
    family: "cumulative",
    arity: 1,
    dtype: (inputs) => {
      numericDtype(name, "numbers", inputs);
      return "int32";
    },
    shape: (inputs) => inputs[0] as Shape,
    derivative: zero("the result is int32"),
    isInternal: true,
    meaning: {
      cores: ({ axis }) => ({ inputs: [[[axis]]], output: [[axis]] }),
      run: (m, { input, output }, { reverse }) => {
        const [x, y] = [input(0), output(0)];
        const [size = 0] = x.sizes;
        if (size === 0) return;
        const first = reverse ? size - 1 : 0;
        const [lane, integers] = [m.lane(x.dtype), m.lane("int32")];
        const best = m.cell(x.read(first));
        const found = m.cell(integers.constant(first));
        m.range(0, size, (i) => {
          const at = reverse ? m.plus(m.times(i, -1), size - 1) : i;
          const [own, other] = [x.read(at), best.get()];
          const isNew = isBetter(lane, entry, own, other);
          best.set(lane.select(isNew, own, other));
          found.set(integers.select(isNew, m.integer(at), found.get()));
          y.write(found.get(), at);
        });
      },
    },
  });
}

/** Where the largest so far is found. */
export const argcummax: Operation<CumulativeAttributes> = /* @__PURE__ */ argCumulative({
  name: "argcummax",
  beats: (m, a, b) => m.gt(a, b),
});

export const argcummaxFacts: Facts<CumulativeAttributes> = /* @__PURE__ */ facts(argcummax, {
  summary: "The index of the largest of the elements up to each one along an axis.",
  formula: "the least j ≤ i with xⱼ = max x up to i; the largest j ≥ i if reversed",
  domain: "Numbers.",
  convention:
    "piecewise constant; of equal elements the first that is met, and the first NaN before all numbers",
  source: "PyTorch, torch.cummax",
  example: "cummax([1, 3, 2]).toArray() // => [1, 3, 3]",
  samples: argCumulativeSamples,
});

/** Where the smallest so far is found. */
export const argcummin: Operation<CumulativeAttributes> = /* @__PURE__ */ argCumulative({
  name: "argcummin",
  beats: (m, a, b) => m.lt(a, b),
});

export const argcumminFacts: Facts<CumulativeAttributes> = /* @__PURE__ */ facts(argcummin, {
  summary: "The index of the smallest of the elements up to each one along an axis.",
  formula: "the least j ≤ i with xⱼ = min x up to i; the largest j ≥ i if reversed",
  domain: "Numbers.",
  convention:
    "piecewise constant; of equal elements the first that is met, and the first NaN before all numbers",
  source: "PyTorch, torch.cummin",
  example: "cummin([3, 1, 2]).toArray() // => [3, 1, 1]",
  samples: argCumulativeSamples,
});
