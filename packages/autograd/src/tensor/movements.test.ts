import { describe, expect, it } from "vitest";
import { arange, tensor, zeros } from "./create.ts";
import * as functions from "./functions/movement.ts";
import { nodeOf } from "./handle.ts";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("movements", () => {
  it("reshape", () => {
    expect(x.reshape([3, 2]).toArray()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(x.reshape([-1]).shape).toEqual([6]);
    expect(x.reshape([2, -1, 3]).shape).toEqual([2, 1, 3]);
    expect(tensor([7]).reshape([]).item()).toBe(7);
    expect(zeros([0, 3]).reshape([-1, 3]).shape).toEqual([0, 3]);
  });

  it("transpose and permute", () => {
    expect(x.transpose().toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(zeros([2, 3, 4]).transpose().shape).toEqual([4, 3, 2]);
    expect(zeros([2, 3, 4]).transpose([0, 2, 1]).shape).toEqual([2, 4, 3]);
    expect(zeros([2, 3, 4]).permute([-1, 0, 1]).shape).toEqual([4, 2, 3]);
    expect(tensor([1, 2]).transpose().toArray()).toEqual([1, 2]);
  });

  it("expandDims and squeeze", () => {
    expect(x.expandDims(0).shape).toEqual([1, 2, 3]);
    expect(x.expandDims(-1).shape).toEqual([2, 3, 1]);
    expect(x.expandDims([0, 2]).shape).toEqual([1, 2, 1, 3]);
    expect(zeros([1, 2, 1]).squeeze().shape).toEqual([2]);
    expect(zeros([1, 2, 1]).squeeze(0).shape).toEqual([2, 1]);
    expect(zeros([1, 2, 1]).squeeze([0, -1]).shape).toEqual([2]);
  });

  it("broadcastTo and flip", () => {
    expect(tensor([1, 2]).broadcastTo([2, 2]).toArray()).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(x.flip().toArray()).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ]);
    expect(x.flip(1).toArray()).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ]);
  });

  it("pad", () => {
    expect(
      tensor([1, 2])
        .pad([[1, 2]])
        .toArray(),
    ).toEqual([0, 1, 2, 0, 0]);
    expect(
      tensor([[5]])
        .pad(1, -1)
        .toArray(),
    ).toEqual([
      [-1, -1, -1],
      [-1, 5, -1],
      [-1, -1, -1],
    ]);
    expect(tensor([1]).pad(1, Infinity).toArray()).toEqual([Infinity, 1, Infinity]);
    expect(tensor([1], { dtype: "float32" }).pad(1, 0.5).data()).toEqual(new Float32Array([0.5, 1, 0.5]));
    expect(tensor([true]).pad(1).toArray()).toEqual([false, true, false]);
    expect(
      zeros([0])
        .pad([[1, 0]], 3)
        .toArray(),
    ).toEqual([3]);
  });

  it("cast and stopGradient", () => {
    expect(tensor([1.7, -1.7]).cast("int32").data()).toEqual(new Int32Array([1, -1]));
    expect(tensor([0, 2]).cast("bool").toArray()).toEqual([false, true]);
    expect(tensor([true]).cast("float32").data()).toEqual(new Float32Array([1]));
    expect(x.stopGradient().toArray()).toEqual(x.toArray());
  });

  it("make a node of their own also where nothing moves", () => {
    for (const y of [
      x.reshape([2, 3]),
      x.permute([0, 1]),
      x.squeeze(),
      x.cast("float64"),
      x.slice([]),
      x.broadcastTo([2, 3]),
    ]) {
      expect(nodeOf(y)).not.toBe(nodeOf(x));
      expect(y.toArray()).toEqual(x.toArray());
    }
  });
});

