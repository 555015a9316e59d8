/** Workload 4: 784-128-10, relu, biases, softmax cross-entropy, batches of 64, float32, a step of gradient descent. */
import {
  type CompileOptions,
  compile,
  gradients,
  type Parameter,
  parameter,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { gradientDescent } from "@chainrule/optim";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { uniform } from "../data.ts";
import { jax } from "../peer/jax.ts";
import { python } from "../peer/python.ts";
import { tfjs } from "../peer/tfjs.ts";

export const batches = 8;
const rate = 0.01;

interface Data {
  readonly x: readonly Float32Array[];
  /** One-hot. */
  readonly y: readonly Float32Array[];
  readonly w1: Float32Array;
  readonly w2: Float32Array;
}

/** How many inputs and hidden units there are. */
export interface Sizes {
  readonly inputs: number;
  readonly hidden: number;
}

const usual: Sizes = { inputs: 784, hidden: 128 };

/** A batch after the other, so that nobody can keep its operands from step to step. */
export function data({ inputs, hidden }: Sizes = usual): Data {
  const [x, w1, w2] = uniform(4, [batches * 64 * inputs, inputs * hidden, hidden * 10]) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const y = new Float32Array(batches * 64 * 10);
  for (let i = 0; i < batches * 64; i++) y[i * 10 + ((i * 7) % 10)] = 1;
  const parts = (all: Float32Array): Float32Array[] =>
    Array.from({ length: batches }, (_, k) =>
      all.slice((k * all.length) / batches, ((k + 1) * all.length) / batches),
    );
  const weights = (w: Float64Array): Float32Array => Float32Array.from(w, (value) => value * 0.1 - 0.05);
  return { x: parts(Float32Array.from(x)), y: parts(y), w1: weights(w1), w2: weights(w2) };
}

export type Train = (x: Tensor, y: Tensor) => Tensor<[]>;
export type Build = (loss: Train, parameters: readonly Parameter[]) => Train;

export function chainrule(name: string, build: Build, sizes: Sizes = usual): Contestant {
  const { inputs, hidden } = sizes;
  return {
    name,
    dtype: "float32",
    prepare() {
      const { x, y, ...weights } = data(sizes);
      const xs = x.map((part) => tensor(part, { shape: [64, inputs] }));
      const ys = y.map((part) => tensor(part, { shape: [64, 10] }));
      const w1 = parameter(tensor(weights.w1, { shape: [inputs, hidden] }));
      const b1 = parameter(tensor(new Float32Array(hidden)));
      const w2 = parameter(tensor(weights.w2, { shape: [hidden, 10] }));
      const b2 = parameter(tensor(new Float32Array(10)));
      const step = build(
        (images, labels) => {
          const logits = images.matmul(w1).add(b1).relu().matmul(w2).add(b2);
          return logits.logSoftmax(-1).mul(labels).sum(-1).mean().neg();
        },
        [w1, b1, w2, b2],
      );
      let loss: Tensor | null = null;
      let k = 0;
      return stepper(
        () => {
          loss = step(xs[k % batches] as Tensor, ys[k % batches] as Tensor);
          k += 1;
        },
        () => [
          (loss as Tensor).item(),
          ...w1.data().slice(0, hidden),
          ...w2.data().slice(0, 10),
          ...b1.data(),
          ...b2.data(),
        ],
      );
    },
  };
}

const compiledWith =
  (options: CompileOptions): Build =>
  (loss, parameters) => {
    const descent = gradientDescent(parameters, { learningRate: rate });
    return compile((x: Tensor, y: Tensor) => {
      const value = loss(x, y);
      descent.step(gradients(value, parameters));
      return value;
    }, options);
  };

const plain: Build = (loss, parameters) => {
  const descent = gradientDescent(parameters, { learningRate: rate });
  return (x, y) => {
    const value = loss(x, y);
    value.backward();
    descent.step();
    return value;
  };
};

const jaxClassifier = jax("jax-js jit", "float32", ({ numpy: np, nn, valueAndGrad, jit }) => {
  type A = InstanceType<typeof np.Array>;
  const { x, y, ...weights } = data();
  const array = (values: Float32Array, shape: number[]): A => np.array(values).reshape(shape);
  const xs = x.map((part) => array(part, [64, 784]));
  const ys = y.map((part) => array(part, [64, 10]));
  let w = [
    array(weights.w1, [784, 128]),
    np.zeros([128]),
    array(weights.w2, [128, 10]),
    np.zeros([10]),
  ] as A[];
  const loss = (p: A[], images: A, labels: A): A => {
    const [w1, b1, w2, b2] = p as [A, A, A, A];
    const logits = np.matmul(nn.relu(np.matmul(images, w1).add(b1)), w2).add(b2);
    return nn.logSoftmax(logits, -1).mul(labels).sum(-1).mean().neg();
  };
  const step = jit((p: A[], images: A, labels: A): [A, A[]] => {
    const [value, gradient] = valueAndGrad(loss)(
      p.map((a) => a.ref),
      images,
      labels,
    ) as unknown as [A, A[]];
    return [value, p.map((a, k) => a.sub((gradient[k] as A).mul(rate)))];
  });
  let last = 0;
  let k = 0;
  return stepper(
    () => {
      const [value, next] = step(w, (xs[k % batches] as A).ref, (ys[k % batches] as A).ref);
      w = next;
      k += 1;
      last = value.dataSync()[0] as number;
    },
    () => {
      const [w1, b1, w2, b2] = w.map((a) => Array.from(a.ref.dataSync(), Number)) as [
        number[],
        number[],
        number[],
        number[],
      ];
      return [last, ...w1.slice(0, 128), ...w2.slice(0, 10), ...b1, ...b2];
    },
  );
});

const tfjsClassifier = (backend: "cpu" | "wasm"): Contestant =>
  tfjs(backend, (tf) => {
    const { x, y, ...weights } = data();
    const xs = x.map((part) => tf.tensor2d(part, [64, 784]));
    const ys = y.map((part) => tf.tensor2d(part, [64, 10]));
    const w1 = tf.variable(tf.tensor2d(weights.w1, [784, 128]));
    const b1 = tf.variable(tf.zeros([128]));
    const w2 = tf.variable(tf.tensor2d(weights.w2, [128, 10]));
    const b2 = tf.variable(tf.zeros([10]));
    const optimizer = tf.train.sgd(rate);
    let last = 0;
    let k = 0;
    return stepper(
      () => {
        const loss = optimizer.minimize(() => {
          const logits = (xs[k % batches] as (typeof xs)[0]).matMul(w1).add(b1).relu().matMul(w2).add(b2);
          return tf.losses.softmaxCrossEntropy(ys[k % batches] as (typeof ys)[0], logits).asScalar();
        }, true);
        k += 1;
        last = loss?.dataSync()[0] as number;
        loss?.dispose();
      },
      () => [
        last,
        ...w1.dataSync().slice(0, 128),
        ...w2.dataSync().slice(0, 10),
        ...b1.dataSync(),
        ...b2.dataSync(),
      ],
    );
  });

export const compiled: Contestant = chainrule("chainrule compiled", compiledWith({}));

export const classifier: Contest = {
  title: "784-128-10, batch 64, float32, a training step",
  contestants: [
    python("numpy", "float32", "classifier"),
    compiled,
    chainrule("chainrule fastMath", compiledWith({ fastMath: true })),
    chainrule("chainrule plain", plain),
    python("torch", "float32", "classifier"),
    jaxClassifier,
    tfjsClassifier("wasm"),
    tfjsClassifier("cpu"),
  ],
  bars: [
    { of: "chainrule compiled", against: ["PyTorch"], atMost: 1.4 },
    { of: "chainrule fastMath", against: ["PyTorch"], atMost: 1.1, relaxed: true },
    { of: "chainrule compiled", against: ["jax-js jit"], atMost: 1 / 3 },
    { of: "chainrule plain", against: ["chainrule compiled"], atMost: 1.15 },
  ],
};
