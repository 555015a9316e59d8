import { describe, expect, it } from "vitest";
import { arange, eye, full, linspace, ones, scalar, zeros } from "./create.ts";

type Loose = (...args: readonly unknown[]) => unknown;
const loose = { zeros, ones, full, eye, arange, linspace, scalar } as unknown as Record<string, Loose>;

describe("creating", () => {
  it("zeros and ones", () => {
    expect(zeros([2, 3]).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(ones([]).item()).toBe(1);
    expect(ones([2], { dtype: "bool" }).toArray()).toEqual([true, true]);
    expect(zeros([2, 0, 3]).toArray()).toEqual([[], []]);
    expect(zeros([2], { dtype: "float32" }).data()).toEqual(new Float32Array(2));
  });

  it("full", () => {
    expect(full([2], 0.5).toArray()).toEqual([0.5, 0.5]);
    expect(full([1], true).dtype).toBe("bool");
    expect(full([1], 3, { dtype: "int32" }).data()).toEqual(new Int32Array([3]));
    expect(Object.is(full([1], -0).item(), -0)).toBe(true);
  });

  it("eye", () => {
    expect(eye(2, 3).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(eye(3, 1).toArray()).toEqual([[1], [0], [0]]);
    expect(eye(2, { dtype: "float32" }).data()).toEqual(new Float32Array([1, 0, 0, 1]));
    expect(eye(2, 1, { dtype: "int32" }).data()).toEqual(new Int32Array([1, 0]));
    expect(eye(1, undefined, { dtype: "float32" }).dtype).toBe("float32");
    expect(eye(0).shape).toEqual([0, 0]);
  });

  it("arange", () => {
    expect(arange(3).toArray()).toEqual([0, 1, 2]);
    expect(arange(1, 4).toArray()).toEqual([1, 2, 3]);
    expect(arange(0, 1, 0.3).toArray()).toEqual([0, 0.3, 0.6, 0.8999999999999999]);
    expect(arange(3, 0, -1).toArray()).toEqual([3, 2, 1]);
    expect(arange(3, 0).toArray()).toEqual([]);
    expect(arange(2, { dtype: "int32" }).data()).toEqual(new Int32Array([0, 1]));
    expect(arange(1, 3, { dtype: "float32" }).data()).toEqual(new Float32Array([1, 2]));
  });

  it("linspace", () => {
    expect(linspace(0, 1, 3).toArray()).toEqual([0, 0.5, 1]);
    expect(linspace(0.1, 0.7, 4).toArray().at(-1)).toBe(0.7);
    expect(linspace(5, 9, 1).toArray()).toEqual([5]);
    expect(linspace(5, 9, 0).toArray()).toEqual([]);
  });
});

describe("creating wrongly", () => {
  it.each<[string, readonly unknown[], string]>([
    ["zeros", [3], "shape must be an array of sizes, got 3. Write [3]."],
    ["zeros", ["3"], 'shape must be an array of sizes, got "3".'],
    ["zeros", [], "shape must be an array of sizes, got undefined."],
    ["zeros", [[2, -1]], "sizes must be non-negative integers, got -1 at [1]."],
    ["zeros", [[0.5]], "sizes must be non-negative integers, got 0.5 at [0]."],
    ["zeros", [[Number.NaN]], "sizes must be non-negative integers, got NaN at [0]."],
    ["zeros", [[Infinity]], "sizes must be non-negative integers, got Infinity at [0]."],
    ["zeros", [["2"]], 'sizes must be non-negative integers, got "2" at [0].'],
    ["zeros", [[null]], "sizes must be non-negative integers, got null at [0]."],
    ["zeros", [[2n]], "sizes must be non-negative integers, got 2n at [0]."],
    ["zeros", [new Array(1)], "sizes must be non-negative integers, got undefined at [0]."],
    ["zeros", [[1e5, 1e5]], "shape [100000, 100000] has 10000000000 elements, more than an array can hold."],
    ["ones", [[2], "float32"], 'options must be an object with dtype, got "float32".'],
    ["ones", [[2], { dtype: "f32" }], 'dtype must be "float64", "float32", "int32" or "bool", got "f32".'],
    ["full", [[2]], "value must be a number or a boolean, got undefined."],
    ["full", [[2], "1"], 'value must be a number or a boolean, got "1".'],
    [
      "full",
      [[2], 0.5, { dtype: "int32" }],
      "int32 elements must be integers from -2147483648 to 2147483647, got 0.5.",
    ],
    ["scalar", [[1]], "value must be a number or a boolean, got [1]."],
    ["scalar", ["1"], 'value must be a number or a boolean, got "1".'],
    ["eye", [-1], "rows must be a non-negative integer, got -1."],
    ["eye", [2, { type: "float32" }], 'there is no option "type", only dtype.'],
    ["eye", [2, null], "options must be an object with dtype, got null."],
    ["eye", [2, "3"], 'columns must be a non-negative integer, got "3".'],
    ["eye", [2, 1.5], "columns must be a non-negative integer, got 1.5."],
    ["arange", [], "stop must be a finite number, got undefined."],
    ["arange", [Number.NaN], "stop must be a finite number, got NaN."],
    ["arange", [0, Infinity], "stop must be a finite number, got Infinity."],
    ["arange", ["0", 2], 'start must be a finite number, got "0".'],
    ["arange", [0, 1, 0], "step must not be 0."],
    [
      "arange",
      [0, 1, 0.5, { dtype: "int32" }],
      "int32 elements must be integers from -2147483648 to 2147483647, got 0.5 at [1].",
    ],
    ["arange", [0, 1e12], "shape [1000000000000] has 1000000000000 elements, more than an array can hold."],
    ["linspace", [0, 1, -2], "count must be a non-negative integer, got -2."],
    ["linspace", [0, 1, 2.5], "count must be a non-negative integer, got 2.5."],
    ["linspace", [0, Infinity, 3], "stop must be a finite number, got Infinity."],
  ])("%s throws, %#", (name, args, message) => {
    expect(() => loose[name]?.(...args)).toThrow(expect.objectContaining({ message: `${name}: ${message}` }));
  });
});
