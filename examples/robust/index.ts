// A loss of one's own, its gradient check, and a fit that outliers hardly touch, beside that of least squares.
import { checkGradients, customGradient, linspace, mt19937, type Tensor, tensor } from "@chainrule/autograd";
import { leastSquares, minimize } from "@chainrule/optim";
import { claim } from "../report/claim.ts";
import { savePicture } from "../report/picture.ts";
import { drawing } from "./drawing.ts";

/** a exp(−b x) + c. */
function model(parameters: Tensor, x: Tensor): Tensor {
  const [a, b, c] = parameters.split(3);
  return b.mul(x).neg().exp().mul(a).add(c);
}

/** The mean of log(1 + (r / s)²): quadratic for residuals r below the scale s, and nearly flat far out. */
function cauchy(residuals: Tensor): Tensor {
  return residuals.div(0.2).square().log1p().mean();
}

/** The same with a derivative written by hand, which has a mistake: the 1 is missing from the denominator. */
const mistaken = customGradient((residuals: Tensor) => {
  const ratio = residuals.div(0.2);
  return [cauchy(residuals), (u) => u.mul(ratio.reciprocal().mul(2 / 0.2 / residuals.size))];
});

// Measurements with some noise. Every seventh went wrong, and always upwards.
const truth = [3, 0.8, 0.5];
const count = 63;
const random = mt19937(1);
const x = linspace(0, 5, count);
const mistakes = Array.from({ length: count }, (_, k) => (k % 7 === 3 ? 2 : 0));
const y = model(tensor(truth), x)
  .add(random.normal([count]).mul(0.08))
  .add(mistakes);
const residuals = (parameters: Tensor) => model(parameters, x).sub(y);

// First and second derivatives, in both modes, beside finite differences.
const sample = random.normal([6]);
const report = checkGradients(cauchy, [sample], { order: 2 });
const reportOfMistake = checkGradients(mistaken, [sample]);
console.log(`${report}\n`);
console.log(`${reportOfMistake}\n`);

const start = [1, 1, 0];
const squares = leastSquares(residuals, start);
const robust = minimize((parameters) => cauchy(residuals(parameters)), start);
const fits = [
  { name: "least squares", x: squares.x },
  { name: "Cauchy loss", x: robust.x },
].map((fit) => ({
  ...fit,
  error: Math.max(...fit.x.map((value, k) => Math.abs(value - (truth[k] ?? NaN)))),
}));

console.log("                  a       b       c      largest error");
console.log(`  truth          ${truth.map(decimal).join("  ")}`);
for (const { name, x, error } of fits) {
  console.log(`  ${name.padEnd(14)} ${x.map(decimal).join("  ")}   ${decimal(error)}`);
}
console.log("");
const heights = y.reshape([count]).toArray();
const points = x.toArray().map((x, k) => ({ x, y: heights[k] ?? NaN, isOutlier: mistakes[k] !== 0 }));
savePicture("robust", drawing(points, truth, fits, model, cauchy));

const [errorOfSquares = NaN, errorOfRobust = NaN] = fits.map(({ error }) => error);
claim(
  report.ok,
  "finite differences confirm all derivatives of the loss",
  `${report.entries.length} do, to ${report.maxError.toExponential(1)}`,
);
claim(
  !reportOfMistake.ok,
  "a mistake in a derivative is noticed",
  `the largest error is ${reportOfMistake.maxError.toFixed(2)}`,
);
claim(
  errorOfRobust < 0.1 && errorOfSquares > 3 * errorOfRobust,
  "with the Cauchy loss no parameter is off by 0.1, and least squares are more than three times as far off",
  `${errorOfRobust.toFixed(3)} and ${errorOfSquares.toFixed(3)}`,
);

function decimal(value: number): string {
  return value.toFixed(3).padStart(6);
}
