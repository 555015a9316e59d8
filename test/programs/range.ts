import { apply, inputNode } from "../../packages/autograd/src/graph/build.ts";
import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import { interpret } from "../../packages/autograd/src/interpret/run.ts";
import type { Attributes, Operation } from "../../packages/autograd/src/op/definition.ts";
import { factsOf } from "../../packages/autograd/src/op/table.ts";
import type { TypedArray } from "../../packages/autograd/src/shape/dtype.ts";
import { type Shape, sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";

/** Numbers between which the elements of a value lie, roughly. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export function within(inner: Range, outer: Range): boolean {
  return inner.low >= outer.low && inner.high <= outer.high;
}

export function hull(ranges: readonly Range[]): Range {
  return {
    low: Math.min(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
  };
}

export function magnitude({ low, high }: Range): number {
  return Math.max(Math.abs(low), Math.abs(high));
}

const domains = new Map<Operation, readonly Range[]>();

/**
 * Where an operation is smooth, for each input: as far as its ordinary samples reach. An elementwise operation of one
 * argument that is tame on both sides of 0 may have its kinks there: finite differences keep away from those they
 * come upon.
 */
export function domainOf(op: Operation): readonly Range[] {
  let domain = domains.get(op);
  if (domain === undefined) {
    domain = isTame(op) ? [moderate] : sampledDomain(op);
    domains.set(op, domain);
  }
  return domain;
}

function sampledDomain(op: Operation): readonly Range[] {
  const ordinary = factsOf(op.name)
    .samples()
    .filter(({ kink, inputs }) => {
      return (
        kink !== true &&
        inputs.every(({ dtype, data }) => dtype !== "int32" && data.every(Number.isFinite)) &&
        inputs.some(({ data }) => data.length > 0)
      );
    });
  const count = Math.max(...ordinary.map(({ inputs }) => inputs.length));
  return Array.from({ length: count }, (_, i) => {
    const data = ordinary.flatMap(({ inputs }) => inputs[i]?.data ?? []);
    return { low: Math.min(...data), high: Math.max(...data) };
  });
}

const moderate: Range = { low: -3, high: 3 };

function isTame(op: Operation): boolean {
  const families: readonly string[] = ["arithmetic", "elementary", "special"];
  if (op.arity !== 1 || !families.includes(op.family)) return false;
  return magnitude(elementwiseRange(op, [moderate], 601)) < 30 && hasSlopes(op, grid(moderate, 601));
}

/** Whether slopes are finite: of an infinite one, x - x has none in reverse mode and 0 in forward mode. */
function hasSlopes(op: Operation, points: readonly number[]): boolean {
  const x = inputNode(Float64Array.from(points), [points.length], "float64");
  const one = inputNode(new Float64Array(points.length).fill(1), [points.length], "float64");
  const slopes = reverse([apply(op, [x])], [one], [x]).filter((slope) => slope !== null);
  return slopes.every((slope) =>
    (interpret(evaluationOrder([slope]))[0] as TypedArray).every(Number.isFinite),
  );
}

const known = new Map<Operation, Map<string, Range>>();

/**
 * The values of an elementwise operation for arguments in these ranges, found by trying, with a little to spare. Programs ask
 * for the same again and again: arguments are fitted into the same domains.
 */
export function elementwiseRange(op: Operation, ranges: readonly Range[], points?: number): Range {
  const ofOp = known.get(op) ?? new Map<string, Range>();
  known.set(op, ofOp);
  const ends = ranges.flatMap(({ low, high }) => [low, high]);
  const key = `${points}: ${ends.map((x) => (Object.is(x, -0) ? "-0" : x)).join()}`;
  const range = ofOp.get(key) ?? triedRange(op, ranges, points);
  ofOp.set(key, range);
  return range;
}

function triedRange(op: Operation, ranges: readonly Range[], points?: number): Range {
  const grids = ranges.map((range) => grid(range, points ?? [41, 9, 6][ranges.length - 1] ?? 2));
  const count = grids.reduce((product, { length }) => product * length, 1);
  let repeat = count;
  const inputs = grids.map((points) => {
    repeat /= points.length;
    const block = repeat;
    const data = Float64Array.from(
      { length: count },
      (_, i) => points[Math.floor(i / block) % points.length] as number,
    );
    return inputNode(data, [count], "float64");
  });
  const [values] = interpret(evaluationOrder([apply(op, inputs)])) as [Float64Array];
  const { low, high } = hull([...values].map((x) => ({ low: x, high: x })));
  const margin = 0.02 * (high - low);
  return { low: low - margin, high: high + margin };
}

/** Points of a range, 0 among them where it belongs to it, and what is beside it: an extremum is often there, or a jump. */
function grid({ low, high }: Range, count: number): number[] {
  const points = Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
  const beside = 1e-9 * (high - low);
  return [...points, ...[-beside, 0, beside].filter((x) => low <= x && x <= high)];
}

/**
 * The values of an operation that nothing else is known of, found by trying arguments that are as low or as high as
 * they get throughout: a running sum gets as far as its axis is long.
 */
export function extremeRange(
  op: Operation,
  inputs: readonly (Range & { readonly shape: Shape })[],
  attributes: Attributes,
): Range {
  const ends = inputs.reduce<number[][]>(
    (corners, { low, high }) => corners.flatMap((corner) => [low, high].map((end) => [...corner, end])),
    [[]],
  );
  const results = ends.map((corner) => {
    const nodes = inputs.map(({ shape }, k) => {
      return inputNode(new Float64Array(sizeOf(shape)).fill(corner[k] as number), shape, "float64");
    });
    const [values] = interpret(evaluationOrder([apply(op, nodes, attributes)])) as [TypedArray];
    return hull([...values].map((x) => ({ low: x, high: x })));
  });
  return hull([{ low: 0, high: 0 }, ...results]);
}

/** The values of a reduction over `count` elements each. */
export function reducedRange(op: Operation, { low, high }: Range, count: number): Range {
  const most = magnitude({ low, high });
  switch (op.name) {
    case "sum":
      return { low: Math.min(0, count * low), high: Math.max(0, count * high) };
    case "prod":
      return { low: Math.min(1, low ** count), high: Math.max(1, most ** count) };
    case "logsumexp":
      return { low, high: high + Math.log(Math.max(1, count)) };
    case "norm":
      return { low: 0, high: Math.sqrt(count) * most };
    default:
      return { low, high };
  }
}
