// Written by `npm run generate` from the docstrings of functions. Do not edit: change those.

/** The methods of tensors with the documentation of their functions. `Tensor` extends this, and gives them their types. */
export interface DocumentedMethods {
  /**
   * The magnitude of the argument. This tensor is `x`: any shape. All numbers; int32 keeps -2147483648.
   * @returns |x|. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: sign(x). The derivative at 0 is 0. Source: DLMF 1.9.10 (real case).
   * @example tensor([-3, 2]).abs().toArray() // => [3, 2]
   */
  readonly abs: unknown;
  /**
   * Sum of two arguments, element by element. This tensor is `a`: any shape. All numbers. Rounded once, as
   * IEEE 754 prescribes. int32 wraps around.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a + b. The shape that both broadcast to.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks Derivatives: ∂/∂a = 1; ∂/∂b = 1. Source: IEEE 754-2019, 5.4.1.
   * @example tensor([1, 2]).add(10).toArray() // => [11, 12]
   */
  readonly add: unknown;
  /**
   * Whether all elements are true, or not zero. This tensor is `x`: any shape and dtype; NaN is not zero.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1.
   * @returns A mask; true over no elements.
   * @throws {ShapeError} for an axis out of range or named twice.
   * @remarks Derivative: none: it counts. Source: array API standard, `all`.
   * @example tensor([[true, true], [false, true]]).all(1).toArray() // => [true, false]
   */
  readonly all: unknown;
  /**
   * Whether any element is true, or not zero. This tensor is `x`: any shape and dtype; NaN is not zero.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1.
   * @returns A mask; false over no elements.
   * @throws {ShapeError} for an axis out of range or named twice.
   * @remarks Derivative: none: it counts. Source: array API standard, `any`.
   * @example tensor([[false, true], [false, false]]).any(1).toArray() // => [true, false]
   */
  readonly any: unknown;
  /**
   * The index of the largest element along an axis. This tensor is `x`: all numbers, or a mask, in which the
   * first true element is found.
   * @param axis - The axis, a negative one counted from the end; by default all elements are looked at, as
   *   one row.
   * @param options - `keepDims`: whether the axis stays, with size 1.
   * @returns int32. Of equal elements the first; the first NaN, if there is one.
   * @throws {ShapeError} for an axis out of range or without elements.
   * @remarks No derivative passes. Source: NumPy, `numpy.argmax`.
   * @example tensor([[1, 5], [4, 2]]).argmax(1).toArray() // => [1, 0]
   * @example tensor([[1, 5], [4, 2]]).argmax().item() // => 1
   */
  readonly argmax: unknown;
  /**
   * Elements by an index, a range or an index tensor for each axis: `at(x, i, null, j)` is x[i, :, j]. This
   * tensor is `x`: any dtype.
   * @param places - For each axis from the first on: an integer for one element (the axis is then gone),
   *   `null` for all, `{ start, stop, step }` for a range, or int32 indices, as a tensor or nested arrays.
   *   Negative ones count from the end. Index tensors stand side by side and broadcast with each other.
   * @returns The dtype of `x`; what the indices broadcast to takes the place of the axes that they index.
   * @throws {ShapeError} for an integer or a bound outside the axis, more places than axes, indices that do
   *   not broadcast, or a range between index tensors, where NumPy and PyTorch disagree; {@link DtypeError}
   *   for index tensors that are not int32; {@link ArgumentError} for an index out of range, at once where it
   *   is known, else when the result is computed.
   * @remarks Derivative: the cotangents, added up where the elements come from. Source: NumPy, basic and
   *   integer array indexing; integers beside index tensors as in PyTorch.
   * @example tensor([[1, 2, 3], [4, 5, 6]]).at(-1, [2, 0]).toArray() // => [6, 4]
   * @example tensor([[1, 2, 3], [4, 5, 6]]).at(null, { step: 2 }).toArray() // => [[1, 3], [4, 6]]
   */
  readonly at: unknown;
  /**
   * Repeated along axes of size 1 and along new leading axes. This tensor is `x`: any shape and dtype.
   * @param shape - The shape of the result.
   * @returns A tensor of the given shape, of the dtype of `x`.
   * @throws {ShapeError} unless each size of `x`, aligned at the last axis, is 1 or that of `shape`.
   * @remarks Derivative: the cotangent summed over the repetitions. Source: array API standard,
   *   `broadcast_to`.
   * @example tensor([1, 2]).broadcastTo([2, 2]).toArray() // => [[1, 2], [1, 2]]
   */
  readonly broadcastTo: unknown;
  /**
   * The same numbers in another dtype. This tensor is `x`: any shape and dtype.
   * @param dtype - To float32 by rounding; to int32 by cutting off the fraction, with NaN to 0 and what is
   *   too large to the largest; to bool as x ≠ 0; bool to numbers as 0 and 1.
   * @returns The shape of `x`, in the given dtype.
   * @throws {DtypeError} for an unknown dtype.
   * @remarks Derivative: the cotangent cast back between float64 and float32; none to or from int32 and bool.
   *   Source: WebAssembly core specification, 4.3.3 (trunc_sat, demote).
   * @example tensor([1.7, -1.7]).cast("int32").toArray() // => [1, -1]
   */
  readonly cast: unknown;
  /**
   * The smallest integer not below the argument. This tensor is `x`: any shape. Floating-point numbers.
   * @returns ⌈x⌉. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 0. The derivative is 0 everywhere, also at the jumps. Source: IEEE 754-2019, 5.9.
   * @example tensor([1.5, -1.5]).ceil().toArray() // => [2, -1]
   */
  readonly ceil: unknown;
  /**
   * Each element, kept between two bounds: min(max(x, low), high). This tensor is `x`: any shape.
   * @param low - Lower bound, broadcast; `-Infinity` for none.
   * @param high - Upper bound, broadcast; `Infinity` for none. It wins where it is below `low`.
   * @returns The shape that all three broadcast to; NaN where `x` is NaN.
   * @throws {DtypeError} for bool or for dtypes that differ.
   * @remarks Derivative: `x` receives the cotangent inside and at both bounds; outside, the bound receives
   *   it. Source: NumPy, `numpy.clip`.
   * @example tensor([-2, 0.5, 2]).clip(0, 1).toArray() // => [0, 0.5, 1]
   */
  readonly clip: unknown;
  /**
   * Cosine of each element, in radians. This tensor is `x`: any shape. Finite numbers; values in [-1, 1]; NaN
   * at ±∞.
   * @returns cos x. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: -sin(x). Source: DLMF 4.14.2, 4.20.2.
   * @example tensor(0).cos().item() // => 1
   */
  readonly cos: unknown;
  /**
   * Sums of the elements up to each one along an axis. This tensor is `x`: at least one axis; all numbers, or
   * a mask, whose true elements are counted as int32.
   * @param axis - The axis, a negative one counted from the end; by default the first.
   * @param options - `reverse`: whether the sums are of the elements from each one on.
   * @returns The shape of `x`. Added up one after the other.
   * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for other options.
   * @remarks Derivative: the cumulative sum of the cotangent from the other end. Source: array API standard,
   *   `cumulative_sum`.
   * @example tensor([1, 2, 3]).cumsum().toArray() // => [1, 3, 6]
   * @example tensor([[1, 2], [3, 4]]).cumsum(1, { reverse: true }).toArray() // => [[3, 2], [7, 4]]
   */
  readonly cumsum: unknown;
  /**
   * The same value, through which no derivative passes. This tensor is `x`: any shape and dtype.
   * @returns The shape, dtype and elements of `x`.
   * @remarks Derivative: 0. Source: JAX, `jax.lax.stop_gradient`. The method is also called `detach()`, as in
   *   PyTorch. Once the value is known, what `x` was built from is let go of: what a loop carries along
   *   behind it does not pile up.
   * @example tensor(2).detach().item() // => 2
   */
  readonly detach: unknown;
  /**
   * Quotient of two arguments, element by element. This tensor is `a`: any shape. Floating-point numbers; b =
   * 0 gives ±∞ or NaN. Rounded once, as IEEE 754 prescribes.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a / b. The shape that both broadcast to.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks Derivatives: ∂/∂a = 1 / b; ∂/∂b = -y / b. Source: IEEE 754-2019, 5.4.1.
   * @example tensor([1, 2]).div(4).toArray() // => [0.25, 0.5]
   */
  readonly div: unknown;
  /**
   * Inner product of two vectors: Σ aᵢ bᵢ. This tensor is `a`: `[n]`, all numbers.
   * @param b - `[n]`, of the same dtype.
   * @returns A scalar.
   * @throws {ShapeError} unless both are vectors of one length; {@link DtypeError} for bool or dtypes that
   *   differ.
   * @remarks Derivative: ā = ȳ b, b̄ = ȳ a. Source: NumPy, `numpy.dot` of vectors; M. Giles, Collected matrix
   *   derivative results for forward and reverse mode algorithmic differentiation, 2008.
   * @example tensor([1, 2, 3]).dot([4, 5, 6]).item() // => 32
   */
  readonly dot: unknown;
  /**
   * True where the arguments are equal. This tensor is `a`: any shape. Any dtype, both the same. NaN is equal
   * to nothing, itself included.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a = b. The shape that both broadcast to, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
   * @example tensor([1, 2]).equal(2).toArray() // => [false, true]
   */
  readonly equal: unknown;
  /**
   * Error function of each element. This tensor is `x`: any shape. Floating-point numbers; values in [-1, 1].
   * @returns 2/√π · ∫₀ˣ exp(-t²) dt. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 2/√π · exp(-x²). Source: DLMF 7.2.1, 7.10.1.
   * @example tensor(0).erf().item() // => 0
   */
  readonly erf: unknown;
  /**
   * e to the power of each element. This tensor is `x`: any shape. Floating-point numbers; values in [0, ∞].
   * @returns eˣ. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: y. Source: DLMF 4.2.19, 4.7.1.
   * @example tensor(0).exp().item() // => 1
   */
  readonly exp: unknown;
  /**
   * With new axes of size 1. This tensor is `x`: any shape and dtype.
   * @param axes - The place of the new axis in the result, or of several.
   * @returns The shape of `x` with size 1 at each place.
   * @throws {ShapeError} for a place out of range or named twice.
   * @remarks Derivative: the cotangent in the shape of `x`. Source: array API standard, `expand_dims`;
   *   several axes as in NumPy.
   * @example tensor([1, 2]).expandDims(-1).toArray() // => [[1], [2]]
   */
  readonly expandDims: unknown;
  /**
   * e to the power of each element, minus 1, exact also near 0. This tensor is `x`: any shape. Floating-point
   * numbers; values in [-1, ∞].
   * @returns eˣ - 1. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: exp(x). Source: DLMF 4.2.19, 4.7.1.
   * @example tensor(1e-20).expm1().item() // => 1e-20
   */
  readonly expm1: unknown;
  /**
   * The elements in reverse order along axes. This tensor is `x`: any shape and dtype.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @returns The shape of `x`.
   * @throws {ShapeError} for an axis out of range or named twice.
   * @remarks Derivative: the cotangent flipped back. Source: array API standard, `flip`.
   * @example tensor([[1, 2], [3, 4]]).flip(0).toArray() // => [[3, 4], [1, 2]]
   */
  readonly flip: unknown;
  /**
   * The largest integer not above the argument. This tensor is `x`: any shape. Floating-point numbers.
   * @returns ⌊x⌋. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 0. The derivative is 0 everywhere, also at the jumps. Source: IEEE 754-2019, 5.9.
   * @example tensor([1.5, -1.5]).floor().toArray() // => [1, -2]
   */
  readonly floor: unknown;
  /**
   * True where the first argument is greater than the second. This tensor is `a`: any shape. All numbers of
   * one dtype. NaN is neither less than, equal to nor greater than anything.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a > b. The shape that both broadcast to, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
   * @example tensor([1, 2]).greater(1).toArray() // => [false, true]
   */
  readonly greater: unknown;
  /**
   * True where the first argument is at least the second. This tensor is `a`: any shape. All numbers of one
   * dtype. NaN is neither less than, equal to nor greater than anything.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a ≥ b. The shape that both broadcast to, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
   * @example tensor([1, 2]).greaterEqual(2).toArray() // => [false, true]
   */
  readonly greaterEqual: unknown;
  /**
   * True where the first argument is less than the second. This tensor is `a`: any shape. All numbers of one
   * dtype. NaN is neither less than, equal to nor greater than anything.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a < b. The shape that both broadcast to, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
   * @example tensor([1, 2]).less(2).toArray() // => [true, false]
   */
  readonly less: unknown;
  /**
   * True where the first argument is at most the second. This tensor is `a`: any shape. All numbers of one
   * dtype. NaN is neither less than, equal to nor greater than anything.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a ≤ b. The shape that both broadcast to, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
   * @example tensor([1, 2]).lessEqual(1).toArray() // => [true, false]
   */
  readonly lessEqual: unknown;
  /**
   * Natural logarithm of each element. This tensor is `x`: any shape. x >= 0; -∞ at 0, NaN below.
   * @returns ln x. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 1 / x. Source: DLMF 4.2.2, 4.7.1.
   * @example tensor(1).log().item() // => 0
   */
  readonly log: unknown;
  /**
   * Natural logarithm of 1 plus each element, exact also near 0. This tensor is `x`: any shape. x >= -1; -∞
   * at -1, NaN below.
   * @returns ln(1 + x). The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 1 / (1 + x). Source: DLMF 4.2.2, 4.7.1.
   * @example tensor(1e-20).log1p().item() // => 1e-20
   */
  readonly log1p: unknown;
  /**
   * Logarithm of {@link softmax}: x - logsumexp(x), exact also where softmax would round to 0. This tensor is
   * `x`: any shape; floating-point.
   * @param axes - The axis, or several to sum over together; by default the last.
   * @returns The shape of `x`, values in [-∞, 0]. NaN where all elements are -∞, or one is ∞.
   * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool.
   * @remarks Derivative: ȳ - softmax(x) · Σ ȳ. Source: P. Blanchard, D. Higham, N. Higham, Accurately
   *   computing the log-sum-exp and softmax functions, 2021.
   * @example tensor([0, 1000]).logSoftmax().toArray() // => [-1000, 0]
   */
  readonly logSoftmax: unknown;
  /**
   * True where both arguments are. This tensor is `a`: any shape. bool.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a ∧ b. The shape that both broadcast to, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks The result has dtype bool and no derivative. Source: propositional logic.
   * @example tensor([true, false]).logicalAnd(true).toArray() // => [true, false]
   */
  readonly logicalAnd: unknown;
  /**
   * True where the argument is false. This tensor is `x`: any shape. bool.
   * @returns ¬a. The shape of `x`, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks The result has dtype bool and no derivative. Source: propositional logic.
   * @example tensor([true, false]).logicalNot().toArray() // => [false, true]
   */
  readonly logicalNot: unknown;
  /**
   * True where at least one argument is. This tensor is `a`: any shape. bool.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a ∨ b. The shape that both broadcast to, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks The result has dtype bool and no derivative. Source: propositional logic.
   * @example tensor([true, false]).logicalOr(false).toArray() // => [true, false]
   */
  readonly logicalOr: unknown;
  /**
   * True where exactly one argument is. This tensor is `a`: any shape. bool.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a ⊕ b. The shape that both broadcast to, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks The result has dtype bool and no derivative. Source: propositional logic.
   * @example tensor([true, false]).logicalXor(true).toArray() // => [false, true]
   */
  readonly logicalXor: unknown;
  /**
   * Logarithm of the sum of exponentials over axes, without overflow. This tensor is `x`: any shape;
   * floating-point.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1.
   * @returns In [-∞, ∞], at least the largest element; -∞ where all elements are -∞.
   * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link DtypeError} for
   *   int32 and bool.
   * @remarks Derivative: softmax; 0 where all elements are -∞, 1/n each for n that are ∞. Source: P.
   *   Blanchard, D. Higham, N. Higham, Accurately computing the log-sum-exp and softmax functions, 2021.
   * @example tensor([1000, 1000]).logsumexp().item() // => 1000.6931471805599
   */
  readonly logsumexp: unknown;
  /**
   * Matrix product over the last two axes; leading axes are batches, which broadcast. This tensor is `a`:
   * `[..., m, k]`, or a vector `[k]`, taken as a row. Floating-point.
   * @param b - `[..., k, n]`, or a vector `[k]`, taken as a column.
   * @returns `[..., m, n]`, without the axis of an operand that was a vector.
   * @throws {ShapeError} if the inner sizes differ, the batches do not broadcast, or one is a scalar;
   *   {@link DtypeError} for int32, bool, or dtypes that differ.
   * @remarks Derivative: ā = ȳ bᵀ, b̄ = aᵀ ȳ, summed over broadcast batches. Source: DLMF 3.2(i).
   * @example tensor([[1, 2]]).matmul([[3], [4]]).toArray() // => [[11]]
   */
  readonly matmul: unknown;
  /**
   * Largest element over axes. This tensor is `x`: any shape; all numbers.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1.
   * @returns NaN if any element is NaN.
   * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link DtypeError} for
   *   bool.
   * @remarks Derivative: tied elements share the cotangent equally. Source: array API standard, `max`; NaN as
   *   in NumPy; ties: docs/conventions.md.
   * @example tensor([[1, 5], [4, 2]]).max(1).toArray() // => [5, 4]
   */
  readonly max: unknown;
  /**
   * The larger of two arguments, element by element. This tensor is `a`: any shape. All numbers; NaN if
   * either is NaN; +0 is larger than -0.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns max(a, b). The shape that both broadcast to.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks Derivatives: ∂/∂a = 1 if a > b, else 0.5 if a = b, else 0; ∂/∂b = 1 if b > a, else 0.5 if a = b,
   *   else 0. At a tie each argument receives half of the cotangent; maximum(x, 0) with the number 0 is
   *   relu(x). Source: IEEE 754-2019, 9.6 (maximum).
   * @example tensor([1, 5]).maximum([4, 2]).toArray() // => [4, 5]
   */
  readonly maximum: unknown;
  /**
   * Arithmetic mean over axes: Σ x / n. This tensor is `x`: any shape; floating-point, or a mask, of whose
   * elements it is the fraction that is true, as float64.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1.
   * @returns NaN over no elements.
   * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32.
   * @remarks Derivative: every element receives the cotangent divided by the number of elements. Source:
   *   array API standard, `mean`.
   * @example tensor([1, 2, 6]).mean().item() // => 3
   * @example tensor([2, 0, 1, 1]).equal([2, 1, 1, 1]).mean().item() // => 0.75
   */
  readonly mean: unknown;
  /**
   * Smallest element over axes. This tensor is `x`: any shape; all numbers.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1.
   * @returns NaN if any element is NaN.
   * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link DtypeError} for
   *   bool.
   * @remarks Derivative: tied elements share the cotangent equally. Source: array API standard, `min`; NaN as
   *   in NumPy; ties: docs/conventions.md.
   * @example tensor([[1, 5], [4, 2]]).min(1).toArray() // => [1, 2]
   */
  readonly min: unknown;
  /**
   * The smaller of two arguments, element by element. This tensor is `a`: any shape. All numbers; NaN if
   * either is NaN; -0 is smaller than +0.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns min(a, b). The shape that both broadcast to.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks Derivatives: ∂/∂a = 1 if a < b, else 0.5 if a = b, else 0; ∂/∂b = 1 if b < a, else 0.5 if a = b,
   *   else 0. At a tie each argument receives half of the cotangent. Source: IEEE 754-2019, 9.6 (minimum).
   * @example tensor([1, 5]).minimum([4, 2]).toArray() // => [1, 2]
   */
  readonly minimum: unknown;
  /**
   * Product of two arguments, element by element. This tensor is `a`: any shape. All numbers. Rounded once,
   * as IEEE 754 prescribes. int32 wraps around.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a · b. The shape that both broadcast to.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks Derivatives: ∂/∂a = b; ∂/∂b = a. Source: IEEE 754-2019, 5.4.1.
   * @example tensor([1, 2]).mul(10).toArray() // => [10, 20]
   */
  readonly mul: unknown;
  /**
   * The argument with the opposite sign. This tensor is `x`: any shape. All numbers.
   * @returns -x. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: -1. Source: IEEE 754-2019, 5.5.1.
   * @example tensor([1, -2]).neg().toArray() // => [-1, 2]
   */
  readonly neg: unknown;
  /**
   * Euclidean norm over axes (over all axes of a matrix: the Frobenius norm), without overflow. This tensor
   * is `x`: any shape; floating-point.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1.
   * @returns In [0, ∞]; 0 over no elements.
   * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool.
   * @remarks Derivative: x / norm; 0 where the norm is 0. Source: DLMF 3.2.14; J. Blue, A portable Fortran
   *   program to find the Euclidean norm of a vector, ACM TOMS 4, 1978.
   * @example tensor([3, 4]).norm().item() // => 5
   */
  readonly norm: unknown;
  /**
   * True where the arguments differ, or one is NaN. This tensor is `a`: any shape. Any dtype, both the same.
   * NaN is equal to nothing, itself included.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a ≠ b. The shape that both broadcast to, dtype bool.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks The result has dtype bool and no derivative. Source: IEEE 754-2019, 5.11.
   * @example tensor([1, 2]).notEqual(2).toArray() // => [true, false]
   */
  readonly notEqual: unknown;
  /**
   * All products of elements of two vectors: yᵢⱼ = aᵢ bⱼ. This tensor is `a`: `[n]`, all numbers.
   * @param b - `[m]`, of the same dtype.
   * @returns `[n, m]`.
   * @throws {ShapeError} unless both are vectors; {@link DtypeError} for bool or dtypes that differ.
   * @remarks Derivative: ā = ȳ b, b̄ = aᵀ ȳ. Source: NumPy, `numpy.outer` of vectors; M. Giles, Collected
   *   matrix derivative results for forward and reverse mode algorithmic differentiation, 2008.
   * @example tensor([1, 2]).outer([3, 4]).toArray() // => [[3, 4], [6, 8]]
   */
  readonly outer: unknown;
  /**
   * Surrounded by a constant. This tensor is `x`: any shape and dtype.
   * @param widths - How many elements to add: a number for every side of every axis, or `[before, after]` for
   *   each axis.
   * @param value - The constant, by default 0.
   * @returns Each size of `x`, plus what is added before and after.
   * @throws {ArgumentError} for widths that are not non-negative integers, or a value that the dtype cannot
   *   hold; {@link ShapeError} unless there is a pair for each axis.
   * @remarks Derivative: the window of the cotangent where `x` is. Source: NumPy, `numpy.pad` with mode
   *   constant.
   * @example tensor([1, 2]).pad([[1, 2]]).toArray() // => [0, 1, 2, 0, 0]
   * @example tensor([[5]]).pad(1, -1).toArray() // => [[-1, -1, -1], [-1, 5, -1], [-1, -1, -1]]
   */
  readonly pad: unknown;
  /**
   * The axes in the order given. This tensor is `x`: any shape and dtype.
   * @param axes - For each axis of the result, the axis of `x` that goes there.
   * @returns Size k of the result is that of axis `axes[k]` of `x`.
   * @throws {ShapeError} unless `axes` names each axis once.
   * @remarks Derivative: the cotangent with its axes put back. Source: array API standard, `permute_dims`.
   * @example zeros([2, 3, 4]).permute([2, 0, 1]).shape // => [4, 2, 3]
   */
  readonly permute: unknown;
  /**
   * The first argument raised to the second, element by element. This tensor is `a`: any shape.
   * Floating-point numbers; NaN for a < 0 unless b is an integer. pow(x, 0) = pow(1, y) = 1 even for NaN.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns aᵇ. The shape that both broadcast to.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks Derivatives: ∂/∂a = b · a^(b - 1); ∂/∂b = 0 if a = 0 and b ≥ 0, else y · log(a). ∂/∂a is 0 where
   *   b = 0, also at a = 0. ∂/∂b is 0 where a = 0 and b >= 0, and NaN where a < 0. Source: C99 F.9.4.4
   *   (special values); DLMF 4.2.26.
   * @example tensor([2, 3]).pow(2).toArray() // => [4, 9]
   */
  readonly pow: unknown;
  /**
   * Product over axes. This tensor is `x`: any shape; all numbers.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1.
   * @returns 1 over no elements.
   * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for bool.
   * @remarks Derivative: each element receives the product of the others times the cotangent, exact where
   *   elements are 0. Source: array API standard, `prod`; the product rule.
   * @example tensor([[1, 2], [3, 4]]).prod(0).toArray() // => [3, 8]
   */
  readonly prod: unknown;
  /**
   * One divided by the argument. This tensor is `x`: any shape. Floating-point numbers; ±∞ at ±0.
   * @returns 1 / x. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: -y · y. Source: IEEE 754-2019, 5.4.1.
   * @example tensor([4, -0.5]).reciprocal().toArray() // => [0.25, -2]
   */
  readonly reciprocal: unknown;
  /**
   * Each element where it is positive, 0 elsewhere. This tensor is `x`: any shape. All numbers; NaN stays
   * NaN.
   * @returns max(x, 0). The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 1 if x > 0, else 0. The derivative at 0 is 0. Source: V. Nair, G. Hinton, Rectified
   *   Linear Units, ICML 2010.
   * @example tensor([-1, 2]).relu().toArray() // => [0, 2]
   */
  readonly relu: unknown;
  /**
   * The same elements in row-major order, in another shape. This tensor is `x`: any shape and dtype.
   * @param shape - Sizes with the same product; one of them may be -1, for what is left.
   * @returns A tensor of the given shape, of the dtype of `x`.
   * @throws {ShapeError} if the number of elements would change, or -1 does not stand for exactly one
   *   integer.
   * @remarks Derivative: the cotangent in the shape of `x`. Source: array API standard, `reshape`.
   * @example tensor([[1, 2], [3, 4]]).reshape([4]).toArray() // => [1, 2, 3, 4]
   * @example arange(6).reshape([2, -1]).shape // => [2, 3]
   */
  readonly reshape: unknown;
  /**
   * The nearest integer; halves go to the even one, as in NumPy. This tensor is `x`: any shape.
   * Floating-point numbers.
   * @returns round-half-even(x). The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 0. The derivative is 0 everywhere, also at the jumps. Source: IEEE 754-2019, 5.9
   *   (roundToIntegralTiesToEven).
   * @example tensor([0.5, 1.5, 2.6]).round().toArray() // => [0, 2, 3]
   */
  readonly round: unknown;
  /**
   * Logistic sigmoid of each element. This tensor is `x`: any shape. Floating-point numbers; values in [0,
   * 1].
   * @returns 1 / (1 + e⁻ˣ). The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: σ(x) · σ(-x). The derivative y · (1 - y) is computed without cancellation for large
   *   |x|. Source: DLMF 4.2.19, 4.7.1.
   * @example tensor(0).sigmoid().item() // => 0.5
   */
  readonly sigmoid: unknown;
  /**
   * -1, 0 or 1 as the argument is negative, zero or positive. This tensor is `x`: any shape. All numbers; ±0
   * and NaN stay what they are.
   * @returns sgn x. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 0. The derivative is 0 everywhere, also at 0. Source: ECMA-262, Math.sign.
   * @example tensor([-3, 0, 2]).sign().toArray() // => [-1, 0, 1]
   */
  readonly sign: unknown;
  /**
   * Sine of each element, in radians. This tensor is `x`: any shape. Finite numbers; values in [-1, 1]; NaN
   * at ±∞.
   * @returns sin x. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: cos(x). Source: DLMF 4.14.1, 4.20.1.
   * @example tensor(0).sin().item() // => 0
   */
  readonly sin: unknown;
  /**
   * A window of the elements. This tensor is `x`: any shape and dtype.
   * @param ranges - One for each axis, from the first on: `null` for all of it, an index for one element (the
   *   axis is then gone), or `{ start, stop, step }` as in Python, each of which may be left out; negative
   *   indices count from the end, a negative step goes backwards. Bounds beyond the axis are refused, not
   *   clamped.
   * @returns For each axis that is not gone, as many elements as its range has.
   * @throws {ShapeError} for an index or bound outside the axis, or more ranges than axes;
   *   {@link ArgumentError} for a step of 0.
   * @remarks Derivative: the cotangent in its place among zeros. Source: NumPy, basic indexing.
   * @example tensor([1, 2, 3, 4]).slice([{ start: 1, step: 2 }]).toArray() // => [2, 4]
   * @example tensor([[1, 2, 3], [4, 5, 6]]).slice([-1, { step: -1 }]).toArray() // => [6, 5, 4]
   */
  readonly slice: unknown;
  /**
   * Exponentials, scaled to sum 1 along an axis: exp(x) / Σ exp(x). This tensor is `x`: any shape;
   * floating-point.
   * @param axes - The axis, or several to sum over together; by default the last.
   * @returns The shape of `x`, values in [0, 1]. NaN where all elements are -∞, or one is ∞.
   * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool.
   * @remarks Derivative: y · (ȳ - Σ ȳ y). Computed from x - max(x), so that nothing overflows. Source: P.
   *   Blanchard, D. Higham, N. Higham, Accurately computing the log-sum-exp and softmax functions, 2021.
   * @example tensor([0, 0]).softmax().toArray() // => [0.5, 0.5]
   */
  readonly softmax: unknown;
  /**
   * Smooth form of relu, exact also for large arguments. This tensor is `x`: any shape. Floating-point
   * numbers; values in [0, ∞].
   * @returns ln(1 + eˣ). The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: sigmoid(x). Source: DLMF 4.2.2, 4.7.1.
   * @example tensor(1000).softplus().item() // => 1000
   */
  readonly softplus: unknown;
  /**
   * The elements along an axis in order. This tensor is `x`: at least one axis; all numbers.
   * @param axis - The axis, a negative one counted from the end; by default the last.
   * @param options - `descending`: whether the largest comes first.
   * @returns The shape of `x`. Equal elements stay in their order, 0 and -0 among them; NaN comes last either
   *   way.
   * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for other options;
   *   {@link DtypeError} for bool.
   * @remarks Derivative: each element receives the cotangent of the place where it went. Source: array API
   *   standard, `sort`.
   * @example tensor([3, 1, 2]).sort().toArray() // => [1, 2, 3]
   * @example tensor([[3, 1], [2, 4]]).sort(0, { descending: true }).toArray() // => [[3, 4], [2, 1]]
   */
  readonly sort: unknown;
  /**
   * Cut into parts along an axis. This tensor is `x`: any shape and dtype with at least one axis.
   * @param sections - How many equal parts, or the size of each. Sizes, not the places to cut at: they must
   *   add up, so that a list meant otherwise does not go unnoticed.
   * @param axis - Negative counted from the end; by default 0.
   * @returns The parts in order, as an array; of the shape of `x` except along the axis.
   * @throws {ShapeError} for sizes that do not add up, parts that would not be equal, or an axis out of
   *   range.
   * @remarks Derivative: the cotangents of the parts, each in its place. Source: NumPy, `numpy.split`, but
   *   with sizes in place of places to cut at.
   * @example tensor([1, 2, 3, 4]).split(2).map((part) => part.toArray()) // => [[1, 2], [3, 4]]
   * @example tensor([1, 2, 3]).split([1, 2])[1].toArray() // => [2, 3]
   */
  readonly split: unknown;
  /**
   * Square root of each element. This tensor is `x`: any shape. x >= 0; NaN below.
   * @returns √x. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 0.5 / y. The derivative at 0 is ∞, and 0 for a cotangent of exactly 0 (strong zero).
   *   Source: IEEE 754-2019, 5.4.1; DLMF 4.2.26.
   * @example tensor(9).sqrt().item() // => 3
   */
  readonly sqrt: unknown;
  /**
   * The argument times itself. This tensor is `x`: any shape. All numbers; values >= 0 for floating-point
   * arguments.
   * @returns x². The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 2 · x. Source: DLMF 4.2.26.
   * @example tensor([3, -2]).square().toArray() // => [9, 4]
   */
  readonly square: unknown;
  /**
   * Without axes of size 1. This tensor is `x`: any shape and dtype.
   * @param axes - The axes to drop; by default all of size 1.
   * @returns The shape of `x` without the axes dropped.
   * @throws {ShapeError} for an axis out of range, named twice, or of another size than 1.
   * @remarks Derivative: the cotangent in the shape of `x`. Source: array API standard, `squeeze`; all of
   *   size 1 as in NumPy.
   * @example tensor([[[1], [2]]]).squeeze().toArray() // => [1, 2]
   */
  readonly squeeze: unknown;
  /**
   * Standard deviation over axes: √variance. This tensor is `x`: any shape; floating-point.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - As for {@link variance}.
   * @returns NaN if nothing is left to divide by.
   * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool;
   *   {@link ArgumentError} for a negative correction.
   * @remarks Derivative: (x - mean) / (n · std); 0 where all elements are equal. The second derivative there
   *   is NaN: docs/conventions.md, kinks. Source: array API standard, `std`; `correction` as there.
   * @example tensor([1, 3]).std().item() // => 1
   */
  readonly std: unknown;
  /**
   * The same value, through which no derivative passes. This tensor is `x`: any shape and dtype.
   * @returns The shape, dtype and elements of `x`.
   * @remarks Derivative: 0. Source: JAX, `jax.lax.stop_gradient`. The method is also called `detach()`, as in
   *   PyTorch. Once the value is known, what `x` was built from is let go of: what a loop carries along
   *   behind it does not pile up.
   * @example tensor(2).stopGradient().item() // => 2
   */
  readonly stopGradient: unknown;
  /**
   * Difference of two arguments, element by element. This tensor is `a`: any shape. All numbers. Rounded
   * once, as IEEE 754 prescribes. int32 wraps around.
   * @param b - Any shape that broadcasts with `a`, the same dtype.
   * @returns a - b. The shape that both broadcast to.
   * @throws {DtypeError} for a dtype outside the domain, or for two that differ; {@link ShapeError} if the
   *   shapes do not broadcast.
   * @remarks Derivatives: ∂/∂a = 1; ∂/∂b = -1. Source: IEEE 754-2019, 5.4.1.
   * @example tensor([1, 2]).sub(10).toArray() // => [-9, -8]
   */
  readonly sub: unknown;
  /**
   * Sum over axes. This tensor is `x`: any shape; all numbers, or a mask, whose true elements are counted as
   * int32.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1.
   * @returns 0 over no elements. Summed in blocks, in an order that depends on the shape alone.
   * @throws {ShapeError} for an axis out of range or named twice.
   * @remarks Derivative: every element receives the cotangent. Source: array API standard, `sum`; order of
   *   summation: docs/conventions.md.
   * @example tensor([[1, 2], [3, 4]]).sum(0).toArray() // => [4, 6]
   * @example tensor([true, false, true]).sum().item() // => 2
   */
  readonly sum: unknown;
  /**
   * The elements, rows or slices at given indices of an axis. This tensor is `x`: at least one axis; any
   * dtype.
   * @param indices - int32, of any shape; plain numbers are taken as such. Negative ones count from the end.
   * @param axis - The axis that is indexed, a negative one counted from the end; by default the first.
   * @returns The shape of `x` with the axes of `indices` in place of the axis, of the dtype of `x`.
   * @throws {ShapeError} for an axis out of range; {@link DtypeError} for indices that are not int32;
   *   {@link ArgumentError} for an index out of range, at once where it is known, else when the result is
   *   computed.
   * @remarks Derivative: `scatterAdd` of the cotangent to zeros; what is taken twice receives twice. Source:
   *   NumPy, `numpy.take`.
   * @example tensor([5, 6, 7]).take([2, 0, -1]).toArray() // => [7, 5, 7]
   * @example tensor([[1, 2], [3, 4]]).take(1, 1).toArray() // => [2, 4]
   */
  readonly take: unknown;
  /**
   * Tangent of each element, in radians. This tensor is `x`: any shape. Finite numbers; NaN at ±∞.
   * @returns tan x. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: 1 + y². Source: DLMF 4.14.4, 4.20.3.
   * @example tensor(0).tan().item() // => 0
   */
  readonly tan: unknown;
  /**
   * Hyperbolic tangent of each element. This tensor is `x`: any shape. Floating-point numbers; values in [-1,
   * 1].
   * @returns tanh x. The shape of `x`.
   * @throws {DtypeError} for a dtype outside the domain.
   * @remarks Derivative: sech²x. The derivative sech²x is computed without the cancellation of 1 - y².
   *   Source: DLMF 4.28.4, 4.34.3.
   * @example tensor(0).tanh().item() // => 0
   */
  readonly tanh: unknown;
  /**
   * The axes in reverse order, or in the order given. This tensor is `x`: any shape and dtype.
   * @param axes - For each axis of the result, the axis of `x` that goes there, as in NumPy; by default the
   *   axes reversed.
   * @returns Size k of the result is that of axis `axes[k]` of `x`.
   * @throws {ShapeError} unless `axes` names each axis once.
   * @remarks Derivative: the cotangent with its axes put back. Source: NumPy, `numpy.transpose`.
   * @example tensor([[1, 2, 3], [4, 5, 6]]).transpose().toArray() // => [[1, 4], [2, 5], [3, 6]]
   */
  readonly transpose: unknown;
  /**
   * Variance over axes: the mean of the squared distances from the mean, Σ (x - mean)² / n. As a method,
   * `var`. This tensor is `x`: any shape; floating-point.
   * @param axes - One axis or several, negative ones counted from the end; by default all.
   * @param options - `keepDims`: whether the reduced axes stay, with size 1. `correction`: what is subtracted
   *   from the number of elements before dividing by it; by default 0.
   * @returns NaN if nothing is left to divide by.
   * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool;
   *   {@link ArgumentError} for a negative correction.
   * @remarks Derivative: 2 (x - mean) / n. Source: two passes, T. Chan, G. Golub, R. LeVeque, 1983.
   * @example tensor([1, 2, 3, 4]).var().item() // => 1.25
   * @example tensor([1, 2, 3, 4, 5]).var(0, { correction: 1 }).item() // => 2.5
   */
  readonly var: unknown;
  /**
   * Elements of the second argument where the first is true, of the third elsewhere. This tensor is
   * `condition`: a mask: booleans, or what comparisons return.
   * @param whenTrue - Numbers or truth values, of any shape that broadcasts.
   * @param whenFalse - Of the same dtype.
   * @returns The shape that all three broadcast to; of two masks a mask.
   * @throws {DtypeError} if the condition is not bool or the dtypes of the others differ.
   * @remarks Derivative: each side receives the cotangent where it was taken, and exactly 0 elsewhere,
   *   however infinite or undefined its own slope is there: `where(x > 0, sqrt(x), 0)` has derivative 0 at x
   *   < 0. Source: array API standard, `where`; strong zeros: docs/conventions.md.
   * @example tensor([true, false]).where([1, 2], 9).toArray() // => [1, 9]
   * @example tensor([true, false]).where([false, true], true).toArray() // => [false, true]
   */
  readonly where: unknown;
}
