import type { Lane } from "../scalar/lane.ts";
import type { Cell, Machine, Memory } from "../scalar/machine.ts";
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

/** Whether the right one of two comes first: equal ones stay in their order, and NaN comes last. */
type Before<V, M> = (left: V, right: V) => M;

function orderOf<V, M>(lane: Lane<V, M>, descending: boolean): Before<V, M> {
  return (left, right) => {
    const isInOrder = descending ? lane.ge(left, right) : lane.le(left, right);
    return lane.and(lane.not(isInOrder), lane.eq(right, right));
  };
}

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
  const isBefore = orderOf(m.lane(x.dtype), descending);
  const pairs = Math.floor(size / (2 * width));
  m.range(0, pairs, (pair) => mergeTwo(m, x, from, to, m.times(pair, 2 * width), width, isBefore));
  const start = pairs * 2 * width;
  if (start + width < size) mergeLast(m, x, from, to, [start, start + width, size], isBefore);
  else m.range(start, size, (k) => to.write(from.read(k), k));
}

/**
 * Merges two runs of one length from both ends, of which neither has to wait for the other. They meet in the middle, so that each
 * has found its half before it is at the end of a run.
 */
function mergeTwo<V, M, I>(
  m: Machine<V, M, I>,
  x: Memory<V, I>,
  from: Memory<V, I>,
  to: Memory<V, I>,
  start: I,
  width: number,
  isBefore: Before<V, M>,
): void {
  const integers = m.lane("int32");
  const [one, none] = [integers.constant(1), integers.constant(0)];
  const at = (offset: number): Cell<V> => m.cell(m.integer(m.plus(start, offset)));
  const [low, high] = [at(0), at(width)];
  const [lowBack, highBack] = [at(width - 1), at(2 * width - 1)];
  m.range(0, width, (k) => {
    const [i, j] = [low.get(), high.get()];
    const [a, b] = [from.read(m.index(i)), from.read(m.index(j))];
    const takesHigh = isBefore(x.read(m.index(a)), x.read(m.index(b)));
    const [iBack, jBack] = [lowBack.get(), highBack.get()];
    const [aBack, bBack] = [from.read(m.index(iBack)), from.read(m.index(jBack))];
    const takesLow = isBefore(x.read(m.index(aBack)), x.read(m.index(bBack)));
    to.write(integers.select(takesHigh, b, a), m.plus(start, k));
    to.write(integers.select(takesLow, aBack, bBack), m.plus(start, m.plus(m.times(k, -1), 2 * width - 1)));
    low.set(integers.add(i, integers.select(takesHigh, none, one)));
    high.set(integers.add(j, integers.select(takesHigh, one, none)));
    lowBack.set(integers.sub(iBack, integers.select(takesLow, one, none)));
    highBack.set(integers.sub(jBack, integers.select(takesLow, none, one)));
  });
}

/** Merges the last two runs, of which the second is shorter. */
function mergeLast<V, M, I>(
  m: Machine<V, M, I>,
  x: Memory<V, I>,
  from: Memory<V, I>,
  to: Memory<V, I>,
  [start, middle, end]: readonly [start: number, middle: number, end: number],
  isBefore: Before<V, M>,
): void {
  const integers = m.lane("int32");
  const [one, none] = [integers.constant(1), integers.constant(0)];
  const last = (i: V): I => m.index(integers.min(i, integers.constant(end - 1)));
  const left = m.cell(integers.constant(start));
  const right = m.cell(integers.constant(middle));
  m.range(start, end, (k) => {
    const [i, j] = [left.get(), right.get()];
    // At the end of its run an index is read for nothing, though not beyond memory.
    const [a, b] = [from.read(last(i)), from.read(last(j))];
    const isFirst = isBefore(x.read(m.index(a)), x.read(m.index(b)));
    const hasRight = integers.and(integers.lt(j, integers.constant(end)), isFirst);
    const takesRight = integers.or(integers.ge(i, integers.constant(middle)), hasRight);
    to.write(integers.select(takesRight, b, a), k);
    left.set(integers.add(i, integers.select(takesRight, none, one)));
    right.set(integers.add(j, integers.select(takesRight, one, none)));
  });
}
