import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  compile,
  grad,
  gradients,
  mt19937,
  type Parameter,
  parameter,
  scalar,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/autograd";
import { adam } from "@chainrule/optim";
import { afterEach, describe, expect, it, test, vi } from "vitest";
import { message } from "../../../../test/message.ts";
import { standardization } from "../data/standardization.ts";
import { Dropout } from "../dropout.ts";
import { EarlyStopping } from "../fit/early-stopping.ts";
import { Linear } from "../linear.ts";
import { mlp } from "../mlp.ts";
import { namedParameters } from "../model/parameters.ts";
import { sequential } from "../sequential.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { load, save } from "./save.ts";
import { loadState, type Stateful, stateOf } from "./state.ts";

const restore = loadState as (model: unknown, tensors: unknown, options?: unknown) => void;

interface Pair {
  readonly w: Parameter<[number, number]>;
  readonly b: Parameter<[number]>;
}

const model = (): Pair => ({ w: parameter([[1, 2]] as number[][]), b: parameter([3] as number[]) });
const values = ({ w, b }: Pair): unknown => [w.toArray(), b.toArray()];

/** Something with state that allows only some values. */
function positive(value: number): Stateful & { value: number } {
  const part = {
    value,
    state: () => ({ value: tensor(part.value) }),
    load(state: Readonly<Record<string, Tensor>>) {
      const next = (state["value"] as Tensor).item();
      if (next < 0) throw new RangeError("negative");
      part.value = next;
    },
  };
  return part;
}

