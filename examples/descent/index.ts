// Where gradient descent arrives depends on the curve, the start and the learning rate; momentum and Adam take other ways.
import { parameter, type Tensor } from "@chainrule/autograd";
import { adam, gradientDescent } from "@chainrule/optim";
import { claim } from "../report/claim.ts";
import { savePicture } from "../report/picture.ts";
import { drawing } from "./drawing.ts";
import { type Step, walk } from "./walk.ts";

// Convex: every chord lies above the curve, so there is one minimum, and downhill leads to it.
const parabola = (w: Tensor): Tensor => w.square();
// Not convex: two minima, and a hill between them.
const twoMinima = (w: Tensor): Tensor => w.square().sub(1).square().add(w.mul(0.3)).add(0.4);
// Convex, and 25 times as curved across as along.
const ravine = (w: Tensor): Tensor => w.square().mul([0.5, 12.5]).sum();

const starts = [-1.5, -0.6, 0.5, 1.4];
const onParabola = starts.map((start) => descend(parabola, start, 0.1, 100));
const onTwoMinima = starts.map((start) => descend(twoMinima, start, 0.05, 100));

// On w² a step leads from w to w − rate · 2w = (1 − 2 rate) w: closer for rates below 1, to the other side from ½ on.
const rates = [
  { name: "0.02: too small", steps: descend(parabola, 1, 0.02, 30) },
  { name: "0.3: good", steps: descend(parabola, 1, 0.3, 30) },
  { name: "0.95: oscillates", steps: descend(parabola, 1, 0.95, 30) },
  { name: "1.05: diverges", steps: descend(parabola, 1, 1.05, 30) },
];

const [plain, heavy, adaptive] = [parameter([-9, 2]), parameter([-9, 2]), parameter([-9, 2])];
const ways = [
  { name: "plain", steps: walk(plain, ravine, gradientDescent([plain], { learningRate: 0.07 }), 300) },
  {
    name: "momentum",
    steps: walk(heavy, ravine, gradientDescent([heavy], { learningRate: 0.04, momentum: 0.7 }), 300),
  },
  { name: "Adam", steps: walk(adaptive, ravine, adam([adaptive], { learningRate: 0.3 }), 300) },
];

console.log("From -1.5, -0.6, 0.5, 1.4, gradient descent ends at");
console.log(`  convex, one minimum:   ${ends(onParabola).map(decimal).join("  ")}`);
console.log(`  not convex, two:       ${ends(onTwoMinima).map(decimal).join("  ")}`);
console.log("\nLoss on w² after 30 steps from w = 1, by learning rate:");
for (const { name, steps } of rates) console.log(`  ${name.padEnd(18)} ${lossAtEnd(steps).toExponential(2)}`);
console.log("\nSteps until the loss in the ravine is below 1e-6:");
for (const { name, steps } of ways) console.log(`  ${name.padEnd(10)} ${stepsTo(1e-6, steps)}`);
console.log("");
savePicture("descent", drawing({ parabola, onParabola, twoMinima, onTwoMinima, rates, ways }));

const [slow = NaN, good = NaN, swinging = NaN, growing = NaN] = rates.map(({ steps }) => lossAtEnd(steps));
const [plainSteps = NaN, heavySteps = NaN] = ways.map(({ steps }) => stepsTo(1e-6, steps));
claim(
  ends(onParabola).every((w) => Math.abs(w) < 1e-6),
  "on the convex curve all starts lead to the one minimum",
  `they end at ${ends(onParabola).map(decimal).join(", ")}`,
);
claim(
  ends(onTwoMinima).every((w, k) => Math.abs(w - ((starts[k] ?? 0) < 0 ? -1.036 : 0.96)) < 0.001),
  "on the other curve the start decides between two minima",
  `they end at ${ends(onTwoMinima).map(decimal).join(", ")}`,
);
claim(
  good < 1e-20 && slow > 0.01 && swinging > 0.001 && swinging < 1 && growing > 1,
  "of four learning rates one is good, one too small, one oscillates and one diverges",
  `losses of ${[good, slow, swinging, growing].map((loss) => loss.toExponential(1)).join(", ")}`,
);
claim(
  heavySteps < plainSteps,
  "momentum crosses the ravine in fewer steps than plain gradient descent",
  `${heavySteps} and ${plainSteps} steps`,
);

function descend(loss: (w: Tensor) => Tensor, start: number, learningRate: number, steps: number): Step[] {
  const w = parameter(start);
  return walk(w, loss, gradientDescent([w], { learningRate }), steps);
}

function ends(walks: readonly (readonly Step[])[]): number[] {
  return walks.map((steps) => steps.at(-1)?.w[0] ?? NaN);
}

function lossAtEnd(steps: readonly Step[]): number {
  return steps.at(-1)?.loss ?? NaN;
}

function stepsTo(loss: number, steps: readonly Step[]): number {
  return steps.find((step) => step.loss < loss)?.step ?? Infinity;
}

function decimal(x: number): string {
  return x.toFixed(3);
}
