import * as Plot from "@observablehq/plot";
import { colours, picture } from "../report/picture.ts";
import type { Data } from "./data.ts";
import type { Training } from "./training.ts";

const palette = [colours.blue, colours.green, colours.orange];

/** The features; the distances that weights moved; the losses. */
export function drawing(data: Data, trainings: readonly (Training & { readonly name: string })[]): string {
  const cells = data.inputs
    .toArray()
    .flatMap((row, index) => row.map((value, feature) => ({ row: index + 1, feature, value })));
  const series = trainings.map(({ name, distances, losses }, k) => ({
    colour: palette[k] ?? colours.grey,
    name: Plot.text([name], { frameAnchor: "top-right", dy: 6 + 18 * k, fill: palette[k] ?? colours.grey }),
    distances: distances.map((distance, feature) => ({
      feature,
      distance: distance / (distances[0] ?? NaN),
    })),
    losses: losses.map((loss, epoch) => ({ iteration: epoch * data.inputs.shape[0], loss })),
  }));
  return picture(
    [
      {
        heading: "Inputs that are not zero",
        height: 360,
        x: { label: "feature", ticks: [0, 5, 10, 15], domain: [-0.5, 15.5] },
        y: { label: "row", reverse: true },
        marks: [
          Plot.dot(
            cells.filter(({ value }) => value !== 0),
            { x: "feature", y: "row", r: 2.6, fill: colours.purple },
          ),
        ],
      },
      {
        heading: "Distance moved",
        height: 360,
        x: { label: "feature", ticks: [0, 5, 10, 15], domain: [-0.5, 15.5] },
        y: { label: "in the first epoch, feature 0 = 1", grid: true, domain: [0, 1.6] },
        marks: [
          series.map(({ colour, name, distances }) => [
            Plot.line(distances, { x: "feature", y: "distance", stroke: colour, strokeWidth: 1.5 }),
            Plot.dot(distances, { x: "feature", y: "distance", fill: colour, r: 3 }),
            name,
          ]),
        ],
      },
      {
        heading: "Loss against iteration",
        height: 360,
        x: { label: "iteration", ticks: [0, 1000, 2000], domain: [0, 2000] },
        y: { label: "loss of all rows", type: "log", grid: true, ticks: 4, tickFormat: "~g" },
        marks: [
          series.map(({ colour, name, losses }) => [
            Plot.line(losses, { x: "iteration", y: "loss", stroke: colour, strokeWidth: 2 }),
            name,
          ]),
        ],
      },
    ],
    { title: "Sparse inputs: which weights move, and how the loss falls" },
  );
}
