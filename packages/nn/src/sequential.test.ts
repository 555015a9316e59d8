import {
  checkpoint,
  compile,
  grad,
  gradients,
  mt19937,
  ones,
  type Parameter,
  parameter,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from "@chainrule/autograd";
import { adam, gradientDescent } from "@chainrule/optim";
import { describe, expect, it } from "vitest";
import { message } from "../../../test/message.ts";
import { Dropout } from "./dropout.ts";
import { Embedding } from "./embedding.ts";
import { loadState, stateOf } from "./file/state.ts";
import { Linear } from "./linear.ts";
import { mlp } from "./mlp.ts";
import { modelSummary } from "./model/model-summary.ts";
import { namedParameters, parameters } from "./model/parameters.ts";
import { setTraining } from "./model/training.ts";
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

describe("Embedding", () => {
  const rows = [
    [1, 2],
    [3, 4],
    [-0, 6],
  ];

  it("looks rows up, whose gradients are added where one is looked up twice", () => {
    const layer = new Embedding(3, 2, { weight: rows });
    expect(layer.forward([[2], [0]]).toArray()).toEqual([[[-0, 6]], [[1, 2]]]);
    expect(layer.forward(-1).toArray()).toEqual([-0, 6]);
    expect(layer.parameters()).toEqual([layer.weight]);
    layer.forward([1, 1, 0]).sum().backward();
    expect(layer.weight.grad?.toArray()).toEqual([
      [1, 1],
      [2, 2],
      [0, 0],
    ]);
  });

  it("keeps rows that were not looked up through gradient descent, plain and compiled, and moves them where earlier gradients count", () => {
    for (const compiled of [false, true]) {
      const layer = new Embedding(3, 2, { weight: rows });
      const descent = gradientDescent([layer.weight], { learningRate: 0.5 });
      const once = (words: Tensor): void => descent.minimize(layer.forward(words).square().sum());
      const step = compiled ? compile(once) : once;
      for (const words of [[1], [0], [1]]) step(tensor(words, { dtype: "int32" }));
      expect(layer.weight.toArray()).toEqual([
        [0, 0],
        [0, 0],
        [-0, 6],
      ]);
    }
    const layer = new Embedding(3, 2, { weight: rows });
    const optimizer = adam([layer.weight], { learningRate: 0.5 });
    for (const words of [[1], [0]]) optimizer.minimize(layer.forward(words).square().sum());
    const [, second] = layer.weight.toArray();
    expect(second?.[0]).toBeLessThan(2.5);
    expect(layer.weight.toArray()[2]).toEqual([-0, 6]);
  });

  it("refuses what is no index", () => {
    const layer = new Embedding(3, 2, { seed: 1 });
    expect(message(() => layer.forward(tensor([1])))).toBe(
      'Embedding.forward: x must be int32, got float64. Use cast("int32").',
    );
    expect(message(() => layer.forward("a" as never))).toBe(
      'Embedding.forward: x must be an int32 tensor or nested arrays of integers, got "a".',
    );
    expect(message(() => layer.forward([3]))).toBe(
      "take: indices must be from -3 to 2 for axis 0 of [3, 2], got 3 at [0].",
    );
    expect(message(() => new Embedding(0, 2))).toBe("Embedding: count must be a positive integer, got 0.");
    expect(message(() => new Embedding(1, 1, { weight: [[1]], initializer: () => ones([1, 1]) }))).toBe(
      "Embedding: weight and initializer cannot be given together. Leave one out.",
    );
  });
});

describe("Dropout", () => {
  it("draws a new mask in each call, in a compiled step as well, and none where nothing is trained", () => {
    for (const compiled of [false, true]) {
      const model = sequential(
        new Linear(1, 16, { weight: [Array(16).fill(1)] }),
        new Dropout(0.5, { seed: 1 }),
      );
      const descent = gradientDescent(model.parameters(), { learningRate: 1e-300 });
      const once = (input: Tensor, training: boolean): Tensor => {
        setTraining(model, training);
        const y = model.forward(input as Tensor<[1, 1]>);
        if (training) descent.minimize(y.sum());
        return y;
      };
      const step = compiled ? compile(once) : once;
      const input = tensor([[1]]) as Tensor;
      const masks = [true, true, true].map((training) => String(step(input, training).toArray()));
      expect(new Set(masks).size).toBe(3);
      expect(new Set(masks.join().split(","))).toEqual(new Set(["0", "2"]));
      expect(step(input, false).toArray()).toEqual([Array(16).fill(1)]);
      expect(new Set([...masks, String(step(input, true).toArray())]).size).toBe(4);
    }
  });

  it("is as it was set before each call, compiled too, also where the function sets it", () => {
    const story = (compiled: boolean): unknown[] => {
      const layer = new Dropout(0.5, { seed: 3 });
      const own = sequential(new Linear(1, 8, { weight: [Array(8).fill(1)] }), layer);
      const way = <F extends (x: Tensor) => Tensor>(f: F): F =>
        (compiled ? compile(f as (x: Tensor) => Tensor) : f) as F;
      const predict = way((input: Tensor) => own.forward(input as Tensor<[1, 1]>));
      const validate = way((input: Tensor) => {
        setTraining(own, false);
        return own.forward(input as Tensor<[1, 1]>);
      });
      const input = tensor([[1]]) as Tensor;
      const seen: unknown[] = [];
      for (const training of [true, true, true, true, false, false, true, false, true, true, false]) {
        layer.training = training;
        seen.push(predict(input).toArray(), layer.training);
      }
      seen.push(validate(input).toArray(), layer.training, predict(input).toArray());
      setTraining(own, true);
      seen.push(validate(input).toArray(), layer.training, predict(input).toArray());
      return seen;
    };
    const plain = story(false);
    expect(plain[8]).toEqual([Array(8).fill(1)]);
    expect(plain[0]).not.toEqual([Array(8).fill(1)]);
    expect(story(true)).toEqual(plain);
    expect(message(() => Reflect.set(new Dropout(), "training", 1))).toBe(
      "Dropout: training must be true or false, got 1.",
    );
  });

  it("is refused in vmap, whose examples would all have one mask", () => {
    const layer = new Dropout(0.5, { seed: 1 });
    const rows = ones([3, 4]);
    const mapped = (f: (x: Tensor<[4]>) => Tensor): Tensor => vmap(f as (x: Tensor) => Tensor)(rows);
    const text =
      "Dropout.forward: has no place inside the function that vmap() is given, which is called once for all examples: they would all " +
      "have the same mask. Apply the model to the batch, or setTraining(model, false).";
    expect(message(() => mapped((x) => layer.forward(x)))).toBe(text);
    expect(message(() => compile(() => mapped((x) => layer.forward(x)))())).toBe(text);
    const perExample = vmap((x: Tensor) => grad((y: Tensor) => layer.forward(y).sum())(x));
    expect(message(() => perExample(rows))).toBe(text);
    expect(layer.state()["calls"]?.item()).toBe(0);
    expect(new Set(String(layer.forward(rows).toArray()).split(","))).toEqual(new Set(["0", "2"]));
    setTraining(layer, false);
    expect(mapped((x) => layer.forward(x)).toArray()).toEqual(rows.toArray());
  });

  it("goes on from a saved state with the masks that would have come", () => {
    const [layer, other] = [new Dropout(0.5, { seed: 1 }), new Dropout(0.5, { seed: 2 })];
    const x = ones([32]);
    const first = String(layer.forward(x).toArray());
    expect(String(other.forward(x).toArray())).not.toBe(first);
    expect([...stateOf({ layer }).keys()]).toEqual(["layer.key", "layer.calls"]);
    loadState({ other }, { "other.key": layer.state()["key"] as Tensor, "other.calls": 1 });
    expect(other.forward(x).toArray()).toEqual(layer.forward(x).toArray());
    expect(message(() => other.load({ key: [1, 2, 3], calls: 1 }))).toBe(
      "Dropout.load: key must have shape [2], got [3].",
    );
  });

  it("has no parameters, and is the only thing that setTraining changes", () => {
    const own = { training: true, w: parameter(1), name: "training" };
    const model = sequential(new Linear(1, 1), new Dropout(), (t) => t);
    setTraining({ model, own }, false);
    expect(model.layers[1].training).toBe(false);
    expect(own).toMatchObject({ training: false, name: "training" });
    expect(parameters(new Dropout())).toEqual([]);
    expect(message(() => setTraining(model, 1 as never))).toBe(
      "setTraining: training must be true or false, got 1.",
    );
    expect(message(() => new Dropout(1))).toBe("Dropout: rate must be a number from 0 to below 1, got 1.");
  });
});

it("a model that a compiled function is given has its parameters", () => {
  const penalty = compile((model: { w: Tensor; b: Tensor }, x: Tensor) =>
    parameters(model).reduce<Tensor>((sum, cell) => sum.add(cell.square().sum()), x),
  );
  for (const w of [2, 3]) {
    const model = { w: parameter([1, w]), b: parameter(w) };
    expect(penalty(model, tensor(1)).item()).toBe(2 + 2 * w * w);
    expect(penalty({ w: model.w, b: tensor(5) }, tensor(1)).item()).toBe(2 + w * w);
  }
});

it("parameters of a model are found where a function is given it to be differentiated", () => {
  const penalty = (model: object): Tensor =>
    parameters(model).reduce<Tensor>((sum, cell) => sum.add(cell.square().sum()), tensor(0));
  const model = { w: parameter([1, 2]), head: { b: parameter(3) }, fixed: tensor(1) };
  const loss = (m: typeof model): Tensor => m.head.b.mul(m.fixed).add(penalty(m));
  const wanted = gradients(loss(model), parameters(model)).map((slope) => slope.toArray());
  expect(wanted).toEqual([[2, 4], 7]);
  for (const of of [grad(loss), compile((m: typeof model) => grad(loss)(m)), grad(checkpoint(loss))]) {
    const found = of(model);
    expect([found.w.toArray(), found.head.b.item(), found.fixed.item()]).toEqual([...wanted, 3]);
  }
  expect(
    message(() =>
      grad((m: typeof model) => (gradientDescent(parameters(m), { learningRate: 1 }), loss(m)))(model),
    ),
  ).toBe(
    "gradientDescent: parameters[0] must be a parameter itself, got the tensor that a function has in place of its argument. Refer to " +
      "the parameter in the function instead of passing it.",
  );
});

describe("setTraining of a layer of one's own", () => {
  class Normalised {
    training = true;
    readonly mean = parameter(zeros([2]));
    forward(v: Tensor): Tensor {
      if (!this.training) return v.sub(this.mean);
      const mean = v.mean(0);
      this.mean.assign(this.mean.mul(0.5).add(mean.mul(0.5)));
      return v.sub(mean);
    }
  }

  /** Around a layer that tells compiled functions itself. */
  class Block {
    training = true;
    readonly drop = new Dropout(0.5, { seed: 4 });
    forward(v: Tensor): Tensor {
      return this.training ? this.drop.forward(v) : v;
    }
  }

  class Hidden extends Normalised {
    #training = true;
    constructor() {
      super();
      Reflect.deleteProperty(this, "training");
      Object.defineProperty(this, "training", {
        get: () => this.#training,
        set: (value: boolean) => {
          this.#training = value;
        },
      });
    }
  }

  it.each([
    ["with state", () => new Normalised()],
    ["around Dropout", () => new Block()],
    ["behind an accessor", () => new Hidden()],
  ])("is seen by compiled functions, in the order in which it is set: %s", (_, make) => {
    const story = (compiled: boolean): unknown[] => {
      const layer = make();
      const forward = (v: Tensor): Tensor => layer.forward(v);
      const run = compiled ? compile(forward) : forward;
      const other = compiled ? compile((v: Tensor) => run(v).mul(2)) : (v: Tensor): Tensor => run(v).mul(2);
      const seen: unknown[] = [];
      for (const training of [
        true,
        true,
        true,
        false,
        false,
        true,
        true,
        false,
        false,
        true,
        false,
        true,
        true,
      ]) {
        setTraining({ layer }, training);
        seen.push(run(x).toArray(), other(x).toArray());
        if (layer instanceof Normalised) seen.push(layer.mean.toArray());
      }
      return seen;
    };
    expect(story(true)).toEqual(story(false));
  });

  it("is not recorded anew where it stays as it is, or the function sets it", () => {
    const layer = new Normalised();
    let calls = 0;
    const run = compile((v: Tensor, training: boolean) => {
      calls += 1;
      setTraining({ layer }, training);
      return layer.forward(v);
    });
    for (let k = 0; k < 4; k++) {
      run(x, true);
      run(x, false);
    }
    // At calls 1, 2 and 4 of each.
    expect([calls, run.plans]).toEqual([6, 2]);
  });
});
