import { describe, expect, it } from "vitest";
import { ArgumentError, type ChainruleError, DtypeError, ShapeError } from "../error/error.ts";
import { tensor } from "./create.ts";

const loosely = tensor as unknown as (...args: readonly unknown[]) => unknown;
const self: unknown[] = [];
self.push(self);

describe("data that is not a tensor", () => {
  it.each<[string, unknown, unknown, new (...args: never[]) => ChainruleError, string]>([
    ["ragged rows", [[1, 2], [3]], {}, ShapeError, "rows must have equal length, got 2 at [0] and 1 at [1]."],
    ["longer rows", [[1], [2, 3]], {}, ShapeError, "rows must have equal length, got 1 at [0] and 2 at [1]."],
    ["an empty row", [[1], []], {}, ShapeError, "rows must have equal length, got 1 at [0] and 0 at [1]."],
    [
      "a row after an empty one",
      [[], [1]],
      {},
      ShapeError,
      "rows must have equal length, got 0 at [0] and 1 at [1].",
    ],
    [
      "ragged in depth",
      [
        [
          [1, 2],
          [3, 4],
        ],
        [[5, 6]],
      ],
      {},
      ShapeError,
      "rows must have equal length, got 2 at [0] and 1 at [1].",
    ],
    [
      "ragged at the bottom",
      [[[1, 2]], [[3]]],
      {},
      ShapeError,
      "rows must have equal length, got 2 at [0, 0] and 1 at [1, 0].",
    ],
    [
      "a number for a row",
      [[1], 2],
      {},
      ShapeError,
      "rows must have equal length, got 1 at [0] and a single value at [1].",
    ],
    [
      "a row for a number",
      [1, [2]],
      {},
      ShapeError,
      "rows must have equal length, got a single value at [0] and an array at [1].",
    ],
    ["null", [1, null], {}, ArgumentError, "elements must be numbers or booleans, got null at [1]."],
    [
      "null for a row",
      [[1], null],
      {},
      ArgumentError,
      "elements must be numbers or booleans, got null at [1].",
    ],
    [
      "a hole",
      [1, ...new Array(1).fill(undefined), 3],
      {},
      ArgumentError,
      "elements must be numbers or booleans, got undefined at [1].",
    ],
    ["a string", [["1"]], {}, ArgumentError, 'elements must be numbers or booleans, got "1" at [0, 0].'],
    ["a BigInt", [1, 2n], {}, ArgumentError, "elements must be numbers or booleans, got 2n at [1]."],
    ["an object", [{}], {}, ArgumentError, "elements must be numbers or booleans, got an object at [0]."],
    [
      "a function",
      [Math.sin],
      {},
      ArgumentError,
      "elements must be numbers or booleans, got a function at [0].",
    ],
    [
      "a tensor within",
      [tensor(1), 2],
      {},
      ArgumentError,
      "elements must be numbers or booleans, got a Tensor at [0]. Join tensors with stack() or concat().",
    ],
    [
      "a typed array within",
      [new Float64Array(1)],
      {},
      ArgumentError,
      "elements must be numbers or booleans, got a Float64Array at [0].",
    ],
    [
      "numbers among booleans",
      [true, 1],
      {},
      ArgumentError,
      "elements must be all numbers or all booleans, got a boolean at [0] and 1 at [1].",
    ],
    [
      "booleans among numbers",
      [
        [0, 1],
        [0, false],
      ],
      {},
      ArgumentError,
      "elements must be all numbers or all booleans, got a number at [0, 0] and false at [1, 1].",
    ],
    [
      "a fraction in int32",
      [1, 0.5],
      { dtype: "int32" },
      ArgumentError,
      "int32 elements must be integers from -2147483648 to 2147483647, got 0.5 at [1].",
    ],
    [
      "too much for int32",
      2 ** 31,
      { dtype: "int32" },
      ArgumentError,
      "int32 elements must be integers from -2147483648 to 2147483647, got 2147483648.",
    ],
    [
      "NaN in int32",
      [Number.NaN],
      { dtype: "int32" },
      ArgumentError,
      "int32 elements must be integers from -2147483648 to 2147483647, got NaN at [0].",
    ],
    [
      "too much for float32",
      [1e39],
      { dtype: "float32" },
      ArgumentError,
      "float32 elements must be at most 3.4028235e38 in magnitude, got 1e+39 at [0].",
    ],
    [
      "2 in bool",
      [0, 2],
      { dtype: "bool" },
      ArgumentError,
      "bool elements must be true, false, 0 or 1, got 2 at [1].",
    ],
    [
      "booleans in float64",
      [true],
      { dtype: "float64" },
      DtypeError,
      'booleans need dtype bool, got float64 and true at [0]. Use cast("float64") on the result.',
    ],
    ["an array that contains itself", self, {}, ShapeError, "arrays must not nest deeper than 32 levels."],
    [
      "a tensor",
      tensor(1),
      {},
      ArgumentError,
      "data is already a tensor. Use it as it is, cast() it to another dtype, or detach() it from its graph.",
    ],
    [
      "a string alone",
      "1",
      {},
      ArgumentError,
      'data must be numbers, booleans, nested arrays of them or a typed array, got "1".',
    ],
    [
      "nothing",
      undefined,
      undefined,
      ArgumentError,
      "data must be numbers, booleans, nested arrays of them or a typed array, got undefined.",
    ],
    [
      "null alone",
      null,
      {},
      ArgumentError,
      "data must be numbers, booleans, nested arrays of them or a typed array, got null.",
    ],
    [
      "an unknown dtype",
      [1],
      { dtype: "float16" },
      DtypeError,
      'dtype must be "float64", "float32", "int32" or "bool", got "float16".',
    ],
    [
      "a dtype for options",
      [1],
      "float32",
      ArgumentError,
      'options must be an object with dtype, got "float32".',
    ],
    ["null for options", [1], null, ArgumentError, "options must be an object with dtype, got null."],
    [
      "a misspelt option",
      [1],
      { dtpye: "float32" },
      ArgumentError,
      'there is no option "dtpye", only dtype.',
    ],
    [
      "BigInts",
      new BigInt64Array(2),
      {},
      ArgumentError,
      "data must be an array of numbers, got a BigInt64Array.",
    ],
    [
      "bytes without a dtype",
      new Uint8Array(2),
      {},
      DtypeError,
      'a Uint8Array needs a dtype, e.g. { dtype: "int32" }.',
    ],
    [
      "a shape of another size",
      new Float64Array(5),
      { shape: [2, 3] },
      ShapeError,
      "shape must have as many elements as data, got [2, 3] with 6 and 5.",
    ],
    [
      "typed fractions in int32",
      new Float64Array([0.5]),
      { dtype: "int32" },
      ArgumentError,
      "int32 elements must be integers from -2147483648 to 2147483647, got 0.5 at [0].",
    ],
  ])("refuses %s", (_, data, options, kind, message) => {
    expect(() => loosely(data, options)).toThrow(kind);
    expect(() => loosely(data, options)).toThrow(expect.objectContaining({ message: `tensor: ${message}` }));
  });
});

