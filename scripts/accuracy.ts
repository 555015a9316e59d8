import { mkdirSync, writeFileSync } from "node:fs";
import type { PlainOperation } from "../packages/autograd/src/op/definition.ts";
import { rsqrt } from "../packages/autograd/src/op/rsqrt.ts";
import { acos, asin } from "../packages/autograd/src/scalar/asin.ts";
import { atan } from "../packages/autograd/src/scalar/atan.ts";
import { cbrt } from "../packages/autograd/src/scalar/cbrt.ts";
import { double } from "../packages/autograd/src/scalar/double.ts";
import { erf, erfc, gelu, normalCdf } from "../packages/autograd/src/scalar/erf.ts";
import { erfinv } from "../packages/autograd/src/scalar/erfinv.ts";
import { exp, exp2, expm1 } from "../packages/autograd/src/scalar/exp.ts";
import { cosh, sinh } from "../packages/autograd/src/scalar/hyperbolic.ts";
import { acosh, asinh, atanh } from "../packages/autograd/src/scalar/inverse-hyperbolic.ts";
import type { LaneFunction } from "../packages/autograd/src/scalar/lane.ts";
import { log, log1p } from "../packages/autograd/src/scalar/log.ts";
import { log2, log10 } from "../packages/autograd/src/scalar/log-of-base.ts";
import { logit } from "../packages/autograd/src/scalar/logit.ts";
import { pow } from "../packages/autograd/src/scalar/pow.ts";
import { sigmoid } from "../packages/autograd/src/scalar/sigmoid.ts";
import { silu } from "../packages/autograd/src/scalar/silu.ts";
import { single } from "../packages/autograd/src/scalar/single.ts";
import { softplus } from "../packages/autograd/src/scalar/softplus.ts";
import { tanh } from "../packages/autograd/src/scalar/tanh.ts";
import { cos, sin, tan } from "../packages/autograd/src/scalar/trigonometric.ts";
import { type FunctionName, type Measured, measure, measurePow } from "../test/reference/measure.ts";
import { measurePowSlope, measureSlope } from "../test/reference/slopes.ts";

/** Measures every elementary function and its derivative against the high-precision reference and writes docs/accuracy.md. */

const POINTS = 20_000;
const lanes = { float64: double, float32: single } as const;
const dtypes = ["float64", "float32"] as const;
const functions: Record<FunctionName, LaneFunction> = {
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tan,
  tanh,
  sigmoid,
  softplus,
  erf,
  erfinv,
  atan,
  sinh,
  cosh,
  silu,
  rsqrt: scalarOf(rsqrt),
  asin,
  acos,
  asinh,
  acosh,
  atanh,
  exp2,
  log2,
  log10,
  cbrt,
  erfc,
  normalCdf,
  gelu,
  logit,
};

/** The meaning of an operation of one argument. */
function scalarOf({ meaning, name }: PlainOperation): LaneFunction {
  if (meaning.kind !== "map") throw new TypeError(`${name} is not a function of one number`);
  return (m, x) => meaning.scalar(m, x, x, x);
}

function row(name: string, dtype: string, measured: Measured): string {
  const at = measured.at.map(String).join(", ");
  return `| ${name} | ${dtype} | ${measured.error.toFixed(2)} | ${at} | ${measured.count} |`;
}

const rows: string[] = [];
for (const [name, f] of Object.entries(functions) as [FunctionName, LaneFunction][]) {
  for (const dtype of dtypes)
    rows.push(
      row(
        name,
        dtype,
        measure(name, dtype, (x) => f(lanes[dtype], x), POINTS),
      ),
    );
}
for (const dtype of dtypes) {
  rows.push(
    row(
      "pow",
      dtype,
      measurePow(dtype, (x, y) => pow(lanes[dtype], x, y), POINTS),
    ),
  );
}

const slopeRows = (Object.keys(functions) as FunctionName[]).flatMap((name) =>
  dtypes.map((dtype) => row(name, dtype, measureSlope(name, dtype, POINTS))),
);
for (const [argument, name] of ["pow, by the base", "pow, by the exponent"].entries()) {
  for (const dtype of dtypes)
    slopeRows.push(row(name, dtype, measurePowSlope(argument as 0 | 1, dtype, POINTS)));
}

const text = `# Accuracy of the elementary functions

The largest error found, in units in the last place of the correctly rounded result (0.5 is the least possible), against
references of more than 50 digits computed in integers (\`test/reference\`). Subnormal results and the edges of overflow are
included. Interpreter and WebAssembly give the same bits, so one table stands for both. Written by \`npm run accuracy\`.

| function | dtype | max ulp | at | points |
| --- | --- | ---: | --- | ---: |
${rows.join("\n")}

## Slopes

The same for the derivatives of these functions, as \`gradients\` gives them. The tests hold both to bounds just above what is
found here (\`test/reference/slopes.test.ts\`, and beside each function in \`scalar\`). The slope of \`pow\` with respect to the exponent,
aᵇ log a, is measured where aᵇ is a normal number: it has the digits that aᵇ has.

| derivative of | dtype | max ulp | at | points |
| --- | --- | ---: | --- | ---: |
${slopeRows.join("\n")}
`;
mkdirSync(new URL("../docs/", import.meta.url), { recursive: true });
writeFileSync(new URL("../docs/accuracy.md", import.meta.url), text);
process.stdout.write(text);
