import { compile, full, grad, gradients, mt19937, parameter, scalar, type Tensor, tensor, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { message } from "../../../../test/message.ts";
import { batches, type BatchOptions } from "./batches.ts";
import { categories } from "./categories.ts";
import { decodeNpy } from "./npy.ts";
import { padded } from "./padded.ts";
import { partition } from "./partition.ts";
import { standardization } from "./standardization.ts";

const unchecked = (f: unknown): ((...args: readonly unknown[]) => unknown) => f as never;
const rows = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
  [7, 8],
  [9, 10],
]);

async function* stream(count: number): AsyncGenerator<number, undefined> {
  for (let k = 0; k < count; k++) yield k;
}

describe("batches", () => {
  it("of tensors keep dtype and shape behind the rows, of masks and integers, too", () => {
    const data = { x: rows, y: rows.cast("float32"), i: tensor([1, 2, 3, 4, 5], { dtype: "int32" }), m: rows.greater(4) };
    const made = [...batches(data, { size: 2 })];
    expect(made.map(({ x }) => x.toArray())).toEqual([[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10]]]);
    expect([made[2]?.y, made[1]?.i, made[1]?.m].map((t) => [t?.dtype, t?.shape, t?.toArray()])).toEqual([
      ["float32", [1, 2], [[9, 10]]],
      ["int32", [2], [3, 4]],
      ["bool", [2, 2], [[true, true], [true, true]]],
    ]);
  });

  it("are those of a new order in each pass, that a seed repeats, rows together", () => {
    const data = { x: rows, k: [0, 1, 2, 3, 4] };
    const twice = (): unknown[] => {
      const shuffled = batches(data, { size: 3, seed: 4 });
      return [1, 2].map(() => [...shuffled].flatMap(({ k }) => k));
    };
    const [first, second] = twice();
    expect(twice()).toEqual([first, second]);
    expect(first).not.toEqual(second);
    expect(first).toEqual(mt19937(4).permutation(5).toArray());
    for (const { x, k } of batches(data, { size: 3, seed: 4 })) {
      expect(x.toArray()).toEqual(k.map((row) => [2 * row + 1, 2 * row + 2]));
    }
  });

  it("leave a smaller last one out on request", () => {
    expect([...batches([1, 2, 3], { size: 2, dropLast: true })]).toEqual([[1, 2]]);
    expect([...batches([1, 2, 3, 4], { size: 2, dropLast: true })]).toHaveLength(2);
    expect([...batches([], { size: 2 })]).toEqual([]);
    expect([...batches(zeros([0, 3]), { size: 2 })]).toEqual([]);
  });

  it("of a parameter are those of its value when they began", () => {
    const w = parameter([1, 2]);
    const made = batches(w, { size: 1 });
    w.assign([3, 4]);
    expect([...made].map((t) => t.toArray())).toEqual([[1], [2]]);
  });

  it("come from async iterables", async () => {
    const collect = async (options: BatchOptions): Promise<number[][]> => {
      const made: number[][] = [];
      for await (const batch of batches(stream(5), options)) made.push(batch);
      return made;
    };
    expect(await collect({ size: 2 })).toEqual([[0, 1], [2, 3], [4]]);
    expect(await collect({ size: 2, dropLast: true })).toEqual([[0, 1], [2, 3]]);
  });

  it.each<[string, readonly unknown[], string]>([
    ["a number", [1, { size: 1 }], "data must be a tensor with rows or an array, or an object of such, { x, y }, got 1."],
    ["a scalar", [tensor(1), { size: 1 }], "data must be a tensor with rows or an array, got a scalar."],
    [
      "an empty object",
      [{}, { size: 1 }],
      "data must be a tensor with rows or an array, or an object of such, { x, y }, got an object.",
    ],
    ["a column of text", [{ x: "abc" }, { size: 1 }], '"x" must be a tensor with rows or an array, got "abc".'],
    [
      "columns of different lengths",
      [{ x: rows, y: [1] }, { size: 1 }],
      'all columns must have the same number of rows, got 5 in "x" and 1 in "y".',
    ],
    ["no size", [rows, {}], "size must be a positive integer, got undefined."],
    ["another dropLast", [rows, { size: 1, dropLast: 1 }], "dropLast must be true or false, got 1."],
    [
      "an order for a stream",
      [stream(1), { size: 1, seed: 1 }],
      "an async iterable cannot be shuffled. Collect it in an array, or leave seed out.",
    ],
  ])("refuse %s", (_, args, message) => {
    expect(() => unchecked(batches)(...args)).toThrow(expect.objectContaining({ message: `batches: ${message}` }));
  });
});

