/** Workload 7: Hessian times vector, and the full 16 x 16 Hessian, of the loss of workload 1, float64. */
import { compile, hessian, hvp, type Tensor, tensor } from "@chainrule/autograd";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { rows, uniform } from "../data.ts";
import { jax } from "../peer/jax.ts";
import { python } from "../peer/python.ts";
import { inputs, targets } from "./network.ts";

const data = (): [Float64Array, Float64Array] => uniform(10, [16, 16]) as [Float64Array, Float64Array];

const x = tensor(rows(inputs, 3)).reshape([4, 3]);
const y = tensor(rows(targets, 1)).reshape([4, 1]);

/** All weights in one vector: the first twelve are those of the hidden layer. */
function lossOf(p: Tensor): Tensor {
  const w1 = p.slice([{ start: 0, stop: 12 }]).reshape([3, 4]);
  const w2 = p.slice([{ start: 12, stop: 16 }]).reshape([4, 1]);
  return x.matmul(w1).sigmoid().matmul(w2).sigmoid().sub(y).square().sum();
}

function chainrule(name: string, make: () => (p: Tensor, v: Tensor) => () => ArrayLike<number>): Contestant {
  return {
    name,
    dtype: "float64",
    prepare() {
      const [p, v] = data().map((values) => tensor(values)) as unknown as [Tensor, Tensor];
      const step = make()(p, v);
      let out: ArrayLike<number> = [];
      return stepper(
        () => {
          out = step();
        },
        () => out,
      );
    },
  };
}

const units = (): Float64Array[] =>
  Array.from({ length: 16 }, (_, k) => Float64Array.from({ length: 16 }, (_, i) => (i === k ? 1 : 0)));

const compiledHvp = (): ((p: Tensor, v: Tensor) => Tensor) =>
  compile((p: Tensor, v: Tensor) => hvp(lossOf, p, v));

const product = chainrule("chainrule compiled", () => {
  const f = compiledHvp();
  return (p, v) => () => f(p, v).data();
});

const plainProduct = chainrule("chainrule plain", () => (p, v) => () => hvp(lossOf, p, v).data());

const full = chainrule("chainrule compiled", () => {
  const f = compile((p: Tensor) => hessian(lossOf)(p));
  return (p) => () => f(p).data();
});

const plainFull = chainrule("chainrule plain", () => (p) => () => hessian(lossOf)(p).data());

const byProducts = chainrule("chainrule 16 products", () => {
  const f = compiledHvp();
  const vectors = units().map((v) => tensor(v));
  return (p) => () => joined(vectors.map((v) => f(p, v).data()));
});

function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(256);
  for (const [k, part] of parts.entries()) all.set(part, k * 16);
  return all;
}

/** The derivative of the gradient along `v`, by hand, in plain loops. */
function productByHand(p: Float64Array, v: Float64Array, out: Float64Array): void {
  out.fill(0);
  const s = hidden;
  const ds = hiddenTangent;
  for (let i = 0; i < 4; i++) {
    let z = 0;
    let dz = 0;
    for (let j = 0; j < 4; j++) {
      let a = 0;
      let da = 0;
      for (let k = 0; k < 3; k++) {
        const xk = inputs[i * 3 + k] as number;
        a += xk * (p[k * 4 + j] as number);
        da += xk * (v[k * 4 + j] as number);
      }
      const h = 1 / (1 + Math.exp(-a));
      const dh = h * (1 - h) * da;
      s[j] = h;
      ds[j] = dh;
      z += h * (p[12 + j] as number);
      dz += dh * (p[12 + j] as number) + h * (v[12 + j] as number);
    }
    const o = 1 / (1 + Math.exp(-z));
    const slope = o * (1 - o);
    const tangent = slope * dz;
    const e = o - (targets[i] as number);
    const d = 2 * e * slope;
    const dd = 2 * tangent * (slope + e * (1 - 2 * o));
    for (let j = 0; j < 4; j++) {
      const h = s[j] as number;
      const dh = ds[j] as number;
      const w = p[12 + j] as number;
      const inner = h * (1 - h);
      out[12 + j] = (out[12 + j] as number) + dh * d + h * dd;
      const t = (dd * w + d * (v[12 + j] as number)) * inner + d * w * dh * (1 - 2 * h);
      for (let k = 0; k < 3; k++)
        out[k * 4 + j] = (out[k * 4 + j] as number) + (inputs[i * 3 + k] as number) * t;
    }
  }
}

const hidden = new Float64Array(4);
const hiddenTangent = new Float64Array(4);

const loops: Contestant = {
  name: "loops",
  dtype: "float64",
  prepare() {
    const [p, v] = data();
    const out = new Float64Array(16);
    return stepper(
      () => productByHand(p, v, out),
      () => out,
    );
  },
};

const loopsFull: Contestant = {
  name: "loops, 16 products",
  dtype: "float64",
  prepare() {
    const [p] = data();
    const vectors = units();
    const columns = vectors.map(() => new Float64Array(16));
    return stepper(
      () => {
        for (let k = 0; k < 16; k++) productByHand(p, vectors[k] as Float64Array, columns[k] as Float64Array);
      },
      () => joined(columns),
    );
  },
};

const jaxSecondOrder = (whole: boolean): Contestant =>
  jax("jax-js jit", "float64", ({ numpy: np, nn, grad, jvp, hessian: jaxHessian, jit }) => {
    type A = InstanceType<typeof np.Array>;
    const array = (values: readonly number[]): A => np.array([...values], { dtype: np.float64 });
    const [p, v] = data().map((values) => array([...values])) as [A, A];
    const xs = array(inputs).reshape([4, 3]);
    const ys = array(targets).reshape([4, 1]);
    const loss = (q: A): A => {
      const w1 = q.ref.slice([0, 12]).reshape([3, 4]);
      const w2 = q.slice([12, 16]).reshape([4, 1]);
      return np.square(nn.sigmoid(np.matmul(nn.sigmoid(np.matmul(xs.ref, w1)), w2)).sub(ys.ref)).sum();
    };
    const one = jit((q: A, u: A): A => jvp(grad(loss), [q], [u])[1]);
    const all = jit((q: A): A => jaxHessian(loss)(q));
    let out: ArrayLike<number> = [];
    return stepper(
      () => {
        out = (whole ? all(p.ref) : one(p.ref, v.ref)).dataSync() as ArrayLike<number>;
      },
      () => out,
    );
  });

export const secondOrder: readonly Contest[] = [
  {
    title: "Hessian times vector, 16 weights, float64",
    contestants: [
      loops,
      product,
      plainProduct,
      python("torch", "float64", "second_order", { hessian: false }),
      jaxSecondOrder(false),
    ],
    bars: [{ of: "chainrule compiled", against: ["loops"], atMost: 1.5 }],
  },
  {
    title: "Hessian, 16 x 16, float64",
    contestants: [
      loopsFull,
      full,
      byProducts,
      plainFull,
      python("torch", "float64", "second_order", { hessian: true }),
      jaxSecondOrder(true),
    ],
    bars: [{ of: "chainrule compiled", against: ["chainrule 16 products"], atMost: 20 / 16 }],
  },
];
