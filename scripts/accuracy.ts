import { mkdirSync, writeFileSync } from "node:fs";
import { operationNamed } from "../packages/autograd/src/op/table.ts";
import { double } from "../packages/autograd/src/scalar/double.ts";
import type { LaneFunction2 } from "../packages/autograd/src/scalar/lane.ts";
import { single } from "../packages/autograd/src/scalar/single.ts";
import { compositions, measureComposition } from "../test/reference/compositions.ts";
import { references } from "../test/reference/functions.ts";
import { type FunctionName, type Measured, measure, measurePow } from "../test/reference/measure.ts";
import { measurePowSlope, measureSlope } from "../test/reference/slopes.ts";

/** Measures every elementary function and its derivative against the high-precision reference and writes docs/accuracy.md. */

const POINTS = 20_000;
const lanes = { float64: double, float32: single } as const;
const dtypes = ["float64", "float32"] as const;
const names = Object.keys(references) as FunctionName[];

/** What an operation computes of numbers. */
function scalarOf(name: string): LaneFunction2 {
  const { meaning } = operationNamed(name);
  if (meaning.kind !== "map") throw new TypeError(`${name} is not a function of numbers`);
  return (m, x, y) => meaning.scalar(m, x, y, y);
}

function row(name: string, dtype: string, measured: Measured): string {
  const at = measured.at.map(String).join(", ");
  return `| ${name} | ${dtype} | ${measured.error.toFixed(2)} | ${at} | ${measured.count} |`;
}

const rows: string[] = [];
for (const name of names) {
  const f = scalarOf(name);
  for (const dtype of dtypes)
    rows.push(
      row(
        name,
        dtype,
        measure(name, dtype, (x) => f(lanes[dtype], x, x), POINTS),
      ),
    );
}
const pow = scalarOf("pow");
for (const dtype of dtypes) {
  rows.push(
    row(
      "pow",
      dtype,
      measurePow(dtype, (x, y) => pow(lanes[dtype], x, y), POINTS),
    ),
  );
}

const slopeRows = names.flatMap((name) =>
  dtypes.map((dtype) => row(name, dtype, measureSlope(name, dtype, POINTS))),
);
for (const [argument, name] of ["pow, by the base", "pow, by the exponent"].entries()) {
  for (const dtype of dtypes)
    slopeRows.push(row(name, dtype, measurePowSlope(argument as 0 | 1, dtype, POINTS)));
}

// What is composed of operations, behind the operations.
for (const [name, composition] of Object.entries(compositions)) {
  for (const dtype of dtypes) {
    const { value, slope } = measureComposition(composition, dtype, POINTS);
    rows.push(row(name, dtype, value));
    slopeRows.push(row(composition.term === undefined ? name : `${name} ¹`, dtype, slope));
  }
}

const text = `# Accuracy of the elementary functions

The largest error found, in units in the last place of the correctly rounded result (0.5 is the least possible), against
references of more than 50 digits computed in integers (\`test/reference\`). Subnormal results and the edges of overflow are
included. Interpreter and WebAssembly give the same bits, so one table stands for both. Written by \`npm run accuracy\`.

Below 0, \`lgamma\` and its derivatives are differences of terms, as of ln π - ln |sin πx| and ln Γ(1 - x) (DLMF 5.5.3, 5.5.4, 5.15.6): their
errors there are in units of the largest term, since near zeros they have no digits beyond it.

| function | dtype | max ulp | at | points |
| --- | --- | ---: | --- | ---: |
${rows.join("\n")}

## Slopes

The same for the derivatives of these functions, as \`gradients\` gives them. The tests hold both to bounds just above what is
found here (\`test/reference/slopes.test.ts\`, and beside each function in \`scalar\`). The slope of \`pow\` with respect to the exponent,
aᵇ log a, is measured where aᵇ is a normal number: it has the digits that aᵇ has. \`silu\` is measured outside [-2.2, -0.7] and
\`gelu\` outside [-1.2, -0.4], between which their slopes pass 0 and have the digits of their larger part.

¹ In units of the largest term that the slope is the sum of, where that is larger: the slopes of \`hardSwish\` and \`mish\` are 0 at -1.5
and near -1.19, where such terms cancel, and the exponential in that of \`celu\` (here and above with an alpha of 0.75, as \`elu\` and
\`leakyRelu\`) enlarges the rounding of x / alpha by 1 + |x / alpha|. \`mish\` is measured from -80 on, below which the exponential in it
comes to be subnormal.

| derivative of | dtype | max ulp | at | points |
| --- | --- | ---: | --- | ---: |
${slopeRows.join("\n")}
`;
mkdirSync(new URL("../docs/", import.meta.url), { recursive: true });
writeFileSync(new URL("../docs/accuracy.md", import.meta.url), text);
process.stdout.write(text);