describe("partition", () => {
  it("divides all rows, each once, in order or at random", () => {
    const [train, test] = partition({ x: rows, k: [0, 1, 2, 3, 4] }, [0.6, 0.4]);
    expect([train?.k, test?.k, test?.x.toArray()]).toEqual([[0, 1, 2], [3, 4], [[7, 8], [9, 10]]]);
    const hundred = Array.from({ length: 100 }, (_, k) => k);
    const parts = partition(hundred, [0.5, 0.3, 0.2], { seed: 1 });
    expect(parts.map((part) => part.length)).toEqual([50, 30, 20]);
    expect(parts.flat().sort((a, b) => a - b)).toEqual(hundred);
    expect(parts).toEqual(partition(hundred, [0.5, 0.3, 0.2], { generator: mt19937(1) }));
    expect(parts).not.toEqual(partition(hundred, [0.5, 0.3, 0.2]));
  });

  it("gives each part its share of each label", () => {
    const labels = Array.from({ length: 90 }, (_, k) => (k < 60 ? 0 : k < 80 ? 1 : 2));
    for (const stratify of [labels, tensor(labels, { dtype: "int32" }), labels.map(String)]) {
      const [train, test] = partition(labels, [0.8, 0.2], { seed: 3, stratify }) as [number[], number[]];
      const counts = (part: number[]): number[] => [0, 1, 2].map((k) => part.filter((label) => label === k).length);
      expect([counts(train), counts(test)]).toEqual([[48, 16, 8], [12, 4, 2]]);
      // Not label by label.
      expect(train.filter((label, k) => label !== train[k + 1]).length).toBeGreaterThan(10);
    }
  });

  const rule = "fractions must be an array of positive numbers whose sum is 1, such as [0.8, 0.2], got";
  it.each<[string, readonly unknown[], string]>([
    ["a number", [rows, 0.8], `${rule} 0.8.`],
    ["another sum", [rows, [0.8, 0.3]], `${rule} [0.8, 0.3].`],
    ["what is negative", [rows, [1.5, -0.5]], `${rule} [1.5, -0.5].`],
    ["an empty part", [[1, 2], [0.9, 0.1]], "no part must be empty, got none of 2 rows for fractions[1]."],
    ["too few labels", [rows, [1], { stratify: [1] }], "stratify must have a label for each of 5 rows, got 1."],
    ["labels that are none", [rows, [1], { stratify: 1 }], "stratify must have a label for each of 5 rows, got 1."],
  ])("refuses %s", (_, args, message) => {
    expect(() => unchecked(partition)(...args)).toThrow(expect.objectContaining({ message: `partition: ${message}` }));
  });
});

