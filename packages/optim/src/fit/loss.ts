/** What a residual costs: losses that grow more slowly than squares are not led astray by outliers. */

/** How residuals are weighed: see {@link LeastSquaresOptions}. */
export type RobustLoss = "linear" | "huber" | "softL1" | "cauchy" | "arctan";

/** ρ(z) of z = (r / scale)², with its first two derivatives. */
export type Loss = (z: number) => readonly [value: number, slope: number, bend: number];

/** As in SciPy's `least_squares`. */
export const losses: Readonly<Record<RobustLoss, Loss>> = {
  linear: (z) => [z, 1, 0],
  huber: (z) => {
    if (z <= 1) return [z, 1, 0];
    const root = Math.sqrt(z);
    return [2 * root - 1, 1 / root, -0.5 / (z * root)];
  },
  softL1: (z) => {
    const root = Math.sqrt(1 + z);
    // 2 (√(1 + z) − 1) without cancellation.
    return [(2 * z) / (root + 1), 1 / root, -0.5 / ((1 + z) * root)];
  },
  cauchy: (z) => [Math.log1p(z), 1 / (1 + z), -1 / (1 + z) ** 2],
  arctan: (z) => {
    const sum = 1 + z * z;
    return [Math.atan(z), 1 / sum, (-2 * z) / (sum * sum)];
  },
};
