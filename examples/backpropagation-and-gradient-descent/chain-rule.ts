import { gradients, jacobian, type Tensor } from "@chainrule/autograd";
import { halfSquaredError, type Mlp } from "@chainrule/nn";

export interface Factor {
  readonly name: string;
  /** What calculus says that it is; the slopes are found without it. */
  readonly formula: string;
  readonly slopes: Tensor<[4]>;
}

export interface Chain {
  /** The weight that is looked at: from input `i` to hidden unit `j`. */
  readonly weight: readonly [i: number, j: number];
  /** Its value at the start. */
  readonly value: number;
  /** The slope of every step on the way from the loss back to the weight, one for each row of the data. */
  readonly factors: readonly Factor[];
  /** The factors multiplied: what each row of the data contributes to ∂L/∂w. */
  readonly product: Tensor<[4]>;
}

/** The chain rule for the weight from the first input to the third hidden unit, written out. */
export function chainRule(model: Mlp<[3, 4, 1]>, inputs: Tensor<[4, 3]>, targets: Tensor<[4, 1]>): Chain {
  const [i, j] = [0, 2];
  const [first, second] = model.layers;
  const z1 = first.forward(inputs);
  const h = z1.sigmoid();
  const z2 = second.forward(h);
  const y = z2.sigmoid();
  const loss = halfSquaredError(y, targets);

  // In a sum every element counts once: its gradient is the slope of each element by itself.
  const [lossByY] = gradients(loss, [y]);
  const [yByZ2] = gradients(y.sum(), [z2]);
  const [z2ByH] = gradients(z2.sum(), [h]);
  const [hByZ1] = gradients(h.sum(), [z1]);
  const z1ByW = jacobian((w) => inputs.matmul(w))(first.weight);
  const factors = [
    { name: "∂L/∂ŷ ", formula: "ŷ − y", slopes: lossByY.slice([null, 0]) },
    { name: "∂ŷ/∂z₂", formula: "ŷ (1 − ŷ)", slopes: yByZ2.slice([null, 0]) },
    { name: "∂z₂/∂h", formula: `W₂[${j}, 0]`, slopes: z2ByH.slice([null, j]) },
    { name: "∂h/∂z₁", formula: "h (1 − h)", slopes: hByZ1.slice([null, j]) },
    { name: "∂z₁/∂w", formula: `x[${i}]`, slopes: z1ByW.slice([null, j, i, j]).reshape([4]) },
  ];
  const product = factors.map(({ slopes }) => slopes).reduce((product, slopes) => product.mul(slopes));
  return { weight: [i, j], value: first.weight.slice([i, j]).item(), factors, product };
}
