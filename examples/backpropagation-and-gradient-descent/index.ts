// A network of 3 inputs, 4 hidden units and 1 output learns four rows by heart. Two things make it learn, easily taken for
// one: backpropagation calculates how the loss depends on each weight; gradient descent then changes the weights.
import { gradients, mt19937, tensor } from "@chainrule/autograd";
import { halfSquaredError, mlp, uniform } from "@chainrule/nn";
import { gradientDescent } from "@chainrule/optim";
import { chainRule } from "./chain-rule.ts";
import * as report from "./report.ts";

const inputs = tensor([
  [0, 0, 1],
  [1, 1, 1],
  [1, 0, 1],
  [0, 1, 1],
]);
const targets = tensor([[0], [1], [1], [0]]);
const expected = [0.00572029, 0.99442052, 0.99527493, 0.00467507];

const model = mlp([3, 4, 1], {
  activation: "sigmoid",
  output: "sigmoid",
  bias: false,
  initializer: uniform(0, 1),
  generator: mt19937(10), // the numbers of NumPy's np.random.seed(10)
});
const descent = gradientDescent(model.parameters(), { learningRate: 1 });
const chain = chainRule(model, inputs, targets);
report.startingWeights(model);

const losses: number[] = [];
let predictions: number[] = [];
for (const iteration of report.progress(10_000)) {
  const prediction = model.forward(inputs);
  const loss = halfSquaredError(prediction, targets);

  const found = gradients(loss, model.parameters()); // backpropagation
  if (iteration === 1) report.backpropagation(loss, found, chain);

  descent.step(found); // gradient descent
  if (iteration === 1) report.gradientDescent(descent, found, chain);

  losses.push(loss.item());
  predictions = prediction.reshape([4]).toArray();
}

report.lossCurve(losses);
const right = report.predictions(inputs, targets, predictions, expected);
process.exitCode = right ? 0 : 1;
