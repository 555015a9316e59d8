/**
 * What every refused call throws: one class with structured fields, subclassed by kind, so that a program can
 * tell a wrong shape from a wrong dtype without reading prose.
 *
 * The text follows one pattern: `operation: rule, the values that broke it. Remedy.`
 * @param code - {@link ChainruleError.code}.
 * @param op - {@link ChainruleError.op}.
 * @param message - What follows the name of the operation: the rule, the values that broke it, a remedy.
 * @param shapes - {@link ChainruleError.shapes}.
 * @remarks A call that is refused changes nothing.
 * @example
 * function codeOf(f: () => unknown): string {
 *   try { f(); } catch (error) { if (error instanceof ChainruleError) return error.code; }
 *   return "none";
 * }
 * codeOf(() => mt19937(-1)) // => "argument"
 */
export class ChainruleError extends Error {
  /** Written out, since minifiers rename classes. */
  static override readonly name: string = "ChainruleError";

  /** Stable, machine-readable kind of the mistake, e.g. `"shape"`. */
  readonly code: string;
  /** The operation or function that refused, as the user knows it. */
  readonly op: string;
  /** The shapes that took part, if the mistake is about shapes. */
  readonly shapes: readonly (readonly number[])[];

  constructor(code: string, op: string, message: string, shapes: readonly (readonly number[])[] = []) {
    super(`${op}: ${message}`);
    this.name = new.target.name;
    this.code = code;
    this.op = op;
    this.shapes = shapes;
  }
}

/**
 * Shapes, sizes, ranks or axes that do not fit.
 * @param op - The operation or function that refused.
 * @param message - The rule, the values that broke it, a remedy.
 * @param shapes - The shapes that took part; by default none.
 * @remarks `code` is `"shape"`.
 * @example
 * const sizes: number[] = [3];
 * zeros([2]).add(zeros(sizes)) // => throws "add: shapes must broadcast, got [2] and [3]"
 */
export class ShapeError extends ChainruleError {
  static override readonly name: string = "ShapeError";

  constructor(op: string, message: string, shapes: readonly (readonly number[])[] = []) {
    super("shape", op, message, shapes);
  }
}

/**
 * A dtype that the operation does not take, or dtypes that do not mix.
 * @param op - The operation or function that refused.
 * @param message - The rule, the values that broke it, a remedy.
 * @remarks `code` is `"dtype"`.
 * @example ones([2]).add(ones([2], { dtype: "float32" })) // => throws "add: dtypes must match, got float64 and float32."
 */
export class DtypeError extends ChainruleError {
  static override readonly name: string = "DtypeError";

  constructor(op: string, message: string) {
    super("dtype", op, message);
  }
}

/**
 * A value outside what the argument allows, or of the wrong JavaScript type.
 * @param op - The operation or function that refused.
 * @param message - The rule, the values that broke it, a remedy.
 * @remarks `code` is `"argument"`.
 * @example mt19937(-1) // => throws "mt19937: seed must be an integer from 0 to 4294967295, got -1."
 */
export class ArgumentError extends ChainruleError {
  static override readonly name: string = "ArgumentError";

  constructor(op: string, message: string) {
    super("argument", op, message);
  }
}

/** Why no derivative arrives at one of several tensors: what a {@link DerivativeError} says in its text, to be said in other words. */
export interface Unreached {
  /** The position of the tensor among those that the derivative was asked for with respect to. */
  readonly index: number;
  /** Whether there is a dependence at all, if only one without a derivative. */
  readonly isRelated: boolean;
  /** The way that gives no derivative, as the end of a sentence: "only through round, which has no derivative"; or "". */
  readonly through: string;
  /** What to do about it, a sentence, where that is not plain; or "". */
  readonly remedy: string;
}

/**
 * A derivative that does not exist as asked: of a vector, of an integer, of something unrelated.
 * @param op - The operation or function that refused.
 * @param message - The rule, the values that broke it, a remedy.
 * @param shapes - The shapes that took part; by default none.
 * @param unreached - {@link DerivativeError.unreached}.
 * @remarks `code` is `"derivative"`.
 * @example grad((x) => x)([1, 2]) // => throws "grad: y must be a scalar, got shape [2]."
 */
export class DerivativeError extends ChainruleError {
  static override readonly name: string = "DerivativeError";

  /** Which of several tensors the derivative does not arrive at, and why; null if the error is about something else. */
  readonly unreached: Unreached | null;

  constructor(
    op: string,
    message: string,
    shapes: readonly (readonly number[])[] = [],
    unreached: Unreached | null = null,
  ) {
    super("derivative", op, message, shapes);
    this.unreached = unreached;
  }
}

/**
 * A JavaScript operator or conversion applied to a tensor.
 * @param op - The operator, as far as JavaScript tells.
 * @param message - What was tried, and what to write instead.
 * @remarks `code` is `"operator"`. Conditions cannot be refused: docs/conventions.md says what becomes of them.
 * @example Number(tensor([1, 2])) // => throws "do not work on tensors"
 */
export class OperatorError extends ChainruleError {
  static override readonly name: string = "OperatorError";

  constructor(op: string, message: string) {
    super("operator", op, message);
  }
}
