import type { Builder, Operation, Spec } from "./definition.ts";
import { linearIn } from "./derivative/linear-in.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { fourierSamples, realFourierSamples } from "./facts/fourier-samples.ts";
import { lengthOf, pairsOf, putTogether, rowsOf, takeApart, transform } from "./fourier-passes.ts";
import { reshape } from "./reshape.ts";
import { batchShape, matrix, routine, vector } from "./routine.ts";
import { sectionOf, slice } from "./slice.ts";
import { sumTo } from "./sum.ts";

/** The factors of the length, in the order of the passes. */
export type Passes = { readonly radices: readonly number[] };
/** Whether it is transposed: from what a transform's halves receive, what the real numbers do. */
export type RealPasses = Passes & { readonly back: boolean };

/** Memory for two rows of numbers, and for one more of each, twice: what is given is brought there and what is found taken from there. */
function working({ radices }: Passes, dtype: Spec["dtype"]): Spec[] {
  const shape = [2, lengthOf(radices) + 1];
  return [
    { shape, dtype },
    { shape, dtype },
  ];
}

/** Real and imaginary parts, one row below the other. */
export const fourier: Operation<Passes> = /* @__PURE__ */ routine<Passes>({
  name: "fourier",
  family: "contraction",
  arity: 3,
  dtype: (inputs) => numericDtype("fourier", "floats", inputs),
  shape: (inputs, { radices }) => [
    ...batchShape("fourier", inputs, [vector, vector, vector]),
    2,
    lengthOf(radices),
  ],
  derivative: /* @__PURE__ */ linearIn<Passes>(
    (b, cotangent, [re, , table], passes) =>
      sumTo(b, complexPart(b, conjugate(b, cotangent, table, passes), 1), b.shapeOf(re)),
    (b, cotangent, [, im, table], passes) =>
      sumTo(b, complexPart(b, conjugate(b, cotangent, table, passes), 0), b.shapeOf(im)),
    null,
  ),
  isInternal: true,
  meaning: {
    isUniform: true,
    cores: () => ({ inputs: [vector, vector, vector], output: matrix }),
    steps: (_, { radices }) => 2 * radices.length,
    scratch: ([re], passes) => working(passes, (re as Spec).dtype),
    run: (m, { input, output, scratch }, { radices }) => {
      const [first, second, result] = [scratch(0), scratch(1), output(0)];
      const count = lengthOf(radices);
      for (const k of [0, 1]) m.copy({ memory: input(k), at: [0] }, { memory: second, at: [k, 0] }, count);
      const last = transform(m, input(2), radices, [first, second], rowsOf(second), (memory) =>
        rowsOf(memory),
      );
      for (const at of [
        [0, 0],
        [1, 0],
      ])
        m.copy({ memory: last, at }, { memory: result, at }, count);
    },
  },
});

/** The transform of parts exchanged, which is the conjugate one, with its parts exchanged. */
function conjugate<V>(b: Builder<V>, parts: V, table: V, passes: Passes): V {
  return b(fourier, complexPart(b, parts, 1), complexPart(b, parts, 0), table, passes);
}

/** One of the two rows. */
export function complexPart<V>(b: Builder<V>, parts: V, which: 0 | 1): V {
  const shape = b.shapeOf(parts);
  const row = b(slice, parts, sectionOf(shape, shape.length - 2, which, 1));
  return b(reshape, row, { shape: [...shape.slice(0, -2), shape.at(-1) as number] });
}

export const fourierFacts: Facts<Passes> = /* @__PURE__ */ facts(fourier, {
  summary: "The discrete Fourier transform of complex numbers, with a table of roots of unity.",
  formula: "Σⱼ xⱼ exp(-2πi j k / n)",
  domain: "Floating-point numbers, of a length whose prime factors are small.",
  convention: "none; linear. The table has no derivative",
  source: "C. Van Loan, Computational frameworks for the fast Fourier transform, 1992, 1.7",
  example: "sum([1, 2]).item() // => 3",
  samples: fourierSamples,
});

/**
 * The first half of a transform of real numbers: two of them are one complex number, and what these give is taken apart. If
 * transposed, put together.
 */
export const realFourier: Operation<RealPasses> = /* @__PURE__ */ routine<RealPasses>({
  name: "realFourier",
  family: "contraction",
  arity: 2,
  dtype: (inputs) => numericDtype("realFourier", "floats", inputs),
  shape: (inputs, { radices, back }) => {
    const batch = batchShape("realFourier", inputs, [back ? matrix : vector, vector]);
    const count = lengthOf(radices);
    return back ? [...batch, 2 * count] : [...batch, 2, count + 1];
  },
  derivative: /* @__PURE__ */ linearIn<RealPasses>(
    (b, cotangent, [, table], { radices, back }) =>
      b(realFourier, cotangent, table, { radices, back: !back }),
    null,
  ),
  isInternal: true,
  meaning: {
    isUniform: true,
    cores: ({ back }) =>
      back ? { inputs: [matrix, vector], output: vector } : { inputs: [vector, vector], output: matrix },
    steps: (_, { radices }) => 2 * radices.length,
    scratch: ([x], passes) => working(passes, (x as Spec).dtype),
    run: (m, { input, output, scratch }, { radices, back }) => {
      const [given, table, result] = [input(0), input(1), output(0)];
      const count = lengthOf(radices);
      const halves = (count - 1) >> 1;
      const ways = { table, start: table.sizes[0] as number, halves, count };
      const [first, second] = [scratch(0), scratch(1)];
      const whole = { memory: second, at: [0, 0] };
      const rows = [
        [0, 0],
        [1, 0],
      ];
      if (back) {
        for (const at of rows) m.copy({ memory: given, at }, { memory: first, at }, count + 1);
        putTogether(m, rowsOf(first), rowsOf(second), ways);
        const last = transform(m, table, radices, [first, second], rowsOf(second, true), (memory) =>
          pairsOf(m, memory, true),
        );
        m.copy({ memory: last, at: [0, 0] }, { memory: result, at: [0] }, 2 * count);
        return;
      }
      m.copy({ memory: given, at: [0] }, whole, 2 * count);
      const last = transform(m, table, radices, [first, second], pairsOf(m, second), (memory) =>
        rowsOf(memory),
      );
      const other = last === first ? second : first;
      takeApart(m, rowsOf(last), rowsOf(other), ways);
      for (const at of rows) m.copy({ memory: other, at }, { memory: result, at }, count + 1);
    },
  },
});

export const realFourierFacts: Facts<RealPasses> = /* @__PURE__ */ facts(realFourier, {
  summary:
    "The first half of the discrete Fourier transform of real numbers, with a table of roots of unity.",
  formula: "Σⱼ xⱼ exp(-2πi j k / n), k ≤ n / 2; its transpose",
  domain: "Floating-point numbers, of an even length whose prime factors are small.",
  convention: "none; linear. The table has no derivative",
  source: "C. Van Loan, Computational frameworks for the fast Fourier transform, 1992, 4.3",
  example: "sum([1, 2]).item() // => 3",
  samples: realFourierSamples,
});