describe("stateOf and loadState", () => {
  it("carry parameters and state, by path, and stay what they were", () => {
    const [from, to] = [model(), model()];
    const parts = { model: from, deep: [{ counter: positive(5) }] };
    const state = stateOf(parts);
    from.w.assign([[7, 8]]);
    expect([...state].map(([name, value]) => [name, value.toArray()])).toEqual([
      ["model.w", [[1, 2]]],
      ["model.b", [3]],
      ["deep.0.counter.value", 5],
    ]);
    const counter = positive(1);
    to.w.assign([[0, 0]]);
    loadState({ model: to, deep: [{ counter }] }, state);
    expect([values(to), counter.value]).toEqual([[[[1, 2]], [3]], 5]);
  });

  it("hold what an owner's cells held, which goes on with its state() being a parameter", () => {
    const mean = parameter([2]);
    const norm: Stateful = {
      state: () => ({ mean }),
      load: (state) => mean.assign(state["mean"] as Tensor<[1]>),
    };
    const parts = { norm, w: parameter(1) };
    const saved = stateOf(parts);
    const stopping = new EarlyStopping(parts, 2);
    stopping.note(1, 0.5);
    const change = (): void => {
      mean.assign([51]);
      parts.w.assign(7);
    };
    change();
    expect(saved.get("norm.mean")?.toArray()).toEqual([2]);
    stopping.note(2, 0.9);
    stopping.restore();
    expect([mean.toArray(), parts.w.item()]).toEqual([[2], 1]);
    change();
    loadState(parts, saved);
    expect([mean.toArray(), parts.w.item()]).toEqual([[2], 1]);
    const refusing = { ...positive(1), state: () => ({ value: tensor(1) }) };
    expect(() => loadState({ norm, refusing }, { "norm.mean": [50], "refusing.value": -1 })).toThrow(
      "negative",
    );
    expect(mean.toArray()).toEqual([2]);
  });

  it("exchange parameters of one model, and of one that owns some of them", () => {
    const pair = { a: parameter([1]), b: parameter([2]) };
    loadState(pair, namedParameters(pair), { names: { a: "b", b: "a" } });
    expect([pair.a.toArray(), pair.b.toArray()]).toEqual([[2], [1]]);
    const [c, d] = [parameter([3]), parameter([4])];
    const owner: Stateful = { state: () => ({ c }), load: (state) => c.assign(state["c"] as Tensor<[1]>) };
    loadState({ owner, d }, { "owner.c": d, d: c });
    expect([c.toArray(), d.toArray()]).toEqual([[4], [3]]);
  });

  it("go through JSON, bit for bit", () => {
    const make = (seed: number) => ({
      w: parameter([seed / 3, Math.fround(0.1) / seed], { dtype: "float32" }),
      v: parameter(Math.PI * seed),
      generator: mt19937(seed),
    });
    const [from, to] = [make(1), make(2)];
    from.generator.normal([3]);
    loadState(to, JSON.parse(JSON.stringify(Object.fromEntries(stateOf(from)))));
    const bits = (parts: object): unknown => [...stateOf(parts)].map(([name, value]) => [name, value.data()]);
    expect(bits(to)).toEqual(bits(from));
    expect(to.generator.normal([5]).toArray()).toEqual(from.generator.normal([5]).toArray());
  });

  it("carry what a compiled function left in its own memory", () => {
    const from = model();
    const step = compile(() => from.w.assign(from.w.mul(2)));
    step();
    step();
    expect(stateOf(from).get("w")?.toArray()).toEqual([[4, 8]]);
    loadState(from, { w: [[5, 6]].map((row) => tensor(row))[0]?.reshape([1, 2]) as Tensor, b: tensor([0]) });
    step();
    expect(values(from)).toEqual([[[10, 12]], [0]]);
  });

  it("widen float32, and narrow float64 on request", () => {
    const wide = model();
    loadState(wide, { w: tensor([[0.1, 1]], { dtype: "float32" }), b: tensor([2]) });
    expect(wide.w.toArray()).toEqual([[Math.fround(0.1), 1]]);
    const narrow = { w: parameter([0], { dtype: "float32" }) };
    loadState(narrow, { w: tensor([0.1]) }, { narrow: true });
    expect(narrow.w.toArray()).toEqual([Math.fround(0.1)]);
  });

  it("take other names, and transposed weights", () => {
    const tensors = { "fc.weight": tensor([[5], [6]]), "fc.bias": tensor([7]) };
    const names = { w: { from: "fc.weight", transpose: true }, b: "fc.bias" };
    const [first, second] = [model(), model()];
    loadState(first, tensors, { names });
    expect(values(first)).toEqual([[[5, 6]], [7]]);
    loadState(second, tensors, { names: (name) => names[name as "w"] });
    expect(values(second)).toEqual([[[5, 6]], [7]]);
  });

  const good = { w: tensor([[5, 6]]), b: tensor([7]) };
  it.each<[string, unknown, unknown, string]>([
    ["no tensors", 1, {}, "tensors must be an object or a Map of tensors by name, got 1."],
    ["a missing one", { w: good.w }, {}, 'there must be a tensor "b", got "w".'],
    ["a string", { ...good, b: "1" }, {}, '"b" must be a tensor or numbers, got "1".'],
    ["a number", { ...good, b: 1 }, {}, '"b" must have shape [1], got [].'],
    [
      "what JSON makes of NaN",
      { ...good, b: [null] },
      {},
      '"b" must be a tensor or numbers: elements must be numbers or booleans, got null at [0].',
    ],
    [
      "one too many",
      { ...good, c: good.b },
      {},
      'the model must have a place for each tensor, got "c" besides. Pass { unused: "skip" }, or { names }.',
    ],
    ["another shape", { ...good, b: good.w }, {}, '"b" must have shape [1], got [1, 2].'],
    [
      "the transposed shape",
      { ...good, w: tensor([[1], [2]]) },
      {},
      '"w" must have shape [1, 2], got [2, 1]. If it is stored transposed, pass { names: { "w": { from: "w", transpose: true } } }.',
    ],
    [
      "another shape under another name",
      { ...good, v: good.b },
      { names: { w: "v" } },
      '"v", for "w", must have shape [1, 2], got [1].',
    ],
    ["another dtype", { ...good, b: tensor([1], { dtype: "int32" }) }, {}, '"b" must be float64, got int32.'],
    [
      "names of nothing",
      good,
      { names: { v: "w" } },
      'names must be of what the model has, "w", "b", got "v".',
    ],
    [
      "names that are none",
      good,
      { names: { w: 1 } },
      "options must be an object with from, transpose, got 1.",
    ],
    ["another unused", good, { unused: "zero" }, 'unused must be "skip", got "zero".'],
    ["narrow", good, { narrow: 1 }, "narrow must be true or false, got 1."],
  ])("refuse %s, and change nothing", (_, tensors, options, message) => {
    const target = model();
    expect(() => restore(target, tensors, options)).toThrow(
      expect.objectContaining({ message: `loadState: ${message}` }),
    );
    expect(values(target)).toEqual([[[1, 2]], [3]]);
  });

  it("refuse to round unasked", () => {
    const narrow = { w: parameter([0], { dtype: "float32" }) };
    expect(() => loadState(narrow, { w: tensor([0.1]) })).toThrow(
      'loadState: "w" must be float32, got float64. Pass { narrow: true } to round it.',
    );
  });

  it("give back what parts had where a later one refuses its values", () => {
    const [w, first, second] = [parameter(1), positive(2), positive(3)];
    const state = { w: tensor(7), "first.value": tensor(8), "second.value": tensor(-9) };
    expect(() => loadState({ w, first, second }, state)).toThrow(RangeError);
    expect([w.item(), first.value, second.value]).toEqual([1, 2, 3]);
  });
});

