import { describe, expect, it } from "vitest";
import { scalar, tensor, zeros } from "./create.ts";
import * as functions from "./functions/join.ts";

const { concat, split, stack } = functions;
const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("joining", () => {
  it("concat", () => {
    expect(concat([[1, 2], [3]]).toArray()).toEqual([1, 2, 3]);
    expect(concat([x, [[7, 8, 9]]]).shape).toEqual([3, 3]);
    expect(concat([x, x], -1).toArray()).toEqual([
      [1, 2, 3, 1, 2, 3],
      [4, 5, 6, 4, 5, 6],
    ]);
    expect(concat([zeros([0, 3]), x]).shape).toEqual([2, 3]);
    expect(concat([x]).toArray()).toEqual(x.toArray());
    expect(concat([[1], tensor([2], { dtype: "float32" })]).dtype).toBe("float32");
  });

  it("stack", () => {
    expect(stack([1, 2, 3]).toArray()).toEqual([1, 2, 3]);
    expect(
      stack(
        [
          [1, 2],
          [3, 4],
        ],
        1,
      ).toArray(),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(stack([x, x]).shape).toEqual([2, 2, 3]);
    expect(stack([x, x], -1).shape).toEqual([2, 3, 2]);
    expect(stack([scalar(1), 2]).toArray()).toEqual([1, 2]);
  });

  it("split", () => {
    expect(split([1, 2, 3, 4], 2).map((part) => part.toArray())).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(x.split([1, 2], 1).map((part) => part.toArray())).toEqual([
      [[1], [4]],
      [
        [2, 3],
        [5, 6],
      ],
    ]);
    expect(x.split([0, 2]).map((part) => part.shape)).toEqual([
      [0, 3],
      [2, 3],
    ]);
    expect(x.split(3, -1).length).toBe(3);
    const [first, second] = x.split(2);
    expect(concat([first, second]).toArray()).toEqual(x.toArray());
  });
});

describe("joining wrongly", () => {
  const loose = functions as unknown as Record<string, (...args: readonly unknown[]) => unknown>;

  it.each<[string, readonly unknown[], string]>([
    [
      "concat",
      [[x], 0, [[x]]],
      "takes no further argument, got an array. In list.map(concat), write list.map((x) => concat(x)).",
    ],
    [
      "stack",
      [[x], 0, [[x]]],
      "takes no further argument, got an array. In list.map(stack), write list.map((x) => stack(x)).",
    ],
    ["concat", [[]], "there must be at least one part, got none."],
    ["concat", [x], "parts must be an array of tensors, got a Tensor."],
    ["concat", [[1, 2]], "parts must have an axis to join along, got scalars. Use stack()."],
    ["concat", [[x, [1]]], "shapes must agree except at axis 0, got [2, 3] at [0] and [1] at [1]."],
    [
      "concat",
      [[x, zeros([2, 2])]],
      "shapes must agree except at axis 0, got [2, 3] at [0] and [2, 2] at [1].",
    ],
    ["concat", [[x, x], 2], "axis must be an integer from -2 to 1, got 2 for rank 2."],
    ["concat", [[x, "x"]], 'arguments must be tensors, numbers or nested arrays of numbers, got "x".'],
    [
      "concat",
      [[x, zeros([1, 3], { dtype: "int32" })]],
      'dtypes must match, got float64 and int32. Cast one of them, e.g. with cast("float64").',
    ],
    ["stack", [[x, zeros([3, 2])]], "shapes must be equal, got [2, 3] at [0] and [3, 2] at [1]."],
    [
      "stack",
      [[x, x.cast("float32")]],
      'dtypes must match, got float64 and float32. Cast one of them, e.g. with cast("float64").',
    ],
    ["stack", [[x, x], 3], "axis must be an integer from -3 to 2, got 3 for rank 3."],
    ["stack", [[]], "there must be at least one part, got none."],
    ["split", [x, 3], "an axis of size 2 cannot be split into 3 equal parts. Give their sizes."],
    ["split", [x, 0], "sections must be a positive integer or an array of sizes, got 0."],
    ["split", [x, 1.5], "sections must be a positive integer or an array of sizes, got 1.5."],
    ["split", [x], "sections must be a positive integer or an array of sizes, got undefined."],
    ["split", [x, [1, 2]], "sizes must add up to 2, got [1, 2] with sum 3."],
    ["split", [x, [3, -1]], "sizes must be non-negative integers, got -1 at [1]."],
    ["split", [x, 2, 2], "axis must be an integer from -2 to 1, got 2 for rank 2."],
    ["split", [1, 1], "a scalar has no axes, got axis 0."],
  ])("%s, case %#", (name, args, message) => {
    expect(() => loose[name]?.(...args)).toThrow(expect.objectContaining({ message: `${name}: ${message}` }));
  });
});
