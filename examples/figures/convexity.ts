// A convex curve, where gradient descent finds the minimum from everywhere, and one where that depends on the start.
import { linspace, parameter, type Tensor, tensor } from "@chainrule/autograd";
import { gradientDescent } from "@chainrule/optim";
import * as Plot from "@observablehq/plot";
import { colours, type Panel, picture } from "../report/picture.ts";

type Curve = (w: Tensor) => Tensor;
type Point = readonly [w: number, loss: number];

const highest = 3.2;

interface Landscape {
  readonly heading: string;
  readonly curve: Curve;
  /** Where the chord begins and ends. */
  readonly chord: readonly [number, number];
  /** Its name stands above or below it. */
  readonly chordName: "top" | "bottom";
  readonly starts: readonly { readonly w: number; readonly colour: string }[];
}

const convex: Landscape = {
  heading: "Convex: no chord goes below the curve",
  curve: (w) => w.square().mul(1.1),
  chord: [-0.8, 1.3],
  chordName: "bottom",
  starts: [
    { w: -1.5, colour: colours.blue },
    { w: 1.1, colour: colours.orange },
  ],
};
const notConvex: Landscape = {
  heading: "Not convex: two minima, and a chord below",
  curve: (w) => w.square().sub(1).square().add(w.mul(0.3)).add(0.4),
  chord: [-1, 0.96],
  chordName: "top",
  starts: [
    { w: -1.5, colour: colours.blue },
    { w: 1.45, colour: colours.orange },
  ],
};

export function convexityFigure(): string {
  return picture([panel(convex), panel(notConvex)], {
    title:
      "A convex curve with a chord above it, and one with two minima; gradient descent from two starts on each",
  });
}

function panel({ heading, curve, chord, chordName, starts }: Landscape): Panel {
  const at = (w: number): Point => [w, curve(tensor(w)).item()];
  const line = linspace(-1.7, 1.7, 171)
    .toArray()
    .map(at)
    .filter(([, loss]) => loss <= highest);
  const [left, right] = [at(chord[0]), at(chord[1])];
  return {
    heading,
    height: 330,
    x: { label: "w", domain: [-1.7, 1.7] },
    y: { label: "loss", domain: [0, highest], grid: true },
    marks: [
      Plot.line(line, { stroke: "currentColor", strokeWidth: 2 }),
      Plot.line([left, right], { stroke: colours.purple, strokeWidth: 2, strokeDasharray: "5 4" }),
      Plot.text([[(left[0] + right[0]) / 2, (left[1] + right[1]) / 2]], {
        text: ["chord"],
        lineAnchor: chordName,
        dy: chordName === "top" ? 12 : -14,
        fill: colours.purple,
      }),
      starts.map(({ w, colour }) => {
        const steps = descend(curve, w);
        return [
          Plot.line(steps, { stroke: colour, strokeWidth: 1 }),
          Plot.dot(steps, { fill: colour, r: 3.5 }),
          Plot.text(steps.slice(0, 1), { text: ["start"], dx: w < 0 ? 26 : -26, fill: colour }),
          Plot.dot(steps.slice(-1), { stroke: colour, strokeWidth: 2, r: 8 }),
        ];
      }),
    ],
  };
}

/** The way that gradient descent takes from here. */
function descend(curve: Curve, start: number): Point[] {
  const w = parameter(start);
  const descent = gradientDescent([w], { learningRate: 0.05 });
  return Array.from({ length: 60 }, (): Point => {
    const loss = curve(w);
    const point: Point = [w.item(), loss.item()];
    descent.minimize(loss);
    return point;
  });
}
