export { type GradientDescent, type GradientDescentOptions, gradientDescent } from "./gradient-descent.ts";
export type { GradientsOf, MinimizeOptions, Optimizer } from "./optimizer.ts";
