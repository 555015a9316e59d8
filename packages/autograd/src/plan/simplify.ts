import { constant } from "../op/leaf.ts";
import { permute } from "../op/permute.ts";
import { reshape } from "../op/reshape.ts";
import { double } from "../scalar/double.ts";
import { single } from "../scalar/single.ts";
import { sameShape } from "../shape/shape.ts";
import { constantOf } from "./rewriter.ts";
import type { Value, Values } from "./value.ts";

/**
 * An equal value that costs less: the number of one that exists, or another operation. Only rewritings that keep
 * every bit are here, since compiled code has to agree with the interpreter, which runs the graph as it is: x + 0 is
 * not x for x = -0, but x - 0, x · 1 and x / 1 are.
 */
export function simplified(program: Values, value: Value): Value | number {
  const { op, inputs, attributes } = value;
  const [x, y] = inputs as readonly [number, number];
  const first = inputs.length > 0 ? program.at(x) : undefined;
  if (first === undefined) return value;
  if (op.isIdentity(inputs.length === 1 ? [first] : inputs.map((input) => program.at(input)), attributes))
    return x;
  if (op.unit !== null) {
    if (isUnit(program, y, op.unit.second) && isLike(first, value)) return x;
    if (isUnit(program, x, op.unit.first) && isLike(program.at(y), value)) return y;
  }
  if (first.op === op) {
    if (op.isInvolution) return first.inputs[0] as number;
    const merged = op.merged(first.attributes, attributes);
    if (merged !== null) return program.add({ ...value, inputs: first.inputs, attributes: merged });
  }
  const rewritten = op.rewritten(program.rewriter, inputs, attributes);
  if (rewritten !== null) return rewritten;
  if (op.meaning.kind === "reduce") return reduced(program, value, x);
  return folded(program, value);
}

function isUnit(program: Values, number: number, unit: number | undefined): boolean {
  return unit !== undefined && Object.is(constantOf(program, number), unit);
}

function isLike(argument: Value, value: Value): boolean {
  return sameShape(argument.shape, value.shape);
}

/** A reduction whose axes are neighbours, or one over nothing left out. The order of the elements stays the same. */
function reduced(program: Values, value: Value, x: number): Value | number {
  const { shape, dtype } = program.at(x);
  const axes = value.attributes["axes"] as readonly number[];
  const counted = axes.filter((axis) => shape[axis] !== 1);
  // Over axes of size 1 there is nothing to combine.
  if (counted.length === 0) return program.add({ ...value, op: reshape, attributes: { shape: value.shape } });
  const [first = 0] = counted;
  const last = counted[counted.length - 1] as number;
  const between = shape.slice(first, last + 1).filter((size) => size !== 1).length;
  if (between === counted.length) return value;
  const order = [...shape.keys()].filter((axis) => !axes.includes(axis));
  const kept = order.length;
  order.push(...axes);
  const moved = order.map((axis) => shape[axis] as number);
  const gathered = program.add({
    op: permute,
    inputs: [x],
    attributes: { axes: order },
    shape: moved,
    dtype,
  });
  const trailing = order.map((_, axis) => axis).slice(kept);
  const outer = moved.slice(0, kept);
  const result = program.add({
    ...value,
    inputs: [gathered],
    attributes: { axes: trailing, keepDims: false },
    shape: outer,
  });
  return program.add({
    op: reshape,
    inputs: [result],
    attributes: { shape: value.shape },
    shape: value.shape,
    dtype: value.dtype,
  });
}

/** An elementwise operation on scalar constants, computed now. */
function folded(program: Values, value: Value): Value {
  const { meaning } = value.op;
  if (meaning.kind !== "map" || value.shape.length > 0 || value.inputs.length === 0) return value;
  if (value.dtype === "int32" || value.dtype === "bool") return value;
  const known = value.inputs.map((input) => constantOf(program, input));
  if (known.includes(undefined)) return value;
  const lane = value.dtype === "float64" ? double : single;
  const [a = 0, b = 0, c = 0] = known as number[];
  const result = meaning.scalar(lane, lane.constant(a), lane.constant(b), lane.constant(c));
  return {
    ...value,
    op: constant,
    inputs: [],
    attributes: { value: result, dtype: value.dtype },
  };
}
