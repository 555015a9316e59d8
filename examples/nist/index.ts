// Fourteen problems of nonlinear regression, from both of NIST's starting points, beside the certified values.
import { type LeastSquaresResult, leastSquares } from "@chainrule/optim";
import { claim } from "../report/claim.ts";
import { savePicture } from "../report/picture.ts";
import { drawing } from "./drawing.ts";
import { problems } from "./problem.ts";

/** How many digits of a certified number are found; it has eleven. */
function digits(found: number, certified: number): number {
  return Math.min(11, -Math.log10(Math.abs(found - certified) / Math.abs(certified)));
}

function fewest(found: readonly number[], certified: readonly number[]): number {
  return Math.min(...certified.map((value, k) => digits(found[k] ?? NaN, value)));
}

const fits = problems.map((problem) => ({
  problem,
  fromFirst: leastSquares(problem.residuals, problem.start1),
  fromSecond: leastSquares(problem.residuals, problem.start2),
}));

for (const { problem, fromFirst, fromSecond } of fits) {
  const steps = [fromFirst, fromSecond].map(({ iterations }) => iterations).join(" and ");
  console.log(`${problem.name}, ${steps} steps from the two starts`);
  for (const [k, certified] of problem.certified.entries()) {
    const [value = NaN, error = NaN] = [fromFirst.x[k], fromFirst.standardErrors[k]];
    const certifiedError = problem.certified_sd[k] ?? NaN;
    console.log(`  b${k + 1}  found      ${number(value)} ± ${number(error)}`);
    console.log(`      certified  ${number(certified)} ± ${number(certifiedError)}`);
  }
}
console.log("");
savePicture("nist", drawing(fits));

const results = fits.flatMap(({ problem, fromFirst, fromSecond }) =>
  [fromFirst, fromSecond].map((fit: LeastSquaresResult) => ({
    name: problem.name,
    parameters: fewest(fit.x, problem.certified),
    errors: fewest(fit.standardErrors, problem.certified_sd),
  })),
);
const worst = (key: "parameters" | "errors") => Math.min(...results.map((result) => result[key]));
const failed = results.filter(({ parameters, errors }) => !(parameters >= 9 && errors >= 6));
claim(
  failed.length === 0,
  "from both starts of all 14 problems at least 9 certified digits of each parameter and 6 of each standard error are found",
  failed.length === 0
    ? `at least ${worst("parameters").toFixed(1)} and ${worst("errors").toFixed(1)} digits are`
    : `not for ${failed.map(({ name }) => name).join(", ")}`,
);

function number(x: number): string {
  return x.toExponential(10).padStart(18);
}
