import { type Tensor, tensor } from "@chainrule/autograd";
import * as Plot from "@observablehq/plot";
import { colours } from "./picture.ts";

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The colour of each class. */
export const classColours = [colours.blue, colours.orange, colours.green];

/**
 * Which class a model chooses at each point of a plane, as coloured areas.
 * @param x The range of the first coordinate.
 * @param y The range of the second one.
 * @param classesAt The class of each of many points, asked for once.
 */
export function decisionSurface(
  x: Range,
  y: Range,
  classesAt: (points: Tensor<[number, number]>) => Tensor,
): Plot.Markish {
  const [columns, rows] = [160, 100];
  const [width, height] = [(x.to - x.from) / columns, (y.to - y.from) / rows];
  const points = Array.from({ length: columns * rows }, (_, k) => [
    x.from + ((k % columns) + 0.5) * width,
    y.from + (Math.floor(k / columns) + 0.5) * height,
  ]);
  const classes = classesAt(tensor(points)).reshape([points.length]).toArray();
  // Neighbours of one class in a row are one rectangle.
  const areas: { x1: number; x2: number; y1: number; y2: number; colour: string }[] = [];
  for (let k = 0, first = 0; k < points.length; k++) {
    const ends = (k + 1) % columns === 0 || classes[k + 1] !== classes[k];
    if (!ends) continue;
    const row = Math.floor(k / columns);
    areas.push({
      x1: x.from + (first % columns) * width,
      x2: x.from + ((k % columns) + 1) * width,
      y1: y.from + row * height,
      y2: y.from + (row + 1) * height,
      colour: classColours[classes[k] ?? NaN] ?? colours.grey,
    });
    first = k + 1;
  }
  return Plot.rect(areas, {
    x1: "x1",
    x2: "x2",
    y1: "y1",
    y2: "y2",
    fill: "colour",
    fillOpacity: 0.22,
    inset: 0,
    shapeRendering: "crispEdges",
  });
}
