import { ShapeError } from "../error/error.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { bidiagonalise, diagonaliseBoth, workingMemory } from "./bidiagonal.ts";
import { less } from "./comparison.ts";
import { concat } from "./concat.ts";
import type { Builder, Core, Operation, Spec } from "./definition.ts";
import { type TangentRule, tangentRule } from "./derivative/tangent-rule.ts";
import { diagonalOf } from "./diagonal.ts";
import { numericDtype } from "./dtype-rule.ts";
import { singularSamples, singularValueSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { gaps } from "./gaps.ts";
import { mostByTurns, mostSweeps, rotate, rotationOf, signOf } from "./jacobi.ts";
import { matmul, matrixTranspose } from "./matmul.ts";
import { mul } from "./mul.ts";
import { qr, qrParts } from "./qr.ts";
import { diagonal } from "./reflection.ts";
import { asRow, reshape } from "./reshape.ts";
import { type CallerAttributes, composition, matrix, routine, vector } from "./routine.ts";
import { sectionOf, slice } from "./slice.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";
import { collectReflections, scalesOf, takeInOrder, writeIdentity } from "./tridiagonal.ts";
import { where } from "./where.ts";

function requireTall(name: string, a: Shape): readonly [rows: number, columns: number] {
  const [rows = 0, columns = 0] = a.slice(-2);
  if (a.length >= 2 && rows >= columns) return [rows, columns];
  throw new ShapeError(name, `a must have at least as many rows as columns, got ${formatShape(a)}.`, [a]);
}

/**
 * Two results in each column: the columns of a matrix, turned so that they are orthogonal, the longest one first; and below them the
 * rotation that did it.
 */
export const turnedColumns: Operation<CallerAttributes> = /* @__PURE__ */ routine<CallerAttributes>({
  name: "turnedColumns",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
  shape: (inputs, { name }) => {
    const a = inputs[0] as Shape;
    const [rows, columns] = requireTall(name, a);
    return [...a.slice(0, -2), rows + columns, columns];
  },
  derivative: /* @__PURE__ */ tangentRule((b, packed, inputs, tangents, attributes) => {
    const [a, tangent] = [inputs[0] as typeof packed, tangents[0] as typeof packed];
    const vectors = b(rightVectors, a, attributes);
    const change = rightRule(b, vectors, inputs, tangents, attributes);
    const ofColumns = b(add, b(matmul, tangent, vectors), b(matmul, a, change));
    return b(concat, ofColumns, change, { axis: b.shapeOf(a).length - 2 });
  }),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [matrix], output: matrix }),
    // Jacobi's method, from one side: each two columns in turn are turned until they are orthogonal.
    run: (m, { input, output }) => {
      const [a, y] = [input(0), output(0)];
      const [rows = 0, columns = 0] = a.sizes;
      const [lane, integers] = [m.lane(a.dtype), m.lane("int32")];
      const [none, one, half] = [lane.constant(0), lane.constant(1), lane.constant(0.5)];
      const [no, yes] = [integers.constant(0), integers.constant(1)];
      const unit = lane.constant(rows * (a.dtype === "float32" ? 2 ** -24 : 2 ** -53));
      // Scaled, so that no square overflows.
      const scale = m.cell(none);
      m.range(0, rows, (i) => {
        m.range(0, columns, (j) => scale.set(lane.max(scale.get(), lane.abs(a.read(i, j)))));
      });
      scale.set(lane.select(lane.eq(scale.get(), none), one, scale.get()));
      m.range(0, columns, (j) => {
        m.range(0, rows, (i) => y.write(lane.div(a.read(i, j), scale.get()), i, j));
        m.range(0, columns, (i) => y.write(none, m.plus(i, rows), j));
        y.write(one, m.plus(j, rows), j);
      });
      const product = (p: Parameters<typeof y.read>[0], q: Parameters<typeof y.read>[0]) => {
        const total = m.cell(none);
        m.range(0, rows, (i) => total.set(lane.add(total.get(), lane.mul(y.read(i, p), y.read(i, q)))));
        return total.get();
      };
      const isUnfinished = m.cell(yes);
      m.range(0, mostSweeps, () => {
        m.range(0, m.index(isUnfinished.get()), () => {
          isUnfinished.set(no);
          m.range(0, columns, (p) => {
            m.range(m.plus(p, 1), columns, (q) => {
              const [first, second, both] = [product(p, p), product(q, q), product(p, q)];
              const size = lane.mul(lane.sqrt(first), lane.sqrt(second));
              // NaN counts.
              const isSmall = lane.le(lane.abs(both), lane.mul(unit, size));
              isUnfinished.set(integers.select(isSmall, isUnfinished.get(), yes));
              m.range(0, m.index(integers.select(isSmall, no, yes)), () => {
                const ratio = lane.div(lane.mul(half, lane.sub(second, first)), both);
                const rotation = rotationOf(m, lane, ratio);
                m.range(0, rows + columns, (i) => rotate(lane, rotation, y, i, p, q));
              });
            });
          });
        });
      });
      m.range(0, columns, (j) => {
        const longest = m.cell(product(j, j));
        const found = m.cell(m.integer(j));
        m.range(m.plus(j, 1), columns, (k) => {
          const own = product(k, k);
          const isLonger = lane.gt(own, longest.get());
          longest.set(lane.select(isLonger, own, longest.get()));
          found.set(integers.select(isLonger, m.integer(k), found.get()));
        });
        const chosen = m.index(found.get());
        // The sign is that for which the largest component of the rotation is positive.
        const sign = signOf(m, lane, [rows, rows + columns], (k) => y.read(k, chosen));
        m.range(0, rows + columns, (i) => {
          const [here, there] = [y.read(i, j), y.read(i, chosen)];
          y.write(here, i, chosen);
          y.write(lane.mul(sign.get(), there), i, j);
        });
        m.range(0, rows, (i) => y.write(lane.mul(scale.get(), y.read(i, j)), i, j));
      });
    },
  },
});

