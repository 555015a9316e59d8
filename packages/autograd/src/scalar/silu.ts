import { exp } from "./exp.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { sigmoid, sigmoidSlope } from "./sigmoid.ts";

/** Below this 1 + e^x is 1, and the sigmoid is e^x. */
const FAR = -40;

/**
 * factor e^x for x so far below 0 that e^x may have lost its digits to the end of the range, or be 0, where the product is not:
 * by halves, of which the first is applied before.
 */
function timesExp<V, M>(m: Lane<V, M>, factor: V, x: V): V {
  const root = exp(m, m.mul(x, m.constant(0.5)));
  const product = m.mul(m.mul(factor, root), root);
  return m.select(m.eq(root, m.constant(0)), m.constant(-0), product);
}

/** x sigmoid(x). */
export const silu: LaneFunction = (m, x) =>
  m.select(m.lt(x, m.constant(FAR)), timesExp(m, x, x), m.mul(x, sigmoid(m, x)));

/** Its derivative, sigmoid(x) + x sigmoid'(x), of which far above 0 the second part is nothing. */
export const siluSlope: LaneFunction = (m, x) => {
  const far = timesExp(m, m.add(x, m.constant(1)), x);
  const slope = sigmoidSlope(m, x);
  const part = m.select(m.eq(slope, m.constant(0)), m.constant(0), m.mul(x, slope));
  return m.select(m.lt(x, m.constant(FAR)), far, m.add(sigmoid(m, x), part));
};
