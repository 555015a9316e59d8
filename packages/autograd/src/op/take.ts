import { ArgumentError, type ChainruleError, DtypeError, ShapeError } from "../error/error.ts";
import type { Lane } from "../scalar/lane.ts";
import type { Machine, Memory, Operands } from "../scalar/machine.ts";
import type { DType } from "../shape/dtype.ts";
import { formatShape, type Shape, sameShape } from "../shape/shape.ts";
import { equal } from "./comparison.ts";
import type { Core, Cores, Declaration, Operation, Refused, Spec } from "./definition.ts";
import { linearIn } from "./derivative/linear-in.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { div } from "./div.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { scatterAddSamples, scatterMaxSamples, takeSamples } from "./facts/take-samples.ts";
import { batchShape, routine } from "./routine.ts";
import { strongMul } from "./strong-mul.ts";
import { filledWith, sumTo } from "./sum.ts";
import { where } from "./where.ts";

/** The axis is counted from the end of what is indexed, and `rank` is the number of axes of the indices. */
export type TakeAttributes = { readonly axis: number; readonly rank: number };

export const take: Operation<TakeAttributes> = /* @__PURE__ */ routine<TakeAttributes>({
  name: "take",
  family: "indexing",
  arity: 2,
  dtype: ([x, indices]) => {
    requireIndices("take", indices as DType);
    return x as DType;
  },
  shape: (inputs, attributes) => {
    const [x, indices] = inputs as readonly [Shape, Shape];
    return takenShape("take", x, indices, attributes);
  },
  derivative: /* @__PURE__ */ linearIn<TakeAttributes>((b, cotangent, [x, indices], attributes) => {
    const shape = b.shapeOf(x);
    return sumTo(b, b(scatterAdd, filledWith(b, 0, cotangent, shape), indices, cotangent, attributes), shape);
  }, null),
  meaning: {
    cores: (attributes) => ({
      inputs: [indexed(attributes), indexing(attributes)],
      output: taken(attributes),
    }),
    run: (m, { input, output }) => {
      const [x, indices, y] = [input(0), input(1), output(0)];
      const [size = 0, row = 0] = x.sizes;
      m.range(0, indices.sizes[0] as number, (i) => {
        const at = indexAt(m, indices, i, size);
        m.each(x.dtype, 0, row, [], (_, k) => y.write(x.read(at, k), i, k));
      });
    },
    refusal: (refused, inputs, attributes) => outOfRange("take", refused, inputs, attributes),
  },
});

export const takeFacts: Facts<TakeAttributes> = /* @__PURE__ */ facts(take, {
  summary: "The elements at given indices of an axis.",
  formula: "y[..., j, ...] = x[..., indices[j], ...]",
  domain: "Any dtype; int32 indices from -n to n - 1 for an axis of size n.",
  convention: "none; linear. Negative indices count from the end",
  source: "NumPy, numpy.take",
  example: "take([5, 6, 7], [2, 0]).toArray() // => [7, 5]",
  samples: takeSamples,
});

export const scatterAdd: Operation<TakeAttributes> = /* @__PURE__ */ scattering({
  name: "scatterAdd",
  combine: (lane, a, b) => lane.add(a, b),
  derivative: /* @__PURE__ */ linearIn<TakeAttributes>(
    (b, cotangent, [into]) => sumTo(b, cotangent, b.shapeOf(into)),
    null,
    (b, cotangent, [, indices, values], attributes) =>
      sumTo(b, b(take, cotangent, indices, attributes), b.shapeOf(values)),
  ),
});

export const scatterAddFacts: Facts<TakeAttributes> = /* @__PURE__ */ facts(scatterAdd, {
  summary: "With values added at given indices of an axis.",
  formula: "y[..., i, ...] = into[..., i, ...] + Σ values[..., j, ...] over j with indices[j] = i",
  domain: "Numbers; int32 indices from -n to n - 1 for an axis of size n.",
  convention: "none; linear. Added up in the order of the indices; repeated ones accumulate",
  source: "JAX, jax.numpy.ndarray.at[].add",
  example: "scatterAdd([1, 1], [0, 0], [2, 3]).toArray() // => [6, 1]",
  samples: scatterAddSamples,
});

export const scatterMax: Operation<TakeAttributes> = /* @__PURE__ */ scattering({
  name: "scatterMax",
  combine: (lane, a, b) => lane.max(a, b),
  // What is as large as the result has an equal share of it, and so has its tangent.
  derivative: /* @__PURE__ */ tangentRule((b, y, inputs, tangents, attributes) => {
    type V = typeof y;
    const [into, indices, values] = inputs as readonly [V, V, V];
    const [ofInto = null, , ofValues = null] = tangents;
    const reached = b(where, b(equal, into, y), b.constant(1, y), b.constant(0, y));
    const at = b(equal, values, b(take, y, indices, attributes));
    const reaching = b(where, at, b.constant(1, y), b.constant(0, y));
    const count = b(scatterAdd, reached, indices, reaching, attributes);
    const flow = ofInto === null ? filledWith(b, 0, y) : b(strongMul, b(div, reached, count), ofInto);
    if (ofValues === null) return flow;
    const share = b(div, reaching, b(take, count, indices, attributes));
    return b(scatterAdd, flow, indices, b(strongMul, share, ofValues), attributes);
  }),
});

