/** The words in which hostile values are refused, and foreign ones that are taken. */
import { runInNewContext } from "node:vm";
import * as autograd from "@chainrule/autograd";
import { evaluate, grad, mt19937, summary, type Tensor, tensor, zeros } from "@chainrule/autograd";
import * as linalg from "@chainrule/autograd/linalg";
import * as nn from "@chainrule/nn";
import { Linear, mlp } from "@chainrule/nn";
import { gradientDescent } from "@chainrule/optim";
import { describe, expect, it } from "vitest";

function nested(depth: number, wrap: (inner: unknown) => unknown, innermost: unknown): unknown {
  let value = innermost;
  for (let k = 0; k < depth; k++) value = wrap(value);
  return value;
}

function transferred(): Float64Array {
  const data = new Float64Array(4);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  return data;
}

function longName(): unknown {
  function made(this: unknown): void {}
  Object.defineProperty(made, "name", { value: "N".repeat(10_000) });
  return Reflect.construct(made, []) as unknown;
}

const x = tensor([1, 2]);
const touched = Object.defineProperty({}, "constructor", {
  get() {
    throw new Error("touched");
  },
});
const { forward, parameters } = mlp([1, 1], { activation: "tanh" }) as unknown as Record<
  string,
  () => unknown
>;
const { forward: layerForward } = new Linear(1, 1) as unknown as Record<string, () => unknown>;
const { uniform } = mt19937(1) as unknown as Record<string, (shape: number[]) => unknown>;
const { zeroGrad } = gradientDescent(new Linear(1, 1).parameters(), {
  learningRate: 1,
}) as unknown as Record<string, () => unknown>;

it.each<[string, () => unknown, string]>([
  [
    "a Map as options",
    () => zeros([2], new Map([["dtype", "int32"]]) as never),
    "zeros: options must be an object with dtype, got a Map.",
  ],
  [
    "a tensor as options",
    () => x.sum(0, x as never),
    "sum: options must be an object with keepDims, got a Tensor.",
  ],
  [
    "an instance with other properties as options",
    () => zeros([2], Object.assign(new Date(), { a: 1 }) as never),
    "zeros: options must be an object with dtype, got a Date.",
  ],
  [
    "an option with a long name",
    () => zeros([2], { ["k".repeat(5000)]: 1 }),
    `zeros: there is no option "${"k".repeat(37)}...", only dtype.`,
  ],
  [
    "a date as range",
    () => x.slice([new Date() as never]),
    "slice: a range must be null, an index or { start, stop, step }, got a Date at axis 0.",
  ],
  [
    "a typed array whose buffer is elsewhere",
    () => tensor(transferred()),
    "tensor: data must be in memory, got a Float64Array whose buffer was transferred or made smaller.",
  ],
  [
    "a tree of 20,000 levels",
    () => evaluate(nested(20_000, (inner) => ({ inner }), x) as never),
    "evaluate: a tree must not have more than 256 levels.",
  ],
  [
    "arrays of 20,000 levels",
    () => grad((t: Tensor) => t.sum())(nested(20_000, (inner) => [inner], 1) as never),
    "grad: arrays must not nest deeper than 32 levels.",
  ],
  [
    "arrays of more elements than there can be",
    () => tensor(nested(32, (inner) => [inner, inner], 1) as never),
    `tensor: shape [${new Array(32).fill(2).join(", ")}] has 4294967296 elements, more than an array can hold.`,
  ],
  [
    "a list of holes",
    () => summary(new Array(3)),
    "summary: takes a tensor or an array of tensors, got undefined.",
  ],
  [
    "a model's method without the model",
    () => forward?.(),
    "forward: must be called on a model, got undefined. Write model.forward(...).",
  ],
  [
    "another one",
    () => parameters?.call({}),
    "parameters: must be called on a model, got an object. Write model.parameters(...).",
  ],
  [
    "a layer's method without the layer",
    () => layerForward?.(),
    "forward: must be called on a layer, got undefined. Write layer.forward(...).",
  ],
  [
    "a generator's method without the generator",
    () => uniform?.([2]),
    "uniform: must be called on a generator, got undefined. Write random.uniform(...).",
  ],
  [
    "an optimiser's method without the optimiser",
    () => zeroGrad?.(),
    "zeroGrad: must be called on an optimiser, got undefined. Write optimiser.zeroGrad(...).",
  ],
  [
    "an object that throws when it is looked at",
    () => x.add(touched as never),
    "add: arguments must be tensors, numbers or nested arrays of numbers, got an object that cannot be read.",
  ],
  [
    "an instance of a class with a long name",
    () => x.add(longName() as never),
    `add: arguments must be tensors, numbers or nested arrays of numbers, got a ${"N".repeat(37)}....`,
  ],
  [
    "a list of 1000 axes",
    () => x.sum(new Array(1000).fill(0)),
    `sum: axes must be distinct, got [${new Array(31).fill(0).join(", ")}, ... 968 more ..., 0] for rank 1.`,
  ],
])("%s is refused", (_, call, message) => {
  expect(call).toThrow(expect.objectContaining({ message }));
});

