import { gradients, mt19937, type Parameter, parameter, type Tensor, tensor } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { Linear } from "./linear.ts";
import { mlp } from "./mlp.ts";
import { modelSummary } from "./model/model-summary.ts";
import { namedParameters, parameters } from "./model/parameters.ts";
import { sequential } from "./sequential.ts";

const x = tensor([
  [0.5, -1],
  [2, 3],
]);
const make = sequential as unknown as (...layers: readonly unknown[]) => { forward(x: unknown): Tensor };
const names = (model: object): string[] => [...namedParameters(model).keys()];

/** A model as people write them. */
class Network {
  readonly first: Linear<2, 3> = new Linear(2, 3, { seed: 1 });
  readonly blocks: readonly Linear<3, 3>[] = [new Linear(3, 3, { seed: 2, bias: false }), new Linear(3, 3)];
  readonly scale: Parameter<[]> = parameter(1);
  readonly note: string = "not a layer";

  forward(input: Tensor): Tensor {
    let y: Tensor = this.first.forward(input);
    for (const block of this.blocks) y = block.forward(y).tanh();
    return y.mul(this.scale);
  }
}

describe("sequential", () => {
  it("applies its layers in order: objects, functions, names of activations, models", () => {
    const layer = new Linear(2, 3, { seed: 1 });
    const inner = mlp([3, 2], { activation: "relu", output: "tanh", seed: 2 });
    const model = sequential(layer, "sigmoid", (t) => t.square(), inner);
    const expected = inner.forward(layer.forward(x).sigmoid().square());
    expect(model.forward(x).toArray()).toEqual(expected.toArray());
    expect(model.parameters()).toEqual([...layer.parameters(), ...inner.parameters()]);
    expect(names(model)).toEqual([
      "layers.0.weight",
      "layers.0.bias",
      "layers.3.layers.0.weight",
      "layers.3.layers.0.bias",
    ]);
  });

  it("is what mlp is, bit for bit", () => {
    const model = mlp([2, 5, 1], { activation: "tanh", output: "sigmoid", seed: 3 });
    const generator = mt19937(3);
    const written = sequential(
      new Linear(2, 5, { generator }),
      "tanh",
      new Linear(5, 1, { generator }),
      "sigmoid",
    );
    expect(written.forward(x).toArray()).toEqual(model.forward(x).toArray());
    expect(names(model)).toEqual(["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]);
  });

  it("takes nested arrays, of the dtype of its first parameter", () => {
    const model = sequential((t) => t.mul(2), new Linear(2, 1, { dtype: "float32" }));
    expect(model.forward([[1, 2]]).dtype).toBe("float32");
    expect(make("identity").forward([1, 2]).dtype).toBe("float64");
  });

  it("takes a function with parameters of its own as a layer", () => {
    const scale = Object.assign((x: Tensor): Tensor => x.mul(scale.w), { w: parameter(2) });
    const model = sequential(new Linear(1, 1, { bias: false }), scale);
    expect(names(model)).toEqual(["layers.0.weight", "layers.1.w"]);
    expect(parameters(model)).toHaveLength(2);
  });

  it("takes a class of one's own as a layer", () => {
    const network = new Network();
    const model = sequential(network, "sigmoid");
    expect(model.forward(x).toArray()).toEqual(network.forward(x).sigmoid().toArray());
    expect(gradients(model.forward(x).sum(), model.parameters())).toHaveLength(6);
  });

  it("goes through a Proxy, as Vue's reactive state makes it", () => {
    const model = sequential(new Linear(2, 1, { seed: 1 }), "tanh");
    const reactive = new Proxy(model, {});
    expect(reactive.forward(x).toArray()).toEqual(model.forward(x).toArray());
    expect(reactive.parameters()).toEqual(model.parameters());
  });

  const rule = "must have a method forward, or be a function or the name of an activation, got";
  it.each<[string, readonly unknown[], string]>([
    ["no layers", [], "sequential: there must be at least one layer."],
    ["a number", [1], `sequential: layers[0] ${rule} 1.`],
    ["an object", ["relu", {}], `sequential: layers[1] ${rule} an object.`],
    [
      "a list of layers",
      [[new Linear(1, 1)]],
      `sequential: layers[0] ${rule} an array. Write sequential(...layers).`,
    ],
    [
      "another name",
      ["gelu"],
      'sequential: layers[0] must be "sigmoid", "tanh", "relu", "identity" or a function, got "gelu".',
    ],
  ])("refuses %s", (_, layers, message) => {
    expect(() => make(...layers)).toThrow(expect.objectContaining({ message }));
  });

  it("says which layer returned something else", () => {
    expect(() => make("relu", () => 1).forward([1])).toThrow(
      "sequential.forward: layers[1] must return a tensor, got 1.",
    );
    expect(() => make("relu", async () => x).forward([1])).toThrow(
      "sequential.forward: layers[1] must return a tensor, got a Promise.",
    );
  });
});

describe("parameters of a model", () => {
  it("are found in classes, arrays, objects, Maps and Sets, by path", () => {
    expect(names(new Network())).toEqual([
      "first.weight",
      "first.bias",
      "blocks.0.weight",
      "blocks.1.weight",
      "blocks.1.bias",
      "scale",
    ]);
    const [a, b, c, d] = [parameter(1), parameter(2), parameter(3), parameter(4)];
    const model = { list: [a, [b]], map: new Map([["c", c]]), set: new Set([d]), none: null, data: x };
    expect(names(model)).toEqual(["list.0", "list.1.0", "map.c", "set.0"]);
    expect(parameters(model)).toEqual([a, b, c, d]);
    expect(parameters([a, b])).toEqual([a, b]);
    expect(parameters({ text: "x", bytes: new Float64Array(3), holes: new Array(2 ** 32 - 1) })).toEqual([]);
  });

  it("count once where they are shared, under the first name", () => {
    const embedding = new Linear(2, 2, { bias: false });
    const model = { encoder: embedding, decoder: { weight: embedding.weight, bias: parameter([0, 0]) } };
    expect(names(model)).toEqual(["encoder.weight", "decoder.bias"]);
    const layer = new Linear(2, 2);
    expect(sequential(layer, "tanh", layer).parameters()).toEqual(layer.parameters());
  });

  it("are found in spite of cycles", () => {
    const model: Record<string, unknown> = { w: parameter(1) };
    model["self"] = model;
    model["inner"] = { above: model, v: parameter(2) };
    expect(names(model)).toEqual(["w", "inner.v"]);
  });

  it("are found behind getters and Proxies that let themselves be looked at", () => {
    const w = parameter(1);
    const observed = Object.defineProperty({}, "w", { get: () => w, enumerable: true });
    expect(names(new Proxy({ inner: observed }, {}))).toEqual(["inner.w"]);
  });

  const throwing = Object.defineProperty({}, "w", {
    get: () => {
      throw new Error("not yet");
    },
    enumerable: true,
  });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  class Endless {
    get next(): Endless {
      return endless();
    }
  }
  function endless(): Endless {
    const made = new Endless();
    Object.defineProperty(made, "next", { get: endless, enumerable: true });
    return made;
  }
  const cannotBeRead = "cannot be read: a getter or a Proxy throws the error that is this one's cause.";
  const rule = "model must be an object that holds parameters, such as mlp(...) or { w, b }, got";
  it.each<[string, unknown, string]>([
    ["a number", 1, `parameters: ${rule} 1.`],
    ["null", null, `parameters: ${rule} null.`],
    ["a function", () => 1, `parameters: ${rule} a function.`],
    ["a parameter", parameter(1), `parameters: ${rule} a Parameter. Write { w: parameter }.`],
    ["a getter that throws", { a: [throwing] }, `parameters: "a.0" of the model ${cannotBeRead}`],
    ["a revoked Proxy", proxy, `parameters: the model ${cannotBeRead}`],
    ["a promise", Promise.resolve({}), "parameters: the model must not be a promise. Use await."],
    [
      "a Proxy of a parameter",
      { layer: { w: new Proxy(parameter(1), {}) } },
      'parameters: "layer.w" of the model must be a parameter itself, got a Proxy or copy of a Parameter.',
    ],
    [
      "two of the same name",
      { "a.b": parameter(1), a: { b: parameter(2) } },
      'parameters: two parameters of the model must not have the same name, "a.b".',
    ],
    ["endless objects", endless(), "parameters: the model must not have more than 256 levels."],
  ])("refuse %s", (_, model, message) => {
    expect(() => parameters(model as object)).toThrow(expect.objectContaining({ message }));
  });

  it("say by which error a part cannot be read", () => {
    expect(() => namedParameters(throwing)).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ message: "not yet" }) }),
    );
  });
});

describe("modelSummary", () => {
  it("is a table of shapes, counts and bytes", () => {
    const shared = parameter([1], { dtype: "float32" });
    const model = { network: mlp([784, 128, 10], { activation: "relu" }), a: shared, b: shared };
    expect(modelSummary(model)).toBe(
      [
        "parameter                shape       dtype    elements    bytes",
        "network.layers.0.weight  [784, 128]  float64   100,352  802,816",
        "network.layers.0.bias    [128]       float64       128    1,024",
        "network.layers.1.weight  [128, 10]   float64     1,280   10,240",
        "network.layers.1.bias    [10]        float64        10       80",
        "a                        [1]         float32         1        4",
        "5 parameters                                   101,771  814,164",
      ].join("\n"),
    );
  });
});
