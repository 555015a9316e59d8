import type { LeastSquaresResult } from "@chainrule/optim";
import * as Plot from "@observablehq/plot";
import { colours, picture } from "../report/picture.ts";

interface Way {
  readonly name: string;
  readonly losses: readonly number[];
}

const palette = [colours.blue, colours.green, colours.orange];

/** How the losses fall, and what the weights are. */
export function drawing(
  ways: readonly Way[],
  optimum: number,
  names: readonly string[],
  fit: LeastSquaresResult,
): string {
  const weights = names.map((name, k) => {
    const [value, error] = [fit.x[k + 1] ?? NaN, fit.standardErrors[k + 1] ?? NaN];
    return { name, value, low: value - error, high: value + error };
  });
  return picture(
    [
      {
        heading: "Loss above the least one",
        height: 380,
        marginLeft: 60,
        x: { label: "step", type: "log", domain: [1, 10_000], ticks: 5, tickFormat: "~s" },
        y: {
          label: "loss − least loss",
          type: "log",
          domain: [1e-9, 1e5],
          grid: true,
          ticks: 6,
          tickFormat: "~e",
        },
        marks: ways.map(({ name, losses }, k) => {
          const colour = palette[k] ?? colours.grey;
          // Steps count from 1, which a logarithmic scale can show.
          const points = losses
            .map((loss, index) => ({ step: index + 1, excess: loss - optimum }))
            .filter(({ excess }) => excess > 1e-9);
          return [
            Plot.line(points, { x: "step", y: "excess", stroke: colour, strokeWidth: 2 }),
            losses.length < 100 ? Plot.dot(points, { x: "step", y: "excess", fill: colour, r: 3 }) : null,
            Plot.text([name], { frameAnchor: "top-right", dy: 4 + 18 * k, fill: colour }),
          ];
        }),
      },
      {
        heading: "Weights and their standard errors",
        height: 380,
        marginRight: 20,
        x: { label: "points for one standard deviation", grid: true },
        y: { label: null, domain: names },
        marks: [
          Plot.ruleX([0], { stroke: colours.grey }),
          Plot.link(weights, {
            x1: "low",
            x2: "high",
            y1: "name",
            y2: "name",
            stroke: colours.purple,
            strokeWidth: 2,
          }),
          Plot.dot(weights, { x: "value", y: "name", fill: colours.purple, r: 4 }),
        ],
      },
    ],
    { title: "Three ways to the least squares of the diabetes data, and the weights found" },
  );
}
