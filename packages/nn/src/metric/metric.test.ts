import { tensor } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { areaUnderCurve } from "./area-under-curve.ts";
import { accuracy, confusionMatrix, topKAccuracy } from "./classification.ts";
import { rSquared } from "./r-squared.ts";

const named = { accuracy, areaUnderCurve, confusionMatrix, rSquared, topKAccuracy };
const unchecked = (f: unknown): ((...args: readonly unknown[]) => unknown) => f as never;

describe("metrics", () => {
  it("take scores and class indices, one-hot vectors, tensors of any dtype", () => {
    const scores = [
      [0.1, 0.9],
      [0.5, 0.5],
      [0.3, 0.7],
      [2, -3],
    ];
    for (const target of [
      [1, 0, 0, 0],
      [
        [0, 1],
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      tensor([1, 0, 0, 0], { dtype: "int32" }),
    ]) {
      expect(accuracy(tensor(scores, { dtype: "float32" }), target)).toBe(0.75);
      expect(confusionMatrix(scores, target).toArray()).toEqual([
        [2, 1],
        [0, 1],
      ]);
      expect(topKAccuracy(scores, target, 1)).toBe(0.75);
    }
    expect(accuracy(tensor([true, false]), [1, 1])).toBe(0.5);
    expect(
      accuracy(
        tensor([[0.9], [0.1], [0.8]])
          .squeeze(1)
          .greater(0.5),
        tensor([[0], [0], [1]]).squeeze(1),
      ),
    ).toBe(2 / 3);
    // Smoothed labels name a class, too.
    expect(accuracy([[0.1, 0.9]], [[0.05, 0.95]])).toBe(1);
    expect(topKAccuracy([[1, 1, 1]], [2], 2)).toBe(0);
    expect(topKAccuracy([[1, 1, 1]], [2], 9)).toBe(1);
    expect(confusionMatrix([[1, 0, 0]], [1]).shape).toEqual([3, 3]);
    expect(confusionMatrix([1], [[1, 0, 0]]).shape).toEqual([3, 3]);
    expect(areaUnderCurve([1, 1, 1], tensor([true, false, true]))).toBe(0.5);
    expect(areaUnderCurve([3, 1, 2], [1, 0, 1])).toBe(1);
    expect(rSquared([2, 2], [1, 3])).toBe(0);
    // Each output has a mean of its own: of scikit-learn 1.7, r2_score(y, p).
    const [y, p] = [
      [
        [-1, 999],
        [1, 1001],
        [2, 998],
      ],
      [
        [0, 1000],
        [1, 1000],
        [1, 999],
      ],
    ];
    expect(
      rSquared(
        [0, 1].map(() => [0, 1000]),
        y.slice(0, 2),
      ),
    ).toBe(0);
    expect(rSquared(p, y)).toBeCloseTo((1 - 2 / (14 / 3) + (1 - 3 / (14 / 3))) / 2, 14);
  });

  it.each<[string, readonly unknown[], string]>([
    ["accuracy", [[0.5], [1]], "prediction must be class indices, integers from 0 on, got 0.5."],
    ["accuracy", [[[1, 2]], [2]], "target must be class indices, integers from 0 to 1, got 2."],
    [
      "accuracy",
      [[[1, Number.NaN]], [1]],
      "prediction must not have NaN among its scores, got one in row 0.",
    ],
    [
      "accuracy",
      [[1, 2], [1]],
      "prediction and target must have the same number of examples, at least one, got 2 and 1.",
    ],
    [
      "accuracy",
      [[], []],
      "prediction and target must have the same number of examples, at least one, got 0 and 0.",
    ],
    [
      "accuracy",
      [1, 1],
      "prediction must have shape [examples], of class indices, or [examples, classes], of scores, got [].",
    ],
    [
      "accuracy",
      [
        [[0.9], [0.1]],
        [[0], [1]],
      ],
      "prediction must have a column for each of at least two classes, got shape [2, 1]. Compare one output with a threshold: squeeze(1).greater(0.5).",
    ],
    [
      "accuracy",
      [
        [1, 0],
        [[0], [1]],
      ],
      "target must have a column for each of at least two classes, got shape [2, 1]. Give class indices of shape [examples]: squeeze(1).",
    ],
    [
      "accuracy",
      [
        [
          [0.9, 0.1],
          [0.1, 0.9],
        ],
        [
          [1, 0],
          [0, 0],
        ],
      ],
      "target must be one-hot, got 0 more than once in row 1.",
    ],
    [
      "confusionMatrix",
      [
        [1, 0],
        [
          [0, 1, 1],
          [0, 1, 0],
        ],
      ],
      "target must be one-hot, got 1 more than once in row 0.",
    ],
    [
      "topKAccuracy",
      [[[0.9], [0.1]], [0, 0], 1],
      "scores must have a column for each of at least two classes, got shape [2, 1]. Of one class there is nothing to choose from.",
    ],
    ["topKAccuracy", [[1], [1], 1], "scores must have shape [examples, classes], got [1]."],
    ["topKAccuracy", [[[1]], [0], 0], "k must be a positive integer, got 0."],
    [
      "areaUnderCurve",
      [
        [1, 2],
        [1, 1],
      ],
      "target must have both 0 and 1, got only 1.",
    ],
    [
      "areaUnderCurve",
      [
        [1, 2],
        [1, 2],
      ],
      "target must be 0 or 1, got 2.",
    ],
    [
      "areaUnderCurve",
      [
        [1, Number.NaN],
        [1, 0],
      ],
      "scores must not have NaN, got one at 1.",
    ],
    ["areaUnderCurve", [[[1, 2]], [[1, 0]]], "scores must have shape [examples], got [1, 2]."],
    ["areaUnderCurve", [[1, 2], [1]], "target must have shape [2], got [1]."],
    [
      "rSquared",
      [
        [1, 2],
        [3, 3],
      ],
      "target must not be constant, since there is no variance to explain.",
    ],
    [
      "rSquared",
      [
        [0.2, 0.2, 0.2],
        [0.1, 0.1, 0.1],
      ],
      "target must not be constant, since there is no variance to explain.",
    ],
    [
      "rSquared",
      [
        [
          [1, 2],
          [3, 2],
        ],
        [
          [1, 2],
          [3, 2],
        ],
      ],
      "target must not be constant in output 1, since there is no variance to explain.",
    ],
    ["rSquared", [[1, 2], [3]], "prediction must have shape [1], got [2]."],
  ])("%s refuses what it cannot measure: %j", (name, args, message) => {
    expect(() => unchecked(named[name as "accuracy"])(...args)).toThrow(
      expect.objectContaining({ message: `${name}: ${message}` }),
    );
  });
});
