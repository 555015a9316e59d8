import type { Shape } from "../shape/shape.ts";
import type { Operation, Spec } from "./definition.ts";
import { zero } from "./derivative/zero.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { searchSortedSamples } from "./facts/search-sorted-samples.ts";
import { allOf, batchShape, routine, vector } from "./routine.ts";

/** Whether a place comes behind elements that are equal; the number of axes of the values. */
export type SearchAttributes = { readonly right: boolean; readonly rank: number };

export const searchSorted: Operation<SearchAttributes> = /* @__PURE__ */ routine<SearchAttributes>({
  name: "searchSorted",
  family: "sorting",
  arity: 2,
  dtype: (inputs) => {
    numericDtype("searchSorted", "numbers", inputs);
    return "int32";
  },
  shape: (inputs, { rank }) => {
    const values = inputs[1] as Shape;
    return [
      ...batchShape("searchSorted", inputs, [vector, allOf(rank)]),
      ...values.slice(values.length - rank),
    ];
  },
  derivative: /* @__PURE__ */ zero("the result is int32"),
  meaning: {
    cores: ({ rank }) => ({ inputs: [vector, allOf(rank)], output: allOf(rank) }),
    steps: ([sorted]) => 4 * Math.log2(1 + ((sorted as Spec).shape.at(-1) as number)),
    run: (m, { input, output }, { right }) => {
      const [sorted, values, places] = [input(0), input(1), output(0)];
      const size = sorted.sizes[0] as number;
      const [lane, integers] = [m.lane(sorted.dtype), m.lane("int32")];
      m.range(0, values.sizes[0] as number, (i) => {
        const value = values.read(i);
        // The places that are left: between low and high, both included.
        const low = m.cell(integers.constant(0));
        const high = m.cell(integers.constant(size));
        m.range(0, Math.ceil(Math.log2(size + 1)), () => {
          const [from, to] = [low.get(), high.get()];
          const middle = integers.shiftRight(integers.add(from, to), integers.constant(1));
          // When the search is over, an element is read for nothing, though not beyond memory.
          const element = sorted.read(m.index(integers.min(middle, integers.constant(size - 1))));
          // NaN is behind all numbers, where `sort` puts it.
          const isNumber = lane.eq(element, element);
          const isBefore = right
            ? lane.or(lane.ne(value, value), lane.le(element, value))
            : lane.or(lane.and(lane.ne(value, value), isNumber), lane.lt(element, value));
          const isOpen = integers.lt(from, to);
          low.set(
            integers.select(integers.and(isOpen, isBefore), integers.add(middle, integers.constant(1)), from),
          );
          high.set(integers.select(integers.and(isOpen, integers.not(isBefore)), middle, to));
        });
        places.write(low.get(), i);
      });
    },
  },
});

export const searchSortedFacts: Facts<SearchAttributes> = /* @__PURE__ */ facts(searchSorted, {
  summary: "Where values would go into a sorted vector so that it stays sorted.",
  formula: "the number of elements below each value; also of those equal to it, for the side to the right",
  domain: "Numbers; a vector in ascending order, NaN last.",
  convention: "piecewise constant. NaN is behind all numbers",
  source: "NumPy, numpy.searchsorted",
  example: "searchSorted([1, 3, 5], [0, 3, 9]).toArray() // => [0, 1, 3]",
  samples: searchSortedSamples,
});
