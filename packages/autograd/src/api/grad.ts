import { describe } from "../error/describe.ts";
import { ArgumentError, DerivativeError } from "../error/error.ts";
import { isArray, isPlainObject } from "../error/foreign.ts";
import { constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { isFloat } from "../shape/dtype.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { derived } from "../transform/gradient.ts";
import { reverse } from "../transform/reverse.ts";
import type { AllGiven, Given, TensorsForNumbers } from "./argument-type.ts";
import {
  type AnyFunction,
  type Application,
  applied,
  requireArgument,
  requireFunction,
  scalarOutput,
  type TensorFunction,
} from "./functions.ts";
import {
  type Derivatives,
  type FlatTree,
  flattenResult,
  type Tensors,
  type Tree,
  unflatten,
} from "./tree.ts";

/** Options of {@link grad} and {@link valueAndGrad}. */
export interface GradOptions {
  /** Whether the function returns something besides, `[value, aux]`, which is handed on and not differentiated. */
  readonly hasAux: true;
}

/** What a function returned, of which the first is differentiated. */
class Besides {
  aux: FlatTree | null = null;

  /** The function without what it returns besides. */
  without(op: string, f: AnyFunction): AnyFunction {
    return (...args) => {
      const result = f(...args);
      if (!isArray(result) || result.length !== 2) {
        throw new ArgumentError(
          op,
          `with hasAux the function must return a scalar and what else it gives, [value, aux], got ${describe(result)}.`,
        );
      }
      this.aux = flattenResult(op, result[1]);
      return result[0];
    };
  }

  get tree(): unknown {
    const { layout, nodes } = this.aux as FlatTree;
    return unflatten(layout, nodes);
  }
}

function requireFloats(op: string, { inputs }: Application): void {
  for (const node of inputs[0] ?? []) {
    if (!isFloat(node.dtype)) {
      throw new DerivativeError(
        op,
        `the first argument must be floating-point, got ${node.dtype}. Cast it, e.g. with cast("float64").`,
      );
    }
  }
}

interface Gradient {
  readonly value: unknown;
  readonly gradient: unknown;
  /** What the function returned besides. */
  readonly aux: unknown;
}

function gradientTree(op: string, f: AnyFunction, args: readonly unknown[], hasAux: boolean): Gradient {
  requireArgument(op, args);
  const besides = hasAux ? new Besides() : null;
  const application = applied(op, besides?.without(op, f) ?? f, args, false);
  requireFloats(op, application);
  const y = scalarOutput(op, application);
  const wrt = application.inputs[0] as readonly Node[];
  const found = reverse([y], [constantNode(1, y.dtype)], wrt);
  const nodes = derived(
    found.map((node, k) => node ?? filled(0, wrt[k] as Node)),
    [y],
    wrt,
  );
  const [first] = application.arguments as readonly [FlatTree];
  return {
    value: unflatten(application.output.layout, application.output.nodes),
    gradient: unflatten(first.layout, nodes),
    aux: besides?.tree,
  };
}

/**
 * The derivative of a scalar function, as a function: it takes what `f` takes and returns the gradient with respect to the
 * first argument.
 * @param f - Returns a floating-point scalar. Its first argument may be a tree of tensors.
 * @param options - `hasAux: true` for an `f` that returns `[scalar, aux]`, such as a loss and the predictions that it is of: then the
 *   gradient comes with it, `[gradient, aux]`.
 * @returns A function that returns the gradient, of the shape of the first argument; 0 where `f` does not use it. It can be
 *   differentiated again.
 * @throws {DerivativeError} when called, if `f` does not return a floating-point scalar.
 * @example grad(grad((x) => x.tanh()))(0.5).item() // => -0.7268619813835874
 */
export function grad<Aux extends Tree>(
  f: (...inputs: Tensor[]) => readonly [TensorLike, Aux],
  options: GradOptions,
): (x: TensorLike, ...others: TensorLike[]) => [Tensor, Tensors<Aux>];
export function grad<X, Others extends readonly unknown[], Aux extends Tree>(
  f: ((x: X, ...others: Others) => readonly [TensorLike, Aux]) & TensorsForNumbers<[X, ...Others]>,
  options: GradOptions,
): (x: Given<X>, ...others: AllGiven<Others>) => [Derivatives<X>, Tensors<Aux>];
export function grad(f: TensorFunction): (x: TensorLike, ...others: TensorLike[]) => Tensor;
export function grad<X, Others extends readonly unknown[]>(
  f: ((x: X, ...others: Others) => TensorLike) & TensorsForNumbers<[X, ...Others]>,
): (x: Given<X>, ...others: AllGiven<Others>) => Derivatives<X>;
export function grad(f: unknown, ...rest: unknown[]): (...args: unknown[]) => never {
  const hasAux = auxArgument("grad", f, rest);
  return (...args) => {
    const { gradient, aux } = gradientTree("grad", f as AnyFunction, args, hasAux);
    return (hasAux ? [gradient, aux] : gradient) as never;
  };
}

/**
 * Like {@link grad}, but returns the value of `f` as well: `[value, gradient]`.
 * @param f - Returns a floating-point scalar. Its first argument may be a tree of tensors.
 * @param options - `hasAux: true` for an `f` that returns `[scalar, aux]`: then the value comes with it.
 * @returns A function that returns `[value, gradient]`: a scalar, and what {@link grad} gives; with `hasAux` `[[value, aux], gradient]`.
 * @throws {DerivativeError} when called, if `f` does not return a floating-point scalar.
 * @example valueAndGrad((x) => x.square())(3)[1].item() // => 6
 * @example
 * const [[value, tripled], gradient] = valueAndGrad((x) => [x.square(), x.mul(3)], { hasAux: true })(2);
 * [value.item(), tripled.item(), gradient.item()] // => [4, 6, 4]
 */
export function valueAndGrad<Aux extends Tree>(
  f: (...inputs: Tensor[]) => readonly [TensorLike, Aux],
  options: GradOptions,
): (x: TensorLike, ...others: TensorLike[]) => [[Tensor<[]>, Tensors<Aux>], Tensor];
export function valueAndGrad<X, Others extends readonly unknown[], Aux extends Tree>(
  f: ((x: X, ...others: Others) => readonly [TensorLike, Aux]) & TensorsForNumbers<[X, ...Others]>,
  options: GradOptions,
): (x: Given<X>, ...others: AllGiven<Others>) => [[Tensor<[]>, Tensors<Aux>], Derivatives<X>];
export function valueAndGrad(
  f: TensorFunction,
): (x: TensorLike, ...others: TensorLike[]) => [Tensor<[]>, Tensor];
export function valueAndGrad<X, Others extends readonly unknown[]>(
  f: ((x: X, ...others: Others) => TensorLike) & TensorsForNumbers<[X, ...Others]>,
): (x: Given<X>, ...others: AllGiven<Others>) => [Tensor<[]>, Derivatives<X>];
export function valueAndGrad(f: unknown, ...rest: unknown[]): (...args: unknown[]) => never {
  const hasAux = auxArgument("valueAndGrad", f, rest);
  return (...args) => {
    const { value, gradient, aux } = gradientTree("valueAndGrad", f as AnyFunction, args, hasAux);
    return [hasAux ? [value, aux] : value, gradient] as never;
  };
}

/**
 * Whether there is something besides. What else is passed would go unnoticed, such as which argument to differentiate by.
 */
function auxArgument(op: string, f: unknown, rest: readonly unknown[]): boolean {
  requireFunction(op, f);
  const [options] = rest;
  const found = rest.find((value) => value !== undefined);
  // `functions.map(grad)` passes the place and the list, too.
  if (found === undefined || isArray(rest[1])) return false;
  if (found !== options || !isPlainObject(options) || Object.keys(options).some((key) => key !== "hasAux")) {
    throw new ArgumentError(
      op,
      `takes a function and { hasAux }, got ${describe(found)} as well. The derivative is by the first argument; for another, ` +
        "write a function that takes that first, and for several one that takes them as an object.",
    );
  }
  const { hasAux } = options;
  if (hasAux === undefined || typeof hasAux === "boolean") return hasAux === true;
  throw new ArgumentError(op, `hasAux must be true or false, got ${describe(hasAux)}.`);
}
