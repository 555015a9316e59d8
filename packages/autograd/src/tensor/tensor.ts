/**
 * What a tensor is to the compiler: one interface, and the types its methods are made of.
 *
 * It is a single file, although long, because tensors and their methods name each other: split up, the parts would
 * import each other in a circle. Objects behind this interface are made by `tensor/handle.ts`. Methods that do what a function
 * does inherit its documentation from the generated `DocumentedMethods`; a member without any there is missing here.
 *
 * Methods take their shape from the receiver, `this: T`, instead of the interface's parameter. Then `S` occurs only in
 * `shape` (and in the iterator, for which `for` has no receiver), a `Tensor<[2, 3]>` is a `Tensor<number[]>`, and the compiler
 * need not compare methods to find that out. That `T` is the whole receiver lets a union be one: `[w1, w2].map((w) => w.square().sum())` for parameters of different shapes.
 */
import type { Broadcast, BroadcastOperand, BroadcastTo } from "../shape/broadcast-type.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import type { At } from "../shape/gather-type.ts";
import type { Split } from "../shape/join-type.ts";
import type { Dot, DotOperand, Matmul, MatmulOperand, Outer, OuterOperand } from "../shape/matmul-type.ts";
import type {
  BroadcastToArgument,
  ExpandDims,
  Permute,
  PermuteArgument,
  Reshape,
  Reverse,
  Squeeze,
  SqueezeArgument,
} from "../shape/movement-type.ts";
import type { NestedArray, NestedBooleans, NestedNumbers } from "../shape/nested-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { AxesArgument, AxesLike, Reduce } from "../shape/reduce-type.ts";
import type { Row } from "../shape/row-type.ts";
import type { Dims, hint, Shaped, ShapeHint } from "../shape/shape-type.ts";
import type {
  Pad,
  PadArgument,
  PadWidths,
  Range,
  RangeObject,
  Slice,
  SliceArgument,
} from "../shape/slice-type.ts";
import type { Take } from "../shape/take-type.ts";
import type { DocumentedMethods } from "./documented-methods.generated.ts";

/** What every function accepts: a tensor, a parameter, a number, a boolean, or nested arrays of numbers or booleans. */
export type TensorLike = Tensor | number | boolean | NestedNumbers;

/** Truth values: a mask, a boolean, or nested arrays of booleans. */
export type MaskLike = Mask | boolean | NestedBooleans;

/** What choosing between `X` and `Y` gives: of two masks a mask, of numbers a tensor. */
export type Chosen<X, Y, S extends Dims> = [X, Y] extends [MaskLike, MaskLike] ? Mask<S> : Tensor<S>;

/** Options of reductions. */
export interface KeepDims<Keep extends boolean = boolean> {
  /** Whether the reduced axes stay, with size 1. By default false. */
  readonly keepDims?: Keep | undefined;
}

/** Options of {@link variance} and {@link std}. */
export interface Moments<Keep extends boolean = boolean> extends KeepDims<Keep> {
  /**
   * Subtracted from the number of elements before dividing: 0, the default, gives the population's variance (as in
   * NumPy and JAX), 1 the unbiased estimate from a sample (the default of PyTorch).
   */
  readonly correction?: number | undefined;
}

/** A list of shapes as a list of tensors. */
export type TensorsOf<Shapes extends readonly Dims[]> = { [Index in keyof Shapes]: Tensor<Shapes[Index]> };

/** A method that applies an elementwise operation of one argument. */
export type UnaryMethod = <T extends Shaped>(this: T) => Tensor<ShapeOf<T>>;

/** A method that applies an elementwise operation of two arguments, which broadcast. */
export type BinaryMethod<Op extends string> = <T extends Shaped, const O extends TensorLike>(
  this: T,
  b: BroadcastOperand<Op, ShapeOf<T>, O, ShapeOf<O>>,
) => Tensor<Broadcast<ShapeOf<T>, ShapeOf<O>>>;

/** A method that compares or combines to a mask. */
export type MaskMethod<Op extends string> = <T extends Shaped, const O extends TensorLike>(
  this: T,
  b: BroadcastOperand<Op, ShapeOf<T>, O, ShapeOf<O>>,
) => Mask<Broadcast<ShapeOf<T>, ShapeOf<O>>>;

/** A method that turns masks round. */
export type NotMethod = <T extends Shaped>(this: T) => Mask<ShapeOf<T>>;

/** A method that reduces axes. */
export type ReductionMethod<Op extends string> = <
  T extends Shaped,
  const Axes extends AxesLike = undefined,
  Keep extends boolean = false,
