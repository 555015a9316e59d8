export type { AllGiven, Given, TensorsForNumbers } from "./api/argument-type.ts";
export { type AssociativeScanOptions, associativeScan } from "./api/associative-scan.ts";
export { checkpoint } from "./api/checkpoint.ts";
export { type Compiled, type CompileOptions, type CompileStatistics, compile } from "./api/compile.ts";
export { type CondResult, cond } from "./api/cond.ts";
export { type CustomResult, customGradient } from "./api/custom-gradient.ts";
export { evaluate, isEvaluated } from "./api/evaluate.ts";
export { fixedPoint } from "./api/fixed-point.ts";
export { jvp, type TensorFunction, vjp } from "./api/functions.ts";
export { type GradOptions, grad, valueAndGrad } from "./api/grad.ts";
export { dependsOn, type GradientsOptions, gradients } from "./api/gradients.ts";
export { hessian, hvp, type JacobianOptions, jacobian } from "./api/jacobian.ts";
export type { Axes, AxisTree } from "./api/mapped-axes.ts";
export { type OdeintOptions, odeint, type TimesOf } from "./api/odeint.ts";
export { type OdeEvent, type OdeintEventOptions, odeintEvent } from "./api/odeint-event.ts";
export { type QuadratureOptions, quadrature } from "./api/quadrature.ts";
export { root } from "./api/root.ts";
export {
  type CarriedOn,
  type ScanOptions,
  type Stacked,
  type StepOf,
  type StepsOf,
  scan,
} from "./api/scan.ts";
export type { IterationOptions } from "./api/search.ts";
export {
  type Trace,
  type TraceBody,
  type TraceNode,
  type TraceSource,
  type TraceUpdate,
  trace,
} from "./api/trace.ts";
export type { ArgumentTree, Cotangents, Derivatives, Jacobian, Static, Tensors, Tree } from "./api/tree.ts";
export { type Examples, type Mapped, type VmapOptions, vmap } from "./api/vmap.ts";
export { whileLoop } from "./api/while-loop.ts";
export { assertGradients, type CheckOptions, checkGradients } from "./check/check-gradients.ts";
export type { GradientEntry, Verdict } from "./check/entry.ts";
export type { GradientReport } from "./check/report.ts";
export {
  ArgumentError,
  ChainruleError,
  DerivativeError,
  DtypeError,
  OperatorError,
  ShapeError,
  type Unreached,
} from "./error/error.ts";
export { type DrawingOptions, toDot, toMermaid } from "./inspect/drawing.ts";
export { type ExplainOptions, explain } from "./inspect/explain.ts";
export { type Inspection, inspect } from "./inspect/inspect.ts";
export { type SummaryOptions, summary } from "./inspect/summary.ts";
export { dim } from "./shape/dim.ts";
export type { DType, FloatDType, TypedArray } from "./shape/dtype.ts";
export type { Unify } from "./shape/join-type.ts";
export type { Matmul } from "./shape/matmul-type.ts";
export type { ShapeOf } from "./shape/operand-type.ts";
export type { Shape } from "./shape/shape.ts";
export type { Dims, DimText, Exactly, Mismatch, Shaped, ShapeText } from "./shape/shape-type.ts";
export * from "./tensor/create.ts";
export * from "./tensor/functions/activation.ts";
export * from "./tensor/functions/arithmetic.ts";
export * from "./tensor/functions/contraction.ts";
export * from "./tensor/functions/convolution.ts";
export * from "./tensor/functions/count.ts";
export * from "./tensor/functions/cumulative.ts";
export * from "./tensor/functions/distance.ts";
export * from "./tensor/functions/elementwise.generated.ts";
export * from "./tensor/functions/finiteness.ts";
export * from "./tensor/functions/indexing.ts";
export * from "./tensor/functions/join.ts";
export * from "./tensor/functions/masking.ts";
export * from "./tensor/functions/movement.ts";
export * from "./tensor/functions/patches.ts";
export * from "./tensor/functions/pooling.ts";
export * from "./tensor/functions/rearrangement.ts";
export * from "./tensor/functions/reduce.ts";
export * from "./tensor/functions/resizing.ts";
export * from "./tensor/functions/select.ts";
export * from "./tensor/functions/sorting.ts";
export * from "./tensor/functions/special.ts";
export * from "./tensor/functions/statistics.ts";
export { isTensor } from "./tensor/handle.ts";
export { mt19937, type RandomGenerator } from "./tensor/mt19937.ts";
export { isParameter, type Parameter, type ParameterOptions, parameter } from "./tensor/parameter.ts";
export type { Mask, Tensor, TensorLike } from "./tensor/tensor.ts";
