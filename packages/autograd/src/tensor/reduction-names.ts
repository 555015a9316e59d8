/**
 * The reductions that share one signature. Only the keys count: `Tensor` maps them to methods, which inherit these
 * docstrings.
 */
export interface ReductionNames {
  /** Sum over axes, by default all: see {@link sum}. */
  readonly sum: unknown;
  /** Arithmetic mean over axes, by default all: see {@link mean}. */
  readonly mean: unknown;
  /** Largest element over axes, by default all: see {@link max}. */
  readonly max: unknown;
  /** Smallest element over axes, by default all: see {@link min}. */
  readonly min: unknown;
  /** Product over axes, by default all: see {@link prod}. */
  readonly prod: unknown;
  /** Logarithm of the sum of exponentials over axes, by default all: see {@link logsumexp}. */
  readonly logsumexp: unknown;
  /** Euclidean norm over axes, by default all: see {@link norm}. */
  readonly norm: unknown;
}
