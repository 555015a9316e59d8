/** Workload 20: linear algebra of 500 rows, float64, beside SciPy in units of 128 bits, as WebAssembly's are. */
import type { Tensor } from "@chainrule/autograd";
import {
  cholesky,
  det,
  eigh,
  eigvalsh,
  expm,
  inv,
  lstsq,
  lu,
  pinv,
  qr,
  slogdet,
  solve,
  solveTriangular,
  svd,
  svdvals,
} from "@chainrule/autograd/linalg";
import type { Contest } from "../contest.ts";
import { type Input, scipyContest } from "./function-contest.ts";

// OpenBLAS takes the kernels of a processor that has nothing wider, which is checked.
process.env["OPENBLAS_CORETYPE"] = "Nehalem";

const size = 500;
const any: Input = { shape: [size, size] };
const symmetric: Input = { shape: [size, size], diagonal: 0 };
const positive: Input = { shape: [size, size], diagonal: size };
const tall: Input = { shape: [size, size / 2] };
const vector: Input = { shape: [size] };

/** Of vectors the signs are a matter of taste. */
const cases: Readonly<
  Record<string, readonly [inputs: readonly Input[], f: (...xs: readonly Tensor[]) => readonly Tensor[]]>
> = {
  cholesky: [[positive], (a) => [cholesky(a)]],
  solve_triangular: [[positive, any], (a, b) => [solveTriangular(a, b)]],
  solve: [[any, any], (a, b) => [solve(a, b)]],
  solve_vector: [[any, vector], (a, b) => [solve(a, b)]],
  inv: [[any], (a) => [inv(a)]],
  det: [[any], (a) => [det(a.mul(0.1))]],
  slogdet: [
    [any],
    (a) => {
      const { sign, logabsdet } = slogdet(a);
      return [sign, logabsdet];
    },
  ],
  lu: [
    [any],
    (a) => {
      const { permutation, lower, upper } = lu(a);
      return [permutation, lower, upper];
    },
  ],
  qr: [
    [any],
    (a) => {
      const { q, r } = qr(a);
      return [q, r];
    },
  ],
  eigh: [
    [symmetric],
    (a) => {
      const { eigenvalues, eigenvectors } = eigh(a);
      return [eigenvalues, eigenvectors.abs()];
    },
  ],
  eigvalsh: [[symmetric], (a) => [eigvalsh(a)]],
  svd: [
    [any],
    (a) => {
      const { u, s, vh } = svd(a);
      return [u.abs(), s, vh.abs()];
    },
  ],
  svdvals: [[any], (a) => [svdvals(a)]],
  pinv: [[any], (a) => [pinv(a)]],
  lstsq: [[tall, vector], (a, b) => [lstsq(a, b)]],
  expm: [[any], (a) => [expm(a)]],
};

export const linearAlgebra: readonly Contest[] = Object.entries(cases).map(([python, [inputs, f]]) =>
  scipyContest({
    title: `${python} of ${inputs.map(({ shape }) => shape.join(" x ")).join(" and ")}`,
    dtype: "float64",
    inputs,
    chainrule: (xs) => f(...xs),
    python,
  }),
);
