export { cholesky } from "./cholesky.ts";
export { solveTriangular, type TriangularOptions } from "./solve-triangular.ts";
