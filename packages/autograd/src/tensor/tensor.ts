/**
 * What a tensor is to the compiler: one interface, and the types its methods are made of.
 *
 * It is a single file, although long, because tensors and their methods name each other: split up, the parts would
 * import each other in a circle. Objects behind this interface are made by `tensor/handle.ts`; elementwise methods
 * come from the operation table, so that a new operation has one without being written here.
 *
 * Methods take their shape from the receiver, `this: T`, instead of the interface's parameter. Then `S` occurs only in
 * `shape` (and in the iterator, for which `for` has no receiver), a `Tensor<[2, 3]>` is a `Tensor<number[]>`, and the compiler
 * need not compare methods to find that out. That `T` is the whole receiver lets a union be one: `[w1, w2].map((w) => w.square().sum())` for parameters of different shapes.
 */
import type { Broadcast, BroadcastOperand, BroadcastTo } from "../shape/broadcast-type.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
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
import type { Dims, Shaped } from "../shape/shape-type.ts";
import type { Pad, PadArgument, PadWidths, Range, Slice, SliceArgument } from "../shape/slice-type.ts";
import type {
  BinaryNames,
  ComparisonNames,
  LogicalNames,
  NotNames,
  UnaryNames,
} from "./elementwise-names.generated.ts";
import type { ReductionNames } from "./reduction-names.ts";

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
  other: BroadcastOperand<Op, ShapeOf<T>, O, ShapeOf<O>>,
) => Tensor<Broadcast<ShapeOf<T>, ShapeOf<O>>>;

/** A method that compares or combines to a mask. */
export type MaskMethod<Op extends string> = <T extends Shaped, const O extends TensorLike>(
  this: T,
  other: BroadcastOperand<Op, ShapeOf<T>, O, ShapeOf<O>>,
) => Mask<Broadcast<ShapeOf<T>, ShapeOf<O>>>;

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

// Mapping over the keys of an interface, instead of a union of names, carries its docstrings along.
type UnaryMethods = { readonly [Op in keyof UnaryNames]: UnaryMethod };
type BinaryMethods = { readonly [Op in keyof BinaryNames]: BinaryMethod<Op> };
type ComparisonMethods = { readonly [Op in keyof ComparisonNames]: MaskMethod<Op> };
type LogicalMethods = { readonly [Op in keyof LogicalNames]: MaskMethod<Op> };
type NotMethods = { readonly [Op in keyof NotNames]: <T extends Shaped>(this: T) => Mask<ShapeOf<T>> };
type ReductionMethods = { readonly [Op in keyof ReductionNames]: ReductionMethod<Op> };

/**
 * An immutable array of numbers of one dtype, with its shape as part of its type; a node of the graph that computes it.
 *
 * Building one checks shapes and dtypes at once and computes nothing. Reading one (`item`, `toArray`, `data`, printing)
 * computes what is needed and changes nothing.
 *
 * JavaScript cannot calculate with objects: `x * 2`, `x > y`, `+x` and `x == 1` throw an error that names the method to
 * use. Mistakes that cannot be caught are `if (x)`, `!x`, `x && y` (always true), and `x === y` (the same object).
 */