/** That of the error which a promise is rejected with. */
const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no error",
    (error: unknown) => String(error),
  );

describe("save and load", () => {
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), "chainrule-nn-"));
    folders.push(made);
    return made;
  };
  afterEach(() => {
    for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
    vi.unstubAllGlobals();
  });

  it("of saves to one path that overlap the last one stays, though an earlier one takes longer", async () => {
    const path = join(folder(), "latest.safetensors");
    const large = save(path, { w: parameter(zeros([600, 600])) });
    const small = save(path, { w: parameter([7]) });
    await Promise.all([large, small]);
    const w = parameter([0]);
    await load(path, { w });
    expect(w.toArray()).toEqual([7]);
    // One that fails does not hold up the next.
    const refused = messageOf(save(path, { w: parameter(1e6) }, { dtype: "float16" }));
    await save(path, { w: parameter([8]) });
    expect(await refused).toContain("too large");
    await load(path, { w });
    expect(w.toArray()).toEqual([8]);
  });

  it("go through a path and a file: URL, with metadata, and leave nothing else behind", async () => {
    const inside = folder();
    const [from, to] = [model(), model()];
    from.w.assign([[7, 8]]);
    const path = join(inside, "model.safetensors");
    const saving = save(path, from, { metadata: { epoch: "3" } });
    from.w.assign([[9, 9]]);
    await saving;
    expect(await load(path, to)).toEqual({ epoch: "3" });
    expect(values(to)).toEqual([[[7, 8]], [3]]);
    await save(pathToFileURL(path), from);
    await load(pathToFileURL(path), to);
    expect(values(to)).toEqual([[[9, 9]], [3]]);
    expect(readdirSync(inside)).toEqual(["model.safetensors"]);
  });

  it("store parameters in fewer bits, and all other state as it is", async () => {
    const path = join(folder(), "half.safetensors");
    const generator = mt19937(1);
    await save(path, { model: model(), generator }, { dtype: "bfloat16" });
    const { dtypes } = decodeSafetensors(readFileSync(path));
    expect(dtypes.get("model.w")).toBe("bfloat16");
    expect(dtypes.get("generator.spare")).toBe("float64");
    await load(path, { model: model(), generator });
  });

  it("take bytes, a Blob, and what fetch returns", async () => {
    const bytes = encodeSafetensors({ w: tensor([[5, 6]]), b: tensor([7]) });
    const sources = [bytes, bytes.buffer, new Blob([bytes]), new Response(bytes), Buffer.from(bytes)];
    for (const source of sources) {
      const target = model();
      await load(source, target);
      expect(values(target)).toEqual([[[5, 6]], [7]]);
    }
    vi.stubGlobal(
      "fetch",
      async (place: string) => new Response(bytes, { status: place.endsWith("a") ? 200 : 404 }),
    );
    const target = model();
    await load("https://example.org/a", target);
    expect(values(target)).toEqual([[[5, 6]], [7]]);
    await expect(load(new URL("https://example.org/b"), target)).rejects.toThrow(
      "load: the server must answer with the file, got status 404.",
    );
  });

  it("fetch and download in a page, where there is no file system", async () => {
    const clicked: unknown[] = [];
    const link = { href: "", download: "", click: () => clicked.push(link.download) };
    vi.stubGlobal("process", undefined);
    vi.stubGlobal("document", { createElement: () => link });
    await save("models/model.safetensors", model());
    expect([clicked, link.href.startsWith("blob:")]).toEqual([["model.safetensors"], true]);
    vi.stubGlobal("fetch", async () => new Response(encodeSafetensors(stateOf(model()))));
    await load("model.safetensors", model());
    vi.stubGlobal("document", undefined);
    await expect(save("model.safetensors", model())).rejects.toThrow(
      "save: there is neither a file system nor a page here. Use encodeSafetensors(stateOf(model)) for the bytes.",
    );
  });

  it("say what they cannot read or write, and keep the older file", async () => {
    const inside = folder();
    await expect(load(join(inside, "a"), model())).rejects.toThrow(/^load: cannot read ".*": ENOENT\.$/);
    await expect(save(join(inside, "a", "b"), model())).rejects.toThrow(
      /^save: cannot write ".*": ENOENT\.$/,
    );
    await expect(save("https://example.org/a", model())).rejects.toThrow(
      'save: the target must be a path or a file: URL, got "https://example.org/a".',
    );
    await expect(load(1 as never, model())).rejects.toThrow(
      "load: the source must be a path, a URL, a Blob, what fetch returned or bytes, got 1.",
    );
    const path = join(inside, "broken.safetensors");
    writeFileSync(path, "not a model");
    await expect(load(path, model())).rejects.toThrow("decodeSafetensors: the header must fit in the file");
    await expect(save(path, { w: parameter(1e6) }, { dtype: "float16" })).rejects.toThrow("too large");
    expect(readFileSync(path, "utf8")).toBe("not a model");
    expect(readdirSync(inside)).toEqual(["broken.safetensors"]);
  });

  it("carry a sequential with names that count its activations", async () => {
    const from = sequential((x) => x, mlp([2, 2], { activation: "tanh", seed: 1 }));
    expect([...stateOf(from).keys()]).toEqual(["layers.1.layers.0.weight", "layers.1.layers.0.bias"]);
  });
});

