// One neuron: its inputs, their sum, its activation, the error, and what that does to each weight.
import { gradients, parameter, tensor } from "@chainrule/autograd";
import { halfSquaredError } from "@chainrule/nn";
import { gradientDescent } from "@chainrule/optim";
import { colours, picture } from "../report/picture.ts";
import { arrows, between, circles, diagram, words } from "./diagram.ts";

const decimal = (x: number): string => x.toFixed(3).replace("-", "−");
const learningRate = 1;
const target = 1;

export function neuronFigure(): string {
  const x = tensor([1, 0, 0.5]);
  const w = parameter([-0.6, 0.4, 0.8]);
  const z = w.mul(x).sum();
  const y = z.sigmoid();
  const loss = halfSquaredError(y, target);
  const [byY, byZ, byW] = gradients(loss, [y, z, w]);
  const [before, slopes] = [w.toArray(), byW.toArray()];
  gradientDescent([w], { learningRate }).step([byW]);
  const after = w.toArray();

  const inputs = x.toArray().map((value, i) => ({
    x: 60,
    y: 45 + 90 * i,
    name: `x${"₁₂₃"[i]}`,
    value: decimal(value),
  }));
  const sum = { x: 300, y: 135, name: "z = Σ", value: decimal(z.item()) };
  const activation = { x: 490, y: 135, name: "ŷ = σ", value: decimal(y.item()) };
  const error = { x: 680, y: 135, name: "L", value: decimal(loss.item()) };
  const labels = inputs.map((from, i) => ({
    ...between(from, sum, 0.45),
    text: `w${"₁₂₃"[i]} = ${decimal(before[i] ?? 0)}`,
    colour: colours.blue,
  }));

  const rows = inputs.map(({ name, value }, i) => ({
    weight: name.replace("x", "w"),
    before: decimal(before[i] ?? 0),
    slope: `${decimal(byZ.item())} · ${value} = ${decimal(slopes[i] ?? 0)}`,
    after: decimal(after[i] ?? 0),
  }));
  const columns = [
    { x: 60, head: "weight", cells: rows.map(({ weight }) => weight), colour: "currentColor" },
    { x: 190, head: "before", cells: rows.map(({ before }) => before), colour: colours.blue },
    { x: 400, head: "∂L/∂w = ∂L/∂z · x", cells: rows.map(({ slope }) => slope), colour: colours.orange },
    {
      x: 650,
      head: `after: w − ${learningRate} · ∂L/∂w`,
      cells: rows.map(({ after }) => after),
      colour: colours.green,
    },
  ];
  const table = columns.flatMap(({ x, head, cells, colour }) => [
    { x, y: 310, text: head, colour: "currentColor" },
    ...cells.map((text, row) => ({ x, y: 336 + 26 * row, text, colour })),
  ]);

  return picture(
    [
      diagram(410, [
        arrows([...inputs.map((from) => [from, sum] as const), [sum, activation], [activation, error]]),
        circles([...inputs, sum, activation, error]),
        words([
          ...labels,
          ...table,
          { x: 300, y: 184, text: `∂L/∂z = ${decimal(byZ.item())}`, colour: colours.orange },
          { x: 490, y: 184, text: `∂L/∂ŷ = ŷ − ${target} = ${decimal(byY.item())}`, colour: colours.orange },
          { x: 680, y: 184, text: `½ (ŷ − ${target})²` },
        ]),
      ]),
    ],
    { title: "One neuron: inputs, sum, activation, error, and the update of each weight" },
  );
}