>(
  this: T,
  axes?: AxesArgument<Op, ShapeOf<T>, Axes>,
  options?: KeepDims<Keep>,
) => Tensor<Reduce<ShapeOf<T>, Axes, Keep>>;

/** A method that reduces axes to truth values. */
export type MaskReductionMethod<Op extends string> = <
  T extends Shaped,
  const Axes extends AxesLike = undefined,
  Keep extends boolean = false,
>(
  this: T,
  axes?: AxesArgument<Op, ShapeOf<T>, Axes>,
  options?: KeepDims<Keep>,
) => Mask<Reduce<ShapeOf<T>, Axes, Keep>>;

/** A method that reduces axes to a moment about the mean. */
export type MomentMethod<Op extends string> = <
  T extends Shaped,
  const Axes extends AxesLike = undefined,
  Keep extends boolean = false,
>(
  this: T,
  axes?: AxesArgument<Op, ShapeOf<T>, Axes>,
  options?: Moments<Keep>,
) => Tensor<Reduce<ShapeOf<T>, Axes, Keep>>;

/** A method that works along axes and keeps the shape. */
export type AlongAxesMethod<Op extends string> = <T extends Shaped, const Axes extends AxesLike = undefined>(
  this: T,
  axes?: AxesArgument<Op, ShapeOf<T>, Axes>,
) => Tensor<ShapeOf<T>>;

/**
 * An immutable array of numbers of one dtype, with its shape as part of its type; a node of the graph that computes it.
 *
 * Building one checks shapes and dtypes at once and computes nothing. Reading one (`item`, `toArray`, `data`, printing)
 * computes what is needed and changes nothing.
 *
 * JavaScript cannot calculate with objects: `x * 2`, `x > y`, `+x` and `x == 1` throw an error that names the method to
 * use. Mistakes that cannot be caught are `if (x)`, `!x`, `x && y` (always true), and `x === y` (the same object).
 */
export interface Tensor<S extends Dims = Dims> extends Shaped<S>, DocumentedMethods {
  /** What the elements are: float64, float32, int32, or bool. */
  readonly dtype: DType;
  /** Number of axes. */
  readonly rank: number;
  /** Number of elements. */
  readonly size: number;

  /**
   * The only element: a number, or a boolean of a mask.
   * @throws {ShapeError} unless there is exactly one element.
   * @example tensor([[7]]).item() // => 7
   */
  item(this: Shaped & { readonly dtype: "bool" }): boolean;
  item(): number;
  /**
   * The elements in nested arrays as deep as the shape: numbers, or booleans of a mask.
   * @example tensor([[1, 2], [3, 4]]).toArray() // => [[1, 2], [3, 4]]
   */
  toArray<T extends Shaped & { readonly dtype: "bool" }>(this: T): NestedArray<ShapeOf<T>, boolean>;
  toArray<T extends Shaped>(this: T): NestedArray<ShapeOf<T>, number>;
  /**
   * The elements in row-major order, as a copy: a `Float64Array`, `Float32Array`, `Int32Array`, or of a mask a
   * `Uint8Array` of 0 and 1.
   * @example tensor([[1, 2], [3, 4]]).data() // => new Float64Array([1, 2, 3, 4])
   */
  data(): TypedArray;
  /**
   * The elements as text, rows on lines of their own; beyond 1000 elements only the outer three of each axis.
   * @example String(tensor([0.5, -1])) // => "[0.5, -1]"
   */
  toString(): string;
  /**
   * What `JSON.stringify` writes: as `toArray()`, with `null` for NaN and infinities, as always in JSON.
   * @example JSON.stringify({ x: tensor([1, 2]) }) // => '{"x":[1,2]}'
   */
  toJSON(): unknown;

  /** For the compiler alone: what it shows where a shape does not fit. */
  readonly [hint]: ShapeHint<S>;

  /**
   * The tensors along the first axis: `for (const row of x)`, `const [a, b] = x`. Derivatives pass through them.
   * @throws {ShapeError} for a scalar, when it is asked for the first one.
   * @example [...tensor([[1, 2], [3, 4]])].map((row) => row.sum().item()) // => [3, 7]
   */
  [Symbol.iterator](): IterableIterator<Tensor<Row<S>>>;

  // What follows is documented where `DocumentedMethods` is.

