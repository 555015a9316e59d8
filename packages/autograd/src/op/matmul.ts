import { ShapeError } from "../error/error.ts";
import { broadcastShapes, formatShape, type Shape } from "../shape/shape.ts";
import { add } from "./add.ts";
import { contractionBlock } from "./contraction-order.ts";
import type { Builder, NoAttributes, PlainOperation, Rewriter, Spec } from "./definition.ts";
import { bilinear } from "./derivative/bilinear.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { matmulSamples } from "./facts/matmul-samples.ts";
import { mul } from "./mul.ts";
import { permute } from "./permute.ts";
import { matrix, routine } from "./routine.ts";
import { sumTo } from "./sum.ts";

export const matmul: PlainOperation = /* @__PURE__ */ routine<NoAttributes>({
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
  derivative: /* @__PURE__ */ bilinear(
    (b, cotangent, right, left) => sumTo(b, b(matmul, cotangent, matrixTranspose(b, right)), left),
    (b, cotangent, left, right) => sumTo(b, b(matmul, matrixTranspose(b, left), cotangent), right),
  ),
  // Of one product each: as a product of broadcast factors, which shares a loop with whatever reads it.
  rewritten: <V>(b: Rewriter<V>, [left, right]: readonly V[]) =>
    b.shapeOf(left as V).at(-1) === 1 ? b(mul, left as V, right as V) : null,
  meaning: {
    cores: () => ({ inputs: [matrix, matrix], output: matrix }),
    steps: ([a]) => (a as Spec).shape.at(-1) as number,
    // In the order of `op/contraction-order.ts`. Engines have faster kernels for it.
    run: (m, { input, output }) => {
      const [a, b, y] = [input(0), input(1), output(0)];
      const lane = m.lane(y.dtype);
      const [rows = 0, inner = 0] = a.sizes;
      const [, columns = 0] = b.sizes;
      m.range(0, rows, (i) => {
        m.range(0, columns, (j) => {
          const product = (k: Parameters<typeof b.read>[0]) => lane.mul(a.read(i, k), b.read(k, j));
          const total = m.cell(lane.constant(0));
          for (let block = 0; block < inner; block += contractionBlock) {
            const sum = m.cell(product(block));
            m.range(block + 1, Math.min(inner, block + contractionBlock), (k) =>
              sum.set(lane.add(sum.get(), product(k))),
            );
            total.set(block === 0 ? sum.get() : lane.add(total.get(), sum.get()));
          }
          y.write(total.get(), i, j);
        });
      });
    },
  },
});

export const matmulFacts: Facts = /* @__PURE__ */ facts(matmul, {
  summary: "Matrix product over the last two axes; leading axes broadcast.",
  formula: "yᵢⱼ = Σₖ aᵢₖ bₖⱼ, in each batch",
  domain:
    "Floating-point `[..., m, k]` and `[..., k, n]`; leading axes are batches, which broadcast. 0 where k is 0.",
  convention: "none; bilinear. Strong zeros do not apply inside the product: 0 · ∞ = NaN.",
  source: "DLMF 3.2(i)",
  example: "matmul([[1, 2]], [[3], [4]]).toArray() // => [[11]]",
  samples: () => matmulSamples(),
});

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

/** Half the sum of a matrix and its transpose. */
export function symmetricPart<V>(b: Builder<V>, x: V): V {
  return b(mul, b.constant(0.5, x), b(add, x, matrixTranspose(b, x)));
}

export function matrixTranspose<V>(b: Builder<V>, x: V): V {
  const rank = b.shapeOf(x).length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  axes[rank - 2] = rank - 1;
  axes[rank - 1] = rank - 2;
  return b(permute, x, { axes });
}
