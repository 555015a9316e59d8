import { linspace, type Tensor, tensor } from "@chainrule/autograd";
import * as Plot from "@observablehq/plot";
import { colours, type Panel, picture } from "../report/picture.ts";
import type { Step } from "./walk.ts";

type Loss = (w: Tensor) => Tensor;
interface Named {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Found {
  readonly parabola: Loss;
  readonly onParabola: readonly (readonly Step[])[];
  readonly twoMinima: Loss;
  readonly onTwoMinima: readonly (readonly Step[])[];
  readonly rates: readonly Named[];
  readonly ways: readonly Named[];
}

const palette = [colours.blue, colours.green, colours.orange, colours.red];
const highest = 3;

export function drawing({ parabola, onParabola, twoMinima, onTwoMinima, rates, ways }: Found): string {
  return picture(
    [
      curvePanel("Convex: a chord lies above, one minimum", parabola, [-1.3, 0.9], onParabola),
      curvePanel("Not convex: a chord below, two minima", twoMinima, [-1, 0.96], onTwoMinima),
      ratePanel(rates),
      ravinePanel(ways),
    ],
    { title: "Gradient descent on curves and in a ravine", columns: 2 },
  );
}

function curvePanel(
  heading: string,
  loss: Loss,
  chord: readonly [number, number],
  walks: readonly (readonly Step[])[],
): Panel {
  const at = (w: number) => ({ w, loss: loss(tensor(w)).item() });
  const line = linspace(-1.7, 1.7, 171)
    .toArray()
    .map(at)
    .filter(({ loss }) => loss <= highest);
  return {
    heading,
    height: 300,
    x: { label: "w", domain: [-1.7, 1.7] },
    y: { label: "loss", domain: [0, highest], grid: true },
    marks: [
      Plot.line(line, { x: "w", y: "loss", stroke: "currentColor", strokeWidth: 2 }),
      Plot.line(chord.map(at), {
        x: "w",
        y: "loss",
        stroke: colours.purple,
        strokeWidth: 2,
        strokeDasharray: "5 4",
      }),
      walks.map((steps, k) => {
        const colour = palette[k] ?? colours.grey;
        return [
          Plot.dot(steps, { x: ({ w }) => w[0], y: "loss", fill: colour, r: 3 }),
          Plot.dot(steps.slice(0, 1), {
            x: ({ w }) => w[0],
            y: "loss",
            stroke: colour,
            strokeWidth: 2,
            r: 7,
          }),
        ];
      }),
    ],
  };
}

function ratePanel(rates: readonly Named[]): Panel {
  return {
    heading: "Learning rates on w²",
    height: 320,
    x: { label: "step", ticks: [0, 5, 10, 15] },
    y: { label: "w", domain: [-4.5, 4.5], grid: true },
    marks: rates.map(({ name, steps }, k) => {
      const colour = palette[k] ?? colours.grey;
      const shown = steps.slice(0, 16);
      return [
        Plot.line(shown, { x: "step", y: ({ w }) => w[0], stroke: colour, strokeWidth: 2 }),
        Plot.dot(shown, { x: "step", y: ({ w }) => w[0], fill: colour, r: 2.5 }),
        Plot.text([name], { frameAnchor: "top-left", dx: 8, dy: 6 + 18 * k, fill: colour }),
      ];
    }),
  };
}

function ravinePanel(ways: readonly Named[]): Panel {
  return {
    heading: "A ravine: ways of three optimisers",
    height: 320,
    x: { label: "w₁", domain: [-10, 3] },
    y: { label: "w₂", domain: [-2.6, 2.6] },
    marks: [
      [0.5, 3, 10, 22, 40, 65, 100].map((loss) =>
        Plot.line(level(loss), { stroke: colours.grey, strokeOpacity: 0.6 }),
      ),
      ways.map(({ name, steps }, k) => {
        const colour = palette[k] ?? colours.grey;
        const shown = steps.slice(0, 40);
        return [
          Plot.line(shown, { x: ({ w }) => w[0], y: ({ w }) => w[1], stroke: colour, strokeWidth: 1.5 }),
          Plot.dot(shown, { x: ({ w }) => w[0], y: ({ w }) => w[1], fill: colour, r: 2.5 }),
          Plot.text([name], {
            frameAnchor: "bottom-right",
            dx: -8,
            dy: -8 - 18 * k,
            fill: colour,
            stroke: colours.page,
            strokeWidth: 5,
          }),
        ];
      }),
    ],
  };
}

/** Where ½ w₁² + 12.5 w₂² is this loss; a line has a gap where it would leave the panel. */
function level(loss: number): [number, number][] {
  return linspace(0, 2 * Math.PI, 181)
    .toArray()
    .map((angle): [number, number] => [
      Math.sqrt(2 * loss) * Math.cos(angle),
      Math.sqrt(loss / 12.5) * Math.sin(angle),
    ])
    .map(([x, y]) => (x >= -10 && x <= 3 && Math.abs(y) <= 2.6 ? [x, y] : [NaN, NaN]));
}
