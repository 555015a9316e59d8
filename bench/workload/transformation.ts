/** Workload 17: a loop of 1,000 steps with its gradient by `scan`, and gradients of single samples by `vmap`, float32. */
import { grad, gradients, scan, type Tensor, vmap } from "@chainrule/autograd";
import type { Contest } from "../contest.ts";
import { type FunctionCase, functionContest, type JaxArray } from "./function-contest.ts";

const [steps, units] = [1000, 32] as const;
const [samples, inputs, hidden, outputs] = [64, 64, 64, 10] as const;

const cases: readonly FunctionCase[] = [
  {
    title: `scan: a recurrent network of ${units} units, ${steps} steps, and its gradient`,
    dtype: "float32",
    inputs: [{ shape: [units, units] }, { shape: [units] }, { shape: [steps, units] }],
    chainrule: (given) => {
      const [w, first, xs] = given as readonly [Tensor, Tensor, Tensor];
      const scaled = w.mul(0.1);
      const [last] = scan(
        (h: Tensor, x: Tensor) => [h.matmul(scaled).add(x).tanh() as Tensor, null],
        first,
        xs,
      ) as unknown as [Tensor];
      return [last, ...gradients(last.square().sum(), [w])];
    },
    // Neither of the two has a loop: it is written out.
    jax: ({ numpy: np, valueAndGrad }, given) => {
      const [w, first, xs] = given as readonly [JaxArray, JaxArray, JaxArray];
      const loss = (each: JaxArray): [JaxArray, JaxArray] => {
        const scaled = each.mul(0.1);
        let h = first.ref;
        for (let k = 0; k < steps; k++) h = np.tanh(np.matmul(h, scaled.ref).add(xs.ref.slice(k)));
        scaled.dispose();
        return [np.square(h.ref).sum(), h];
      };
      const [[value, last], slope] = valueAndGrad(loss, { hasAux: true })(w) as unknown as [
        [JaxArray, JaxArray],
        JaxArray,
      ];
      value.dispose();
      return [last, slope];
    },
    tfjs: (tf, [w, first, xs]) => {
      const last = (each: never): never => {
        const scaled = tf.mul(each, 0.1);
        let h = tf.reshape(first as never, [1, units]);
        for (const x of tf.split(xs as never, steps))
          h = tf.tanh(tf.add(tf.matMul(h as never, scaled as never), x));
        return tf.reshape(h, [units]) as never;
      };
      return [last(w as never), tf.grad((each) => tf.sum(tf.square(last(each as never))))(w as never)];
    },
    python: "scan",
  },
  {
    title: `vmap: gradients of ${samples} single samples, ${inputs}-${hidden}-${outputs}`,
    dtype: "float32",
    inputs: [
      { shape: [inputs, hidden] },
      { shape: [hidden, outputs] },
      { shape: [samples, inputs] },
      { shape: [samples, outputs] },
    ],
    chainrule: (given) => {
      const [w1, w2, xs, ys] = given as readonly [Tensor, Tensor, Tensor, Tensor];
      const loss = ([a, b]: readonly [Tensor, Tensor], x: Tensor, y: Tensor): Tensor =>
        x.matmul(a).mul(0.1).tanh().matmul(b).sub(y).square().sum();
      const slopes = vmap(grad(loss as never) as never, { in: [null, 0, 0] }) as unknown as (
        ...args: unknown[]
      ) => Tensor[];
      return slopes([w1, w2], xs, ys);
    },
    jax: ({ numpy: np, grad: slopeOf, vmap: mapped }, given) => {
      const [w1, w2, xs, ys] = given as readonly [JaxArray, JaxArray, JaxArray, JaxArray];
      const loss = (a: JaxArray, b: JaxArray, x: JaxArray, y: JaxArray): JaxArray =>
        np.square(np.matmul(np.tanh(np.matmul(x, a).mul(0.1)), b).sub(y)).sum();
      return mapped(slopeOf(loss, { argnums: [0, 1] }), [null, null, 0, 0])(w1, w2, xs, ys) as JaxArray[];
    },
    // It has no vmap: one sample after the other.
    tfjs: (tf, given) => {
      const [w1, w2, xs, ys] = given as readonly [never, never, never, never];
      const targets = tf.split(ys, samples);
      const each = tf
        .split(xs, samples)
        .map((x, k) =>
          tf.grads((a, b) =>
            tf.sum(
              tf.square(
                tf.sub(
                  tf.matMul(tf.tanh(tf.mul(tf.matMul(x as never, a as never), 0.1)) as never, b as never),
                  targets[k] as never,
                ),
              ),
            ),
          )([w1, w2]),
        );
      return [0, 1].map((which) => tf.stack(each.map((slopes) => slopes[which] as never)));
    },
    python: "single_samples",
  },
];

export const transformations: readonly Contest[] = cases.map(functionContest);
