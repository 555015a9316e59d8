import { linspace, type Tensor, tensor } from "@chainrule/autograd";
import * as Plot from "@observablehq/plot";
import { colours, type Panel, picture } from "../report/picture.ts";

type Curve = (parameters: Tensor, x: Tensor<[number]>) => Tensor;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly isOutlier: boolean;
}

interface Fit {
  readonly name: string;
  readonly x: readonly number[];
}

/** The data with both fits, and the shapes of both losses. */
export function drawing(
  points: readonly Point[],
  truth: readonly number[],
  fits: readonly Fit[],
  model: Curve,
  loss: (residuals: Tensor) => Tensor,
): string {
  return picture([fitPanel(points, truth, fits, model), lossPanel(loss)], {
    title: "A fit by least squares and one by the Cauchy loss, with outliers, and the shapes of both losses",
  });
}

function fitPanel(
  points: readonly Point[],
  truth: readonly number[],
  fits: readonly Fit[],
  model: Curve,
): Panel {
  const curves = [
    { name: "truth", x: truth, colour: colours.grey, dashes: "5 4" },
    ...fits.map((fit, k) => ({
      ...fit,
      colour: [colours.orange, colours.blue][k] ?? colours.grey,
      dashes: "none",
    })),
  ];
  const x = linspace(0, 5, 150);
  return {
    heading: "The fits: ○ measured, × gone wrong",
    height: 380,
    x: { label: "x" },
    y: { label: "y", grid: true },
    marks: [
      Plot.dot(
        points.filter(({ isOutlier }) => !isOutlier),
        { x: "x", y: "y", r: 3, stroke: "currentColor", strokeOpacity: 0.7 },
      ),
      Plot.dot(
        points.filter(({ isOutlier }) => isOutlier),
        { x: "x", y: "y", r: 4, symbol: "times", stroke: colours.red, strokeWidth: 2 },
      ),
      curves.map(({ name, x: parameters, colour, dashes }, k) => {
        const heights = model(tensor(parameters), x).reshape([150]).toArray();
        const curve = x.toArray().map((x, index) => ({ x, y: heights[index] }));
        return [
          Plot.line(curve, { x: "x", y: "y", stroke: colour, strokeWidth: 2, strokeDasharray: dashes }),
          Plot.text([name], { frameAnchor: "top-right", dy: 4 + 18 * k, fill: colour }),
        ];
      }),
    ],
  };
}

function lossPanel(loss: (residuals: Tensor) => Tensor): Panel {
  const residuals = linspace(-2, 2, 161).toArray();
  const shapes = [
    { name: "r²", colour: colours.orange, curve: residuals.map((r) => ({ r, loss: r * r })) },
    {
      name: "log(1 + (r / 0.2)²)",
      colour: colours.blue,
      curve: residuals.map((r) => ({ r, loss: loss(tensor([r])).item() })),
    },
  ];
  return {
    heading: "The losses: what a residual costs",
    height: 380,
    x: { label: "residual" },
    y: { label: "loss", grid: true, domain: [0, 5.2] },
    marks: shapes.map(({ name, colour, curve }, k) => [
      Plot.line(curve, { x: "r", y: "loss", stroke: colour, strokeWidth: 2 }),
      Plot.text([name], { frameAnchor: "top", dy: 4 + 18 * k, fill: colour }),
    ]),
  };
}