describe("data", () => {
  it("keeps numbers as they are", () => {
    const values = [0, -0, 1.5, Number.NaN, Infinity, -Infinity, 5e-324, 2 ** 53 + 2];
    expect(tensor(values).toArray()).toEqual(values);
    expect(Object.is(tensor([-0]).item(), -0)).toBe(true);
  });

  it("has the shape of the nesting, also when empty", () => {
    expect(tensor(1).shape).toEqual([]);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor([[[1], [2]]]).shape).toEqual([1, 2, 1]);
  });

  it("makes bool of booleans, and of 0 and 1 when asked", () => {
    expect(tensor([true, false]).dtype).toBe("bool");
    expect(tensor([0, 1], { dtype: "bool" }).toArray()).toEqual([false, true]);
  });

  it("rounds to float32", () => {
    const x = tensor([0.1, 1 / 3], { dtype: "float32" });
    expect(x.dtype).toBe("float32");
    expect(x.toArray()).toEqual([Math.fround(0.1), Math.fround(1 / 3)]);
    expect(tensor([Infinity, Number.NaN], { dtype: "float32" }).toArray()).toEqual([Infinity, Number.NaN]);
  });

  it("copies typed arrays", () => {
    const source = new Float32Array([1, 2, 3, 4]);
    const x = tensor(source, { shape: [2, 2] });
    source[0] = 9;
    expect(x.dtype).toBe("float32");
    expect(x.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensor(new Uint8Array([0, 255]), { dtype: "int32" }).data()).toEqual(new Int32Array([0, 255]));
    expect(tensor(new Uint8Array([0, 1]), { dtype: "bool" }).toArray()).toEqual([false, true]);
    expect(tensor(new Uint8Array([0, 255]), { dtype: "float64" }).toArray()).toEqual([0, 255]);
    expect(tensor(new Int32Array([1, 2])).dtype).toBe("int32");
  });

  it("copies nested arrays", () => {
    const rows = [[1, 2]];
    const x = tensor(rows);
    (rows[0] as number[])[0] = 9;
    expect(x.toArray()).toEqual([[1, 2]]);
  });
});
