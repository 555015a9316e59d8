import { ArgumentError, type DType, isTensor, type Shape, type Tensor } from "@chainrule/autograd";
import {
  describeValue,
  isArray,
  type MakeTensor,
  type Making,
  propertyOf,
  Sources,
  type TreeParts,
  treeParts,
} from "@chainrule/autograd/gears";

type Numbers = readonly (number | Numbers)[];

/** What a function of the unknowns is given: a tensor for each tensor, number and nested array of numbers in the start. */
export type TensorsOf<X> =
  X extends Tensor<infer S>
    ? Tensor<S>
    : X extends number
      ? Tensor<[]>
      : X extends readonly number[]
        ? Tensor<[number]>
        : X extends readonly (readonly number[])[]
          ? Tensor<[number, number]>
          : X extends Numbers
            ? Tensor
            : { readonly [K in keyof X]: TensorsOf<X[K]> };

/** A place of the structure of the start: a tensor where that has one, a number or nested arrays where it has those. */
export type Solution<X> =
  X extends Tensor<infer S>
    ? Tensor<S>
    : X extends number
      ? number
      : X extends readonly number[]
        ? number[]
        : { -readonly [K in keyof X]: Solution<X[K]> };

/** One tensor of the start. */
interface Part {
  /** Where it is, as a program would write it: `x.rate`. */
  readonly name: string;
  readonly shape: Shape;
  readonly size: number;
  readonly dtype: DType;
  /** Whether it was given as a tensor, and not as numbers. */
  readonly isTensor: boolean;
}

/** What is sought, taken apart: methods see one vector of float64, users the structure of their start. */
export class Unknowns {
  readonly start: Float64Array;
  /** Tells what a function is given from what it is given with another start. */
  readonly structure: string;
  readonly #parts: readonly Part[];
  readonly #tree: Pick<TreeParts, "like" | "build">;
  /** What was said in these terms: the start, bounds and whatever else. */
  #sources: Sources;

  /** @throws {ArgumentError} for anything but a tree of finite floating-point numbers, of which there is at least one. */
  constructor(op: string, x0: unknown) {
    const { tensors, like, build } = treeParts(op, x0);
    const given: { name: string; value: unknown }[] = [];
    const places = build(tensors.map((_, k) => k));
    locate(places, x0, "x", given);
    this.#tree = { like, build };
    this.#sources = new Sources(tensors);
    this.#parts = tensors.map(({ shape, size, dtype }, k) => {
      const { name, value } = given[k] as { name: string; value: unknown };
      if (dtype !== "float64" && dtype !== "float32") {
        throw new ArgumentError(op, `x0 must be floating-point, got ${dtype} at ${name}.`);
      }
      return { name, shape, size, dtype, isTensor: isTensor(value) };
    });
    this.structure = JSON.stringify([places, tensors.map(({ shape, dtype }) => [dtype, ...shape])]);
    this.start = joined(tensors);
    if (this.start.length === 0) {
      throw new ArgumentError(op, `x0 must have at least one number, got ${describeValue(x0)}.`);
    }
    const bad = this.start.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new ArgumentError(op, `x0 must be finite, got ${this.start[bad]} at ${this.nameOf(bad)}.`);
    }
  }

  /** How a program would write one of the numbers: `x.weights[0][2]`. */
  nameOf(index: number): string {
    let from = 0;
    const part = this.#parts.find(({ size }) => {
      from += size;
      return index < from;
    }) as Part;
    let rest = index - from + part.size;
    let within = "";
    for (const size of part.shape.toReversed()) {
      within = `[${rest % size}]${within}`;
      rest = Math.floor(rest / size);
    }
    return part.name + within;
  }

  /** The tensors that a function of the user's is given, out of the one vector. */
  tensorsOf(x: Tensor<[number]>): unknown {
    const [only] = this.#parts as readonly [Part];
    const pieces =
      this.#parts.length === 1 ? [x] : (x.split(this.#parts.map(({ size }) => size)) as readonly Tensor[]);
    const shaped = ({ shape, dtype }: Part, piece: Tensor): Tensor => {
      const whole: Tensor = shape.length === 1 ? piece : piece.reshape(shape);
      return dtype === "float64" ? whole : whole.cast(dtype);
    };
    return this.#tree.build(
      this.#parts.length === 1
        ? [shaped(only, x)]
        : this.#parts.map((part, k) => shaped(part, pieces[k] as Tensor)),
    );
  }

  /**
   * How the tensors of a place are made that was found.
   * @param latest - The function where it was evaluated last: what it was computed from is what the place was found from.
   */
  maker(latest: Tensor | null, making: Making): MakeTensor {
    return new Sources(latest === null ? [] : [latest], this.#sources).maker(making);
  }

  /**
   * A place as users see it.
   * @param make - How its tensors are made.
   */
  solution(x: Float64Array, make: MakeTensor): unknown {
    let from = 0;
    return this.#tree.build(
      this.#parts.map(({ shape, size, dtype, isTensor }) => {
        const values = x.subarray(from, from + size);
        from += size;
        if (!isTensor) return nested(values, shape);
        return make(dtype === "float64" ? values.slice() : Float32Array.from(values), shape, dtype);
      }),
    );
  }

  /**
   * One number for each unknown, from a tree of the structure of the start; a number in place of a tensor is for all of it.
   * @param what - What the tree is, for errors.
   */
  numbersLike(op: string, what: string, tree: unknown): Float64Array {
    if (typeof tree === "number") return this.start.map(() => tree);
    const tensors = this.#tree.like(what, tree);
    this.#sources = new Sources(tensors, this.#sources);
    return joined(
      tensors.map((part, k) => {
        const { shape, name } = this.#parts[k] as Part;
        if (part.rank === 0 || String(part.shape) === String(shape)) return part.broadcastTo(shape);
        const [wanted, got] = [shape, part.shape].map((sizes) => `[${sizes.join(", ")}]`);
        throw new ArgumentError(op, `${what} must have the shape of x0, ${wanted} at ${name}, got ${got}.`);
      }),
    );
  }
}

/** Where the leaves of a tree of indices are, and what was given there. */
function locate(
  indices: unknown,
  given: unknown,
  name: string,
  found: { name: string; value: unknown }[],
): void {
  if (typeof indices === "number") {
    found[indices] = { name, value: given };
  } else if (isArray(indices)) {
    for (const [k, part] of indices.entries())
      locate(part, propertyOf(given, String(k)), `${name}[${k}]`, found);
  } else {
    for (const [key, part] of Object.entries(indices as object)) {
      const access = /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${describeValue(key)}]`;
      locate(part, propertyOf(given, key), name + access, found);
    }
  }
}

function joined(tensors: readonly Tensor[]): Float64Array {
  const all = new Float64Array(tensors.reduce((sum, { size }) => sum + size, 0));
  let from = 0;
  for (const part of tensors) {
    all.set(part.data(), from);
    from += part.size;
  }
  return all;
}

/** Numbers in nested arrays of a shape. */
function nested(values: Float64Array, shape: Shape): unknown {
  const [size, ...inner] = shape;
  if (size === undefined) return values[0];
  const step = values.length / size;
  return Array.from({ length: size }, (_, k) =>
    inner.length === 0 ? values[k] : nested(values.subarray(k * step, (k + 1) * step), inner),
  );
}
