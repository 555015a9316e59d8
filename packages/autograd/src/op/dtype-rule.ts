import { DtypeError } from "../error/error.ts";
import { type DType, isFloat } from "../shape/dtype.ts";

/** Which dtypes an operation takes. */
export type Takes = "any" | "numbers" | "floats" | "integers";

/**
 * The common dtype of arguments.
 * @throws {DtypeError} for bool unless any dtype is taken, for integers where only floats are, the other way round, and for
 * mixed dtypes.
 */
export function numericDtype(op: string, takes: Takes, inputs: readonly DType[]): DType {
  const dtype = inputs[0] as DType;
  // Nearly every node of nearly every graph.
  if (
    dtype === "float64" &&
    takes !== "integers" &&
    (inputs.length === 1 || (inputs.length === 2 && inputs[1] === dtype))
  )
    return dtype;
  for (const other of inputs) requireNumeric(op, takes, other);
  for (const other of inputs) {
    if (other !== dtype) throw mixedDtypes(op, dtype, other);
  }
  return dtype;
}

/** The text of every refusal to mix dtypes. */
export function mixedDtypes(op: string, a: DType, b: DType): DtypeError {
  return new DtypeError(
    op,
    `dtypes must match, got ${a} and ${b}. Cast one of them, e.g. with cast("${a}").`,
  );
}

function requireNumeric(op: string, takes: Takes, dtype: DType): void {
  if (takes === "any") return;
  if (takes === "integers") {
    if (dtype === "int32") return;
    throw new DtypeError(op, `arguments must be int32, got ${dtype}. Cast first, e.g. with cast("int32").`);
  }
  if (dtype === "bool") {
    throw new DtypeError(op, 'arguments must be numbers, got bool. Cast first, e.g. with cast("float64").');
  }
  if (takes === "floats" && !isFloat(dtype)) {
    throw new DtypeError(
      op,
      `arguments must be floating-point, got ${dtype}. Cast first, e.g. with cast("float64").`,
    );
  }
}

/** The dtype of arguments that only have to agree. */
export function commonDtype(op: string, inputs: readonly DType[]): DType {
  const dtype = inputs[0] as DType;
  for (const other of inputs) if (other !== dtype) throw mixedDtypes(op, dtype, other);
  return dtype;
}