export interface Tensor<out S extends Dims = Dims>
  extends UnaryMethods,
    BinaryMethods,
    ComparisonMethods,
    LogicalMethods,
    NotMethods,
    ReductionMethods {
  /** Sizes of the axes, outermost first; `[]` for a scalar. */
  readonly shape: readonly [...S];
  readonly dtype: DType;
  /** Number of axes. */
  readonly rank: number;
  /** Number of elements. */
  readonly size: number;

  /**
   * The only element: a number, or a boolean of a mask.
   * @throws {@link ShapeError} unless there is exactly one element.
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

  /**
   * The tensors along the first axis: `for (const row of x)`, `const [a, b] = x`. Derivatives pass through them.
   * @throws {@link ShapeError} for a scalar, when it is asked for the first one.
   * @example [...tensor([[1, 2], [3, 4]])].map((row) => row.sum().item()) // => [3, 7]
   */
  [Symbol.iterator](): IterableIterator<Tensor<Row<S>>>;

  /** Elements of the first argument where this mask is true, of the second elsewhere: see {@link where}. */
  where<T extends Shaped, const X extends TensorLike, const Y extends TensorLike>(
    this: T,
    whenTrue: BroadcastOperand<"where", ShapeOf<T>, X, ShapeOf<X>>,
    whenFalse: BroadcastOperand<"where", Broadcast<ShapeOf<T>, ShapeOf<X>>, Y, ShapeOf<Y>>,
  ): Chosen<X, Y, Broadcast<Broadcast<ShapeOf<T>, ShapeOf<X>>, ShapeOf<Y>>>;
  /** Each element, kept between two bounds: see {@link clip}. */
  clip<T extends Shaped, const X extends TensorLike, const Y extends TensorLike>(
    this: T,
    low: BroadcastOperand<"clip", ShapeOf<T>, X, ShapeOf<X>>,
    high: BroadcastOperand<"clip", Broadcast<ShapeOf<T>, ShapeOf<X>>, Y, ShapeOf<Y>>,
  ): Tensor<Broadcast<Broadcast<ShapeOf<T>, ShapeOf<X>>, ShapeOf<Y>>>;

  /** Variance over axes, of the population unless `correction` says otherwise: see {@link variance}. */
  var: MomentMethod<"var">;
  /** Standard deviation over axes, the root of the variance: see {@link std}. */
  std: MomentMethod<"std">;
  /** Exponentials scaled to sum 1 along an axis, by default the last: see {@link softmax}. */
  softmax: AlongAxesMethod<"softmax">;
  /** Logarithm of softmax, without loss of accuracy: see {@link logSoftmax}. */
  logSoftmax: AlongAxesMethod<"logSoftmax">;
  /** The elements in opposite order along axes, by default all: see {@link flip}. */
  flip: AlongAxesMethod<"flip">;

  /** The same elements in row-major order, in another shape: see {@link reshape}. */
  reshape<const To extends Dims>(shape: readonly [...To]): Tensor<Reshape<To>>;
  /** The axes in opposite order, or in the order given: see {@link transpose}. */
  transpose<T extends Shaped>(this: T): Tensor<Reverse<ShapeOf<T>>>;
  transpose<T extends Shaped, const Axes extends readonly number[]>(
    this: T,
    axes: PermuteArgument<ShapeOf<T>, Axes>,
  ): Tensor<Permute<ShapeOf<T>, Axes>>;
  /** The axes in the order given: see {@link permute}. */
  permute<T extends Shaped, const Axes extends readonly number[]>(
    this: T,
    axes: PermuteArgument<ShapeOf<T>, Axes>,
  ): Tensor<Permute<ShapeOf<T>, Axes>>;
  /**
   * Backpropagation: adds the derivative of this scalar with respect to every parameter that it depends on to that
   * parameter's `grad`. Two calls give twice the gradient, unless an optimiser has used the first.
   * @throws {@link DerivativeError} unless this is a floating-point scalar that depends on a parameter.
   * @example const w = parameter(3); w.square().backward(); w.grad?.item() // => 6
   */
  backward(): void;

  /** With new axes of size 1, at these places of the result: see {@link expandDims}. */
  expandDims<T extends Shaped, const Axes extends number | readonly number[]>(
    this: T,
    axes: Axes,
  ): Tensor<ExpandDims<ShapeOf<T>, Axes>>;
  /** Without axes of size 1: all of them, or those given: see {@link squeeze}. */
  squeeze<T extends Shaped, const Axes extends AxesLike = undefined>(
    this: T,
    axes?: SqueezeArgument<ShapeOf<T>, Axes>,
  ): Tensor<Squeeze<ShapeOf<T>, Axes>>;
  /** Repeated along axes of size 1 and along new leading axes: see {@link broadcastTo}. */
  broadcastTo<T extends Shaped, const To extends Dims>(
    this: T,
    shape: BroadcastToArgument<ShapeOf<T>, To>,
  ): Tensor<BroadcastTo<ShapeOf<T>, To>>;
  /** A window of the elements, axis by axis: see {@link slice}. */
  slice<T extends Shaped, const Ranges extends readonly Range[]>(
    this: T,
    ranges: SliceArgument<ShapeOf<T>, Ranges>,
  ): Tensor<Slice<ShapeOf<T>, Ranges>>;
  /** Surrounded by a constant, by default 0: see {@link pad}. */
  pad<T extends Shaped, const Widths extends PadWidths>(
    this: T,
    widths: PadArgument<ShapeOf<T>, Widths>,
    value?: number | boolean,
  ): Tensor<Pad<ShapeOf<T>, Widths>>;
  /** In equal parts, or in parts of the given sizes, along an axis: see {@link split}. */
  split<T extends Shaped, const Sections extends number | readonly number[], const Axis extends number = 0>(
    this: T,
    sections: Sections,
    axis?: AxesArgument<"split", ShapeOf<T>, Axis>,
  ): TensorsOf<Split<ShapeOf<T>, Sections, Axis>>;

  /** Matrix product over the last two axes, leading axes broadcast: see {@link matmul}. */
  matmul<T extends Shaped, const O extends TensorLike>(
    this: T,
    other: MatmulOperand<ShapeOf<T>, O, ShapeOf<O>>,
  ): Tensor<Matmul<ShapeOf<T>, ShapeOf<O>>>;
  /** Inner product of two vectors: see {@link dot}. */
  dot<T extends Shaped, const O extends TensorLike>(
    this: T,
    other: DotOperand<ShapeOf<T>, O, ShapeOf<O>>,
  ): Tensor<Dot<ShapeOf<T>, ShapeOf<O>>>;
  /** All products of elements of two vectors: see {@link outer}. */
  outer<T extends Shaped, const O extends TensorLike>(
    this: T,
    other: OuterOperand<ShapeOf<T>, O, ShapeOf<O>>,
  ): Tensor<Outer<ShapeOf<T>, ShapeOf<O>>>;

  /** The same numbers in another dtype: see {@link cast}. */
  cast<T extends Shaped>(this: T, dtype: "bool"): Mask<ShapeOf<T>>;
  cast<T extends Shaped>(this: T, dtype: DType): Tensor<ShapeOf<T>>;
  /** The same value, through which no derivative passes: see {@link stopGradient}. */
  stopGradient: UnaryMethod;
  /** Another name of `stopGradient`, as PyTorch has it. */
  detach: UnaryMethod;
}

/** A tensor of dtype bool: what comparisons give. It reads as booleans. */
export interface Mask<out S extends Dims = Dims> extends Tensor<S> {
  readonly dtype: "bool";
  [Symbol.iterator](): IterableIterator<Mask<Row<S>>>;
}
