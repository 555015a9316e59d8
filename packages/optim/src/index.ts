export { type GradientDescent, type GradientDescentOptions, gradientDescent } from "./gradient-descent.ts";
export type { GradientsOf, Optimizer } from "./optimizer.ts";
