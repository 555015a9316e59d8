/** Checks of what callers pass: each returns the argument, or throws the sentence that says what it must be. */
import {
  ArgumentError,
  DerivativeError,
  DtypeError,
  dependsOn,
  gradients,
  isParameter,
  isTensor,
  type Parameter,
  type Shape,
  ShapeError,
  type Tensor,
  type Unreached,
} from "@chainrule/autograd";
import {
  checkOptions,
  describeValue,
  isArray,
  isInPlaceOfParameter,
  propertyOf,
} from "@chainrule/autograd/gears";

/** One of the names of a table. */
export function choiceArgument<Name extends string>(
  op: string,
  name: string,
  value: unknown,
  table: Readonly<Record<Name, unknown>>,
): Name {
  const names = Object.keys(table);
  if (typeof value === "string" && names.includes(value)) return value as Name;
  const listed = names.map((known) => JSON.stringify(known));
  throw new ArgumentError(
    op,
    `${name} must be ${listed.slice(0, -1).join(", ")} or ${listed.at(-1)}, got ${describeValue(value)}.`,
  );
}

/** A list of distinct parameters, copied so that the caller's array may change. */
export function parametersArgument(op: string, parameters: unknown): readonly Parameter[] {
  if (!isArray(parameters)) {
    const remedy = isParameter(parameters)
      ? " Write [parameter]."
      : hasParameters(parameters)
        ? " Write model.parameters()."
        : "";
    throw new ArgumentError(op, `parameters must be an array, got ${describeValue(parameters)}.${remedy}`);
  }
  if (parameters.length === 0) {
    throw new ArgumentError(
      op,
      "parameters must not be empty. Pass what parameter() or model.parameters() returned.",
    );
  }
  // By index, since iteration methods skip holes.
  const checked = new Array<Parameter>(parameters.length);
  for (let k = 0; k < parameters.length; k++) {
    const value: unknown = parameters[k];
    if (isInPlaceOfParameter(value)) {
      throw new ArgumentError(
        op,
        `parameters[${k}] must be a parameter itself, got the tensor that a function has in place of its argument. Refer to the ` +
          "parameter in the function instead of passing it.",
      );
    }
    if (!isParameter(value)) {
      const remedy = isTensor(value) ? " Make one with parameter()." : "";
      throw new ArgumentError(
        op,
        `parameters[${k}] must be a parameter, got ${describeValue(value)}.${remedy}`,
      );
    }
    const before = checked.indexOf(value);
    if (before >= 0) {
      throw new ArgumentError(op, `parameters must be distinct, got the same one at [${before}] and [${k}].`);
    }
    checked[k] = value;
  }
  return Object.freeze(checked);
}

/** Whether a value is a model, as those of `@chainrule/nn` are. */
function hasParameters(value: unknown): boolean {
  return typeof propertyOf(value, "parameters") === "function";
}

/** One gradient for each parameter. */
export function gradientsArgument(
  op: string,
  gradients: unknown,
  parameters: readonly Parameter[],
): readonly Tensor[] {
  if (!isArray(gradients)) {
    throw new ArgumentError(op, `gradients must be an array of tensors, got ${describeValue(gradients)}.`);
  }
  if (gradients.length !== parameters.length) {
    throw new ArgumentError(
      op,
      `gradients must have one entry for each parameter, got ${gradients.length} for ${parameters.length}.`,
    );
  }
  return parameters.map((parameter, k) => {
    const gradient: unknown = gradients[k];
    return likeArgument(op, `gradients[${k}]`, gradient, parameter, "of its parameter, ");
  });
}

/** A tensor of the shape and dtype of another one. */
export function likeArgument(op: string, name: string, value: unknown, like: Tensor, whose = ""): Tensor {
  if (isLike(value, like)) return value;
  if (!isTensor(value)) throw new ArgumentError(op, `${name} must be a tensor, got ${describeValue(value)}.`);
  const [wanted, got] = [like.shape, value.shape];
  if (!isSameShape(wanted, got)) {
    throw new ShapeError(
      op,
      `${name} must have the shape ${whose}[${wanted.join(", ")}], got [${got.join(", ")}].`,
      [wanted, got],
    );
  }
  throw new DtypeError(
    op,
    `${name} must have the dtype ${whose}${like.dtype}, got ${value.dtype}. Use cast("${like.dtype}").`,
  );
}

export function isLike(value: unknown, like: Tensor): value is Tensor {
  return isTensor(value) && isSameShape(value.shape, like.shape) && value.dtype === like.dtype;
}

function isSameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** Parameters, and one gradient for each. */
export interface Found {
  readonly parameters: readonly Parameter[];
  readonly gradients: readonly Tensor[];
}

/** The gradients of a floating-point scalar: by all parameters, or by those that a derivative reaches if that is asked for. */
export function gradientsOfLoss(
  op: string,
  loss: unknown,
  parameters: readonly Parameter[],
  options: unknown,
): Found {
  const of = lossArgument(op, loss);
  // Those that are asked about, which is how errors count them.
  let asked = parameters;
  const { unused } = checkOptions(op, options, ["unused"]);
  if (unused !== undefined && unused !== "skip") {
    throw new ArgumentError(op, `unused must be "skip", got ${describeValue(unused)}.`);
  }
  try {
    if (unused === "skip") {
      const reached = dependsOn(of, parameters);
      asked = parameters.filter((_, k) => !reached[k]);
      // Refuses those that were assigned since, which are not unrelated.
      if (asked.length > 0) gradients(of, asked, { unused: "zero" });
      asked = parameters.filter((_, k) => reached[k]);
      if (asked.length === 0) throw unrelated(op);
    }
    return { parameters: asked, gradients: gradients(of, asked) };
  } catch (error) {
    if (!(error instanceof DerivativeError) || error.unreached === null) throw error;
    const why = { ...error.unreached, index: parameters.indexOf(asked[error.unreached.index] as Parameter) };
    throw new DerivativeError(op, textOf(why), [], why);
  }
}

function unrelated(op: string): DerivativeError {
  return new DerivativeError(
    op,
    "loss depends on none of the parameters, or only through operations without a derivative. Build loss from the " +
      "parameters anew.",
  );
}

/** What `gradients` says of y and xs, said of the loss and the parameters. */
function textOf({ index, isRelated, through, remedy }: Unreached): string {
  const skip = 'To leave such parameters alone, pass { unused: "skip" }.';
  if (isRelated) return `loss depends on parameters[${index}] ${through}. ${remedy === "" ? skip : remedy}`;
  const way = through === "" ? "" : `, ${through}`;
  return (
    `loss does not depend on parameters[${index}]${way}. ` +
    `Build loss from the parameters anew, or optimise only those that it depends on. ${skip}`
  );
}

/** A floating-point scalar. */
function lossArgument(op: string, loss: unknown): Tensor {
  if (!isTensor(loss)) throw new ArgumentError(op, `loss must be a tensor, got ${describeValue(loss)}.`);
  if (loss.rank > 0) {
    throw new DerivativeError(
      op,
      `loss must be a scalar, got shape [${loss.shape.join(", ")}]. Reduce it, e.g. with sum() or mean().`,
      [loss.shape],
    );
  }
  if (loss.dtype !== "float64" && loss.dtype !== "float32") {
    throw new DerivativeError(op, `loss must be floating-point, got ${loss.dtype}, which has no derivative.`);
  }
  return loss;
}
