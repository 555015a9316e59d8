import { mul } from "../op/arithmetic.ts";
import { constant } from "../op/leaf.ts";
import { permute, reshape } from "../op/movement.ts";
import { double } from "../scalar/double.ts";
import { single } from "../scalar/single.ts";
import { sameShape } from "../shape/shape.ts";
import { joinedPads } from "./joined-pads.ts";
import { asOperation, type Value, type Values } from "./value.ts";

/**
 * An equal value that costs less: the number of one that exists, or another operation. Only rewritings that keep
 * every bit are here, since compiled code has to agree with the interpreter, which runs the graph as it is: x + 0 is
 * not x for x = -0, but x - 0, x · 1 and x / 1 are.
 */
export function simplified(program: Values, value: Value): Value | number {
  const [x, y] = value.inputs as readonly [number, number];
  const first = value.inputs.length > 0 ? program.at(x) : undefined;
  const untouched = first !== undefined && first.dtype === value.dtype && sameShape(first.shape, value.shape);
  switch (value.op.name) {
    case "mul":
      if (untouched && constantOf(program, y) === 1) return x;
      if (constantOf(program, x) === 1 && sameShape(program.at(y).shape, value.shape)) return y;
      break;
    case "add": {
      const joined = joinedPads(program, value, x, y);
      if (joined !== null) return joined;
      break;
    }
    case "div":
      if (untouched && constantOf(program, y) === 1) return x;
      break;
    case "sub":
      if (untouched && Object.is(constantOf(program, y), 0)) return x;
      break;
    case "neg":
      if (first?.op.name === "neg") return first.inputs[0] as number;
      break;
    case "cast":
      if (untouched) return x;
      break;
    case "broadcastTo":
      if (untouched) return x;
      if (first?.op.name === "broadcastTo") return program.add({ ...value, inputs: first.inputs });
      break;
    case "reshape":
      if (untouched) return x;
      if (first?.op.name === "reshape") return program.add({ ...value, inputs: first.inputs });
      break;
    case "matmul":
      // Of one product each: as a product of broadcast factors, which shares a loop with whatever reads it.
      if (first?.shape[first.shape.length - 1] === 1) return program.add({ ...value, op: mul });
      break;
    case "permute":
      return permuted(program, value, x);
    case "sum":
    case "max":
    case "min":
      return reduced(program, value, x);
    default:
  }
  return folded(program, value);
}

function permuted(program: Values, value: Value, x: number): Value | number {
  const axes = value.attributes["axes"] as readonly number[];
  if (axes.every((axis, k) => axis === k)) return x;
  const first = program.at(x);
  if (first.op.name !== "permute") return value;
  const inner = first.attributes["axes"] as readonly number[];
  return program.add({
    ...value,
    inputs: first.inputs,
    attributes: { axes: axes.map((axis) => inner[axis] as number) },
  });
}

/** A reduction whose axes are neighbours, or one over nothing left out. The order of the elements stays the same. */
function reduced(program: Values, value: Value, x: number): Value | number {
  const { shape, dtype } = program.at(x);
  const axes = value.attributes["axes"] as readonly number[];
  const counted = axes.filter((axis) => shape[axis] !== 1);
  // Over axes of size 1 there is nothing to combine.
  if (counted.length === 0)
    return program.add({ ...value, op: asOperation(reshape), attributes: { shape: value.shape } });
  const [first = 0] = counted;
  const last = counted[counted.length - 1] as number;
  const between = shape.slice(first, last + 1).filter((size) => size !== 1).length;
  if (between === counted.length) return value;
  const order = [...shape.keys()].filter((axis) => !axes.includes(axis));
  const kept = order.length;
  order.push(...axes);
  const moved = order.map((axis) => shape[axis] as number);
  const gathered = program.add({
    op: asOperation(permute),
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
    op: asOperation(reshape),
    inputs: [result],
    attributes: { shape: value.shape },
    shape: value.shape,
    dtype: value.dtype,
  });
}

/** The number a value is known to be, or undefined. */
export function constantOf(program: Values, number: number): number | undefined {
  const value = program.at(number);
  return value.op.name === "constant" ? (value.attributes["value"] as number) : undefined;
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
    op: asOperation(constant),
    inputs: [],
    attributes: { value: result, dtype: value.dtype },
  };
}
