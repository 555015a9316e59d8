import { double } from "./double.ts";
import { cos, sin } from "./trigonometric.ts";

/** cos and sin of 2π k / n, from an angle of an eighth of a turn at most. */
export function rootOfUnity(k: number, n: number): readonly [cosine: number, sine: number] {
  const turned = ((k % n) + n) % n;
  const quarter = Math.floor((4 * turned) / n);
  const left = 4 * turned - quarter * n;
  const isNear = 2 * left <= n;
  const angle = ((Math.PI / 2) * (isNear ? left : n - left)) / n;
  const [near, across] = [cos(double, angle), sin(double, angle)];
  const [c, s] = isNear ? [near, across] : [across, near];
  // Zeros are positive.
  if (quarter === 0) return [c, s];
  if (quarter === 1) return [0 - s, c];
  return quarter === 2 ? [0 - c, 0 - s] : [s, 0 - c];
}
