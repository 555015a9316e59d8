/** Workload 16: Cholesky with its gradient and eigenvalues, float64, and Fourier transforms, float32. */
import { diagonal, gradients, type Tensor } from "@chainrule/autograd";
import { rfft } from "@chainrule/autograd/fft";
import { cholesky, eigh } from "@chainrule/autograd/linalg";
import type { Contest } from "../contest.ts";
import { type FunctionCase, functionContest, type JaxArray } from "./function-contest.ts";

const [positive, symmetric] = [200, 100] as const;

const transforms = [1024, 1000].map(
  (n): FunctionCase => ({
    title: `Fourier transforms of 64 real rows of ${n}`,
    dtype: "float32",
    inputs: [{ shape: [64, n] }],
    chainrule: ([x]) => {
      const { re, im } = rfft(x as Tensor);
      return [re, im];
    },
    jax: ({ numpy: np }, [x]) => {
      const { real, imag } = np.fft.rfft(x as JaxArray);
      return [real, imag];
    },
    tfjs: (tf, [x]) => {
      const y = tf.spectral.rfft(x as never);
      return [tf.real(y), tf.imag(y)];
    },
    python: "fourier",
  }),
);

const cases: readonly FunctionCase[] = [
  {
    title: `Cholesky of ${positive} x ${positive}, and the gradient of its logarithmic determinant`,
    dtype: "float64",
    inputs: [{ shape: [positive, positive], diagonal: positive }],
    chainrule: (given) => {
      const [a] = given as readonly [Tensor];
      const half = cholesky(a);
      return [half, ...gradients(diagonal(half).log().sum(), [a])];
    },
    jax: ({ numpy: np, grad }, given) => {
      const [a] = given as readonly [JaxArray];
      const f = (each: JaxArray): JaxArray => np.linalg.cholesky(each, { symmetrizeInput: false });
      return [f(a.ref), grad((each: JaxArray) => np.log(np.diagonal(f(each))).sum())(a)];
    },
    python: "cholesky",
  },
  {
    title: `eigenvalues and eigenvectors of ${symmetric} x ${symmetric}, symmetric`,
    dtype: "float64",
    inputs: [{ shape: [symmetric, symmetric], diagonal: 0 }],
    // Of vectors the signs are a matter of taste.
    chainrule: ([a]) => {
      const { eigenvalues, eigenvectors } = eigh(a as Tensor);
      return [eigenvalues, eigenvectors.abs()];
    },
    jax: ({ numpy: np }, [a]) => {
      const [values, vectors] = np.linalg.eigh(a as JaxArray);
      return [values, np.abs(vectors)];
    },
    python: "eigh",
  },
  ...transforms,
];

export const decompositions: readonly Contest[] = cases.map(functionContest);
