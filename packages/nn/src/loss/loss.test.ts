import {
  compile,
  DtypeError,
  grad,
  gradients,
  hessian,
  parameter,
  ShapeError,
  type Tensor,
  type TensorLike,
  tensor,
} from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { derivative } from "../../../../test/numeric/finite-difference.ts";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  categoricalCrossEntropy,
  categoricalCrossEntropyWithLogits,
  halfSquaredError,
  hinge,
  huber,
  meanSquaredError,
} from "../index.ts";

type Loss = (prediction: TensorLike, target: TensorLike) => Tensor<[]>;
type Numbers = number[] | number[][];

const losses: Readonly<Record<string, Loss>> = {
  halfSquaredError,
  meanSquaredError,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  categoricalCrossEntropy,
  categoricalCrossEntropyWithLogits,
  hinge,
  huber,
};

const lossOf = (name: string): Loss => losses[name] as Loss;

describe("values", () => {
  it.each<[string, Numbers, Numbers, number]>([
    ["halfSquaredError", [1, 2, 3], [1, 0, 6], 6.5],
    [
      "halfSquaredError",
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 6],
      ],
      2,
    ],
    ["halfSquaredError", [], [], 0],
    ["meanSquaredError", [1, 2, 3], [1, 0, 6], 13 / 3],
    [
      "meanSquaredError",
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 6],
      ],
      1,
    ],
    ["binaryCrossEntropy", [0.9, 0.2], [1, 0], 0.164252033486018],
    ["binaryCrossEntropy", [0.5], [0.5], Math.LN2],
    // A certain prediction that is right is for free, one that is wrong costs everything.
    ["binaryCrossEntropy", [0, 1], [0, 1], 0],
    ["binaryCrossEntropy", [0], [1], Infinity],
    ["binaryCrossEntropy", [1], [0], Infinity],
    ["binaryCrossEntropy", [1], [0.5], Infinity],
    ["binaryCrossEntropy", [1e-20], [0], 1e-20],
    ["binaryCrossEntropy", [-0.1], [1], Number.NaN],
    ["binaryCrossEntropy", [1.1], [1], Number.NaN],
    ["binaryCrossEntropyWithLogits", [2, -1, 0.5], [1, 0, 0.25], 0.4297555609137673],
    ["binaryCrossEntropyWithLogits", [40], [1], 4.248354255291589e-18],
    ["binaryCrossEntropyWithLogits", [-40], [0], 4.248354255291589e-18],
    ["binaryCrossEntropyWithLogits", [1e300], [1], 0],
    ["binaryCrossEntropyWithLogits", [-1e300], [1], 1e300],
    ["binaryCrossEntropyWithLogits", [Infinity, -Infinity], [1, 0], 0],
    ["binaryCrossEntropyWithLogits", [Infinity], [0], Infinity],
    ["binaryCrossEntropyWithLogits", [-Infinity], [0.5], Infinity],
    [
      "categoricalCrossEntropy",
      [
        [0.7, 0.2, 0.1],
        [0.7, 0.2, 0.1],
      ],
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
      1.329630018466389,
    ],
    ["categoricalCrossEntropy", [0.25, 0.75], [1, 0], 2 * Math.LN2],
    ["categoricalCrossEntropy", [0, 1], [0, 1], 0],
    ["categoricalCrossEntropy", [0, 1], [1, 0], Infinity],
    ["categoricalCrossEntropyWithLogits", [1, 2, 3], [0, 0, 1], 0.4076059644443803],
    [
      "categoricalCrossEntropyWithLogits",
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
      1.40760596444438,
    ],
    ["categoricalCrossEntropyWithLogits", [1e300, 0], [0, 1], 1e300],
    ["categoricalCrossEntropyWithLogits", [0, 0, -Infinity], [1, 0, 0], Math.LN2],
    ["categoricalCrossEntropyWithLogits", [0, 0, -Infinity], [0, 0, 1], Infinity],
    ["hinge", [2, 0.5, -1], [1, 1, 1], 2.5 / 3],
    ["hinge", [-2, 1], [-1, -1], 1],
    ["huber", [0.5, 1, 4, -4], [0, 0, 0, 0], (0.125 + 0.5 + 3.5 + 3.5) / 4],
    ["huber", [1e300], [0], 1e300],
  ])("%s(%j, %j) is %d", (name, prediction, target, expected) => {
    const value = lossOf(name)(prediction, target);
    expect(value.shape).toEqual([]);
    if (Number.isFinite(expected) && expected !== 0) expect(value.item() / expected).toBeCloseTo(1, 14);
    else expect(value.item() + 0).toBe(expected);
  });

  it("huber with another delta", () => {
    expect(huber([1, 4], [0, 0], { delta: 2 }).item()).toBe((0.5 + 2 * 3) / 2);
    expect(huber([1e-3], [0], { delta: 1e6 }).item()).toBe(halfSquaredError([1e-3], [0]).item());
  });

  it.each<[string, unknown, unknown, number, number[]]>([
    ["binaryCrossEntropyWithLogits", [Infinity, -Infinity], [1, 0], 0, [0, 0]],
    ["binaryCrossEntropyWithLogits", [Infinity, -Infinity], [0, 1], Infinity, [0.5, -0.5]],
    ["binaryCrossEntropyWithLogits", [Infinity, -Infinity], [0.25, 0.25], Infinity, [0.375, -0.125]],
    ["binaryCrossEntropyWithLogits", [Infinity], [Number.NaN], Number.NaN, [Number.NaN]],
    ["hinge", [Infinity, -Infinity], [1, -1], 0, [0, 0]],
    ["hinge", [Infinity, -Infinity], [-1, 1], Infinity, [0.5, -0.5]],
    ["categoricalCrossEntropyWithLogits", [-Infinity, 0, 0], [0, 1, 0], Math.LN2, [0, -0.5, 0.5]],
    ["categoricalCrossEntropyWithLogits", [-Infinity, 0, 0], [1, 0, 0], Infinity, [-1, 0.5, 0.5]],
    ["categoricalCrossEntropyWithLogits", [-Infinity, 0, 0], [0.5, 0.5, 0], Infinity, [-0.5, 0, 0.5]],
    ["categoricalCrossEntropyWithLogits", [-Infinity, 0, 0], 1, Math.LN2, [0, -0.5, 0.5]],
    ["categoricalCrossEntropyWithLogits", [-Infinity, 0, 0], 0, Infinity, [-1, 0.5, 0.5]],
  ])(
    "%s of infinite scores %j and targets %j: limits, the derivative's too",
    (name, score, target, y, slopes) => {
      const loss = (z: Tensor) => lossOf(name)(z, target as number[]);
      expect(loss(tensor(score as number[])).item() + 0).toBe(y);
      expect(grad(loss)(score as never).toArray()).toEqual(slopes);
    },
  );

  it.each([
    [
      [Infinity, 0],
      [1, 0],
    ],
    [
      [Infinity, 0],
      [0, 1],
    ],
    [
      [Infinity, Infinity],
      [0.5, 0.5],
    ],
    [
      [-Infinity, -Infinity],
      [1, 0],
    ],
  ])("categoricalCrossEntropyWithLogits knows nothing of logits %j", (z, t) => {
    expect(categoricalCrossEntropyWithLogits(z, t).item()).toBeNaN();
  });

  it.each(["halfSquaredError", "meanSquaredError", "huber", "hinge", "binaryCrossEntropyWithLogits"])(
    "%s takes scalars",
    (name) => {
      expect(lossOf(name)(1, 1).shape).toEqual([]);
    },
  );

  it("classes are along the last axis, whatever comes before", () => {
    const z = [
      [
        [1, 2, 3],
        [0, 1, 0],
      ],
      [
        [3, 3, 1],
        [-1, 0, 1],
      ],
    ];
    const t = [
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
      [
        [0, 1, 0],
        [0, 0, 1],
      ],
    ];
    const rows = categoricalCrossEntropyWithLogits(tensor(z).reshape([4, 3]), tensor(t).reshape([4, 3]));
    expect(categoricalCrossEntropyWithLogits(z, t).item()).toBeCloseTo(rows.item(), 15);
    const p = tensor(z).softmax();
    expect(categoricalCrossEntropy(p, t).item()).toBeCloseTo(rows.item(), 14);
  });

  it("from probabilities and from logits agree", () => {
    const [z, t] = [tensor([3, -2, 0.1]), tensor([1, 0, 0.5])];
    expect(binaryCrossEntropy(z.sigmoid(), t).item()).toBeCloseTo(
      binaryCrossEntropyWithLogits(z, t).item(),
      14,
    );
  });
});

