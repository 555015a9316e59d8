// The heat equation ∂u/∂t = α ∂²u/∂x², solved by a network. The loss asks how far the network's own derivatives are from
// obeying the equation, and backpropagation goes through them.
import { compile, concat, gradients, linspace, type Tensor } from "@chainrule/autograd";
import { mlp } from "@chainrule/nn";
import { adam, cosineDecay } from "@chainrule/optim";
import { claim } from "../report/claim.ts";
import { savePicture } from "../report/picture.ts";
import { drawing } from "./drawing.ts";

type Column = Tensor<[number, 1]>;

const alpha = 0.2;
const steps = 3000;

/** How a rod cools down that is warm in the middle, sin(π x), and held at 0 at both ends. */
function exact(x: Column, t: Column): Tensor {
  const decay = t.mul(-alpha * Math.PI ** 2).exp();
  return x.mul(Math.PI).sin().mul(decay);
}

const network = mlp([2, 16, 16, 1], { activation: "tanh", seed: 1 });

/** Right at the beginning and at both ends, whatever the network says, which has to find the rest. */
function solution(x: Column, t: Column): Column {
  const rest = network.forward(concat([x, t], 1));
  const room = x.mul(x.neg().add(1)).mul(t);
  return x.mul(Math.PI).sin().add(room.mul(rest));
}

/** The mean square of ∂u/∂t − α ∂²u/∂x². Each u depends on its own x and t only, so a sum's derivatives are those of each. */
function lossAt(x: Column, t: Column): Tensor<[]> {
  const u = solution(x, t);
  const [byX, byT] = gradients(u.sum(), [x, t]);
  const [byXTwice] = gradients(byX.sum(), [x]);
  return byT.sub(byXTwice.mul(alpha)).square().mean();
}

/** A grid of places and times, as two columns. */
function grid(size: number): readonly [x: Column, t: Column] {
  const line = linspace(0, 1, size);
  const [x, t] = [line.reshape([size, 1]), line.reshape([1, size])];
  const square: [number, number] = [size, size];
  return [x.broadcastTo(square).reshape([size * size, 1]), t.broadcastTo(square).reshape([size * size, 1])];
}

const [x, t] = grid(14);
const optimizer = adam(network.parameters(), { learningRate: cosineDecay(0.02, { steps }) });
const step = compile((x: Column, t: Column) => {
  const loss = lossAt(x, t);
  optimizer.minimize(loss);
  return loss;
});
const losses: { step: number; loss: number }[] = [];
for (let k = 1; k <= steps; k++) {
  const loss = step(x, t);
  if (k % 10 === 1 || k === steps) losses.push({ step: k, loss: loss.item() });
}

// On a finer grid, at places and times that it was not trained on.
const [fineX, fineT] = grid(41);
const error = solution(fineX, fineT).sub(exact(fineX, fineT)).abs().max().item();
console.log("step    mean square of what is left of the equation");
for (const { step, loss } of losses.filter((_, k) => k % 60 === 0 || k === losses.length - 1)) {
  console.log(`  ${String(step).padStart(4)}  ${loss.toExponential(2)}`);
}
console.log("");
savePicture("physics", drawing(exact, solution, losses));
claim(
  error < 1e-3,
  "the network's solution is within 0.001 of the exact one everywhere",
  `the largest difference is ${error.toExponential(1)}`,
);
