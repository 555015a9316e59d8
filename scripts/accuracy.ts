import { readFileSync, writeFileSync } from "node:fs";
import { operationNamed } from "../packages/autograd/src/op/table.ts";
import { double } from "../packages/autograd/src/scalar/double.ts";
import type { LaneFunction2 } from "../packages/autograd/src/scalar/lane.ts";
import { single } from "../packages/autograd/src/scalar/single.ts";
import { compositions, measureComposition } from "../test/reference/compositions.ts";
import { largestTerms, references } from "../test/reference/functions.ts";
import {
  type FunctionName,
  type Measured,
  measure,
  measurePair,
  type PairName,
  pairs,
} from "../test/reference/measure.ts";
import { measurePairSlope, measureSlope } from "../test/reference/slopes.ts";

/**
 * Measures every elementary function and its derivative against the high-precision reference and writes docs/accuracy.md: of those
 * that are named (`npm run accuracy -- erf "pow, by the base"`), or of all; the rows of others stay what they are.
 */

const POINTS = 20_000;
const lanes = { float64: double, float32: single } as const;
const dtypes = ["float64", "float32"] as const;
const page = new URL("../docs/accuracy.md", import.meta.url);
const named = process.argv.slice(2);

/** What an operation computes of numbers. */
function scalarOf(name: string): LaneFunction2 {
  const { meaning } = operationNamed(name);
  if (meaning.kind !== "map") throw new TypeError(`${name} is not a function of numbers`);
  return (m, x, y) => meaning.scalar(m, x, y, y);
}

type Dtype = (typeof dtypes)[number];

/** A name of a table, what is measured, and whether that is in units of the largest term. */
interface Row {
  readonly name: string;
  readonly measured: (dtype: Dtype) => Measured;
  readonly isOfTerms?: boolean;
}

function ofFunction(name: FunctionName): Row {
  const f = scalarOf(name);
  return { name, measured: (dtype) => measure(name, dtype, (x) => f(lanes[dtype], x, x), POINTS) };
}

const functionNames = Object.keys(references) as FunctionName[];
const pairNames = Object.keys(pairs) as PairName[];
const measuredCompositions = Object.entries(compositions);

const values: readonly Row[] = [
  ...functionNames.map(ofFunction),
  ...pairNames.map((name): Row => {
    const f = scalarOf(name);
    return { name, measured: (dtype) => measurePair(name, dtype, (x, y) => f(lanes[dtype], x, y), POINTS) };
  }),
  // What is composed of operations, behind the operations.
  ...measuredCompositions.map(([name, composition]) => ({
    name,
    measured: (dtype: Dtype) => measureComposition(composition, dtype, POINTS).value,
  })),
];

const slopes: readonly Row[] = [
  ...functionNames.map((name) => ({
    name,
    measured: (dtype: Dtype) => measureSlope(name, dtype, POINTS),
    isOfTerms: largestTerms[name]?.slope !== undefined,
  })),
  ...(
    [
      ["pow, by the base", "pow", 0],
      ["pow, by the exponent", "pow", 1],
      ["beta, by either", "beta", 0],
      ["lbeta, by either", "lbeta", 0],
    ] as const
  ).map(([name, of, argument]) => ({
    name,
    measured: (dtype: Dtype) => measurePairSlope(of, argument, dtype, POINTS),
  })),
  ...measuredCompositions.map(([name, composition]) => ({
    name,
    measured: (dtype: Dtype) => measureComposition(composition, dtype, POINTS).slope,
    isOfTerms: composition.term !== undefined,
  })),
];

/** The rows that stand in a table, by name and dtype. */
function written(title: string): ReadonlyMap<string, string> {
  const text = readFileSync(page, "utf8");
  const section = text.slice(text.indexOf(title)).split("\n## ")[0] as string;
  return new Map(
    section.split("\n").flatMap((line) => {
      const [, name, dtype, ...cells] = line.split("|").map((cell) => cell.trim());
      return cells.length > 0
        ? [[`${name} ${dtype}`, `| ${[name, dtype, ...cells].join(" | ")}`.trim()]]
        : [];
    }),
  );
}

function table(rows: readonly Row[], title: string): string {
  const before = named.length === 0 ? new Map<string, string>() : written(title);
  return rows
    .flatMap(({ name, measured, isOfTerms = false }) =>
      dtypes.flatMap((dtype) => {
        const label = isOfTerms ? `${name} ¹` : name;
        if (named.length > 0 && !named.includes(name)) return before.get(`${label} ${dtype}`) ?? [];
        const { at, count, error } = measured(dtype);
        return `| ${label} | ${dtype} | ${error.toFixed(2)} | ${at.map(String).join(", ")} | ${count} |`;
      }),
    )
    .join("\n");
}

const text = `# Accuracy of the elementary functions

The largest error found, in units in the last place of the correctly rounded result (0.5 is the least possible), against
references of more than 50 digits computed in integers (\`test/reference\`). Subnormal results and the edges of overflow are
included. Interpreter and WebAssembly give the same bits, so one table stands for both. Written by \`npm run accuracy\`.

Below 0, \`lgamma\` and its derivatives are differences of terms, as of ln π - ln |sin πx| and ln Γ(1 - x) (DLMF 5.5.3, 5.5.4, 5.15.6): their
errors there are in units of the largest term, since near zeros they have no digits beyond it. Those of \`lbeta\`, which is 0 along a curve
through (1, 1), are in units of half the distance from there, but of 1/8 at most, where the value is smaller.

| function | dtype | max ulp | at | points |
| --- | --- | ---: | --- | ---: |
${table(values, "# Accuracy")}

## Slopes

The same for the derivatives of these functions, as \`gradients\` gives them. The tests hold both to bounds just above what is
found here (\`test/reference/slopes.test.ts\`, and beside each function in \`scalar\`). The slope of \`pow\` with respect to the exponent,
aᵇ log a, and both of \`beta\` are measured where the value is a normal number: they have the digits that it has.

¹ In units of the largest term that the slope is the sum of, where that is larger, since it has no digits beyond: those of \`silu\`, \`gelu\`,
\`hardSwish\` and \`mish\` are 0 near -1.28, -0.75, -1.5 and -1.19, where such terms cancel, that of \`sinc\` near 1.43, 2.46 and so on, that of
\`i1e\` near 1.55 (up to 8; from there on in its own units), those of \`lgamma\`, \`digamma\` and \`trigamma\` between negative integers. The
exponential in that of \`celu\` (here and above with an alpha of 0.75, as \`elu\` and \`leakyRelu\`) enlarges the rounding of x / alpha by
1 + |x / alpha|. \`mish\` is measured from -80 on, below which the exponential in it comes to be subnormal.

The slopes of \`i0e\`, \`i1e\`, \`erfinv\` and \`gelu\` by its approximation, whose terms are rounded several times each, err by a
little more than 4 at a few of these points, and so does that of \`erfcx\` in float32. That of \`i1\` is infinite as soon as \`i0\` is, for
the last hundredth before its own end: the largest error is there.

| derivative of | dtype | max ulp | at | points |
| --- | --- | ---: | --- | ---: |
${table(slopes, "## Slopes")}
`;
writeFileSync(page, text);
process.stdout.write(text);
