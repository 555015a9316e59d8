/**
 * What every refused call throws: one class with structured fields, subclassed by kind, so that a program can
 * tell a wrong shape from a wrong dtype without reading prose.
 *
 * The text follows one pattern: `operation: rule, the values that broke it. Remedy.`
 */
export class ChainruleError extends Error {
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

/** Shapes, sizes, ranks or axes that do not fit. */
export class ShapeError extends ChainruleError {
  constructor(op: string, message: string, shapes: readonly (readonly number[])[] = []) {
    super("shape", op, message, shapes);
  }
}

/** A dtype that the operation does not take, or dtypes that do not mix. */
export class DtypeError extends ChainruleError {
  constructor(op: string, message: string) {
    super("dtype", op, message);
  }
}

/** A value outside what the argument allows, or of the wrong JavaScript type. */
export class ArgumentError extends ChainruleError {
  constructor(op: string, message: string) {
    super("argument", op, message);
  }
}

/** A derivative that does not exist as asked: of a vector, of an integer, of something unrelated. */
export class DerivativeError extends ChainruleError {
  constructor(op: string, message: string, shapes: readonly (readonly number[])[] = []) {
    super("derivative", op, message, shapes);
  }
}

/** A JavaScript operator or conversion applied to a tensor. */
export class OperatorError extends ChainruleError {
  constructor(op: string, message: string) {
    super("operator", op, message);
  }
}