export const scatterMaxFacts: Facts<TakeAttributes> = /* @__PURE__ */ facts(scatterMax, {
  summary: "The larger of what is at given indices of an axis and of values for them.",
  formula: "y[..., i, ...] = max of into[..., i, ...] and values[..., j, ...] over j with indices[j] = i",
  domain: "Numbers; int32 indices from -n to n - 1 for an axis of size n. NaN if any of them is.",
  convention: "Tied elements share the cotangent equally.",
  source: "JAX, jax.numpy.ndarray.at[].max; docs/conventions.md, ties",
  example: "scatterMax([1, 1], [0, 0], [2, 3]).toArray() // => [3, 1]",
  samples: scatterMaxSamples,
});

/** What combines values with what is at given indices of an axis. */
function scattering(entry: {
  readonly name: string;
  combine<V, M>(lane: Lane<V, M>, a: V, b: V): V;
  readonly derivative: Declaration<TakeAttributes>["derivative"];
}): Operation<TakeAttributes> {
  const { name, derivative } = entry;
  return routine<TakeAttributes>({
    name,
    family: "indexing",
    arity: 3,
    dtype: ([into, indices, values]) => {
      requireIndices(name, indices as DType);
      return numericDtype(name, "numbers", [into as DType, values as DType]);
    },
    shape: (inputs, attributes) => scatteredShape(name, inputs, attributes),
    derivative,
    meaning: {
      cores: scatteredCores,
      run: (m, operands) => scatter(m, operands, (lane, a, b) => entry.combine(lane, a, b)),
      refusal: (refused, inputs, attributes) => outOfRange(name, refused, inputs, attributes),
    },
  });
}

function scatteredCores(attributes: TakeAttributes): Cores {
  const into = indexed(attributes);
  return { inputs: [into, indexing(attributes), taken(attributes)], output: into };
}

/** The axis, and those behind it as one. */
function indexed({ axis }: TakeAttributes): Core {
  return [[axis], behind(axis)];
}

function indexing({ rank }: TakeAttributes): Core {
  return [lastAxes(rank)];
}

/** The axes of the indices in place of the axis. */
function taken({ axis, rank }: TakeAttributes): Core {
  return [lastAxes(rank).map((own) => own + axis + 1), behind(axis)];
}

function behind(axis: number): number[] {
  return lastAxes(-axis - 1);
}

function lastAxes(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k - count);
}

function takenShape(op: string, x: Shape, indices: Shape, attributes: TakeAttributes): Shape {
  const { axis, rank } = attributes;
  return [
    ...batchShape(op, [x, indices], [indexed(attributes), indexing(attributes)]),
    ...indices.slice(indices.length - rank),
    ...x.slice(x.length + axis + 1),
  ];
}

function scatteredShape(op: string, inputs: readonly Shape[], attributes: TakeAttributes): Shape {
  const [into, indices, values] = inputs as readonly [Shape, Shape, Shape];
  const cores = scatteredCores(attributes).inputs;
  const expected = takenShape(op, into, indices, attributes);
  const core = expected.length - taken(attributes).flat().length;
  if (!sameShape(values.slice(values.length - expected.length + core), expected.slice(core))) {
    throw new ShapeError(
      op,
      `values must have shape ${formatShape(expected)}, got ${formatShape(values)}.`,
      inputs,
    );
  }
  return [...batchShape(op, inputs, cores), ...into.slice(into.length + attributes.axis)];
}

/** Combines values one after the other with what is at their indices by then. */
function scatter<V, M, I>(
  m: Machine<V, M, I>,
  { input, output }: Operands<V, I>,
  combine: (lane: Lane<V, M>, a: V, b: V) => V,
): void {
  const [into, indices, values, y] = [input(0), input(1), input(2), output(0)];
  const [size = 0, row = 0] = into.sizes;
  m.range(0, size, (i) => m.each(y.dtype, 0, row, [], (_, k) => y.write(into.read(i, k), i, k)));
  m.range(0, indices.sizes[0] as number, (i) => {
    const at = indexAt(m, indices, i, size);
    m.each(y.dtype, 0, row, [], (lane, k) => {
      y.write(combine(lane, y.read(at, k), values.read(i, k)), at, k);
    });
  });
}

/** An index that is known to be in range, counted from the front. */
function indexAt<V, M, I>(m: Machine<V, M, I>, indices: Memory<V, I>, i: I, size: number): I {
  const lane = m.lane("int32");
  const index = indices.read(i);
  const isWrong = lane.or(lane.lt(index, lane.constant(-size)), lane.ge(index, lane.constant(size)));
  m.refuse(isWrong, index, indices, i);
  const fromFront = lane.add(index, lane.constant(size));
  return m.index(lane.select(lane.lt(index, lane.constant(0)), fromFront, index));
}

/** Refuses what cannot be indices. */
export function requireIndices(op: string, dtype: DType): void {
  if (dtype === "int32") return;
  throw new DtypeError(op, `indices must be int32, got ${dtype}. Cast them, e.g. with cast("int32").`);
}

/** The refusal of an index. */
export function outOfRange(
  op: string,
  { index, value }: Refused,
  inputs: readonly Spec[],
  { axis }: TakeAttributes,
): ChainruleError {
  const shape = inputs[0]?.shape as Shape;
  const size = shape.at(axis) as number;
  const along = `axis ${shape.length + axis} of ${formatShape(shape)}`;
  const got = index.length === 0 ? `got ${value}` : `got ${value} at ${formatShape(index)}`;
  const rule =
    size === 0
      ? `there are no elements along ${along}`
      : `indices must be from ${-size} to ${size - 1} for ${along}`;
  return new ArgumentError(op, `${rule}, ${got}.`);
}
