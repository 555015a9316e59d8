import { ArgumentError, type ChainruleError } from "../error/error.ts";
import { boundIn } from "../shape/dtype.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import type { Operation, Refused } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { checkedNumberSamples } from "./facts/checked-number-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { allOf, routine } from "./routine.ts";

/** What numbers have to be: between two bounds, of which the lower may be excluded. And how a refusal says so, in whose name. */
export type CheckedNumberAttributes = {
  readonly least: number;
  readonly isOpen: boolean;
  readonly most: number;
  readonly rank: number;
  readonly caller: string;
  readonly rule: string;
};

export const checkedNumber: Operation<CheckedNumberAttributes> =
  /* @__PURE__ */ routine<CheckedNumberAttributes>({
    name: "checkedNumber",
    family: "random",
    arity: 1,
    dtype: (inputs, { caller }) => numericDtype(caller, "numbers", inputs),
    shape: (inputs) => inputs[0] as Shape,
    // Not the operation itself on the tangent, which may be any number.
    derivative: /* @__PURE__ */ tangentRule((b, y, _inputs, [tangent = null]) => tangent ?? b.constant(0, y)),
    isInternal: true,
    meaning: {
      cores: ({ rank }) => ({ inputs: [allOf(rank)], output: allOf(rank) }),
      run: (m, { input, output }, { least, isOpen, most }) => {
        const [x, y] = [input(0), output(0)];
        const lane = m.lane(x.dtype);
        const low = lane.constant(boundIn(x.dtype, least));
        const high = lane.constant(boundIn(x.dtype, most));
        m.range(0, x.sizes[0] as number, (i) => {
          const value = x.read(i);
          const isAbove = isOpen ? lane.gt(value, low) : lane.ge(value, low);
          // NaN is not in any range.
          m.refuse(lane.not(lane.and(isAbove, lane.le(value, high))), value, x, i);
          y.write(value, i);
        });
      },
      refusal: (refused, _inputs, attributes) => outOfRule(refused, attributes),
    },
  });

export const checkedNumberFacts: Facts<CheckedNumberAttributes> = /* @__PURE__ */ facts(checkedNumber, {
  summary: "Numbers that are known to be in a range.",
  formula: "xᵢ",
  domain: "Numbers between two bounds; others are refused.",
  convention: "none; linear",
  source: "docs/random.md",
  example: "take([1, 2], 0).item() // => 1",
  samples: checkedNumberSamples,
});

/** Whether a number is what the attributes say. */
export function isInRange(
  value: number,
  { least, isOpen, most }: Pick<CheckedNumberAttributes, "least" | "isOpen" | "most">,
): boolean {
  return (isOpen ? value > least : value >= least) && value <= most;
}

/** The refusal of a number. */
export function outOfRule(
  { index, value }: Refused,
  { caller, rule }: Pick<CheckedNumberAttributes, "caller" | "rule">,
): ChainruleError {
  const place = index.length === 0 ? "" : ` at ${formatShape(index)}`;
  return new ArgumentError(caller, `${rule}, got ${value}${place}.`);
}