describe("gradients equal finite differences,", () => {
  const points: Readonly<Record<string, readonly [number[][], number[][]]>> = {
    halfSquaredError: [
      [
        [1, -2, 0.5],
        [3, 0, 0],
      ],
      [
        [0.5, 1, 2],
        [-1, 1, 0],
      ],
    ],
    meanSquaredError: [
      [
        [1, -2, 0.5],
        [3, 0, 0],
      ],
      [
        [0.5, 1, 2],
        [-1, 1, 0],
      ],
    ],
    binaryCrossEntropy: [
      [
        [0.3, 0.6, 0.5],
        [0.4, 0.7, 0.5],
      ],
      [
        [1, 0, 0.25],
        [0, 1, 0.5],
      ],
    ],
    binaryCrossEntropyWithLogits: [
      [
        [1, -2, 0.5],
        [30, 0, -30],
      ],
      [
        [1, 0, 0.25],
        [0, 1, 0.5],
      ],
    ],
    categoricalCrossEntropy: [
      [
        [0.3, 0.3, 0.4],
        [0.5, 0.2, 0.3],
      ],
      [
        [1, 0, 0],
        [0.2, 0.3, 0.5],
      ],
    ],
    categoricalCrossEntropyWithLogits: [
      [
        [1, -2, 0.5],
        [30, 0, -30],
      ],
      [
        [1, 0, 0],
        [0.2, 0.3, 0.5],
      ],
    ],
    hinge: [
      [
        [2, 0.5, -1],
        [0, -0.5, 3],
      ],
      [
        [1, 1, 1],
        [-1, -1, -1],
      ],
    ],
    huber: [
      [
        [0.5, 0.25, 3],
        [-3, 0, -0.5],
      ],
      [
        [0, 0, 0],
        [0, 0.5, 0],
      ],
    ],
  };

  it.each(Object.keys(losses))("%s", (name) => {
    const loss = lossOf(name);
    const [rows, targets] = points[name] as readonly [number[][], number[][]];
    const prediction: Tensor = tensor(rows);
    const target: Tensor = tensor(targets);
    const p = parameter(prediction) as Tensor;
    const t = parameter(target) as Tensor;
    const found = gradients(loss(p, t), [p, t]);
    for (const [which, by] of [prediction, target].entries()) {
      const analytic = (found[which] as Tensor).data();
      for (let k = 0; k < analytic.length; k++) {
        const along = (step: number): Tensor => {
          const data = by.data();
          data[k] = (data[k] as number) + step;
          return tensor(data, { shape: [2, 3] });
        };
        const f = (step: number): number[] => [
          (which === 0 ? loss(along(step), target) : loss(prediction, along(step))).item(),
        ];
        const { value } = derivative(f, 0.05);
        expect(
          Math.abs((analytic[k] as number) - (value[0] as number)),
          `input ${which}, element ${k}`,
        ).toBeLessThan(1e-10 * (1 + Math.abs(analytic[k] as number)));
      }
    }
  });
});

