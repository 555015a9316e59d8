import { add } from "../op/arithmetic.ts";
import { constant } from "../op/leaf.ts";
import { concat, pad } from "../op/movement.ts";
import { asOperation, type Value, type Values } from "./value.ts";

/** A value that is zero outside of a stretch of one axis. */
interface Stretch {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  /** What stands there, one after the other. */
  readonly parts: readonly number[];
}

/**
 * The sum of two values that are zero where the other is not, and whose stretches touch: what stands there put side by
 * side. The derivative by something that is used in slices is a sum of such values, one as large as the whole for each
 * slice. Adding zero leaves every number as it is but -0, and so does the 0 added here.
 */
export function joinedPads(program: Values, value: Value, x: number, y: number): number | null {
  const a = stretchOf(program, x);
  const b = stretchOf(program, y);
  if (a === null || b === null || a.axis !== b.axis) return null;
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  if (first.end !== second.start) return null;
  const { axis, start } = first;
  const { shape, dtype } = value;
  const covered = shape.map((size, k) => (k === axis ? second.end - start : size));
  const joined = program.add({
    op: asOperation(concat),
    inputs: [...first.parts, ...second.parts],
    attributes: { axis },
    shape: covered,
    dtype,
  });
  const zero = program.add({
    op: asOperation(constant),
    inputs: [],
    attributes: { value: 0, dtype },
    shape: [],
    dtype,
  });
  const sum = program.add({ ...value, inputs: [joined, zero], shape: covered });
  const low = shape.map((_, k) => (k === axis ? start : 0));
  const high = shape.map((size, k) => (k === axis ? size - second.end : 0));
  if (start === 0 && high[axis] === 0) return sum;
  const attributes = { low, high, interior: shape.map(() => 0) };
  return program.add({ op: asOperation(pad), inputs: [sum], attributes, shape, dtype });
}

function stretchOf(program: Values, v: number): Stretch | null {
  const { op, inputs, attributes, shape } = program.at(v);
  if (op.name !== "pad") return null;
  const { low, high, interior } = attributes as Readonly<Record<string, readonly number[]>>;
  if (low === undefined || high === undefined || interior?.some((gap) => gap !== 0)) return null;
  const padded = [...shape.keys()].filter((axis) => low[axis] !== 0 || high[axis] !== 0);
  const [axis] = padded;
  if (axis === undefined || padded.length > 1) return null;
  const end = (shape[axis] as number) - (high[axis] as number);
  return { axis, start: low[axis] as number, end, parts: partsOf(program, inputs[0] as number, axis) };
}

/** The parts of what was joined before; else the value itself. */
function partsOf(program: Values, v: number, axis: number): readonly number[] {
  const { op, inputs } = program.at(v);
  if (op !== add) return [v];
  const [joined, zero] = inputs.map((input) => program.at(input)) as [Value, Value];
  const isJoined = joined.op.name === "concat" && joined.attributes["axis"] === axis;
  return isJoined && zero.op.name === "constant" && Object.is(zero.attributes["value"], 0)
    ? joined.inputs
    : [v];
}
