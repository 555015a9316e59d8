import { ArgumentError, compile, isTensor, jacobian, jvp, type Tensor } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import { type CompiledSearch, CompiledSearches } from "./compiled-search.ts";
import type { Unknowns } from "./unknowns.ts";

/** Residuals as functions of one vector, compiled. */
export interface CompiledResiduals extends CompiledSearch {
  readonly residuals: (x: Tensor<[number]>) => Tensor;
  /** Their derivatives, those by one unknown after those by another. */
  readonly slopes: (x: Tensor<[number]>) => Tensor;
  /** Their second derivative along a vector. */
  readonly bend: (x: Tensor<[number]>, along: Tensor<[number]>) => Tensor;
}

const searches = /* @__PURE__ */ new CompiledSearches<CompiledResiduals>();

/** Of residuals that are given what `unknowns` makes of the vector. */
export function compiledResiduals(
  op: string,
  f: (x: unknown) => unknown,
  unknowns: Unknowns,
): CompiledResiduals {
  return searches.of(f, unknowns, () => compiledAnew(op, f, unknowns));
}

function compiledAnew(op: string, f: (x: unknown) => unknown, unknowns: Unknowns): CompiledResiduals {
  const flat = (x: Tensor<[number]>): Tensor => vectorArgument(op, f(unknowns.tensorsOf(x)));
  // That the function stays what it was is checked where it is evaluated, which is at least as often.
  const unchecked = { check: false };
  const residuals = compile(flat);
  return {
    residuals,
    check: (x) => residuals.check(x),
    slopes: compile((x: Tensor<[number]>) => (jacobian(flat)(x) as Tensor).transpose(), unchecked),
    bend: compile((x: Tensor<[number]>, along: Tensor<[number]>) => {
      const slope = (y: Tensor<[number]>): Tensor => jvp(flat, [y], [along])[1];
      return jvp(slope, [x], [along])[1];
    }, unchecked),
  };
}

function vectorArgument(op: string, value: unknown): Tensor {
  if (isTensor(value) && value.rank === 1 && value.dtype === "float64") return value;
  const got = isTensor(value) ? `${value.dtype} [${value.shape.join(", ")}]` : describeValue(value);
  const remedy = isTensor(value) && value.rank > 1 ? " Lay them in a row with reshape([-1])." : "";
  throw new ArgumentError(op, `residuals must return a vector of float64, got ${got}.${remedy}`);
}
