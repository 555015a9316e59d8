// A network with values forward and derivatives backward.
import { gradients, tensor } from "@chainrule/autograd";
import { halfSquaredError, Linear } from "@chainrule/nn";
import { colours, picture } from "../report/picture.ts";
import { arrows, between, circles, diagram, words } from "./diagram.ts";

const decimal = (x: number): string => x.toFixed(3).replace("-", "−");

export function networkFigure(): string {
  const first = new Linear(2, 2, {
    weight: [
      [0.8, -0.4],
      [0.3, 0.9],
    ],
    bias: [0, 0],
  });
  const second = new Linear(2, 1, { weight: [[1.5], [-1]], bias: [0] });
  const x = tensor([[1, 0.5]]);
  const h = first.forward(x).sigmoid();
  const y = second.forward(h).sigmoid();
  const loss = halfSquaredError(y, [[1]]);
  const [byFirst, bySecond, byH, byY] = gradients(loss, [first.weight, second.weight, h, y]);

  const rows = [110, 270];
  const inputs = x
    .toArray()
    .flat()
    .map((value, i) => ({ x: 70, y: rows[i] ?? 0, name: `x${"₁₂"[i]}`, value: decimal(value) }));
  const hidden = h
    .toArray()
    .flat()
    .map((value, j) => ({ x: 330, y: rows[j] ?? 0, name: `h${"₁₂"[j]}`, value: decimal(value) }));
  const output = { x: 560, y: 190, name: "ŷ", value: decimal(y.item()) };
  const end = { x: 725, y: 190, name: "L", value: decimal(loss.item()) };

  // Each connection, what it carries forward, and what comes back.
  const edges = [
    ...inputs.flatMap((from, i) =>
      hidden.map((to, j) => ({
        from,
        to,
        weight: first.weight.slice([i, j]).item(),
        slope: byFirst.slice([i, j]).item(),
      })),
    ),
    ...hidden.map((from, j) => ({
      from,
      to: output,
      weight: second.weight.slice([j, 0]).item(),
      slope: bySecond.slice([j, 0]).item(),
    })),
  ];
  const labels = edges.flatMap(({ from, to, weight, slope }) => {
    const place = between(from, to, from.x === 70 ? 0.32 : 0.48);
    return [
      { x: place.x, y: place.y - 11, text: decimal(weight), colour: colours.blue },
      { x: place.x, y: place.y + 12, text: decimal(slope), colour: colours.orange },
    ];
  });
  const slopes = [
    ...hidden.map((place, j) => ({ place, text: `∂L/∂h${"₁₂"[j]} = ${decimal(byH.slice([0, j]).item())}` })),
    { place: output, text: `∂L/∂ŷ = ${decimal(byY.item())}` },
    { place: end, text: "∂L/∂L = 1" },
  ].map(({ place, text }) => ({ x: place.x, y: place.y + 47, text, colour: colours.orange }));

  return picture(
    [
      diagram(330, [
        arrows([...edges.map(({ from, to }) => [from, to] as const), [output, end]]),
        circles([...inputs, ...hidden, output, end]),
        words([
          ...labels,
          ...slopes,
          {
            x: 40,
            y: 24,
            text: "forward →  values and weights",
            colour: colours.blue,
            size: 15,
            anchor: "start",
          },
          {
            x: 760,
            y: 24,
            text: "← backward  the derivative of L by each of them",
            colour: colours.orange,
            size: 15,
            anchor: "end",
          },
          { x: 642, y: 178, text: "½ (ŷ − 1)²", size: 12 },
        ]),
      ]),
    ],
    { title: "A network: values forward, derivatives of the loss backward" },
  );
}
