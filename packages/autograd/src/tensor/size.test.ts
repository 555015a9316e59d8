import { describe, expect, it } from "vitest";
import {
  arange,
  compile,
  concat,
  eye,
  full,
  jacobian,
  linspace,
  mt19937,
  ones,
  scalar,
  type Tensor,
  tensor,
  zeros,
} from "../index.ts";
import { stack } from "./functions/join.ts";

describe("a result of more elements than an array can hold is refused by", () => {
  const wide = zeros([1, 1e6]);
  const large = wide.broadcastTo([4000, 1e6]) as Tensor;

  it.each<[string, () => unknown, string]>([
    ["add", () => zeros([1e5, 1]).add(wide), "shape [100000, 1000000] has 100000000000"],
    ["outer", () => zeros([1e5]).outer(zeros([1e6])), "shape [100000, 1000000] has 100000000000"],
    ["pad", () => zeros([1]).pad(1e10), "shape [20000000001] has 20000000001"],
    ["concat", () => concat([large, large]), "shape [8000, 1000000] has 8000000000"],
    ["stack", () => stack([large, large]), "shape [2, 4000, 1000000] has 8000000000"],
    ["broadcastTo", () => wide.broadcastTo([1e4, 1e6]), "shape [10000, 1000000] has 10000000000"],
    ["matmul", () => zeros([1e5, 1]).matmul(wide), "shape [100000, 1000000] has 100000000000"],
  ])("%s", (op, f, text) => {
    expect(f).toThrow(`${op}: ${text} elements, more than an array can hold.`);
  });
});

describe("a value that takes more memory than one array may is refused, before any is taken, by", () => {
  const many = 2 ** 31;
  const text = (op: string, shape = `[${many}]`, size = many): string =>
    `${op}: shape ${shape} has ${size} elements, more than an array can hold: 4 GiB, 536870912 elements of float64.`;
  const random = mt19937(1);

  it.each<[string, () => unknown, string]>([
    ["zeros", () => zeros([many]), text("zeros")],
    ["ones", () => ones([many]), text("ones")],
    ["ones of two axes", () => ones([2 ** 16, 2 ** 15]), text("ones", "[65536, 32768]")],
    ["full", () => full([many], 0.5), text("full")],
    ["eye", () => eye(2 ** 15, 2 ** 16), text("eye", "[32768, 65536]")],
    ["arange", () => arange(many), text("arange")],
    ["linspace", () => linspace(0, 1, many), text("linspace")],
    ["uniform", () => random.uniform([many]), text("uniform")],
    ["normal", () => random.normal([many]), text("normal")],
    ["a broadcast that is read", () => scalar(1).broadcastTo([many]).data(), text("broadcastTo")],
    ["what is calculated with it", () => scalar(1).broadcastTo([many]).add(1).data(), text("broadcastTo")],
    [
      "pad",
      () =>
        zeros([1])
          .pad([[0, many - 1]])
          .data(),
      text("pad"),
    ],
    ["jacobian", () => jacobian((x) => x)(zeros([2 ** 15])), text("jacobian", "[32768, 32768]", 2 ** 30)],
  ])("%s", (_, f, message) => {
    const kibibytes = process.resourceUsage().maxRSS;
    expect(f).toThrow(expect.objectContaining({ code: "shape", message }));
    expect(process.resourceUsage().maxRSS - kibibytes).toBeLessThan(2 ** 19);
  });

  it.each<[string, () => unknown, string]>([
    ["float32", () => zeros([2 ** 30 + 1], { dtype: "float32" }), "1073741824 elements of float32."],
    ["int32", () => random.permutation(2 ** 31), "1073741824 elements of int32."],
    ["int32 integers", () => random.integers([2 ** 31], { high: 2 }), "1073741824 elements of int32."],
    ["an int32 range", () => arange(2 ** 31, { dtype: "int32" }), "1073741824 elements of int32."],
  ])("%s, by its own width", (_, f, message) => {
    expect(f).toThrow(message);
  });

  it("a compiled function", () => {
    expect(() => compile((x) => x.broadcastTo([many]).add(1))(1)).toThrow(
      "compile: the graph needs 16385 MiB, more than WebAssembly memory has here, 4096 MiB at most",
    );
  });

  it("but may be a step of what needs less, as long as it is never held", () => {
    const x = scalar(1).broadcastTo([many]) as Tensor;
    expect([x.shape, x.sum().shape]).toEqual([[many], []]);
  });
});

it("a range is checked number by number, whatever its dtype", () => {
  expect(arange(0, 70_000, { dtype: "int32" }).data().at(-1)).toBe(69_999);
  expect(() => arange(0, 2, 0.5, { dtype: "int32" })).toThrow("at [1]");
  expect(arange(2, { dtype: "bool" }).toArray()).toEqual([false, true]);
});

it("an axis without elements is not divided into more parts than memory holds", () => {
  expect(() => zeros([0]).split(1e9)).toThrow("split: there can be at most 1000000 parts, got 1000000000.");
  expect(() => tensor([[]]).split(1e9, 1)).toThrow(
    "split: there can be at most 1000000 parts, got 1000000000.",
  );
  expect(
    zeros([0])
      .split(3)
      .map((part) => part.shape),
  ).toEqual([[0], [0], [0]]);
});