describe("movements used wrongly", () => {
  const loose = functions as unknown as Record<string, (...args: readonly unknown[]) => unknown>;

  it.each<[string, readonly unknown[], string]>([
    [
      "reshape",
      [x, [4, 2]],
      "the number of elements must stay the same, got [2, 3] with 6 and [4, 2] with 8.",
    ],
    ["reshape", [x, 6], "shape must be an array of sizes, got 6. Write [6]."],
    ["reshape", [x, [-1, -1]], "only one size may be -1, got [-1, -1]."],
    ["reshape", [[1], [2, -1]], "-1 must stand for an integer, got [1] with 1 element to [2, -1]."],
    ["reshape", [x, [4, -1]], "-1 must stand for an integer, got [2, 3] with 6 elements to [4, -1]."],
    ["reshape", [zeros([0]), [0, -1]], "-1 next to a size of 0 could be any size, got [0, -1]."],
    ["reshape", [x, [-2, 3]], "sizes must be non-negative integers, got -2 at [0]."],
    ["reshape", [x, [1.5, 4]], "sizes must be non-negative integers, got 1.5 at [0]."],
    ["transpose", [x, [0]], "axes must name each axis once, got [0] for shape [2, 3]."],
    ["permute", [x, [0, 2]], "axis must be an integer from -2 to 1, got 2 for rank 2."],
    ["permute", [x, [0, -2]], "axes must be distinct, got [0, -2] for rank 2."],
    ["permute", [x], "axes must be an array of 2 axes, got undefined."],
    ["permute", [x, 1], "axes must be an array of 2 axes, got 1."],
    [
      "expandDims",
      [x, 0, [x]],
      "takes no further argument, got an array. In list.map(expandDims), write list.map((x) => expandDims(x)).",
    ],
    [
      "squeeze",
      [x, 0, [x]],
      "takes no further argument, got an array. In list.map(squeeze), write list.map((x) => squeeze(x)).",
    ],
    [
      "flip",
      [x, 0, [x]],
      "takes no further argument, got an array. In list.map(flip), write list.map((x) => flip(x)).",
    ],
    [
      "slice",
      [x, [undefined]],
      "a range must be null, an index or { start, stop, step }, got undefined at axis 0.",
    ],
    ["expandDims", [x, 3], "axis must be an integer from -3 to 2, got 3 for rank 3."],
    ["expandDims", [x, [0, 0]], "axes must be distinct, got [0, 0] for rank 4."],
    ["expandDims", [x], "axes must be given: one integer or an array of them."],
    ["squeeze", [x, 0], "axes must have size 1, got axis 0 of [2, 3]."],
    ["squeeze", [x, 2], "axis must be an integer from -2 to 1, got 2 for rank 2."],
    ["broadcastTo", [x, [2, 4]], "sizes must be equal or 1, aligned at the last axis, got [2, 3] to [2, 4]."],
    ["broadcastTo", [x, [3]], "sizes must be equal or 1, aligned at the last axis, got [2, 3] to [3]."],
    ["flip", [x, 2], "axis must be an integer from -2 to 1, got 2 for rank 2."],
    [
      "pad",
      [x, [[1, 1]]],
      "widths must be a number, or [before, after] for each axis of shape [2, 3], got 1.",
    ],
    ["pad", [x, -1], "widths must be non-negative integers, got -1."],
    [
      "pad",
      [
        x,
        [
          [1, 0.5],
          [0, 0],
        ],
      ],
      "widths must be non-negative integers, got 0.5 at [0, 1].",
    ],
    ["pad", [x, [1, 1]], "widths must be pairs [before, after], got 1 at [0]."],
    ["pad", [x, "1"], 'widths must be a number, or [before, after] for each axis of shape [2, 3], got "1".'],
    [
      "pad",
      [x, 1, false],
      'booleans need dtype bool, got float64 and false. Use cast("float64") on the result.',
    ],
    ["pad", [x, 1, "0"], 'value must be a number, got "0".'],
    [
      "pad",
      [x.cast("int32"), 1, 0.5],
      "int32 elements must be integers from -2147483648 to 2147483647, got 0.5.",
    ],
    ["cast", [x, "float16"], 'dtype must be "float64", "float32", "int32" or "bool", got "float16".'],
    ["cast", [x], 'dtype must be "float64", "float32", "int32" or "bool", got undefined.'],
    ["stopGradient", ["1"], 'arguments must be tensors, numbers or nested arrays of numbers, got "1".'],
  ])("%s, case %#", (name, args, message) => {
    expect(() => loose[name]?.(...args)).toThrow(expect.objectContaining({ message: `${name}: ${message}` }));
  });
});

it("pads with -0 where that is asked for", () => {
  expect(tensor([1]).pad(1, -0).toArray()).toEqual([-0, 1, -0]);
  expect(tensor([1]).pad(1, 0).toArray()).toEqual([0, 1, 0]);
  expect(tensor([1], { dtype: "float32" }).pad(1, -0).data()).toEqual(new Float32Array([-0, 1, -0]));
});

