import { ArgumentError, mt19937, type Tensor, tensor, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { message } from "../../../test/message.ts";
import { type ActivationName } from "./activation.ts";
import { stateOf } from "./file/state.ts";
import { uniform } from "./initializer.ts";
import { Linear } from "./linear.ts";
import { type MlpOptions, mlp } from "./mlp.ts";

const make = mlp as unknown as (...args: readonly unknown[]) => unknown;

describe("mlp", () => {
  it("has NumPy's weights after seed(10), bit for bit", () => {
    const model = mlp([3, 4, 1], {
      activation: "sigmoid",
      bias: false,
      initializer: uniform(0, 1),
      generator: mt19937(10),
    });
    expect(model.parameters().map((p) => p.toArray())).toEqual([
      [
        [0.771320643266746, 0.0207519493594015, 0.6336482349262754, 0.7488038825386119],
        [0.4985070123025904, 0.22479664553084766, 0.19806286475962398, 0.7605307121989587],
        [0.16911083656253545, 0.08833981417401027, 0.6853598183677972, 0.9533933461949365],
      ],
      [[0.003948266327914451], [0.5121922633857766], [0.8126209616521135], [0.6125260668293881]],
    ]);
  });

  it("is its layers, an activation after each", () => {
    const model = mlp([2, 3, 1], { activation: "tanh", output: "sigmoid", seed: 1 });
    const x = tensor([
      [0.5, -1],
      [2, 3],
    ]);
    const [first, second] = model.layers;
    const expected = second.forward(first.forward(x).tanh()).sigmoid();
    expect(model.forward(x).toArray()).toEqual(expected.toArray());
    expect(model.sizes).toEqual([2, 3, 1]);
    expect(model.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [2, 3],
      [3, 1],
    ]);
  });

  it.each<[ActivationName, (x: number) => number]>([
    ["sigmoid", (x) => 1 / (1 + Math.exp(-x))],
    ["tanh", Math.tanh],
    ["relu", (x) => Math.max(0, x)],
    ["identity", (x) => x],
  ])("knows %s", (activation, f) => {
    const model = mlp([1, 1], { activation: "relu", output: activation, weights: [[[2]]] });
    for (const x of [-1.5, 0, 0.25]) expect(model.forward([x]).item()).toBeCloseTo(f(2 * x), 14);
  });

  it("refuses a copy of it that lacks a part, and says how to make one", () => {
    const model = mlp([2, 1], { activation: "tanh" });
    const copy = Object.assign(Object.create(Object.getPrototypeOf(model) as object) as object, model);
    expect(message(() => copy.forward([1, 2]))).toBe(
      "mlp: a copy of a model by Object.assign() or the like lacks its activations, and shares the parameters. Make another mlp, and fill " +
        "it with loadState(other, stateOf(model)).",
    );
  });

  it("goes on with a layer that takes another's place, under its name", () => {
    const model = mlp([2, 3, 1], { activation: "tanh", seed: 1 });
    const before = model.forward([1, 1]).item();
    const hidden = model.layers[0].forward([1, 1]).tanh();
    const head = new Linear(3, 1, { weight: [[100], [100], [100]] });
    model.layers[1] = head;
    expect(model.forward([1, 1]).item()).toBe(head.forward(hidden).item());
    expect(model.forward([1, 1]).item()).not.toBe(before);
    expect(model.parameters().slice(2)).toEqual([head.weight, head.bias]);
    expect([...stateOf(model).keys()]).toEqual([
      "layers.0.weight",
      "layers.0.bias",
      "layers.1.weight",
      "layers.1.bias",
    ]);
    (model.layers as unknown as Linear[]).push(head);
    expect(() => model.forward([1, 1])).toThrow("mlp: layers must stay 2 in number, got 3. Use sequential.");
  });

  it("takes a function as activation", () => {
    const model = mlp([1, 1, 1], {
      activation: (x) => x.add(1),
      output: (x) => x.mul(10),
      weights: [[[2]], [[3]]],
    });
    expect(model.forward([5]).item()).toBe((2 * 5 + 1) * 3 * 10);
  });

  it("has a linear output unless told otherwise", () => {
    const weights = [[[1]], [[-1]]];
    expect(mlp([1, 1, 1], { activation: "relu", weights }).forward([1]).item()).toBe(-1);
    expect(mlp([1, 1, 1], { activation: "relu", weights }).forward([-1]).item()).toBe(0);
    expect(mlp([1, 1, 1], { activation: "relu", output: "relu", weights }).forward([1]).item()).toBe(0);
    expect(
      mlp([1, 1], { activation: "sigmoid", weights: [[[3]]] })
        .forward([1])
        .item(),
    ).toBe(3);
  });

  it("takes one vector or many batches", () => {
    const model = mlp([3, 4, 2], { activation: "relu" });
    expect(model.forward([1, 2, 3]).shape).toEqual([2]);
    expect(model.forward(zeros([7, 5, 3])).shape).toEqual([7, 5, 2]);
    expect(model.forward(zeros([0, 3])).shape).toEqual([0, 2]);
  });

  it("lists weights and biases layer by layer", () => {
    const model = mlp([3, 4, 1], { activation: "sigmoid" });
    expect(model.parameters().map(({ shape }) => shape)).toEqual([[3, 4], [4], [4, 1], [1]]);
    expect(model.parameters()[2]).toBe(model.layers[1].weight);
  });

  it("draws the layers from one sequence", () => {
    const weights = (options: Partial<MlpOptions>): unknown =>
      mlp([2, 2, 2], { activation: "tanh", ...options })
        .parameters()
        .map((p) => p.toArray());
    const model = mlp([2, 2, 2], { activation: "tanh", seed: 3 });
    expect(model.layers[0].weight.toArray()).not.toEqual(model.layers[1].weight.toArray());
    expect(weights({ seed: 3 })).toEqual(weights({ generator: mt19937(3) }));
    expect(weights({})).not.toEqual(weights({}));
  });

  it("starts He for relu, Xavier for others", () => {
    const largest = (activation: ActivationName): number =>
      mlp([50, 50], { activation, seed: 1 }).layers[0].weight.abs().max().item();
    expect(largest("relu")).toBeCloseTo(Math.sqrt(6 / 50), 2);
    expect(largest("tanh")).toBeCloseTo(Math.sqrt(6 / 100), 2);
  });

  it("can be float32", () => {
    const model = mlp([3, 4, 1], { activation: "sigmoid", dtype: "float32" });
    expect(model.parameters().every(({ dtype }) => dtype === "float32")).toBe(true);
    expect(model.forward([[1, 2, 3]]).dtype).toBe("float32");
  });

  const options = { activation: "sigmoid" };
  it.each<[string, readonly unknown[], string]>([
    [
      "one size",
      [[3], options],
      "mlp: there must be at least two sizes, of the inputs and of the outputs, got [3].",
    ],
    [
      "no sizes",
      [[], options],
      "mlp: there must be at least two sizes, of the inputs and of the outputs, got [].",
    ],
    ["numbers without an array", [3, 4], "mlp: sizes must be an array such as [3, 4, 1], got 3."],
    ["fractional sizes", [[3, 2.5, 1], options], "mlp: sizes[1] must be a positive integer, got 2.5."],
    ["negative sizes", [[3, 4, -1], options], "mlp: sizes[2] must be a positive integer, got -1."],
    ["size 0", [[0, 1], options], "mlp: sizes[0] must be a positive integer, got 0."],
    ["NaN", [[Number.NaN, 1], options], "mlp: sizes[0] must be a positive integer, got NaN."],
    ["text as size", [["3", 1], options], 'mlp: sizes[0] must be a positive integer, got "3".'],
    ["a hole", [[3, , 1], options], "mlp: sizes[1] must be a positive integer, got undefined."], // oxlint-disable-line no-sparse-arrays
    [
      "an unknown activation",
      [[3, 1], { activation: "sigmiod" }],
      'mlp: activation must be "sigmoid", "tanh", "relu", "identity" or a function, got "sigmiod".',
    ],
    [
      "a name that every object has",
      [[3, 1], { activation: "toString" }],
      'mlp: activation must be "sigmoid", "tanh", "relu", "identity" or a function, got "toString".',
    ],
    [
      "no activation",
      [[3, 1], {}],
      'mlp: activation must be "sigmoid", "tanh", "relu", "identity" or a function, got undefined.',
    ],
    [
      "no options",
      [[3, 1]],
      'mlp: activation must be "sigmoid", "tanh", "relu", "identity" or a function, got undefined.',
    ],
    [
      "an unknown output",
      [[3, 1], { activation: "relu", output: "softmax" }],
      'mlp: output must be "sigmoid", "tanh", "relu", "identity" or a function, got "softmax".',
    ],
    [
      "an unknown option",
      [[3, 1], { activation: "relu", learningRate: 1 }],
      'mlp: there is no option "learningRate", only activation, output, bias, initializer, weights, dtype, generator, seed.',
    ],
    [
      "a bias of numbers",
      [[3, 1], { activation: "relu", bias: 0 }],
      "mlp: bias must be true or false, got 0.",
    ],
    [
      "too few weights",
      [[1, 1, 1], { activation: "relu", weights: [[[1]]] }],
      "mlp: weights must have one entry for each layer, got 1 for 2.",
    ],
    [
      "weights that are none",
      [[1, 1], { activation: "relu", weights: 1 }],
      "mlp: weights must be an array, one for each layer, got 1.",
    ],
    [
      "weights of another shape",
      [[1, 1], { activation: "relu", weights: [[[1, 2]]] }],
      "mlp: weights[0] must have shape [1, 1], got [1, 2].",
    ],
    [
      "two sources of weights",
      [[1, 1], { activation: "relu", weights: [[[1]]], initializer: uniform() }],
      "mlp: weights and initializer cannot be given together. Leave one out.",
    ],
    [
      "another dtype",
      [[1, 1], { activation: "relu", dtype: "float16" }],
      'mlp: dtype must be "float64" or "float32", got "float16".',
    ],
    [
      "an initialiser that is none",
      [[1, 1], { activation: "relu", initializer: "he" }],
      'Linear: initializer must be a function such as uniform(0, 1), got "he".',
    ],
    [
      "a bad seed",
      [[1, 1], { activation: "relu", seed: -1 }],
      "mt19937: seed must be an integer from 0 to 4294967295, got -1.",
    ],
  ])("refuses %s", (_, args, message) => {
    expect(() => make(...args)).toThrow(expect.objectContaining({ message }));
  });

  it("refuses inputs of another size", () => {
    const model = mlp([3, 4, 1], { activation: "sigmoid" }) as unknown as { forward(x: unknown): Tensor };
    expect(() => model.forward(zeros([2, 5]))).toThrow(
      "Linear.forward: x must have last size 3, got shape [2, 5].",
    );
    expect(() => model.forward("x")).toThrow(ArgumentError);
  });
});
