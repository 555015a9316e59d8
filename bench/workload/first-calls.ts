/** What a process does for the first time: structures that are new, each measured in a process of its own. */
import {
  compile,
  gradients,
  type Parameter,
  parameter,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/autograd";
import { mlp } from "@chainrule/nn";
import { adam } from "@chainrule/optim";
import { cpuTimesOf } from "../cpu-time.ts";
import { uniform } from "../data.ts";
import { descend } from "./descent.ts";

type DType = "float64" | "float32";

let seed = 1;

function elements(size: number): Float64Array {
  return (uniform(seed++, [size]) as [Float64Array])[0].map((x) => x - 0.5);
}

function data(shape: readonly number[], dtype: DType = "float64"): Tensor {
  return tensor(elements(shape.reduce((product, size) => product * size, 1)), { shape, dtype });
}

function weights(shape: readonly number[], dtype: DType = "float64"): Parameter {
  return parameter(data(shape, dtype).mul(0.3), { dtype });
}

const rate = 0.01;

function recurrent(): (start: Tensor, target: Tensor, inputs: readonly Tensor[]) => Tensor {
  const [w, u, b, out] = [weights([32, 32]), weights([8, 32]), weights([32]), weights([32, 1])] as const;
  return (start, target, inputs) => {
    let h = start;
    for (const x of inputs) h = x.matmul(u).add(h.matmul(w)).add(b).tanh();
    return descend(h.matmul(out).sub(target).square().mean(), [w, u, b, out], rate);
  };
}

function deep(layers: number): (x: Tensor, y: Tensor) => Tensor {
  const all = Array.from({ length: layers }, () => [weights([32, 32]), weights([32])] as const);
  const optimizer = adam(all.flat(), { learningRate: 0.001 });
  return (x, y) => {
    let h = x;
    for (const [w, b] of all) h = h.matmul(w).add(b).tanh();
    const loss = h.sub(y).square().mean();
    optimizer.step(gradients(loss, all.flat()));
    return loss;
  };
}

function product(dtype: DType): () => unknown {
  const [a, b] = [data([256, 256], dtype), data([256, 256], dtype)];
  for (const x of [a, b]) x.data();
  return () => a.matmul(b).data();
}

function batches(wrap: (step: (x: Tensor, y: Tensor) => Tensor) => (x: Tensor, y: Tensor) => Tensor) {
  const model = [
    weights([64, 64], "float32"),
    weights([64], "float32"),
    weights([64, 10], "float32"),
    weights([10], "float32"),
  ] as const;
  const [w1, b1, w2, b2] = model;
  const step = wrap((x, y) =>
    descend(x.matmul(w1).add(b1).relu().matmul(w2).add(b2).sub(y).square().mean(), model, rate),
  );
  const all = Array.from(
    { length: 30 },
    (_, k) => [data([17 + k, 64], "float32"), data([17 + k, 10], "float32")] as const,
  );
  for (const pair of all) for (const x of pair) x.data();
  return () => all.map(([x, y]) => step(x, y).item());
}

/** Each makes ready what its calls do, and is called by itself in a process. */
export const firstCalls: Readonly<Record<string, () => () => unknown>> = {
  "a small function, compiled": () => {
    const f = compile((x: Tensor) => x.mul(2).sin().add(x.square()).sum());
    const x = tensor([1, 2, 3]);
    return () => f(x).item();
  },
  "a recurrent network of 200 steps, compiled": () => {
    const step = compile(recurrent());
    const [start, target] = [zeros([4, 32]), data([4, 1])];
    const inputs = Array.from({ length: 200 }, () => data([4, 8]));
    return () => step(start, target, inputs).item();
  },
  "50 layers and Adam, compiled": () => {
    const step = compile(deep(50));
    const [x, y] = [data([16, 32]), data([16, 32])];
    return () => step(x, y).item();
  },
  "150 layers and Adam, plain": () => {
    const step = deep(150);
    const [x, y] = [data([16, 32]), data([16, 32])];
    return () => step(x, y).item();
  },
  "64-64-10 and Adam, compiled": () => {
    const model = mlp([64, 64, 10], { activation: "relu" });
    const optimizer = adam(model.parameters(), { learningRate: 0.001 });
    const step = compile((x: Tensor, y: Tensor) => {
      const loss = model.forward(x).sub(y).square().mean();
      optimizer.step(gradients(loss, model.parameters()));
      return loss;
    });
    const [x, y] = [data([32, 64]), data([32, 10])];
    return () => step(x, y).item();
  },
  "a sigmoid of 1e6 float32, its mean and gradient, plain": () => {
    const x = data([1_000_000], "float32");
    x.data();
    const [w, b] = [parameter(0.5, { dtype: "float32" }), parameter(0.1, { dtype: "float32" })];
    return () => {
      const loss = w.mul(x).add(b).sigmoid().square().mean();
      return gradients(loss, [w, b]).map((slope) => slope.item());
    };
  },
  "256 x 256 float32, plain": () => product("float32"),
  "256 x 256 float64, plain": () => product("float64"),
  "30 batch sizes of 64-64-10, plain": () => batches((step) => step),
  "30 batch sizes of 64-64-10, compiled": () => batches((step) => compile(step)),
  "30 lengths of a recurrent network, plain": () => {
    const step = recurrent();
    const all = Array.from({ length: 30 }, (_, k) => Array.from({ length: 5 + k }, () => data([8, 8])));
    const [start, target] = [zeros([8, 32]), data([8, 1])];
    return () => all.map((inputs) => step(start, target, inputs).item());
  },
};

/** CPU seconds of the first calls, one by one. */
export function timesOf(name: string, calls: number): number[] {
  return cpuTimesOf((firstCalls[name] as () => () => unknown)(), calls);
}
