/** Workload 19: what one more operation, parameter, element, layer or step costs, from few of them to many. */
import {
  compile,
  evaluate,
  gradients,
  type Parameter,
  parameter,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/autograd";
import { adam } from "@chainrule/optim";
import { type Contestant, stepper } from "../contest.ts";
import { uniform } from "../data.ts";
import { python } from "../peer/python.ts";
import { descend } from "./descent.ts";

export interface Growth {
  /** What grows. */
  readonly unit: string;
  readonly title: string;
  readonly sizes: readonly number[];
  /** By name; a size above `most` is not tried. */
  readonly contestants: readonly {
    readonly name: string;
    readonly most?: number;
    readonly of: (size: number) => Contestant;
  }[];
}

type Step = () => number[];

/** A step that returns its numbers, plain and compiled. */
function ours(
  dtype: Contestant["dtype"],
  make: (wrap: <F extends (x: Tensor) => unknown>(f: F) => F, size: number) => Step,
) {
  const contestant =
    (name: string, wrap: <F extends (x: Tensor) => unknown>(f: F) => F) =>
    (size: number): Contestant => ({
      name,
      dtype,
      prepare() {
        const step = make(wrap, size);
        let out: number[] = [];
        return stepper(
          () => {
            out = step();
          },
          () => out,
        );
      },
    });
  return [
    { name: "chainrule plain", of: contestant("chainrule plain", (f) => f) },
    {
      name: "chainrule compiled",
      of: contestant("chainrule compiled", (f) => compile(f as (x: Tensor) => Tensor) as never),
    },
  ];
}

function numbers(tensors: readonly Tensor[]): number[] {
  return evaluate([...tensors]).map((t) => t.item());
}

function weights(seed: number, shape: readonly number[]): Parameter {
  const size = shape.reduce((product, each) => product * each, 1);
  return parameter(tensor(uniform(seed, [size], -0.2, 0.2)[0] as Float64Array, { shape }));
}

function data(seed: number, shape: readonly number[], dtype: Contestant["dtype"] = "float64"): Tensor {
  const size = shape.reduce((product, each) => product * each, 1);
  const made = tensor(uniform(seed, [size], -1, 1)[0] as Float64Array, { shape, dtype });
  made.data();
  return made;
}

/** What `from` to `to` covers, three sizes to a decade at most. */
function decades(from: number, to: number): number[] {
  const all: number[] = [];
  for (let size = from; size <= to; size *= 10) all.push(size, ...(3 * size <= to ? [3 * size] : []));
  return all;
}

const operations = ours("float64", (wrap, size) => {
  const step = wrap((x: Tensor) => {
    let y: Tensor = x;
    for (let k = 0; k < size; k += 2) y = y.mul(x).add(x);
    return [y, ...gradients(y, [x])] as Tensor[];
  });
  return () => numbers(step(parameter(0.5)));
});

const parameters = ours("float64", (wrap, size) => {
  const cells: Parameter[] = Array.from(uniform(5, [size], -1, 1)[0] as Float64Array, (start) =>
    parameter(start),
  );
  const step = wrap((rate: Tensor) => {
    let sum: Tensor = tensor(0);
    for (const cell of cells) sum = sum.add(cell.square());
    return descend(sum, cells, rate);
  });
  const rate = tensor(0.01);
  return () => numbers([step(rate)]);
});

const elements = ours("float32", (wrap, size) => {
  const x = data(6, [size], "float32");
  const [w, b] = [parameter(0.5, { dtype: "float32" }), parameter(0.25, { dtype: "float32" })];
  const step = wrap((v: Tensor) => {
    const y = w.mul(v).add(b).sigmoid().square().mean();
    return [y, ...gradients(y, [w, b])] as Tensor[];
  });
  return () => numbers(step(x));
});

const [batch, width, inputs] = [16, 32, 8];

const layers = ours("float64", (wrap, size) => {
  const all = Array.from(
    { length: size },
    (_, k) => [weights(20 + k, [width, width]), parameter(zeros([width]))] as const,
  );
  const optimizer = adam(all.flat(), { learningRate: 0.001 });
  const target = data(8, [batch, width]);
  const step = wrap((x: Tensor) => {
    let h = x;
    for (const [w, b] of all) h = h.matmul(w).add(b).tanh();
    const loss = h.sub(target).square().mean();
    optimizer.minimize(loss);
    return loss;
  });
  const x = data(7, [batch, width]);
  return () => numbers([step(x)]);
});

const lengths = ours("float64", (wrap, size) => {
  const cells = [
    weights(9, [inputs, width]),
    weights(10, [width, width]),
    parameter(zeros([width])),
  ] as const;
  const [u, w, b] = cells;
  const all = Array.from({ length: size }, (_, k) => data(30 + k, [batch, inputs]));
  const step = wrap((start: Tensor) => {
    let h = start;
    for (const x of all) h = x.matmul(u).add(h.matmul(w)).add(b).tanh();
    const loss = h.square().mean();
    return descend(loss, cells, 0.01);
  });
  const start = data(8, [batch, width]);
  return () => numbers([step(start)]);
});

/** @param most - Beyond which it would take minutes. */
function peer(
  library: "numpy" | "torch",
  name: string,
  dtype: Contestant["dtype"],
  made: string,
  most?: number,
) {
  return {
    name,
    of: (size: number) => python(library, dtype, made, { size }),
    ...(most === undefined ? {} : { most }),
  };
}

const torch = (dtype: Contestant["dtype"], made: string, most?: number) =>
  peer("torch", "PyTorch", dtype, made, most);

export const growths: readonly Growth[] = [
  {
    unit: "operation",
    title: "y = y x + x over and over, and its derivative by x",
    sizes: decades(100, 1_000_000),
    contestants: [
      ...operations.map((each) => (each.name.endsWith("compiled") ? { ...each, most: 30_000 } : each)),
      torch("float64", "chain", 100_000),
    ],
  },
  {
    unit: "parameter",
    title: "the sum of the squares of scalar parameters, and a step of gradient descent",
    sizes: decades(1, 10_000),
    contestants: [...parameters, torch("float64", "parameters")],
  },
  {
    unit: "element",
    title: "mean(sigmoid(x w + b)²) with gradient, float32",
    sizes: decades(1000, 100_000_000),
    contestants: [
      ...elements,
      torch("float32", "elementwise"),
      peer("numpy", "NumPy", "float32", "elementwise"),
    ],
  },
  {
    unit: "layer",
    title: "a network of layers of 32 units, 16 examples, a step of Adam",
    sizes: [1, 2, 5, 10, 20, 50, 100, 200],
    contestants: [...layers, torch("float64", "layers")],
  },
  {
    unit: "step",
    title: "a recurrent network of 32 units, 16 examples, a step of gradient descent, written as a loop",
    sizes: [3, 6, 12, 25, 50, 100, 200, 400],
    contestants: [...lengths, torch("float64", "recurrent")],
  },
];
