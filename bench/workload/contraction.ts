/** Workload 15: attention by `einsum`, and convolutions of 3 x 3, each forward and with gradients, float32. */
import { conv2d, einsum, gradients, type Tensor } from "@chainrule/autograd";
import type { Contest } from "../contest.ts";
import {
  type FunctionCase,
  functionContest,
  type Jax,
  type JaxArray,
  type Tfjs,
} from "./function-contest.ts";

const [batch, heads, time, depth] = [4, 4, 128, 32] as const;
const sequence = { shape: [batch, time, heads, depth] };
const [scores, mixed] = ["bqhd,bkhd->bhqk", "bhqk,bkhd->bqhd"] as const;

const attention = (q: Tensor, k: Tensor, v: Tensor): Tensor =>
  einsum(
    mixed,
    einsum(scores, q, k)
      .mul(depth ** -0.5)
      .softmax(),
    v,
  ) as Tensor;

function jaxAttention({ numpy: np, nn }: Jax, q: JaxArray, k: JaxArray, v: JaxArray): JaxArray {
  return np.einsum(mixed, nn.softmax(np.einsum(scores, q, k).mul(depth ** -0.5)), v);
}

type TfjsTensor = ReturnType<Tfjs["scalar"]>;

/** Its backend has no einsum. */
function tfjsAttention(tf: Tfjs, ...given: readonly [TfjsTensor, TfjsTensor, TfjsTensor]): TfjsTensor {
  const [q, k, v] = given.map((x) => tf.transpose(x, [0, 2, 1, 3])) as [TfjsTensor, TfjsTensor, TfjsTensor];
  const weights = tf.softmax(tf.matMul(q, k, false, true).mul(depth ** -0.5));
  return tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]);
}

const flopsOfAttention = 4 * batch * heads * time * time * depth;

const [images, channels, size, out] = [8, 16, 28, 32] as const;
const image = { shape: [images, channels, size, size] };
const kernel = { shape: [out, channels, 3, 3] };
const flopsOfConvolution = 2 * images * out * channels * 9 * size ** 2;

/** tfjs has the channels last, and asks for a fourth axis. */
const layout: FunctionCase["tfjsLayout"] = {
  inputs: (tf, [x, w]) => [
    tf.transpose(x as TfjsTensor, [0, 2, 3, 1]),
    tf.transpose(w as TfjsTensor, [2, 3, 1, 0]),
  ],
  results: (tf, ys) => ys.map((y, k) => tf.transpose(y, k === 2 ? [3, 2, 0, 1] : [0, 3, 1, 2])),
};

const cases: readonly FunctionCase[] = [
  {
    title: `attention by einsum: ${batch} sequences of ${time}, ${heads} heads of ${depth}, forward`,
    dtype: "float32",
    inputs: [sequence, sequence, sequence],
    chainrule: ([q, k, v]) => [attention(q as Tensor, k as Tensor, v as Tensor)],
    jax: (jax, [q, k, v]) => [jaxAttention(jax, q as JaxArray, k as JaxArray, v as JaxArray)],
    tfjs: (tf, [q, k, v]) => [tfjsAttention(tf, q as TfjsTensor, k as TfjsTensor, v as TfjsTensor)],
    python: "attention",
    flops: flopsOfAttention,
  },
  {
    title: `attention by einsum: ${batch} sequences of ${time}, ${heads} heads of ${depth}, forward and gradients`,
    dtype: "float32",
    inputs: [sequence, sequence, sequence],
    chainrule: (given) => {
      const [q, k, v] = given as readonly [Tensor, Tensor, Tensor];
      const y = attention(q, k, v);
      return [y, ...gradients(y.square().sum(), [q, k, v])];
    },
    jax: (jax, given) => {
      const [q, k, v] = given as readonly [JaxArray, JaxArray, JaxArray];
      const loss = (a: JaxArray, b: JaxArray, c: JaxArray): JaxArray =>
        jax.numpy.square(jaxAttention(jax, a, b, c)).sum();
      const slopes = jax.grad(loss, { argnums: [0, 1, 2] })(q.ref, k.ref, v.ref);
      return [jaxAttention(jax, q, k, v), ...slopes];
    },
    tfjs: (tf, given) => {
      const f = (q: TfjsTensor, k: TfjsTensor, v: TfjsTensor): TfjsTensor => tfjsAttention(tf, q, k, v);
      const { grads } = tf.valueAndGrads((...xs) =>
        f(...(xs as [never, never, never]))
          .square()
          .sum(),
      )([...given]);
      return [f(...(given as unknown as [never, never, never])), ...grads];
    },
    python: "attention_gradients",
    flops: 3 * flopsOfAttention,
  },
  {
    title: `convolution: ${images} images of ${channels} x ${size} x ${size}, ${out} kernels of 3 x 3, forward`,
    dtype: "float32",
    inputs: [image, kernel],
    chainrule: ([x, w]) => [conv2d(x as Tensor, w as Tensor, { padding: 1 })],
    jax: ({ lax }, [x, w]) => [lax.conv(x as JaxArray, w as JaxArray, [1, 1], "SAME")],
    tfjs: (tf, [x, w]) => [tf.conv2d(x as never, w as never, 1, "same")],
    tfjsLayout: layout,
    python: "convolution",
    flops: flopsOfConvolution,
  },
  {
    title: `convolution: ${images} images of ${channels} x ${size} x ${size}, ${out} kernels of 3 x 3, forward and both gradients`,
    dtype: "float32",
    inputs: [image, kernel],
    chainrule: (given) => {
      const [x, w] = given as readonly [Tensor, Tensor];
      const y = conv2d(x, w, { padding: 1 }) as Tensor;
      return [y, ...gradients(y.square().sum(), [x, w])];
    },
    jax: ({ lax, numpy: np, grad }, given) => {
      const [x, w] = given as readonly [JaxArray, JaxArray];
      const f = (a: JaxArray, b: JaxArray): JaxArray => lax.conv(a, b, [1, 1], "SAME");
      const slopes = grad((a: JaxArray, b: JaxArray) => np.square(f(a, b)).sum(), { argnums: [0, 1] })(
        x.ref,
        w.ref,
      );
      return [f(x, w), ...slopes];
    },
    tfjs: (tf, given) => {
      const f = (x: never, w: never): TfjsTensor => tf.conv2d(x, w, 1, "same");
      const { grads } = tf.valueAndGrads((...xs) =>
        f(...(xs as [never, never]))
          .square()
          .sum(),
      )([...given]);
      return [f(...(given as unknown as [never, never])), ...grads];
    },
    tfjsLayout: layout,
    python: "convolution_gradients",
    flops: 3 * flopsOfConvolution,
  },
];

export const contractions: readonly Contest[] = cases.map(functionContest);
