// The progression of diabetes as a linear function of ten measurements: three ways to the same least squares, and how many
// steps each takes.
import { compile, concat, gradients, ones, parameter, type Tensor, zeros } from "@chainrule/autograd";
import { meanSquaredError, rSquared, standardization } from "@chainrule/nn";
import { gradientDescent, leastSquares, minimize } from "@chainrule/optim";
import { claim } from "../report/claim.ts";
import { savePicture } from "../report/picture.ts";
import { readTable } from "../tables/table.ts";
import { drawing } from "./drawing.ts";

// What ordinary least squares by linear algebra gives for these data.
const optimum = 2859.69634758675;
const names = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"];

const { features, targets } = readTable("diabetes");
const patients = targets.size;
// Standardised, a change of each weight matters about as much as one of another: the ravine is not as narrow as it would be.
const inputs = concat([ones([patients, 1]), standardization(features).apply(features)], 1);
const predict = (weights: Tensor) => inputs.matmul(weights);
const start = Array<number>(11).fill(0);
const lossAtStart = meanSquaredError(predict(zeros([11])), targets).item();

// Gradient descent, until no derivative is larger than 1e-8.
const weights = parameter(zeros([11]));
const descent = gradientDescent([weights], { learningRate: 0.2 });
const step = compile(() => {
  const loss = meanSquaredError(predict(weights), targets);
  const [byWeights] = gradients(loss, [weights]);
  descent.step([byWeights]);
  return { loss, steepest: byWeights.abs().max() };
});
const byDescent: number[] = [];
for (let steepest = Infinity; steepest > 1e-8 && byDescent.length < 50_000; ) {
  const before = step();
  byDescent.push(before.loss.item());
  steepest = before.steepest.item();
}

// L-BFGS learns from its steps how the loss is curved, and makes fewer and better ones.
const byLbfgs = [lossAtStart];
const lbfgs = minimize((weights) => meanSquaredError(predict(weights), targets), start, {
  method: "l-bfgs",
  onStep: ({ value }) => void byLbfgs.push(value),
});

// Levenberg-Marquardt knows that the loss is a sum of squares. As the model is linear, one step would do without damping.
const byLm = [lossAtStart];
const lm = leastSquares((weights) => predict(weights).sub(targets), start, {
  onStep: ({ value }) => void byLm.push(value / patients),
});

const ways = [
  { name: "gradient descent", losses: byDescent, steps: byDescent.length },
  { name: "L-BFGS", losses: [...byLbfgs, lbfgs.value], steps: lbfgs.iterations },
  { name: "Levenberg-Marquardt", losses: [...byLm, lm.value / patients], steps: lm.iterations },
].map((way) => ({ ...way, loss: way.losses.at(-1) ?? NaN }));

console.log("                       steps   mean squared error");
for (const { name, steps, loss } of ways) {
  console.log(`  ${name.padEnd(20)} ${String(steps).padStart(5)}   ${loss.toFixed(11)}`);
}
console.log(
  `\nR² = ${rSquared(predict(weights), targets).toFixed(4)}; points of progression for one standard deviation more:\n`,
);
for (const [k, name] of names.entries()) {
  const [value = NaN, error = NaN] = [lm.x[k + 1], lm.standardErrors[k + 1]];
  console.log(`  ${name.padEnd(4)} ${value.toFixed(2).padStart(7)} ± ${error.toFixed(2)}`);
}
console.log("");
savePicture("diabetes", drawing(ways, optimum, names, lm));

claim(
  ways.every(({ loss }) => Math.abs(loss - optimum) < 1e-9),
  `all three reach the mean squared error ${optimum} to 1e-9`,
  ways.map(({ name, loss, steps }) => `${name} ${loss.toFixed(11)} in ${steps} steps`).join(", "),
);
