import {
  ArgumentError,
  compile,
  DtypeError,
  grad,
  ShapeError,
  type Tensor,
  type TensorLike,
  tensor,
  vmap,
} from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { categoricalCrossEntropy, categoricalCrossEntropyWithLogits } from "../index.ts";

type Loss = (prediction: TensorLike, target: TensorLike) => Tensor<[]>;

const rows = [
  [0.2, 0.3, 0.5],
  [0.1, 0.8, 0.1],
  [0.6, 0.3, 0.1],
];
const labels = [2, 1, 0];
const oneHot = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];
const int32 = (values: number[] | number[][]): Tensor => tensor(values, { dtype: "int32" });

describe.each<[string, Loss]>([
  ["categoricalCrossEntropy", categoricalCrossEntropy],
  ["categoricalCrossEntropyWithLogits", categoricalCrossEntropyWithLogits],
])("class labels of %s", (name, loss) => {
  const x = tensor(rows);

  it("are what one-hot weights are, in value and gradient", () => {
    const expected = loss(x, oneHot).item();
    const slopes = grad((p) => loss(p, oneHot))(x).toArray();
    for (const target of [labels, int32(labels), int32([labels]).reshape([3])]) {
      expect(loss(x, target).item()).toBe(expected);
      expect(grad((p) => loss(p, target))(x).toArray()).toEqual(slopes);
    }
    expect(loss(rows, labels).item()).toBe(expected);
  });

  it("may have any number of axes, and none", () => {
    expect(loss([0.25, 0.75], 1).item()).toBe(loss([0.25, 0.75], [0, 1]).item());
    expect(loss(x.reshape([1, 3, 3]), [labels]).item()).toBe(loss(x, labels).item());
    expect(loss(x.reshape([3, 1, 3]), int32([[2], [1], [0]])).item()).toBe(loss(x, labels).item());
  });

  it("stand beside predictions of either dtype", () => {
    const single = x.cast("float32");
    expect(loss(single, labels).dtype).toBe("float32");
    expect(loss(single, int32(labels)).item()).toBe(loss(single, oneHot).item());
  });

  it("do not disturb the classes that they do not name", () => {
    const edge = name.endsWith("Logits") ? [1, -Infinity, 0] : [0.75, 0, 0.25];
    const weights = [1, 0, 0];
    expect(loss(edge, 0).item()).toBe(loss(edge, weights).item());
    const [found, expected] = [grad((p) => loss(p, 0))(edge), grad((p) => loss(p, weights))(edge)];
    expect(found.add(0).toArray()).toEqual(expected.add(0).toArray());
  });

  it("work in compiled functions and under vmap", () => {
    const step = compile((p: Tensor, t: Tensor) => grad((q: Tensor) => loss(q, t))(p));
    for (const target of [int32(labels), int32([0, 0, 0])]) {
      expect(step(x, target).toArray()).toEqual(grad((p) => loss(p, target))(x).toArray());
    }
    const each = vmap((p: Tensor, t: Tensor) => loss(p, t))(x, int32(labels));
    expect(each.mean().item()).toBeCloseTo(loss(x, labels).item(), 15);
  });

  it("out of range are refused where they are known, and give NaN where they are not", () => {
    const captured = compile((p: Tensor) => loss(p, int32([0, 3, 1])));
    for (const [call, message] of [
      [() => loss(x, [0, 3, 1]), "class labels must be from 0 to 2, for 3 classes, got 3 at [1]."],
      [() => loss(x, int32([0, 1, -1])), "class labels must be from 0 to 2, for 3 classes, got -1 at [2]."],
      [() => captured(x), "class labels must be from 0 to 2, for 3 classes, got 3 at [1]."],
      [() => loss([1, 2], 2), "class labels must be from 0 to 1, for 2 classes, got 2."],
      [
        () => loss(x.reshape([1, 3, 3]), [[0, 1, 9]]),
        "class labels must be from 0 to 2, for 3 classes, got 9 at [0, 2].",
      ],
      [() => loss(x, [0, 0.5, 1]), "class labels must be integers, got 0.5 at [1]."],
      [() => loss(x, [0, Number.NaN, 1]), "class labels must be integers, got NaN at [1]."],
    ] as const) {
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(expect.objectContaining({ message: `${name}: ${message}` }));
    }
    const step = compile((p: Tensor, t: Tensor) => loss(p, t));
    for (const wrong of [
      [0, 3, 1],
      [0, -1, 1],
    ]) {
      expect(step(x, int32(wrong)).item()).toBe(Number.NaN);
      expect(loss(x, int32(wrong).add(0)).item()).toBe(Number.NaN);
      // The row of that label: a gradient of 0 would go on training in silence.
      const slopes = grad((p: Tensor, t: Tensor) => loss(p, t));
      for (const found of [compile(slopes)(x, int32(wrong)), slopes(x, int32(wrong).add(0))]) {
        const right = slopes(x, int32([0, 1, 1])).toArray() as number[][];
        expect(found.toArray()).toEqual([right[0], [Number.NaN, Number.NaN, Number.NaN], right[2]]);
      }
    }
  });

  it.each([
    ["[1, 1]", [[0.5]], [[1]]],
    ["[2, 1]", [[0.5], [0.25]], [0, 0]],
    ["[1]", [0.5], 0],
  ])("of one class are refused, since softmax is 1 there: %s", (shape, p, target) => {
    expect(() => loss(p as never, target as never)).toThrow(
      expect.objectContaining({
        message:
          `${name}: prediction must have at least two classes along its last axis, got ${shape}: one class is always right. ` +
          "For one output, use binaryCrossEntropy or binaryCrossEntropyWithLogits.",
      }),
    );
  });

  it("that were looked through for more classes are looked through again for fewer", () => {
    const target = int32([0, 2]);
    loss(x.slice([{ stop: 2 }]), target);
    const two = x.slice([{ stop: 2 }, { stop: 2 }]);
    expect(() => loss(two, target)).toThrow("for 2 classes, got 2 at [1].");
  });

  it("are told from weights by their shape", () => {
    for (const [call, kind, message] of [
      [
        () => loss(x, [0, 1]),
        ShapeError,
        "target must have shape [3] as class labels, or [3, 3] as weights, got [2].",
      ],
      [
        () => loss([0.5, 0.5], [1]),
        ShapeError,
        "target must have shape [] as class labels, or [2] as weights, got [1].",
      ],
      [
        () => loss(x, int32([0, 1])),
        ShapeError,
        "target must have shape [3] as class labels, or [3, 3] as weights, got [2].",
      ],
      [
        () => loss(x, tensor([0, 1, 2])),
        DtypeError,
        'class labels must be int32, got float64. Use cast("int32").',
      ],
      [
        () => loss(x, tensor([true, false, true])),
        DtypeError,
        'class labels must be int32, got bool. Use cast("int32").',
      ],
      [
        () => loss(x, int32(oneHot)),
        DtypeError,
        'target must be float64, as the prediction is, got int32. Use cast("float64").',
      ],
      [
        () => loss(int32(rows.map((row) => row.map(Math.round))), labels),
        DtypeError,
        'prediction must be floating-point, got int32. Use cast("float64").',
      ],
      [() => loss(1, 1), ShapeError, "prediction must have shape [..., classes], got []."],
      [
        () => loss(x, null as unknown as number),
        ArgumentError,
        "target must be a tensor or nested arrays of numbers, got null.",
      ],
    ] as const) {
      expect(call).toThrow(kind);
      expect(call).toThrow(expect.objectContaining({ message: `${name}: ${message}` }));
    }
  });

  it("leave weights of the predictions' shape unchecked", () => {
    const padded = [
      [0, 0, 2],
      [0, 0, 0],
      [-1, 0, 0],
    ];
    const chosen = (i: number, k: number): number => loss(rows[i] as number[], k).item();
    expect(loss(x, padded).item()).toBeCloseTo((2 * chosen(0, 2) - chosen(2, 0)) / 3, 14);
  });
});