describe("values of another realm are taken:", () => {
  it("typed arrays", () => {
    const data = runInNewContext("new Float32Array([1, 2])") as Float32Array;
    expect(data instanceof Float32Array).toBe(false);
    expect(tensor(data).dtype).toBe("float32");
    expect(tensor(data).toArray()).toEqual([1, 2]);
    expect(tensor(runInNewContext("new Int32Array([1, 2])") as Int32Array).dtype).toBe("int32");
    expect(() => tensor(runInNewContext("new BigInt64Array(1)") as never)).toThrow(
      "tensor: data must be an array of numbers, got a BigInt64Array.",
    );
  });

  it("arrays, options and trees", () => {
    expect(tensor(runInNewContext("[[1, 2]]") as number[][]).shape).toEqual([1, 2]);
    expect(zeros([2], runInNewContext("({ dtype: 'int32' })") as { dtype: "int32" }).dtype).toBe("int32");
    const tree = runInNewContext("({ a: [1, 2] })") as { a: number[] };
    expect(grad((t: { readonly a: Tensor }) => t.a.square().sum())(tree as never)).toMatchObject({
      a: expect.objectContaining({ shape: [2] }),
    });
  });

  it("and so are options of a class, and a model behind a Proxy", () => {
    class Settings {
      readonly dtype = "float32";
    }
    expect(zeros([2], new Settings()).dtype).toBe("float32");
    const model = mlp([2, 1], { activation: "tanh", seed: 1 });
    const proxy = new Proxy(model, {});
    expect(proxy.forward([[1, 2]]).toArray()).toEqual(model.forward([[1, 2]]).toArray());
  });
});

describe("list.map with a function of the packages", () => {
  const samples = [
    tensor([
      [1, 2],
      [0.25, 0.5],
    ]),
    tensor([0.5, 0.25, 2]),
    tensor([1, 0], { dtype: "int32" }),
  ];
  const functions = Object.entries({ ...autograd, ...linalg, ...nn }).filter(
    (entry): entry is [string, (...args: unknown[]) => unknown] =>
      typeof entry[1] === "function" && /^[a-z]/.test(entry[0]),
  );
  const outcome = (f: () => unknown): string => {
    try {
      const value = f();
      if (value instanceof Promise) value.catch(() => undefined);
      return String(value);
    } catch (error) {
      return `refused: ${String(error)}`;
    }
  };

  it.each(functions)("%s takes the place in the list for nothing", (_, f) => {
    for (const sample of samples) {
      const alone = outcome(() => f(sample));
      if (alone.startsWith("refused")) continue;
      const mapped = outcome(() => f(sample, 1, [sample, sample]));
      if (!mapped.startsWith("refused")) expect(mapped).toBe(alone);
    }
  });
});
