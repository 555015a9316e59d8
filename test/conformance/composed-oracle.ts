import type { Attributes } from "../../packages/autograd/src/op/definition.ts";
import type { Dense, Oracle } from "./dense.ts";
import { at, dense, flat, type Index, indices, reducing } from "./oracle.ts";

/** One axis, several or none given, counted from either end, as a list. */
function axesOf({ axes }: Attributes, rank: number, otherwise: readonly number[]): number[] {
  const list = axes === undefined ? otherwise : typeof axes === "number" ? [axes] : (axes as Index);
  return list.map((axis) => (axis < 0 ? axis + rank : axis));
}

/** Over all axes unless some are given. */
function over(
  ulps: number,
  combine: (elements: readonly number[], attributes: Attributes) => number,
): Oracle {
  return {
    ulps,
    compute: (inputs, attributes) => {
      const { shape } = inputs[0] as Dense;
      const axes = axesOf(attributes, shape.length, [...shape.keys()]);
      const oracle = reducing(ulps, (elements) => combine(elements, attributes));
      return oracle.compute(inputs, { ...attributes, axes });
    },
  };
}

/** Each element beside all those that share its place in the other axes. */
function among(ulps: number, rule: (own: number, elements: readonly number[]) => number): Oracle {
  return {
    ulps,
    compute: ([input], attributes) => {
      const x = input as Dense;
      const axes = axesOf(attributes, x.shape.length, [x.shape.length - 1]);
      const all = indices(x.shape);
      return dense(x.shape, (index) => {
        const group = all.filter((other) =>
          other.every((i, axis) => axes.includes(axis) || i === index[axis]),
        );
        return rule(
          at(x, index),
          group.map((other) => at(x, other)),
        );
      });
    },
  };
}

const total = (elements: readonly number[]): number => elements.reduce((a, b) => a + b, 0);
const average = (elements: readonly number[]): number => total(elements) / elements.length;

function variance(elements: readonly number[], { correction = 0 }: Attributes): number {
  const center = average(elements);
  const divisor = Math.max(0, elements.length - (correction as number));
  return total(elements.map((x) => (x - center) ** 2)) / divisor;
}

/** The axis in a shape with `more` axes. */
function axisOf({ axis = 0 }: Attributes, rank: number): number {
  return (axis as number) < 0 ? (axis as number) + rank : (axis as number);
}

/** Compositions said a second time, from their definitions. */
export const composedOracles: Readonly<Record<string, Oracle>> = {
  mean: over(8, average),
  var: over(16, variance),
  std: over(16, (elements, attributes) => Math.sqrt(variance(elements, attributes))),
  softmax: among(16, (own, elements) => {
    const largest = Math.max(...elements);
    return Math.exp(own - largest) / total(elements.map((x) => Math.exp(x - largest)));
  }),
  logSoftmax: among(16, (own, elements) => {
    const largest = Math.max(...elements);
    return own - largest - Math.log(total(elements.map((x) => Math.exp(x - largest))));
  }),
  dot: {
    ulps: 16,
    compute: ([a, b]) => {
      const [left, right] = [a as Dense, b as Dense];
      return { shape: [], data: [total(left.data.map((x, i) => x * (right.data[i] as number)))] };
    },
  },
  outer: {
    ulps: 0,
    compute: ([a, b]) => {
      const [left, right] = [a as Dense, b as Dense];
      return {
        shape: [left.data.length, right.data.length],
        data: left.data.flatMap((x) => right.data.map((y) => x * y)),
      };
    },
  },
  stack: {
    ulps: 0,
    compute: (parts, attributes) => {
      const [{ shape }] = parts as unknown as readonly [Dense];
      const axis = axisOf(attributes, shape.length + 1);
      return dense(shape.toSpliced(axis, 0, parts.length), (index) => {
        return at(parts[index[axis] as number] as Dense, index.toSpliced(axis, 1));
      });
    },
  },
  // The parts in reverse order.
  split: {
    ulps: 0,
    compute: ([input], attributes) => {
      const x = input as Dense;
      const axis = axisOf(attributes, x.shape.length);
      const whole = x.shape[axis] as number;
      const { sections } = attributes;
      const sizes =
        typeof sections === "number"
          ? Array.from({ length: sections }, () => whole / sections)
          : (sections as Index);
      const starts = sizes.map((_, part) => total(sizes.slice(0, part)));
      const order = sizes
        .map((size, part) => Array.from({ length: size }, (_, i) => (starts[part] as number) + i))
        .reverse()
        .flat();
      return dense(x.shape, (index) => at(x, index.with(axis, order[index[axis] as number] as number)));
    },
  },
  expandDims: {
    ulps: 0,
    compute: ([input], attributes) => {
      const { shape, data } = input as Dense;
      const count = typeof attributes["axes"] === "number" ? 1 : (attributes["axes"] as Index).length;
      const places = axesOf(attributes, shape.length + count, []);
      const wide = [...shape];
      for (const place of places.toSorted((a, b) => a - b)) wide.splice(place, 0, 1);
      return { shape: wide, data };
    },
  },
  squeeze: {
    ulps: 0,
    compute: ([input], attributes) => {
      const x = input as Dense;
      const ones = [...x.shape.keys()].filter((axis) => x.shape[axis] === 1);
      const dropped = axesOf(attributes, x.shape.length, ones);
      const kept = [...x.shape.keys()].filter((axis) => !dropped.includes(axis));
      return dense(
        kept.map((axis) => x.shape[axis] as number),
        (index) => {
          const from: number[] = x.shape.map(() => 0);
          for (const [k, axis] of kept.entries()) from[axis] = index[k] as number;
          return x.data[flat(from, x.shape)] as number;
        },
      );
    },
  },
};
