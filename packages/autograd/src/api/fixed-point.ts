import { fixedPoint as fixedPointOp } from "../op/fixed-point.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { CarriedOn } from "./scan.ts";
import { type IterationOptions, searched } from "./search.ts";
import type { Tensors } from "./tree.ts";

/**
 * What a function leaves as it is, x = f(x), found by applying it again and again. The derivative does not go back through the
 * steps: it follows from the equation, and is found as a fixed point as well.
 * @param f - Takes a tree of tensors and returns one like it. It is called once, with tensors that stand for any x, and may refer to
 *   other tensors and parameters, by which there are derivatives. Near the fixed point it has to bring what it is given closer together.
 * @param first - What it is applied to first: floating-point tensors of one dtype.
 * @param options - `tolerance`: how much the last step may change x, relative to the largest |x|, by default 1e-12, for float32 1e-5. What has
 *   become smaller than 1e-30 of where it came from counts as that, and is taken for 0;
 *   `maxIterations`: how many steps there may be, by default 1000.
 * @returns The fixed point, like `first`.
 * @throws {ArgumentError} if `f` is not a function, returns another structure, reads a value, changes a parameter or calls
 *   `customGradient`, or for options that do not exist; also, when the result is computed, if the steps do not become small enough.
 *   {@link DtypeError} unless `first` is floating-point, of one dtype; {@link ShapeError} if `f` returns another shape;
 *   {@link DerivativeError} if a derivative that `f` takes goes through x, and what it is taken by is behind that.
 * @remarks Derivative: ẋ = ∂f/∂x ẋ + ∂f/∂θ θ̇, at the fixed point; none by `first`. Examples of {@link vmap} take as many steps as each
 *   needs. Source: S. Bai, J. Kolter, V. Koltun, Deep equilibrium models, 2019, theorem 1.
 * @example fixedPoint((x) => x.cos(), 1).item() // => 0.73908513321…
 * @example grad((a) => fixedPoint((x) => x.mul(a).add(1), 0))(0.5).item() // => 3.99999999…
 */
export function fixedPoint<const X>(
  f: (x: NoInfer<Tensors<X>>) => NoInfer<CarriedOn<X>>,
  first: X,
  options?: IterationOptions,
): Tensors<X>;
export function fixedPoint(f: unknown, first: unknown, options?: IterationOptions): never {
  return searched({ op: "fixedPoint", f, first, options, most: 1000 }, (inputs, search) =>
    applyRoutine(fixedPointOp, inputs, { ...search, isDerivative: false }),
  );
}