describe("an object of the user's with state() and load()", () => {
  class Net {
    readonly weight = parameter(1);
    calls = 0;
    state(): Record<string, Tensor> {
      return { calls: scalar(this.calls) };
    }
    load({ calls }: Readonly<Record<string, Tensor>>): void {
      this.calls = (calls as Tensor<[]>).item();
    }
  }
  class Trainer extends Net {
    readonly model = new Linear(1, 1, { weight: [[3]] });
    readonly optimizer = adam(this.model.parameters(), { learningRate: 0.1 });
  }
  /** Tells all of its model by itself. */
  class Whole {
    readonly inner = { weight: parameter(4), bias: parameter(5) };
    state(): Record<string, Tensor> {
      return { "inner.weight": this.inner.weight.mul(1), shift: this.inner.bias };
    }
    load(state: Readonly<Record<string, Tensor>>): void {
      this.inner.weight.assign(state["inner.weight"] as Tensor);
      this.inner.bias.assign(state["shift"] as Tensor);
    }
  }
  class Gated extends Dropout {
    readonly gate = parameter(2);
  }

  test("is saved with the parameters that it holds besides, and with what has state in it", () => {
    expect([...stateOf({ net: new Net() }).keys()]).toEqual(["net.calls", "net.weight"]);
    expect([...stateOf(new Net()).keys()]).toEqual(["calls", "weight"]);
    expect([...stateOf(new Trainer()).keys()]).toEqual([
      "calls",
      "weight",
      "model.weight",
      "model.bias",
      ...stateOf({ optimizer: new Trainer().optimizer }).keys(),
    ]);
    expect([...stateOf(new Gated(0.5, { seed: 1 })).keys()]).toEqual(["key", "calls", "gate"]);
  });

  test("is saved as it tells where it tells of its parameters itself, or others hold them", () => {
    expect([...stateOf({ whole: new Whole() }).keys()]).toEqual(["whole.inner.weight", "whole.shift"]);
    const trainer = new Trainer();
    const { model } = trainer;
    expect([...stateOf({ trainer, model }).keys()].filter((name) => name.includes("model"))).toEqual([
      "model.weight",
      "model.bias",
    ]);
  });

  test("comes back with them", () => {
    const [from, to] = [new Trainer(), new Trainer()];
    from.optimizer.minimize(from.model.forward([[1]]).sum());
    from.weight.assign(7);
    from.calls = 3;
    loadState({ to }, new Map(stateOf({ to: from })));
    expect([to.calls, to.weight.item(), to.model.weight.toArray()]).toEqual([
      3,
      7,
      from.model.weight.toArray(),
    ]);
    expect(JSON.stringify(to.optimizer.state())).toBe(JSON.stringify(from.optimizer.state()));
    const stopping = new EarlyStopping({ to }, 2);
    stopping.note(1, 1);
    to.weight.assign(9);
    stopping.note(2, 5);
    stopping.restore();
    expect(to.weight.item()).toBe(7);
  });
});

