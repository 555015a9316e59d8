/** Optimisers, models and generators behind Proxies, as libraries for reactive state make them, and beside another copy. */
import { mt19937, parameter, scalar, tensor } from "@chainrule/autograd";
import {
  BatchNorm,
  Dropout,
  LayerNorm,
  Linear,
  meanSquaredError,
  mlp,
  sequential,
  setTraining,
  stateOf,
} from "@chainrule/nn";
import { adam, gradientDescent, leastSquares, movingAverage, reduceOnPlateau } from "@chainrule/optim";
import { describe, expect, it, vi } from "vitest";
import { reactive } from "./reactive.ts";

describe("in Vue's reactive state", () => {
  it("training goes on as it does outside", () => {
    const train = (wrap: <T extends object>(target: T) => T): unknown => {
      const model = mlp([2, 3, 1], { activation: "tanh", seed: 1 });
      const random = mt19937(1);
      const state = wrap({
        model,
        layer: new Linear(1, 1, { weight: [[2]] }),
        descent: gradientDescent(wrap(model).parameters(), { learningRate: 0.5, momentum: 0.5 }),
        average: movingAverage(model.parameters(), 0.5),
        random,
      });
      const plateau = wrap(reduceOnPlateau(state.descent, "learningRate", { patience: 1 }));
      const x = state.random.uniform([4, 2]);
      for (let k = 0; k < 5; k++) {
        const loss = meanSquaredError(
          state.layer.forward(state.model.forward(x)),
          x.sum(1, { keepDims: true }),
        );
        state.descent.minimize(loss);
        state.average.update();
        plateau.observe(1);
      }
      state.descent.load(JSON.parse(JSON.stringify(state.descent.state())));
      return [model.parameters(), state.average.values, state.descent.learningRate].map((part) =>
        String(part),
      );
    };
    expect(train(reactive)).toEqual(train((target) => target));
  });

  it("layers that draw or average do what they do outside", () => {
    const train = (wrap: <T extends object>(target: T) => T): unknown => {
      const layers = [new BatchNorm(2), new Dropout(0.5, { seed: 1 }), new LayerNorm(2)] as const;
      const net = wrap(sequential(new Linear(2, 2, { seed: 1 }), ...layers));
      const rows = mt19937(1).normal([8, 2]);
      const drawn = [1, 2].map(() => net.forward(rows).toArray());
      setTraining(net, false);
      return [drawn, net.forward(rows).toArray(), [...stateOf(net)].map(String)];
    };
    expect(train(reactive)).toEqual(train((target) => target));
  });
});

describe("behind a plain Proxy", () => {
  const w = parameter([1, 2]);
  const descent = gradientDescent([w], { learningRate: 0.1 });
  const model = mlp([2, 1], { activation: "tanh", seed: 1 });
  const random = mt19937(1);

  it("models work", () => {
    const proxy = new Proxy(model, {});
    expect(proxy.forward([[1, 2]]).toArray()).toEqual(model.forward([[1, 2]]).toArray());
    expect(adam(proxy.parameters()).parameters).toEqual(model.parameters());
    expect(new Proxy(new Linear(1, 1, { weight: [[2]] }), {}).forward([3]).item()).toBe(6);
  });

  it("layers with state of their own are refused in words", () => {
    const text = (what: string): string =>
      `must be called on ${what}, got a Proxy or copy of ${what}. Use the ${what.slice(2)} itself.`;
    expect(() => new Proxy(new Dropout(), {}).forward([1])).toThrow(`forward: ${text("a layer")}`);
    const running = new Proxy(new BatchNorm(2).running, {});
    expect(() => running.state()).toThrow(`state: ${text("a running average")}`);
  });

  it("optimisers and generators are refused in words, and nothing changes", () => {
    const proxy = new Proxy(descent, {});
    const optimiser =
      "must be called on an optimiser, got a Proxy or copy of an optimiser. Use the optimiser itself.";
    expect(() => proxy.minimize(w.square().sum())).toThrow(`minimize: ${optimiser}`);
    expect(() => Object.create(descent).state()).toThrow(`state: ${optimiser}`);
    expect(() => new Proxy(random, {}).normal([2])).toThrow(
      "normal: must be called on a generator, got a Proxy or copy of a generator. Use the generator itself.",
    );
    expect([w.toArray(), descent.state()["step"]?.item()]).toEqual([[1, 2], 0]);
  });
});

describe("what belongs to another copy of the package is named as such", async () => {
  vi.resetModules();
  const other = await import("@chainrule/autograd");
  const copy = "from another copy of @chainrule/autograd (npm ls @chainrule/autograd lists them).";
  const cell = other.parameter([1, 2]);
  const foreign = other.tensor([[1, 2]]);
  const w = parameter([1, 2]);
  const descent = gradientDescent([w], { learningRate: 0.1 });
  const numbers = "must be a tensor or nested arrays of numbers, got a Tensor";

  it.each<[string, () => unknown, string]>([
    [
      "parameter of an optimiser",
      () => adam([cell]),
      "adam: parameters[0] must be a parameter, got a Parameter",
    ],
    [
      "parameter of an average",
      () => movingAverage([w, cell]),
      "movingAverage: parameters[1] must be a parameter, got a Parameter",
    ],
    [
      "loss",
      () => descent.minimize(other.scalar(1)),
      "gradientDescent.minimize: loss must be a tensor, got a Tensor",
    ],
    [
      "gradient",
      () => descent.step([foreign as never]),
      "gradientDescent.step: gradients[0] must be a tensor, got a Tensor",
    ],
    [
      "saved state",
      () => descent.load({ ...descent.state(), step: other.scalar(1) }),
      'gradientDescent.load: state["step"] must be a tensor or numbers, got a Tensor',
    ],
    [
      "start of a fit",
      () => leastSquares((x) => x, cell as never),
      "leastSquares: takes tensors, numbers, and arrays or plain objects of these, got a Parameter",
    ],
    ["input of a layer", () => new Linear(2, 1).forward(foreign), `Linear.forward: x ${numbers}`],
    ["weight of a layer", () => new Linear(1, 2, { weight: foreign }), `Linear: weight ${numbers}`],
    ["prediction", () => meanSquaredError(foreign, [[1, 2]]), `meanSquaredError: prediction ${numbers}`],
    ["target", () => meanSquaredError(tensor([[1, 2]]), foreign), `meanSquaredError: target ${numbers}`],
  ])("%s", (_, call, text) => {
    expect(call).toThrow(expect.objectContaining({ message: `${text} ${copy}` }));
    expect([w.toArray(), descent.state()["step"]?.item()]).toEqual([[1, 2], scalar(0).item()]);
  });
});
