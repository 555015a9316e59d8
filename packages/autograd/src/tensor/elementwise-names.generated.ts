// Written by `npm run generate` from the facts of operations. Do not edit: change the operation's file in `op/`.
// Only the keys count: `Tensor` maps them to methods, which inherit these docstrings.

/** Operations of one argument. */
export interface UnaryNames {
  /** The magnitude of the argument: see {@link abs}. */
  readonly abs: unknown;
  /** The smallest integer not below the argument: see {@link ceil}. */
  readonly ceil: unknown;
  /** Cosine of each element, in radians: see {@link cos}. */
  readonly cos: unknown;
  /** Error function of each element: see {@link erf}. */
  readonly erf: unknown;
  /** e to the power of each element: see {@link exp}. */
  readonly exp: unknown;
  /** e to the power of each element, minus 1, exact also near 0: see {@link expm1}. */
  readonly expm1: unknown;
  /** The largest integer not above the argument: see {@link floor}. */
  readonly floor: unknown;
  /** Natural logarithm of each element: see {@link log}. */
  readonly log: unknown;
  /** Natural logarithm of 1 plus each element, exact also near 0: see {@link log1p}. */
  readonly log1p: unknown;
  /** The argument with the opposite sign: see {@link neg}. */
  readonly neg: unknown;
  /** One divided by the argument: see {@link reciprocal}. */
  readonly reciprocal: unknown;
  /** Each element where it is positive, 0 elsewhere: see {@link relu}. */
  readonly relu: unknown;
  /** The nearest integer; halves go to the even one, as in NumPy: see {@link round}. */
  readonly round: unknown;
  /** Logistic sigmoid of each element: see {@link sigmoid}. */
  readonly sigmoid: unknown;
  /** -1, 0 or 1 as the argument is negative, zero or positive: see {@link sign}. */
  readonly sign: unknown;
  /** Sine of each element, in radians: see {@link sin}. */
  readonly sin: unknown;
  /** Smooth form of relu, exact also for large arguments: see {@link softplus}. */
  readonly softplus: unknown;
  /** Square root of each element: see {@link sqrt}. */
  readonly sqrt: unknown;
  /** The argument times itself: see {@link square}. */
  readonly square: unknown;
  /** Tangent of each element, in radians: see {@link tan}. */
  readonly tan: unknown;
  /** Hyperbolic tangent of each element: see {@link tanh}. */
  readonly tanh: unknown;
}

/** Operations of two arguments. */
export interface BinaryNames {
  /** Sum of two arguments, element by element: see {@link add}. */
  readonly add: unknown;
  /** Quotient of two arguments, element by element: see {@link div}. */
  readonly div: unknown;
  /** The larger of two arguments, element by element: see {@link maximum}. */
  readonly maximum: unknown;
  /** The smaller of two arguments, element by element: see {@link minimum}. */
  readonly minimum: unknown;
  /** Product of two arguments, element by element: see {@link mul}. */
  readonly mul: unknown;
  /** The first argument raised to the second, element by element: see {@link pow}. */
  readonly pow: unknown;
  /** Difference of two arguments, element by element: see {@link sub}. */
  readonly sub: unknown;
}

/** Comparisons. */
export interface ComparisonNames {
  /** True where the arguments are equal: see {@link equal}. */
  readonly equal: unknown;
  /** True where the first argument is greater than the second: see {@link greater}. */
  readonly greater: unknown;
  /** True where the first argument is at least the second: see {@link greaterEqual}. */
  readonly greaterEqual: unknown;
  /** True where the first argument is less than the second: see {@link less}. */
  readonly less: unknown;
  /** True where the first argument is at most the second: see {@link lessEqual}. */
  readonly lessEqual: unknown;
  /** True where the arguments differ, or one is NaN: see {@link notEqual}. */
  readonly notEqual: unknown;
}

/** Combinations of two masks. */
export interface LogicalNames {
  /** True where both arguments are: see {@link logicalAnd}. */
  readonly logicalAnd: unknown;
  /** True where at least one argument is: see {@link logicalOr}. */
  readonly logicalOr: unknown;
  /** True where exactly one argument is: see {@link logicalXor}. */
  readonly logicalXor: unknown;
}

/** Operations of one mask. */
export interface NotNames {
  /** True where the argument is false: see {@link logicalNot}. */
  readonly logicalNot: unknown;
}
