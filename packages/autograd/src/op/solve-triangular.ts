import { ArgumentError, ShapeError } from "../error/error.ts";
import type { Index, Machine, Memory } from "../scalar/machine.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import type { Operation, Spec } from "./definition.ts";
import { cotangentRule } from "./derivative/cotangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { solveTriangularSamples } from "./facts/triangular-samples.ts";
import { matmul, matrixTranspose } from "./matmul.ts";
import { neg } from "./neg.ts";
import { batchShape, matrix, routine, sideBySide } from "./routine.ts";
import { sumTo } from "./sum.ts";
import { triangle } from "./triangle.ts";

/** `transposed`: whether the matrix that is solved with is the transpose of the one that is given. */
export type TriangularAttributes = {
  readonly lower: boolean;
  readonly transposed: boolean;
  readonly unitDiagonal: boolean;
};

export const solveTriangular: Operation<TriangularAttributes> = /* @__PURE__ */ routine<TriangularAttributes>(
  {
    name: "solveTriangular",
    family: "linear algebra",
    arity: 2,
    dtype: (inputs) => numericDtype("solveTriangular", "floats", inputs),
    shape: (inputs) => {
      const [a, b] = inputs as readonly [Shape, Shape];
      requireSquare("solveTriangular", a);
      if (b.length < 2 || b.at(-2) !== a.at(-1)) {
        throw new ShapeError(
          "solveTriangular",
          `b must have as many rows as a, got a ${formatShape(a)} and b ${formatShape(b)}.`,
          inputs,
        );
      }
      return [...batchShape("solveTriangular", inputs, [matrix, matrix]), ...b.slice(-2)];
    },
    derivative: /* @__PURE__ */ cotangentRule((b, cotangent, step) => {
      const { attributes, result } = step;
      const [given, known] = [step.input(0), step.input(1)];
      const { lower, transposed, unitDiagonal } = attributes;
      const received = b(solveTriangular, given, cotangent, { ...attributes, transposed: !transposed });
      const [left, right] = transposed ? [result, received] : [received, result];
      const product = b(matmul, left, matrixTranspose(b, right));
      const inTriangle = b(triangle, product, { upper: !lower, diagonal: unitDiagonal ? 0 : 1 });
      return [sumTo(b, b(neg, inTriangle), b.shapeOf(given)), sumTo(b, received, b.shapeOf(known))];
    }),
    meaning: {
      cores: () => ({ inputs: [matrix, matrix], output: matrix }),
      steps: ([a]) => ((a as Spec).shape.at(-1) as number) / 2,
      run: (m, { input, output }, { lower, transposed, unitDiagonal }) => {
        const [a, b, x] = [input(0), input(1), output(0)];
        const [size = 0, columns = 0] = b.sizes;
        const lane = m.lane(x.dtype);
        if (!unitDiagonal) {
          m.range(0, size, (i) => {
            const pivot = a.read(i, i);
            m.refuse(lane.eq(pivot, lane.constant(0)), pivot, a, i, i);
          });
        }
        const isForward = lower !== transposed;
        m.range(0, size, (step) => {
          const i = isForward ? step : m.plus(m.times(step, -1), size - 1);
          const [from, to] = isForward ? [0, i] : [m.plus(i, 1), size];
          if (columns > 3) {
            solveRow(m, [a, b, x], i, [from, to], { transposed, unitDiagonal });
            return;
          }
          sideBySide(m, 0, columns, (own) => {
            const all = own.map((column) => ({ column, rest: m.cell(b.read(i, column)) }));
            m.range(from, to, (j) => {
              const factor = transposed ? a.read(j, i) : a.read(i, j);
              for (const { column, rest } of all)
                rest.set(lane.sub(rest.get(), lane.mul(factor, x.read(j, column))));
            });
            for (const { column, rest } of all) {
              const found = unitDiagonal ? rest.get() : lane.div(rest.get(), a.read(i, i));
              x.write(found, i, column);
            }
          });
        });
      },
      refusal: ({ index }) =>
        new ArgumentError(
          "solveTriangular",
          `a must not be singular, got 0 on its diagonal at ${formatShape(index)}.`,
        ),
    },
  },
);

/** All numbers of a row side by side, for each of which the steps and their order are those for a single one. */
function solveRow<V, M, I>(
  m: Machine<V, M, I>,
  [a, b, x]: readonly [Memory<V, I>, Memory<V, I>, Memory<V, I>],
  i: I,
  [from, to]: readonly [Index<I>, Index<I>],
  { transposed, unitDiagonal }: Pick<TriangularAttributes, "transposed" | "unitDiagonal">,
): void {
  const { dtype, sizes } = x;
  const columns = sizes[1] as number;
  m.each(dtype, 0, columns, [], (_, column) => x.write(b.read(i, column), i, column));
  sideBySide(m, from, to, (rows) => {
    const known = rows.map((j) => (transposed ? a.read(j, i) : a.read(i, j)));
    m.each(dtype, 0, columns, known, (lane, column, factors) => {
      const rest = rows.reduce<V>(
        (left, j, k) => lane.sub(left, lane.mul(factors[k] as V, x.read(j, column))),
        x.read(i, column),
      );
      x.write(rest, i, column);
    });
  });
  if (unitDiagonal) return;
  m.each(dtype, 0, columns, [a.read(i, i)], (lane, column, [pivot]) => {
    x.write(lane.div(x.read(i, column), pivot as V), i, column);
  });
}

export const solveTriangularFacts: Facts<TriangularAttributes> = /* @__PURE__ */ facts(solveTriangular, {
  summary: "The solution of linear equations with a triangular matrix.",
  formula: "x with a x = b; aᵀ x = b if transposed",
  domain:
    "Floating-point square matrices without a zero on the diagonal, or batches of them; the other triangle is not read.",
  convention: "none. Strong zeros do not apply inside",
  source:
    "M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008, 2.2.3",
  example: "solveTriangular([[2, 0], [1, 4]], [2, 9]).toArray() // => [1, 2]",
  samples: solveTriangularSamples,
});

/** @throws {ShapeError} unless the last two axes are those of square matrices. */
export function requireSquare(op: string, a: Shape): void {
  if (a.length >= 2 && a.at(-1) === a.at(-2)) return;
  throw new ShapeError(op, `a must be a square matrix, or a batch of them, got shape ${formatShape(a)}.`, [
    a,
  ]);
}