export const turnedColumnsFacts: Facts<CallerAttributes> = /* @__PURE__ */ facts(turnedColumns, {
  summary: "The columns of a matrix, turned until they are orthogonal, and below them the rotation.",
  formula: "a v, of orthogonal columns, and v",
  domain: "Floating-point matrices of at least as many rows as columns, or batches of them.",
  convention:
    "The longest column first; the largest component of each column of v, of equal ones the first, is positive",
  source: "M. Hestenes, Inversion of matrices by biorthogonalization and related results, 1958",
  example: "sum([1, 2]).item() // => 3",
  samples: singularSamples,
});

/** Whether singular values are asked for alone. */
type SingularAttributes = CallerAttributes & { readonly isAlone?: boolean };

/** Singular values, and in the rows below, unless they are asked for alone, the right singular vectors as columns. */
export const singularBasis: Operation<SingularAttributes> = /* @__PURE__ */ routine<SingularAttributes>({
  name: "singularBasis",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
  shape: (inputs, { name, isAlone = false }) => {
    const a = inputs[0] as Shape;
    const [, columns] = requireTall(name, a);
    return [...a.slice(0, -2), isAlone ? 1 : columns + 1, columns];
  },
  derivative: /* @__PURE__ */ tangentRule((b, packed, inputs, tangents, { name, isAlone = false }) => {
    const ofValues = asRow(b, valuesRule(b, packed, inputs, tangents, { name }));
    if (isAlone) return ofValues;
    const ofVectors = rightRule(b, packed, inputs, tangents, { name });
    return b(concat, ofValues, ofVectors, { axis: b.shapeOf(ofValues).length - 2 });
  }),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [matrix], output: matrix }),
    steps: ([a], { isAlone = false }) => {
      const [rows = 0, columns = 0] = (a as Spec).shape.slice(-2);
      return isAlone ? 3 * rows * columns : 9 * rows;
    },
    scratch: ([a], { isAlone = false }) => {
      const { dtype, shape } = a as Spec;
      const [rows = 0, columns = 0] = shape.slice(-2);
      const square = { dtype, shape: [columns, columns] };
      const given = [{ dtype, shape: [rows, columns] }, ...workingMemory(dtype, rows)];
      return isAlone ? given : [...given, square];
    },
    run: (m, { input, output, scratch }, { isAlone = false }) => {
      const [given, y, a, rows, sums] = [input(0), output(0), scratch(0), scratch(1), scratch(2)];
      const vectors = isAlone ? null : scratch(3);
      const [height = 0, size = 0] = given.sizes;
      const lane = m.lane(given.dtype);
      const { down, up } = scalesOf(m, lane, given);
      const undo = m.cell(up);
      m.range(0, height, (i) => {
        m.each(lane.dtype, 0, size, [down], (own, j, [scale]) =>
          a.write(own.mul(scale as typeof down, given.read(i, j)), i, j),
        );
      });
      const work = { m, lane, size, a, rows, sums };
      bidiagonalise(work);
      if (vectors !== null) {
        writeIdentity(m, lane, vectors);
        collectReflections(work, vectors);
      }
      diagonaliseBoth(work, vectors);
      m.range(0, size, (i) => rows.write(lane.abs(rows.read(diagonal, i)), diagonal, i));
      takeInOrder(work, (x, other) => lane.gt(x, other), vectors, {
        value: (found, i) => y.write(lane.mul(undo.get(), found), 0, i),
        component: (found, k, i) => y.write(found, m.plus(k, 1), i),
      });
    },
  },
});

