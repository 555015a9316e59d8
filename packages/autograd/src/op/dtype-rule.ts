import { DtypeError } from "../error/error.ts";
import { type DType, isFloat } from "../shape/dtype.ts";

/**
 * The common dtype of arguments.
 * @throws {@link DtypeError} for bool unless any dtype is taken, for integers where only floats are, and for mixed dtypes.
 */
export function numericDtype(
  op: string,
  takes: "any" | "numbers" | "floats",
  inputs: readonly DType[],
): DType {
  const dtype = inputs[0] as DType;
  // Nearly every node of nearly every graph.
  if (dtype === "float64" && (inputs.length === 1 || (inputs.length === 2 && inputs[1] === dtype)))
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

function requireNumeric(op: string, takes: "any" | "numbers" | "floats", dtype: DType): void {
  if (takes === "any") return;
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
