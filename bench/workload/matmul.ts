/** Workload 5: matrix products, float32: forward alone, and forward with both gradients of a given cotangent. */
import { type CompileOptions, compile, evaluate, gradients, type Tensor, tensor } from "@chainrule/autograd";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { uniform } from "../data.ts";
import { jax } from "../peer/jax.ts";
import { python } from "../peer/python.ts";
import { tfjs } from "../peer/tfjs.ts";

function data(size: number): [Float32Array, Float32Array, Float32Array] {
  const count = size * size;
  return uniform(5, [count, count, count], -1, 1).map((v) => Float32Array.from(v)) as ReturnType<typeof data>;
}

/** Some elements of each result. */
function sample(results: readonly ArrayLike<number>[]): number[] {
  return results.flatMap((result) => {
    const stride = Math.max(1, Math.floor(result.length / 509));
    return Array.from({ length: Math.ceil(result.length / stride) }, (_, k) => result[k * stride] as number);
  });
}

type Product = (a: Tensor, b: Tensor, g: Tensor) => Tensor[];

const forward: Product = (a, b) => [a.matmul(b)];

const both: Product = (a, b, g) => {
  const c = a.matmul(b);
  return [c, ...gradients(c.mul(g).sum(), [a, b])];
};

function chainrule(name: string, size: number, make: () => Product): Contestant {
  return {
    name,
    dtype: "float32",
    prepare() {
      const [a, b, g] = data(size).map((v) => tensor(v, { shape: [size, size] })) as unknown as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const step = make();
      let out: readonly Tensor[] = [];
      return stepper(
        () => {
          out = step(a, b, g);
        },
        () => sample(out.map((t) => t.data())),
      );
    },
  };
}

function jaxProduct(size: number, withGradients: boolean): Contestant {
  return jax("jax-js jit", "float32", ({ numpy: np, grad, jit }) => {
    type A = InstanceType<typeof np.Array>;
    const [a, b, g] = data(size).map((v) =>
      np.array(v as Float32Array<ArrayBuffer>).reshape([size, size]),
    ) as [A, A, A];
    const weighted = (p: A, q: A, r: A): A => np.matmul(p, q).mul(r).sum();
    const product = jit((p: A, q: A, r: A): A[] => {
      if (!withGradients) {
        r.dispose();
        return [np.matmul(p, q)];
      }
      const [dp, dq] = grad(weighted, { argnums: [0, 1] })(p.ref, q.ref, r);
      return [np.matmul(p, q), dp, dq];
    });
    let out: ArrayLike<number>[] = [];
    return stepper(
      () => {
        out = product(a.ref, b.ref, g.ref).map((result) => result.dataSync() as ArrayLike<number>);
      },
      () => sample(out),
    );
  });
}

function tfjsProduct(size: number, withGradients: boolean): Contestant {
  return tfjs("wasm", (tf) => {
    const [a, b, g] = data(size).map((v) => tf.tensor2d(v, [size, size]));
    if (a === undefined || b === undefined || g === undefined) throw new Error("no data");
    const gradient = tf.valueAndGrads((p, q) => p.matMul(q));
    let out: ArrayLike<number>[] = [];
    return stepper(
      () => {
        // Tensors, not data, leave `tidy`: it would look through each element for more tensors.
        const results = tf.tidy(() => {
          if (!withGradients) return [tf.matMul(a, b)];
          const { value, grads } = gradient([a, b], g);
          return [value, ...grads];
        });
        out = results.map((result) => result.dataSync());
        tf.dispose(results);
      },
      () => sample(out),
    );
  });
}

function matmul(size: number, withGradients: boolean): Contest {
  const product = withGradients ? both : forward;
  const compiled = (options: CompileOptions) => (): Product => compile(product, options);
  const small = size < 256;
  return {
    title: `${size} x ${size}, ${withGradients ? "forward and both gradients" : "forward"}`,
    flops: (withGradients ? 6 : 2) * size ** 3,
    contestants: [
      python("numpy", "float32", "matmul", { size, gradients: withGradients }),
      chainrule("chainrule compiled", size, compiled({})),
      chainrule("chainrule fastMath", size, compiled({ fastMath: true })),
      chainrule("chainrule plain", size, () => (a, b, g) => evaluate(product(a, b, g))),
      python("torch", "float32", "matmul", { size, gradients: withGradients }),
      jaxProduct(size, withGradients),
      tfjsProduct(size, withGradients),
    ],
    bars: [
      { of: "chainrule compiled", against: ["NumPy"], atMost: 1 / (small ? 0.5 : 0.4) },
      { of: "chainrule fastMath", against: ["NumPy"], atMost: 1 / (small ? 0.6 : 0.5), relaxed: true },
      { of: "chainrule compiled", against: ["jax-js jit"], atMost: 0.5 },
    ],
  };
}

export const matmuls: readonly Contest[] = [64, 256, 512, 1024].flatMap((size) => [
  matmul(size, false),
  matmul(size, true),
]);
