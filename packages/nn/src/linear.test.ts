import {
  ArgumentError,
  DtypeError,
  isParameter,
  mt19937,
  ones,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { uniform } from "./initializer.ts";
import { Linear, type LinearOptions } from "./linear.ts";

const make = (...args: readonly unknown[]): Linear =>
  new (Linear as unknown as new (...args: readonly unknown[]) => Linear)(...args);

describe("Linear", () => {
  it("is x · weight + bias", () => {
    const layer = new Linear(3, 2, {
      weight: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      bias: [10, 20],
    });
    expect(
      layer
        .forward(
          tensor([
            [1, 0, 2],
            [0, 1, 0],
          ]),
        )
        .toArray(),
    ).toEqual([
      [21, 34],
      [13, 24],
    ]);
    expect(layer.forward([1, 0, 2]).toArray()).toEqual([21, 34]);
    expect(layer.forward(zeros([5, 4, 3])).shape).toEqual([5, 4, 2]);
    expect([layer.inputs, layer.outputs]).toEqual([3, 2]);
  });

  it("has a bias of zeros unless told otherwise", () => {
    expect(new Linear(3, 2).bias?.toArray()).toEqual([0, 0]);
    expect(new Linear(3, 2, { bias: true }).bias?.toArray()).toEqual([0, 0]);
    expect(new Linear(3, 2, { bias: false }).bias).toBeNull();
  });

  it("lists its parameters", () => {
    const layer = new Linear(3, 2);
    expect(layer.parameters()).toHaveLength(2);
    expect(layer.parameters()[0]).toBe(layer.weight);
    expect(layer.parameters()[1]).toBe(layer.bias);
    expect(layer.parameters().every(isParameter)).toBe(true);
    expect(new Linear(3, 2, { bias: false }).parameters()).toHaveLength(1);
  });

  it("has gradients", () => {
    const layer = new Linear(2, 1, { weight: [[3], [4]], bias: [5] });
    layer
      .forward([
        [1, 10],
        [2, 20],
      ])
      .sum()
      .backward();
    expect(layer.weight.grad?.toArray()).toEqual([[3], [30]]);
    expect(layer.bias?.grad?.toArray()).toEqual([2]);
  });

  it("can be float32", () => {
    const layer = new Linear(2, 1, { dtype: "float32", weight: [[0.1], [0.2]] });
    expect(layer.parameters().map(({ dtype }) => dtype)).toEqual(["float32", "float32"]);
    expect(layer.forward([[1, 0]]).item()).toBe(Math.fround(0.1));
    expect(new Linear(2, 1, { dtype: "float32", seed: 1 }).weight.dtype).toBe("float32");
  });

  it("draws from a seed or a generator, else anew each time", () => {
    const weights = (options: LinearOptions): unknown => new Linear(3, 2, options).weight.toArray();
    const generator = mt19937(5);
    expect(weights({ seed: 5 })).toEqual(weights({ seed: 5 }));
    expect(weights({ generator })).toEqual(weights({ seed: 5 }));
    expect(weights({ generator })).not.toEqual(weights({ seed: 5 }));
    expect(weights({})).not.toEqual(weights({}));
  });

  it.each<[string, readonly unknown[], new (...args: never[]) => Error, string]>([
    ["no inputs", [0, 2], ArgumentError, "inputs must be a positive integer, got 0."],
    ["half an input", [1.5, 2], ArgumentError, "inputs must be a positive integer, got 1.5."],
    ["negative outputs", [2, -1], ArgumentError, "outputs must be a positive integer, got -1."],
    ["text", [2, "3"], ArgumentError, 'outputs must be a positive integer, got "3".'],
    ["nothing", [], ArgumentError, "inputs must be a positive integer, got undefined."],
    [
      "an unknown option",
      [2, 3, { biases: false }],
      ArgumentError,
      'there is no option "biases", only bias, initializer, weight, dtype, generator, seed.',
    ],
    [
      "integers",
      [2, 3, { dtype: "int32" }],
      DtypeError,
      'dtype must be "float64" or "float32", got "int32".',
    ],
    [
      "a weight of another shape",
      [2, 3, { weight: [[1, 2]] }],
      ShapeError,
      "weight must have shape [2, 3], got [1, 2].",
    ],
    [
      "null as weight",
      [2, 3, { weight: null }],
      ArgumentError,
      "weight must be a tensor or nested arrays of numbers, got null.",
    ],
    ...(["weight", "bias"] as const).map(
      (name) =>
        [
          `a parameter as ${name}`,
          [1, 1, { [name]: new Linear(1, 1)[name] }],
          ArgumentError,
          `${name} must be numbers to begin with, got a parameter, which would be copied and not shared. Take its stopGradient() ` +
            "for its numbers, or use the parameter itself in a function or class of your own.",
        ] as [string, unknown[], typeof ArgumentError, string],
    ),
    ["a bias of another shape", [2, 3, { bias: [1, 2] }], ShapeError, "bias must have shape [3], got [2]."],
    [
      "a bias that is none",
      [2, 3, { bias: "yes" }],
      ArgumentError,
      'bias must be a tensor or nested arrays of numbers, got "yes".',
    ],
    [
      "a weight of another dtype",
      [1, 1, { weight: ones([1, 1], { dtype: "float32" }) }],
      DtypeError,
      'weight must be float64, got float32. Set the option dtype, or use cast("float64").',
    ],
    [
      "an initialiser that is none",
      [2, 3, { initializer: "xavier" }],
      ArgumentError,
      'initializer must be a function such as uniform(0, 1), got "xavier".',
    ],
    [
      "an initialiser that returns something else",
      [2, 3, { initializer: () => 1 }],
      ShapeError,
      "weight must have shape [2, 3], got [].",
    ],
    [
      "two sources of weights",
      [1, 1, { weight: [[1]], initializer: uniform() }],
      ArgumentError,
      "weight and initializer cannot be given together. Leave one out.",
    ],
    [
      "two sources of randomness",
      [1, 1, { seed: 1, generator: mt19937(1) }],
      ArgumentError,
      "generator and seed cannot be given together. Leave one out.",
    ],
    [
      "a generator that is none",
      [1, 1, { generator: 1 }],
      ArgumentError,
      "generator must be a generator such as mt19937(10), got 1.",
    ],
  ])("refuses %s", (_, args, kind, message) => {
    expect(() => make(...args)).toThrow(kind);
    expect(() => make(...args)).toThrow(expect.objectContaining({ message: `Linear: ${message}` }));
  });

  it.each<[string, unknown, new (...args: never[]) => Error, string]>([
    [
      "another last size",
      zeros([2, 5]),
      ShapeError,
      "Linear.forward: x must have last size 3, got shape [2, 5].",
    ],
    [
      "arrays of another size",
      [[1, 2]],
      ShapeError,
      "Linear.forward: x must have last size 3, got shape [1, 2].",
    ],
    ["a scalar", 1, ShapeError, "Linear.forward: x must have last size 3, got shape []."],
    [
      "another dtype",
      zeros([2, 3], { dtype: "float32" }),
      DtypeError,
      'Linear.forward: x must be float64, as the weights are, got float32. Use cast("float64").',
    ],
    ["text", "x", ArgumentError, 'Linear.forward: x must be a tensor or nested arrays of numbers, got "x".'],
  ])("does not take %s", (_, x, kind, message) => {
    const layer: Linear = new Linear(3, 2);
    expect(() => layer.forward(x as Tensor)).toThrow(kind);
    expect(() => layer.forward(x as Tensor)).toThrow(expect.objectContaining({ message }));
  });
});