export const singularBasisFacts: Facts<SingularAttributes> = /* @__PURE__ */ facts(singularBasis, {
  summary: "The singular values of a matrix, and below them its right singular vectors, as columns.",
  formula: "s, and v with a = u diag(s) vᵀ",
  domain: "Floating-point matrices of at least as many rows as columns, or batches of them.",
  convention:
    "Singular values descend; the largest component of each vector, of equal ones the first, is positive",
  source: "G. Golub, C. Van Loan, Matrix computations, 2013, 8.6",
  example: "sum([1, 2]).item() // => 3",
  samples: singularValueSamples,
});

/** The three factors as values: of the turned columns, an orthonormal basis and lengths. */
function factors<V>(b: Builder<V>, a: V, { name }: CallerAttributes): { u: V; s: V; v: V } {
  const [rows, columns] = requireTall(name, b.shapeOf(a));
  const isSmall = columns <= mostByTurns;
  const packed = b(isSmall ? turnedColumns : singularBasis, a, { name });
  const v = part(b, packed, isSmall ? rows : 1, columns);
  const turned = isSmall ? part(b, packed, 0, rows) : b(matmul, a, v);
  const { q, r } = qrParts(b, b(qr, turned), rows);
  const lengths = diagonalOf(b, r);
  const [none, one] = [b.constant(0, lengths), b.constant(1, lengths)];
  const signs = b(where, b(less, lengths, none), b.constant(-1, one), one);
  const s = isSmall ? b(abs, lengths) : firstRow(b, packed);
  return { u: b(mul, q, asRow(b, signs)), s, v };
}

/** Some rows. */
function part<V>(b: Builder<V>, packed: V, from: number, count: number): V {
  const shape = b.shapeOf(packed);
  return b(slice, packed, sectionOf(shape, shape.length - 2, from, count));
}

function firstRow<V>(b: Builder<V>, packed: V): V {
  const shape = b.shapeOf(packed);
  return b(reshape, part(b, packed, 0, 1), { shape: [...shape.slice(0, -2), shape.at(-1) as number] });
}

/** What is known of a matrix and of its tangent in the bases of singular vectors. */
function parts<V>(b: Builder<V>, a: V, tangent: V, attributes: CallerAttributes) {
  const [u, v] = [b(leftVectors, a, attributes), b(rightVectors, a, attributes)];
  const moved = b(matmul, tangent, v);
  return { u, v, moved, p: b(matmul, matrixTranspose(b, u), moved) };
}

/** Gaps of singular values; refused where two are equal, or one is 0 if it must not be. */
function gapsOf<V>(b: Builder<V>, a: V, sums: boolean, positive: boolean, attributes: CallerAttributes): V {
  const known = { ...attributes, sums, positive, vectors: "singular vectors" } as const;
  return b(gaps, b(singularValues, a, attributes), known);
}

/**
 * How fast the vectors of one side turn towards each other: ½ (p + pᵀ) over the differences of their singular values, and ½ (p - pᵀ)
 * over their sums, which the other side takes away. That is (p s ± s pᵀ) over the differences of squares, but without a product of two
 * singular values, which might be beyond every number.
 */
function turns<V>(
  b: Builder<V>,
  a: V,
  p: V,
  side: "u" | "v",
  positive: boolean,
  attributes: CallerAttributes,
): V {
  const back = matrixTranspose(b, p);
  const even = b(mul, gapsOf(b, a, false, positive, attributes), b(add, p, back));
  const odd = b(mul, gapsOf(b, a, true, positive, attributes), b(sub, p, back));
  const both = b(side === "u" ? add : sub, even, odd);
  return b(mul, b.constant(0.5, both), both);
}

/** ṡ = diag(p), p being uᵀ ȧ v. */
const valuesRule: TangentRule<SingularAttributes> = (b, _result, [a], [tangent], { name }) => {
  const { u, moved } = parts(b, a as NonNullable<typeof a>, tangent as NonNullable<typeof a>, { name });
  return b(sum, b(mul, u, moved), { axes: [b.shapeOf(u).length - 2], keepDims: false });
};

