/** A step and the change of the gradient along it. */
export interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}