  readonly abs: UnaryMethod;
  readonly ceil: UnaryMethod;
  readonly cos: UnaryMethod;
  readonly erf: UnaryMethod;
  readonly exp: UnaryMethod;
  readonly expm1: UnaryMethod;
  readonly floor: UnaryMethod;
  readonly log: UnaryMethod;
  readonly log1p: UnaryMethod;
  readonly neg: UnaryMethod;
  readonly reciprocal: UnaryMethod;
  readonly relu: UnaryMethod;
  readonly round: UnaryMethod;
  readonly sigmoid: UnaryMethod;
  readonly sign: UnaryMethod;
  readonly sin: UnaryMethod;
  readonly softplus: UnaryMethod;
  readonly sqrt: UnaryMethod;
  readonly square: UnaryMethod;
  readonly tan: UnaryMethod;
  readonly tanh: UnaryMethod;

  readonly add: BinaryMethod<"add">;
  readonly div: BinaryMethod<"div">;
  readonly maximum: BinaryMethod<"maximum">;
  readonly minimum: BinaryMethod<"minimum">;
  readonly mul: BinaryMethod<"mul">;
  readonly pow: BinaryMethod<"pow">;
  readonly sub: BinaryMethod<"sub">;

  readonly equal: MaskMethod<"equal">;
  readonly greater: MaskMethod<"greater">;
  readonly greaterEqual: MaskMethod<"greaterEqual">;
  readonly less: MaskMethod<"less">;
  readonly lessEqual: MaskMethod<"lessEqual">;
  readonly logicalAnd: MaskMethod<"logicalAnd">;
  readonly logicalOr: MaskMethod<"logicalOr">;
  readonly logicalXor: MaskMethod<"logicalXor">;
  readonly notEqual: MaskMethod<"notEqual">;
  readonly logicalNot: NotMethod;

  readonly sum: ReductionMethod<"sum">;
  readonly mean: ReductionMethod<"mean">;
  readonly max: ReductionMethod<"max">;
  readonly min: ReductionMethod<"min">;
  readonly prod: ReductionMethod<"prod">;
  readonly logsumexp: ReductionMethod<"logsumexp">;
  readonly norm: ReductionMethod<"norm">;
  readonly var: MomentMethod<"var">;
  readonly std: MomentMethod<"std">;

  readonly any: MaskReductionMethod<"any">;
  readonly all: MaskReductionMethod<"all">;
  argmax<T extends Shaped, const Axis extends number | undefined = undefined, Keep extends boolean = false>(
    this: T,
    axis?: AxesArgument<"argmax", ShapeOf<T>, Axis>,
    options?: KeepDims<Keep>,
  ): Tensor<Reduce<ShapeOf<T>, Axis, Keep>>;

  cumsum<T extends Shaped, const Axis extends number = 0>(
    this: T,
    axis?: AxesArgument<"cumsum", ShapeOf<T>, Axis>,
    options?: { readonly reverse?: boolean },
  ): Tensor<ShapeOf<T>>;
  sort<T extends Shaped, const Axis extends number = -1>(
    this: T,
    axis?: AxesArgument<"sort", ShapeOf<T>, Axis>,
    options?: { readonly descending?: boolean },
  ): Tensor<ShapeOf<T>>;
  take<T extends Shaped, const Indices extends TensorLike, const Axis extends number = 0>(
    this: T,
    indices: Indices,
    axis?: AxesArgument<"take", ShapeOf<T>, Axis>,
  ): Chosen<T, T, Take<ShapeOf<T>, ShapeOf<Indices>, Axis>>;
  at<T extends Shaped, const Places extends readonly (number | null | RangeObject | TensorLike)[]>(
    this: T,
    ...places: Places
  ): Chosen<T, T, At<ShapeOf<T>, Places>>;

  readonly softmax: AlongAxesMethod<"softmax">;
  readonly logSoftmax: AlongAxesMethod<"logSoftmax">;
  readonly flip: AlongAxesMethod<"flip">;

  where<T extends Shaped, const X extends TensorLike, const Y extends TensorLike>(
    this: T,
    whenTrue: BroadcastOperand<"where", ShapeOf<T>, X, ShapeOf<X>>,
    whenFalse: BroadcastOperand<"where", Broadcast<ShapeOf<T>, ShapeOf<X>>, Y, ShapeOf<Y>>,
  ): Chosen<X, Y, Broadcast<Broadcast<ShapeOf<T>, ShapeOf<X>>, ShapeOf<Y>>>;
  clip<T extends Shaped, const X extends TensorLike, const Y extends TensorLike>(
    this: T,
    low: BroadcastOperand<"clip", ShapeOf<T>, X, ShapeOf<X>>,
    high: BroadcastOperand<"clip", Broadcast<ShapeOf<T>, ShapeOf<X>>, Y, ShapeOf<Y>>,
  ): Tensor<Broadcast<Broadcast<ShapeOf<T>, ShapeOf<X>>, ShapeOf<Y>>>;

