import { root as rootOp } from "../op/root.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { CarriedOn } from "./scan.ts";
import { type IterationOptions, searched } from "./search.ts";
import type { Tensors } from "./tree.ts";

/**
 * Where a function is 0, found by Newton's method, with a step halved as long as the largest result does not become smaller. The
 * derivative does not go back through the steps: it follows from the equation.
 * @param f - Takes a tree of tensors and returns one like it: as many equations as variables. It is called once, with tensors that
 *   stand for any x, and may refer to other tensors and parameters, by which there are derivatives.
 * @param first - Where to begin: floating-point tensors of one dtype. Which of several roots is found depends on it.
 * @param options - `tolerance`: how large the last step may be, relative to the largest |x|, by default 1e-12, for float32 1e-5; relative to
 *   1 + |x| where rounding hides whether any step leads nearer, as of a root at 0; `maxIterations`: how many there may be, by default 100.
 * @returns The root, like `first`.
 * @throws {ArgumentError} if `f` is not a function, returns another structure, reads a value, changes a parameter or calls
 *   `customGradient`, or for options that do not exist; also, when the result is computed, if no root is found or the Jacobian is
 *   singular. {@link DtypeError} unless `first` is floating-point, of one dtype; {@link ShapeError} if `f` returns another shape;
 *   {@link DerivativeError} if a derivative that `f` takes goes through x, and what it is taken by is behind that.
 * @remarks Derivative: ẋ = -(∂f/∂x)⁻¹ ∂f/∂θ θ̇, at the root; none by `first`. The Jacobian is a matrix of all variables.
 *   Source: A. Griewank, A. Walther, Evaluating derivatives, 2008, 15.1.
 * @example root((x) => x.square().sub(2), 1).item().toFixed(13) // => "1.4142135623731"
 * @example grad((a) => root((x) => x.pow(3).sub(a), 1))(8).item() // => 0.08333333333333333
 */
export function root<const X>(
  f: (x: NoInfer<Tensors<X>>) => NoInfer<CarriedOn<X>>,
  first: X,
  options?: IterationOptions,
): Tensors<X>;
export function root(f: unknown, first: unknown, options?: IterationOptions): never {
  return searched({ op: "root", f, first, options, most: 100 }, (inputs, search) =>
    applyRoutine(rootOp, inputs, search),
  );
}
