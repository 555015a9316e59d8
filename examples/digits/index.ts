// Handwritten digits of 8x8 pixels: five networks learn from the first half and read the second one; one of them is saved and
// loaded.
import { fileURLToPath } from "node:url";
import { load, modelSummary, save } from "@chainrule/nn";
import { claim } from "../report/claim.ts";
import { savePicture } from "../report/picture.ts";
import { drawing } from "./drawing.ts";
import { network, read, train, unseen } from "./training.ts";

const truth = unseen.labels.toArray();
const isRight = (digit: number, k: number): boolean => digit === truth[k];

const trainings = [1, 2, 3, 4, 5].map((seed) => {
  const { model, losses } = train(seed);
  const digits = read(model);
  return { seed, model, losses, digits, right: digits.filter(isRight).length };
});
const [first] = trainings;
if (first === undefined) throw new Error("there are five");

console.log(`${modelSummary(first.model)}\n`);
console.log("seed   loss    of unseen images   read right");
for (const { seed, losses, right } of trainings) {
  const last = losses.at(-1);
  console.log(
    `  ${seed}    ${last?.seen.toFixed(4)}        ${last?.unseen.toFixed(4)}         ${right} of ${truth.length}`,
  );
}

// What was learnt goes into a file, and from there into a network that has learnt nothing.
const file = new URL("../out/digits.safetensors", import.meta.url);
savePicture("digits", drawing(trainings, truth));
await save(file, first.model, { metadata: { right: String(first.right) } });
console.log(`checkpoint: ${fileURLToPath(file)}`);
const copy = network(6);
const untrained = read(copy).filter(isRight).length;
const metadata = await load(file, copy);
const again = read(copy);

const mean = trainings.reduce((sum, { right }) => sum + right, 0) / trainings.length;
claim(mean >= 850, "on average over five seeds at least 850 of 899 digits are read right", `${mean} are`);
claim(
  again.every((digit, k) => digit === first.digits[k]) && metadata["right"] === String(first.right),
  "a network loaded from the file reads every digit as the saved one does",
  `${again.filter(isRight).length} are read right as before, and were ${untrained} before loading`,
);
