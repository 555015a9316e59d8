import { ArgumentError, DtypeError, isTensor, parameter, type ShapeOf, type Tensor, type TensorLike, where } from "@chainrule/autograd";
import { assignTogether, describeValue, savedTensor, valueNow } from "@chainrule/autograd/gears";
import { tensorArgument } from "../argument.ts";

/** What {@link standardization} returns. */
export interface Standardization {
  /** Of each feature; of one that is constant, its value. */
  readonly mean: Tensor;
  /** The standard deviation of each feature, and 1 of those that are constant. */
  readonly deviation: Tensor;
  /**
   * (x − mean) / deviation.
   * @param x - `[..., features]`.
   * @returns Of the shape of x.
   * @throws {ArgumentError} if x has another number of features.
   */
  apply<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>>;
  /**
   * x · deviation + mean, which takes back what `apply` does.
   * @param x - `[..., features]`.
   * @returns Of the shape of x.
   * @throws {ArgumentError} if x has another number of features.
   */
  invert<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>>;
  /**
   * Mean and deviation, to be saved.
   * @returns Both, by name.
   */
  state(): Record<string, Tensor>;
  /**
   * Goes on with what was saved.
   * @param state - What `state` returned, for as many features.
   * @throws {ArgumentError} for another state, and then nothing has changed.
   */
  load(state: Readonly<Record<string, Tensor>>): void;
}

/**
 * The scale on which each feature of some data has mean 0 and standard deviation 1. Take it from training data, and apply it to all. Mean and
 * deviation are data: no derivative goes through them to what `x` was calculated from.
 * @param x - `[examples, features]`, or `[examples]`; floating-point and finite, at least one example.
 * @returns `apply`, `invert`, `mean`, `deviation`; `state` and `load`, so that it can be saved with a model.
 * @throws {ArgumentError} for anything else.
 * @example
 * const scale = standardization([[1, 5], [3, 5]]);
 * scale.apply([[1, 5], [3, 6]]).toArray() // => [[-1, 0], [1, 1]]
 * scale.invert(scale.apply([[7, 8]])).toArray() // => [[7, 8]]
 */
export function standardization(x: TensorLike): Standardization {
  const op = "standardization";
  const data = tensorArgument(op, "x", x, "float64");
  if (data.dtype !== "float64" && data.dtype !== "float32") {
    throw new DtypeError(op, `x must be float64 or float32, got ${data.dtype}. Use cast("float64").`);
  }
  if (data.rank === 0 || data.size === 0) {
    throw new ArgumentError(op, `x must have at least one example, got shape [${data.shape.join(", ")}].`);
  }
  const { mean, deviation } = scaleOf(op, data);
  // In cells, so that compiled functions see what is loaded.
  const cells = { mean: parameter(mean), deviation: parameter(deviation) };
  const argument = (method: "apply" | "invert", x: TensorLike): Tensor => {
    const given = tensorArgument(op, "x", x, mean.dtype as "float64");
    // A single feature would be spread over all of them.
    if (given.rank >= mean.rank && mean.shape.every((size, k) => given.shape[given.rank - mean.rank + k] === size))
      return given;
    const [wanted, got] = [mean.shape, given.shape].map((shape) => shape.join(", "));
    throw new ArgumentError(`${op}.${method}`, `x must be of shape [..., ${wanted}], got [${got}].`);
  };
  return {
    get mean() {
      return cells.mean.stopGradient();
    },
    get deviation() {
      return cells.deviation.stopGradient();
    },
    apply: <const X extends TensorLike>(x: X) =>
      argument("apply", x).sub(cells.mean.stopGradient()).div(cells.deviation.stopGradient()) as Tensor<ShapeOf<X>>,
    invert: <const X extends TensorLike>(x: X) =>
      argument("invert", x).mul(cells.deviation.stopGradient()).add(cells.mean.stopGradient()) as Tensor<ShapeOf<X>>,
    state: () => ({ mean: valueNow(cells.mean), deviation: valueNow(cells.deviation) }),
    load(state) {
      const next = ["mean", "deviation"].map((name) => {
        const value: unknown = state[name];
        if (!isTensor(value) || String(value.shape) !== String(mean.shape) || value.dtype !== mean.dtype) {
          const wanted = `a tensor of ${mean.dtype} and shape [${mean.shape.join(", ")}]`;
          throw new ArgumentError(`${op}.load`, `${name} must be ${wanted}, got ${describeValue(value)}.`);
        }
        return savedTensor(`${op}.load`, name, value, mean.dtype);
      });
      assignTogether([cells.mean, cells.deviation], next);
    },
  };
}

/** Calculated in float64, of which what float32 holds neither overflows nor loses a digit that counts. */
function scaleOf(op: string, data: Tensor): { mean: Tensor; deviation: Tensor } {
  if (!data.data().every(Number.isFinite)) {
    throw new ArgumentError(op, "x must be finite, got NaN or Infinity in it.");
  }
  const x = data.cast("float64");
  // Compared as they are: the rounded mean of equal numbers may differ from them, and they then deviate by 1e-17.
  const largest = x.max([0]);
  const isConstant = largest.equal(x.min([0]));
  const mean = where(isConstant, largest, x.mean([0])) as Tensor;
  // The squares of small deviations underflow; a norm does not.
  const spread = x.sub(mean).norm([0]).div(Math.sqrt(x.shape[0] as number));
  const deviation = where(isConstant, 1, spread) as Tensor;
  if (![...mean.data(), ...deviation.data()].every(Number.isFinite)) {
    throw new ArgumentError(op, "x is so large that its sum overflows. Divide it by a constant before.");
  }
  return { mean: mean.cast(data.dtype as "float64"), deviation: deviation.cast(data.dtype as "float64") };
}
