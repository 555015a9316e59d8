import { concat } from "./concat.ts";
import type { Attributes, PlainOperation, Rewriter } from "./definition.ts";
import { pad } from "./slice.ts";

type Padding = Attributes & Readonly<Record<"low" | "high" | "interior", readonly number[]>>;

/**
 * The sum of two values that are zero where the other is not, and touch: what stands there, side by side. The
 * derivative by something that is used in slices is a sum of such values, one as large as the whole for each slice.
 * Adding zero leaves every number as it is but -0, and so does the 0 added here.
 * @param add - The operation that is rewritten so.
 */
export function joinedPads<V>(b: Rewriter<V>, add: PlainOperation, [x, y]: readonly V[]): V | null {
  return joined(b, add, x as V, y as V) ?? joined(b, add, y as V, x as V);
}

function joined<V>(b: Rewriter<V>, add: PlainOperation, first: V, second: V): V | null {
  const axis = touchingAxis(b, first, second);
  if (axis < 0) return null;
  const [before, behind] = [b.made(first), b.made(second)];
  const { low, interior } = before.attributes as Padding;
  const { high } = behind.attributes as Padding;
  const parts = [before, behind].flatMap(({ inputs }) => partsOf(b, add, inputs[0] as V, axis));
  const sum = b(add, b(concat, ...parts, { axis }), b.constant(0, first));
  const isWhole = low[axis] === 0 && high[axis] === 0;
  return isWhole ? sum : b(pad, sum, { low, high, interior });
}

/** The one axis along which the first is padded, and the second, and begins where the first ends; or -1. */
function touchingAxis<V>(b: Rewriter<V>, first: V, second: V): number {
  const [before, behind] = [b.made(first), b.made(second)];
  if (before.op !== pad || behind.op !== pad) return -1;
  const { low, high, interior } = before.attributes as Padding;
  const next = behind.attributes as Padding;
  let found = -1;
  for (const [axis, size] of b.shapeOf(first).entries()) {
    if (interior[axis] !== 0 || next.interior[axis] !== 0) return -1;
    if ([low, high, next.low, next.high].every((width) => width[axis] === 0)) continue;
    if (found >= 0 || size - (high[axis] as number) !== next.low[axis]) return -1;
    found = axis;
  }
  return found;
}

/** What was joined before, or the value itself. */
function partsOf<V>(b: Rewriter<V>, add: PlainOperation, x: V, axis: number): readonly V[] {
  const { op, inputs } = b.made(x);
  if (op !== add) return [x];
  const [sum, zero] = inputs as readonly [V, V];
  const { op: inner, inputs: parts, attributes } = b.made(sum);
  return inner === concat && attributes["axis"] === axis && Object.is(b.constantOf(zero), 0) ? parts : [x];
}
