import type { Machine, Memory } from "../scalar/machine.ts";
import type { Shape } from "../shape/shape.ts";
import type { Operation, Spec } from "./definition.ts";
import { zero } from "./derivative/zero.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { argsortSamples } from "./facts/sort-samples.ts";
import { routine } from "./routine.ts";

/** The axis is counted from the end. */
export type SortAttributes = { readonly axis: number; readonly descending: boolean };

export const argsort: Operation<SortAttributes> = /* @__PURE__ */ routine<SortAttributes>({
  name: "argsort",
  family: "sorting",
  arity: 1,
  dtype: (inputs) => {
    numericDtype("argsort", "numbers", inputs);
    return "int32";
  },
  shape: (inputs) => inputs[0] as Shape,
  derivative: /* @__PURE__ */ zero("the result is int32"),
  meaning: {
    cores: ({ axis }) => ({ inputs: [[[axis]]], output: [[axis]] }),
    steps: ([x], { axis }) => 6 * Math.log2((x as Spec).shape.at(axis) as number),
    scratch: ([x], { axis }) => [{ shape: [(x as Spec).shape.at(axis) as number], dtype: "int32" }],
    run: (m, { input, output, scratch }, { descending }) => {
      const x = input(0);
      const size = x.sizes[0] as number;
      const passes = size < 2 ? 0 : Math.ceil(Math.log2(size));
      // From one memory to the other and back, so that the last pass ends in the result.
      let [from, to] = passes % 2 === 0 ? [output(0), scratch(0)] : [scratch(0), output(0)];
      m.range(0, size, (i) => from.write(m.integer(i), i));
      for (let width = 1; width < size; width *= 2) {
        merge(m, x, from, to, width, descending);
        [from, to] = [to, from];
      }
    },
  },
});

export const argsortFacts: Facts<SortAttributes> = /* @__PURE__ */ facts(argsort, {
  summary: "The indices that put the elements along an axis in order.",
  formula: "the permutation p with x[p₀] ≤ x[p₁] ≤ ...; ≥ if descending",
  domain: "Numbers.",
  convention: "piecewise constant; stable: equal elements stay in their order. NaN comes last either way",
  source: "array API standard, argsort",
  example: "argsort([3, 1, 2]).toArray() // => [1, 2, 0]",
  samples: argsortSamples,
});

/** Merges neighbouring runs of `width` indices, each in order already, two at a time. */
function merge<V, M, I>(
  m: Machine<V, M, I>,
  x: Memory<V, I>,
  from: Memory<V, I>,
  to: Memory<V, I>,
  width: number,
  descending: boolean,
): void {
  const size = x.sizes[0] as number;
  const [lane, integers] = [m.lane(x.dtype), m.lane("int32")];
  const [one, none] = [integers.constant(1), integers.constant(0)];
  const within = (i: V): V => integers.min(i, integers.constant(size));
  const last = (i: V): I => m.index(integers.min(i, integers.constant(size - 1)));
  m.range(0, Math.ceil(size / (2 * width)), (block) => {
    const start = m.times(block, 2 * width);
    const middle = within(m.integer(m.plus(start, width)));
    const end = within(m.integer(m.plus(start, 2 * width)));
    const left = m.cell(m.integer(start));
    const right = m.cell(middle);
    m.range(start, m.index(end), (k) => {
      const [i, j] = [left.get(), right.get()];
      // At the end of its run an index is read for nothing, though not beyond memory.
      const [a, b] = [from.read(last(i)), from.read(last(j))];
      const [p, q] = [x.read(m.index(a)), x.read(m.index(b))];
      const isBefore = descending ? lane.gt(q, p) : lane.lt(q, p);
      const isNumberBefore = lane.or(isBefore, lane.and(lane.ne(p, p), lane.eq(q, q)));
      const hasRight = integers.and(integers.lt(j, end), isNumberBefore);
      const takesRight = integers.or(integers.ge(i, middle), hasRight);
      to.write(integers.select(takesRight, b, a), k);
      left.set(integers.add(i, integers.select(takesRight, none, one)));
      right.set(integers.add(j, integers.select(takesRight, one, none)));
    });
  });
}