describe("standardization", () => {
  it("goes on from what a parameter holds when it is loaded", () => {
    const mean = parameter([5]);
    const scale = standardization([[1], [3]]);
    scale.load({ mean, deviation: tensor([2]) });
    mean.assign([0]);
    expect(scale.apply([[7]]).toArray()).toEqual([[1]]);
  });

  it("gives mean 0 and deviation 1, and takes it back", () => {
    const x = mt19937(1).normal([50, 3], { mean: 5, standardDeviation: 2 });
    const scale = standardization(x);
    const y = scale.apply(x);
    for (const mean of y.mean([0]).data()) expect(mean).toBeCloseTo(0, 12);
    for (const deviation of y.std([0]).data()) expect(deviation).toBeCloseTo(1, 12);
    expect(scale.invert(y).sub(x).abs().max().item()).toBeLessThan(1e-14);
    expect(standardization([1, 3]).apply(3).item()).toBe(1);
    expect(standardization(tensor([[1], [3]], { dtype: "float32" })).apply([[3]]).dtype).toBe("float32");
  });

  it.each<[string, "float64" | "float32", number, number]>([
    ["exact", "float64", 3, 2],
    ["a little off", "float64", 0.1, 3],
    ["off by many roundings", "float64", 7.3, 1000],
    ["off in float32", "float32", 0.1, 100],
  ])("leaves a constant feature its scale where its mean is %s", (_, dtype, value, count) => {
    const scale = standardization(full([count, 1], value, { dtype }));
    const [at, above] = scale.apply(tensor([[value], [value + 1]], { dtype })).data();
    expect(at).toBe(0);
    expect(above).toBeCloseTo(1, 6);
  });

  it.each<[string, "float64" | "float32", number, number]>([
    ["so small that their squares vanish", "float64", 1e-200, 3e-200],
    ["so small that their squares vanish in float32", "float32", 1e-24, 3e-24],
    ["so large that their squares overflow", "float64", 1e200, 3e200],
    ["so large that their squares overflow in float32", "float32", 1e20, 3e20],
  ])("takes numbers that are %s", (_, dtype, low, high) => {
    const x = tensor([low, high], { dtype });
    const [first, second] = standardization(x).apply(x).data();
    expect(first).toBeCloseTo(-1, 6);
    expect(second).toBeCloseTo(1, 6);
  });

  it("sums float32 in float64", () => {
    const x = tensor(
      Array.from({ length: 1000 }, (_, k) => 1e8 + (k % 2) * 16),
      { dtype: "float32" },
    );
    const scale = standardization(x);
    expect([scale.mean.item(), scale.deviation.item()]).toEqual([1e8 + 8, 8]);
  });

  it("refuses another number of features, of which one would be taken for all", () => {
    const scale = standardization([[1, 5, 2], [3, 5, 4]]);
    expect(() => scale.apply([[1], [2]])).toThrow(
      expect.objectContaining({ message: "standardization.apply: x must be of shape [..., 3], got [2, 1]." }),
    );
    expect(() => scale.invert(3)).toThrow(
      expect.objectContaining({ message: "standardization.invert: x must be of shape [..., 3], got []." }),
    );
    expect(scale.apply([1, 5, 2]).toArray()).toEqual([-1, 0, -1]);
  });

  it("is saved and loaded", () => {
    const [from, to] = [standardization([[1, 5], [3, 5]]), standardization([[0, 0]])];
    to.load(from.state());
    expect(to.apply([[5, 6]]).toArray()).toEqual([[3, 1]]);
    expect(() => to.load({ mean: tensor([0, 0]), deviation: tensor([1]) })).toThrow(
      "standardization.load: deviation must be a tensor of float64 and shape [2], got a Tensor.",
    );
    expect(to.mean.toArray()).toEqual([2, 5]);
  });

  it.each<[string, unknown, string]>([
    ["a scalar", tensor(1), "x must have at least one example, got shape []."],
    ["nothing", zeros([0, 2]), "x must have at least one example, got shape [0, 2]."],
    ["integers", tensor([1, 2], { dtype: "int32" }), 'x must be float64 or float32, got int32. Use cast("float64").'],
    ["NaN", [[1, Number.NaN]], "x must be finite, got NaN or Infinity in it."],
    [
      "what is too large to be summed",
      [1.7e308, 1.6e308],
      "x is so large that its sum overflows. Divide it by a constant before.",
    ],
  ])("refuses %s", (_, x, message) => {
    expect(() => unchecked(standardization)(x)).toThrow(expect.objectContaining({ message: `standardization: ${message}` }));
  });
});

