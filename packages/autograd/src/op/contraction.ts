import { ShapeError } from "../error/error.ts";
import { broadcastShapes, formatShape, type Shape } from "../shape/shape.ts";
import type { Builder } from "./builder.ts";
import type { DeclaredOperation, Sample } from "./definition.ts";
import { numericDtype } from "./elementwise.ts";
import { spreadInput } from "./elementwise-samples.ts";

export const matmul: DeclaredOperation = {
  name: "matmul",
  family: "contraction",
  arity: 2,
  dtype: (inputs) => numericDtype("matmul", "floats", inputs),
  shape: (inputs) => {
    const [a, b] = inputs as readonly [Shape, Shape];
    if (a.length < 2 || b.length < 2) {
      throw new ShapeError("matmul", `needs matrices, got a ${formatShape(a)} and b ${formatShape(b)}.`, [
        a,
        b,
      ]);
    }
    const inner = a[a.length - 1];
    if (inner !== b[b.length - 2]) {
      const remedy = inner === b[b.length - 1] ? " transpose(b) would fit." : "";
      throw new ShapeError(
        "matmul",
        `inner sizes must match, got a ${formatShape(a)} and b ${formatShape(b)}.${remedy}`,
        [a, b],
      );
    }
    return [...batchShape(a, b), a[a.length - 2] as number, b[b.length - 1] as number];
  },
  derivative: {
    form: "bilinear",
    transposeLeft: (b, cotangent, right, left) =>
      b.sumTo(b.matmul(cotangent, matrixTranspose(b, right)), left),
    transposeRight: (b, cotangent, left, right) =>
      b.sumTo(b.matmul(matrixTranspose(b, left), cotangent), right),
  },
  batch: { inputs: "broadcast", attributes: (attributes) => attributes },
  meaning: { kind: "matmul" },
  formula: "yᵢⱼ = Σₖ aᵢₖ bₖⱼ",
  documentation: {
    summary: "Matrix product over the last two axes; leading axes broadcast.",
    domain:
      "Floating-point matrices, or batches of them, whose inner sizes match; 0 where the inner size is 0.",
    convention: "none; bilinear. Strong zeros do not apply inside the product: 0 · ∞ = NaN.",
    source: "DLMF 3.2(i)",
    example: "matmul([[1, 2]], [[3], [4]]).toArray() // => [[11]]",
  },
  samples: () => matmulSamples(),
};

function batchShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  for (let axis = 3; axis <= rank; axis++) {
    const [left, right] = [a[a.length - axis] ?? 1, b[b.length - axis] ?? 1];
    if (left === right || left === 1 || right === 1) continue;
    throw new ShapeError(
      "matmul",
      `batch axes must broadcast, got a ${formatShape(a)} and b ${formatShape(b)}: sizes ${left} and ${right} differ ` +
        `and neither is 1.`,
      [a, b],
    );
  }
  return broadcastShapes("matmul", a.slice(0, -2), b.slice(0, -2));
}

function matrixTranspose<V>(b: Builder<V>, x: V): V {
  const rank = b.shapeOf(x).length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  axes[rank - 2] = rank - 1;
  axes[rank - 1] = rank - 2;
  return b.permute(x, axes);
}

const pairs: readonly (readonly [Shape, Shape])[] = [
  [
    [1, 1],
    [1, 1],
  ],
  [
    [2, 3],
    [3, 4],
  ],
  [
    [4, 3],
    [3, 4],
  ],
  [
    [4, 4],
    [4, 1],
  ],
  [
    [1, 5],
    [5, 1],
  ],
  [
    [5, 1],
    [1, 5],
  ],
  [
    [7, 9],
    [9, 5],
  ],
  [
    [3, 0],
    [0, 2],
  ],
  [
    [0, 3],
    [3, 2],
  ],
  [
    [2, 3],
    [3, 0],
  ],
  [
    [8, 8],
    [8, 8],
  ],
  [
    [5, 17],
    [17, 3],
  ],
  [
    [2, 2, 3],
    [2, 3, 2],
  ],
  [
    [2, 2, 3],
    [3, 2],
  ],
  [
    [2, 3],
    [4, 3, 2],
  ],
  [
    [1, 2, 3],
    [4, 3, 2],
  ],
  [
    [2, 1, 2, 3],
    [3, 3, 2],
  ],
  [
    [2, 2, 1, 2],
    [2, 2, 2, 1],
  ],
  [
    [0, 2, 3],
    [3, 2],
  ],
];

function matmulSamples(): Sample[] {
  const samples: Sample[] = [];
  for (const dtype of ["float64", "float32"] as const) {
    for (const [i, [a, b]] of pairs.entries()) {
      samples.push({
        name: `[${a}] by [${b}], ${dtype}`,
        inputs: [spreadInput(a, [-2, 2], i, dtype), spreadInput(b, [-2, 2], i + 6, dtype)],
        attributes: {},
      });
    }
  }
  samples.push({
    name: "0 · ∞",
    inputs: [
      { shape: [1, 2], data: [0, 1] },
      { shape: [2, 1], data: [Infinity, 1] },
    ],
    attributes: {},
    kink: true,
    value: [NaN],
    gradient: [
      [Infinity, 1],
      [0, 1],
    ],
  });
  return samples;
}
