// With features that are mostly zero, plain gradient descent leaves most weights exactly where they are: the derivative of
// z = x · w by w is x. Weights of rare features hardly learn. Adagrad and Adam do something about it.
import { grad, zeros } from "@chainrule/autograd";
import { adagrad, adam, gradientDescent } from "@chainrule/optim";
import { claim } from "../report/claim.ts";
import { savePicture } from "../report/picture.ts";
import { featureCount, sparseData } from "./data.ts";
import { drawing } from "./drawing.ts";
import { type Training, train } from "./training.ts";

const data = sparseData();
const epochs = 40;
const plain = train(data, epochs, (parameters) => gradientDescent(parameters, { learningRate: 1 }));
const adaptive = train(data, epochs, (parameters) => adagrad(parameters, { learningRate: 1 }));
const moments = train(data, epochs, (parameters) => adam(parameters, { learningRate: 0.1 }));
const trainings = [
  { name: "gradient descent", ...plain },
  { name: "Adagrad", ...adaptive },
  { name: "Adam", ...moments },
];

const [row] = data.inputs;
if (row === undefined) throw new Error("there is no data");
const byWeight = grad((w) => w.dot(row))(zeros([featureCount]));
console.log(`x, the first row    ${row.toArray().join(" ")}`);
console.log(`∂z/∂w, z = x · w    ${byWeight.reshape([featureCount]).toArray().join(" ")}\n`);
console.log("updates of first-layer weights in the first epoch");
console.log("                         all   of zero inputs   exactly zero   both");
for (const { name, updates, updatesOfZeros, zeroUpdates, zeroUpdatesOfZeros } of trainings) {
  const cells = [updates, updatesOfZeros, zeroUpdates, zeroUpdatesOfZeros];
  console.log(
    `  ${name.padEnd(20)} ${cells.map((count, k) => String(count).padStart([5, 17, 15, 7][k] ?? 0)).join("")}`,
  );
}
console.log(`\nloss after ${epochs} epochs of ${data.inputs.shape[0]} steps`);
for (const { name, losses } of trainings) console.log(`  ${name.padEnd(20)} ${losses.at(-1)?.toFixed(4)}`);
console.log("");
savePicture("sparse", drawing(data, trainings));

claim(
  plain.zeroUpdates === plain.updatesOfZeros && plain.zeroUpdates === plain.zeroUpdatesOfZeros,
  "under plain gradient descent exactly the weights of inputs that are zero stay where they are",
  `${plain.zeroUpdates} of ${plain.updates} updates are zero, ${plain.zeroUpdatesOfZeros} of them for one of ${plain.updatesOfZeros} zero inputs`,
);
claim(
  moments.zeroUpdates < plain.zeroUpdates / 2,
  "Adam moves weights whose gradient is zero, by what it remembers",
  `${moments.zeroUpdates} of its updates are zero`,
);
// Features in at most three rows, beside the first, which is in nearly half of them.
const rare = data.inputs
  .sum(0)
  .toArray()
  .flatMap((rows, feature) => (rows <= 3 ? [feature] : []));
const share = ({ distances }: Training): number =>
  rare.reduce((sum, feature) => sum + (distances[feature] ?? NaN), 0) / rare.length / (distances[0] ?? NaN);
claim(
  share(adaptive) > 1.5 * share(plain),
  "compared with weights of a frequent feature, Adagrad moves those of rare ones one and a half times as far as gradient descent",
  `features ${rare.join(", ")} move ${share(adaptive).toFixed(2)} times as far as feature 0 instead of ${share(plain).toFixed(2)}`,
);
const [slow = NaN, ...fast] = trainings.map(({ losses }) => losses.at(-1) ?? NaN);
claim(
  fast.every((loss) => loss < slow / 2),
  `after ${epochs} epochs the losses of Adagrad and Adam are below half of that of gradient descent`,
  `${fast.map((loss) => loss.toFixed(4)).join(" and ")}, and ${slow.toFixed(4)}`,
);
