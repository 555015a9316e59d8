import { compile, evaluate, gradients, mt19937, parameter, tensor } from "@chainrule/autograd";

/** How a training run is carried out: as ordinary code, or as a compiled function. */
export type Way = "plain" | "compiled";

/**
 * The network that the project started from, for so many iterations of gradient descent.
 * @returns Every bit of the weights, as hexadecimal digits, and how many evaluations ran compiled code.
 */
export function train(iterations: number, way: Way): { bits: string; compiled: number } {
  const before = compile.stats().compiled;
  const x = tensor([
    [0, 0, 1],
    [1, 1, 1],
    [1, 0, 1],
    [0, 1, 1],
  ]);
  const y = tensor([[0], [1], [1], [0]]);
  const random = mt19937(10);
  const w1 = parameter(random.uniform([3, 4]));
  const w2 = parameter(random.uniform([4, 1]));
  const iterate = (): void => {
    const prediction = x.matmul(w1).sigmoid().matmul(w2).sigmoid();
    const loss = y.sub(prediction).square().sum().mul(0.5);
    const [d1, d2] = gradients(loss, [w1, w2]);
    const next1 = w1.sub(d1);
    const next2 = w2.sub(d2);
    evaluate([next1, next2]);
    w1.assign(next1);
    w2.assign(next2);
  };
  const step = way === "compiled" ? compile(iterate) : iterate;
  for (let k = 0; k < iterations; k++) step();
  const bytes = [w1, w2].flatMap((w) => [...new Uint8Array(w.data().buffer)]);
  const bits = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { bits, compiled: compile.stats().compiled - before };
}
