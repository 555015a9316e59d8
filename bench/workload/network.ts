/** Workloads 1 and 2: one full training step of a 3-4-1 network of sigmoids, float64. */
import { compile, gradients, type Parameter, parameter, type Tensor, tensor } from "@chainrule/autograd";
import { gradientDescent } from "@chainrule/optim";
import { type Contest, type Contestant, type Runner, stepper } from "../contest.ts";
import { rows, uniform } from "../data.ts";
import { closures, Value } from "../peer/closures.ts";
import { jax } from "../peer/jax.ts";
import { jsPytorch } from "../peer/js-pytorch.ts";
import { python } from "../peer/python.ts";
import { tfjs } from "../peer/tfjs.ts";

export const inputs = [0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1];
export const targets = [0, 1, 1, 0];

const initial = (): [Float64Array, Float64Array] => uniform(10, [12, 4]) as [Float64Array, Float64Array];

function chainrule(
  name: string,
  make: (w1: Parameter<[3, 4]>, w2: Parameter<[4, 1]>) => () => Tensor,
): Contestant {
  return {
    name,
    dtype: "float64",
    prepare() {
      const [first, second] = initial();
      const w1 = parameter(tensor(first, { shape: [3, 4] }));
      const w2 = parameter(tensor(second, { shape: [4, 1] }));
      const step = make(w1, w2);
      let loss: Tensor | null = null;
      return stepper(
        () => {
          loss = step();
        },
        () => [(loss as Tensor).item(), ...w1.data(), ...w2.data()],
      );
    },
  };
}

const x = tensor(rows(inputs, 3)).reshape([4, 3]);
const y = tensor(rows(targets, 1)).reshape([4, 1]);

const lossOf = (w1: Tensor<[3, 4]>, w2: Tensor<[4, 1]>): Tensor<[]> =>
  x.matmul(w1).sigmoid().matmul(w2).sigmoid().sub(y).square().sum();

export const compiled = chainrule("chainrule compiled", (w1, w2) => {
  const descent = gradientDescent([w1, w2], { learningRate: 1 });
  return compile(() => {
    const loss = lossOf(w1, w2);
    descent.step(gradients(loss, [w1, w2]));
    return loss;
  });
});

export const plain = chainrule("chainrule plain", (w1, w2) => {
  const descent = gradientDescent([w1, w2], { learningRate: 1 });
  return () => {
    const loss = lossOf(w1, w2);
    loss.backward();
    descent.step();
    return loss;
  };
});

/** What somebody would write who knows the derivatives: plain loops over typed arrays that are made once. */
export const loops: Contestant = {
  name: "loops",
  dtype: "float64",
  prepare(): Runner {
    const [w1, w2] = initial();
    const xs = Float64Array.from(inputs);
    const ys = Float64Array.from(targets);
    const h = new Float64Array(16);
    const g1 = new Float64Array(12);
    const g2 = new Float64Array(4);
    let loss = 0;
    const step = (): void => {
      loss = 0;
      g1.fill(0);
      g2.fill(0);
      for (let i = 0; i < 4; i++) {
        let z = 0;
        for (let j = 0; j < 4; j++) {
          let a = 0;
          for (let k = 0; k < 3; k++) a += (xs[i * 3 + k] as number) * (w1[k * 4 + j] as number);
          const s = 1 / (1 + Math.exp(-a));
          h[i * 4 + j] = s;
          z += s * (w2[j] as number);
        }
        const o = 1 / (1 + Math.exp(-z));
        const e = o - (ys[i] as number);
        loss += e * e;
        const d = 2 * e * o * (1 - o);
        for (let j = 0; j < 4; j++) {
          const s = h[i * 4 + j] as number;
          g2[j] = (g2[j] as number) + s * d;
          const dh = d * (w2[j] as number) * s * (1 - s);
          for (let k = 0; k < 3; k++)
            g1[k * 4 + j] = (g1[k * 4 + j] as number) + (xs[i * 3 + k] as number) * dh;
        }
      }
      for (let k = 0; k < 12; k++) w1[k] = (w1[k] as number) - (g1[k] as number);
      for (let k = 0; k < 4; k++) w2[k] = (w2[k] as number) - (g2[k] as number);
    };
    return stepper(step, () => [loss, ...w1, ...w2]);
  },
};

const closureEngine = closures("float64", () => {
  const [w1, w2] = initial().map((data) => Array.from(data, (value) => new Value(value))) as [
    Value[],
    Value[],
  ];
  let loss = new Value(0);
  return stepper(
    () => {
      loss = new Value(0);
      for (let i = 0; i < 4; i++) {
        let z = new Value(0);
        for (let j = 0; j < 4; j++) {
          let a = new Value(0);
          for (let k = 0; k < 3; k++) a = a.add((w1[k * 4 + j] as Value).mul(inputs[i * 3 + k] as number));
          z = z.add(a.sigmoid().mul(w2[j] as Value));
        }
        const e = z.sigmoid().add(-(targets[i] as number));
        loss = loss.add(e.mul(e));
      }
      for (const w of [...w1, ...w2]) w.grad = 0;
      loss.backward();
      for (const w of [...w1, ...w2]) w.data -= w.grad;
    },
    () => [loss.data, ...w1.map((w) => w.data), ...w2.map((w) => w.data)],
  );
});

