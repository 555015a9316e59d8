import { add } from "../op/add.ts";
import { concat } from "../op/concat.ts";
import type { Attributes } from "../op/definition.ts";
import { constant } from "../op/leaf.ts";
import { pad } from "../op/slice.ts";
import { isConstant, type Value, type Values } from "./value.ts";

type Padding = Attributes & Readonly<Record<"low" | "high" | "interior", readonly number[]>>;

/**
 * The sum of two values that are zero where the other is not, and touch: what stands there, side by side. The
 * derivative by something that is used in slices is a sum of such values, one as large as the whole for each slice.
 * Adding zero leaves every number as it is but -0, and so does the 0 added here.
 */
export function joinedPads(program: Values, value: Value, x: number, y: number): number | null {
  const a = program.at(x);
  const b = program.at(y);
  return joined(program, value, a, b) ?? joined(program, value, b, a);
}

function joined(program: Values, value: Value, first: Value, second: Value): number | null {
  const axis = touchingAxis(first, second);
  if (axis < 0) return null;
  const { dtype } = value;
  const { low, interior } = first.attributes as Padding;
  const { high } = second.attributes as Padding;
  const outside = (low[axis] as number) + (high[axis] as number);
  const shape = value.shape.map((size, k) => (k === axis ? size - outside : size));
  const parts = [first, second].flatMap(({ inputs }) => partsOf(program, inputs[0] as number, axis));
  const sum = program.add({
    ...value,
    inputs: [
      program.add({ op: concat, inputs: parts, attributes: { axis }, shape, dtype }),
      program.add({
        op: constant,
        inputs: [],
        attributes: { value: 0, dtype },
        shape: [],
        dtype,
      }),
    ],
    shape,
  });
  return outside === 0
    ? sum
    : program.add({ ...value, op: pad, inputs: [sum], attributes: { low, high, interior } });
}

/** The one axis along which the first is padded, and the second, and begins where the first ends; or -1. */
function touchingAxis(first: Value, second: Value): number {
  if (first.op !== pad || second.op !== pad) return -1;
  const a = first.attributes as Padding;
  const b = second.attributes as Padding;
  let found = -1;
  for (const [axis, size] of first.shape.entries()) {
    if (a.interior[axis] !== 0 || b.interior[axis] !== 0) return -1;
    if ([a.low, a.high, b.low, b.high].every((width) => width[axis] === 0)) continue;
    if (found >= 0 || size - (a.high[axis] as number) !== b.low[axis]) return -1;
    found = axis;
  }
  return found;
}

/** What was joined before, or the value itself. */
function partsOf(program: Values, v: number, axis: number): readonly number[] {
  const { op, inputs } = program.at(v);
  if (op !== add) return [v];
  const [sum, zero] = inputs.map((input) => program.at(input)) as [Value, Value];
  const isJoined = sum.op === concat && sum.attributes["axis"] === axis;
  return isJoined && isConstant(zero) && Object.is(zero.attributes["value"], 0) ? sum.inputs : [v];
}
