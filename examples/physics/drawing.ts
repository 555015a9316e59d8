import { full, linspace, type Tensor } from "@chainrule/autograd";
import * as Plot from "@observablehq/plot";
import { colours, picture } from "../report/picture.ts";

type Field = (x: Tensor<[number, 1]>, t: Tensor<[number, 1]>) => Tensor;

const times = [
  { t: 0, colour: colours.red },
  { t: 0.25, colour: colours.orange },
  { t: 0.5, colour: colours.purple },
  { t: 1, colour: colours.blue },
];

/** The rod at four times, exact and by the network, and the loss. */
export function drawing(
  exact: Field,
  solution: Field,
  losses: readonly { readonly step: number; readonly loss: number }[],
): string {
  const rod = (field: Field, time: number, count: number) => {
    const x = linspace(0, 1, count);
    const u = field(x.reshape([count, 1]), full([count, 1], time))
      .reshape([count])
      .toArray();
    return x.toArray().map((x, k) => ({ x, u: u[k] }));
  };
  return picture(
    [
      {
        heading: "The rod: lines exact, dots by the network",
        height: 380,
        x: { label: "x" },
        y: { label: "temperature u", grid: true, domain: [0, 1.05] },
        marks: times.map(({ t, colour }, k) => [
          Plot.line(rod(exact, t, 101), { x: "x", y: "u", stroke: colour, strokeWidth: 1.5 }),
          Plot.dot(rod(solution, t, 21), { x: "x", y: "u", fill: colour, r: 3 }),
          Plot.text([`t = ${t}`], { frameAnchor: "top-right", dy: 4 + 18 * k, fill: colour }),
        ]),
      },
      {
        heading: "Loss by step",
        height: 380,
        marginLeft: 60,
        x: { label: "step", ticks: [0, 1000, 2000, 3000] },
        y: { label: "mean square of ∂u/∂t − α ∂²u/∂x²", type: "log", grid: true, ticks: 6, tickFormat: "~e" },
        marks: [Plot.line(losses, { x: "step", y: "loss", stroke: colours.purple, strokeWidth: 1.5 })],
      },
    ],
    { title: "The heat equation solved by a network, beside the exact solution" },
  );
}
