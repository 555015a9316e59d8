// Gradient descent on a curve: each step follows the tangent downhill, as far as the slope is steep.
import { grad, linspace, type Tensor, tensor } from "@chainrule/autograd";
import * as Plot from "@observablehq/plot";
import { colours, picture } from "../report/picture.ts";

const loss = (w: Tensor): Tensor => w.square().mul(0.5).add(w.mul(-1).exp());
const learningRate = 0.45;
const start = 3;

interface Step {
  readonly w: number;
  readonly loss: number;
  readonly slope: number;
  readonly next: number;
  /** Where the tangent arrives. */
  readonly arrival: number;
}

export function tangentsFigure(): string {
  const steps: Step[] = [];
  for (let w = start; steps.length < 5; ) {
    const slope = grad(loss)(w).item();
    const next = w - learningRate * slope;
    const height = loss(tensor(w)).item();
    steps.push({ w, loss: height, slope, next, arrival: height + slope * (next - w) });
    w = next;
  }
  const line = linspace(0, 3.3, 166)
    .toArray()
    .map((w) => [w, loss(tensor(w)).item()] as const);
  const shown = steps.slice(0, 3);
  return picture(
    [
      {
        heading: "Each step: the slope of the tangent times the learning rate, downhill",
        height: 380,
        x: { label: "w", domain: [0, 3.3] },
        y: { label: "loss", domain: [-0.6, 5.4], grid: true },
        marks: [
          Plot.line(line, { stroke: "currentColor", strokeWidth: 2 }),
          Plot.link(steps, {
            x1: "w",
            y1: "loss",
            x2: "next",
            y2: "arrival",
            stroke: colours.orange,
            strokeWidth: 2,
          }),
          Plot.link(steps, {
            x1: "next",
            x2: "next",
            y1: "arrival",
            y2: ({ next }: Step) => loss(tensor(next)).item(),
            stroke: colours.grey,
            strokeDasharray: "3 3",
          }),
          Plot.dot(steps, { x: "w", y: "loss", fill: colours.blue, r: 5 }),
          Plot.text(shown, {
            x: "w",
            y: "loss",
            dx: -10,
            dy: -12,
            textAnchor: "end",
            fill: colours.blue,
            text: ({ w, slope, next }: Step) =>
              `${w.toFixed(2)} − ${learningRate} · ${slope.toFixed(2)} = ${next.toFixed(2)}`,
          }),
        ],
      },
    ],
    { title: "Gradient descent on a curve: each step follows the tangent" },
  );
}