test("a compiled function sees a scale that is loaded behind it", () => {
  const scale = standardization([[1], [3]]);
  const f = compile((x: Tensor<[number, 1]>) => scale.apply(x).add(scale.mean).mul(1));
  expect(f([[3]]).toArray()).toEqual([[3]]);
  scale.load(standardization([[10], [30]]).state());
  for (let k = 0; k < 5; k++) expect(f([[30]]).toArray()).toEqual([[21]]);
  expect(scale.invert(scale.apply([[7]])).toArray()).toEqual([[7]]);
  // It is data: no derivative goes to it, and none is left at it.
  expect(grad((x: Tensor<[number, 1]>) => scale.apply(x).sum())([[1]]).toArray()).toEqual([[0.1]]);
});

test("what a state() tells is data, be it computed from a parameter", () => {
  const w = parameter(3);
  const owner = { state: () => ({ double: w.mul(2) }), load: () => undefined };
  const double = stateOf({ owner }).get("owner.double") as Tensor<[]>;
  expect(double.item()).toBe(6);
  expect(gradients(double.mul(w), [w])[0].item()).toBe(6);
});

describe("what compiled functions and files are told of an object of the user's with state of its own", () => {
  class Norm {
    mean: Tensor = zeros([1]);
    forward(x: Tensor): Tensor {
      return x.sub(this.mean);
    }
    state(): Record<string, Tensor> {
      return { mean: this.mean };
    }
    load(state: Readonly<Record<string, Tensor>>): void {
      this.mean = state["mean"] as Tensor;
    }
  }

  test.each([0, 1, 3, 4, 5, 8])("is what was loaded, after %d calls", (calls) => {
    const norm = new Norm();
    const f = compile((x: Tensor) => norm.forward(x));
    for (let k = 0; k < calls; k++) expect(f([3]).toArray()).toEqual([3]);
    const stopping = new EarlyStopping({ norm, w: parameter(1) }, 1);
    stopping.note(1, 1);
    loadState(norm, { mean: [1] });
    for (let k = 0; k < 5; k++) expect(f([3]).toArray()).toEqual([2]);
    stopping.restore();
    for (let k = 0; k < 5; k++) expect(f([3]).toArray()).toEqual([3]);
  });

  test("must be there at once", async () => {
    const told = (method: string): string =>
      `${method}() must not be asynchronous, since nothing waits for it. Do what takes time before or after.`;
    const first = new Norm();
    const late = { state: () => ({ mean: zeros([1]) }), load: () => Promise.reject(new RangeError("later")) };
    expect(message(() => loadState({ first, late }, { "first.mean": [7], "late.mean": [7] }))).toBe(
      `loadState: ${told("load")}`,
    );
    expect(first.mean.toArray()).toEqual([0]);
    const asked = { state: () => Promise.resolve({ mean: zeros([1]) }), load: () => undefined };
    expect(message(() => stateOf({ asked }))).toBe(`stateOf: ${told("state")}`);
    await expect(save("nowhere.safetensors", { asked })).rejects.toThrow(told("state"));
  });
});

test.each([
  ["a Set", new Set([zeros([1])])],
  ["what a generator gives", [zeros([1])][Symbol.iterator]()],
])("a state() that gives %s is refused, since nothing in it has a name", (_, state) => {
  const owner = { state: () => state, load: () => undefined };
  expect(message(() => stateOf({ owner }))).toMatch(
    /^stateOf: the state of "owner" must be an object or a Map of tensors by name, got /,
  );
});
