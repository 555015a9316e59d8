// Three kinds of iris, told apart by the length and the width of their petals. How many are classified right depends on which
// flowers happen to be kept back, so there are five splits.
import { argmax, concat } from "@chainrule/autograd";
import { accuracy, confusionMatrix } from "@chainrule/nn";
import * as Plot from "@observablehq/plot";
import { claim } from "../report/claim.ts";
import { confusionText } from "../report/confusion.ts";
import { classColours, decisionSurface } from "../report/decision-surface.ts";
import { type Panel, picture, savePicture } from "../report/picture.ts";
import { train } from "./training.ts";

type Training = Awaited<ReturnType<typeof train>>;

// Each kind, and where its name stands in the picture.
const kinds = [
  { name: "setosa", length: 1.2, width: 0.85, colour: classColours[0] },
  { name: "versicolor", length: 3.4, width: 1.6, colour: classColours[1] },
  { name: "virginica", length: 6.6, width: 2.6, colour: classColours[2] },
];
const trainings: Training[] = [];
for (const seed of [1, 2, 3, 4, 5]) trainings.push(await train(seed));

const shares = trainings.map(({ keptBack, logits }) => accuracy(logits(keptBack.petals), keptBack.kinds));
console.log("split   loss    of those kept back   classified right");
for (const [k, { last, keptBack }] of trainings.entries()) {
  const [loss, validation] = [last?.loss ?? NaN, last?.validation ?? NaN];
  const right = Math.round((shares[k] ?? NaN) * keptBack.kinds.size);
  console.log(
    `  ${k + 1}    ${loss.toFixed(4)}         ${validation.toFixed(4)}             ${right} of ${keptBack.kinds.size}`,
  );
}

const said = concat(trainings.map(({ keptBack, logits }) => argmax(logits(keptBack.petals), 1)));
const are = concat(trainings.map(({ keptBack }) => keptBack.kinds));
console.log("\nAll flowers kept back; rows: what they are, columns: what the model says\n");
console.log(
  `${confusionText(
    confusionMatrix(said, are),
    kinds.map(({ name }) => name),
  )}\n`,
);

const [first] = trainings;
if (first !== undefined) {
  savePicture(
    "iris",
    picture([panel(first)], { title: "Decision surface of a network for three kinds of iris" }),
  );
}

const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
claim(
  mean >= 0.94,
  "on average over five splits at least 94 % of the flowers kept back are classified right",
  `${(100 * mean).toFixed(1)} % are`,
);

function panel({ seen, keptBack, logits }: Training): Panel {
  const [x, y] = [
    { from: 0.5, to: 7.5 },
    { from: 0, to: 2.8 },
  ];
  const dots = (part: typeof seen) => {
    const kinds = part.kinds.toArray();
    return part.petals
      .toArray()
      .map(([length, width], k) => ({ length, width, colour: classColours[kinds[k] ?? NaN] }));
  };
  return {
    heading: "First split. Areas: what the model says. Flowers: ● trained on, × kept back",
    height: 420,
    x: { label: "length of petals, cm", domain: [x.from, x.to] },
    y: { label: "width of petals, cm", domain: [y.from, y.to] },
    marks: [
      decisionSurface(x, y, (points) => argmax(logits(points), 1)),
      Plot.dot(dots(seen), { x: "length", y: "width", r: 3.5, fill: "colour" }),
      Plot.dot(dots(keptBack), {
        x: "length",
        y: "width",
        r: 4.5,
        symbol: "times",
        strokeWidth: 2,
        stroke: "colour",
      }),
      Plot.text(kinds, { x: "length", y: "width", text: "name", fill: "colour", fontWeight: 600 }),
    ],
  };
}
