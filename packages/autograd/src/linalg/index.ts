export { cholesky } from "./cholesky.ts";
export { det, logdet, slogdet } from "./determinant.ts";
export { eigh, eigvalsh } from "./eigen.ts";
export { expm } from "./expm.ts";
export { lu, qr } from "./factorisation.ts";
export { type MatrixOrder, matrixNorm, matrixPower, trace, vectorNorm } from "./matrix.ts";
export { lstsq, pinv, svd, svdvals } from "./singular.ts";
export { inv, solve } from "./solve.ts";
export { solveTriangular, type TriangularOptions } from "./solve-triangular.ts";
