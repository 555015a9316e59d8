import { ArgumentError, type Mask, type FloatDType, ShapeError, type Tensor, type TensorLike, tensor } from "@chainrule/autograd";
import { checkOptions, describeValue, isArray, Sources } from "@chainrule/autograd/gears";
import { finiteArgument, floatDtypeArgument, shapeText, sizeArgument, tensorArgument } from "../argument.ts";

/** Options of {@link padded}. */
export interface PaddingOptions {
  /** How long all become; by default as the longest. Longer ones are refused. */
  readonly length?: number | undefined;
  /** What fills the rest; by default 0. */
  readonly value?: number | undefined;
  /** By default float64. */
  readonly dtype?: FloatDType | undefined;
}

/** What {@link padded} returns. */
export interface Padded {
  /** `[sequences, length, ...]`. */
  readonly values: Tensor;
  /** `[sequences, length]`: true where there is something of the sequence. */
  readonly mask: Mask;
}

const making = {
  through: "through what padded() returned, which is data",
  remedy: "Fill up with pad() and stack(), or take stopGradient() of what is meant as data.",
};

/**
 * Sequences of different lengths as one tensor, filled up at their ends, and a mask of what is theirs.
 * @param sequences - At least one, each `[length, ...]`, with the same sizes behind the length.
 * @param options - `length`, `value`, `dtype`.
 * @returns `values` and `mask`. The values are data: a derivative that would go on to the sequences is refused.
 * @throws {ArgumentError} or {@link ShapeError} for anything else.
 * @example padded([[1, 2, 3], [4]]).values.toArray() // => [[1, 2, 3], [4, 0, 0]]
 * @example padded([[1, 2, 3], [4]]).mask.toArray() // => [[true, true, true], [true, false, false]]
 */
export function padded(sequences: readonly TensorLike[], options?: PaddingOptions): Padded {
  const op = "padded";
  const given = checkOptions(op, options, ["length", "value", "dtype"]);
  const value = finiteArgument(op, "value", given["value"] ?? 0);
  const dtype = floatDtypeArgument(op, given["dtype"] ?? "float64");
  if (!isArray(sequences) || sequences.length === 0) {
    throw new ArgumentError(op, `sequences must be an array, at least one, got ${describeValue(sequences)}.`);
  }
  const list = Array.from(sequences as readonly unknown[], (sequence, k) => {
    const made = tensorArgument(op, `sequences[${k}]`, sequence, dtype);
    if (made.rank === 0) throw new ArgumentError(op, `sequences[${k}] must be an array or a tensor with axes, got a number.`);
    return made.dtype === dtype ? made : made.cast(dtype);
  });
  const rest = (list.find(({ size }) => size > 0) ?? (list[0] as Tensor)).shape.slice(1);
  const longest = Math.max(...list.map(({ shape }) => shape[0] as number));
  const length = given["length"] === undefined ? longest : sizeArgument(op, "length", given["length"]);
  const width = rest.reduce((product, size) => product * size, 1);
  const List = dtype === "float64" ? Float64Array : Float32Array;
  const values = new List(list.length * length * width).fill(value);
  const mask = new Uint8Array(list.length * length);
  for (const [k, sequence] of list.entries()) {
    const [own, ...sizes] = sequence.shape as [number, ...number[]];
    if (own === 0) continue;
    if (own > length) throw new ShapeError(op, `sequences[${k}] must not be longer than ${length}, got ${own}.`);
    if (String(sizes) !== String(rest)) {
      throw new ShapeError(op, `sequences[${k}] must have the shape ${shapeText([own, ...rest])}, got ${shapeText(sequence.shape)}.`);
    }
    values.set(sequence.data(), k * length * width);
    mask.fill(1, k * length, k * length + own);
  }
  return {
    values: new Sources(list).maker(making)(values, [list.length, length, ...rest], dtype),
    mask: tensor(mask, { shape: [list.length, length], dtype: "bool" }) as Tensor as Mask,
  };
}
