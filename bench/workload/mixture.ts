/**
 * Log likelihood of a Gaussian mixture and its gradient: 1,000 points in 10 dimensions, 25 components. The unknowns are those of
 * ADBench (Šrajer, Kukelova, Fitzgibbon, 2018): of each component's precision a triangular factor, with the logarithm of its diagonal.
 */
import { evaluate, gradients, parameter, type Tensor, tensor } from "@chainrule/autograd";
import { type Contestant, stepper } from "../contest.ts";
import { uniform } from "../data.ts";

const points = 1000;
const components = 25;
const size = 10;

/** Points; logits of weights, means, logarithms of the diagonals of the factors of precisions, and what is below these. */
function data(): readonly [Float64Array, ...Float64Array[]] {
  const sizes = [points * size, components, components * size, components * size, components * size * size];
  const [x, ...unknowns] = uniform(25, sizes, -1, 1) as [Float64Array, ...Float64Array[]];
  return [x, ...unknowns];
}

export const mixture: Contestant = {
  name: "chainrule plain",
  dtype: "float64",
  prepare() {
    const [x, a, m, d, l] = data() as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
    const xs = tensor(x, { shape: [points, size] });
    const logits = parameter(tensor(a));
    const means = parameter(tensor(m, { shape: [components, size] }));
    const logs = parameter(tensor(d, { shape: [components, size] }));
    const lower = parameter(tensor(l, { shape: [components, size, size] }));
    const isBelow = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (j < i ? 1 : 0)),
    );
    const isDiagonal = isBelow.map((row, i) => row.map((_, j) => (j === i ? 1 : 0)));
    let out: Tensor[] = [];
    return stepper(
      () => {
        const factors = lower.mul(isBelow).add(logs.exp().reshape([components, size, 1]).mul(isDiagonal));
        const centred = xs.sub(means.reshape([components, 1, size]));
        const squares = centred
          .matmul(factors.transpose([0, 2, 1]))
          .square()
          .sum(-1);
        const weights = logits.add(logs.sum(-1)).reshape([components, 1]);
        const likelihood = weights.sub(squares.mul(0.5)).logsumexp(0).sum();
        const loss = likelihood.sub(logits.logsumexp().mul(points));
        const parameters = [logits, means, logs, lower];
        out = [loss, ...gradients(loss, parameters)];
        evaluate(out);
      },
      () => out.flatMap((part) => Array.from(part.data())),
    );
  },
};

/** The same by loops, of somebody who knows the derivatives. */
export const mixtureLoops: Contestant = {
  name: "loops",
  dtype: "float64",
  prepare() {
    const [x, ...unknowns] = data();
    const [a, m, d, l] = unknowns as [Float64Array, Float64Array, Float64Array, Float64Array];
    let loss = 0;
    const slopes = unknowns.map((row) => new Float64Array(row.length));
    const [da, dm, dd, dl] = slopes as [Float64Array, Float64Array, Float64Array, Float64Array];
    const centred = new Float64Array(components * size);
    const scaled = new Float64Array(components * size);
    const terms = new Float64Array(components);
    /** Adds the slope of one component at one point, of which it takes a share. */
    const addSlopes = (c: number, share: number): void => {
      da[c] = (da[c] as number) + share;
      for (let i = 0; i < size; i++) {
        const at = c * size + i;
        const z = share * (scaled[at] as number);
        const scale = Math.exp(d[at] as number);
        dd[at] = (dd[at] as number) + share - z * (centred[at] as number) * scale;
        dm[at] = (dm[at] as number) + z * scale;
        for (let j = 0; j < i; j++) {
          const below = at * size + j;
          dl[below] = (dl[below] as number) - z * (centred[c * size + j] as number);
          dm[c * size + j] = (dm[c * size + j] as number) + z * (l[below] as number);
        }
      }
    };
    return stepper(
      () => {
        loss = 0;
        for (const row of slopes) row.fill(0);
        for (let n = 0; n < points; n++) {
          for (let c = 0; c < components; c++) {
            let term = a[c] as number;
            for (let i = 0; i < size; i++) {
              const at = c * size + i;
              centred[at] = (x[n * size + i] as number) - (m[at] as number);
              let z = (centred[at] as number) * Math.exp(d[at] as number);
              for (let j = 0; j < i; j++)
                z += (l[at * size + j] as number) * (centred[c * size + j] as number);
              scaled[at] = z;
              term += (d[at] as number) - (z * z) / 2;
            }
            terms[c] = term;
          }
          const total = logOfSum(terms);
          loss += total;
          for (let c = 0; c < components; c++) addSlopes(c, Math.exp((terms[c] as number) - total));
        }
        const total = logOfSum(a);
        loss -= points * total;
        for (let c = 0; c < components; c++)
          da[c] = (da[c] as number) - points * Math.exp((a[c] as number) - total);
      },
      () => [loss, ...slopes.flatMap((row) => [...row])],
    );
  },
};

function logOfSum(terms: Float64Array): number {
  const largest = Math.max(...terms);
  return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
}
