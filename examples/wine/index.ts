// Three kinds of wine, told apart by 13 chemical measurements. The network squeezes these into two numbers, so that one can
// see what it has learnt.
import { argmax, concat } from "@chainrule/autograd";
import { accuracy, confusionMatrix } from "@chainrule/nn";
import { claim } from "../report/claim.ts";
import { confusionText } from "../report/confusion.ts";
import { savePicture } from "../report/picture.ts";
import { drawing } from "./drawing.ts";
import { train } from "./training.ts";

const trainings = [1, 2, 3, 4, 5].map((seed) => {
  const training = train(seed);
  const { keptBack, planeOf, decide } = training;
  const said = argmax(decide.forward(planeOf(keptBack.features)), 1);
  return { ...training, said, share: accuracy(said, keptBack.kinds) };
});

console.log("split   loss    classified right of those kept back");
for (const [k, { losses, keptBack, share }] of trainings.entries()) {
  const count = keptBack.kinds.size;
  console.log(`  ${k + 1}    ${losses.at(-1)?.toFixed(4)}   ${Math.round(share * count)} of ${count}`);
}
const matrix = confusionMatrix(
  concat(trainings.map(({ said }) => said)),
  concat(trainings.map(({ keptBack }) => keptBack.kinds)),
);
console.log("\nAll wines kept back; rows: what they are, columns: what the model says\n");
console.log(`${confusionText(matrix, ["first", "second", "third"])}\n`);
const [first] = trainings;
if (first !== undefined) savePicture("wine", drawing(first));

const mean = trainings.reduce((sum, { share }) => sum + share, 0) / trainings.length;
claim(
  mean >= 0.96,
  "on average over five splits at least 96 % of the wines kept back are classified right",
  `${(100 * mean).toFixed(1)} % are`,
);
