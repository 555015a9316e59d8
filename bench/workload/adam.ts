/** Workload 10: the classifier of workload 4, and one of 64-64-10, with steps of Adam. */
import { compile, type Tensor } from "@chainrule/autograd";
import { adam } from "@chainrule/optim";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { python } from "../peer/python.ts";
import { tfjs } from "../peer/tfjs.ts";
import { type Build, batches, chainrule, data, type Sizes } from "./classifier.ts";

const compiled: Build = (loss, parameters) => {
  const descent = adam(parameters);
  return compile((x: Tensor, y: Tensor) => {
    const value = loss(x, y);
    descent.minimize(value);
    return value;
  });
};

const plain: Build = (loss, parameters) => {
  const descent = adam(parameters);
  return (x, y) => {
    const value = loss(x, y);
    descent.minimize(value);
    return value;
  };
};

const tfjsAdam = (backend: "cpu" | "wasm", sizes: Sizes): Contestant =>
  tfjs(backend, (tf) => {
    const { inputs, hidden } = sizes;
    const { x, y, ...weights } = data(sizes);
    const xs = x.map((part) => tf.tensor2d(part, [64, inputs]));
    const ys = y.map((part) => tf.tensor2d(part, [64, 10]));
    const w1 = tf.variable(tf.tensor2d(weights.w1, [inputs, hidden]));
    const b1 = tf.variable(tf.zeros([hidden]));
    const w2 = tf.variable(tf.tensor2d(weights.w2, [hidden, 10]));
    const b2 = tf.variable(tf.zeros([10]));
    const optimizer = tf.train.adam(0.001, 0.9, 0.999, 1e-8);
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
        ...w1.dataSync().slice(0, hidden),
        ...w2.dataSync().slice(0, 10),
        ...b1.dataSync(),
        ...b2.dataSync(),
      ],
    );
  });

export const large: Sizes = { inputs: 784, hidden: 128 };
export const small: Sizes = { inputs: 64, hidden: 64 };

export const contestants = (sizes: Sizes): readonly Contestant[] => [
  chainrule("chainrule compiled", compiled, sizes),
  chainrule("chainrule plain", plain, sizes),
  python("torch", "float32", "classifier", { ...sizes, adam: true }),
  tfjsAdam("wasm", sizes),
  tfjsAdam("cpu", sizes),
];

const contest = (sizes: Sizes): Contest => ({
  title: `${sizes.inputs}-${sizes.hidden}-10, batch 64, float32, a training step with Adam`,
  contestants: contestants(sizes),
  bars: [
    { of: "chainrule compiled", against: ["PyTorch"], atMost: 1.2 },
    { of: "chainrule compiled", against: ["tfjs-wasm", "tfjs-cpu"], atMost: 1 },
  ],
});

export const adams: readonly Contest[] = [contest(large), contest(small)];
