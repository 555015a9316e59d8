/** Workload 8: a chain of many scalar operations, y = y x + x over and over, and its derivative by x; nothing compiled. */
import { evaluate, gradients, parameter, type Tensor } from "@chainrule/autograd";
import { type Contest, type Contestant, stepper } from "../contest.ts";
import { closures, Value } from "../peer/closures.ts";
import { jax } from "../peer/jax.ts";
import { jsPytorch } from "../peer/js-pytorch.ts";
import { python } from "../peer/python.ts";
import { Tape } from "../peer/tape.ts";
import { tfjs } from "../peer/tfjs.ts";

const start = 0.5;

export function chainrule(size: number): Contestant {
  return {
    name: "chainrule plain",
    dtype: "float64",
    prepare() {
      const x = parameter(start);
      let out: number[] = [];
      return stepper(
        () => {
          let y: Tensor = x;
          for (let k = 0; k < size; k += 2) y = y.mul(x).add(x);
          out = evaluate([y, ...gradients(y, [x])]).map((t) => t.item());
        },
        () => out,
      );
    },
  };
}

export function tape(size: number): Contestant {
  return {
    name: "tape",
    dtype: "float64",
    prepare() {
      const t = new Tape(size + 1);
      let y = 0;
      return stepper(
        () => {
          t.length = 0;
          const x = t.leaf(start);
          y = x;
          for (let k = 0; k < size; k += 2) y = t.add(t.mul(y, x), x);
          t.backward(y);
        },
        () => [t.values[y] as number, t.cotangents[0] as number],
      );
    },
  };
}

function closureEngine(size: number): Contestant {
  return closures("float64", () => {
    let out: number[] = [];
    return stepper(
      () => {
        const x = new Value(start);
        let y = x;
        for (let k = 0; k < size; k += 2) y = y.mul(x).add(x);
        y.backward();
        out = [y.data, x.grad];
      },
      () => out,
    );
  });
}

function tfjsChain(size: number): Contestant {
  return tfjs("cpu", (tf) => {
    const x = tf.scalar(start);
    const f = tf.valueAndGrad((v: typeof x) => {
      let y = v;
      for (let k = 0; k < size; k += 2) y = y.mul(v).add(v);
      return y;
    });
    let out: number[] = [];
    return stepper(
      () => {
        const { value, grad } = f(x);
        out = [...value.dataSync(), ...grad.dataSync()];
        value.dispose();
        grad.dispose();
      },
      () => out,
    );
  });
}

function jaxChain(size: number): Contestant {
  return jax("jax-js", "float64", ({ numpy: np, valueAndGrad }) => {
    type A = InstanceType<typeof np.Array>;
    const f = valueAndGrad((x: A): A => {
      let y = x.ref;
      for (let k = 0; k < size; k += 2) y = y.mul(x.ref).add(x.ref);
      x.dispose();
      return y;
    });
    let out: number[] = [];
    return stepper(
      () => {
        out = f(np.array(start, { dtype: np.float64 })).map((result) => Number(result.dataSync()[0]));
      },
      () => out,
    );
  });
}

function jsPytorchChain(size: number): Contestant {
  return jsPytorch("float64", ({ torch }) => {
    let out: number[] = [];
    return stepper(
      () => {
        const x = torch.tensor([start], true);
        let y = x;
        for (let k = 0; k < size; k += 2) y = torch.add(torch.mul(y, x), x);
        y.backward();
        out = [y.data[0] as number, x.grad[0] as number];
      },
      () => out,
    );
  });
}

const chain = (size: number, others: readonly Contestant[]): Contest => ({
  title: `a chain of ${size.toLocaleString("en")} operations, with its gradient`,
  steps: 1,
  contestants: [tape(size), chainrule(size), closureEngine(size), ...others],
  bars: [{ of: "chainrule plain", seconds: size * 500e-9 }],
});

/** The slow ones take time in proportion: the shorter chain is enough for them. */
export const chains: readonly Contest[] = [
  chain(100_000, [
    python("torch", "float64", "chain", { size: 100_000 }),
    tfjsChain(100_000),
    jaxChain(100_000),
    jsPytorchChain(100_000),
  ]),
  chain(1_000_000, []),
];
