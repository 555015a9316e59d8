import { argmax } from "@chainrule/autograd";
import * as Plot from "@observablehq/plot";
import { classColours, decisionSurface } from "../report/decision-surface.ts";
import { colours, picture } from "../report/picture.ts";
import type { train } from "./training.ts";

type Training = ReturnType<typeof train>;

/** The plane into which the network squeezes the measurements, and the loss by epoch. */
export function drawing({ seen, keptBack, planeOf, decide, losses }: Training): string {
  const dots = (part: typeof seen) => {
    const kinds = part.kinds.toArray();
    return planeOf(part.features)
      .reshape([part.kinds.size, 2])
      .toArray()
      .map(([x = NaN, y = NaN], k) => ({ x, y, colour: classColours[kinds[k] ?? NaN] }));
  };
  const [trainedOn, others] = [dots(seen), dots(keptBack)];
  const x = rangeOf([...trainedOn, ...others].map(({ x }) => x));
  const y = rangeOf([...trainedOn, ...others].map(({ y }) => y));
  return picture(
    [
      {
        heading: "● trained on, × kept back",
        height: 420,
        x: { label: "first of two numbers", domain: [x.from, x.to] },
        y: { label: "second of two numbers", domain: [y.from, y.to] },
        marks: [
          decisionSurface(x, y, (points) => argmax(decide.forward(points), 1)),
          Plot.dot(trainedOn, { x: "x", y: "y", r: 3, fill: "colour" }),
          Plot.dot(others, {
            x: "x",
            y: "y",
            r: 4.5,
            symbol: "times",
            strokeWidth: 2,
            stroke: "colour",
          }),
        ],
      },
      {
        heading: "Loss by epoch",
        height: 420,
        x: { label: "epoch" },
        y: { label: "cross-entropy", grid: true, domain: [0, Math.max(...losses)] },
        marks: [
          Plot.line(
            losses.map((loss, k) => ({ epoch: k + 1, loss })),
            { x: "epoch", y: "loss", stroke: colours.purple, strokeWidth: 2 },
          ),
        ],
      },
    ],
    {
      title:
        "Three kinds of wine in the plane of two numbers made of 13 measurements, and the loss of the training",
    },
  );
}

function rangeOf(values: readonly number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low) / 20;
  return { from: low - margin, to: high + margin };
}