const rightRule: TangentRule<CallerAttributes> = (b, _result, [given], [tangent], attributes) => {
  const a = given as NonNullable<typeof given>;
  const { v, p } = parts(b, a, tangent as typeof a, attributes);
  return b(matmul, v, turns(b, a, p, "v", false, attributes));
};

/** And (1 - u uᵀ) ȧ v s⁻¹ where there are more rows than columns. */
const leftRule: TangentRule<CallerAttributes> = (b, _result, [given], [tangent], attributes) => {
  const a = given as NonNullable<typeof given>;
  const { u, moved, p } = parts(b, a, tangent as typeof a, attributes);
  const [rows, columns] = requireTall(attributes.name, b.shapeOf(a));
  const within = b(matmul, u, turns(b, a, p, "u", rows > columns, attributes));
  if (rows === columns) return within;
  const halves = asRow(b, diagonalOf(b, gapsOf(b, a, true, true, attributes)));
  const outside = b(sub, moved, b(matmul, u, p));
  return b(add, within, b(mul, outside, b(mul, b.constant(2, halves), halves)));
};

function factorOf<A extends SingularAttributes>(
  name: string,
  rule: TangentRule<A>,
  shapeOf: (a: Shape) => Shape,
  expand: <V>(b: Builder<V>, a: V, attributes: A) => V,
  output: Core = matrix,
): Operation<A> {
  return composition<A>({
    name,
    family: "linear algebra",
    arity: 1,
    dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
    shape: (inputs, { name }) => {
      requireTall(name, inputs[0] as Shape);
      return shapeOf(inputs[0] as Shape);
    },
    derivative: tangentRule(rule),
    cores: { inputs: [matrix], output },
    isInternal: true,
    expand: (b, [a], attributes) => expand(b, a as NonNullable<typeof a>, attributes),
  });
}

export const singularValues: Operation<SingularAttributes> = /* @__PURE__ */ factorOf<SingularAttributes>(
  "singularValues",
  valuesRule,
  (a) => [...a.slice(0, -2), a.at(-1) as number],
  (b, a, attributes) => {
    const isSmall = (b.shapeOf(a).at(-1) as number) <= mostByTurns;
    return isSmall ? factors(b, a, attributes).s : firstRow(b, b(singularBasis, a, attributes));
  },
  vector,
);

export const singularValuesFacts: Facts<SingularAttributes> = /* @__PURE__ */ facts(singularValues, {
  summary: "The singular values of a matrix, in descending order.",
  formula: "s with a = u diag(s) vᵀ",
  domain: "Floating-point matrices of at least as many rows as columns, or batches of them.",
  convention: "Of equal ones, and of 0, each receives along its own vectors, which are some of many",
  source:
    "M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008, 3.2",
  example: "svdvals([[3, 0], [0, 4]]).toArray() // => [4, 3]",
  samples: singularValueSamples,
});

export const leftVectors: Operation<CallerAttributes> = /* @__PURE__ */ factorOf<CallerAttributes>(
  "leftVectors",
  leftRule,
  (a) => a,
  (b, a, attributes) => factors(b, a, attributes).u,
);

export const leftVectorsFacts: Facts<CallerAttributes> = /* @__PURE__ */ facts(leftVectors, {
  summary: "The left singular vectors of a matrix, as columns, in the order of the singular values.",
  formula: "u with a = u diag(s) vᵀ",
  domain: "Floating-point matrices of at least as many rows as columns, or batches of them.",
  convention:
    "No derivative where singular values are equal, or 0 and there are more rows than columns: refused",
  source: "J. Townsend, Differentiating the singular value decomposition, 2016, (20)",
  example: "sum([1, 2]).item() // => 3",
  samples: singularSamples,
});

export const rightVectors: Operation<CallerAttributes> = /* @__PURE__ */ factorOf<CallerAttributes>(
  "rightVectors",
  rightRule,
  (a) => [...a.slice(0, -2), a.at(-1) as number, a.at(-1) as number],
  (b, a, attributes) => factors(b, a, attributes).v,
);

export const rightVectorsFacts: Facts<CallerAttributes> = /* @__PURE__ */ facts(rightVectors, {
  summary: "The right singular vectors of a matrix, as columns, in the order of the singular values.",
  formula: "v with a = u diag(s) vᵀ",
  domain: "Floating-point matrices of at least as many rows as columns, or batches of them.",
  convention:
    "The largest component of each is positive. No derivative where singular values are equal: refused",
  source: "J. Townsend, Differentiating the singular value decomposition, 2016, (21)",
  example: "sum([1, 2]).item() // => 3",
  samples: singularSamples,
});
