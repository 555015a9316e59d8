import type { DType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";

/** What is known about a value before it is computed. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}
