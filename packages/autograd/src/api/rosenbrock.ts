import { graphBuilder as b } from "../graph/graph-builder.ts";
import { unitsIn } from "../op/body-jacobian.ts";
import { solve } from "../op/linear-solve.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { combined, type Method } from "./ode-method.ts";

/**
 * Rodas5P, a Rosenbrock method: of order 5, L-stable and stiffly accurate, with an error of order 4 and values within the step of order 4.
 * Each of its stages solves linear equations with one matrix, I - hγ ∂f/∂y, and none iterates. Coefficients: G. Steinebach, Construction of
 * Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia Differential Equations package, 2023, in the form of E. Hairer,
 * G. Wanner, Solving ordinary differential equations II, 1996, (IV.7.25), as OrdinaryDiffEq.jl has them. A function makes them, since
 * bundlers keep spreads that nobody uses.
 */
const method = () => {
  const a6 = [
    -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946,
  ];
  return {
    gamma: 0.21193756319429014,
    nodes: [0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1, 1, 1],
    weights: [
      [],
      [3],
      [2.849394379747939, 0.45842242204463923],
      [-6.954028509809101, 2.489845061869568, -10.358996098473584],
      [2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641],
      a6,
      [...a6, 1],
      [...a6, 1, 1],
    ],
    carried: [
      [],
      [-14.155112264123755],
      [-17.97296035885952, -2.859693295451294],
      [147.12150275711716, -1.41221402718213, 71.68940251302358],
      [165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306],
      [24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471],
      [
        30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623,
        -28.087943162872662,
      ],
      [
        37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002,
        -54.66780262877968, -9.48861652309627,
      ],
    ],
    times: [
      0.21193756319429014, -0.42387512638858027, -0.3384627126235924, 1.8046452872882734, 2.325825639765069,
    ],
    dense: [
      [
        25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204, 0.524948541321073,
        1.1241088310450404, 0.4272876194431874, -0.17202221070155493,
      ],
      [
        -9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796, 20.176138334709044,
        15.98066361424651, -6.789040303419874, -6.710236069923372,
      ],
      [
        11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643, -52.072871366152654,
        -59.78993625266729, -0.15582684282751913, 4.883087185713722,
      ],
    ],
  };
};

export const rodas5p: Method = (system, y, t, h, slope) => {
  const { gamma, nodes, weights, carried, times, dense } = method();
  const size = y.shape[0] as number;
  const scaled = h.mul(gamma);
  const identity = wrap(unitsIn(b, nodeOf(y), [size, size]));
  const matrix = identity.sub(system.byState(y, t).mul(scaled));
  const drift = system.byTime?.(y, t).mul(scaled.mul(h)) ?? null;
  const stages: Tensor[] = [];
  let at = y;
  for (const [k, row] of weights.entries()) {
    if (k > 0) at = y.add(combined(stages, row));
    const own = k === 0 ? slope : system.slope(at, t.add(h.mul(nodes[k] as number)));
    const known = [own.mul(scaled)];
    if (k > 0) known.push(combined(stages, carried[k] as readonly number[]).mul(gamma));
    if (drift !== null && k < times.length) known.push(drift.mul(times[k] as number));
    stages.push(
      solved(
        matrix,
        known.reduce((sum, term) => sum.add(term)),
      ),
    );
  }
  const last = stages.at(-1) as Tensor;
  const next = at.add(last);
  const [d1, d2, d3] = dense.map((row) => combined(stages, row)) as [Tensor, Tensor, Tensor];
  const within = [next.sub(y), d1, d2.add(d3), d3.neg()] as const;
  return { next, slope: system.slope(next, t.add(h)), error: last, within };
};

function solved(matrix: Tensor, right: Tensor): Tensor {
  const column = nodeOf(right.reshape([-1, 1]));
  const attributes = { transposed: false, name: "odeint", matrix: "the matrix of a step" };
  return wrap(applyRoutine(solve, [nodeOf(matrix), column], attributes)).reshape([-1]);
}
