/** Workload 13: the network of the example `physics`, 2-16-16-1, whose loss contains its second derivatives, with a step of Adam. */
import { compile, concat, gradients, linspace, parameter, type Tensor } from "@chainrule/autograd";
import { adam } from "@chainrule/optim";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { uniform } from "../data.ts";
import { python } from "../peer/python.ts";

type Column = Tensor<[number, 1]>;

const [size, alpha, learningRate] = [14, 0.2, 0.002];

/** Initial weights, layer by layer; biases are 0. */
const shapes = [[2, 16], [16, 16], [16, 1]] as const; // biome-ignore format: layers

function contestant(name: string, isCompiled: boolean): Contestant {
  return {
    name,
    dtype: "float64",
    prepare() {
      const drawn = uniform(13, shapes.map(([rows, columns]) => rows * columns), -0.5, 0.5); // biome-ignore format: one line
      const layers = shapes.map(([rows, columns], k) => ({
        weight: parameter(
          Array.from({ length: rows }, (_, i) =>
            Array.from((drawn[k] as Float64Array).slice(i * columns, (i + 1) * columns)),
          ),
        ),
        bias: parameter(new Array<number>(columns).fill(0)),
      }));
      const network = (input: Tensor): Tensor =>
        layers.reduce<Tensor>((h, { weight, bias }, k) => {
          const next: Tensor = h.matmul(weight).add(bias);
          return k < layers.length - 1 ? next.tanh() : next;
        }, input);
      const solution = (x: Column, t: Column): Tensor =>
        x
          .mul(Math.PI)
          .sin()
          .add(
            x
              .mul(x.neg().add(1))
              .mul(t)
              .mul(network(concat([x, t], 1))),
          );
      const lossAt = (x: Column, t: Column): Tensor => {
        const [byX, byT] = gradients(solution(x, t).sum(), [x, t]);
        const [byXTwice] = gradients(byX.sum(), [x]);
        return byT.sub(byXTwice.mul(alpha)).square().mean();
      };
      const line = linspace(0, 1, size);
      const column = (values: Tensor): Column =>
        values.broadcastTo([size, size]).reshape([size * size, 1]) as Column;
      const [x, t] = [column(line.reshape([size, 1])), column(line.reshape([1, size]))];
      x.data();
      t.data();
      const parameters = layers.flatMap(({ weight, bias }) => [weight, bias]);
      const descent = adam(parameters, { learningRate });
      const step = (x: Column, t: Column): Tensor => {
        const loss = lossAt(x, t);
        descent.minimize(loss);
        return loss;
      };
      const run = isCompiled ? compile(step) : step;
      let last: Tensor | null = null;
      return stepper(
        () => {
          last = run(x, t);
        },
        () => [(last as Tensor).item(), ...parameters.flatMap((each) => [...each.data()])],
      );
    },
  };
}

export const physics: Contest = {
  title: `Heat equation by a network, 2-16-16-1, ${size * size} places, float64, a training step with Adam`,
  contestants: [
    contestant("chainrule compiled", true),
    contestant("chainrule plain", false),
    python("torch", "float64", "heat", { size, alpha, rate: learningRate }),
  ],
  bars: [{ of: "chainrule compiled", against: ["PyTorch"], atMost: 1 / 20 }],
};