describe("categories", () => {
  it("are sorted, and map there and back", () => {
    const numbers = categories([10, 2, 10, 1]);
    expect(numbers.values).toEqual([1, 2, 10]);
    const labels = [2, 1, 10, 2];
    expect(numbers.indices(labels).dtype).toBe("int32");
    expect(numbers.labels(numbers.indices(labels))).toEqual(labels);
    expect(numbers.labels(numbers.oneHot(labels))).toEqual(labels);
    expect(numbers.oneHot([10], { dtype: "float32" }).dtype).toBe("float32");
    expect(numbers.labels([[1, 2, 2]])).toEqual([2]);
  });

  const colours = categories(["red", "blue"]);
  const rule = "labels must be an array of strings, or of numbers, at least one, got";
  it.each<[string, () => unknown, string]>([
    ["no labels", () => unchecked(categories)([]), `categories: ${rule} [].`],
    ["a mixture", () => unchecked(categories)(["a", 1]), `categories: ${rule} 1 at 1.`],
    ["NaN", () => categories([Number.NaN]), `categories: ${rule} NaN at 0.`],
    [
      "a new label",
      () => unchecked(colours.indices)(["green"]),
      'categories.indices: labels must be among the categories, got "green".',
    ],
    [
      "other indices",
      () => colours.labels([2]),
      "categories.labels: scores must be class indices, integers from 0 to 1, got 2.",
    ],
    [
      "other scores",
      () => colours.labels([[1, 2, 3]]),
      "categories.labels: scores must have shape [examples], of class indices, or [examples, 2], of scores, got [1, 3].",
    ],
  ])("refuse %s", (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});

describe("padded", () => {
  it("takes sequences of vectors, tensors, and empty ones", () => {
    const { values, mask } = padded([[[1, 2]], rows.slice([{ start: 0, stop: 3 }]) as Tensor, []], {
      length: 4,
      value: -1,
      dtype: "float32",
    });
    expect([values.shape, values.dtype, mask.shape]).toEqual([[3, 4, 2], "float32", [3, 4]]);
    expect(values.toArray()).toEqual([
      [[1, 2], [-1, -1], [-1, -1], [-1, -1]],
      [[1, 2], [3, 4], [5, 6], [-1, -1]],
      [[-1, -1], [-1, -1], [-1, -1], [-1, -1]],
    ]);
    expect(mask.sum([1]).toArray()).toEqual([1, 3, 0]);
  });

  it.each<[string, readonly unknown[], string]>([
    ["no sequences", [[]], "sequences must be an array, at least one, got []."],
    ["numbers", [[1]], "sequences[0] must be an array or a tensor with axes, got a number."],
    ["what is too long", [[[1, 2]], { length: 1 }], "sequences[0] must not be longer than 1, got 2."],
    ["other vectors", [[[[1, 2]], [[1]]]], "sequences[1] must have the shape [1, 2], got [1, 1]."],
  ])("refuses %s", (_, args, message) => {
    expect(() => unchecked(padded)(...args)).toThrow(expect.objectContaining({ message: `padded: ${message}` }));
  });
});

describe("a derivative that would lack what was taken out of tensors is refused", () => {
  const remedy =
    "Take the rows with slice() or take(), through which derivatives pass, or take stopGradient() of them if they are meant as data.";
  const ofRows = (op: string): string => `through what ${op}() returned, which is data. ${remedy}`;
  const ofPadded =
    "through what padded() returned, which is data. Fill up with pad() and stack(), or take stopGradient() of what is meant as data.";
  it.each<[string, string, (x: Tensor<[4, 1]>) => Tensor[]]>([
    ["a batch", ofRows("batches"), (x) => [...batches(x, { size: 3 })]],
    ["a batch in another order", ofRows("batches"), (x) => [...batches({ x, y: [1, 2, 3, 4] }, { size: 2, seed: 1 })].map((batch) => batch.x)],
    ["a part", ofRows("partition"), (x) => partition(x, [0.5, 0.5])],
    ["a batch of a part", ofRows("batches"), (x) => [...batches(partition(x, [0.5, 0.5])[0] as Tensor, { size: 1 })]],
    ["a filled sequence", ofPadded, (x) => [padded([[[7], [8]], x]).values]],
  ])("%s", (_, through, taken) => {
    const w = parameter(2);
    const features = tensor([[1], [2], [4], [5]]).mul(w) as Tensor<[4, 1]>;
    const sum = (parts: Tensor[]): Tensor => parts.map((part) => part.square().sum()).reduce((a, b) => a.add(b)) as Tensor;
    const y = sum(taken(features)).add(features.sum());
    for (const x of [w, features]) expect(message(() => gradients(y, [x]))).toBe(`gradients: y depends on xs[0] ${through}`);
    expect(message(() => y.backward())).toBe(`backward: y depends on a parameter of shape [] ${through}`);
    expect(message(() => grad((x: Tensor<[4, 1]>) => sum(taken(x)).add(x.sum()))(features))).toBe(
      `grad: the result depends on an argument of shape [4, 1] ${through}`,
    );
    const [first] = taken(features) as [Tensor];
    expect(message(() => compile((x: Tensor) => x.sum().mul(w).backward())(first))).toBe(
      "compile: the function takes a derivative by a parameter of shape [] from which an argument of shape " +
        `[${first.shape.join(", ")}] was built outside: inside, that is data, and the derivative would lack a part. Build it ` +
        "inside, or pass its stopGradient() if it is meant as data.",
    );
    expect(w.grad).toBeNull();
    // Where nothing is lacking, it is data as before: of numbers, of what was read, of stopGradient(), by other tensors.
    for (const data of [tensor(features.data(), { shape: [4, 1] }), features.stopGradient()]) {
      for (const part of taken(data as Tensor<[4, 1]>)) {
        part.sum().mul(w).backward();
        compile((x: Tensor) => x.sum().mul(w).backward())(part);
        expect(w.grad?.item()).toBeCloseTo(2 * part.sum().item(), 9);
        w.grad = null;
      }
    }
    const v = scalar(3);
    expect(gradients(first.sum().mul(v), [v])[0].item()).toBe(first.sum().item());
    expect(grad((v) => (taken(features)[0] as Tensor).sum().mul(v))(3).item()).toBe(first.sum().item());
    expect(message(() => gradients(first.sum(), [v]))).toBe(
      'gradients: y does not depend on xs[0]. Build y from that very tensor. For zeros instead of this error, pass { unused: "zero" }.',
    );
    w.assign(3);
    first.sum().mul(w).backward();
    expect(w.grad?.item()).toBe(first.sum().item());
  });
});

describe("decodeNpy refuses", () => {
  const file = (header: string, data = 0, version = 1): Uint8Array =>
    Uint8Array.from([
      0x93,
      ...new TextEncoder().encode("NUMPY"),
      version,
      0,
      ...(version === 1 ? [header.length, 0] : [header.length, 0, 0, 0]),
      ...new TextEncoder().encode(header),
      ...new Uint8Array(data),
    ]);
  const header = (descr: string, shape: string): string =>
    `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`;
  it("nothing of version 2", () => {
    expect(decodeNpy(file(header("<f8", "2,"), 16, 2)).toArray()).toEqual([0, 0]);
  });
  it.each<[string, Uint8Array, string]>([
    ["other files", new Uint8Array(20), "bytes must begin as an .npy file does."],
    ["other versions", file(header("<f8", ""), 8, 4), "bytes must begin as an .npy file does."],
    [
      "a header beyond the end",
      file(header("<f8", "2,"), 0).subarray(0, 30),
      "the header must be a dictionary of descr, fortran_order and shape.",
    ],
    ["code in the header", file("__import__('os')"), "the header must be a dictionary of descr, fortran_order and shape."],
    ["other elements", file(header("|O8", "1,"), 8), 'elements must be of f8, f4, f2, i8, i4, i2, i1, u8, u4, u2, u1, b1, got "O8".'],
    ["truncated data", file(header("<f8", "2,"), 15), "the data must have size 16 in bytes, got 15."],
    ["huge shapes", file(header("<f8", `${"9".repeat(15)}, ${"9".repeat(15)}`), 8), "the data must have size 7.999999999999984e+30 in bytes, got 8."],
    ["other truth values", file(header("|b1", "1,"), 1).fill(2, -1), "the array must have 0 or 1 as element 0, got 2."],
  ])("%s", (_, bytes, message) => {
    expect(() => decodeNpy(bytes)).toThrow(expect.objectContaining({ message: `decodeNpy: ${message}` }));
  });
});

it("keeps labels in the order of their numbers", () => {
  const species = categories(["b", "a", "b"]);
  expect(() => (species.values as string[]).reverse()).toThrow(TypeError);
  expect(species.labels(species.indices(["a", "b"]))).toEqual(["a", "b"]);
});
