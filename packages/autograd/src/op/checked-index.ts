import { ArgumentError, type ChainruleError } from "../error/error.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import type { Operation, Refused } from "./definition.ts";
import { zero } from "./derivative/zero.ts";
import { numericDtype } from "./dtype-rule.ts";
import { checkedIndexSamples } from "./facts/checked-index-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { allOf, routine } from "./routine.ts";

/** What the integers count, whether negative ones count from the end, and how a refusal calls them, and in whose name. */
export type CheckedIndexAttributes = {
  readonly size: number;
  readonly isFromEnd: boolean;
  readonly rank: number;
  readonly caller: string;
  readonly noun: string;
};

export const checkedIndex: Operation<CheckedIndexAttributes> =
  /* @__PURE__ */ routine<CheckedIndexAttributes>({
    name: "checkedIndex",
    family: "indexing",
    arity: 1,
    dtype: (inputs, { caller }) => numericDtype(caller, "integers", inputs),
    shape: (inputs) => inputs[0] as Shape,
    derivative: /* @__PURE__ */ zero("the result is int32"),
    isInternal: true,
    meaning: {
      cores: ({ rank }) => ({ inputs: [allOf(rank)], output: allOf(rank) }),
      run: (m, { input, output }, { size, isFromEnd }) => {
        const [x, y] = [input(0), output(0)];
        const lane = m.lane("int32");
        const [none, count] = [lane.constant(0), lane.constant(size)];
        m.range(0, x.sizes[0] as number, (i) => {
          const index = x.read(i);
          const least = isFromEnd ? lane.constant(-size) : none;
          m.refuse(lane.or(lane.lt(index, least), lane.ge(index, count)), index, x, i);
          y.write(isFromEnd ? lane.select(lane.lt(index, none), lane.add(index, count), index) : index, i);
        });
      },
      refusal: (refused, _inputs, attributes) => outOfCount(refused, attributes),
    },
  });

export const checkedIndexFacts: Facts<CheckedIndexAttributes> = /* @__PURE__ */ facts(checkedIndex, {
  summary: "Indices that are known to be in range, counted from the front.",
  formula: "xᵢ, and xᵢ + n where xᵢ < 0",
  domain: "int32 from 0 to n - 1, or from -n if negative ones count from the end; others are refused.",
  convention: "The result has dtype int32 and no derivative.",
  source: "docs/architecture.md",
  example: "oneHot([1, 0], 2).toArray() // => [[0, 1], [1, 0]]",
  samples: checkedIndexSamples,
});

/** The refusal of an index. */
export function outOfCount(
  { index, value }: Refused,
  { size, isFromEnd, caller, noun }: Omit<CheckedIndexAttributes, "rank">,
): ChainruleError {
  const got = index.length === 0 ? `got ${value}` : `got ${value} at ${formatShape(index)}`;
  const rule =
    size === 0
      ? `there is nothing that ${noun} could name`
      : `${noun} must be from ${isFromEnd ? -size : 0} to ${size - 1}`;
  return new ArgumentError(caller, `${rule}, ${got}.`);
}
