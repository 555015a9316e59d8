import type { Tensor } from "../tensor/tensor.ts";
import { combined, type Method } from "./ode-method.ts";

/**
 * Dormand and Prince's method of order 5 with an error of order 4, and values within the step of order 4. Coefficients: E. Hairer,
 * S. Nørsett, G. Wanner, Solving ordinary differential equations I, 1993, table II.5.2 and II.6, "dense output for DOPRI5". A function
 * makes them, since bundlers keep quotients that nobody uses.
 */
const method = () => ({
  nodes: [1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
  weights: [
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ],
  errors: [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40],
  dense: [
    -12715105075 / 11282082432,
    0,
    87487479700 / 32700410799,
    -10690763975 / 1880347072,
    701980252875 / 199316789632,
    -1453857185 / 822651844,
    69997945 / 29380423,
  ],
});

export const dormandPrince: Method = ({ slope: f }, y, t, h, slope) => {
  const { nodes, weights, errors, dense } = method();
  const slopes = [slope];
  let next = y;
  for (const [k, row] of weights.entries()) {
    next = y.add(combined(slopes, row).mul(h));
    slopes.push(f(next, t.add(h.mul(nodes[k] as number))));
  }
  const last = slopes.at(-1) as Tensor;
  const change = next.sub(y);
  const bend = slope.mul(h).sub(change);
  const within = [change, bend, change.sub(last.mul(h)).sub(bend), combined(slopes, dense).mul(h)] as const;
  return { next, slope: last, error: combined(slopes, errors).mul(h), within };
};