describe("gradients at edges", () => {
  const slopes = (name: string, prediction: Numbers, target: Numbers): unknown => {
    const p = parameter(prediction) as Tensor;
    return (gradients(lossOf(name)(p, target), [p])[0] as Tensor).toArray();
  };
  it.each<[string, Numbers, Numbers, Numbers]>([
    ["binaryCrossEntropy", [0, 1], [0, 1], [0.5, -0.5]],
    ["binaryCrossEntropy", [0, 1], [1, 0], [-Infinity, Infinity]],
    ["binaryCrossEntropyWithLogits", [1000, -1000], [1, 0], [0, 0]],
    ["binaryCrossEntropyWithLogits", [1000, -1000], [0, 1], [0.5, -0.5]],
    ["categoricalCrossEntropy", [0, 1], [0, 1], [0, -1]],
    ["categoricalCrossEntropyWithLogits", [1000, 0], [0, 1], [1, -1]],
    ["categoricalCrossEntropyWithLogits", [0, 0, -Infinity], [1, 0, 0], [-0.5, 0.5, 0]],
    ["hinge", [1, 0.5], [1, 1], [0, -0.5]],
    ["huber", [1, -1, 5, -5], [0, 0, 0, 0], [0.25, -0.25, 0.25, -0.25]],
    ["huber", [0], [0], [0]],
  ])("%s at %j, target %j", (name, prediction, target, expected) => {
    const found = slopes(name, prediction, target) as number[];
    expect(found.map((slope) => slope + 0)).toEqual(expected);
  });

  it("a target of exactly 0 still has a derivative", () => {
    const [p, t] = [tensor([0.25, 0.75]), parameter([0, 1])];
    const [slope] = gradients(categoricalCrossEntropy(p, t), [t]);
    expect(slope.toArray()).toEqual([-Math.log(0.25), -Math.log(0.75)]);
  });

  it("has the same second derivatives where an error is exactly 0", () => {
    for (const [loss, bend] of [
      [halfSquaredError, 1],
      [meanSquaredError, 1],
      [huber, 0.5],
    ] as const) {
      const at = hessian((p) => loss(p, [1, 2]))([1, 2.3]).toArray() as number[][];
      expect([at[0]?.[0], at[1]?.[1]]).toEqual([bend, bend]);
    }
  });

  it("second derivatives of half the squared error are the identity", () => {
    const found = hessian((p) => halfSquaredError(p, [1, 2]))([5, 6]);
    expect(found.add(0).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});

describe("bad arguments", () => {
  it.each(Object.keys(losses).filter((name) => !name.startsWith("categorical")))("of %s", (name) => {
    const loss = lossOf(name) as unknown as (p: unknown, t: unknown) => unknown;
    const float32 = tensor([1], { dtype: "float32" });
    const integer = tensor([1], { dtype: "int32" });
    expect(() => loss([[1], [2]], [1, 2])).toThrow(ShapeError);
    for (const [call, message] of [
      [() => loss([[1], [2]], [1, 2]), "target must have shape [2, 1], got [2]."],
      [() => loss([1, 2], 1), "target must have shape [2], got []."],
      // A cast would lead to this text next.
      [() => loss([[1], [2]], tensor([1, 2], { dtype: "int32" })), "target must have shape [2, 1], got [2]."],
      [
        () => loss(float32, tensor([1])),
        'target must be float32, as the prediction is, got float64. Use cast("float32").',
      ],
      [() => loss(integer, integer), 'prediction must be floating-point, got int32. Use cast("float64").'],
      [
        () => loss(tensor([1]), integer),
        'target must be float64, as the prediction is, got int32. Use cast("float64").',
      ],
      [() => loss("1", [1]), 'prediction must be a tensor or nested arrays of numbers, got "1".'],
      [() => loss([1], null), "target must be a tensor or nested arrays of numbers, got null."],
      [() => loss([1], undefined), "target must be a tensor or nested arrays of numbers, got undefined."],
    ] as const) {
      expect(call).toThrow(expect.objectContaining({ message: `${name}: ${message}` }));
    }
    expect(() => loss(integer, integer)).toThrow(DtypeError);
  });

  it.each([
    [0, "0"],
    [-1, "-1"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    ["1", '"1"'],
  ])("delta %s of huber", (delta, shown) => {
    expect(() => huber([1], [1], { delta: delta as number })).toThrow(
      `huber: delta must be a positive finite number, got ${shown}.`,
    );
  });

  it.each([
    ["hinge", [5, -5], [1, 0], "−1 or 1, got 0"],
    ["binaryCrossEntropy", [0.5, 0.5], [1, 2], "from 0 to 1, got 2"],
    ["binaryCrossEntropyWithLogits", [1, 1], [1, -1], "from 0 to 1, got -1"],
  ] as const)("labels of another convention of %s, where they are known", (name, p, labels, shown) => {
    const loss = lossOf(name) as (p: Tensor, t: Tensor) => Tensor<[]>;
    for (const target of [tensor(labels), tensor(labels, { dtype: "float32" }).cast("float64")]) {
      target.data();
      const one = (x: Tensor): Tensor<[]> => loss(x, target);
      for (const use of [one, grad(one), compile(one)])
        expect(() => use(tensor(p))).toThrow(
          expect.objectContaining({ message: `${name}: target must be ${shown}.` }),
        );
    }
    expect(compile(loss)(tensor(p), tensor(labels)).item()).not.toBeNaN();
    // A parameter that was right once may be assigned others.
    const kept = parameter(name === "hinge" ? [1, -1] : [1, 0]);
    expect(loss(tensor(p), kept).item()).not.toBeNaN();
    kept.assign(labels);
    expect(() => loss(tensor(p), kept)).toThrow(`${name}: target must be ${shown}.`);
  });

  it("numbers take the dtype of the tensor beside them", () => {
    const float32 = tensor([0.5, 0.5], { dtype: "float32" });
    for (const loss of Object.values(losses)) {
      expect(loss(float32, [1, 1]).dtype).toBe("float32");
      expect(loss([0.5, 0.5], float32).dtype).toBe("float32");
    }
  });
});
