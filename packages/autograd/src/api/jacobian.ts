import { describe } from "../error/describe.ts";
import { ArgumentError, DerivativeError } from "../error/error.ts";
import { constantNode, inputNode, placeholderNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { scopeOfUnknowns } from "../graph/unknown-value-refusals.ts";
import { permute } from "../op/permute.ts";
import { reshape } from "../op/reshape.ts";
import { isFloat } from "../shape/dtype.ts";
import { roomFor } from "../shape/room.ts";
import { sizeOf } from "../shape/shape.ts";
import { optionsArgument } from "../tensor/argument.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { batch } from "../transform/batch.ts";
import { filled } from "../transform/chain.ts";
import { forward } from "../transform/forward.ts";
import { derived } from "../transform/gradient.ts";
import { reverse } from "../transform/reverse.ts";
import type { AllGiven, Given, TensorsForNumbers } from "./argument-type.ts";
import {
  type Application,
  applied,
  requireArgument,
  requireFunction,
  requireLike,
  scalarOutput,
  type TensorFunction,
} from "./functions.ts";
import {
  type ArgumentTree,
  type Derivatives,
  type FlatTree,
  flattenLike,
  type Jacobian,
  type Tree,
  unflatten,
} from "./tree.ts";

/** Options of {@link jacobian}. */
export interface JacobianOptions {
  /** Which mode computes it; by default the one that takes fewer passes. */
  readonly mode?: "forward" | "reverse";
}

/**
 * The Jacobian of a function, as a function: all partial derivatives with respect to the first argument.
 * @param f - Any function of tensors. Its value and first argument may be trees; the result is then a tree of the value's
 *   form with trees of the argument's form at its leaves.
 * @param options - `mode`: `"forward"` calculates along each element of the argument, `"reverse"` from each element of the
 *   value. Default: whichever are fewer.
 * @returns Of a value of shape `[...Y]` and an argument of shape `[...X]`: shape `[...Y, ...X]`.
 * @throws {DerivativeError} when called, if argument or value is not floating-point.
 * @example jacobian((x) => x.square())([1, 2]).toArray() // => [[2, 0], [0, 4]]
 */
export function jacobian(
  f: TensorFunction,
  options?: JacobianOptions,
): (x: TensorLike, ...others: TensorLike[]) => Tensor;
export function jacobian<X, Others extends readonly unknown[], Y extends Tree>(
  f: ((x: X, ...others: Others) => Y) & TensorsForNumbers<[X, ...Others]>,
  options?: JacobianOptions,
): (x: Given<X>, ...others: AllGiven<Others>) => Jacobian<Y, X>;
export function jacobian(f: unknown, options?: unknown): (...args: unknown[]) => never {
  requireFunction("jacobian", f);
  const { mode } = optionsArgument("jacobian", options, ["mode"]);
  if (mode !== undefined && mode !== "forward" && mode !== "reverse") {
    throw new ArgumentError("jacobian", `mode must be "forward" or "reverse", got ${describe(mode)}.`);
  }
  return (...args) => {
    requireArgument("jacobian", args);
    return jacobianTree("jacobian", applied("jacobian", f, args, false), mode) as never;
  };
}

/**
 * The Hessian of a scalar function, as a function: all second derivatives with respect to the first argument, forward
 * over reverse.
 * @param f - Returns a floating-point scalar.
 * @returns Of an argument of shape `[...X]`: shape `[...X, ...X]`; of a tree, a tree of trees.
 * @throws {DerivativeError} when called, if `f` does not return a floating-point scalar.
 * @example hessian((x) => x.prod())([2, 3, 4]).toArray() // => [[0, 4, 3], [4, 0, 2], [3, 2, 0]]
 */
export function hessian(f: TensorFunction): (x: TensorLike, ...others: TensorLike[]) => Tensor;
export function hessian<X, Others extends readonly unknown[]>(
  f: ((x: X, ...others: Others) => TensorLike) & TensorsForNumbers<[X, ...Others]>,
): (x: Given<X>, ...others: AllGiven<Others>) => Jacobian<Derivatives<X>, X>;
export function hessian(f: unknown): (...args: unknown[]) => never {
  requireFunction("hessian", f);
  return (...args) => {
    requireArgument("hessian", args);
    return jacobianTree("hessian", gradientApplication("hessian", f, args), "forward") as never;
  };
}

/**
 * Hessian-vector product of a scalar function, forward over reverse: the derivative of the gradient along `v`, at about
 * the cost of two gradients, without the Hessian.
 * @param f - Returns a floating-point scalar.
 * @param x - The point: a tensor or a tree.
 * @param v - The direction, of the structure of `x`.
 * @returns A tensor or a tree of the structure of `x`.
 * @throws {DerivativeError} if `f` does not return a floating-point scalar; {@link ShapeError} if `v` does not have the
 *   structure of `x`.
 * @example hvp((x) => x.square().sum(), [1, 2], [1, 10]).toArray() // => [2, 20]
 */
export function hvp(f: TensorFunction, x: TensorLike, v: TensorLike): Tensor;
export function hvp<X>(
  f: ((x: X) => TensorLike) & TensorsForNumbers<[X]>,
  x: Given<X>,
  v: ArgumentTree,
): Derivatives<X>;
export function hvp(f: unknown, x: unknown, v: unknown): unknown {
  requireArgument("hvp", [x]);
  const { inputs, output } = gradientApplication("hvp", f, [x]);
  // The gradient has the structure of x.
  const given = flattenLike("hvp", "v", v, output.layout);
  const [wrt] = inputs as readonly [readonly Node[]];
  requireLike("hvp", "v", given, wrt);
  const moved = forward(output.nodes, wrt, given);
  const nodes = derived(
    moved.map((node, k) => node ?? filled(0, wrt[k] as Node)),
    output.nodes,
    wrt,
  );
  return unflatten(output.layout, nodes);
}

/** The gradient of a scalar function, as an application that can be differentiated once more. */
function gradientApplication(op: string, f: unknown, args: readonly unknown[]): Application {
  const application = applied(op, f, args, false);
  const y = scalarOutput(op, application);
  const [wrt] = application.inputs as readonly [readonly Node[]];
  const [first] = application.arguments as readonly [FlatTree];
  const found = reverse([y], [constantNode(1, y.dtype)], wrt);
  const nodes = derived(
    found.map((node, k) => node ?? filled(0, wrt[k] as Node)),
    [y],
    wrt,
  );
  return { ...application, output: { nodes, layout: first.layout } };
}

function jacobianTree(op: string, application: Application, mode: JacobianOptions["mode"]): unknown {
  const { output, inputs } = application;
  const [wrt] = inputs as readonly [readonly Node[]];
  const [first] = application.arguments as readonly [FlatTree];
  for (const node of [...wrt, ...output.nodes]) {
    if (!isFloat(node.dtype)) {
      throw new DerivativeError(op, `argument and value must be floating-point, got ${node.dtype}.`);
    }
  }
  const elements = (nodes: readonly Node[]): number =>
    nodes.reduce((sum, node) => sum + sizeOf(node.shape), 0);
  const chosen = mode ?? (elements(wrt) <= elements(output.nodes) ? "forward" : "reverse");
  const blocks = chosen === "forward" ? byColumns(op, output.nodes, wrt) : byRows(op, output.nodes, wrt);
  const rows = output.nodes.map((y, i) => unflatten(first.layout, derived(blocks[i] as Node[], [y], wrt)));
  return output.layout.build(rows);
}

/** Forward mode along all elements of the arguments at once; each gives a column of every block. */
function byColumns(op: string, outputs: readonly Node[], wrt: readonly Node[]): Node[][] {
  return transposed(
    wrt.map((x) => {
      const columns = alongUnits(op, x, (unit) =>
        forward(outputs, [x], [unit]).map((column, i) => column ?? filled(0, outputs[i] as Node)),
      );
      return columns.map((column, i) => {
        const { shape } = outputs[i] as Node;
        const last = b(permute, column, { axes: [...shape.map((_, axis) => axis + 1), 0] });
        return b(reshape, last, { shape: [...shape, ...x.shape] });
      });
    }),
    outputs.length,
  );
}

/** Reverse mode from all elements of the values at once; each gives a row of every block. */
function byRows(op: string, outputs: readonly Node[], wrt: readonly Node[]): Node[][] {
  return outputs.map((y) => {
    const rows = alongUnits(op, y, (unit) =>
      reverse([y], [unit], wrt).map((row, j) => row ?? filled(0, wrt[j] as Node)),
    );
    return rows.map((row, j) => b(reshape, row, { shape: [...y.shape, ...(wrt[j] as Node).shape] }));
  });
}

/**
 * What a pass gives for each unit tensor of a node's shape, 1 in one place and 0 elsewhere: one pass, batched, so that the
 * graph does not grow with the number of elements.
 */
function alongUnits(op: string, { shape, dtype }: Node, pass: (unit: Node) => readonly Node[]): Node[] {
  const size = sizeOf(shape);
  const identity = roomFor(op, [size, ...shape], dtype);
  for (let i = 0; i < size; i++) identity[i * size + i] = 1;
  const scope = scopeOfUnknowns(op, true);
  const unit = placeholderNode(shape, dtype, scope);
  const one = scope.during(() => pass(unit));
  return batch(one, [unit], [inputNode(identity, [size, ...shape], dtype)], size, scope);
}

function transposed(blocks: readonly Node[][], rows: number): Node[][] {
  return Array.from({ length: rows }, (_, i) => blocks.map((column) => column[i] as Node));
}
