/** Workload 6: value and gradient of mean(sigmoid(x·w + b)²), float32, over a million elements. */
import {
  compile,
  evaluate,
  gradients,
  parameter,
  type Tensor,
  tensor,
  valueAndGrad,
} from "@chainrule/autograd";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { uniform } from "../data.ts";
import { jax } from "../peer/jax.ts";
import { python } from "../peer/python.ts";
import { tfjs } from "../peer/tfjs.ts";

const size = 1_000_000;

const data = (): Float32Array => Float32Array.from((uniform(6, [size], -1, 1) as [Float64Array])[0]);

function chainrule(name: string, make: (x: Tensor) => () => readonly Tensor[]): Contestant {
  return {
    name,
    dtype: "float32",
    prepare() {
      const step = make(tensor(data()));
      let out: number[] = [];
      return stepper(
        () => {
          out = step().map((t) => t.item());
        },
        () => out,
      );
    },
  };
}

const options = { dtype: "float32" } as const;

const compiled = chainrule("chainrule compiled", (x) => {
  const f = compile((xs: Tensor, w: Tensor, b: Tensor) => {
    const [value, [dw, db]] = valueAndGrad(([v, c]: [Tensor, Tensor]) =>
      xs.mul(v).add(c).sigmoid().square().mean(),
    )([w, b]);
    return [value, dw, db];
  });
  const w = tensor(0.5, options);
  const b = tensor(0.25, options);
  return () => f(x, w, b);
});

const plain = chainrule("chainrule plain", (x) => {
  const w = parameter(0.5, options);
  const b = parameter(0.25, options);
  return () => {
    const value = x.mul(w).add(b).sigmoid().square().mean();
    return evaluate([value, ...gradients(value, [w, b])]);
  };
});

const loops: Contestant = {
  name: "loops",
  dtype: "float32",
  prepare() {
    const x = data();
    let out: number[] = [];
    return stepper(
      () => {
        let value = 0;
        let dw = 0;
        let db = 0;
        for (let i = 0; i < size; i++) {
          const xi = x[i] as number;
          const s = 1 / (1 + Math.exp(-(xi * 0.5 + 0.25)));
          const d = 2 * s * s * (1 - s);
          value += s * s;
          dw += d * xi;
          db += d;
        }
        out = [value / size, dw / size, db / size];
      },
      () => out,
    );
  },
};

const jaxElementwise = jax(
  "jax-js jit",
  "float32",
  ({ numpy: np, nn, valueAndGrad: jaxValueAndGrad, jit }) => {
    type A = InstanceType<typeof np.Array>;
    const x = np.array(data());
    const [w, b] = [np.array(0.5), np.array(0.25)];
    const f = (v: A, c: A, xs: A): A => np.square(nn.sigmoid(xs.mul(v).add(c))).mean();
    const step = jit((v: A, c: A, xs: A): A[] => {
      const [value, [dv, dc]] = jaxValueAndGrad(f, { argnums: [0, 1] })(v, c, xs);
      return [value, dv, dc];
    });
    let out: number[] = [];
    return stepper(
      () => {
        out = step(w.ref, b.ref, x.ref).map((result) => result.dataSync()[0] as number);
      },
      () => out,
    );
  },
);

const tfjsElementwise = tfjs("wasm", (tf) => {
  const x = tf.tensor1d(data());
  const f = tf.valueAndGrads((w, b) => x.mul(w).add(b).sigmoid().square().mean());
  const [w, b] = [tf.scalar(0.5), tf.scalar(0.25)];
  let out: number[] = [];
  return stepper(
    () => {
      out = tf.tidy(() => {
        const { value, grads } = f([w, b]);
        return [value, ...grads].map((result) => result.dataSync()[0] as number);
      });
    },
    () => out,
  );
});

export const elementwise: Contest = {
  title: "mean(sigmoid(x w + b)²) with gradient, n = 1,000,000, float32",
  contestants: [
    loops,
    compiled,
    plain,
    python("numpy", "float32", "elementwise", { size }),
    python("torch", "float32", "elementwise", { size }),
    jaxElementwise,
    tfjsElementwise,
  ],
  bars: [
    { of: "chainrule compiled", against: ["PyTorch"], atMost: 1 / 3 },
    { of: "chainrule compiled", against: ["jax-js jit"], atMost: 1 / 4 },
    { of: "chainrule compiled", against: ["NumPy"], atMost: 0.8 },
  ],
};
