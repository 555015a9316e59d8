import { ArgumentError, DerivativeError } from "../error/error.ts";
import { constantNode, inputNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { allocate, isFloat } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { requireScalar } from "../tensor/backward.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { forward } from "../transform/forward.ts";
import { reverse } from "../transform/reverse.ts";
import { type Application, applied, requireFunction, requireLike, type TensorFunction } from "./functions.ts";
import { type FlatTree, flatten, type Tensors, type TensorTree, type Tree, unflatten } from "./tree.ts";

/** Which mode computes a Jacobian; by default the one with fewer passes. */
export interface JacobianOptions {
  readonly mode?: "forward" | "reverse";
}

/**
 * The Jacobian of a function, as a function: all partial derivatives with respect to the first argument.
 * @param f - Any function of tensors. Its value and first argument may be trees; the result is then a tree of the value's
 *   form with trees of the argument's form at its leaves.
 * @param options - `mode`: `"forward"` takes a pass for each element of the argument, `"reverse"` one for each element of
 *   the value. Default: whichever is fewer.
 * @returns Of a value of shape `[...Y]` and an argument of shape `[...X]`: shape `[...Y, ...X]`.
 * @throws {@link DerivativeError} when called, if argument or value is not floating-point.
 * @example jacobian((x) => x.square())([1, 2]).toArray() // => [[2, 0], [0, 4]]
 */
export function jacobian(f: TensorFunction, options?: JacobianOptions): (x: TensorLike, ...others: TensorLike[]) => Tensor;
export function jacobian<X extends Tree, Others extends readonly Tree[]>(
  f: (x: X, ...others: Others) => Tree,
  options?: JacobianOptions,
): (x: X, ...others: Others) => TensorTree;
export function jacobian(f: unknown, options: JacobianOptions = {}): (...args: unknown[]) => never {
  requireFunction("jacobian", f);
  const { mode } = options;
  if (mode !== undefined && mode !== "forward" && mode !== "reverse") {
    throw new ArgumentError("jacobian", `mode must be "forward" or "reverse", got ${String(mode)}.`);
  }
  return (...args) => jacobianTree("jacobian", applied("jacobian", f, args), mode) as never;
}

/**
 * The Hessian of a scalar function, as a function: all second derivatives with respect to the first argument, forward
 * over reverse.
 * @param f - Returns a floating-point scalar.
 * @returns Of an argument of shape `[...X]`: shape `[...X, ...X]`; of a tree, a tree of trees.
 * @throws {@link DerivativeError} when called, if `f` does not return a floating-point scalar.
 * @example hessian((x) => x.prod())([2, 3, 4]).toArray() // => [[0, 4, 3], [4, 0, 2], [3, 2, 0]]
 */
export function hessian(f: TensorFunction): (x: TensorLike, ...others: TensorLike[]) => Tensor;
export function hessian<X extends Tree, Others extends readonly Tree[]>(
  f: (x: X, ...others: Others) => TensorLike,
): (x: X, ...others: Others) => TensorTree;
export function hessian(f: unknown): (...args: unknown[]) => never {
  requireFunction("hessian", f);
  return (...args) => jacobianTree("hessian", gradientApplication("hessian", f, args), "forward") as never;
}

/**
 * Hessian-vector product of a scalar function, forward over reverse: the derivative of the gradient along `v`, at about
 * the cost of two gradients, without the Hessian.
 * @param f - Returns a floating-point scalar.
 * @param x - Where; a tensor or a tree.
 * @param v - Along what; like `x`.
 * @returns Like `x`.
 * @throws {@link DerivativeError} if `f` does not return a floating-point scalar; {@link ShapeError} if `v` is not like `x`.
 * @example hvp((x) => x.square().sum(), [1, 2], [1, 10]).toArray() // => [2, 20]
 */
export function hvp(f: TensorFunction, x: TensorLike, v: TensorLike): Tensor;
export function hvp<X extends Tree>(f: (x: X) => TensorLike, x: X, v: Tree): Tensors<X>;
export function hvp(f: unknown, x: unknown, v: unknown): unknown {
  const { inputs, output } = gradientApplication("hvp", f, [x]);
  const given = flatten("hvp", v).nodes;
  const [wrt] = inputs as readonly [readonly Node[]];
  requireLike("hvp", "v", given, wrt);
  const moved = forward(output.nodes, wrt, given);
  return unflatten(
    output.layout,
    moved.map((node, k) => node ?? filled(0, wrt[k] as Node)),
  );
}

/** The gradient of a scalar function, as an application that can be differentiated once more. */
function gradientApplication(op: string, f: unknown, args: readonly unknown[]): Application {
  const application = applied(op, f, args);
  const [y] = application.output.nodes;
  if (application.output.nodes.length !== 1 || y === undefined) {
    throw new DerivativeError(op, `the function must return one scalar, got ${application.output.nodes.length} tensors.`);
  }
  requireScalar(op, y);
  const [wrt] = application.inputs as readonly [readonly Node[]];
  const [first] = application.arguments as readonly [FlatTree];
  const nodes = reverse([y], [constantNode(1, y.dtype)], wrt).map((node, k) => node ?? filled(0, wrt[k] as Node));
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
  const elements = (nodes: readonly Node[]): number => nodes.reduce((sum, node) => sum + sizeOf(node.shape), 0);
  const chosen = mode ?? (elements(wrt) <= elements(output.nodes) ? "forward" : "reverse");
  const blocks = chosen === "forward" ? byColumns(output.nodes, wrt) : byRows(output.nodes, wrt);
  const rows = output.nodes.map((_, i) => unflatten(first.layout, blocks[i] as Node[]));
  return output.layout.build(rows as Tensor[]);
}

/** One forward pass for each element of the arguments; a pass gives a column of every block. */
function byColumns(outputs: readonly Node[], wrt: readonly Node[]): Node[][] {
  return transposed(
    wrt.map((x) => {
      const columns = units(x).map((unit) => forward(outputs, [x], [unit]));
      return outputs.map((y, i) => {
        const parts = columns.map((column) => b.reshape(column[i] ?? filled(0, y), [sizeOf(y.shape), 1]));
        return b.reshape(joined(parts, 1, [sizeOf(y.shape), sizeOf(x.shape)], y), [...y.shape, ...x.shape]);
      });
    }),
    outputs.length,
  );
}

/** One reverse pass for each element of the values; a pass gives a row of every block. */
function byRows(outputs: readonly Node[], wrt: readonly Node[]): Node[][] {
  return outputs.map((y) => {
    const rows = units(y).map((unit) => reverse([y], [unit], wrt));
    return wrt.map((x, j) => {
      const parts = rows.map((row) => b.reshape(row[j] ?? filled(0, x), [1, sizeOf(x.shape)]));
      return b.reshape(joined(parts, 0, [sizeOf(y.shape), sizeOf(x.shape)], x), [...y.shape, ...x.shape]);
    });
  });
}

function joined(parts: readonly Node[], axis: number, shape: readonly number[], like: Node): Node {
  return parts.length === 0 ? b.broadcastTo(constantNode(0, like.dtype), shape) : b.concat(parts, axis);
}

/** The unit tensors of a node's shape: 1 in one place, 0 elsewhere. */
function units(node: Node): Node[] {
  const size = sizeOf(node.shape);
  return Array.from({ length: size }, (_, i) => {
    const data = allocate(node.dtype, size);
    data[i] = 1;
    return inputNode(data, node.shape, node.dtype);
  });
}

function transposed(blocks: readonly Node[][], rows: number): Node[][] {
  return Array.from({ length: rows }, (_, i) => blocks.map((column) => column[i] as Node));
}