it("pads masks with either truth value", () => {
  const mask = tensor([true, false]);
  expect(mask.pad(1, true).toArray()).toEqual([true, true, false, true]);
  expect(mask.pad(1, 1).toArray()).toEqual([true, true, false, true]);
  expect(mask.pad(1, false).toArray()).toEqual([false, true, false, false]);
  expect(mask.pad(1).toArray()).toEqual([false, true, false, false]);
});

describe("slice", () => {
  const row = arange(5);

  it.each<[object | number | null, number | readonly number[]]>([
    [null, [0, 1, 2, 3, 4]],
    [{}, [0, 1, 2, 3, 4]],
    [2, 2],
    [-1, 4],
    [{ start: 1 }, [1, 2, 3, 4]],
    [{ stop: 2 }, [0, 1]],
    [{ start: -2 }, [3, 4]],
    [{ stop: -2 }, [0, 1, 2]],
    [{ start: 1, stop: 4, step: 2 }, [1, 3]],
    [{ step: 2 }, [0, 2, 4]],
    [{ step: 3 }, [0, 3]],
    [{ step: -1 }, [4, 3, 2, 1, 0]],
    [{ step: -2 }, [4, 2, 0]],
    [{ start: 3, step: -2 }, [3, 1]],
    [{ start: 3, stop: 0, step: -1 }, [3, 2, 1]],
    [{ start: -1, stop: -4, step: -2 }, [4, 2]],
    [{ stop: 5, step: -1 }, []],
    [{ start: 3, stop: 1 }, []],
    [{ start: 5 }, []],
    [{ start: 0, stop: 0 }, []],
    [{ start: 1, stop: 3, step: -1 }, []],
  ])("%j of 0 to 4", (range, expected) => {
    expect(row.slice([range as never]).toArray()).toEqual(expected);
  });

  it("takes axes from the first on and drops those with an index", () => {
    expect(x.slice([1]).toArray()).toEqual([4, 5, 6]);
    expect(x.slice([null, -1]).toArray()).toEqual([3, 6]);
    expect(x.slice([0, 1]).item()).toBe(2);
    expect(x.slice([{ step: -1 }, { step: -2 }]).toArray()).toEqual([
      [6, 4],
      [3, 1],
    ]);
    expect(zeros([0]).slice([{ step: -1 }]).shape).toEqual([0]);
    expect(zeros([0]).slice([{ start: 0, stop: 0 }]).shape).toEqual([0]);
  });

  it.each<[unknown, string]>([
    [[5], "index must be from -5 to 4 at axis 0 of size 5, got 5."],
    [[-6], "index must be from -5 to 4 at axis 0 of size 5, got -6."],
    [[0.5], "index must be an integer, got 0.5 at axis 0."],
    [[{ start: 6 }], "start must be from -5 to 5 at axis 0 of size 5, got 6."],
    [[{ stop: 9 }], "stop must be from -5 to 5 at axis 0 of size 5, got 9."],
    [[{ start: 5, step: -1 }], "start must be from -5 to 4 at axis 0 of size 5, got 5."],
    [[{ start: "1" }], 'start must be an integer, got "1" at axis 0.'],
    [[{ start: null }], "start must be an integer, got null at axis 0."],
    [[{ step: 0 }], "step must be an integer other than 0, got 0 at axis 0."],
    [[{ step: 1.5 }], "step must be an integer other than 0, got 1.5 at axis 0."],
    [[{ end: 2 }], 'a range has start, stop and step, got "end" at axis 0.'],
    [["1:2"], 'a range must be null, an index or { start, stop, step }, got "1:2" at axis 0.'],
    [[tensor(1)], "a range must be null, an index or { start, stop, step }, got a Tensor at axis 0."],
    [[[0, 2]], "a range must be null, an index or { start, stop, step }, got [0, 2] at axis 0."],
    [[null, null], "there must be at most one range for each axis, got 2 for shape [5]."],
    [1, "ranges must be an array with one range for each axis, got 1."],
  ])("refuses %j", (ranges, message) => {
    const loosely = row as unknown as { slice(ranges: unknown): unknown };
    expect(() => loosely.slice(ranges)).toThrow(expect.objectContaining({ message: `slice: ${message}` }));
  });

  it("has no index into an empty axis", () => {
    expect(() => zeros([0]).slice([0])).toThrow("slice: index cannot exist at axis 0 of size 0, got 0.");
  });
});
