import { angle } from "./atan.ts";
import type { Lane, LaneFunction } from "./lane.ts";

/** sqrt(1 - x^2), the other side of a triangle; nothing cancels. NaN beyond 1. */
function other<V, M>(m: Lane<V, M>, x: V): V {
  const one = m.constant(1);
  return m.sqrt(m.mul(m.sub(one, x), m.add(one, x)));
}

/** Arcsine. DLMF 4.23. The angle of a point of the unit circle. */
export const asin: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  return m.copysign(angle(m, m.abs(x), other(m, x), m.lt(m.constant(1), zero)), x);
};

/** Arccosine. DLMF 4.23. */
export const acos: LaneFunction = (m, x) => angle(m, other(m, x), m.abs(x), m.lt(x, m.constant(0)));
