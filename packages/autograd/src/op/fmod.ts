import type { Shape } from "../shape/shape.ts";
import type { Operation } from "./definition.ts";
import { partials } from "./derivative/partials.ts";
import { div } from "./div.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { fmodSamples } from "./facts/fmod-samples.ts";
import { neg } from "./neg.ts";
import { round } from "./rounding.ts";
import { allOf, batchShape, routine } from "./routine.ts";
import { sub } from "./sub.ts";

/** The number of axes of both arguments. */
export type FmodAttributes = { readonly rank: number };

/** Powers of two that every ratio of two numbers is below a product of. */
const powers = {
  float64: [1023, 1023, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1],
  float32: [127, 127, 64, 32, 16, 8, 4, 2, 1],
} as const;

export const fmod: Operation<FmodAttributes> = /* @__PURE__ */ routine<FmodAttributes>({
  name: "fmod",
  family: "arithmetic",
  arity: 2,
  dtype: (inputs) => numericDtype("fmod", "floats", inputs),
  shape: (inputs, { rank }) => {
    const own = (inputs[0] as Shape).slice((inputs[0] as Shape).length - rank);
    return [...batchShape("fmod", inputs, [allOf(rank), allOf(rank)]), ...own];
  },
  derivative: /* @__PURE__ */ partials(
    (b, y) => b.constant(1, y),
    // The quotient without its fraction; the division alone may round up to the next whole number.
    (b, y, x1, x2) => b(neg, b(round, b(div, b(sub, x1, y), x2))),
  ),
  meaning: {
    cores: ({ rank }) => ({ inputs: [allOf(rank), allOf(rank)], output: allOf(rank) }),
    steps: () => 40,
    run: (m, { input, output }) => {
      const [x1, x2, y] = [input(0), input(1), output(0)];
      const [lane, integers] = [m.lane(y.dtype), m.lane("int32")];
      const [half, none] = [lane.constant(0.5), integers.constant(0)];
      m.range(0, x1.sizes[0] as number, (i) => {
        const [a, b] = [x1.read(i), lane.abs(x2.read(i))];
        const rest = m.cell(lane.abs(a));
        // The largest b · 2^k that is not above what is left.
        const multiple = m.cell(b);
        const k = m.cell(none);
        for (const power of powers[y.dtype as keyof typeof powers]) {
          const more = lane.mul(multiple.get(), lane.constant(2 ** power));
          const fits = lane.le(more, rest.get());
          multiple.set(lane.select(fits, more, multiple.get()));
          k.set(integers.add(k.get(), integers.select(fits, integers.constant(power), none)));
        }
        // Long division, bit by bit: a difference of numbers that close together is exact.
        m.range(0, m.plus(m.index(k.get()), 1), () => {
          const [left, part] = [rest.get(), multiple.get()];
          rest.set(lane.select(lane.le(part, left), lane.sub(left, part), left));
          multiple.set(lane.mul(half, part));
        });
        const isNumber = lane.and(
          lane.lt(lane.abs(a), lane.constant(Infinity)),
          lane.gt(b, lane.constant(0)),
        );
        y.write(lane.select(isNumber, lane.copysign(rest.get(), a), lane.constant(Number.NaN)), i);
      });
    },
  },
});

export const fmodFacts: Facts<FmodAttributes> = /* @__PURE__ */ facts(fmod, {
  summary: "What a division leaves over, with the sign of what is divided: exact.",
  formula: "a - b · trunc(a / b)",
  domain: "Floating-point numbers; NaN where a is infinite or b is 0.",
  convention: "At the jumps the slopes are those of the side away from 0.",
  source: "C99, F.9.7.1; NumPy, numpy.fmod",
  example: "fmod([5, -5], 3).toArray() // => [2, -2]",
  samples: fmodSamples,
});
