import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { guardMethods, whenFirstMade } from "../error/receiver.ts";
import { inputNode } from "../graph/build.ts";
import { log } from "../op/log.ts";
import { double } from "../scalar/double.ts";
import type { DType, FloatDType, TypedArray } from "../shape/dtype.ts";
import { roomFor } from "../shape/room.ts";
import { formatShape, type Shape, sameShape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { countArgument, dtypeArgument, finiteArgument, optionsArgument, shapeArgument } from "./argument.ts";
import { elementsOf, nodeOf, wrap } from "./handle.ts";
import { savedTensor } from "./saved.ts";
import type { Tensor, TensorLike } from "./tensor.ts";

/** A source of pseudo-random tensors. Each call draws the next numbers of one sequence. */
export interface RandomGenerator {
  /**
   * Uniform in [low, high), 53 random bits each: NumPy's `RandomState.uniform`, bit for bit.
   * @param shape - Sizes of the axes.
   * @param options - `low`, by default 0; `high`, by default 1; `dtype`, by default float64.
   * @throws {ArgumentError} unless both bounds are finite; {@link ShapeError} for a bad shape.
   */
  uniform<const S extends readonly number[]>(shape: S, options?: UniformOptions): Tensor<[...S]>;
  /**
   * Normally distributed, by the polar method: NumPy's `RandomState.normal`.
   *
   * The bits are the same on every machine. Of 100 numbers, about 97 are NumPy's bit for bit; the others differ in the last
   * place or two, where the logarithm of its C library rounds differently from ours.
   * @param shape - Sizes of the axes.
   * @param options - `mean`, by default 0; `standardDeviation`, by default 1; `dtype`, by default float64.
   * @throws {ArgumentError} unless both are finite and the deviation not negative; {@link ShapeError} for a bad shape.
   */
  normal<const S extends readonly number[]>(shape: S, options?: NormalOptions): Tensor<[...S]>;
  /**
   * Integers from `low` up to, and without, `high`, all equally likely, of dtype int32: NumPy's `RandomState.randint`.
   * @param shape - Sizes of the axes.
   * @param options - `high`; `low`, by default 0.
   * @throws {ArgumentError} unless both are integers that int32 holds and low < high.
   */
  integers<const S extends readonly number[]>(shape: S, options: IntegerOptions): Tensor<[...S]>;
  /**
   * The integers 0 to `count` - 1 in random order, of dtype int32: NumPy's `RandomState.permutation`.
   * @param count - How many.
   * @throws {ArgumentError} unless `count` is a non-negative integer.
   */
  permutation<const N extends number>(count: N): Tensor<[N]>;
  /** Where the sequence is, to be saved: what NumPy's `RandomState.get_state` returns, the words as int32. */
  state(): Record<string, Tensor>;
  /**
   * Goes on where another generator was.
   * @param state - What `state()` returned, also after it went through JSON.
   * @throws {ArgumentError} for another state, and then nothing has changed.
   */
  load(state: Readonly<Record<string, TensorLike>>): void;
}

export interface UniformOptions {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly dtype?: FloatDType | undefined;
}

export interface NormalOptions {
  readonly mean?: number | undefined;
  readonly standardDeviation?: number | undefined;
  readonly dtype?: FloatDType | undefined;
}

export interface IntegerOptions {
  readonly low?: number | undefined;
  readonly high: number;
}

/**
 * A generator of pseudo-random tensors, the Mersenne Twister: the sequences of NumPy's `np.random.seed(seed)`, so that an
 * experiment can be repeated elsewhere.
 * @param seed - An integer from 0 to 2³² - 1.
 * @returns A generator, of which each call draws the next numbers.
 * @throws {ArgumentError} for any other seed.
 * @remarks Source: M. Matsumoto, T. Nishimura, Mersenne twister, ACM TOMACS 8 (1998), with the seeding of 2002. Not for
 *   cryptography.
 * @example mt19937(10).uniform([2]).toArray() // => [0.771320643266746, 0.0207519493594015]
 */
export function mt19937(seed: number): RandomGenerator {
  if (typeof seed !== "number" || !Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new ArgumentError(
      "mt19937",
      `seed must be an integer from 0 to 4294967295, got ${describe(seed)}.`,
    );
  }
  return new MersenneTwister(seed);
}

/** Length of the state, in words. */
const N = 624;
/** Each word is made from the words 1 and M places ahead. */
const M = 397;

class MersenneTwister implements RandomGenerator {
  static readonly name: string = "MersenneTwister";

  readonly #state: Uint32Array = new Uint32Array(N);
  /** How many words of the state have been given out. */
  #used = N;
  /** The second of the pair of normal numbers that one step of the polar method gives. */
  #spare: number | null = null;

  static is(value: object): boolean {
    return #state in value;
  }

  constructor(seed: number) {
    finish();
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < N; i++) {
      const before = state[i - 1] as number;
      state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
    // Vue makes no Proxy of what cannot be extended; one would have no state.
    Object.preventExtensions(this);
  }

  uniform<const S extends readonly number[]>(shape: S, options?: UniformOptions): Tensor<[...S]> {
    const op = "uniform";
    const { low = 0, high = 1, dtype } = optionsArgument(op, options, ["low", "high", "dtype"]);
    const from = finiteArgument(op, "low", low);
    const to = finiteArgument(op, "high", high);
    if (from > to) throw new ArgumentError(op, `low must not be greater than high, got ${from} and ${to}.`);
    const range = to - from;
    const rounded = dtype === "float32" ? Math.fround : (x: number): number => x;
    return this.#fill(op, shape, dtype, () => {
      const drawn = from + range * this.#fraction();
      // Rounding may reach the upper bound.
      return rounded(drawn) < to ? drawn : from;
    });
  }

  normal<const S extends readonly number[]>(shape: S, options?: NormalOptions): Tensor<[...S]> {
    const op = "normal";
    const known = ["mean", "standardDeviation", "dtype"];
    const { mean = 0, standardDeviation = 1, dtype } = optionsArgument(op, options, known);
    const center = finiteArgument(op, "mean", mean);
    const scale = finiteArgument(op, "standardDeviation", standardDeviation);
    if (scale < 0) throw new ArgumentError(op, `standardDeviation must not be negative, got ${scale}.`);
    return this.#fill(op, shape, dtype, () => center + scale * this.#gaussian());
  }

  integers<const S extends readonly number[]>(shape: S, options: IntegerOptions): Tensor<[...S]> {
    const { low = 0, high } = optionsArgument("integers", options, ["low", "high"]);
    const from = integerBound("low", low, 2 ** 31 - 1);
    const to = integerBound("high", high, 2 ** 31);
    if (from >= to) throw new ArgumentError("integers", `low must be less than high, got ${from} and ${to}.`);
    const sizes = shapeArgument("integers", shape);
    const elements = roomFor("integers", sizes, "int32");
    for (let i = 0; i < elements.length; i++) elements[i] = from + this.#upTo(to - from - 1);
    return wrap(inputNode(elements, sizes, "int32"));
  }

  permutation<const C extends number>(count: C): Tensor<[C]> {
    const [size] = shapeArgument("permutation", [countArgument("permutation", "count", count)]) as [number];
    const elements = roomFor("permutation", [size], "int32");
    for (let i = 0; i < size; i++) elements[i] = i;
    for (let i = size - 1; i > 0; i--) {
      const j = this.#upTo(i);
      const element = elements[i] as number;
      elements[i] = elements[j] as number;
      elements[j] = element;
    }
    return wrap(inputNode(elements, [size], "int32"));
  }

  state(): Record<string, Tensor> {
    const one = (value: number, dtype: DType): Tensor => {
      const elements = roomFor("state", [], dtype);
      elements[0] = value;
      return wrap(inputNode(elements, [], dtype));
    };
    return {
      words: wrap(inputNode(Int32Array.from(this.#state), [N], "int32")),
      used: one(this.#used, "int32"),
      hasSpare: one(this.#spare === null ? 0 : 1, "bool"),
      spare: one(this.#spare ?? 0, "float64"),
    };
  }

  load(state: Readonly<Record<string, TensorLike>>): void {
    const op = "load";
    const names = ["words", "used", "hasSpare", "spare"];
    const given = optionsArgument(op, state, names);
    const [words, [used], [hasSpare], [spare]] = names.map((name) => {
      const value = given[name];
      const [dtype, shape]: [DType, Shape] =
        name === "words"
          ? ["int32", [N]]
          : [name === "used" ? "int32" : name === "spare" ? "float64" : "bool", []];
      const node = nodeOf(savedTensor(op, `state.${name}`, value, dtype));
      if (node.dtype !== dtype || !sameShape(node.shape, shape)) {
        const wanted = `a tensor of ${dtype} and shape ${formatShape(shape)}`;
        throw new ArgumentError(op, `state.${name} must be ${wanted}, got ${describe(value)}.`);
      }
      return elementsOf(node);
    }) as [TypedArray, TypedArray, TypedArray, TypedArray];
    if (used === undefined || used < 0 || used > N) {
      throw new ArgumentError(op, `state.used must be from 0 to ${N}, got ${describe(used)}.`);
    }
    // An Int32Array: set() takes its bits modulo 2³².
    this.#state.set(words);
    this.#used = used;
    this.#spare = hasSpare === 1 ? (spare as number) : null;
  }

  #fill<S extends Dims>(op: string, shape: unknown, dtype: unknown, draw: () => number): Tensor<S> {
    const wanted = dtype === undefined ? "float64" : dtypeArgument(op, dtype);
    if (wanted === "int32" || wanted === "bool") {
      throw new ArgumentError(op, `dtype must be float64 or float32, got ${wanted}.`);
    }
    const sizes = shapeArgument(op, shape);
    const elements = roomFor(op, sizes, wanted);
    for (let i = 0; i < elements.length; i++) elements[i] = draw();
    return wrap(inputNode(elements, sizes, wanted));
  }

  /** 32 random bits. */
  #word(): number {
    if (this.#used === N) this.#renew();
    let y = this.#state[this.#used++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  #renew(): void {
    const state = this.#state;
    for (let i = 0; i < N; i++) {
      const y = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % N] as number) & 0x7fffffff);
      const twisted = (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
      state[i] = (state[(i + M) % N] as number) ^ twisted;
    }
    this.#used = 0;
  }

  /** In [0, 1), a multiple of 2⁻⁵³. */
  #fraction(): number {
    const upper = this.#word() >>> 5;
    const lower = this.#word() >>> 6;
    return (upper * 67108864 + lower) / 9007199254740992;
  }

  /** Marsaglia's polar method, as NumPy's legacy generator: the spare is the first coordinate. */
  #gaussian(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.#fraction() - 1;
      y = 2 * this.#fraction() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * logarithm(square)) / square);
    this.#spare = factor * x;
    return factor * y;
  }

  /** An integer from 0 to `largest` (below 2³²), by rejection: masked draws until one is small enough. */
  #upTo(largest: number): number {
    if (largest === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(largest);
    let value: number;
    do value = (this.#word() & mask) >>> 0;
    while (value > largest);
    return value;
  }
}

const finish = /* @__PURE__ */ whenFirstMade(() => {
  guardMethods(MersenneTwister.prototype, "a generator", "random", (value) => MersenneTwister.is(value));
});

/** The engine's own logarithm, since `Math.log` differs between JavaScript engines. */
function logarithm(x: number): number {
  return log.meaning.kind === "map" ? log.meaning.scalar(double, x, x, x) : Number.NaN;
}

function integerBound(name: string, value: unknown, most: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < -(2 ** 31) || value > most) {
    throw new ArgumentError(
      "integers",
      `${name} must be an integer that int32 holds, got ${describe(value)}.`,
    );
  }
  return value;
}