  reshape<const To extends readonly number[]>(shape: To): Tensor<Reshape<[...To]>>;
  transpose<T extends Shaped>(this: T): Tensor<Reverse<ShapeOf<T>>>;
  transpose<T extends Shaped, const Axes extends readonly number[]>(
    this: T,
    axes: PermuteArgument<ShapeOf<T>, Axes>,
  ): Tensor<Permute<ShapeOf<T>, Axes>>;
  permute<T extends Shaped, const Axes extends readonly number[]>(
    this: T,
    axes: PermuteArgument<ShapeOf<T>, Axes>,
  ): Tensor<Permute<ShapeOf<T>, Axes>>;
  /**
   * Backpropagation: adds the derivative of this scalar with respect to every parameter that it depends on to that
   * parameter's `grad`. Two calls give twice the gradient, unless an optimiser has used the first.
   * @throws {DerivativeError} unless this is a floating-point scalar that depends on a parameter, and does not depend on
   *   it through the result of a compiled function as well, which is data.
   * @example const w = parameter(3); w.square().backward(); w.grad?.item() // => 6
   */
  backward(): void;

  expandDims<T extends Shaped, const Axes extends number | readonly number[]>(
    this: T,
    axes: Axes,
  ): Tensor<ExpandDims<ShapeOf<T>, Axes>>;
  squeeze<T extends Shaped, const Axes extends AxesLike = undefined>(
    this: T,
    axes?: SqueezeArgument<ShapeOf<T>, Axes>,
  ): Tensor<Squeeze<ShapeOf<T>, Axes>>;
  broadcastTo<T extends Shaped, const To extends Dims>(
    this: T,
    shape: BroadcastToArgument<ShapeOf<T>, To>,
  ): Tensor<BroadcastTo<ShapeOf<T>, To>>;
  slice<T extends Shaped, const Ranges extends readonly Range[]>(
    this: T,
    ranges: SliceArgument<ShapeOf<T>, Ranges>,
  ): Tensor<Slice<ShapeOf<T>, Ranges>>;
  pad<T extends Shaped, const Widths extends PadWidths>(
    this: T,
    widths: PadArgument<ShapeOf<T>, Widths>,
    value?: number | boolean,
  ): Tensor<Pad<ShapeOf<T>, Widths>>;
  split<T extends Shaped, const Sections extends number | readonly number[], const Axis extends number = 0>(
    this: T,
    sections: Sections,
    axis?: AxesArgument<"split", ShapeOf<T>, Axis>,
  ): TensorsOf<Split<ShapeOf<T>, Sections, Axis>>;

  matmul<T extends Shaped, const O extends TensorLike>(
    this: T,
    b: MatmulOperand<ShapeOf<T>, O, ShapeOf<O>>,
  ): Tensor<Matmul<ShapeOf<T>, ShapeOf<O>>>;
  dot<T extends Shaped, const O extends TensorLike>(
    this: T,
    b: DotOperand<ShapeOf<T>, O, ShapeOf<O>>,
  ): Tensor<Dot<ShapeOf<T>, ShapeOf<O>>>;
  outer<T extends Shaped, const O extends TensorLike>(
    this: T,
    b: OuterOperand<ShapeOf<T>, O, ShapeOf<O>>,
  ): Tensor<Outer<ShapeOf<T>, ShapeOf<O>>>;

  cast<T extends Shaped>(this: T, dtype: "bool"): Mask<ShapeOf<T>>;
  cast<T extends Shaped>(this: T, dtype: DType): Tensor<ShapeOf<T>>;
  readonly stopGradient: UnaryMethod;
  readonly detach: UnaryMethod;
}

/** A tensor of dtype bool: what comparisons give. It reads as booleans. */
export interface Mask<S extends Dims = Dims> extends Tensor<S> {
  readonly dtype: "bool";
  /** For the compiler alone: what it shows where a shape does not fit. */
  readonly [hint]: ShapeHint<S>;
  readonly stopGradient: <T extends Shaped>(this: T) => Mask<ShapeOf<T>>;
  readonly detach: <T extends Shaped>(this: T) => Mask<ShapeOf<T>>;
  [Symbol.iterator](): IterableIterator<Mask<Row<S>>>;
}
