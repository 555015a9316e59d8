import type { LaneFunction2 } from "./lane.ts";

/** Numbers of this size have squares, and sums of squares, that are normal numbers; others are scaled to it. */
const ranges = {
  float64: { small: 2 ** -300, large: 2 ** 300, up: 2 ** 600, down: 2 ** -600 },
  float32: { small: 2 ** -40, large: 2 ** 40, up: 2 ** 100, down: 2 ** -80 },
} as const;

/** sqrt(a^2 + b^2) without overflow or underflow on the way. Infinite if either is, as C99 has it, whatever the other one is. */
export const hypot: LaneFunction2 = (m, a, b) => {
  const { small, large, up, down } = ranges[m.dtype === "float32" ? "float32" : "float64"];
  const one = m.constant(1);
  const infinity = m.constant(Infinity);
  const [p, q] = [m.abs(a), m.abs(b)];
  const most = m.max(p, q);
  const isSmall = m.lt(most, m.constant(small));
  const isLarge = m.gt(most, m.constant(large));
  const scale = m.select(isSmall, m.constant(up), m.select(isLarge, m.constant(down), one));
  const back = m.select(isSmall, m.constant(1 / up), m.select(isLarge, m.constant(1 / down), one));
  const [x, y] = [m.mul(p, scale), m.mul(q, scale)];
  const length = m.mul(m.sqrt(m.add(m.mul(x, x), m.mul(y, y))), back);
  return m.select(m.or(m.eq(p, infinity), m.eq(q, infinity)), infinity, length);
};