const jaxNetwork = (jit: boolean): Contestant =>
  jax(jit ? "jax-js jit" : "jax-js", "float64", ({ numpy: np, nn, valueAndGrad, jit: compileJax }) => {
    type A = InstanceType<typeof np.Array>;
    const array = (data: readonly number[], shape: number[]): A =>
      np.array([...data], { dtype: np.float64 }).reshape(shape);
    const [first, second] = initial();
    const xs = array(inputs, [4, 3]);
    const ys = array(targets, [4, 1]);
    let w1 = array([...first], [3, 4]);
    let w2 = array([...second], [4, 1]);
    const loss = (w: A, v: A): A => {
      const e = nn.sigmoid(np.matmul(nn.sigmoid(np.matmul(xs.ref, w)), v)).sub(ys.ref);
      return np.square(e).sum();
    };
    const update = (w: A, v: A): [A, A, A] => {
      const [value, [dw, dv]] = valueAndGrad(loss, { argnums: [0, 1] })(w.ref, v.ref);
      return [value, w.sub(dw), v.sub(dv)];
    };
    const step = jit ? compileJax(update) : update;
    let last = 0;
    return stepper(
      () => {
        const [value, nextW, nextV] = step(w1, w2);
        w1 = nextW;
        w2 = nextV;
        // Unread results pile up, and each step then takes longer than the one before.
        last = value.dataSync()[0] as number;
      },
      () => [last, ...w1.ref.dataSync(), ...w2.ref.dataSync()].map(Number),
    );
  });

const tfjsNetwork = tfjs("cpu", (tf) => {
  const [first, second] = initial();
  const xs = tf.tensor2d(inputs, [4, 3]);
  const ys = tf.tensor2d(targets, [4, 1]);
  const w1 = tf.variable(tf.tensor2d([...first], [3, 4]));
  const w2 = tf.variable(tf.tensor2d([...second], [4, 1]));
  const optimizer = tf.train.sgd(1);
  let last = 0;
  return stepper(
    () => {
      const loss = optimizer.minimize(
        () => tf.matMul(tf.matMul(xs, w1).sigmoid(), w2).sigmoid().sub(ys).square().sum(),
        true,
      );
      last = loss?.dataSync()[0] as number;
      loss?.dispose();
    },
    () => [last, ...w1.dataSync(), ...w2.dataSync()],
  );
});

const jsPytorchNetwork = jsPytorch("float64", ({ torch }) => {
  const [first, second] = initial();
  const xs = torch.tensor(rows(inputs, 3));
  const ys = torch.tensor(rows(targets, 1));
  const w1 = torch.tensor(rows(first, 4), true);
  const w2 = torch.tensor(rows(second, 1), true);
  const ones = torch.tensor([[1, 1, 1, 1]]);
  const sigmoid = (z: typeof xs): typeof xs =>
    torch.div(torch.ones(z.shape), torch.add(torch.exp(torch.neg(z)), 1));
  const descend = (w: typeof xs): void => {
    const gradient = w.grad as number[][];
    w._data = (w.data as number[][]).map((row, i) =>
      row.map((value, j) => value - (gradient[i]?.[j] as number)),
    );
    w.zero_grad();
  };
  let last: number[] = [];
  return stepper(
    () => {
      const e = torch.add(sigmoid(torch.matmul(sigmoid(torch.matmul(xs, w1)), w2)), torch.neg(ys));
      const loss = torch.matmul(ones, torch.mul(e, e));
      loss.backward();
      last = (loss.data as number[][]).flat();
      descend(w1);
      descend(w2);
    },
    () => [...last, ...(w1.data as number[][]).flat(), ...(w2.data as number[][]).flat()],
  );
});

const numpy = python("numpy", "float64", "network");
const pytorch = python("torch", "float64", "network");

export const trainingCompiled: Contest = {
  title: "3-4-1 network, float64, a training step, compiled",
  contestants: [loops, compiled, numpy, pytorch, jaxNetwork(true), tfjsNetwork],
  bars: [
    { of: "chainrule compiled", against: ["loops"], atMost: 0.5 },
    { of: "chainrule compiled", against: ["jax-js jit"], atMost: 1 / 250 },
    { of: "chainrule compiled", against: ["PyTorch"], atMost: 1 / 250 },
  ],
};

export const trainingPlain: Contest = {
  title: "3-4-1 network, float64, a training step, plain define-by-run loop",
  contestants: [
    loops,
    plain,
    numpy,
    pytorch,
    closureEngine,
    jaxNetwork(false),
    tfjsNetwork,
    jsPytorchNetwork,
  ],
  bars: [
    { of: "chainrule plain", against: ["loops"], atMost: 4.5 },
    { of: "chainrule plain", against: ["NumPy"], atMost: 1 / 3 },
  ],
};
