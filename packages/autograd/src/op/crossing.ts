import { givenAll } from "./body.ts";
import type { Operation } from "./definition.ts";
import { div } from "./div.ts";
import { type Equation, equation, type Solved } from "./equation.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { neg } from "./neg.ts";
import { filledWith } from "./sum.ts";

/** Where a function of one number is 0, which is what it begins with: there is nothing to search, only to derive. */
export const crossing: Operation<Equation> = /* @__PURE__ */ equation<Equation>({
  name: "crossing",
  expand: (_, inputs) => inputs.at(-1) as NonNullable<(typeof inputs)[number]>,
  // ẋ = -ġ / g′, where ġ is how the function moves at the place.
  tangent: (at, has, tangents) => {
    const { b, attributes, known, solution } = at;
    const moving = attributes.body.pushed(givenAll, [...has, false]).body;
    const [moved] = moving.applied(b, [...known, solution, ...tangents]) as [typeof solution];
    return b(neg, b(div, moved, slopeOf(at)));
  },
  cotangent: (at, cotangent) => at.b(neg, at.b(div, cotangent, slopeOf(at))),
  isInternal: true,
});

export const crossingFacts: Facts<Equation> = /* @__PURE__ */ facts(crossing, {
  summary: "Where a function of one number is 0, which somebody has found.",
  formula: "g(x) = 0",
  domain: "Functions that are 0 there, with a slope that is not.",
  convention: "ẋ = -ġ / g′(x)",
  source: "A. Griewank, A. Walther, Evaluating derivatives, 2008, 15.1",
  example: 'root((x) => x.square().sub(2), 1).item().toFixed(13) // => "1.4142135623731"',
  samples: () => [],
});

function slopeOf<V>({ b, attributes, known, solution }: Solved<V, Equation>): V {
  const { body } = attributes.body.pushed(givenAll, [...known.map(() => false), true]);
  return body.applied(b, [...known, solution, filledWith(b, 1, solution)])[0] as V;
}
